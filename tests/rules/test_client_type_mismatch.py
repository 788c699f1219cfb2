import pytest

from pkcedoctor.rules.client_type_mismatch import client_type_mismatch
from tests.builders import CLIENT_ID, SECRET, Draft, refused
from tests.rules.verdicts import clears, not_captured, spoken, suspects

ORIGIN = ("entry 3, header", "Origin", "is https://app.example: a browser sent this request")


def test_suspects_a_secret_in_a_page() -> None:
    suspects(
        client_type_mismatch,
        refused().from_page().with_basic(CLIENT_ID, SECRET),
        ("entry 3, header", "client_secret", "is sent"),
        ORIGIN,
        strength=3,
    )


@pytest.mark.parametrize(
    ("draft", "summary"),
    [
        pytest.param(
            refused().from_page(),
            "a page's script redeemed the code, without a secret",
            id="a page",
        ),
        pytest.param(
            refused(),
            "a program, not a page's script, redeemed the code, without a secret",
            id="a program",
        ),
        pytest.param(
            refused().with_(client_secret=SECRET),
            "a program, not a page's script, redeemed the code, with a secret",
            id="a program with a secret",
        ),
    ],
)
def test_suspects_what_only_the_registration_can_settle(draft: Draft, summary: str) -> None:
    verdict = suspects(client_type_mismatch, draft)
    assert spoken(verdict.summary) == summary


def test_clears_a_page_whose_client_is_confidential() -> None:
    clears(
        client_type_mismatch,
        refused().from_page().with_(client_secret=SECRET).known_as("confidential"),
        "you said that the client is confidential",
    )


def test_not_captured() -> None:
    not_captured(
        client_type_mismatch, refused().exported_without_secrets(), "the Authorization header"
    )
