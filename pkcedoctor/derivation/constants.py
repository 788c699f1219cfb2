"""Challenges that depend on no verifier, and so are the same in many captures."""

from pkcedoctor.derivation.formula import Formula, Kind
from pkcedoctor.derivation.inputs import literal_inputs
from pkcedoctor.derivation.search import MATCHING, search_among


def constant_in(code_challenge: str) -> str | None:
    """Return what a challenge is made of that depends on no verifier, or None."""
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
