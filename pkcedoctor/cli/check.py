"""``pkcedoctor check``."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from pkcedoctor.cli._given import read_given, read_standard_input
from pkcedoctor.cli._output import page_width, wants_color, write
from pkcedoctor.cli._program import ExitCode
from pkcedoctor.cli.servers import server_options
from pkcedoctor.exchange.messages import ClientFacts, ClientType
from pkcedoctor.report import Format, render

if TYPE_CHECKING:
    from pkcedoctor.diagnosis import Checkup
    from pkcedoctor.servers.model import Server


class Parts(TypedDict):
    """The messages of one exchange, each as the user gave it."""

    authorize_url: str | None
    token_url: str | None
    token_body: str | None
    token_headers: tuple[str, ...]
    callback_url: str | None
    response_status: int | None
    response_body: str | None


@click.command()
@click.argument("captures", nargs=-1, metavar="[CAPTURE]")
@click.option("--authorize-url", callback=read_given, help="The authorization request.")
@click.option("--token-body", callback=read_given, help="The body of the token request.")
@click.option("--token-url", callback=read_given, help="Where the token request was sent.")
@click.option(
    "--token-header",
    "token_headers",
    callback=read_given,
    multiple=True,
    metavar="'NAME: VALUE'",
    help="A header of the token request; repeatable.",
)
@click.option(
    "--callback-url", callback=read_given, help="Where the browser was sent with the code."
)
@click.option("--response-status", type=click.IntRange(100, 599), help="The status of the answer.")
@click.option("--response-body", callback=read_given, help="The body of the answer.")
@click.option(
    "--client-type",
    type=click.Choice(["public", "confidential"]),
    help="How the client is registered.",
)
@click.option(
    "--registered-redirect-uri",
    "redirect_uris",
    multiple=True,
    metavar="URI",
    help="A redirection URI of the client's registration; repeatable.",
)
@server_options
@click.option(
    "--format",
    "report_format",
    type=click.Choice([str(format_) for format_ in Format]),
    default=str(Format.TEXT),
    show_default=True,
    help="How to write the report.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to a file."
)
@click.option("--show-secrets", is_flag=True, help="Print codes, verifiers and tokens as they are.")
@click.option("--force", is_flag=True, help="Allow --show-secrets together with --output.")
def check(
    captures: tuple[str, ...],
    client_type: ClientType | None,
    redirect_uris: tuple[str, ...],
    report_format: str,
    output: Path | None,
    *,
    server: "Server | None",
    show_secrets: bool,
    force: bool,
    **parts: Unpack[Parts],
) -> int:
    """Name the cause of a refused exchange.

    CAPTURE is a HAR file, plain or gzipped, or - for standard input. Without one, give the
    messages themselves: --authorize-url and --token-body, and what else there is. Each of these
    takes text, @FILE or - for standard input.

    \b
    Exit status:
      0  no cause found
      1  a cause found
      2  could not check
    """  # noqa: D301 - click looks for the backspace itself
    if show_secrets and output is not None and not force:
        raise click.UsageError(
            "--show-secrets with --output writes secrets to a file; add --force if you mean it"
        )
    checkup = _examine(captures, ClientFacts(client_type, redirect_uris), server, parts)
    color = output is None and wants_color()
    report = render(
        checkup,
        Format(report_format),
        show_secrets=show_secrets,
        color=color,
        width=page_width(),
    )
    write(report, output, color=color)
    return ExitCode.CAUSE if checkup.blamed else ExitCode.NO_CAUSE


def _examine(
    captures: tuple[str, ...], client: ClientFacts, server: "Server | None", parts: Parts
) -> "Checkup":
    from pkcedoctor.checkup import check as check_capture  # noqa: PLC0415 - loads all rules

    if any(part not in (None, ()) for part in parts.values()):
        if captures:
            raise click.UsageError("give either a CAPTURE or the messages themselves, not both")
        from pkcedoctor.capture.pasted import from_parts  # noqa: PLC0415 - loaded where used

        return check_capture(from_parts(**parts), client=client, server=server)
    if len(captures) > 1:
        raise click.UsageError("give one CAPTURE; quote a URL or body with a space or & in it")
    if not captures:
        raise click.UsageError("give a CAPTURE, or --authorize-url and --token-body")
    (capture,) = captures
    if capture == "-":
        octets = read_standard_input(click.get_current_context())
        return check_capture(octets, name="standard input", client=client, server=server)
    if "://" in capture:
        raise click.UsageError("CAPTURE is a file; for a URL there is --authorize-url")
    return check_capture(Path(capture), client=client, server=server)
