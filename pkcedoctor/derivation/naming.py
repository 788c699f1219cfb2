"""From a pair to what is said of it: the formula, the sentence, the remedies."""

from pkcedoctor.derivation.direction import restored_notation
from pkcedoctor.derivation.formula import Derivation
from pkcedoctor.derivation.remedies import remedies_of
from pkcedoctor.derivation.restoring import restore
from pkcedoctor.derivation.search import search
from pkcedoctor.derivation.sentences import describe_challenge, describe_verifier
from pkcedoctor.pkce import s256


def name_formula(code_verifier: str, code_challenge: str, state: str | None) -> Derivation | None:
    """Return how the challenge was computed; None for a right pair, and where nothing fits."""
    if code_challenge == s256(code_verifier):
        return None
    formula = search(code_verifier, code_challenge, state)
    if formula is None:
        formula = restore(code_verifier, code_challenge)
    if formula is None:
        return None
    restored = restored_notation(formula, code_verifier)
    if restored is not None:
        remedies = remedies_of(formula, of_verifier=True)
        return Derivation(formula, restored, describe_verifier(formula), remedies, "verifier")
    remedies = remedies_of(formula, of_verifier=False)
    sentence = describe_challenge(formula)
    return Derivation(formula, formula.notation, sentence, remedies, "challenge")
