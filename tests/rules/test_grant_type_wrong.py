import pytest

from pkcedoctor.rules.grant_type_wrong import grant_type_wrong
from tests.builders import Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("code", id="response_type"),
        pytest.param("authorization-code", id="hyphen"),
        pytest.param("pkce", id="pkce"),
        pytest.param("AUTHORIZATION_CODE", id="upper case"),
        pytest.param("authorization_code ", id="a blank at the end"),
        pytest.param("client_credentials", id="another grant"),
        pytest.param("urn:ietf:params:oauth:grant-type:jwt-bearer", id="an extension grant"),
    ],
)
def test_blames(sent: str) -> None:
    verdict = blames(
        grant_type_wrong,
        refused("unsupported_grant_type").with_(grant_type=sent),
        ("entry 3, body", "grant_type", f"is {sent}"),
        compares=(sent, "authorization_code"),
    )
    assert spoken(verdict.summary) == f"grant_type is {sent}, not authorization_code"


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "grant_type is authorization_code", id="right"),
        pytest.param(
            refused().with_(grant_type=None), "no grant_type was sent, another cause", id="none"
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(grant_type_wrong, draft, reason)


def test_not_captured() -> None:
    not_captured(grant_type_wrong, not_recorded(refused()), "the body of the token request")
