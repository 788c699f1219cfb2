import pytest

from pkcedoctor.rules.verifier_missing import verifier_missing
from tests.builders import Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, suspects


@pytest.mark.parametrize(
    ("draft", "shows"),
    [
        pytest.param(refused().with_(code_verifier=None), "is not sent", id="left out"),
        pytest.param(refused().with_(code_verifier=""), "is sent without a value", id="empty"),
        pytest.param(
            refused().with_(code_verifier=None, codeVerifier="x"), "is not sent", id="another name"
        ),
    ],
)
def test_blames(draft: Draft, shows: str) -> None:
    blames(
        verifier_missing,
        draft,
        ("entry 1, query", "code_challenge", "is sent"),
        ("entry 3", "code_verifier", shows),
    )


def test_suspects_where_the_login_was_not_captured() -> None:
    suspects(
        verifier_missing,
        refused().with_(code_verifier=None).without_login(),
        ("entry 1", "code_verifier", "is not sent"),
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "code_verifier is sent", id="sent"),
        pytest.param(refused().in_query(), "code_verifier is sent", id="sent in the URL"),
        pytest.param(
            refused().asking(code_challenge=None).with_(code_verifier=None),
            "the authorization request had no code_challenge",
            id="a login without PKCE",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(verifier_missing, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            refused().with_(code_verifier=None).asking(code_challenge=None, request_uri="urn:x"),
            "the pushed authorization request of entry 1",
            id="no pushed request",
        ),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(verifier_missing, draft, needs)
