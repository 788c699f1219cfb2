import pytest

from pkcedoctor.rules.client_secret_on_public_client import client_secret_on_public_client
from tests.builders import CLIENT_ID, SECRET, Draft, not_recorded, refused
from tests.rules.verdicts import Shown, blames, clears, not_captured, suspects

WITH_SECRET = refused("invalid_client").with_(client_secret=SECRET)


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        pytest.param(WITH_SECRET, ("entry 3, body", "client_secret", "is sent"), id="in the body"),
        pytest.param(
            refused().with_basic(CLIENT_ID, SECRET),
            ("entry 3, header", "client_secret", "is sent"),
            id="in the Basic header",
        ),
        pytest.param(
            refused().with_basic(CLIENT_ID, ""),
            ("entry 3, header", "client_id", "is sent"),
            id="an empty password",
        ),
    ],
)
def test_blames_a_client_known_to_be_public(draft: Draft, shown: Shown) -> None:
    blames(client_secret_on_public_client, draft.known_as("public"), shown)


def test_suspects_a_client_of_unknown_type() -> None:
    suspects(
        client_secret_on_public_client,
        WITH_SECRET,
        ("entry 3, body", "client_secret", "is sent"),
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused().known_as("public"), "no credentials are sent", id="no secret"),
        pytest.param(
            WITH_SECRET.known_as("confidential"),
            "you said that the client is confidential",
            id="confidential",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(client_secret_on_public_client, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().exported_without_secrets(), "the Authorization header", id="export"),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(client_secret_on_public_client, draft, needs)
