"""Text that the user gives: typed in, from ``@file`` or from standard input."""

import re
import sys
from pathlib import Path
from typing import Final, assert_never

import click

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex

_STANDARD_INPUT: Final = "pkcedoctor.standard_input"
_SIZE: Final = regex(r"(\d{1,15})\s*([KMGT]?)(?:i?B)?", re.ASCII | re.IGNORECASE)
_SHIFTS: Final = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def read_given(
    ctx: click.Context, param: click.Parameter, value: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    """Return the text of an option, or the texts of a repeatable one.

    The final line break of a file or stream is none of the text.

    Raises:
        UnreadableInput: if the file cannot be read.
    """
    match value:
        case None:
            return None
        case str():
            return _read(ctx, param, value)
        case tuple():
            return tuple(_read(ctx, param, item) for item in value)
        case _:
            assert_never(value)


def read_size(ctx: click.Context, param: click.Parameter, value: str | None) -> int:
    """Return a number of bytes, written as ``500000``, ``500K``, ``500M``, ``4G``.

    Raises:
        click.BadParameter: if it is none.
    """
    if value is None:
        from pkcedoctor.capture.container import SIZE_LIMIT  # noqa: PLC0415 - loaded with check

        return SIZE_LIMIT
    found = _SIZE.fullmatch(value.strip())
    if found is None:
        raise click.BadParameter("write a number of bytes as 500000, 500M or 4G", ctx, param)
    return int(found[1]) << _SHIFTS[found[2].upper()]


def read_standard_input(ctx: click.Context, param: click.Parameter | None = None) -> bytes:
    """Return all of standard input, which can be read once only.

    Raises:
        click.BadParameter: if another option took it.
    """
    if _STANDARD_INPUT in ctx.meta:
        raise click.BadParameter("standard input can be read once only", ctx, param)
    ctx.meta[_STANDARD_INPUT] = True
    return sys.stdin.buffer.read()


def _read(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value == "-":
        return _text(read_standard_input(ctx, param))
    if not value.startswith("@"):
        return value
    try:
        return _text(Path(value[1:]).read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file has such a name"
        raise UnreadableInput(f"{value[1:]}: cannot be read: {reason}") from None


def _text(octets: bytes) -> str:
    text = octets.decode("utf-8-sig", "surrogateescape")
    return text.removesuffix("\n").removesuffix("\r")
