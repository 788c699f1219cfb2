"""From a pair to what is said of it: the formula, the sentence, the remedies."""

from typing import Final

from pkcedoctor.derivation.direction import restored_notation
from pkcedoctor.derivation.encodings import BASE64, BASE64_UNPADDED, BASE64URL_PADDED
from pkcedoctor.derivation.formula import VERIFIER, Derivation, Formula, as_bytes, as_text, run
from pkcedoctor.derivation.hashes import SHA_256
from pkcedoctor.derivation.remedies import remedies_of
from pkcedoctor.derivation.sentences import describe_challenge, describe_verifier
from pkcedoctor.derivation.texts import HEX

COMMONEST: Final = tuple(
    Formula(VERIFIER, (SHA_256, last)) for last in (BASE64URL_PADDED, BASE64, BASE64_UNPADDED, HEX)
)
"""Formulas of two steps: where one fits, the search would find it too, and nothing simpler."""


def name_formula(code_verifier: str, code_challenge: str, state: str | None) -> Derivation | None:
    """Return how the challenge was computed; None where nothing fits."""
    formula = _commonest(code_verifier, code_challenge) or _searched(
        code_verifier, code_challenge, state
    )
    if formula is None:
        return None
    restored = restored_notation(formula, code_verifier)
    if restored is not None:
        remedies = remedies_of(formula, of_verifier=True)
        return Derivation(formula, restored, describe_verifier(formula), remedies, "verifier")
    remedies = remedies_of(formula, of_verifier=False)
    sentence = describe_challenge(formula)
    return Derivation(formula, formula.notation, sentence, remedies, "challenge")


def _commonest(code_verifier: str, code_challenge: str) -> Formula | None:
    verifier = as_bytes(code_verifier)
    for formula in COMMONEST:
        made = run(formula.steps, verifier)
        if made is not None and as_text(made) == code_challenge:
            return formula
    return None


def _searched(code_verifier: str, code_challenge: str, state: str | None) -> Formula | None:
    from pkcedoctor.derivation.restoring import restore  # noqa: PLC0415 - the search is big
    from pkcedoctor.derivation.search import search  # noqa: PLC0415 - as above

    found = search(code_verifier, code_challenge, state)
    return restore(code_verifier, code_challenge) if found is None else found
