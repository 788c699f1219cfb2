import pytest

from pkcedoctor.rules.verifier_length import verifier_length
from tests.builders import VERIFIER, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken

LONG = VERIFIER * 3


@pytest.mark.parametrize(
    ("verifier", "bound"),
    [
        pytest.param(VERIFIER[:42], "1 fewer than the least allowed (43)", id="one too few"),
        pytest.param(LONG[:129], "1 more than allowed (128)", id="one too many"),
        pytest.param(
            "6e3c1e5e-8b5b-4f0a-9c55-3d1d0f6d2b1a",
            "7 fewer than the least allowed (43)",
            id="a UUID",
        ),
        pytest.param("a", "42 fewer than the least allowed (43)", id="one letter"),
    ],
)
def test_blames(verifier: str, bound: str) -> None:
    length = len(verifier)
    verdict = blames(
        verifier_length,
        refused().with_(code_verifier=verifier),
        ("entry 3, body", "code_verifier", f"has {length} characters"),
        detail={"length": str(length)},
    )
    assert spoken(verdict.summary) == f"code_verifier has {length} characters, {bound}"


@pytest.mark.parametrize(
    ("verifier", "reason"),
    [
        pytest.param(
            VERIFIER, "code_verifier has 43 characters, between 43 and 128", id="the shortest"
        ),
        pytest.param(
            LONG[:128], "code_verifier has 128 characters, between 43 and 128", id="the longest"
        ),
        pytest.param(None, "no code_verifier was sent", id="not sent"),
    ],
)
def test_clears(verifier: str | None, reason: str) -> None:
    clears(verifier_length, refused().with_(code_verifier=verifier), reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            refused().with_(code_verifier="[REDACTED]"), "code_verifier is redacted", id="redacted"
        ),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(verifier_length, draft, needs)
