"""A pasted text as a shell would have seen it, with the way back to the paste.

Mail programs and terminals put a mark in front of each line; chats put typographic quotes and
no-break spaces in the place of plain ones.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

STRAIGHTENED = "Typographic quotes and blanks that a chat put in were taken for plain ones"

_BLOCK = regex(r"^(?:[ \t]{0,3}>[^\n]*+(?:\n|\Z))++", re.MULTILINE)
_MARK = regex(r"^(?:[ \t]{0,3}>){1,5}[ ]?|^More\? ", re.MULTILINE)
_OPTION_FIRST = regex(r"""[ \t]{0,3}>{1,2}[ \t]*(?:-[A-Za-z-]|['"]|https?:)""")
_CONTINUED = regex(r"[\\^`][ \t\r]*\n\Z")
_MORE = regex(r"^More\? ", re.MULTILINE)
_EMPTY_LINE = regex(r"\n[ \t\r]*+(?=\n)")
_FENCE = regex(r"\n[ \t]*+```")
_QUOTE = regex("['\"`“”„‟«»\u2018\u2019\u201a\u201b]")
_TYPOGRAPHIC = "“”„‟\u2018\u2019\u201a\u201b"
_NO_BREAK = "\u00a0"
_WIDE_GAP = regex(r"\u00a0[-'\"h]")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
        _NO_BREAK: " ",
    }
)
_TAIL = 200


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text without the marks in front of its lines.

    Attributes:
        text: the text.
        cuts: where marks were, as places of ``text``.
        removed: how many letters were taken off up to each of them.
    """

    text: str
    cuts: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def origin(self, position: int, *, end: bool = False) -> int:
        """Return the place in the pasted text; that of an end stays before a mark."""
        find = bisect_left if end else bisect_right
        place = find(self.cuts, position)
        return position + (self.removed[place - 1] if place else 0)


def unmarked(text: str, name: re.Pattern[str]) -> Unmarked:
    """Take the marks off the lines that belong to commands.

    Args:
        text: the pasted text.
        name: finds the program's name.
    """
    pieces: list[str] = []
    cuts: list[int] = []
    removed: list[int] = []
    at = length = total = 0
    for start, end in _marks(text, name):
        pieces.append(text[at:start])
        length += start - at
        total += end - start
        cuts.append(length)
        removed.append(total)
        at = end
    pieces.append(text[at:])
    return Unmarked("".join(pieces), tuple(cuts), tuple(removed))


def _marks(text: str, name: re.Pattern[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for block in _BLOCK.finditer(text):
        if name.search(text, block.start(), block.end()) or _goes_on(text, block.start()):
            found += (mark.span() for mark in _MARK.finditer(text, block.start(), block.end()))
    more = [mark.span() for mark in _MORE.finditer(text)]
    return sorted(found + more) if more else found


def _goes_on(text: str, start: int) -> bool:
    before = text[max(0, start - _TAIL) : start]
    return _CONTINUED.search(before) is not None and _OPTION_FIRST.match(text, start) is not None


class Layout:
    """Where the paragraphs and the fenced blocks of a text end."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._empty_lines = [found.start() for found in _EMPTY_LINE.finditer(text)]
        self._fences = [found.start() for found in _FENCE.finditer(text)]

    def paragraph(self, position: int) -> int:
        """Return where the paragraph of a place ends."""
        return min(_next(self._empty_lines, position, self._length), self.block(position))

    def block(self, position: int) -> int:
        """Return where the fenced block of a place ends, or else the text."""
        return _next(self._fences, position, self._length)


def _next(places: Sequence[int], position: int, otherwise: int) -> int:
    place = bisect_left(places, position)
    return places[place] if place < len(places) else otherwise


def straightened(
    text: str, layout: Layout, starts: Sequence[int]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Put plain quotes and blanks into the paragraphs where a chat replaced them.

    Args:
        text: the text.
        layout: its paragraphs.
        starts: where programs are named.

    Returns:
        A text of the same length, and the parts of it that were changed.
    """
    pieces: list[str] = []
    changed: list[tuple[int, int]] = []
    at = 0
    for start, following in zip(starts, (*starts[1:], len(text)), strict=True):
        end = layout.paragraph(start)
        if start < at or not _is_replaced(text, start, min(end, following)):
            continue
        pieces += (text[at:start], text[start:end].translate(_PLAIN))
        changed.append((start, end))
        at = end
    return "".join((*pieces, text[at:])), tuple(changed)


def _is_replaced(text: str, start: int, end: int) -> bool:
    quote = _QUOTE.search(text, start, end)
    if quote is not None and quote[0] in _TYPOGRAPHIC:
        return True
    return _WIDE_GAP.search(text, start, end) is not None
