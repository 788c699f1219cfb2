"""Part of a text without what stands before each of its lines."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    Attributes:
        start: where it begins in the text.
        end: where the next one begins.
        text: the line without its end.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Region:
    """Lines of a text, stripped and put together again.

    Attributes:
        text: the lines, each with a line feed.
        places: for the beginning of each line where it is in ``text`` and in the whole text.
    """

    text: str
    places: tuple[list[int], list[int]]

    def place(self, offset: int) -> int:
        """Return where in the whole text a place of this one is."""
        offsets, origins = self.places
        nearest = max(bisect_right(offsets, offset) - 1, 0)
        return origins[nearest] + offset - offsets[nearest]


def lines_of(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines between two places of a text; LF and CRLF end them."""
    while start < end:
        stop = text.find("\n", start, end)
        after = end if stop < 0 else stop + 1
        yield Line(start, after, text[start : end if stop < 0 else stop].rstrip("\r"))
        start = after


def region_of(stripped: Iterable[tuple[Line, str]], start: int) -> Region:
    """Put lines together again.

    Args:
        stripped: lines of a text, each with what is left of it behind its mark.
        start: where the first of them begins.
    """
    kept: list[str] = []
    offsets: list[int] = []
    origins: list[int] = []
    offset = 0
    for line, content in stripped:
        kept.append(f"{content}\n")
        offsets.append(offset)
        origins.append(line.start + len(line.text) - len(content))
        offset += len(content) + 1
    return Region("".join(kept), (offsets or [0], origins or [start]))
