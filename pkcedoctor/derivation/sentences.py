"""A formula in English: what is wrong with it, and nothing that is right."""

from typing import Final

from pkcedoctor.derivation.encodings import BASE64, BASE64_UNPADDED, BASE64URL, BASE64URL_PADDED
from pkcedoctor.derivation.formula import INITIAL_STATE, VERIFIER, Formula, Kind, Step
from pkcedoctor.derivation.hashes import SHA_256

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
        *(_of_digest(rest, hashes) if hashes else _of_unhashed(formula, rest)),
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
        verb = "hashed in the verifier's place" if is_hashed else "taken for the digest"
        clauses.append(f"{formula.origin.says} was {verb}")
        what = "it"
    if steps:
        done = " and then ".join(step.says for step in steps)
        clauses.append(f"{what} {done} before it was hashed" if is_hashed else f"{what} {done}")
    return [clause.rstrip(",") for clause in clauses]


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


def _of_unhashed(formula: Formula, steps: tuple[Step, ...]) -> list[str]:
    """Say what was done to a text that should have been hashed."""
    clauses = []
    is_right = formula.origin is not VERIFIER and [
        step for step in steps if step.kind is Kind.ENCODING
    ] == [BASE64URL]
    for step in steps:
        if is_right and step is BASE64URL:
            continue
        if step.kind is Kind.TEXT:
            text = step.says.replace("the digest's", "its").replace("the digest", "it")
            clauses.append(f"{text.rstrip(',')} was taken")
        elif step.kind is Kind.ENCODING:
            clauses.append(f"it was {step.says}")
        else:
            clauses.append(step.says.replace("{}", "characters"))
    return clauses


def _of_digest(steps: tuple[Step, ...], hashes: tuple[Step, ...]) -> list[str]:
    """Say what was done between the hash and the request."""
    its_bytes = "its 32 bytes" if hashes[-1] is SHA_256 else "its bytes"
    clauses: list[str] = []
    before: list[str] = []
    text, encoded = "", ""
    for step in steps:
        if step.kind is Kind.TEXT:
            text = step.says.replace("the digest", text.rstrip(",") or encoded or "the digest")
        elif step.kind is Kind.DAMAGE:
            said = step.says.replace("{}", "characters" if text or encoded else "bytes")
            if encoded:
                clauses.append(said)
            else:
                before.append(f"before {'it' if text else 'the digest'} was encoded, {said}")
        else:
            clauses += _of_encoding(step, text, its_bytes, encoded)
            clauses += before
            encoded = "that" if clauses else "the base64url of the digest"
            text, before = "", []
    if not encoded:
        what = text or "the digest itself"
        clauses.append(f"{what} was sent, not the base64url of {its_bytes}")
        clauses += [said.partition(", ")[2] for said in before]
    return clauses


def _of_encoding(step: Step, text: str, its_bytes: str, encoded: str) -> list[str]:
    if encoded:
        return [f"{text or encoded} was {step.says} once more"]
    if text:
        return [f"{text} was {step.says}, not {its_bytes}"]
    if step is BASE64URL:
        return []
    return [_OF_BYTES.get(step) or f"the digest was {step.says}, not base64url-encoded"]
