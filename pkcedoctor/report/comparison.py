"""Two values, one above the other, with a caret under the first difference."""

from itertools import accumulate
from typing import Final

from pkcedoctor.exchange.damage import first_difference
from pkcedoctor.records import dataclass
from pkcedoctor.report.escaping import spelled, visible, visible_character
from pkcedoctor.report.secrecy import MASK, Secrecy
from pkcedoctor.rules._rule import Comparison

_GAP: Final = "  "
_CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class Layout:
    """A comparison as lines of text.

    Attributes:
        legend: what the numbers before the values stand for; empty where labels do.
        rows: the two values, each with its label.
        caret: the line under them, or None where the values are equal.
    """

    legend: tuple[str, ...]
    rows: tuple[str, str]
    caret: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines in order."""
        return (*self.legend, *self.rows, *((self.caret,) if self.caret else ()))


def lay_out(comparison: Comparison, secrecy: Secrecy, width: int) -> Layout:
    """Lay out a comparison so that no line is wider than ``width``."""
    labels = visible(comparison.first_label), visible(comparison.second_label)
    margin, narrow = max(map(len, labels)) + len(_GAP), 1 + len(_GAP)
    first, second = (_cells(text) for text in shown_values(comparison, secrecy))
    needed = max(len("".join(first)), len("".join(second)))
    legend: tuple[str, ...] = ()
    if needed > width - margin and (needed <= width - narrow or margin > width // 3):
        legend = tuple(f"{number}: {label}" for number, label in enumerate(labels, 1))
        labels, margin = ("1", "2"), narrow
    position = first_difference(comparison.first, comparison.second)
    room = width - margin
    start = _start_of_window(first, second, position, room)
    one, other = (
        label.ljust(margin) + _window(cells, start, room)
        for label, cells in zip(labels, (first, second), strict=True)
    )
    if comparison.first == comparison.second:
        return Layout(legend, (one, other), None)
    column = margin + len(_CUT if start else "") + len("".join(first[start:position]))
    return Layout(legend, (one, other), _caret(column, position, width))


def shown_values(comparison: Comparison, secrecy: Secrecy) -> tuple[str, str]:
    """Return the two values with the secret characters masked, not escaped."""
    masks = secrecy.masked(comparison.first, comparison.second)
    one, other = (
        "".join(MASK if masked else character for character, masked in zip(text, mask, strict=True))
        for text, mask in zip((comparison.first, comparison.second), masks, strict=True)
    )
    return one, other


def _cells(text: str) -> tuple[str, ...]:
    """Return how each character is written; the second ``#`` of two could begin a command."""
    pairs = zip(f" {text}", text, strict=False)
    return tuple(spelled("#") if pair == ("#", "#") else _cell(pair[1]) for pair in pairs)


def _cell(character: str) -> str:
    """Return a character such that two different ones never look the same."""
    if character == "\\":
        return "\\\\"
    if character == MASK or character.isascii():
        return visible_character(character)
    return spelled(character)


def _start_of_window(
    first: tuple[str, ...], second: tuple[str, ...], position: int, room: int
) -> int:
    """Return the first character to show so that the difference is seen with its surroundings."""
    longest = max(len("".join(first)), len("".join(second)))
    if longest <= room:
        return 0
    start, before = position, 0
    while start > 0 and before + len(first[start - 1]) <= room // 2:
        start -= 1
        before += len(first[start])
    if start == 0:
        return 0
    spare = room - len(_CUT) - before - (longest - len("".join(first[:position])))
    while start > 0 and len(first[start - 1]) <= spare:
        start -= 1
        spare -= len(first[start])
    return start


def _window(cells: tuple[str, ...], start: int, room: int) -> str:
    text = (_CUT if start else "") + "".join(cells[start:])
    if len(text) <= room:
        return text
    mark = _CUT if start else ""
    widths = accumulate(map(len, cells[start:]), initial=len(mark) + len(_CUT))
    kept = sum(width <= room for width in widths) - 1
    return mark + "".join(cells[start : start + kept]) + _CUT


def _caret(column: int, position: int, width: int) -> str:
    note = f"first difference: character {position + 1}"
    if column + len("^ ") + len(note) <= width:
        return f"{' ' * column}^ {note}"
    if len(note) + 1 <= column:
        return f"{note.rjust(column - 1)} ^"
    return f"{' ' * column}^"
