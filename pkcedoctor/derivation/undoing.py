"""The right-hand side of the search: all that the digest behind a challenge may have been."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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

_MOST_CHAINS: Final = 32
"""Ways from one value to the challenge that are kept: more of them only differ in padding."""


_Level = dict[Part, list[Chain]]
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
_BLURRED: Final[tuple[_Undo, ...]] = (undo_fold, undo_deletion, undo_replacement_in_text)
_OF_FEW_BYTES: Final[tuple[_Undo, ...]] = (undo_characters,)


class Targets:
    """What a digest, or a text made of it, is compared with."""

    def __init__(self) -> None:
        self._parts: dict[bytes, list[tuple[Part, list[Chain]]]] = {}
        self._shortest: dict[tuple[int, bool], int] = {}

    def add(self, part: Part, chains: list[Chain]) -> None:
        """Note what a digest may be, or begin with."""
        if len(part.value) < KEY:
            return
        self._parts.setdefault(part.value[:KEY], []).append((part, chains))
        key = (len(part.value), part.is_whole)
        steps = min(map(len, chains))
        self._shortest[key] = min(steps, self._shortest.get(key, steps))

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

    def matching(self, values: list[bytes]) -> Iterator[tuple[int, Chain]]:
        """Give the places of the digests that may lead to the challenge, and the ways."""
        parts = self._parts
        for at in [at for at, value in enumerate(values) if value[:KEY] in parts]:
            value = values[at]
            for part, chains in parts[value[:KEY]]:
                if value != part.value and (part.is_whole or not value.startswith(part.value)):
                    continue
                if part.sketch is None or sketch(encode_standard(value)) == part.sketch:
                    for chain in chains:
                        yield at, chain


@dataclass(frozen=True, slots=True)
class Undoing:
    """All targets of a challenge.

    Attributes:
        digests: what the digest itself may be.
        views: what the texts may be that cannot be read back to a digest.
    """

    digests: Targets = field(default_factory=Targets)
    views: dict[View, Targets] = field(default_factory=dict)

    def note(self, level: _Level) -> None:
        """Add values that a digest, or a text made of it, may have."""
        for part, chains in level.items():
            self.digests.add(part, chains)
            for view in VIEWS:
                if view.fits(part):
                    viewed = [(view.step, *chain) for chain in chains]
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
    level: _Level = {whole(as_bytes(challenge)): [()]}
    if (narrow := _narrow(challenge)) is not None:
        level[whole(narrow)] = [()]
    seen = set(level)
    outer = _deeper(level, seen, _EXACT)
    yield _collect((level, outer), seen)
    damaged = {part: chains for part, chains in outer.items() if _may_hide_loss(chains)}
    yield _collect((_deeper(level | damaged, seen, _BLURRED),), seen)


def _may_hide_loss(chains: list[Chain]) -> bool:
    """Whether a text without its last damage is worth reading as one that lost something."""
    return any(
        chain[0].kind is Kind.DAMAGE and chain[0].name not in _HIDING_NOTHING for chain in chains
    )


def _collect(levels: tuple[_Level, ...], seen: set[Part]) -> Undoing:
    """Note what is in some levels, and in all below the last of them."""
    found = Undoing()
    for level in levels:
        seen.update(level)
        found.note(level)
    level = levels[-1]
    for _ in range(len(levels), _DEEPEST):
        level = _deeper(level, seen, _EXACT)
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
                known = deeper.setdefault(undone.part, [])
                known += [(*steps, *chain) for steps in ways for chain in chains]
                del known[_MOST_CHAINS:]
    return deeper
