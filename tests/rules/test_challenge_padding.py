import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.challenge_padding import challenge_padding
from tests.builders import (
    CHALLENGE,
    OTHER_CHALLENGE,
    VERIFIER,
    Draft,
    login_refused,
    refused,
)
from tests.rules.verdicts import blames, clears, not_captured

PADDED = f"{CHALLENGE}="
SHOWN = ("entry 1, query", "code_challenge", f"is {PADDED}")


def test_blames() -> None:
    verdict = blames(
        challenge_padding,
        refused().asking(code_challenge=PADDED),
        SHOWN,
        compares=(PADDED, CHALLENGE),
        detail={"derivation": "base64url-padded(SHA-256(code_verifier))"},
    )
    assert verdict.supersedes == ("challenge-mismatch",)


@pytest.mark.parametrize(
    "exchange",
    [
        pytest.param(
            refused().asking(code_challenge=PADDED).with_(code_verifier=None).exchange(),
            id="no verifier sent",
        ),
        pytest.param(login_refused("invalid_request", code_challenge=PADDED), id="a refused login"),
    ],
)
def test_blames_by_the_length_where_no_verifier_is_sent(exchange: Exchange) -> None:
    blames(challenge_padding, exchange, SHOWN, compares=(PADDED, CHALLENGE))


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "code_challenge does not end with “=”", id="none"),
        pytest.param(
            refused().asking(code_challenge=None), "no code_challenge was sent", id="not sent"
        ),
        pytest.param(
            refused().asking(code_challenge=PADDED.replace("-", "+")),
            "code_challenge is not base64url in other ways too, another cause",
            id="standard base64",
        ),
        pytest.param(
            refused().proving(f"{VERIFIER}=", f"{VERIFIER}=", "plain"),
            "the method is plain: the challenge is the verifier",
            id="plain",
        ),
        pytest.param(
            refused().asking(code_challenge=f"{OTHER_CHALLENGE}="),
            "without its padding it is not S256 of code_verifier either",
            id="another verifier's",
        ),
        pytest.param(
            refused().asking(code_challenge="abc=").with_(code_verifier=None),
            "it does not have the length of an S256 code_challenge",
            id="another length",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(challenge_padding, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(
            refused().asking(code_challenge="[REDACTED]"), "code_challenge is redacted", id="hidden"
        ),
        pytest.param(
            refused().asking(code_challenge=PADDED).with_(code_verifier="[REDACTED]"),
            "code_verifier is redacted",
            id="hidden verifier",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(challenge_padding, draft, needs)
