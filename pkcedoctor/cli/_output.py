"""Where a report goes, and in what shape it can go there."""

import os
import sys
from pathlib import Path
from typing import Final

import click

_NARROWEST: Final = 60
_WIDEST: Final = 120
_USUAL: Final = 80
_PLAINER: Final = str.maketrans(
    "\u2022\u2026\u2039\u203a\u201c\u201d\u2018\u2019\u2192\u2013", "*~<>\"\"''>-"
)


def page_width() -> int:
    """Return how many columns a report may use."""
    return min(max(_columns(), _NARROWEST), _WIDEST)


def wants_color() -> bool:
    """Whether standard output is a terminal that shows colours and nobody forbade them."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def write(text: str, output: Path | None = None, *, color: bool = False) -> None:
    """Write a report to standard output or to a file.

    A reader that closes the pipe early is no error.

    Raises:
        click.ClickException: if it cannot be written.
    """
    try:
        if output is not None:
            output.write_text(text, encoding="utf-8", newline="\n")
        else:
            click.echo(_encodable(text, sys.stdout.encoding or "utf-8"), nl=False, color=color)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        place = "standard output" if output is None else output
        raise click.ClickException(f"cannot write to {place}: {error.strerror}") from None


def _columns() -> int:
    """Return what ``shutil.get_terminal_size`` does, without importing every archive format."""
    try:
        chosen = int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        chosen = 0
    if chosen > 0:
        return chosen
    try:
        found = None if sys.__stdout__ is None else os.get_terminal_size(sys.__stdout__.fileno())
    except (ValueError, OSError):
        found = None
    return _USUAL if found is None else found.columns or _USUAL


def _encodable(text: str, encoding: str) -> str:
    """Return the text, in plainer characters where the stream has no better ones."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAINER).encode(encoding, "backslashreplace").decode(encoding)
    return text
