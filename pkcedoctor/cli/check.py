"""``pkcedoctor check``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from pkcedoctor.cli._given import read_given, read_size, read_standard_input
from pkcedoctor.cli._many import Outcome, check_each, conclude, file_of
from pkcedoctor.cli._order import Order
from pkcedoctor.cli._output import page_width, wants_color, write
from pkcedoctor.cli._program import ExitCode
from pkcedoctor.cli._progress import progress
from pkcedoctor.cli.servers import server_options
from pkcedoctor.exchange.messages import ClientFacts, ClientType
from pkcedoctor.patterns import regex
from pkcedoctor.report import FailOn, Format, write_batch
from pkcedoctor.report.escaping import visible
from pkcedoctor.report.undeclared import guarded

if TYPE_CHECKING:
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
    "--fail-on",
    type=click.Choice([str(least) for least in FailOn]),
    default=str(FailOn.POSSIBLE),
    show_default=True,
    help="The least that is exit status 1: a cause as sure as this, or any cause or warning.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Fail only for what is not in this file.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what is found to this file, for --baseline.",
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
    fail_on: str,
    baseline: Path | None,
    write_baseline: Path | None,
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
      1  a cause found, or what --fail-on says
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
        FailOn(fail_on),
        _known(baseline),
        write_baseline,
        strict=strict,
        show_secrets=show_secrets,
        color=output is None and wants_color(),
        width=page_width(),
    )
    if len(captures) > 1:
        return _check_many(captures, parts, order, output)
    checkup, file = _examine(captures, parts, order)
    outcome = conclude(checkup, order, file=file)
    if not order.gathers:
        write(outcome.report, output, color=order.color)
    return _finish([outcome], (file,), order, output)


def _check_many(
    captures: tuple[str, ...], parts: Parts, order: Order, output: Path | None
) -> ExitCode:
    """Write one report after the other; what cannot be checked is told at once."""
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
    if output is not None and not order.gathers:
        write("".join(outcome.report for outcome in outcomes), output)
    return _finish(outcomes, [file_of(path) for path in paths], order, output)


def _finish(
    outcomes: Sequence[Outcome], files: Sequence[str], order: Order, output: Path | None
) -> ExitCode:
    """Write what tells of all captures together, and say how to exit."""
    if order.needs_results:
        _write_results(outcomes, files, order, output)
    if any(outcome.complaint for outcome in outcomes):
        return ExitCode.NOT_CHECKED
    fails = any(outcome.fails for outcome in outcomes)
    return ExitCode.CAUSE if fails and order.new_baseline is None else ExitCode.NO_CAUSE


def _write_results(
    outcomes: Sequence[Outcome], files: Sequence[str], order: Order, output: Path | None
) -> None:
    from pkcedoctor.report.gathering import describe  # noqa: PLC0415 - seldom used
    from pkcedoctor.report.results import Batch, Complaint, merge  # noqa: PLC0415 - as above

    batch = merge(
        Batch(complaints=(Complaint(guarded(file), outcome.complaint),))
        if outcome.batch is None
        else outcome.batch
        for outcome, file in zip(outcomes, files, strict=True)
    )
    if order.gathers:
        write(write_batch(batch, order.format, describe), output)
    if order.known and (known := sum(result.known for result in batch.results)):
        click.echo(f"pkcedoctor: known from the baseline: {known}", err=True)
    if order.new_baseline is not None:
        from pkcedoctor.report.baseline import baseline_text  # noqa: PLC0415 - seldom used

        write(baseline_text(batch), order.new_baseline)
        click.echo(f"pkcedoctor: baseline written to {order.new_baseline}", err=True)


def _known(baseline: Path | None) -> frozenset[str]:
    if baseline is None:
        return frozenset()
    from pkcedoctor.report.baseline import read_baseline  # noqa: PLC0415 - seldom used

    return read_baseline(baseline)


def _are_given(parts: Parts) -> bool:
    return any(part not in (None, ()) for part in parts.values())


def _examine(captures: tuple[str, ...], parts: Parts, order: Order) -> "tuple[Checkup, str]":
    """Check what was given; also return the capture's path, or an empty text if it has none."""
    from pkcedoctor.checkup import check as check_capture  # noqa: PLC0415 - loads all rules

    if _are_given(parts):
        if captures:
            raise click.UsageError(_NOT_BOTH)
        from pkcedoctor.capture.pasted import from_parts  # noqa: PLC0415 - loaded where used

        return check_capture(from_parts(**parts), client=order.client, server=order.server), ""
    if not captures:
        raise click.UsageError("give a CAPTURE, or --authorize-url and --token-body")
    (capture,) = captures
    source, name = _source(capture)
    with progress(_size(source), "Reading") as reached:
        checkup = check_capture(
            source,
            name=name,
            client=order.client,
            server=order.server,
            max_size=order.max_size,
            strict=order.strict,
            progress=reached,
        )
    return checkup, file_of(source) if isinstance(source, Path) else ""


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
