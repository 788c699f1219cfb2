"""A formula in English: what is wrong with it, and nothing that is right."""

from typing import Final

from pkcedoctor.derivation.encodings import BASE64, BASE64_UNPADDED, BASE64URL, BASE64URL_PADDED
from pkcedoctor.derivation.formula import VERIFIER, Formula, Kind, Step
from pkcedoctor.derivation.hashes import SHA_256
from pkcedoctor.derivation.inputs import INITIAL_STATE

_OF_BYTES: Final = {
    BASE64URL_PADDED: "the base64url of the digest was left padded with `=`",
    BASE64: "the digest was encoded in standard base64 with padding, not in base64url",
    BASE64_UNPADDED: "the digest was encoded in standard base64, which has `+` and `/` where "
    "base64url has `-` and `_`",
}


def describe_challenge(formula: Formula) -> str:
    """Say how a challenge was computed that should have been S256 of the verifier."""
    begun = sum(step.kind is Kind.INPUT for step in formula.steps)
    hashed = max(
        (at for at, step in enumerate(formula.steps, 1) if step.kind is Kind.HASH), default=begun
    )
    hashes, rest = formula.steps[begun:hashed], formula.steps[hashed:]
    clauses = [
        *_of_input(formula, formula.steps[:begun], is_hashed=bool(hashes)),
        *_of_hash(formula, hashes),
        *(_of_digest(rest, hashes) if hashes else _of_unhashed(rest)),
    ]
    return "; ".join(clauses)


def describe_verifier(formula: Formula) -> str:
    """Say what happened to a verifier whose challenge is right."""
    inputs = [step for step in formula.steps if step.kind is Kind.INPUT]
    happened = " and then ".join(step.undoes for step in reversed(inputs))
    return f"the challenge is right, but on its way to the token request the verifier {happened}"


def _of_input(formula: Formula, steps: tuple[Step, ...], *, is_hashed: bool) -> list[str]:
    clauses = []
    what = "the verifier"
    if formula.origin is INITIAL_STATE and not is_hashed:
        clauses.append("the hash function returned its initial state, so its code is broken")
    elif formula.origin is not VERIFIER:
        verb = "hashed" if is_hashed else "sent"
        clauses.append(f"{formula.origin.says} was {verb} in the verifier's place")
        what = "it"
    if steps:
        done = " and then ".join(step.says.rstrip(",") for step in steps)
        clauses.append(f"{what} {done}{' before it was hashed' if is_hashed else ''}")
    return clauses


def _of_hash(formula: Formula, steps: tuple[Step, ...]) -> list[str]:
    match [step.name for step in steps]:
        case []:
            return ["the verifier was not hashed"] if formula.origin is VERIFIER else []
        case [SHA_256.name]:
            return []
        case [SHA_256.name, SHA_256.name]:
            return ["the digest was hashed once more"]
        case [SHA_256.name, _, SHA_256.name]:
            return ["the hex text of the digest was hashed once more"]
        case _:
            return [steps[0].says]


def _of_unhashed(steps: tuple[Step, ...]) -> list[str]:
    """Say what was done to a text that should have been hashed."""
    clauses = []
    for step in steps:
        if step.kind is Kind.TEXT:
            clauses.append(f"it was sent as {step.says.replace('the digest', 'it')}".rstrip(","))
        elif step.kind is Kind.ENCODING:
            clauses.append(f"it was {step.says}")
        else:
            clauses.append(step.says.replace("{}", "characters"))
    return clauses


def _of_digest(steps: tuple[Step, ...], hashes: tuple[Step, ...]) -> list[str]:
    """Say what was done between the hash and the request."""
    its_bytes = "its 32 bytes" if hashes[-1] is SHA_256 else "its bytes"
    clauses: list[str] = []
    earlier: list[str] = []
    text, encoded = "", False
    for step in steps:
        if step.kind is Kind.TEXT:
            text = step.says.replace("the digest", text.rstrip(",") or "the digest")
        elif step.kind is Kind.DAMAGE:
            said = step.says.replace("{}", "characters" if text or encoded else "bytes")
            (clauses if encoded else earlier).append(said)
        else:
            clauses += _of_encoding(step, text, its_bytes, is_again=encoded)
            clauses += (f"before that, {said}" for said in earlier)
            text, encoded, earlier = "", True, []
    if not encoded:
        what = text or "the digest itself"
        clauses.append(f"{what} was sent, not the base64url of {its_bytes}")
    return clauses + earlier


def _of_encoding(step: Step, text: str, its_bytes: str, *, is_again: bool) -> list[str]:
    if is_again:
        return [f"{text or 'that'} was {step.says} once more"]
    if text:
        return [f"{text} was {step.says}, not {its_bytes}"]
    if step is BASE64URL:
        return []
    return [_OF_BYTES.get(step) or f"the digest was {step.says}, not base64url-encoded"]
