"""The search: undo the right-hand side on the challenge, redo the left-hand side on the verifier.

The two meet in the middle, in the bytes of a digest. The challenge is undone step by step to all
that its digest may have been; the verifier and what may stand for it are hashed, and each digest is
looked up. What is found is evaluated from end to end before it counts.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from pkcedoctor.derivation.formula import VERIFIER, Formula, Kind, Step, as_text, run
from pkcedoctor.derivation.hashes import HASHES, RARE_HASHES
from pkcedoctor.derivation.inputs import Candidates, paired_inputs, simple_inputs
from pkcedoctor.derivation.ranking import rank
from pkcedoctor.derivation.undoing import Chains, Undoing, undoings

_MOST: Final = 99
"""More steps than any formula has."""

MATCHING: Final = 20
"""Fewest characters of a challenge that may be explained."""


class _Hashed:
    """Inputs, and their digests as soon as they are asked for.

    Attributes:
        fewest: how many steps each input has at least.
        ways: where each input starts, and its steps.
        lengths: how many steps these are.
    """

    def __init__(self, inputs: Candidates, fewest: int) -> None:
        self.fewest = fewest
        self.ways = list(inputs.values())
        self.lengths = [
            sum([step.weight for step in steps], start=origin is not VERIFIER)
            for origin, steps in self.ways
        ]
        self._digests: dict[tuple[Step, ...], list[bytes]] = {(): list(inputs)}

    def by(self, steps: tuple[Step, ...]) -> list[bytes]:
        """Return the digests in the order of the inputs, empty where there is none."""
        if steps not in self._digests:
            apply = steps[-1].apply
            self._digests[steps] = [apply(value) or b"" for value in self.by(steps[:-1])]
        return self._digests[steps]


def search(code_verifier: str, code_challenge: str, state: str | None) -> Formula | None:
    """Return the simplest formula that makes this challenge of this verifier."""
    if len(code_challenge) < MATCHING:
        return None
    inputs = simple_inputs(code_verifier, state)
    found, tried = _simplest(_Hashed(inputs, 0), code_challenge, (*HASHES, *RARE_HASHES))
    tried = [undoing for undoing in tried if _may_be_shorter(undoing, found)]
    if not tried:
        return found
    paired = _Hashed(paired_inputs(code_verifier, state, inputs), 2)
    for undoing in tried:
        shorter = _meet(paired, undoing, code_challenge, HASHES, found)
        if shorter is not found:
            return shorter
    return found


def search_among(inputs: Candidates, code_challenge: str) -> Formula | None:
    """Return the simplest formula that makes this challenge of one of these inputs."""
    found, _ = _simplest(_Hashed(inputs, 0), code_challenge, HASHES)
    return found


def _simplest(
    hashed: _Hashed, challenge: str, hashes: tuple[tuple[Step, ...], ...]
) -> tuple[Formula | None, list[Undoing]]:
    """Return the simplest formula, and all that was undone until one was found."""
    tried = []
    for undoing in undoings(challenge):
        tried.append(undoing)
        found = _meet(hashed, undoing, challenge, hashes, None)
        if found is not None:
            return found, tried
    return None, tried


def _may_be_shorter(undoing: Undoing, found: Formula | None) -> bool:
    """Whether two steps before the hash may make a shorter formula than the one found."""
    if found is None:
        return True
    is_hashed = any(step.kind is Kind.HASH for step in found.steps)
    return any(
        _fewest(steps, undoing) + 2 < len(found) for steps in HASHES if bool(steps) == is_hashed
    )


def _fewest(steps: tuple[Step, ...], undoing: Undoing) -> int:
    """Return how many steps a formula with this hash has at least."""
    shortest = undoing.shortest(_size(steps))
    return _MOST if shortest is None else len(steps) + shortest


@cache
def _size(steps: tuple[Step, ...]) -> int | None:
    """Return how many bytes a digest has, None where that depends on what is hashed."""
    sizes = {len(run(steps, value) or b"") for value in (b"", b"-")}
    return sizes.pop() if len(sizes) == 1 else None


def _meet(
    hashed: _Hashed,
    undoing: Undoing,
    challenge: str,
    hashes: tuple[tuple[Step, ...], ...],
    best: Formula | None,
) -> Formula | None:
    """Return the simplest formula of these inputs, or the best so far where none is simpler."""
    most = _MOST - 1 if best is None else len(best)
    for steps in hashes:
        if hashed.fewest + _fewest(steps, undoing) > most:
            continue
        for at, chains in _matches(hashed, steps, undoing):
            used = hashed.lengths[at] + len(steps)
            if used + chains.shortest > most:
                continue
            digest, (origin, inputs) = hashed.by(steps)[at], hashed.ways[at]
            for chain in chains:
                result = run(chain, digest) if used + len(chain) <= most else None
                if result is None or as_text(result) != challenge:
                    continue
                formula = Formula(origin, (*inputs, *steps, *chain))
                if best is None or rank(formula) < rank(best):
                    best, most = formula, len(formula)
    return best


def _matches(
    hashed: _Hashed, steps: tuple[Step, ...], undoing: Undoing
) -> Iterator[tuple[int, Chains]]:
    """Give the places of the inputs that may lead to the challenge, and the ways."""
    yield from undoing.digests.matching(hashed.by(steps))
    for view, targets in undoing.views.items():
        if not (view.is_rare and hashed.fewest):
            yield from targets.matching(hashed.by((*steps, view.step)))
