"""Which of several formulas is the simplest: fewest steps first, then the commonest."""

from typing import Final

from pkcedoctor.derivation.blurred import DELETIONS, LOWER, UPPER
from pkcedoctor.derivation.damage import DAMAGES
from pkcedoctor.derivation.encodings import ENCODINGS
from pkcedoctor.derivation.formula import Formula, Kind
from pkcedoctor.derivation.hashes import HASHES, RARE_HASHES
from pkcedoctor.derivation.inputs import ALONE, PAIRED
from pkcedoctor.derivation.texts import TEXTS

COMMON: Final = (
    "hex(SHA-256(code_verifier))",
    "base64url-padded(SHA-256(code_verifier))",
    "base64(SHA-256(code_verifier))",
    "base64-unpadded(SHA-256(code_verifier))",
    "base64url(hex(SHA-256(code_verifier)))",
    "base64(hex(SHA-256(code_verifier)))",
    "base64url-padded(hex(SHA-256(code_verifier)))",
    "base64url(SHA-256(code_verifier + LF))",
    "base64url(SHA-256(base64-decode(code_verifier)))",
    "base64(code_verifier)",
    "base64url(code_verifier)",
    "base64url(SHA-256(S256(code_verifier)))",
)
"""Formulas seen in public code, the most frequent first."""

_COMMON: Final = {notation: place for place, notation in enumerate(COMMON)}
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

Rank = tuple[int, int, int, int, str]


def rank(formula: Formula) -> Rank:
    """Return what formulas are ordered by; no two of them have the same."""
    sound = tuple(step for step in formula.steps if step.kind is not Kind.DAMAGE)
    return (
        len(formula),
        sum(step.kind is Kind.INPUT for step in formula.steps),
        _COMMON.get(Formula(formula.origin, sound).notation, len(COMMON)),
        sum(_PLACES[step.kind, step.name] for step in formula.steps),
        formula.notation,
    )
