import pytest

from pkcedoctor.rules.client_authentication_missing import client_authentication_missing
from tests.builders import CLIENT_ID, SECRET, Draft, not_recorded, refused, server
from tests.rules.verdicts import blames, clears, not_captured, suspects

NOTHING = ("entry 3", None, "has no Authorization header, client_secret or client_assertion")


def test_blames_a_client_known_to_be_confidential() -> None:
    blames(
        client_authentication_missing, refused("invalid_client").known_as("confidential"), NOTHING
    )


def test_suspects_a_client_of_unknown_type() -> None:
    suspects(client_authentication_missing, refused("invalid_client"), NOTHING, strength=2)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(
            refused().known_as("public"), "you said that the client is public", id="public"
        ),
        pytest.param(
            refused().with_(client_secret=SECRET),
            "credentials are sent (entry 3, body)",
            id="a secret in the body",
        ),
        pytest.param(
            refused().with_(client_assertion="eyJ.eyJ.sig"),
            "credentials are sent (entry 3, body)",
            id="an assertion",
        ),
        pytest.param(
            refused().with_basic(CLIENT_ID, SECRET).known_as("confidential"),
            "credentials are sent (entry 3, header)",
            id="a Basic header",
        ),
        pytest.param(
            refused().with_header("Authorization", "Bearer abc"),
            "an Authorization header is sent",
            id="another header",
        ),
        pytest.param(
            refused().with_header("Authorization", "Basic [REDACTED]"),
            "an Authorization header is sent",
            id="a redacted header",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(client_authentication_missing, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().exported_without_secrets(), "the Authorization header", id="export"),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(client_authentication_missing, draft, needs)


def test_suspects_more_at_a_server_that_wants_a_secret_with_pkce() -> None:
    suspects(
        client_authentication_missing,
        refused("invalid_client"),
        NOTHING,
        at=server(secret="required"),
        strength=3,
    )
