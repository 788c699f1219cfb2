"""Which of several formulas is the simplest: fewest steps first, then the commonest."""

from typing import Final

from pkcedoctor.derivation.blurred import DELETIONS, LOWER, UPPER
from pkcedoctor.derivation.damage import DAMAGES, first
from pkcedoctor.derivation.encodings import (
    BASE64,
    BASE64_UNPADDED,
    BASE64URL,
    BASE64URL_PADDED,
    ENCODINGS,
)
from pkcedoctor.derivation.formula import Formula, Kind, Step
from pkcedoctor.derivation.hashes import HASHES, RARE_HASHES
from pkcedoctor.derivation.inputs import ALONE, PAIRED
from pkcedoctor.derivation.texts import TEXTS

_OF_BYTES: Final = (BASE64URL, BASE64URL_PADDED, BASE64, BASE64_UNPADDED)
"""Encodings of a digest in public code, the most frequent first."""

_OF_TEXT: Final = (BASE64URL, BASE64, BASE64URL_PADDED, BASE64_UNPADDED)
"""Encodings of its hex text, or of the verifier, in public code."""

_ORDERED: Final = (
    *PAIRED,
    *(step for steps in (*HASHES, *RARE_HASHES) for step in steps),
    *TEXTS,
    *ENCODINGS,
    *DAMAGES,
    *DELETIONS,
    LOWER,
    UPPER,
    *ALONE,
)
_PLACES: Final = {
    (step.kind, step.name): place for place, step in reversed(tuple(enumerate(_ORDERED)))
}

_CUT_LAST: Final = (first(43), first(64), first(128))
_CUT_EARLIER: Final = (first(16), first(32))
"""Where programs cut a challenge, and what it is made of."""

Rank = tuple[int, int, int, int, int, str]


def rank(formula: Formula) -> Rank:
    """Return what formulas are ordered by: no two of them are equal in all of it."""
    encodings = [step for step in formula.steps if step.kind is Kind.ENCODING]
    kinds = {step.kind for step in formula.steps}
    order = _OF_BYTES if Kind.HASH in kinds and Kind.TEXT not in kinds else _OF_TEXT
    return (
        len(formula),
        sum(step.kind is Kind.INPUT for step in formula.steps),
        _oddity(formula.steps),
        sum(order.index(step) if step in order else len(order) for step in encodings),
        sum(_PLACES[step.kind, step.name] for step in formula.steps),
        formula.notation,
    )


def _oddity(steps: tuple[Step, ...]) -> int:
    """Return how unlikely it is that somebody pads or cuts there."""
    padded = sum(step.name.startswith("append-pad") for step in steps)
    cut = next((step for step in steps if step.name == "first"), None)
    if cut is None or cut.kind is not Kind.DAMAGE:
        return padded
    if cut is steps[-1]:
        return padded if cut in _CUT_LAST else 2
    return 1 if cut in _CUT_EARLIER else 3
