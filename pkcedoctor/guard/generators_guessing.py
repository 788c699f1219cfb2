"""Verifiers that are the hash of something that anybody can guess: a number or the time."""

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, Protocol

from pkcedoctor.patterns import regex

HASHES: Final = {
    "sha256": range(42, 89),
    "sha512": range(43, 129),
    "sha1": range(27, 57),
    "md5": range(22, 65),
}
"""A hash function → how long its text may be: hexadecimal, base64url or both, or cut off."""

_LOOKED_AT: Final = 40
_NUMBERS: Final = 32_768
"""As many as ``$RANDOM`` has."""

_COUNTED: Final = 10_000
_LONGEST: Final = 180.0
"""Seconds whose milliseconds are tried."""

_MARGIN: Final = 2
_THOUSAND: Final = 1_000
_GROUP: Final = 4
_COMPARED: Final = 16
"""Bytes of a digest that are compared: all of MD5."""

_DIGITS: Final = regex(r"[0-9A-Fa-f]{32}")


class _Digest(Protocol):
    def digest(self) -> bytes: ...


def guess(verifiers: Sequence[str], made: tuple[float, float] | None = None) -> str | None:
    """Say of what a verifier is the hash, as a part of a sentence; None where it is not guessed.

    Args:
        verifiers: some of a generator.
        made: when they were made, from and to, in seconds of the epoch; None if unknown.
    """
    wanted = {digest for verifier in verifiers[:_LOOKED_AT] for digest in _digests(verifier)}
    if not wanted:
        return None
    sizes = {len(verifier) for verifier in verifiers[:_LOOKED_AT]}
    for name, lengths in HASHES.items():
        if sizes.isdisjoint(lengths):
            continue
        digest_of: Callable[[bytes], _Digest] = partial(
            getattr(hashlib, name), usedforsecurity=False
        )
        for says, text in _candidates(made):
            if digest_of(text).digest()[:_COMPARED] in wanted:
                return f"the {_NAMES[name]} of {says}"
    return None


_NAMES: Final = {"sha256": "SHA-256", "sha512": "SHA-512", "sha1": "SHA-1", "md5": "MD5"}


def _candidates(made: tuple[float, float] | None) -> Iterator[tuple[str, bytes]]:
    yield "the empty text", b""
    for number in range(_NUMBERS):
        yield "a small number and a line feed", b"%d\n" % number
        if number < _COUNTED:
            yield "a small number", b"%d" % number
    if made is None:
        return
    first, last = made
    for second in range(int(first) - _MARGIN, int(last) + _MARGIN):
        yield "the time in seconds", b"%d" % second
        yield "the time in seconds and a line feed", b"%d\n" % second
    first = max(first, last - _LONGEST)
    for tick in range(int(first * _THOUSAND) - 1, int(last * _THOUSAND) + 1):
        yield "the time in milliseconds", b"%d" % tick


def _digests(verifier: str) -> Iterator[bytes]:
    """Give how digests begin that a verifier may be the hexadecimal or base64url text of.

    The hexadecimal text may have been encoded in base64url, and the end may be cut off.
    """
    bare = verifier.rstrip("=")
    bare = bare[: len(bare) - (len(bare) % _GROUP == 1)]
    try:
        decoded = urlsafe_b64decode(bare + "=" * (-len(bare) % _GROUP))
    except ValueError:
        decoded = b""
    if len(decoded) >= _COMPARED:
        yield decoded[:_COMPARED]
    for text in (verifier, decoded.decode("latin-1")):
        if digits := _DIGITS.match(text):
            yield bytes.fromhex(digits[0])
