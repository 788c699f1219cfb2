"""Verifiers that are made with ``Math.random`` of V8: Node, Deno, Chrome, Edge.

V8 draws its numbers with xorshift128+, 64 at a time, and hands them out last first; each is the
upper bits of the half ``s0`` of the state (v8/src/numbers/math-random.cc and
v8/src/base/utils/random-number-generator.h). ``s0`` is a linear function over GF(2) of the 128
bits of the state before. A character that was picked as ``alphabet[Math.floor(Math.random() * n)]``
tells the first bits of its number, and so is some linear equations. 43 characters are more than
128 equations. A system that is solvable with :data:`SURPLUS` equations more than it needs was no
chance: that has a probability of 2^-44 for each system, and no more than 2^13 are tried. Whoever
sees such a verifier can compute all that follow in this process, and those before it.

JavaScriptCore and SpiderMonkey add the halves of the state, which is not linear: they are not
found.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from pkcedoctor.guard.generators_alphabets import ORDERS

SURPLUS: Final = 44
"""Equations that must hold beyond those that determine the state."""

_STATE: Final = 128
_HALF: Final = 64
_BLOCK: Final = 64
_LEADING: Final = 46
_LONGEST: Final = 64
_TRIED: Final = 8
_LOOKED_AT: Final = 200
_FEWEST: Final = 20

Numbers = tuple[tuple[int, int], ...]
"""Which of how many a random number picked, one after the other."""


def is_math_random(verifiers: Sequence[str]) -> bool:
    """Whether the state of V8's random function can be computed from one of the verifiers."""
    seen = set().union(*verifiers[:_LOOKED_AT])
    if any(
        _is_solvable(numbers, (len(numbers),))
        for verifier in verifiers[:_TRIED]
        for numbers in _readings(verifier, seen, slack=_SLACK)
    ):
        return True
    if any(map(_is_of_parts, verifiers[:_TRIED])):
        return True
    return any(
        _is_solvable(numbers, range(1, len(numbers)))
        for verifier in verifiers[:1]
        for numbers in _readings(verifier, seen, slack=0)
    )


def _readings(verifier: str, seen: set[str], *, slack: int) -> Iterator[Numbers]:
    """Give what random numbers may have made a verifier."""
    if len(verifier) < _FEWEST:
        return
    fitting = [order for order in ORDERS if seen <= set(order)]
    least = min(map(len, fitting), default=0)
    for order in fitting:
        if len(order) <= least + slack:
            place = {character: number for number, character in enumerate(order)}
            yield tuple((place[character], len(order)) for character in verifier[:_LONGEST])
    yield from _of_bytes(verifier)


_SLACK: Final = 4
"""How many characters of an alphabet may not have been seen."""


def _of_bytes(verifier: str) -> Iterator[Numbers]:
    """Give the bytes of which a verifier is the base64url or the hexadecimal text."""
    try:
        decoded = urlsafe_b64decode(verifier + "=" * (-len(verifier) % 4))
    except ValueError:
        decoded = b""
    if len(decoded) >= _FEWEST:
        yield tuple((byte, 256) for byte in decoded[:_LONGEST])
    try:
        decoded = bytes.fromhex(verifier)
    except ValueError:
        return
    if len(decoded) >= _FEWEST:
        yield tuple((byte, 256) for byte in decoded[:_LONGEST])


_PARTS: Final = ((36, 9, range(8, 14)), (16, 11, range(10, 15)))
"""A base, how many digits of each number are used, and how many there may be."""


def _is_of_parts(verifier: str) -> bool:
    """Whether numbers follow each other in the digits of ``Math.random().toString(36)``.

    Each has as many digits as it needs, so the places where they begin are tried.
    """
    if not (verifier.isascii() and verifier.isalnum() and verifier == verifier.lower()):
        return False
    return any(_grow(verifier, (0,), base, digits, sizes) for base, digits, sizes in _PARTS)


def _grow(verifier: str, starts: tuple[int, ...], base: int, digits: int, sizes: range) -> bool:
    """Whether numbers begin at these places and at some that follow."""
    leading = []
    for start, end in zip(starts, (*starts[1:], len(verifier)), strict=True):
        text = verifier[start : min(end, start + digits)]
        try:
            number = int(text, base)
        except ValueError:
            return False
        leading.append(tuple(_leading_bits(number, base ** len(text))))
    if len(starts) >= _FEWEST_PARTS - 1:
        surplus = _surplus(leading, len(starts))
        if surplus is None or sum(map(sum, leading)) < _FEWEST_ONES:
            return False
        if surplus >= SURPLUS:
            return True
    return any(
        _grow(verifier, (*starts, starts[-1] + size), base, digits, sizes)
        for size in sizes
        if starts[-1] + size + sizes[0] <= len(verifier)
    )


_FEWEST_PARTS: Final = 4
_FEWEST_ONES: Final = 24
"""A state of zeros solves every system of zeros, and is none that V8 has."""


def _is_solvable(numbers: Numbers, splits: Iterable[int]) -> bool:
    """Whether a state of the generator leads to the numbers.

    Args:
        numbers: one after the other.
        splits: how many of them may have ended a block of 64.
    """
    leading = [tuple(_leading_bits(*number)) for number in numbers]
    return any(_holds(leading, split) for split in splits)


def _holds(leading: Sequence[tuple[int, ...]], split: int) -> bool:
    if sum(map(sum, leading)) < _FEWEST_ONES:
        return False
    surplus = _surplus(leading, split)
    return surplus is not None and surplus >= SURPLUS


def _surplus(leading: Sequence[tuple[int, ...]], split: int) -> int | None:
    """Return how many equations follow from the others; None where they contradict each other.

    Args:
        leading: the first bits of numbers, one after the other.
        split: how many of them ended a block of 64.
    """
    equations = _equations()
    pivots: dict[int, int] = {}
    surplus = 0
    for at, bits in enumerate(leading):
        # A block is handed out last first; within one only the distances count.
        step = split - 1 - at if at < split else 2 * _BLOCK - 1 - (at - split)
        for row, bit in zip(equations[step], bits, strict=False):
            left = _reduced(row << 1 | bit, pivots)
            if left == 1:
                return None
            if left:
                pivots[left.bit_length()] = left
            else:
                surplus += 1
    return surplus


def _reduced(row: int, pivots: dict[int, int]) -> int:
    while row > 1:
        pivot = pivots.get(row.bit_length())
        if pivot is None:
            return row
        row ^= pivot
    return row


def _leading_bits(number: int, of: int) -> Iterator[int]:
    """Give the first bits of every x with ``floor(x * of) == number``, as far as they agree."""
    for places in range(1, _LEADING + 1):
        low = (number << places) // of
        high = (((number + 1) << places) - 1) // of
        if low != high:
            return
        yield low & 1


@cache
def _equations() -> tuple[tuple[int, ...], ...]:
    """Return for each step the first bits of ``s0``, each as the bits of the state it adds up."""
    s0 = [1 << at for at in range(_HALF)]
    s1 = [1 << at for at in range(_HALF, _STATE)]
    rows = []
    for _ in range(2 * _BLOCK):
        mixed, kept = s0, s1
        mixed = _xor(mixed, [0] * 23 + mixed[:-23])
        mixed = _xor(mixed, mixed[17:] + [0] * 17)
        mixed = _xor(_xor(mixed, kept), kept[26:] + [0] * 26)
        s0, s1 = kept, mixed
        rows.append(tuple(reversed(s0[-_LEADING:])))
    return tuple(rows)


def _xor(one: list[int], other: list[int]) -> list[int]:
    return [first ^ second for first, second in zip(one, other, strict=True)]
