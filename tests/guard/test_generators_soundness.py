"""No sound generator is ever accused, and wrong ones are found soon."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.guard.generators import judge
from pkcedoctor.guard.generators_bias import find_bias
from pkcedoctor.guard.generators_entropy import ASKED, measure
from pkcedoctor.guard.pairs import Pair
from pkcedoctor.pkce import s256
from tests.guard.generators_simulated import (
    SOUND,
    UNRESERVED,
    WEAK,
    WRONG,
    drawn,
    pairs_of,
)

pytestmark = pytest.mark.no_cover

each_sound = pytest.mark.parametrize("name", SOUND)


@each_sound
@given(seed=st.integers(0, 2**32), count=st.sampled_from([1, 2, 3, 7, 20, 64, 65, 120]))
def test_a_sound_generator_is_not_accused(name: str, seed: int, count: int) -> None:
    made = pairs_of(SOUND[name], count, seed)
    verifiers = [pair.code_verifier for pair in made]
    assert len(set(verifiers)) == count
    assert measure(verifiers).below is None
    assert find_bias(verifiers) is None


@each_sound
def test_nor_is_it_by_the_whole_judgement(name: str) -> None:
    assert judge(pairs_of(SOUND[name], 300, seed=1)) == ()


@pytest.mark.parametrize("name", ["32 bytes in base64url", "unreserved characters", "words"])
def test_nor_after_5000_runs(name: str) -> None:
    verifiers = [pair.code_verifier for pair in pairs_of(SOUND[name], 5_000, seed=2)]
    assert measure(verifiers).below is None
    assert find_bias(verifiers) is None


@given(
    st.text(UNRESERVED, min_size=2, max_size=66).map(lambda text: "".join(dict.fromkeys(text))),
    st.integers(43, 128),
    st.integers(0, 2**32),
)
def test_any_alphabet_that_holds_256_bits_is_sound(alphabet: str, length: int, seed: int) -> None:
    verifiers = [pair.code_verifier for pair in pairs_of(drawn(alphabet, length), 90, seed)]
    assert find_bias(verifiers) is None
    if len(alphabet) ** length >= 2**ASKED:
        assert measure(verifiers).below is None


@given(st.lists(st.text(min_size=1), min_size=1, max_size=30))
def test_any_verifiers_are_survived(verifiers: list[str]) -> None:
    for finding in judge([Pair(verifier, s256(verifier)) for verifier in verifiers]):
        assert finding.summary


@given(st.lists(st.text(UNRESERVED, min_size=43, max_size=60), min_size=1, max_size=30))
def test_the_estimate_never_falls_below_what_was_drawn_from(verifiers: list[str]) -> None:
    assert measure(verifiers).bits > 0


def test_a_bound_sinks_as_more_is_learned() -> None:
    make, _ = WEAK["a clock and 30 letters"]
    verifiers = [pair.code_verifier for pair in pairs_of(make, 320, seed=3)]
    bounds = [measure(verifiers[:count]).at_most for count in (5, 20, 80, 320)]
    assert all(one > other for one, other in pairwise(bounds))
    assert 193 < bounds[-1] < 215


def test_nothing_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="no verifiers"):
        measure([])


FOUND_IN = {
    "a UUID twice": 5,
    "two UUIDs": 8,
    "43 hexadecimal digits": 4,
    "43 digits": 4,
    "43 of base 36": 4,
    "43 of base 58": 120,
    "a clock and 30 letters": 8,
    "a constant and 20 letters": 12,
    "16 bits of seed": 1_000,
    "byte % 66": 300,
    "byte % 66, 128 times": 160,
    "byte % 62": 350,
    "an alphabet with three letters twice": 250,
    "both symbols to a hyphen": 500,
    "base64 of 32 bytes without its symbols": 8,
    "base64 of 36 bytes without its symbols": 1_500,
}
"""A weak generator → after how many runs it is found."""


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_generator_is_found(name: str) -> None:
    make, expected = WEAK[name]
    findings = judge(pairs_of(make, FOUND_IN[name], seed=4))
    assert expected in {finding.id for finding in findings}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_formula_is_found(name: str) -> None:
    formula, expected = WRONG[name]
    source = Random(5)  # noqa: S311 - reproducible
    verifiers = [SOUND["32 bytes in base64url"](source) for _ in range(60)]
    findings = judge([Pair(verifier, formula(verifier)) for verifier in verifiers])
    assert [finding.id for finding in findings] == [expected]
    wrong = sum(formula(verifier) != s256(verifier) for verifier in verifiers)
    assert findings[0].wrong == wrong
