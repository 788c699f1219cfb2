import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.challenge_method_invalid import challenge_method_invalid
from tests.builders import VERIFIER, Draft, login_refused, refused, server
from tests.rules.verdicts import blames, clears, not_captured, spoken, suspects


@pytest.mark.parametrize("method", ["s256", "SHA256", "sha-256", "S512", "PLAIN", "S256 "])
def test_blames(method: str) -> None:
    verdict = blames(
        challenge_method_invalid,
        refused().asking(code_challenge_method=method),
        ("entry 1, query", "code_challenge_method", f"is {method}"),
        compares=(method, "S256"),
    )
    assert spoken(verdict.summary) == f"code_challenge_method is {method}, which does not exist"
    assert "challenge-mismatch" in verdict.supersedes


@pytest.mark.parametrize(
    ("exchange", "strength"),
    [
        pytest.param(
            refused().proving(VERIFIER, VERIFIER, "plain").exchange(), 0, id="a code came"
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge_method="plain"), 1, id="refused login"
        ),
    ],
)
def test_suspects_plain(exchange: Exchange, strength: int) -> None:
    verdict = suspects(
        challenge_method_invalid,
        exchange,
        ("entry 1, query", "code_challenge_method", "is plain"),
        strength=strength,
    )
    assert verdict.remedy is not None
    assert spoken(verdict.remedy) == "Use S256."


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "code_challenge_method is S256", id="S256"),
        pytest.param(
            refused().asking(code_challenge_method=None),
            "no code_challenge_method was sent",
            id="not sent",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(challenge_method_invalid, draft, reason)


def test_not_captured() -> None:
    not_captured(
        challenge_method_invalid, refused().without_login(), "the authorization request is not"
    )


def test_blames_plain_at_a_server_that_takes_s256_only() -> None:
    blames(
        challenge_method_invalid,
        login_refused("invalid_request", code_challenge_method="plain"),
        ("entry 1, query", "code_challenge_method", "is plain"),
        at=server(methods=("S256",)),
        compares=("plain", "S256"),
    )


def test_suspects_plain_where_the_server_issued_a_code_for_it() -> None:
    suspects(
        challenge_method_invalid,
        refused().asking(code_challenge_method="plain"),
        ("entry 1, query", "code_challenge_method", "is plain"),
        at=server(methods=("S256",)),
    )


@pytest.mark.parametrize("method", ["plain", "s512"])
def test_clears_what_the_server_takes(method: str) -> None:
    clears(
        challenge_method_invalid,
        login_refused("invalid_request", code_challenge_method=method),
        f"Acme takes the method {method}",
        at=server(methods=("S256", method)),
    )
