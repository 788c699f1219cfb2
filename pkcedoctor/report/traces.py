"""Finding secrets in a text, however they were encoded on the way into it.

A secret is met as it is, below up to five layers of escapes, in base64, base64url or hexadecimal
digits, there also as a part of something longer, and cut short as long as twelve characters of it
are left. Case, and the signs by which base64, base64url and form encoding differ, count for
nothing.
"""

import base64
from collections.abc import Iterable, Iterator
from typing import Final

from pkcedoctor.exchange.escapes import layers, peeled
from pkcedoctor.exchange.opaque import GUID, Range, looks_random
from pkcedoctor.patterns import regex

_LEAST_ANYWHERE: Final = 8
"""A secret as long as this is found inside longer words; a shorter one only as a whole word."""
_SHORTEST: Final = 4
_WINDOW: Final = 12
_MOST_WINDOWS: Final = 1 << 16
_ALIKE: Final = str.maketrans("+-_", "  /")
_RANDOM: Final = regex(r"[A-Za-z0-9_~\-]{16,}")
_WORD: Final = regex(r"[\w-]")
_ALNUM: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LOST: Final = (0, 2, 3)
"""How many characters of base64 also depend on what stands before, if that has 0, 1, 2 octets."""


class Traces:
    """The forms in which some secrets may turn up."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = frozenset(secrets)
        self._tiny = frozenset(secret for secret in known if len(secret) < _SHORTEST)
        self._plain: dict[str, list[str]] = {}
        self._encoded: dict[str, list[str]] = {}
        self._windows: set[str] = set()
        plain, encoded = set[str](), set[str]()
        for secret in known - self._tiny:
            plain.update(_plain(secret))
            encoded.update(_encoded(secret.strip()))
            if len(self._windows) < _MOST_WINDOWS:
                self._windows.update(_windows(secret))
        _index(self._plain, plain)
        _index(self._encoded, encoded - plain)

    def find(self, text: str) -> Iterator[Range]:
        """Yield where secrets stand in a text, in any order; the ranges may overlap."""
        if text in self._tiny:
            yield 0, len(text)
        if not self._plain:
            return
        for layer, origins in layers(text):
            for start, end in self._find(layer, _folded(layer)):
                yield origins[start], origins[end]

    def _find(self, text: str, folded: str) -> Iterator[Range]:
        position = 0
        while position <= len(folded) - _SHORTEST:
            beginning = folded[position : position + _SHORTEST]
            end = _end(text, folded, position, self._plain.get(beginning, ()))
            if end is not None:
                yield position, end
                position = end
                continue
            end = _end(text, folded, position, self._encoded.get(beginning, ()))
            if end is not None:
                yield _word_around(folded, position, end)
                position = end
                continue
            if folded[position : position + _WINDOW] in self._windows:
                yield position, position + _WINDOW
            position += 1


def _index(index: dict[str, list[str]], forms: Iterable[str]) -> None:
    for form in sorted(forms, key=len, reverse=True):
        index.setdefault(form[:_SHORTEST], []).append(form)


def _end(text: str, folded: str, position: int, forms: Iterable[str]) -> int | None:
    """Return where the longest of the forms ends that stands at this place."""
    for form in forms:
        if folded.startswith(form, position) and _stands_alone(text, position, len(form)):
            return position + len(form)
    return None


def _plain(secret: str) -> Iterator[str]:
    for layer in peeled(secret):
        trimmed = layer.strip()
        for form in (layer, trimmed, trimmed.rstrip("=")):
            if len(form.strip()) >= _SHORTEST:
                yield _folded(form)


def _encoded(secret: str) -> Iterator[str]:
    octets = secret.encode("utf-8", "surrogatepass")
    for before, lost in enumerate(_LOST):
        whole = (before + len(octets)) * 8 // 6
        form = base64.b64encode(bytes(before) + octets).decode("ascii")[lost:whole]
        if len(form) >= _LEAST_ANYWHERE:
            yield _folded(form)
    if len(octets) >= _SHORTEST:
        yield octets.hex()


def _windows(secret: str) -> Iterator[str]:
    for part in _RANDOM.findall(secret):
        if looks_random(part) and not GUID.fullmatch(part):
            folded = _folded(part)
            yield from (folded[at : at + _WINDOW] for at in range(len(part) - _WINDOW + 1))


def _folded(text: str) -> str:
    """Drop the case of each character that stays one character, and what else does not count."""
    if text.isascii():
        return text.lower().translate(_ALIKE)
    lowered = (low if len(low := each.lower()) == 1 else each for each in text)
    return "".join(lowered).translate(_ALIKE)


def _word_around(folded: str, start: int, end: int) -> Range:
    """Return the whole of what is encoded: its ends belong to the secret in part."""
    while start > 0 and folded[start - 1] in _ALNUM:
        start -= 1
    while end < len(folded) and folded[end] in _ALNUM:
        end += 1
    return start, end


def _stands_alone(text: str, start: int, length: int) -> bool:
    if length >= _LEAST_ANYWHERE:
        return True
    before, after = text[max(start - 1, 0) : start], text[start + length : start + length + 1]
    return not (_WORD.match(before) or _WORD.match(after))
