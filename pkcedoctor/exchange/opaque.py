"""Telling random values from words, names, numbers and addresses.

A run of at least sixteen letters, digits and the signs of base64 may be a code or token if one of
its parts is no word: it changes between letters and digits, or between small and capital letters,
more often than words and identifiers do, or has consonants as no word has. A GUID and a date are
none, unless the text itself calls the GUID a code or token; nor is what stands behind the name of
an identifier that servers print for their support: ``trace``, ``correlation``, ``request``,
``transaction``, ``activity``, ``event``, ``error``, ``incident``, ``log``, ``ray id``.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.patterns import regex

LEAST: Final = 16
"""A shorter value is not taken for a secret by its looks alone."""

_RUN: Final = regex(r"[A-Za-z0-9_~+/%.\-]{16,}+=*+")
_PARTS: Final = regex(r"[A-Za-z0-9]+")
_PIECES: Final = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_CONSONANTS: Final = regex(r"[bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ]{6}")
GUID: Final = regex(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_DATE: Final = regex(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d(?:[T_-]?[0-2]\d[0-9.\-]{0,16}Z?)?")
_ADDRESS: Final = regex(r"//[A-Za-z0-9.\-]+")
_SUPPORT: Final = regex(
    r"(?i:(?:trace|correlation|request|transaction|activity|event|error|incident|log|ray|span)"
    r"[ _\-]?(?:id|identifier|number)[\"']?\s*[:=#]?\s*[\"'(\[]?)$"
)
_SECRET: Final = regex(
    r"(?i:code|token|verifier|secret|assertion|ticket|session|sid|key|password|grant)"
    r"[\"']?\s*[:=#]?\s*[\"'(\[]?$"
)
_BEFORE: Final = 40
_LEAST_PART: Final = 6
_MOST_DIGITS: Final = 8
_LONGEST_NUMBER: Final = 16
_SHORT_PIECES: Final = 3

Range = tuple[int, int]


def looks_random(text: str) -> bool:
    """Whether some part of the text is no word, name, number or date."""
    return any(_is_random(part) for part in _PARTS.findall(text))


def opaque_runs(text: str) -> Iterator[Range]:
    """Yield where a text quotes what may be a code or token."""
    for run in _RUN.finditer(text):
        before = text[max(run.start() - _BEFORE, 0) : run.start()]
        for start, end in _bare(text, run.start(), run.end(), before):
            if end - start >= LEAST and looks_random(text[start:end]):
                yield start, end


def _bare(text: str, start: int, end: int, before: str) -> Iterator[Range]:
    """Yield a run less its full stop; of an address each part of its own."""
    while end > start and text[end - 1] in ".-/":
        end -= 1
    run = text[start:end]
    if _SUPPORT.search(before) or _DATE.fullmatch(run):
        return
    if GUID.fullmatch(run) and not _SECRET.search(before):
        return
    address = _ADDRESS.match(run)
    if address is None:
        yield start, end
        return
    place = start + address.end()
    for segment in text[place:end].split("/"):
        if not GUID.fullmatch(segment):
            yield place, place + len(segment)
        place += len(segment) + 1


def _is_random(part: str) -> bool:
    """Whether letters and digits in a row are neither words nor a number."""
    if part.isdigit():
        return len(part) >= _LONGEST_NUMBER
    if len(part) < _LEAST_PART:
        return False
    pieces = _PIECES.findall(part)
    numbers = [piece for piece in pieces if piece.isdigit()]
    words = len(pieces) - len(numbers)
    letters = len(part) - sum(map(len, numbers))
    return (
        len(numbers) > 1
        or any(len(number) > _MOST_DIGITS for number in numbers)
        or letters < _SHORT_PIECES * words
        or _CONSONANTS.search(part) is not None
    )
