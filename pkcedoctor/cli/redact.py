"""``pkcedoctor redact``."""

import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from pkcedoctor.cli._given import read_size, read_standard_input
from pkcedoctor.cli._program import ExitCode

_STANDARD = "-"


@click.command()
@click.argument("capture")
@click.option(
    "-o", "--output", required=True, metavar="OUT", help="The HAR to write; - for standard output."
)
@click.option(
    "--drop-unrelated",
    is_flag=True,
    help="Leave out the entries that are no part of a code exchange.",
)
@click.option(
    "--max-size",
    callback=read_size,
    metavar="SIZE",
    help="Refuse what is larger, packed or unpacked: 500M, 4G. By default 2G.",
)
@click.option("--seed", metavar="TEXT", help="Make the same replacements again; for tests only.")
def redact(
    capture: str, output: str, max_size: int, seed: str | None, *, drop_unrelated: bool
) -> int:
    """Write a capture without its secrets, and with its diagnosis.

    CAPTURE is a file of any format that `check` reads, or - for standard input. OUT becomes a
    HAR in which codes, verifiers, tokens, credentials, cookies, names, addresses and hosts are
    replaced by others with the same flaws. It is checked before it is written: no secret is left
    in it, and `check` says the same of it.

    \b
    Exit status:
      0  written
      2  not written
    """  # noqa: D301 - click looks for the backspace itself
    from pkcedoctor.redact import redact as redact_capture  # noqa: PLC0415 - loads all rules

    source: Path | bytes
    if capture == _STANDARD:
        source, name = read_standard_input(click.get_current_context()), "standard input"
    else:
        source, name = Path(capture), None
        if output != _STANDARD and _are_one(source, Path(output)):
            raise click.UsageError("OUT is the capture itself; name another file")
    redacted = redact_capture(
        source, name=name, drop_unrelated=drop_unrelated, seed=seed, max_size=max_size
    )
    _write(redacted.har, output)
    _tell(f"replaced: {', '.join(map(str, redacted.replacements)) or 'nothing'}")
    unrelated = (
        "1 unrelated entry"
        if redacted.unrelated == 1
        else (f"{redacted.unrelated} unrelated entries")
    )
    fate = "left out" if drop_unrelated else "emptied"
    _tell(f"wrote {redacted.entries} entries; {unrelated} {fate}")
    return ExitCode.NO_CAUSE


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _are_one(first: Path, second: Path) -> bool:
    try:
        return second.exists() and first.samefile(second)
    except (OSError, ValueError):
        return False


def _write(octets: bytes, output: str) -> None:
    """Write all of it or nothing.

    Raises:
        click.ClickException: if it cannot be written.
    """
    try:
        if output == _STANDARD:
            sys.stdout.buffer.write(octets)
            sys.stdout.buffer.flush()
        else:
            _replace(Path(output), octets)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file has such a name"
        raise click.ClickException(f"cannot write to {output}: {reason}") from None


def _replace(path: Path, octets: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
        try:
            file.write(octets)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
