"""One text in its many spellings: every layer of escaping undone."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from pkcedoctor.patterns import regex

_UNIT: Final = regex(
    r"(?:%(?:25)*+[0-9A-Fa-f]{2})++|\\u[0-9A-Fa-f]{4}|\\/|&(?:amp|#38|#x26);|.", re.DOTALL
)
_ESCAPE: Final = regex(r"%(?:25)*+([0-9A-Fa-f]{2})")
_BASE64: Final = regex(r"[A-Za-z0-9+/_-]{8,}")
_ALIKE: Final = str.maketrans({" ": "+", "-": "+", "_": "/"})
_LONGEST_TRIED: Final = 1 << 20


def lower(text: str) -> str:
    """Drop the case of each character that stays one character."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


def alike(text: str) -> str:
    """Fold what often becomes one another on the way: case, ``+`` with blank and ``-``, ``/``."""
    return lower(text).translate(_ALIKE)


def folded(text: str) -> tuple[str, list[int]]:
    """Undo every layer of escaping and fold what is left.

    Returns:
        The folded text, and for each of its characters where it stands in the text; one position
        more than characters, for the end.
    """
    characters: list[str] = []
    origin: list[int] = []
    for unit in _UNIT.finditer(text):
        for character, offset in _meant(unit[0]):
            characters.append(character)
            origin.append(unit.start() + offset)
    return alike("".join(characters)), [*origin, len(text)]


def plain(text: str) -> str:
    """Return the folded text without the positions."""
    return folded(text)[0] if "%" in text or "\\" in text or "&" in text else alike(text)


def hidden_in(text: str) -> Iterator[str]:
    """Yield the texts that stand in base64 inside a text."""
    if len(text) > _LONGEST_TRIED:
        return
    for found in _BASE64.finditer(text):
        token = found[0].replace("-", "+").replace("_", "/")
        for start in range(min(4, len(token))):
            part = token[start:]
            try:
                octets = base64.b64decode(part[: len(part) // 4 * 4] or "AAAA")
                tail = (
                    base64.b64decode(part + "=" * (-len(part) % 4)) if len(part) % 4 != 1 else b""
                )
            except (ValueError, binascii.Error):
                continue
            yield (tail or octets).decode("latin-1")


def _meant(unit: str) -> Iterator[tuple[str, int]]:
    if len(unit) == 1:
        yield unit, 0
    elif unit.startswith("%"):
        yield from _octets(unit)
    elif unit.startswith("\\u"):
        yield bytes.fromhex(unit[2:]).decode("utf-16-be", "surrogatepass"), 0
    else:
        yield ("/" if unit.startswith("\\") else "&"), 0


def _octets(escapes: str) -> Iterator[tuple[str, int]]:
    found = list(_ESCAPE.finditer(escapes))
    octets = bytes(int(each[1], 16) for each in found)
    position = 0
    for character in octets.decode("utf-8", "surrogateescape"):
        yield character, found[position].start()
        position += len(character.encode("utf-8", "surrogateescape"))
