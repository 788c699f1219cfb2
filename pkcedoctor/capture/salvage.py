"""What can be saved of a HAR whose JSON is damaged, cut off or misspelt."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pkcedoctor.capture.jsontext import Fault, Value, decoded_near
from pkcedoctor.capture.lenient import glean, skipped
from pkcedoctor.capture.untyped import Cut, member
from pkcedoctor.patterns import regex

_ENTRIES: Final = regex(r'"entries"\s*:\s*\[')
_MISSPELT_ENTRIES: Final = regex(r"(?<![\\\w])[\"'`“”„]?entries[\"'`“”]?\s*:\s*\[")
_OBJECT: Final = regex(r"\{\s*[\"'`“”„\w]")
_STRAY: Final = regex(r"\]\s*,\s*\{")
_HEADINGS: Final = ("creator", "pages")
_MOST_READ: Final = 12
"""How often the text's length may be read again in the search for the next whole entry."""


@dataclass(slots=True)
class Salvage:
    """The rescue of one text.

    Attributes:
        text: the text.
        values: the logs, or single entries, that were saved; an entry that could not be read at
            all is None, and one that could be read in part is a ``Cut``.
        fault: the first place of damage; None where everything was only misspelt.
        misspelt: whether something was read that is no JSON.
    """

    text: str
    values: list[object] = field(default_factory=list)
    fault: Fault | None = None
    misspelt: bool = False
    _budget: int = 0

    def run(self, start: int) -> "Salvage":
        """Save what there is from a position on."""
        self._budget = _MOST_READ * len(self.text) + (1 << 16)
        pattern = _ENTRIES if _ENTRIES.search(self.text, start) else _MISSPELT_ENTRIES
        opening = pattern.search(self.text, start)
        if self.text.startswith("[", start) or opening is None:
            self._loose(start, len(self.text) if opening is None else opening.start())
        position = start
        while (opening := pattern.search(self.text, max(position, start))) is not None:
            found = _Items(self, opening.end())
            entries = list(found)
            headings = {name: self._heading(name, position, opening.start()) for name in _HEADINGS}
            if any(map(_is_useful, entries)):
                self.values.append({**headings, "entries": entries})
            position = found.position
        return self

    def whole(self, position: int) -> Value | Fault:
        """Read a value that is sound, or only misspelt."""
        read = decoded_near(self.text, position)
        if isinstance(read, Value):
            return read
        self._budget -= max(read.position - position, 1)
        if not self.text.startswith(("{", "["), position) or self._budget < 0:
            return read
        gleaned = glean(self.text, position, whole=True)
        self._budget -= gleaned.end - position
        if gleaned.fault is not None:
            return gleaned.fault
        self.misspelt = True
        return Value(gleaned.value, gleaned.end)

    def next_useful(self, position: int) -> int | None:
        """Return where the next whole entry or log begins."""
        while self._budget > 0:
            candidate = _OBJECT.search(self.text, position)
            if candidate is None:
                return None
            read = self.whole(candidate.start())
            if isinstance(read, Fault):
                position = candidate.start() + 1
            elif _is_useful(read.value) or isinstance(member(read.value, "log"), dict):
                return candidate.start()
            else:
                position = read.end
        return None

    def note(self, fault: Fault) -> None:
        """Keep the first fault."""
        if self.fault is None:
            self.fault = fault

    def _loose(self, start: int, end: int) -> None:
        """Save entries that stand in no log."""
        position = start + self.text.startswith("[", start)
        entries = list(_Items(self, position, end))
        if any(map(_is_useful, entries)):
            self.values += entries

    def _heading(self, name: str, start: int, end: int) -> object:
        found = regex(rf"(?<![\\\w])[\"'`“”]?{name}[\"'`“”]?\s*:\s*").search(self.text, start, end)
        read = None if found is None else self.whole(found.end())
        return read.value if isinstance(read, Value) else None


class _Items(Iterator[object]):
    """The items of a list, sound or not; stops where the list ends."""

    def __init__(self, salvage: Salvage, position: int, end: int | None = None) -> None:
        self._salvage = salvage
        self._text = salvage.text
        self.position = position
        self._bracketed = end is None
        self._end = len(self._text) if end is None else end

    def __next__(self) -> object:
        while True:
            self.position = self._skipped()
            if self.position >= self._end:
                self._stop_short()
            letter = self._text[self.position]
            if letter == "]" and self._bracketed and not _STRAY.match(self._text, self.position):
                self.position += 1
                raise StopIteration
            if letter not in "]}":
                return self._item()
            self._lose("a bracket that closes nothing")
            self.position += 1

    def _skipped(self) -> int:
        position = skipped(self._text, self.position)
        while self._text.startswith(",", position):
            position = skipped(self._text, position + 1)
        return position

    def _stop_short(self) -> None:
        if self._bracketed:
            length = len(self._text)
            self._salvage.note(Fault(self.position, length, "the end is missing", cut_off=True))
        raise StopIteration

    def _item(self) -> object:
        read = self._salvage.whole(self.position)
        if isinstance(read, Value):
            self.position = read.end
            return read.value
        self._salvage.note(read)
        start = self.position
        after = self._salvage.next_useful(max(read.position, start + 1))
        self.position = self._end if after is None else after
        if not self._text.startswith("{", start):
            return None
        return glean(self._text[start : self.position], 0, whole=False).value

    def _lose(self, reason: str) -> None:
        self._salvage.note(Fault(self.position, self.position, reason, cut_off=False))


def _is_useful(value: object) -> bool:
    request = member(value, "request")
    return isinstance(request, dict) and not isinstance(request, Cut)
