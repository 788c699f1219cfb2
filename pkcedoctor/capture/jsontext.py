"""One JSON value out of a text, or the place where it goes wrong."""

import json
import re
from dataclasses import dataclass
from math import inf

_LONGEST_WHOLE = 300
_BETWEEN = re.compile(r"[\ufeff\x00\x1e\s,]*")


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


def skipped(text: str, position: int) -> int:
    """Return where the next value can begin: after blanks, commas and record marks."""
    between = _BETWEEN.match(text, position)
    return position if between is None else between.end()


def _bounded(digits: str) -> float:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else inf


_DECODER = json.JSONDecoder(strict=False, parse_int=_bounded)
