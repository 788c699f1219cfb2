"""What the bytes of single pairs prove: alphabet, length, padding, method and formula."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pkcedoctor.catalogue import rule_by_id
from pkcedoctor.derivation import derive, describe_shape, recognise_constant, recognise_sample
from pkcedoctor.derivation.formula import Formula
from pkcedoctor.derivation.remedies import remedies_of
from pkcedoctor.derivation.sentences import describe_challenge
from pkcedoctor.guard.generators_findings import (
    FAULTS,
    PLAIN_METHOD,
    Certainty,
    GeneratorFinding,
    Level,
    percent,
)
from pkcedoctor.guard.generators_intermittence import separation
from pkcedoctor.guard.pairs import Pair
from pkcedoctor.pkce import MAX_LENGTH, MIN_LENGTH, PLAIN, S256, reserved_characters, s256
from pkcedoctor.rules.verifier_charset import is_only_padded, name_character

_SEARCHED: Final = 24
"""Most pairs that are searched for a formula."""

_AT_LEAST: Final = 12
"""How many are searched although a formula that was found explains them: a better one may."""

_SIMULATED: Final = 8_000
_MOST_NAMED: Final = 5
_MOST_LENGTHS: Final = 12
_METHODS: Final = (S256, PLAIN)


def judge_verifiers(pairs: Sequence[Pair]) -> Iterator[GeneratorFinding]:
    """Judge what RFC 7636 section 4.1 says of a verifier."""
    verifiers = [pair.code_verifier for pair in pairs]
    padded = [one for one in verifiers if is_only_padded(one)]
    odd = [one for one in verifiers if reserved_characters(one) and not is_only_padded(one)]
    if odd:
        yield _of_charset(odd, verifiers)
    if padded:
        summary = "code_verifier ends with “=” padding"
        yield finding("verifier-padding", summary, len(padded), len(verifiers))
    lengths = [len(one) for one in verifiers if not is_only_padded(one)]
    short = [length for length in lengths if length < MIN_LENGTH]
    long = [length for length in lengths if length > MAX_LENGTH]
    if short or long:
        yield _of_length(short, long, verifiers)


def _of_charset(odd: Sequence[str], verifiers: Sequence[str]) -> GeneratorFinding:
    seen = Counter(
        character for one in odd for character in {character for _, character in _reserved(one)}
    )
    named = "; ".join(
        f"{name_character(character)} in {count}"
        for character, count in seen.most_common(_MOST_NAMED)
    )
    why = []
    if seen and set(seen) <= set("+/="):
        why.append(
            "the random bytes were encoded in standard base64, and only about one text of 43 "
            "characters in four has neither + nor /"
        )
    if all(one.endswith(("\n", "\r")) for one in odd) and set(seen) <= set("\r\n"):
        why.append("the line's end was not removed")
    elif "\n" in seen:
        why.append("the encoder breaks its lines, and the line feeds were not removed")
    return finding(
        "verifier-charset",
        f"code_verifier holds characters that are not allowed: {named}",
        len(odd),
        len(verifiers),
        why,
    )


def _reserved(text: str) -> Iterable[tuple[int, str]]:
    return reserved_characters(text)


def _of_length(
    short: Sequence[int], long: Sequence[int], verifiers: Sequence[str]
) -> GeneratorFinding:
    lengths = Counter(map(len, verifiers))
    named = ", ".join(
        f"{length} in {count}" for length, count in sorted(lengths.items())[:_MOST_LENGTHS]
    )
    if len(lengths) > _MOST_LENGTHS:
        named += ", and more"
    bounds = [f"as few as {min(short)}"] if short else []
    bounds += [f"as many as {max(long)}"] if long else []
    why = []
    if len(lengths) > 1:
        why.append(f"the lengths seen: {named}")
    if short and _lost_symbols(verifiers):
        why.append(
            "no verifier has a symbol and the longest is as long as base64 makes it: + and / were "
            "deleted instead of translated to - and _, so it gets shorter by each that is drawn"
        )
    return finding(
        "verifier-length",
        f"code_verifier has {' and '.join(bounds)} characters, not 43 to 128",
        len(short) + len(long),
        len(verifiers),
        why,
        detail=(("lengths", named),),
    )


def _lost_symbols(verifiers: Sequence[str]) -> bool:
    """Whether the verifiers look like base64 without its symbols."""
    letters = "".join(verifiers)
    lengths = set(map(len, verifiers))
    has_all = any(map(str.isupper, letters)) and any(map(str.islower, letters))
    return (
        has_all
        and letters.isascii()
        and letters.isalnum()
        and len(lengths) > 1
        and max(lengths) - min(lengths) < _MOST_LENGTHS
    )


# --- the challenge --------------------------------------------------------------------------


def judge_challenges(
    pairs: Sequence[Pair], language: str | None = None
) -> Iterator[GeneratorFinding]:
    """Judge the methods and the challenges; a wrong one is given its formula."""
    invalid = [pair for pair in pairs if pair.method is not None and pair.method not in _METHODS]
    if invalid:
        yield finding(
            "challenge-method-invalid",
            "code_challenge_method is neither S256 nor plain, in exactly this spelling",
            len(invalid),
            len(pairs),
        )
    plain = [pair for pair in pairs if pair.method == PLAIN]
    if plain:
        yield from _of_plain(plain, len(pairs))
    hashed = [pair for pair in pairs if pair.method != PLAIN]
    wrong = [pair for pair in hashed if pair.code_challenge != s256(pair.code_verifier)]
    if wrong:
        yield from _of_formulas(wrong, hashed, len(pairs), language)


def _of_plain(plain: Sequence[Pair], of: int) -> Iterator[GeneratorFinding]:
    equal = sum(pair.code_challenge == pair.code_verifier for pair in plain)
    swapped = sum(pair.code_challenge == s256(pair.code_verifier) for pair in plain)
    if equal:
        fault = FAULTS[PLAIN_METHOD]
        yield GeneratorFinding(
            PLAIN_METHOD, "warning", "proven", fault.title, (), fault.remedy, equal, of
        )
    if swapped:
        summary = "the method is plain, but code_challenge is S256 of code_verifier"
        yield finding("challenge-method-mismatch", summary, swapped, of)
    others = len(plain) - equal - swapped
    if others:
        summary = "the method is plain, but code_challenge is not code_verifier"
        yield finding("challenge-mismatch", summary, others, of)


def _of_formulas(
    wrong: Sequence[Pair], hashed: Sequence[Pair], of: int, language: str | None
) -> Iterator[GeneratorFinding]:
    remaining = list(wrong)
    formulas = _formulas(wrong)
    while remaining and formulas:
        best = max(formulas, key=lambda formula: (_fits(formula, hashed), -len(formula)))
        formulas.remove(best)
        made = [pair for pair in remaining if _makes(best, pair)]
        if made:
            yield _of_formula(best, made, hashed, of, language)
            remaining = [pair for pair in remaining if not _makes(best, pair)]
    if remaining:
        yield _unexplained(remaining, hashed, of)


def _formulas(wrong: Sequence[Pair]) -> list[Formula]:
    """Return the formulas by which wrong challenges were made, each once."""
    found: list[Formula] = []
    searched = 0
    for pair in wrong:
        if searched == _SEARCHED:
            break
        if searched >= _AT_LEAST and any(_makes(formula, pair) for formula in found):
            continue
        searched += 1
        derived = derive(pair.code_verifier, pair.code_challenge)
        if derived is not None and derived.formula not in found:
            found.append(derived.formula)
    return found


def _makes(formula: Formula, pair: Pair) -> bool:
    try:
        return formula.evaluate(pair.code_verifier) == pair.code_challenge
    except ValueError:
        return False


def _fits(formula: Formula, pairs: Sequence[Pair]) -> int:
    return sum(_makes(formula, pair) for pair in pairs)


def _of_formula(
    formula: Formula, made: Sequence[Pair], hashed: Sequence[Pair], of: int, language: str | None
) -> GeneratorFinding:
    remedies = remedies_of(formula, of_verifier=False)
    remedy = next((one for one in remedies if one.language == language), remedies[0])
    is_plain = formula.notation == "code_verifier"
    sentence = "the verifier was not hashed" if is_plain else describe_challenge(formula)
    return finding(
        _cause(formula, made),
        f"code_challenge is not S256 of code_verifier: {sentence}",
        len(made),
        of,
        _reasons(formula, made, hashed),
        remedy=f"Write instead, in {remedy.language}: {remedy.expression}",
        detail=(
            ("derivation", formula.notation),
            ("language", remedy.language),
            ("expression", remedy.expression),
        ),
    )


def _cause(formula: Formula, made: Sequence[Pair]) -> str:
    if formula.notation == "code_verifier":
        is_declared = all(pair.method == S256 for pair in made)
        return "challenge-method-mismatch" if is_declared else "challenge-mismatch"
    foreign, padded, others = False, False, False
    for pair in made:
        bare = pair.code_challenge.rstrip("=")
        translated = bare.replace("+", "-").replace("/", "_").replace(" ", "-")
        others |= translated != s256(pair.code_verifier)
        foreign |= bare != translated
        padded |= bare != pair.code_challenge
    if others:
        return "challenge-mismatch"
    return "challenge-not-base64url" if foreign else "challenge-padding"


def _reasons(formula: Formula, made: Sequence[Pair], hashed: Sequence[Pair]) -> Iterator[str]:
    yield f"computed as {formula.notation}"
    right = [pair for pair in hashed if pair.code_challenge == s256(pair.code_verifier)]
    if not right:
        return
    if sum(_makes(formula, pair) for pair in right) == len(right):
        yield "the right challenges come out of the same formula: it is right by chance only"
    reason = separation(
        [pair.code_verifier for pair in made], [pair.code_verifier for pair in right]
    )
    if reason is not None:
        yield f"it fails {reason}"
    expected = _expected(formula)
    if expected is not None:
        yield f"this formula must be expected to fail for {percent(expected)} % of all logins"


def _expected(formula: Formula) -> float | None:
    """Return how often a formula fails, by applying it to many verifiers."""
    failed = 0
    for number in range(_SIMULATED):
        verifier = s256(str(number))
        try:
            failed += formula.evaluate(verifier) != s256(verifier)
        except ValueError:
            return None
    return failed / _SIMULATED if 0 < failed < _SIMULATED else None


def _unexplained(remaining: Sequence[Pair], hashed: Sequence[Pair], of: int) -> GeneratorFinding:
    right = [pair for pair in hashed if pair.code_challenge == s256(pair.code_verifier)]
    return finding(
        "challenge-mismatch",
        "code_challenge is not S256 of code_verifier, nor made of it by any known formula",
        len(remaining),
        of,
        _signs(remaining, hashed, right),
    )


def _signs(
    remaining: Sequence[Pair], hashed: Sequence[Pair], right: Sequence[Pair]
) -> Iterator[str]:
    """Say what else shows where challenges without a formula come from."""
    owners = {s256(pair.code_verifier) for pair in hashed}
    foreign = sum(pair.code_challenge in owners for pair in remaining)
    if foreign:
        yield f"{foreign} of them belong to the verifier of another run: one half is not made anew"
    common, count = Counter(pair.code_challenge for pair in remaining).most_common(1)[0]
    if count > 1:
        yield f"{count} different verifiers have the same challenge"
    known = recognise_sample(common) or recognise_constant(common)
    if known is not None:
        yield f"the challenge is {known}"
    reason = separation(
        [pair.code_verifier for pair in remaining], [pair.code_verifier for pair in right]
    )
    if reason is not None:
        yield f"it fails {reason}"
    shape = describe_shape(common) if count == 1 else None
    if shape is not None:
        yield f"of the challenge of the first one: {shape}"
    elif not foreign and count == 1:
        yield "the two halves most likely belong to different pairs: was the verifier made twice?"


def finding(  # noqa: PLR0913 - one for each field that varies
    cause: str,
    summary: str,
    wrong: int,
    of: int,
    why: Iterable[str] = (),
    *,
    remedy: str | None = None,
    level: Level = "error",
    certainty: Certainty = "proven",
    detail: tuple[tuple[str, str], ...] = (),
) -> GeneratorFinding:
    """Return a finding of a cause of the catalogue."""
    found = rule_by_id(cause)
    return GeneratorFinding(
        cause, level, certainty, summary, tuple(why), remedy or found.remedy, wrong, of, detail
    )
