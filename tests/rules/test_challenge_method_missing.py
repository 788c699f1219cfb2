import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.challenge_method_missing import challenge_method_missing
from tests.builders import OTHER_CHALLENGE, VERIFIER, Draft, login_refused, refused
from tests.rules.verdicts import blames, clears, not_captured, suspects

WITHOUT = ("entry 1", "code_challenge_method", "is not sent")


def test_blames() -> None:
    verdict = blames(
        challenge_method_missing,
        refused().asking(code_challenge_method=None),
        WITHOUT,
        ("entry 1, query", "code_challenge", "is S256 of code_verifier"),
    )
    assert verdict.supersedes == ("challenge-mismatch",)


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(
            refused().asking(code_challenge_method=None).with_(code_verifier=None).exchange(),
            id="no verifier sent",
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge_method=None), id="a refused login"
        ),
    ],
)
def test_suspects(exchange: Exchange) -> None:
    suspects(challenge_method_missing, exchange, WITHOUT, strength=1)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "code_challenge_method is sent", id="sent"),
        pytest.param(
            refused().asking(code_challenge=None, code_challenge_method=None),
            "no code_challenge was sent",
            id="no challenge",
        ),
        pytest.param(
            refused().proving(VERIFIER, VERIFIER, None),
            "the challenge is not S256 of code_verifier",
            id="plain",
        ),
        pytest.param(
            refused().proving(VERIFIER, OTHER_CHALLENGE, None),
            "the challenge is not S256 of code_verifier",
            id="another verifier's",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(challenge_method_missing, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(
            refused().asking(code_challenge_method=None).with_(code_verifier="[REDACTED]"),
            "code_verifier is redacted",
            id="hidden verifier",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(challenge_method_missing, draft, needs)
