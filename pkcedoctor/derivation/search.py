"""The search: undo the right-hand side on the challenge, redo the left-hand side on the verifier.

The two meet in the middle, in the bytes of a digest. The challenge is undone step by step to all
that its digest may have been; the verifier and what may stand for it are hashed, and each digest is
looked up. What is found is evaluated from end to end before it counts.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.derivation.formula import Formula, Kind, Step, as_text, run
from pkcedoctor.derivation.hashes import HASHES, RARE_HASHES
from pkcedoctor.derivation.inputs import Candidates, paired_inputs, simple_inputs
from pkcedoctor.derivation.ranking import rank
from pkcedoctor.derivation.undoing import Undoing, undoings

MATCHING: Final = 20
"""Fewest characters of a challenge that may be explained."""


class _Hashed:
    """Inputs, and their digests as soon as they are asked for.

    Attributes:
        fewest: how many steps each input has at least.
        ways: where each input starts, and its steps.
    """

    def __init__(self, inputs: Candidates, fewest: int) -> None:
        self.fewest = fewest
        self.ways = list(inputs.values())
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
    simple = _Hashed(inputs, 0)
    paired: _Hashed | None = None
    for undoing in undoings(code_challenge):
        fewest = {steps: _fewest(steps, undoing) for steps in HASHES}
        rarer = {steps: _fewest(steps, undoing) for steps in RARE_HASHES}
        found = _meet(simple, undoing, code_challenge, fewest | rarer, None)
        if _may_be_shorter(fewest, found):
            paired = paired or _Hashed(paired_inputs(code_verifier, state, inputs), 2)
            found = _meet(paired, undoing, code_challenge, fewest, found)
        if found is not None:
            return found
    return None


def search_among(inputs: Candidates, code_challenge: str) -> Formula | None:
    """Return the simplest formula that makes this challenge of one of these inputs."""
    hashed = _Hashed(inputs, 0)
    for undoing in undoings(code_challenge):
        fewest = {steps: _fewest(steps, undoing) for steps in HASHES}
        found = _meet(hashed, undoing, code_challenge, fewest, None)
        if found is not None:
            return found
    return None


def _fewest(steps: tuple[Step, ...], undoing: Undoing) -> int | None:
    """Return how many steps a formula with this hash has at least, None if there is none."""
    sizes = {len(digest) for value in (b"", b"-") if (digest := run(steps, value)) is not None}
    # One size is the hash's own; of several none can be told from the hash.
    shortest = undoing.shortest(sizes.pop() if len(sizes) == 1 else None)
    return None if shortest is None else len(steps) + shortest


def _may_be_shorter(fewest: dict[tuple[Step, ...], int | None], found: Formula | None) -> bool:
    """Whether two steps before the hash may make a shorter formula than the one found."""
    if found is None:
        return True
    is_hashed = any(step.kind is Kind.HASH for step in found.steps)
    return any(
        length is not None and length + 2 < len(found)
        for steps, length in fewest.items()
        if bool(steps) == is_hashed
    )


def _meet(
    hashed: _Hashed,
    undoing: Undoing,
    challenge: str,
    fewest: dict[tuple[Step, ...], int | None],
    best: Formula | None,
) -> Formula | None:
    """Return the simplest formula of these inputs, or the best so far where none is simpler."""
    for steps, length in fewest.items():
        if length is None or (best is not None and hashed.fewest + length > len(best)):
            continue
        for way, digest, chain in _matches(hashed, steps, undoing):
            origin, inputs = hashed.ways[way]
            formula = Formula(origin, (*inputs, *steps, *chain))
            if best is not None and len(formula) > len(best):
                continue
            result = run(chain, digest)
            if result is None or as_text(result) != challenge:
                continue
            if best is None or rank(formula) < rank(best):
                best = formula
    return best


def _matches(
    hashed: _Hashed, steps: tuple[Step, ...], undoing: Undoing
) -> Iterator[tuple[int, bytes, tuple[Step, ...]]]:
    """Give the digests that may lead to the challenge, and the ways."""
    digests = hashed.by(steps)
    for at, chain in undoing.digests.matching(digests):
        yield at, digests[at], chain
    for view, targets in undoing.views.items():
        if view.rare and hashed.fewest:
            continue
        texts = [view.step.apply(digest) or b"" for digest in digests]
        for at, chain in targets.matching(texts):
            yield at, digests[at], chain
