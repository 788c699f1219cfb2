"""The parts of the search that no mistake of the vectors needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor import derivation
from pkcedoctor.derivation import derive
from pkcedoctor.derivation.hashes import from_openssl
from pkcedoctor.derivation.naming import COMMONEST
from pkcedoctor.derivation.search import search
from pkcedoctor.pkce import s256
from tests.derivation.compositions import Composition
from tests.derivation.test_vectors import derived

BASE64_OF_HEX = (
    "MTNkMzFlOTYxYTFhZDhlYzJmMTZiMTBjNGM5ODJlMDg3NmE4NzhhZDZkZjE0NDU2NmVlMTg5NGFjYjcwZjljMw"
)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def test_the_names_are_sorted() -> None:
    assert sorted(derivation.__all__) == derivation.__all__


def test_a_hash_that_openssl_has_not_applies_to_nothing() -> None:
    assert from_openssl("no-such-hash")(b"") is None


@pytest.mark.parametrize(
    "code_challenge",
    [
        pytest.param("1,2,3,4,5,6,7,8,999,998", id="numbers that are no bytes"),
        pytest.param("&#notanentity;" * 3, id="no entity"),
        pytest.param("%zz" * 10, id="no escape"),
        pytest.param("A" * 43, id="one character"),
        pytest.param("1" * 64, id="digits"),
        pytest.param("MDEyMzQ1Njc4OWFiY2RlZg", id="a short text"),
        pytest.param("=" * 43, id="padding alone"),
        pytest.param("ÿ" * 32, id="Latin-1"),
        pytest.param("€" * 32, id="beyond Latin-1"),
        pytest.param("\ufffd" * 32, id="replaced"),
    ],
)
def test_no_formula_is_made_up(code_challenge: str) -> None:
    assert derive(VERIFIER, code_challenge) is None


@pytest.mark.parametrize(
    ("code_challenge", "notation"),
    [
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw\\u002bcM\\u003d",
            "json-escape(base64(SHA-256(code_verifier)))",
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw&#43;cM&#x3D;",
            "html-escape(base64(SHA-256(code_verifier)))",
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw&plus;cM&equals;",
            "html-escape(base64(SHA-256(code_verifier)))",
        ),
        (
            BASE64_OF_HEX + "=",
            'replace-first(base64(hex(SHA-256(code_verifier))), "=", "")',
        ),
        (
            "CPJR5FQ2DLMOYLYWWEGEZGBOBB3KQ6FNNXYUIVTO4GEUVS3Q7HBQ====",
            "base32(SHA-256(code_verifier))",
        ),
    ],
)
def test_rarer_damage(code_challenge: str, notation: str) -> None:
    assert derived(VERIFIER, code_challenge).notation == notation


@pytest.mark.parametrize(
    ("composition", "code_verifier"),
    [
        pytest.param(
            Composition((), "SHA-512", "raw", "encodebytes", "both deleted"),
            VERIFIER,
            id="symbols deleted from lines",
        ),
        pytest.param(
            Composition((), "SHA-256", "first half of hex", "base64 twice", "lower"),
            VERIFIER,
            id="case lost of a text encoded twice",
        ),
        pytest.param(
            Composition((), "SHA-256", "Latin-1", "base64", "upper"),
            VERIFIER,
            id="case lost of a text in Latin-1",
        ),
        pytest.param(
            Composition((), "SHA-256", "replaced", "base64", "both deleted"),
            VERIFIER,
            id="symbols deleted from the base64 of replaced bytes",
        ),
        pytest.param(
            Composition((), "SHA-512", "7-bit", "none", "first + and /"),
            "verifier-whose-7-bit-digest-holds-symbols-13",
            id="symbols replaced in a text",
        ),
        pytest.param(
            Composition((), "SHA-512", "7-bit", "none", "both deleted"),
            "verifier-whose-7-bit-digest-holds-symbols-13",
            id="symbols deleted from a text",
        ),
        pytest.param(
            Composition((), "SHA-512", "Latin-1", "none", "lower"),
            VERIFIER,
            id="case lost of a text that was not encoded",
        ),
        pytest.param(
            Composition((), "SHA-256", "hex-", "base32", "lower"),
            VERIFIER,
            id="base32 in lower case",
        ),
    ],
)
def test_what_lost_something_is_still_named(composition: Composition, code_verifier: str) -> None:
    derived(code_verifier, composition(code_verifier))


def test_a_right_pair_is_not_searched() -> None:
    assert derive(VERIFIER, s256(VERIFIER)) is None


def test_a_short_challenge_is_not_searched() -> None:
    assert derive(VERIFIER, VERIFIER[:19]) is None
    assert derive(VERIFIER, VERIFIER[:20]) is not None


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1), st.text())
def test_what_is_looked_for_first_is_what_the_search_would_find(verifier: str, state: str) -> None:
    for formula in COMMONEST:
        challenge = formula.evaluate(verifier)
        if challenge != s256(verifier):
            found = derive(verifier, challenge, state=state)
            assert found is not None
            assert found.formula == search(verifier, challenge, state)
