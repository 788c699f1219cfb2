"""What a verifier of too little entropy is made of: a name for it, and no accusation."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pkcedoctor.guard.generators_entropy import UUID_BITS, uuids_in
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_LEAST_SORTED: Final = 12
"""Verifiers that are in order by chance: 1 of 12! is."""

_LEAST_FIXED: Final = 8
_LEAST_RUN: Final = 3
_SHORTEST_PART: Final = 4

_UUID_1: Final = regex(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[167][0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}.*"
)
_HEX: Final = regex(r"[0-9a-f]+")
_BASE_36: Final = regex(r"[0-9a-z]+")
_NUMBER_AT_END: Final = regex(r"[0-9]{1,18}\Z")

_CLOCKS: Final = (
    ("nanoseconds", 19, 10, 1_200_000_000_000_000_000, 2_500_000_000_000_000_000),
    ("microseconds", 16, 10, 1_200_000_000_000_000, 2_500_000_000_000_000),
    ("milliseconds", 13, 10, 1_200_000_000_000, 2_500_000_000_000),
    ("seconds", 10, 10, 1_200_000_000, 2_500_000_000),
    ("milliseconds, in hexadecimal", 11, 16, 1_200_000_000_000, 2_500_000_000_000),
    ("seconds, in hexadecimal", 8, 16, 1_200_000_000, 2_500_000_000),
    ("milliseconds, in base 36", 8, 36, 1_200_000_000_000, 2_500_000_000_000),
)
"""Unit, digits, base, and the range of the years 2008 to 2049."""

_A_MONTH: Final = 31 * 86_400
_UNITS: Final = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was recognised.

    Attributes:
        says: as a sentence.
        predictable: whether the next one can be told from those before.
    """

    says: str
    predictable: bool


def patterns_of(verifiers: Sequence[str]) -> Iterator[Pattern]:
    """Name what verifiers are made of, the plainest first."""
    count = min(map(uuids_in, verifiers))
    if count and count == max(map(uuids_in, verifiers)):
        what = "it is a random UUID" if count == 1 else f"it is {count} random UUIDs"
        yield Pattern(
            f"{what}: {UUID_BITS * count} bits, for version and variant are fixed",
            predictable=False,
        )
        return
    if all(map(_UUID_1.fullmatch, verifiers)):
        yield Pattern("it begins with a UUID that holds the time of its making", predictable=True)
    else:
        yield from _clock(verifiers)
    yield from _order(verifiers)
    yield from _fixed(verifiers)
    yield from _parts(verifiers)
    if len(set(map(len, verifiers))) == 1:
        return
    if all(map(_HEX.fullmatch, verifiers)):
        says = "hexadecimal digits of varying length: bytes less than 16 have one digit, not two"
        yield Pattern(says, predictable=False)
    elif all(map(_BASE_36.fullmatch, verifiers)):
        yield Pattern(
            "digits and lower-case letters, of varying length: Math.random().toString(36) makes "
            "such text, and is no source of secrets",
            predictable=False,
        )


def _clock(verifiers: Sequence[str]) -> Iterator[Pattern]:
    if len(verifiers) < _SHORTEST_PART:
        return
    shortest = min(map(len, verifiers))
    for unit, digits, base, first, last in _CLOCKS:
        for at in range(shortest - digits + 1):
            times = [_number(verifier[at : at + digits], base) for verifier in verifiers]
            month = _A_MONTH * _UNITS[unit.partition(",")[0]]
            if all(first <= time <= last for time in times) and max(times) - min(times) < month:
                yield Pattern(
                    f"characters {at + 1} to {at + digits} are the time of its making ({unit})",
                    predictable=True,
                )
                return


def _number(text: str, base: int) -> int:
    if not (text.isascii() and text.isalnum()):
        return -1
    try:
        return int(text, base)
    except ValueError:
        return -1


def _order(verifiers: Sequence[str]) -> Iterator[Pattern]:
    if len(verifiers) < _LEAST_SORTED:
        return
    ends = [_NUMBER_AT_END.search(verifier) for verifier in verifiers]
    numbers = [int(end[0]) for end in ends if end is not None]
    if len(numbers) == len(verifiers) and _grows(numbers):
        yield Pattern(
            "the number at its end grows from run to run: a counter or a clock", predictable=True
        )
    elif _grows(verifiers):
        yield Pattern("it grows from run to run, as a counter or a clock does", predictable=True)


def _grows(values: Sequence[str] | Sequence[int]) -> bool:
    return all(one < other for one, other in pairwise(values))  # type: ignore[operator]


def _fixed(verifiers: Sequence[str]) -> Iterator[Pattern]:
    """Say which positions never change."""
    if len(verifiers) < _LEAST_FIXED or len(set(verifiers)) == 1:
        return
    same = [len(set(characters)) == 1 for characters in zip(*verifiers, strict=False)]
    runs, start = [], None
    for at, fixed in enumerate([*same, False]):
        if fixed and start is None:
            start = at
        elif not fixed and start is not None:
            if at - start >= _LEAST_RUN:
                runs.append((start + 1, at))
            start = None
    if runs:
        named = ", ".join(f"{first} to {last}" for first, last in runs)
        yield Pattern(f"characters {named} are the same in every run", predictable=True)


def _parts(verifiers: Sequence[str]) -> Iterator[Pattern]:
    """Say whether every verifier is one part, again and again."""
    for size in range(_SHORTEST_PART, min(map(len, verifiers)) // 2 + 1):
        if all((one[:size] * len(one))[: len(one)] == one for one in verifiers):
            yield Pattern(f"it is the same {size} characters again and again", predictable=False)
            return
