"""What holds for every pair, whatever it is."""

import string
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pkcedoctor.derivation import derive
from pkcedoctor.pkce import s256
from tests.derivation.compositions import (
    DAMAGES,
    ENCODINGS,
    HASHES,
    INPUTS,
    STATE,
    TEXTS,
    Composition,
    any_composition,
)

FEWEST = 20
UNRESERVED = string.ascii_letters + string.digits + "-._~"

SEARCHING = settings(deadline=None, max_examples=40)

verifiers = st.text(UNRESERVED, min_size=43, max_size=128) | st.sampled_from(
    ["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "0123456789abcdef" * 4]
)

LOSSY = {"first +", "first /", "first + and /", "+ left", "+ to space", "+ deleted"} | {
    "both deleted",
    "lower",
    "upper",
    "to 43",
    "to 40",
}

exact_compositions = st.builds(
    Composition,
    st.lists(st.sampled_from(sorted(INPUTS)), max_size=2).map(tuple),
    st.sampled_from(sorted(HASHES)),
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(sorted(ENCODINGS)),
    st.sampled_from(sorted({*DAMAGES} - LOSSY)),
)
"""Those whose damage loses nothing; of the others a few in a thousand cannot be told apart."""


def explains(code_verifier: str, code_challenge: str) -> bool:
    """Whether a formula is named; it must evaluate to the challenge."""
    found = derive(code_verifier, code_challenge, state=STATE)
    if found is None:
        return False
    assert found.formula.evaluate(code_verifier, state=STATE) == code_challenge
    return True


@SEARCHING
@given(verifiers, exact_compositions)
def test_every_composition_is_named_by_a_formula_that_evaluates_true(
    code_verifier: str, composition: Composition
) -> None:
    challenge = composition(code_verifier)
    assume(challenge != s256(code_verifier))
    assume(len(composition.undamaged(code_verifier).rstrip("=")) >= FEWEST)

    assert explains(code_verifier, challenge)


def test_random_compositions_are_named() -> None:
    random = Random(7636)  # noqa: S311 - the same compositions in every run
    named = total = 0
    while total < 150:
        verifier = "".join(random.choices(UNRESERVED, k=random.choice([43, 64, 128])))
        challenge = any_composition(random)(verifier)
        if len(challenge) >= FEWEST and challenge != s256(verifier):
            total += 1
            named += explains(verifier, challenge)

    assert named >= 149


@SEARCHING
@given(verifiers, exact_compositions)
def test_no_formula_is_longer_than_the_one_that_was_used(
    code_verifier: str, composition: Composition
) -> None:
    challenge = composition(code_verifier)
    assume(challenge != s256(code_verifier))
    assume(len(composition.undamaged(code_verifier).rstrip("=")) >= FEWEST)
    found = derive(code_verifier, challenge, state=STATE)

    assert found is not None
    assert len(found.formula) <= composition.steps


@given(st.text() | verifiers)
def test_a_right_pair_is_never_given_a_formula(code_verifier: str) -> None:
    assert derive(code_verifier, s256(code_verifier)) is None


@settings(deadline=None, max_examples=15)
@given(verifiers, verifiers)
def test_the_challenge_of_another_verifier_has_no_formula(mine: str, other: str) -> None:
    assume(mine[:20].lower() != other[:20].lower())

    assert derive(mine, s256(other), state=STATE) is None


@settings(deadline=None, max_examples=40)
@given(verifiers, exact_compositions, st.integers(0, FEWEST - 1))
def test_nothing_is_named_on_fewer_than_twenty_characters(
    code_verifier: str, composition: Composition, count: int
) -> None:
    assert derive(code_verifier, composition(code_verifier)[:count]) is None


anything = st.text() | st.text(alphabet=st.characters(codec=None), max_size=60) | verifiers


@settings(deadline=None, max_examples=40)
@given(anything, anything | st.from_regex(r"[A-Za-z0-9+/%=\-_& \n]{20,90}"), st.none() | anything)
def test_any_text_survives(code_verifier: str, code_challenge: str, state: str | None) -> None:
    found = derive(code_verifier, code_challenge, state=state)

    if found is not None:
        assert found.formula.evaluate(code_verifier, state=state) == code_challenge
        assert found.notation
        assert found.sentence


def test_the_same_pair_has_the_same_formula() -> None:
    random = Random(36)  # noqa: S311 - as above
    for _ in range(8):
        challenge = any_composition(random)(random.randbytes(32).hex())
        first = derive("0" * 43, challenge)

        assert derive("0" * 43, challenge) == first
