import pytest

from pkcedoctor.rules.verifier_padding import verifier_padding
from tests.builders import VERIFIER, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


@pytest.mark.parametrize("padding", ["=", "=="])
def test_blames(padding: str) -> None:
    count = len(padding)
    verdict = blames(
        verifier_padding,
        refused().with_(code_verifier=VERIFIER + padding),
        ("entry 3, body", "code_verifier", f"ends with {count} “=”"),
    )
    assert spoken(verdict.summary) == f"code_verifier ends with {count} “=”"
    assert verdict.supersedes == ("verifier-length",)


@pytest.mark.parametrize(
    ("verifier", "reason"),
    [
        pytest.param(VERIFIER, "code_verifier does not end with “=”", id="none"),
        pytest.param(f"{VERIFIER}=a", "code_verifier does not end with “=”", id="inside"),
        pytest.param(f"a+{VERIFIER}=", "code_verifier does not end with “=”", id="and a plus"),
        pytest.param(None, "no code_verifier was sent", id="not sent"),
    ],
)
def test_clears(verifier: str | None, reason: str) -> None:
    clears(verifier_padding, refused().with_(code_verifier=verifier), reason)


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
    not_captured(verifier_padding, draft, needs)
