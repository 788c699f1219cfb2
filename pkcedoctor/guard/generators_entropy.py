"""How much entropy verifiers can have at most.

The verifiers are compressed, each by what was learned from those before it, and nothing random
can be compressed. In full: a code gives every possible verifier x a length of l(x) bits, and
2^-l sums up to no more than 1 (Kraft). Of a generator that makes no verifier with a probability
of more than 2^-h, whatever was made before, 2^(h - l) has an expectation of no more than 1; so
the product over all runs is a supermartingale, and it ever reaches 1/d with a probability of no
more than d (Ville). Where the code lengths of n verifiers sum up to L, and

    h * n - L >= log2(1 / d)

the generator has less than h bits of min-entropy for each verifier, unless something happened
that has a probability of d. This holds for every n, at every stop, for every generator, also for
those that mix layouts, and needs no verifier to be independent of another: a counter or a clock is
what compresses best. With d = 1e-7, :data:`DOUBT`, no generator of 256 bits is ever accused.

It finds only what the code can express: small alphabets, fixed positions, parts that come again.
The output of a seeded random function looks like 256 bits to every code. The estimate is therefore
an upper bound, and is never said to be more.
"""

from collections.abc import Sequence
from math import log2
from typing import Final

from pkcedoctor.guard.generators_alphabets import ALPHABETS
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

DOUBT: Final = 1e-7
"""The probability with which a perfect generator may be accused."""

ASKED: Final = 256
"""Bits of entropy that a verifier should have (RFC 7636 7.1)."""

DEMANDED: Final = 128
"""Bits that any credential must have (RFC 6749 10.10)."""

MOST_LEARNED: Final = 1_000
"""How many verifiers are compressed; more would not change what is said."""

UUID_BITS: Final = 122
"""What a UUID of version 4 has: its version and its variant are fixed (RFC 9562 5.4)."""

_UUID: Final = "[0-9a-f]{8}S[0-9a-f]{4}S4[0-9a-f]{3}S[89ab][0-9a-f]{3}S[0-9a-f]{12}"
_UUIDS: Final = regex(
    "|".join(f"(?:{_UUID.replace('S', hyphen)}-?){{1,4}}" for hyphen in ("-", ""))
)

_SYMBOLS: Final = ALPHABETS["unreserved characters"] + "+/="
_ANY: Final = len(_SYMBOLS)
_SIZE: Final = _ANY + 1
_ANY_BITS: Final = 21.0
"""What it costs to name a character that is none of the symbols."""

_NINETY_FIVE: Final = log2(20)
_LENGTHS: Final = 256
_CONTEXT: Final = 6
_PRIOR: Final = (0.8, 0.1, 0.1)


@dataclass(frozen=True, slots=True)
class Entropy:
    """What is known of the entropy of verifiers.

    Attributes:
        samples: how many were compressed.
        bits: to how many bits each, on average; never more than it can hold.
        at_most: the upper bound of the min-entropy with a confidence of 95 %.
        below: the least of :data:`DEMANDED` and :data:`ASKED` that it is proven to stay below.
        alphabet: the smallest known alphabet that says it all, or None where more was learned.
        longest: characters of the longest verifier.
    """

    samples: int
    bits: float
    at_most: float
    below: int | None
    alphabet: str | None
    longest: int


def measure(verifiers: Sequence[str]) -> Entropy:
    """Measure what the entropy of verifiers is at most; of none, raise ``ValueError``."""
    if not verifiers:
        raise ValueError("no verifiers to measure")
    learned = verifiers[:MOST_LEARNED]
    of_lengths = _length_bits(learned)
    alphabet, drawn = _drawn(learned)
    compressed = _Compressor().bits(learned)
    codes = (drawn + log2(len(ALPHABETS)), compressed, _uuid_bits(learned))
    total = min(codes) + log2(len(codes)) + of_lengths
    count = len(learned)
    below = next(
        (bits for bits in (DEMANDED, ASKED) if bits * count - total >= log2(1 / DOUBT)), None
    )
    told = alphabet if drawn <= compressed * _AS_GOOD else None
    longest = max(map(len, verifiers))
    held = _capacity(told, longest) if below is not None else float("inf")
    return Entropy(
        count,
        min(total / count, held),
        min((total + _NINETY_FIVE) / count, held),
        below,
        told,
        longest,
    )


_AS_GOOD: Final = 1.03
"""How much shorter a code may be that has learned nothing but the alphabet."""


def _capacity(alphabet: str | None, longest: int) -> float:
    if alphabet is None:
        return float("inf")
    return longest * log2(len(ALPHABETS[alphabet]))


def _drawn(verifiers: Sequence[str]) -> tuple[str | None, float]:
    """Return the smallest alphabet that has all characters, and the bits of a code by it."""
    seen = set().union(*verifiers)
    fitting = (name for name, characters in ALPHABETS.items() if seen <= set(characters))
    name = min(fitting, key=lambda name: len(ALPHABETS[name]), default=None)
    if name is None:
        return None, float("inf")
    return name, sum(map(len, verifiers)) * log2(len(ALPHABETS[name]))


def _uuid_bits(verifiers: Sequence[str]) -> float:
    """Return the bits of a code that has only random UUIDs, one after the other."""
    bits = 0
    for verifier in verifiers:
        count = uuids_in(verifier)
        if not count:
            return float("inf")
        bits += UUID_BITS * count
    return bits


def uuids_in(verifier: str) -> int:
    """Return of how many random UUIDs a verifier is made, 0 if there is more to it."""
    if not _UUIDS.fullmatch(verifier):
        return 0
    return len(verifier.replace("-", "")) // 32


def _length_bits(verifiers: Sequence[str]) -> float:
    """Return the bits of a code of the lengths, which learns the usual ones."""
    counts: dict[int, int] = {}
    total = 0.0
    for number, verifier in enumerate(verifiers):
        length = len(verifier)
        known = counts.get(length, 0)
        total -= log2((known + 1 / _LENGTHS) / (number + 1))
        if length >= _LENGTHS:
            total += 2 * log2(length)
        counts[length] = known + 1
    return total


class _Compressor:
    """A code of characters that learns as it goes.

    For each position it weighs three predictions by how well they did there: what is usual in all
    positions, what is usual in this one, and what stood here in the verifier before. Over these
    goes a fourth, that what followed the same six characters earlier follows them again.
    """

    def __init__(self) -> None:
        self._code = {character: number for number, character in enumerate(_SYMBOLS)}
        self._usual = [0.5] * _SIZE
        self._drawn = _SIZE / 2
        self._places: list[_Place] = []
        self._followed: dict[tuple[int, ...], int] = {}
        self._hits, self._misses = 0.2, 1.8

    def bits(self, verifiers: Sequence[str]) -> float:
        """Return how many bits the characters take."""
        return sum(map(self._bits_of, verifiers))

    def _bits_of(self, verifier: str) -> float:
        codes = [self._code.get(character, _ANY) for character in verifier[:_LENGTHS]]
        total = _ANY_BITS * (codes.count(_ANY) + max(0, len(verifier) - _LENGTHS))
        while len(self._places) < len(codes):
            self._places.append(_Place())
        for at, code in enumerate(codes):
            chance = self._places[at].learn(code, self._usual[code] / self._drawn)
            context = tuple(codes[at - _CONTEXT : at]) if at >= _CONTEXT else None
            total -= log2(self._matched(context, code, chance))
            self._usual[code] += 1
            self._drawn += 1
        return total

    def _matched(self, context: tuple[int, ...] | None, code: int, chance: float) -> float:
        """Return the chance of a character with what followed the same ones before."""
        if context is None:
            return chance
        expected = self._followed.get(context)
        self._followed[context] = code
        if expected is None:
            return chance
        trust = self._hits / (self._hits + self._misses)
        if code == expected:
            self._hits += 1
            return trust + (1 - trust) * chance
        self._misses += 1
        return (1 - trust) * chance


class _Place:
    """One position of a verifier."""

    __slots__ = ("_before", "_counts", "_seen", "_weights")

    def __init__(self) -> None:
        self._weights = _PRIOR
        self._counts: dict[int, int] = {}
        self._seen = 0
        self._before = -1

    def learn(self, code: int, usual: float) -> float:
        """Return the chance that a character had here, and learn it."""
        here = (self._counts.get(code, 0) + 1 / _SIZE) / (self._seen + 1)
        again = 0.1 / _SIZE + (0.9 if code == self._before else 0.0)
        if self._before < 0:
            again = 1 / _SIZE
        one, two, three = self._weights
        one, two, three = one * usual, two * here, three * again
        chance = one + two + three
        self._weights = one / chance, two / chance, three / chance
        self._counts[code] = self._counts.get(code, 0) + 1
        self._seen += 1
        self._before = code
        return chance
