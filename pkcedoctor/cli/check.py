"""``pkcedoctor check``."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from pkcedoctor.cli._given import read_given, read_size, read_standard_input
from pkcedoctor.cli._order import Order
from pkcedoctor.cli._output import page_width, wants_color, write
from pkcedoctor.cli._program import ExitCode
from pkcedoctor.cli._progress import progress
from pkcedoctor.cli.servers import server_options
from pkcedoctor.exchange.messages import ClientFacts, ClientType
from pkcedoctor.patterns import regex
from pkcedoctor.report import Format, render
from pkcedoctor.report.escaping import visible

if TYPE_CHECKING:
    from pkcedoctor.cli._many import Outcome
    from pkcedoctor.diagnosis import Checkup
    from pkcedoctor.servers.model import Server

_NOT_BOTH: Final = "give either a CAPTURE or the messages themselves, not both"
_BLANK: Final = regex(r"\s")
_NO_NAME: Final = regex(r"[=&?\s]|://|^-$")


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
@click.argument("captures", nargs=-1, metavar="[CAPTURE]...")
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
@click.option(
    "--max-size",
    callback=read_size,
    metavar="SIZE",
    help="Refuse what is larger, packed or unpacked: 500M, 4G. By default 2G.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse a file with damaged JSON instead of saving what it holds.",
)
@click.option("--show-secrets", is_flag=True, help="Print codes, verifiers and tokens as they are.")
@click.option("--force", is_flag=True, help="Allow --show-secrets together with --output.")
def check(  # noqa: PLR0913 - one for each option
    captures: tuple[str, ...],
    client_type: ClientType | None,
    redirect_uris: tuple[str, ...],
    report_format: str,
    output: Path | None,
    max_size: int,
    *,
    server: "Server | None",
    strict: bool,
    show_secrets: bool,
    force: bool,
    **parts: Unpack[Parts],
) -> int:
    """Name the cause of a refused exchange.

    CAPTURE is a file, or - for standard input: a HAR of any browser, proxy or test tool, packed
    or not; a cURL command, a fetch or PowerShell snippet, raw HTTP, a Burp, Postman or Fiddler
    export; or a ticket with any of these in it. Several are checked one after the other. A
    quoted text with a URL in it is read as such a ticket.

    Without one, give the messages themselves: --authorize-url and --token-body, and what else
    there is. Each of these takes text, @FILE or - for standard input.

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
    order = Order(
        ClientFacts(client_type, redirect_uris),
        server,
        max_size,
        Format(report_format),
        strict=strict,
        show_secrets=show_secrets,
        color=output is None and wants_color(),
        width=page_width(),
    )
    if len(captures) > 1:
        return _check_many(captures, parts, order, output)
    checkup = _examine(captures, parts, order)
    report = render(
        checkup,
        order.format,
        show_secrets=show_secrets,
        color=order.color,
        width=order.width,
    )
    write(report, output, color=order.color)
    return ExitCode.CAUSE if checkup.blamed else ExitCode.NO_CAUSE


def _check_many(
    captures: tuple[str, ...], parts: Parts, order: Order, output: Path | None
) -> ExitCode:
    """Write one report after the other; what cannot be checked is told at once."""
    from pkcedoctor.cli._many import check_each  # noqa: PLC0415 - loaded where used

    if _are_given(parts):
        raise click.UsageError(_NOT_BOTH)
    paths = [Path(capture) for capture in captures]
    if any(
        _NO_NAME.search(capture) and not path.exists()
        for capture, path in zip(captures, paths, strict=True)
    ):
        raise click.UsageError("a CAPTURE is a file; quote a URL or body with a space or & in it")
    outcomes: list[Outcome] = []
    with progress(len(paths), "Checking") as reached:
        for outcome in check_each(paths, order):
            outcomes.append(outcome)
            if reached is not None:
                reached(len(outcomes))
            if outcome.complaint:
                click.echo(f"pkcedoctor: {visible(outcome.complaint)}", err=True)
            elif output is None:
                write(outcome.report, color=order.color)
    if output is not None:
        write("".join(outcome.report for outcome in outcomes), output)
    if any(outcome.complaint for outcome in outcomes):
        return ExitCode.NOT_CHECKED
    blamed = any(outcome.blamed for outcome in outcomes)
    return ExitCode.CAUSE if blamed else ExitCode.NO_CAUSE


def _are_given(parts: Parts) -> bool:
    return any(part not in (None, ()) for part in parts.values())


def _examine(captures: tuple[str, ...], parts: Parts, order: Order) -> "Checkup":
    from pkcedoctor.checkup import check as check_capture  # noqa: PLC0415 - loads all rules

    if _are_given(parts):
        if captures:
            raise click.UsageError(_NOT_BOTH)
        from pkcedoctor.capture.pasted import from_parts  # noqa: PLC0415 - loaded where used

        return check_capture(from_parts(**parts), client=order.client, server=order.server)
    if not captures:
        raise click.UsageError("give a CAPTURE, or --authorize-url and --token-body")
    (capture,) = captures
    source, name = _source(capture)
    with progress(_size(source), "Reading") as reached:
        return check_capture(
            source,
            name=name,
            client=order.client,
            server=order.server,
            max_size=order.max_size,
            strict=order.strict,
            progress=reached,
        )


def _source(capture: str) -> tuple[Path | bytes, str | None]:
    """Return where a capture is, and what to call it if it has no name of its own."""
    if capture == "-":
        return read_standard_input(click.get_current_context()), "standard input"
    if "://" not in capture:
        return Path(capture), None
    if _BLANK.search(capture.strip()):
        return capture.encode("utf-8", "surrogateescape"), "the command line"
    raise click.UsageError("CAPTURE is a file; for a URL there is --authorize-url")


def _size(source: Path | bytes) -> int:
    if isinstance(source, bytes):
        return len(source)
    try:
        return source.stat().st_size
    except (OSError, ValueError):
        return 0
