"""Finds known secrets in any text, whatever was done to them on the way."""

from collections.abc import Iterable, Iterator
from typing import Final

from pkcedoctor.patterns import regex
from pkcedoctor.redact.spellings import folded, plain
from pkcedoctor.redact.vocabulary import STRUCTURE

LEAST: Final = 4
"""A shorter secret is only met where it is a whole value."""

_LEAST_ANYWHERE: Final = 8
_WORD: Final = regex(r"[^\W_]")


class Known:
    """Secrets that were found by the name under which they go."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.texts = frozenset(text for text in map(plain, secrets) if _is_telling(text))
        self._by_beginning: dict[str, list[str]] = {}
        for text in sorted(self.texts, key=len, reverse=True):
            self._by_beginning.setdefault(text[:LEAST], []).append(text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where secrets stand in a text, in order and apart."""
        if not self._by_beginning:
            return []
        found, origin = folded(text)
        return [(origin[start], origin[end]) for start, end in self._in(found)]

    def held_by(self, text: str) -> bool:
        """Whether a text holds a secret."""
        return bool(self.spans(text))

    def among(self, haystack: str) -> Iterator[str]:
        """Yield the secrets that a folded text holds."""
        for text in self.texts:
            start = haystack.find(text)
            while start >= 0 and not _stands_alone(haystack, start, len(text)):
                start = haystack.find(text, start + 1)
            if start >= 0:
                yield text

    def _in(self, text: str) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(text):
            for secret in self._by_beginning.get(text[place : place + LEAST], ()):
                if text.startswith(secret, place) and _stands_alone(text, place, len(secret)):
                    yield place, place + len(secret)
                    place += len(secret) - 1
                    break
            place += 1


def _is_telling(text: str) -> bool:
    if text in _STRUCTURE:
        return False
    signs = sum(each.isalnum() for each in text)
    return signs >= LEAST or (text.isascii() and len(text.strip()) >= _LEAST_ANYWHERE)


_STRUCTURE: Final = frozenset(map(plain, STRUCTURE))


def _stands_alone(text: str, start: int, length: int) -> bool:
    if length >= _LEAST_ANYWHERE:
        return True
    before, after = text[max(start - 1, 0) : start], text[start + length : start + length + 1]
    return not (_WORD.match(before) or _WORD.match(after))
