"""The right-hand side of the search: all that the digest behind a challenge may have been."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from pkcedoctor.derivation.blurred import undo_deletion, undo_fold
from pkcedoctor.derivation.damage import (
    FEWEST,
    undo_around,
    undo_cut,
    undo_dropped_pad,
    undo_escapes,
    undo_replacement,
    undo_replacement_in_text,
)
from pkcedoctor.derivation.encodings import (
    encode_standard,
    sketch,
    undo_base32,
    undo_base64,
    undo_wrap,
)
from pkcedoctor.derivation.formula import Kind, Step, as_bytes, run
from pkcedoctor.derivation.texts import (
    VIEWS,
    Part,
    Undone,
    View,
    undo_characters,
    undo_hex,
    undo_numbers,
    undo_python_bytes,
    undo_separated_hex,
    undo_short_hex,
    whole,
)

Chain = tuple[Step, ...]
"""The steps from a digest to the challenge."""

KEY: Final = 4
"""Bytes by which the beginning of a digest is looked up."""

_HIDING_NOTHING: Final = {"append-pad", "append-pads", "replace-first", "first"}

_DEEPEST: Final = 8
"""Times that a value is undone."""

_MOST_CHAINS: Final = 64
"""Ways from some bytes to the challenge that are tried: more of them only differ in padding."""

_MOST_STEPS: Final = 99
"""More steps than any formula has."""


class Chains:
    """Ways from some bytes to the challenge; they are put together when they are asked for.

    Attributes:
        shortest: how many steps the shortest has.
    """

    __slots__ = ("_links", "shortest")

    def __init__(self) -> None:
        self._links: list[tuple[tuple[Chain, ...], Chains | None]] = []
        self.shortest = _MOST_STEPS

    def add(self, ways: tuple[Chain, ...], rest: "Chains | None") -> None:
        """Note some steps, and the ways that lead on from there; None where they lead to it."""
        self._links.append((ways, rest))
        after = 0 if rest is None else rest.shortest
        self.shortest = min(self.shortest, after + min(map(len, ways)))

    def __iter__(self) -> Iterator[Chain]:
        return islice(self._all(), _MOST_CHAINS)

    def _all(self) -> Iterator[Chain]:
        for ways, rest in self._links:
            for steps in ways:
                if rest is None:
                    yield steps
                else:
                    yield from ((*steps, *chain) for chain in rest)

    @property
    def first_steps(self) -> Iterator[Step]:
        """The first of the steps that lead on from the bytes, of each way."""
        return (steps[0] for ways, _ in self._links for steps in ways if steps)


_Level = dict[Part, Chains]
"""What the challenge may have been made of, and the ways from there to it."""


_Undo = Callable[[Part], Iterator[Undone]]

_EXACT: Final[tuple[_Undo, ...]] = (
    undo_base64,
    undo_hex,
    undo_wrap,
    undo_around,
    undo_replacement,
    undo_dropped_pad,
    undo_escapes,
    undo_separated_hex,
    undo_short_hex,
    undo_numbers,
    undo_python_bytes,
    undo_characters,
    undo_base32,
    undo_cut,
)
_AFTER_LOSS: Final[tuple[_Undo, ...]] = (
    undo_base64,
    undo_hex,
    undo_separated_hex,
    undo_short_hex,
    undo_numbers,
    undo_characters,
    undo_base32,
    undo_cut,
)
"""What is worth undoing behind damage that loses something."""

_BLURRED: Final[tuple[_Undo, ...]] = (undo_fold, undo_deletion, undo_replacement_in_text)
_OF_FEW_BYTES: Final[tuple[_Undo, ...]] = (undo_characters,)


class Targets:
    """What a digest, or a text made of it, is compared with."""

    def __init__(self) -> None:
        self._parts: dict[bytes, list[tuple[Part, Chains]]] = {}
        self._shortest: dict[tuple[int, bool], int] = {}

    def add(self, part: Part, chains: Chains) -> None:
        """Note what a digest may be, or begin with."""
        if len(part.value) < KEY:
            return
        self._parts.setdefault(part.value[:KEY], []).append((part, chains))
        key = (len(part.value), part.is_whole)
        self._shortest[key] = min(chains.shortest, self._shortest.get(key, chains.shortest))

    def shortest(self, size: int | None) -> int | None:
        """Return the fewest steps from a digest of this size, or of any, to the challenge."""
        return min(
            (
                steps
                for (known, is_whole), steps in self._shortest.items()
                if size is None or known == size or (known < size and not is_whole)
            ),
            default=None,
        )

    def matching(self, values: list[bytes]) -> Iterator[tuple[int, Chains]]:
        """Give the places of the digests that may lead to the challenge, and the ways."""
        parts = self._parts
        for at in [at for at, value in enumerate(values) if value[:KEY] in parts]:
            value = values[at]
            for part, chains in parts[value[:KEY]]:
                if value != part.value and (part.is_whole or not value.startswith(part.value)):
                    continue
                if part.sketch is None or sketch(encode_standard(value)) == part.sketch:
                    yield at, chains


class Undoing:
    """All targets of a challenge.

    Attributes:
        digests: what the digest itself may be.
        views: what the texts may be that cannot be read back to a digest.
    """

    __slots__ = ("digests", "views")

    def __init__(self) -> None:
        self.digests = Targets()
        self.views: dict[View, Targets] = {}

    def note(self, level: _Level) -> None:
        """Add values that a digest, or a text made of it, may have."""
        for part, chains in level.items():
            self.digests.add(part, chains)
            for view in VIEWS:
                if view.fits(part):
                    viewed = Chains()
                    viewed.add(((view.step,),), chains)
                    self.views.setdefault(view, Targets()).add(part, viewed)

    def shortest(self, size: int | None) -> int | None:
        """Return the fewest steps from a digest of this size, or of any, to the challenge."""
        # How long a text is that was made of a digest cannot be told from the digest's size.
        viewed = (targets.shortest(None) for targets in self.views.values())
        steps = (self.digests.shortest(size), *viewed)
        return min((one for one in steps if one is not None), default=None)


def undoings(challenge: str) -> Iterator[Undoing]:
    """Undo a challenge in every way that fits.

    Yields:
        All that it may have been made of; then what more that may be if it lost symbols or case.
    """
    arrived = Chains()
    arrived.add(((),), None)
    level: _Level = {whole(as_bytes(challenge)): arrived}
    if (narrow := _narrow(challenge)) is not None:
        level[whole(narrow)] = arrived
    seen = set(level)
    outer = _deeper(level, seen, _EXACT)
    yield _collect((level, outer), seen, _EXACT)
    damaged = {part: chains for part, chains in outer.items() if _may_hide_loss(chains)}
    yield _collect((_deeper(level | damaged, seen, _BLURRED),), seen, _AFTER_LOSS)


def _may_hide_loss(chains: Chains) -> bool:
    """Whether a text without its last damage is worth reading as one that lost something."""
    return any(
        step.kind is Kind.DAMAGE and step.name not in _HIDING_NOTHING for step in chains.first_steps
    )


def _collect(levels: tuple[_Level, ...], seen: set[Part], undos: tuple[_Undo, ...]) -> Undoing:
    """Note what is in some levels, and in all below the last of them."""
    found = Undoing()
    for level in levels:
        seen.update(level)
        found.note(level)
    level = levels[-1]
    for _ in range(len(levels), _DEEPEST):
        level = _deeper(level, seen, undos)
        seen.update(level)
        found.note(level)
    return found


def _narrow(challenge: str) -> bytes | None:
    """Return the bytes of a text that shows each byte as one character."""
    if challenge.isascii() or max(challenge) > "\xff":
        return None
    return challenge.encode("latin-1")


def _deeper(level: _Level, seen: set[Part], undos: tuple[_Undo, ...]) -> _Level:
    """Undo one more step of each part."""
    deeper: _Level = {}
    for part, chains in level.items():
        if len(part.value) == KEY and not part.is_whole:
            continue
        fitting = undos if part.is_whole or len(part.value) >= FEWEST else _OF_FEW_BYTES
        for undone in (each for undo in fitting for each in undo(part)):
            if undone.part in seen and undone.part.is_whole:
                continue
            ways = undone.ways
            if undone.part.is_whole:
                ways = tuple(steps for steps in ways if run(steps, undone.part.value) == part.value)
            if ways:
                known = deeper.get(undone.part)
                if known is None:
                    known = deeper[undone.part] = Chains()
                known.add(ways, chains)
    return deeper
