import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.challenge_missing import challenge_missing
from tests.builders import Draft, login_refused, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, suspects


@pytest.mark.parametrize(
    ("draft", "shows"),
    [
        pytest.param(refused().asking(code_challenge=None), "is not sent", id="left out"),
        pytest.param(refused().asking(code_challenge=""), "is sent without a value", id="empty"),
    ],
)
def test_blames(draft: Draft, shows: str) -> None:
    blames(
        challenge_missing,
        draft,
        ("entry 1", "code_challenge", shows),
        ("entry 3, body", "code_verifier", "is sent"),
    )


@pytest.mark.parametrize(
    ("exchange", "strength"),
    [
        pytest.param(
            refused().asking(code_challenge=None).with_(code_verifier=None).exchange(),
            0,
            id="a login without PKCE that was given a code",
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge=None), 1, id="a refused login"
        ),
    ],
)
def test_suspects(exchange: Exchange, strength: int) -> None:
    suspects(
        challenge_missing,
        exchange,
        ("entry 1", "code_challenge", "is not sent"),
        strength=strength,
    )


def test_clears() -> None:
    clears(challenge_missing, refused(), "code_challenge is sent")


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(
            not_recorded(refused()).asking(code_challenge=None),
            "the body of the token request",
            id="no body",
        ),
        pytest.param(
            refused().asking(code_challenge=None, request_uri="urn:x"),
            "the pushed authorization request of entry 1",
            id="no pushed request",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(challenge_missing, draft, needs)
