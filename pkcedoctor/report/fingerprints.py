"""What may be told of a secret.

Two people can compare two secrets without showing them to each other: by their length, and by the
first characters where what is left unsaid is still long and random. A secret that is short, or
that could be guessed because it is made of words or of few different characters, is only called
hidden.
"""

import re
from typing import Final

from pkcedoctor.exchange.opaque import looks_random
from pkcedoctor.patterns import regex

OPENING: Final = "\u2039"
CLOSING: Final = "\u203a"
"""Single angle quotation marks, around what stands for a secret."""

_LEAST_TOLD: Final = 16
_LEAST_BEGUN: Final = 24
_LEAST_VARIED: Final = 10
_FEWEST: Final = 8
_BEGINNING: Final = 4
_LONGEST_CLEAR_RUN: Final = 7
_SHAPE: Final = frozenset("+/=-_.~%#&?: \t\r\n\"'\\")
_PUNCTUATION_ESCAPE: Final = regex(r"%(?:25|2[0-9A-F]|3[A-F]|40|5[B-F]|60|7[B-E])", re.IGNORECASE)
_ALPHABET: Final = regex(r"[A-Za-z0-9._~+/%-]{4}[A-Za-z0-9._~+/=%#\s-]+")
"""Of base64, base64url, hexadecimal numbers, JWTs, and what encoding makes of them."""


def fingerprint(secret: str) -> str:
    """Return what may be told of a secret: enough for two people to compare, if it is random."""
    if len(secret) < _LEAST_TOLD or not _is_unguessable(secret):
        return f"{OPENING}hidden{CLOSING}"
    if not _shows_beginning(secret):
        return f"{OPENING}{len(secret)} characters{CLOSING}"
    return f"{OPENING}{len(secret)} characters, begins {secret[:_BEGINNING]}{CLOSING}"


def masked(secret: str) -> list[bool]:
    """Mask letters and digits and leave the marks by which encodings differ."""
    mask = [character not in _SHAPE for character in secret]
    for escape in _PUNCTUATION_ESCAPE.finditer(secret):
        mask[escape.start() : escape.end()] = [False] * 3
    if mask.count(False) * 2 > len(mask):
        return [True] * len(mask)
    if _shows_beginning(secret):
        mask[:_BEGINNING] = [False] * _BEGINNING
    run = 0
    for position, hidden in enumerate(mask):
        run = 0 if hidden else run + 1
        if run > _LONGEST_CLEAR_RUN:
            mask[position], run = True, 0
    return mask


def _is_unguessable(secret: str) -> bool:
    """Whether a secret is neither made of words nor of few different characters."""
    return len(set(secret)) >= _FEWEST and looks_random(secret)


def _shows_beginning(secret: str) -> bool:
    return (
        len(secret) >= _LEAST_BEGUN
        and len(set(secret)) >= _LEAST_VARIED
        and _ALPHABET.fullmatch(secret) is not None
        and looks_random(secret)
    )
