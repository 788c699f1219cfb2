"""Undoing, layer by layer, what escaping and encoding did to a text."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pkcedoctor.patterns import regex

_MARKS: Final = ("%", "\\", "&")
_ONE: Final = regex(
    r"""
      (?:%[0-9A-Fa-f]{2})++                       # RFC 3986 2.1
    | (?:\\u[0-9A-Fa-f]{4})++                     # RFC 8259 7
    | \\x[0-9A-Fa-f]{2}
    | \\.
    | &\#(?:[xX][0-9A-Fa-f]{1,6}+|[0-9]{1,7}+);?
    | &(?:amp|lt|gt|quot|apos|sol|plus|equals|nbsp|lowbar|percnt|num|colon|period|semi|Tab|NewLine);
    """,
    re.DOTALL | re.VERBOSE,
)
_NAMED: Final = {
    "amp": "&",
    "apos": "'",
    "colon": ":",
    "equals": "=",
    "gt": ">",
    "lowbar": "_",
    "lt": "<",
    "nbsp": " ",
    "NewLine": "\n",
    "num": "#",
    "percnt": "%",
    "period": ".",
    "plus": "+",
    "quot": '"',
    "semi": ";",
    "sol": "/",
    "Tab": "\t",
}
_CONTROLS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_MOST: Final = 5
_UNICODE: Final = 0x110000

Origins = Sequence[int]
"""Where each character of a text comes from; one position more than it has characters."""


def layers(text: str) -> Iterator[tuple[str, Origins]]:
    """Yield the text and what it is when one layer of escapes after the other is undone.

    Percent-encoding, the escapes of JSON and JavaScript, and the references of HTML are one kind
    of layer each; those of one layer may be mixed. At most five are undone.
    """
    origins: Origins = range(len(text) + 1)
    yield text, origins
    for _ in range(_MOST):
        if not any(mark in text for mark in _MARKS):
            return
        undone, places = _undone(text)
        if undone == text:
            return
        origins = [origins[place] for place in places]
        text = undone
        yield text, origins


def peeled(text: str) -> Iterator[str]:
    """Yield what :func:`layers` does, without the places and therefore quickly."""
    yield text
    for _ in range(_MOST):
        if not any(mark in text for mark in _MARKS):
            return
        undone = _ONE.sub(_meant, text)
        if undone == text:
            return
        text = undone
        yield text


def _meant(escape: re.Match[str]) -> str:
    return "".join(character for character, _ in _meaning(escape[0]))


def _undone(text: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for escape in _ONE.finditer(text):
        start, end = escape.span()
        pieces.append(text[done:start])
        places += range(done, start)
        for character, offset in _meaning(escape[0]):
            pieces.append(character)
            places.append(start + offset)
        done = end
    pieces.append(text[done:])
    places += range(done, len(text) + 1)
    return "".join(pieces), places


def _meaning(escapes: str) -> Iterator[tuple[str, int]]:
    """Yield each character that an escape, or several in a row, stands for, and where it is."""
    if escapes.startswith("%"):
        yield from _of_octets(escapes)
    elif escapes.startswith("\\u") and len(escapes) > len("\\u"):
        yield from _of_units(escapes)
    elif escapes.startswith("\\"):
        kind = escapes[1]
        spelled = len(escapes) > len("\\x")
        yield chr(int(escapes.removeprefix("\\x"), 16)) if spelled else _CONTROLS.get(kind, kind), 0
    elif escapes.startswith("&#"):
        digits = escapes[2:].rstrip(";")
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        yield chr(code) if code < _UNICODE else "\ufffd", 0
    else:
        yield _NAMED[escapes[1:-1]], 0


def _of_octets(escapes: str) -> Iterator[tuple[str, int]]:
    position = 0
    octets = bytes.fromhex(escapes.replace("%", ""))
    for character in octets.decode("utf-8", "surrogateescape"):
        yield character, position
        position += 3 * len(character.encode("utf-8", "surrogateescape"))


def _of_units(escapes: str) -> Iterator[tuple[str, int]]:
    position = 0
    octets = bytes.fromhex(escapes.replace("\\u", ""))
    for character in octets.decode("utf-16-be", "surrogatepass"):
        yield character, position
        position += 6 * (len(character.encode("utf-16-be", "surrogatepass")) // 2)
