"""RFC 7636 arithmetic, held to the RFC's own numbers."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.pkce import (
    EXAMPLE_CHALLENGE,
    EXAMPLE_VERIFIER,
    is_code_verifier,
    reserved_characters,
    s256,
)

UNRESERVED = string.ascii_letters + string.digits + "-._~"
"""RFC 3986 2.3."""


def test_the_pair_of_appendix_b() -> None:
    assert s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    assert s256(EXAMPLE_VERIFIER) == EXAMPLE_CHALLENGE


@given(st.text())
def test_any_text_has_a_challenge_of_43_unreserved_characters(text: str) -> None:
    assert len(s256(text)) == 43
    assert reserved_characters(s256(text)) == ()


def test_a_lone_surrogate_is_hashed_too() -> None:
    assert len(s256("\ud800")) == 43


@given(st.text(UNRESERVED, min_size=43, max_size=128))
def test_every_legal_verifier_is_one(text: str) -> None:
    assert is_code_verifier(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a" * 42, id="one too few"),
        pytest.param("a" * 129, id="one too many"),
        pytest.param("a" * 42 + "=", id="padding"),
        pytest.param("a" * 43 + "\n", id="a final newline"),
        pytest.param("é" * 43, id="letters outside ASCII"),
        pytest.param("٣" * 43, id="digits outside ASCII"),
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert not is_code_verifier(text)


def test_reserved_characters_are_counted_from_0() -> None:
    assert reserved_characters("a+b/c=\n") == ((1, "+"), (3, "/"), (5, "="), (6, "\n"))


@given(st.text())
def test_what_is_not_reserved_is_unreserved(text: str) -> None:
    reserved = {position for position, _ in reserved_characters(text)}
    assert {letter for place, letter in enumerate(text) if place not in reserved} <= {*UNRESERVED}
