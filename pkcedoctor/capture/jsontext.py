"""One JSON value out of a text, or the place where it goes wrong."""

import json
from math import inf

from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_LONGEST_WHOLE = 300
_NEAR = 16 << 10
_WIDER = 8
_LONGEST_TOKEN = 16
_BETWEEN = regex(r"[\ufeff\x00\x1e\s,]*")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that was read.

    Attributes:
        value: the value.
        end: where the text goes on.
    """

    value: object
    end: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a text stops being JSON.

    Attributes:
        start: where the value begins that holds it, from 0.
        position: the place itself, from 0.
        reason: what the parser missed; never a part of the text.
        cut_off: whether the text simply ends there.
    """

    start: int
    position: int
    reason: str
    cut_off: bool


def decoded(text: str, position: int) -> Value | Fault:
    """Read the value that begins at a position."""
    try:
        value, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text) or error.msg.startswith("Unterminated")
        return Fault(position, error.pos, error.msg, cut_off)
    except RecursionError:
        return Fault(position, position, "nested too deeply", cut_off=False)
    return Value(value, end)


def decoded_near(text: str, position: int) -> Value | Fault:
    """Read the object, list or string that begins at a position, one of many in a damaged text.

    The parser counts lines up to each fault that it reports, so it is shown as little of the text
    as will do.
    """
    size = _NEAR
    while True:
        piece = text[position : position + size]
        read = decoded(piece, 0)
        if isinstance(read, Value):
            return Value(read.value, position + read.end)
        if len(piece) < size or not (read.cut_off or read.position >= size - _LONGEST_TOKEN):
            return Fault(position, position + read.position, read.reason, read.cut_off)
        size *= _WIDER


def skipped(text: str, position: int) -> int:
    """Return where the next value can begin: after blanks, commas and record marks."""
    between = _BETWEEN.match(text, position)
    return position if between is None else between.end()


def _bounded(digits: str) -> float:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else inf


_DECODER = json.JSONDecoder(strict=False, parse_int=_bounded)
