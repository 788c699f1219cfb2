"""Changes of a text that reach through its encoding and leave everything else as it was."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pkcedoctor.patterns import regex

Edit = tuple[int, int, str]
"""Where a change begins and ends, and what to write there."""

Edits = list[Edit]
Rewrite = Callable[[str], Edits]

_ESCAPES: Final = regex(r"(?:%[0-9A-Fa-f]{2})++|.", re.DOTALL)
_LOWER_ESCAPE: Final = regex(r"%(?:[0-9][a-f]|[a-f])")
_ALWAYS_PLAIN: Final = frozenset("-._~")
_NEVER_PLAIN: Final = frozenset("&#%+")


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with the changes made."""
    if not edits:
        return text
    pieces, done = [], 0
    for start, end, new in edits:
        pieces += [text[done:start], new]
        done = end
    return "".join(pieces) + text[done:]


def shifted(edits: Iterable[Edit], offset: int) -> Edits:
    """Return the changes for a text in which this one begins at an offset."""
    return [(start + offset, end + offset, new) for start, end, new in edits]


def whole(text: str, new: str) -> Edits:
    """Return the change of one text into another."""
    return [(0, len(text), new)] if text != new else []


def through_percent(raw: str, rewrite: Rewrite, *, plus: bool) -> Edits:
    """Change what a percent-encoded text means, and nothing of how the rest is encoded.

    Args:
        raw: the encoded text.
        rewrite: gives the changes of the decoded text.
        plus: whether ``+`` stands for a blank, as in forms.
    """
    style = _Style(raw, plus=plus)
    if "%" not in raw and not (plus and "+" in raw):
        return [
            (start, end, style.written(new, raw[start:end], list(raw[start:end])))
            for start, end, new in rewrite(raw)
        ]
    units: list[str] = []
    meant: list[str] = []
    starts: list[int] = []
    for found in _ESCAPES.finditer(raw):
        position = found.start()
        for character, unit in _decoded(found[0], plus=plus):
            units.append(unit)
            meant.append(character)
            starts.append(position)
            position += len(unit)
    starts.append(len(raw))
    return [
        (
            starts[start],
            starts[end],
            style.written(new, "".join(meant[start:end]), units[start:end]),
        )
        for start, end, new in rewrite("".join(meant))
    ]


def through_json(token: str, rewrite: Rewrite) -> str:
    """Change what a JSON string means; ``token`` has its quotes, and must be sound."""
    text: str = json.loads(token, strict=False)
    edits = rewrite(text)
    if not edits:
        return token
    new = json.dumps(applied(text, edits), ensure_ascii=token.isascii())
    return new.replace("/", "\\/") if "\\/" in token else new


def _decoded(piece: str, *, plus: bool) -> Iterable[tuple[str, str]]:
    if len(piece) == 1:
        yield (" " if plus and piece == "+" else piece), piece
        return
    position = 0
    for character in bytes.fromhex(piece.replace("%", "")).decode("utf-8", "surrogateescape"):
        length = 3 * len(character.encode("utf-8", "surrogateescape"))
        yield character, piece[position : position + length]
        position += length


class _Style:
    """How a text is percent-encoded."""

    def __init__(self, raw: str, *, plus: bool) -> None:
        self._bare = (frozenset(raw) | _ALWAYS_PLAIN) - _NEVER_PLAIN
        self._plus = plus
        self._lower = _LOWER_ESCAPE.search(raw) is not None

    def written(self, new: str, old: str, units: list[str]) -> str:
        if len(new) != len(old):
            return "".join(map(self._encoded, new))
        return "".join(
            unit if character == before else self._like(character, unit)
            for character, before, unit in zip(new, old, units, strict=True)
        )

    def _like(self, character: str, unit: str) -> str:
        if unit.startswith("%") and len(unit) > 1:
            return self._escaped(character)
        return self._encoded(character)

    def _encoded(self, character: str) -> str:
        if character == " " and self._plus:
            return "+"
        plain = character.isascii() and character.isalnum()
        if plain or character in self._bare or "\ud800" <= character <= "\udfff":
            return character
        return self._escaped(character)

    def _escaped(self, character: str) -> str:
        written = "%02x" if self._lower else "%02X"
        octets = character.encode("utf-8", "surrogatepass")
        return "".join("%" + written % octet for octet in octets)
