"""Synthetic values that look like the captured ones, and stand to each other as they did.

A replacement has the length of what it replaces; letters stay letters of their case, digits stay
digits, and all else stays. Wherever some characters in a row occur again, in the same or another
case, cut or with something around them, they are replaced by the same characters again. So a value
cut short becomes its replacement cut short, and equal values stay equal.
"""

import random
import re
import secrets
import string
from itertools import islice
from typing import Final

from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass
from pkcedoctor.redact.spellings import alike

_ROW: Final = 6
"""So many characters in a row are taken for a part of what was seen before."""

_SIGNS: Final = regex(r"[!-/:-@\[-`{-~]{8,}")
_FEW_SIGNS: Final = 2
_RUN: Final = regex(r"[a-z0-9]+")
_NUMBERS: Final = regex(r"\d{1,3}(?:,\s?\d{1,3}){7,}")
_SMALL_ALPHABETS: Final = ("abcdef",)
_SMALL_DIGITS: Final = ("01", "234567")
_LEAST_TELLING: Final = 16
_TRIES: Final = 40
_MOST_SEARCHED: Final = 200
_GROUPS: Final = ("-._~", "!$'()*,;:@", '<>{}|^`"[]')
_NEAR: Final = 12
_OCTET: Final = 255


def chance(seed: str | None) -> random.Random:
    """Return a source of randomness: with a key of its own, or the same for the same seed.

    What is replaced never goes into it, so that nothing can be told back from what it gives.
    """
    return random.Random(secrets.token_bytes(32) if seed is None else seed)  # noqa: S311 - above


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of one text.

    Attributes:
        folded: the text.
        characters: what stands for each of its characters, in lower case.
        exact: whether that stays as it is, whatever the case of what it replaces.
    """

    folded: str
    characters: list[str]
    exact: list[bool]

    def copy(self, place: int, other: "_Made", at: int) -> None:
        """Take over what another text has at some place."""
        self.characters[place] = other.characters[at]
        self.exact[place] = other.exact[at]


class Lookalikes:
    """The replacements of one run."""

    def __init__(self, source: random.Random) -> None:
        self._source = source
        self._whole: dict[str, _Made] = {}
        self._rows: dict[str, tuple[_Made, int]] = {}
        self._runs: dict[str, str] = {}
        self._used: set[str] = set()
        self._signs: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Return what stands for a text."""
        folded = alike(text)
        made, start = self._found(folded) or (self._filled(folded), 0)
        new = "".join(
            _kept(old, meant, made.characters[start + place], exact=made.exact[start + place])
            for place, (old, meant) in enumerate(zip(text, folded, strict=True))
        )
        return _SIGNS.sub(self._other_signs, new) if made.folded == folded else new

    def fresh(self, text: str) -> str:
        """Return a lookalike that is remembered nowhere."""
        folded = alike(text)
        letters, digits = _alphabets(folded)
        return "".join(
            _in_case_of(self._character(meant, letters, digits), old) if meant.isalnum() else old
            for old, meant in zip(text, folded, strict=True)
        )

    def learn(self, text: str, new: str) -> None:
        """Remember a replacement of the same length that was made elsewhere."""
        if len(text) == len(new):
            made = _Made(alike(text), list(new), [True] * len(new))
            self._whole[made.folded] = made
            for place in range(len(text) - _ROW + 1):
                self._rows[made.folded[place : place + _ROW]] = made, place

    def _other_signs(self, found: re.Match[str]) -> str:
        """Return other symbols of the same groups for many different ones in a row."""
        text = found[0]
        if len(set(text)) <= _FEW_SIGNS:
            return text
        if text not in self._signs:
            groups = [next((group for group in _GROUPS if each in group), each) for each in text]
            self._signs[text] = "".join(self._source.choice(group) for group in groups)
        return self._signs[text]

    def _found(self, folded: str) -> "tuple[_Made, int] | None":
        """Return where the whole of a text occurred before."""
        if folded in self._whole:
            return self._whole[folded], 0
        if folded[:_ROW] not in self._rows:
            return None
        nearest = islice(reversed(self._whole.values()), _MOST_SEARCHED)
        for made in (self._rows[folded[:_ROW]][0], *nearest):
            start = made.folded.find(folded)
            if start >= 0:
                return made, start
        return None

    def _filled(self, folded: str) -> "_Made":
        """Make a replacement, of parts seen before where there are any."""
        made = _Made(folded, list(folded), [False] * len(folded))
        alphabets = _alphabets(folded)
        octets = _NUMBERS.search(folded) is not None
        ends = _ends_of_runs(folded)
        seen = self._seen_in(folded)
        place = 0
        while place < len(folded):
            found = self._rows.get(folded[max(place - _ROW + 1, 0) : place + 1])
            if found is not None and place >= _ROW - 1:
                made.copy(place, found[0], found[1] + _ROW - 1)
            elif place in seen:
                made.copy(place, *seen[place])
            elif (end := ends.get(place, 0)) and not any(at in seen for at in range(place, end)):
                new = self._short(folded[place:end], *alphabets, octet=octets)
                made.characters[place:end] = new
                for at in range(place, end - 1):
                    self._remember(made, at)
                place = end - 1
            else:
                made.characters[place] = self._character(folded[place], *alphabets)
            self._remember(made, place)
            place += 1
        self._whole[folded] = made
        return made

    def _remember(self, made: "_Made", place: int) -> None:
        start = place - _ROW + 1
        if start >= 0:
            self._rows.setdefault(made.folded[start : place + 1], (made, start))

    def _seen_in(self, folded: str) -> "dict[int, tuple[_Made, int]]":
        """Return which characters stand in the same surroundings as some did before."""
        seen: dict[int, tuple[_Made, int]] = {}
        for start in range(len(folded) - _ROW + 1):
            found = self._rows.get(folded[start : start + _ROW])
            if found is not None:
                for offset in range(_ROW):
                    seen.setdefault(start + offset, (found[0], found[1] + offset))
        return seen

    def _short(self, run: str, letters: str, digits: str, *, octet: bool) -> str:
        """Return what stands for a short word, wherever it occurs; another than any other's."""
        octet = octet and run.isdigit()
        known = self._runs.get(run)
        if known is not None and not (octet and int(known) > _OCTET):
            return known
        new = run
        for _ in range(_TRIES):
            new = "".join(self._character(each, letters, digits) for each in run)
            fits = not octet or (int(new) <= _OCTET and str(int(new)) == new)
            if fits and new not in self._used and new != run:
                break
        else:
            new = run if octet else new
        self._used.add(new)
        self._runs[run] = new
        return new

    def _character(self, old: str, letters: str, digits: str) -> str:
        if old.isascii():
            if old.isdigit():
                return self._source.choice(digits)
            return self._source.choice(letters) if old.isalpha() else old
        return self._foreign(old)

    def _foreign(self, old: str) -> str:
        if not old.isalnum():
            return old
        size = len(old.encode("utf-8", "surrogatepass"))
        for _ in range(_TRIES):
            new = chr(ord(old) + self._source.choice((-1, 1)) * self._source.randint(1, _NEAR))
            same = new.isalnum() and new.isalpha() == old.isalpha()
            same = same and new.isdigit() == old.isdigit()
            if same and new.islower() == old.islower() and _size(new) == size:
                return new
        return old


def _size(character: str) -> int:
    return len(character.encode("utf-8", "surrogatepass"))


def _alphabets(folded: str) -> tuple[str, str]:
    """Return the letters and digits to choose from: a hexadecimal text stays one."""
    letters = {each for each in folded if each.isascii() and each.isalpha()}
    digits = {each for each in folded if each.isascii() and each.isdigit()}
    chosen = next((each for each in _SMALL_ALPHABETS if letters <= set(each)), None)
    few = next((each for each in _SMALL_DIGITS if digits <= set(each)), None)
    telling = len(folded) >= _LEAST_TELLING
    return (
        chosen if chosen and letters else string.ascii_lowercase,
        few if few and digits and telling else string.digits,
    )


class Echo(Lookalikes):
    """Replaces nothing: for a run that only listens."""

    def of(self, text: str) -> str:
        """Return the text itself."""
        return text


def _ends_of_runs(folded: str) -> dict[int, int]:
    """Return where each short run of letters and digits begins and ends."""
    spans = (run.span() for run in _RUN.finditer(folded))
    return {start: end for start, end in spans if end - start < _ROW}


def _kept(old: str, meant: str, new: str, *, exact: bool) -> str:
    if exact:
        return new
    return _in_case_of(new, old) if meant.isalnum() else old


def _in_case_of(new: str, old: str) -> str:
    return new.upper() if old.isupper() and len(new.upper()) == 1 else new
