import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.challenge_not_base64url import challenge_not_base64url
from tests.builders import CHALLENGE, OTHER_CHALLENGE, Draft, login_refused, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken

STANDARD = CHALLENGE.replace("-", "+")


@pytest.mark.parametrize(
    ("challenge", "named", "derivation"),
    [
        pytest.param(f"{STANDARD}=", "“+”", "base64(SHA-256(code_verifier))", id="standard base64"),
        pytest.param(
            STANDARD, "“+”", "base64-unpadded(SHA-256(code_verifier))", id="without its padding"
        ),
    ],
)
def test_blames(challenge: str, named: str, derivation: str) -> None:
    verdict = blames(
        challenge_not_base64url,
        refused().asking(code_challenge=challenge),
        ("entry 1, query", "code_challenge", f"is {challenge}"),
        compares=(challenge, CHALLENGE),
        detail={"derivation": derivation},
    )
    assert spoken(verdict.summary) == f"code_challenge is standard base64: it holds {named}"
    assert verdict.supersedes == ("challenge-mismatch",)


def test_blames_a_plus_that_became_a_space() -> None:
    challenge = STANDARD.replace("+", " ")
    verdict = challenge_not_base64url.examine(refused().asking(code_challenge=challenge).exchange())
    assert getattr(verdict, "comparison", None) is not None
    blamed = blames(
        challenge_not_base64url,
        login_refused("invalid_request", code_challenge=challenge),
        ("entry 1, query", "code_challenge", f"is {challenge}"),
        compares=(challenge, CHALLENGE),
    )
    assert spoken(blamed.summary) == "code_challenge is standard base64: it holds a space"


def test_blames_by_the_length_where_no_verifier_is_sent() -> None:
    challenge = CHALLENGE.replace("-", "/", 1).replace("-", "+") + "="
    verdict = blames(
        challenge_not_base64url,
        refused().asking(code_challenge=challenge).with_(code_verifier=None),
        ("entry 1, query", "code_challenge", f"is {challenge}"),
        compares=(challenge, CHALLENGE.replace("-", "_", 1)),
    )
    assert spoken(verdict.summary) == "code_challenge is standard base64: it holds “/” and “+”"


@pytest.mark.parametrize(
    ("exchange", "reason"),
    [
        pytest.param(
            refused().exchange(), "code_challenge holds no character of standard base64", id="none"
        ),
        pytest.param(
            refused().asking(code_challenge=None).exchange(),
            "no code_challenge was sent",
            id="not sent",
        ),
        pytest.param(
            refused().proving("a+b/c", "a+b/c", "plain").exchange(),
            "the method is plain: the challenge is the verifier",
            id="plain",
        ),
        pytest.param(
            refused().asking(code_challenge=OTHER_CHALLENGE.replace("7", "+")).exchange(),
            "translated to base64url it is not S256 of code_verifier either",
            id="another verifier's",
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge="a+b"),
            "translated to base64url it has not the length of a digest",
            id="another length",
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge=STANDARD[:-1] + "!"),
            "translated to base64url it has not the length of a digest",
            id="no base64 at all",
        ),
    ],
)
def test_clears(exchange: Exchange, reason: str) -> None:
    clears(challenge_not_base64url, exchange, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(
            refused().asking(code_challenge=STANDARD).with_(code_verifier="[REDACTED]"),
            "code_verifier is redacted",
            id="hidden verifier",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(challenge_not_base64url, draft, needs)
