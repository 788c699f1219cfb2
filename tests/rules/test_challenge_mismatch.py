import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER
from pkcedoctor.rules._rule import Explains
from pkcedoctor.rules.challenge_mismatch import challenge_mismatch
from tests.builders import (
    CHALLENGE,
    OTHER_CHALLENGE,
    OTHER_VERIFIER,
    VERIFIER,
    Draft,
    login_refused,
    not_recorded,
    refused,
    server,
)
from tests.rules.verdicts import blames, clears, not_captured, spoken, suspects

HEX = "97694dfa5f2d197185d9f1e041d3b66f941dcb3faf38050e97ce202d425902fb"
OF_HEX = "OTc2OTRkZmE1ZjJkMTk3MTg1ZDlmMWUwNDFkM2I2NmY5NDFkY2IzZmFmMzgwNTBlOTdjZTIwMmQ0MjU5MDJmYg"


@pytest.mark.parametrize("method", ["S256", "plain", None])
def test_blames_two_halves_that_have_nothing_in_common(method: str | None) -> None:
    verdict = blames(
        challenge_mismatch,
        refused().proving(OTHER_VERIFIER, CHALLENGE, method),
        ("entry 1, query", "code_challenge", f"is {CHALLENGE}"),
        ("entry 3, body", "code_verifier", f"hashes to {OTHER_CHALLENGE}"),
        compares=(CHALLENGE, OTHER_CHALLENGE),
    )
    assert spoken(verdict.summary) == "code_challenge is not S256 of code_verifier"


@pytest.mark.parametrize(
    ("challenge", "formula"),
    [
        pytest.param(HEX, "hex(SHA-256(code_verifier))", id="the digest in hexadecimal"),
        pytest.param(
            OF_HEX, "base64url(hex(SHA-256(code_verifier)))", id="base64url of the hexadecimal"
        ),
    ],
)
def test_names_the_formula(challenge: str, formula: str) -> None:
    exchange = refused().asking(code_challenge=challenge).exchange()
    verdict = challenge_mismatch.examine(exchange)
    assert isinstance(verdict, Explains)
    assert dict(verdict.detail)["derivation"] == formula
    assert spoken(verdict.evidence[-1].shows) == f"was computed as {formula}"
    assert verdict.remedy is not None
    assert spoken(verdict.remedy).startswith("Write instead, in ")


def test_suspects_a_challenge_by_its_shape_where_no_verifier_was_captured() -> None:
    suspects(
        challenge_mismatch,
        login_refused("invalid_request", code_challenge=HEX),
        ("entry 1, query", "code_challenge", f"is {HEX}"),
        strength=2,
    )


@pytest.mark.parametrize(
    ("exchange", "reason"),
    [
        pytest.param(refused().exchange(), "code_challenge is S256 of code_verifier", id="S256"),
        pytest.param(
            refused().proving(EXAMPLE_VERIFIER, EXAMPLE_CHALLENGE).exchange(),
            "code_challenge is S256 of code_verifier",
            id="RFC 7636 appendix B",
        ),
        pytest.param(
            refused().proving(VERIFIER, VERIFIER, "plain").exchange(),
            "code_challenge is equal to code_verifier",
            id="plain",
        ),
        pytest.param(
            refused().proving(VERIFIER, VERIFIER, None).exchange(),
            "code_challenge is equal to code_verifier",
            id="plain by default",
        ),
        pytest.param(
            refused().asking(code_challenge_method=None).exchange(),
            "code_challenge is S256 of code_verifier",
            id="S256 without its method",
        ),
        pytest.param(
            refused().asking(code_challenge_method="s256").exchange(),
            "code_challenge is S256 of code_verifier",
            id="a method that does not exist",
        ),
        pytest.param(
            refused().asking(code_challenge=None).exchange(),
            "no code_challenge was sent",
            id="no challenge",
        ),
        pytest.param(
            refused().with_(code_verifier=None).exchange(),
            "code_challenge and code_verifier were not both sent",
            id="no verifier",
        ),
        pytest.param(
            refused().asking(code_challenge_method=None).with_(code_verifier=None).exchange(),
            "code_challenge and code_verifier were not both sent",
            id="no verifier and no method",
        ),
        pytest.param(
            login_refused("invalid_request"),
            "code_challenge and code_verifier were not both sent",
            id="a refused login",
        ),
    ],
)
def test_clears(exchange: Exchange, reason: str) -> None:
    clears(challenge_mismatch, exchange, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
        pytest.param(
            refused().with_(code_verifier="[REDACTED]"), "code_verifier is redacted", id="hidden"
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(challenge_mismatch, draft, needs)


HEXADECIMAL = server(challenge="hex(SHA-256(code_verifier))")


def test_clears_the_formula_that_the_server_demands() -> None:
    clears(
        challenge_mismatch,
        refused().asking(code_challenge=HEX),
        "code_challenge is hex(SHA-256(code_verifier)), as Acme demands",
        at=HEXADECIMAL,
    )


@pytest.mark.parametrize(
    ("challenge", "formula"),
    [
        pytest.param(CHALLENGE, "S256(code_verifier)", id="S256"),
        pytest.param(OF_HEX, "base64url(hex(SHA-256(code_verifier)))", id="another formula"),
    ],
)
def test_blames_another_formula_than_the_server_demands(challenge: str, formula: str) -> None:
    verdict = blames(
        challenge_mismatch,
        refused().asking(code_challenge=challenge),
        ("entry 1, query", "code_challenge", f"is {challenge}"),
        ("entry 1, query", "code_challenge", f"was computed as {formula}"),
        at=HEXADECIMAL,
        detail={"derivation": formula, "demanded": "hex(SHA-256(code_verifier))"},
    )
    assert spoken(verdict.summary) == (
        f"Acme demands hex(SHA-256(code_verifier)), but code_challenge is {formula}"
    )


def test_blames_no_formula_at_a_server_that_demands_one() -> None:
    verdict = blames(
        challenge_mismatch,
        refused().proving(OTHER_VERIFIER, CHALLENGE),
        ("entry 1, query", "code_challenge", f"is {CHALLENGE}"),
        ("entry 3, body", "code_verifier", f"hashes to {OTHER_CHALLENGE}"),
        at=HEXADECIMAL,
        compares=(CHALLENGE, OTHER_CHALLENGE),
    )
    assert spoken(verdict.summary) == (
        "code_challenge does not belong to code_verifier by any formula"
    )


def test_names_a_sample() -> None:
    verdict = challenge_mismatch.examine(
        refused().asking(code_challenge=EXAMPLE_CHALLENGE).exchange()
    )

    assert isinstance(verdict, Explains)
    assert spoken(verdict.summary) == (
        "code_challenge is not S256 of code_verifier: it is the example of RFC 7636 appendix B"
    )


def test_names_a_challenge_that_every_login_has() -> None:
    draft = refused().asking(code_challenge=OTHER_CHALLENGE)
    again = draft.without_callback().asking(state="another").authorization()
    verdict = challenge_mismatch.examine(draft.before(again).exchange())

    assert isinstance(verdict, Explains)
    assert spoken(verdict.summary) == (
        "code_challenge is not S256 of code_verifier: entry 1 has the same one, "
        "so it is not made anew for each login"
    )
