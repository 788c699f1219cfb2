"""Challenges and verifiers that are the same in many captures, recognised by name."""

from typing import Final

from pkcedoctor.derivation.formula import Formula, Kind
from pkcedoctor.derivation.inputs import literal_inputs
from pkcedoctor.derivation.search import MATCHING, search_among
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER

_RFC: Final = "the example of RFC 7636 appendix B"
_OKTA: Final = "the sample of Okta's documentation"
_MICROSOFT: Final = "the sample of Microsoft's documentation"

SAMPLES: Final = {
    EXAMPLE_VERIFIER: _RFC,
    EXAMPLE_CHALLENGE: _RFC,
    "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag": _OKTA,
    "qjrzSW9gMiUgpUvqgEPE4_-8swvyCtfOVvg55o5S_es": _OKTA,
    "ThisIsntRandomButItNeedsToBe43CharactersLong": _MICROSOFT,
    "YTFjNjI1OWYzMzA3MTI4ZDY2Njg5M2RkNmVjNDE5YmEyZGRhOGYyM2IzNjdmZWFhMTQ1ODg3NDcxY2Nl": _MICROSOFT,
}
"""Verifiers and challenges that documentation shows and programs paste.

Microsoft's challenge is wrong itself: it is ``base64url(hex-without-zeros(SHA-256(...)))``.
"""


def recognise_sample(value: str) -> str | None:
    """Return whose sample a verifier or challenge is, or None."""
    return SAMPLES.get(value)


def recognise_constant(code_challenge: str) -> str | None:
    """Return what a challenge encodes that depends on no verifier, or None.

    Examples are the text ``[object ArrayBuffer]``, the hash of the empty text, and the initial
    state of SHA-256.
    """
    formula = search_among(literal_inputs(), code_challenge)
    if formula is None or (len(code_challenge) < MATCHING and "first" in formula.names):
        return None
    return _name(formula)


def _name(formula: Formula) -> str:
    named = formula.origin.says
    for step in formula.steps:
        if step.kind is Kind.INPUT:
            named += f", which {step.says},"
        elif step.kind is Kind.HASH:
            named = f"{step.name} of {named}"
    return named.rstrip(",")
