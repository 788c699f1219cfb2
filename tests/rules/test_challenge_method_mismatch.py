import pytest

from pkcedoctor.rules.challenge_method_mismatch import challenge_method_mismatch
from tests.builders import CHALLENGE, OTHER_CHALLENGE, VERIFIER, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


def test_blames_a_verifier_sent_as_its_own_challenge() -> None:
    what = "the challenge is the code_verifier itself, not hashed"
    verdict = blames(
        challenge_method_mismatch,
        refused().asking(code_challenge=VERIFIER),
        ("entry 1, query", "code_challenge_method", "is S256"),
        ("entry 1, query", "code_challenge", what),
        compares=(VERIFIER, CHALLENGE),
        detail={"derivation": "code_verifier"},
    )
    assert spoken(verdict.summary) == f"code_challenge_method is S256, but {what}"
    assert verdict.supersedes == ("challenge-mismatch",)


def test_blames_a_digest_called_plain() -> None:
    blames(
        challenge_method_mismatch,
        refused().asking(code_challenge_method="plain"),
        ("entry 1, query", "code_challenge_method", "is plain"),
        ("entry 1, query", "code_challenge", "the challenge is S256 of the code_verifier"),
        detail={"derivation": "S256(code_verifier)"},
    )


BELONGS = "the challenge does not belong to the other method"


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), BELONGS, id="S256"),
        pytest.param(refused().proving(VERIFIER, VERIFIER, "plain"), BELONGS, id="plain"),
        pytest.param(refused().asking(code_challenge=OTHER_CHALLENGE), BELONGS, id="no pair"),
        pytest.param(
            refused().proving(VERIFIER, OTHER_CHALLENGE, "plain"), BELONGS, id="no plain pair"
        ),
        pytest.param(
            refused().asking(code_challenge_method=None),
            "no code_challenge_method was sent",
            id="no method",
        ),
        pytest.param(
            refused().with_(code_verifier=None),
            "code_challenge and code_verifier were not both sent",
            id="no verifier",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(challenge_method_mismatch, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
        pytest.param(
            refused().asking(code_challenge="[REDACTED]"), "code_challenge is redacted", id="hidden"
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(challenge_method_mismatch, draft, needs)
