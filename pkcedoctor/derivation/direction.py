"""Which half of a pair is wrong: its challenge, or a verifier that was changed on its way."""

from pkcedoctor.derivation.encodings import BASE64URL
from pkcedoctor.derivation.formula import VERIFIER, Formula, Kind, Step, as_bytes, as_text, run
from pkcedoctor.derivation.hashes import SHA_256
from pkcedoctor.pkce import is_code_verifier

_RIGHT = ((), (SHA_256, BASE64URL))
"""What follows the input of a plain challenge, and of an S256 challenge."""


def restored_notation(formula: Formula, code_verifier: str) -> str | None:
    """Return the formula of a right challenge and a damaged verifier; None if it is none.

    That is so where the steps before the hash take back what can happen to a verifier on its way,
    and lead from something that is no code_verifier to one (or to readable text that chance does
    not make).
    """
    inputs = tuple(step for step in formula.steps if step.kind is Kind.INPUT)
    rest = formula.steps[len(inputs) :]
    if not inputs or formula.origin is not VERIFIER or rest not in _RIGHT:
        return None
    if not all(step.undoes for step in inputs) or not _restores(inputs, code_verifier):
        return None
    restored = Formula(VERIFIER, inputs).notation
    return f"S256({restored})" if rest else restored


def _restores(inputs: tuple[Step, ...], code_verifier: str) -> bool:
    value = run(inputs, as_bytes(code_verifier))
    restored = "" if value is None else as_text(value)
    if not restored.isascii() or not restored.isprintable():
        return False
    if all(step.unwraps for step in inputs):
        return True
    return is_code_verifier(restored) and not is_code_verifier(code_verifier)
