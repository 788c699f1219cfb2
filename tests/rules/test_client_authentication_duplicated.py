import pytest

from pkcedoctor.rules.client_authentication_duplicated import client_authentication_duplicated
from tests.builders import CLIENT_ID, SECRET, Draft, not_recorded, refused
from tests.rules.verdicts import Shown, blames, clears, not_captured

HEADER = ("entry 3, header", "client_secret", "is sent")
BODY = ("entry 3, body", "client_secret", "is sent")
ASSERTION = ("entry 3, body", "client_assertion", "is sent")
BASIC = refused("invalid_request").with_basic(CLIENT_ID, SECRET)


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        pytest.param(BASIC.with_(client_secret=SECRET), (HEADER, BODY), id="Basic and body"),
        pytest.param(
            BASIC.with_(client_assertion="eyJ.eyJ.sig"), (HEADER, ASSERTION), id="Basic, assertion"
        ),
        pytest.param(
            BASIC.with_(client_secret=SECRET, client_assertion="eyJ.eyJ.sig"),
            (HEADER, BODY, ASSERTION),
            id="all three",
        ),
    ],
)
def test_blames(draft: Draft, shown: tuple[Shown, ...]) -> None:
    blames(client_authentication_duplicated, draft, *shown)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="none"),
        pytest.param(BASIC, id="Basic, client_id in the body"),
        pytest.param(refused().with_(client_secret=SECRET), id="in the body"),
        pytest.param(
            refused().with_basic(CLIENT_ID, "").with_(client_secret=SECRET),
            id="a Basic header without a password",
        ),
        pytest.param(refused().exported_without_secrets(), id="none, and perhaps a header"),
        pytest.param(BASIC.with_(client_secret=""), id="an empty secret in the body"),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(client_authentication_duplicated, draft, "at most one authentication method is used")


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            refused().with_(client_secret=SECRET).exported_without_secrets(),
            "the Authorization header (entry 3)",
            id="export without credential headers",
        ),
        pytest.param(
            refused().with_header("Authorization", "Basic [REDACTED]").with_(client_secret=SECRET),
            "Authorization is redacted (entry 3, header)",
            id="a redacted header",
        ),
        pytest.param(not_recorded(BASIC), "the body of the token request (entry 3)", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(client_authentication_duplicated, draft, needs)
