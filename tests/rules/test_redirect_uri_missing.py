import pytest

from pkcedoctor.rules.redirect_uri_missing import redirect_uri_missing
from tests.builders import REDIRECT_URI, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, suspects


@pytest.mark.parametrize(
    ("draft", "shows"),
    [
        pytest.param(refused().with_(redirect_uri=None), "is not sent", id="left out"),
        pytest.param(refused().with_(redirect_uri=""), "is sent without a value", id="empty"),
    ],
)
def test_blames(draft: Draft, shows: str) -> None:
    blames(
        redirect_uri_missing,
        draft,
        ("entry 1, query", "redirect_uri", f"is {REDIRECT_URI}"),
        ("entry 3", "redirect_uri", shows),
    )


def test_suspects_where_the_login_was_not_captured() -> None:
    suspects(
        redirect_uri_missing,
        refused().with_(redirect_uri=None).without_login(),
        ("entry 1", "redirect_uri", "is not sent"),
        strength=1,
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "redirect_uri is sent", id="sent"),
        pytest.param(
            refused().with_(redirect_uri="[REDACTED]"), "redirect_uri is sent", id="redacted"
        ),
        pytest.param(
            refused().asking(redirect_uri=None).with_(redirect_uri=None),
            "the authorization request had no redirect_uri either",
            id="in neither request",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(redirect_uri_missing, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
        pytest.param(
            refused()
            .with_(redirect_uri=None)
            .asking(redirect_uri=None, request_uri="urn:ietf:params:oauth:request_uri:a"),
            "the pushed authorization request of entry 1",
            id="no pushed request",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(redirect_uri_missing, draft, needs)
