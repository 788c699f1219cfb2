"""Whether the characters of verifiers are drawn evenly, as ``byte % 66`` does not.

The first verifiers say which alphabet there is, and in which positions it is drawn from: not at the
edges, where an encoding leaves its mark, and not where little changes. The others are tested. Under
the hypothesis that each of these positions is drawn evenly and independently from the alphabet, the
counts of the characters are multinomial. They are weighed against a Dirichlet-multinomial, that is
against all uneven draws near to the even one; each ratio has an expectation of 1 and so reaches
1/d with a probability of no more than d, after however many verifiers (Ville). Unlike a chi-square
test of every character, this needs no correction for the number of characters and no large counts,
and it finds ``byte % 66`` about as early. Accused is with d = 1e-8, divided among the ratios.

An alphabet that is drawn from very unevenly, as words or as the base64 of hexadecimal text are, is
somebody's layout and no bias; it is for the entropy to judge.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import lgamma, log, log2, sqrt
from typing import Final

from pkcedoctor.guard.generators_alphabets import ORDERS
from pkcedoctor.records import dataclass

DOUBT: Final = 1e-8
"""The probability with which even draws may be accused."""

_LEARNED: Final = 48
"""How many verifiers say what is drawn where."""

_FEWEST_LEFT: Final = 16
_FEWEST_PLACES: Final = 10
_EDGE: Final = 2
_DISTINCT: Final = 0.6
_MOST_COMMON: Final = 4.0
_WIDTHS: Final = (10.0, 100.0, 1_000.0)
"""Of the Dirichlet: how many draws for each character its knowledge is worth."""

_EVEN: Final = 0.97
"""Least part of the alphabet's entropy that an uneven draw must have to be a bias."""

_UNLIKE: Final = 6.0
_BYTES: Final = 256
_PLACED: Final = 0.6
_SMALLEST: Final = 10


@dataclass(frozen=True, slots=True)
class Bias:
    """Characters that are drawn too often.

    Attributes:
        size: characters of the alphabet.
        frequent: how many of them are clearly too frequent.
        rare: how many clearly too rare.
        ratio: how much more often the frequent ones come than the rare ones.
        lost: bits of entropy that a verifier lost by it.
        modulus: whether the numbers are those of ``byte % size``.
    """

    size: int
    frequent: int
    rare: int
    ratio: float
    lost: float
    modulus: bool


def find_bias(verifiers: Sequence[str]) -> Bias | None:
    """Return the bias of the characters, or None where none is proven."""
    learned, tested = verifiers[:_LEARNED], verifiers[_LEARNED:]
    if len(tested) < _FEWEST_LEFT:
        return None
    length = min(map(len, verifiers))
    alphabet = set().union(*learned)
    places = [at for at in range(_EDGE, length - _EDGE) if _is_drawn(learned, at, len(alphabet))]
    if len(places) < max(_FEWEST_PLACES, _PLACED * (length - 2 * _EDGE)):
        return None
    alphabet = {verifier[at] for verifier in learned for at in places}
    counts = Counter(verifier[at] for verifier in tested for at in places)
    if len(alphabet) < _SMALLEST or not set(counts) <= alphabet:
        return None
    drawn = {character: counts[character] for character in alphabet}
    needed = log((len(_WIDTHS) + len(ORDERS)) / DOUBT)
    modulus = _modulus_evidence(drawn)
    uneven = _evidence(list(drawn.values()))
    if (
        max(modulus, uneven) < needed
        or not _is_even(list(drawn.values()))
        or not _is_alike(tested, places, drawn)
    ):
        return None
    return _describe(list(drawn.values()), length, modulus=modulus >= max(needed, uneven))


def _is_drawn(learned: Sequence[str], at: int, size: int) -> bool:
    """Whether a position may be drawn from the whole alphabet."""
    counts = Counter(verifier[at] for verifier in learned)
    total = len(learned)
    expected = size * (1 - (1 - 1 / size) ** total)
    most = max(counts.values())
    return (
        len(counts) >= _DISTINCT * expected and most <= total / size * _MOST_COMMON + _MOST_COMMON
    )


def _evidence(counts: Sequence[int]) -> float:
    """Return the logarithm of the ratio for the best of the widths."""
    size, total = len(counts), sum(counts)
    even = total * log(size)
    return max(
        lgamma(size * width)
        - lgamma(size * width + total)
        + sum(lgamma(width + count) - lgamma(width) for count in counts)
        + even
        for width in _WIDTHS
    )


def _modulus_evidence(counts: Mapping[str, int]) -> float:
    """Return the logarithm of the ratio for ``alphabet[byte % n]``, for the best known order."""
    size = len(counts)
    least, high = divmod(_BYTES, size)
    if not high:
        return float("-inf")
    total = sum(counts.values())
    more, less = log((least + 1) * size / _BYTES), log(least * size / _BYTES)
    frequent = (
        sum(counts[character] for character in order[:high])
        for order in ORDERS
        if len(order) == size and counts.keys() == set(order)
    )
    return max((many * more + (total - many) * less for many in frequent), default=float("-inf"))


def _is_alike(tested: Sequence[str], places: Sequence[int], counts: Mapping[str, int]) -> bool:
    """Whether every position is drawn from in the same way; else it is a layout, and no draw."""
    total = sum(counts.values())
    seen = {character: count / total for character, count in counts.items() if count}
    deviation = 0.0
    for at in places:
        here = Counter(verifier[at] for verifier in tested)
        deviation += sum(
            (here[character] - len(tested) * rate) ** 2 / (len(tested) * rate)
            for character, rate in seen.items()
        )
    freedom = (len(places) - 1) * (len(seen) - 1)
    return bool(deviation < freedom + _UNLIKE * sqrt(2 * freedom))


def _is_even(counts: Sequence[int]) -> bool:
    return _entropy(counts) >= _EVEN * log2(len(counts))


def _entropy(counts: Sequence[int]) -> float:
    """Return the entropy of a draw in bits, by Miller and Madow (1955)."""
    total = sum(counts)
    seen = [count for count in counts if count]
    plain = -sum(count / total * log2(count / total) for count in seen)
    return plain + (len(seen) - 1) / (2 * total * log(2))


def _describe(counts: Sequence[int], length: int, *, modulus: bool) -> Bias:
    size, total = len(counts), sum(counts)
    ordered = sorted(counts)
    cut = max(range(1, size), key=lambda at: _gain(ordered, at))
    few, many = ordered[:cut], ordered[cut:]
    ratio = (sum(many) / len(many)) / max(sum(few) / len(few), 1 / total)
    frequent, rare = len(many), len(few)
    lost = max(0.0, log2(size) - _entropy(counts)) * length
    return Bias(size, frequent, rare, ratio, lost, modulus)


def _gain(ordered: Sequence[int], cut: int) -> float:
    """Return how well two levels, split here, describe the counts."""
    few, many = ordered[:cut], ordered[cut:]
    one, other = sum(few), sum(many)
    return one * log(max(one, 1) / len(few)) + other * log(max(other, 1) / len(many))
