import pytest

from pkcedoctor.rules.server_fault import server_fault
from tests.builders import Draft, accepted, refused
from tests.rules.verdicts import Shown, blames, clears, not_captured, suspects

ANSWER = "entry 3, response"


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        pytest.param(
            refused().answering(500, "<h1>Oops</h1>", "text/html"),
            (ANSWER, None, "has status 500"),
            id="500",
        ),
        pytest.param(
            refused("server_error", status=503), (ANSWER, None, "has status 503"), id="503"
        ),
        pytest.param(
            refused("server_error"), (ANSWER, "error", "is server_error"), id="server_error"
        ),
        pytest.param(
            refused("temporarily_unavailable"),
            (ANSWER, "error", "is temporarily_unavailable"),
            id="temporarily_unavailable",
        ),
    ],
)
def test_blames(draft: Draft, shown: Shown) -> None:
    blames(server_fault, draft, shown)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused().answering(200), id="an empty 200"),
        pytest.param(refused().answering(200, "{}"), id="an empty object"),
        pytest.param(refused().answering(204), id="no content"),
    ],
)
def test_suspects_an_answer_that_says_nothing(draft: Draft) -> None:
    suspects(server_fault, draft, (ANSWER, None, "has no access_token and no error"), strength=1)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(accepted(), "the server answered 200", id="accepted"),
        pytest.param(refused(), "the server answered 400", id="refused"),
        pytest.param(
            refused().answering(200, '{"error": "bad_verification_code"}'),
            "the server answered 200",
            id="an error with status 200",
        ),
        pytest.param(
            refused().answering(200, "<!doctype html>", "text/html"),
            "the server answered 200",
            id="a page",
        ),
        pytest.param(refused().redirecting("/login"), "the server answered 302", id="a redirect"),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(server_fault, draft, reason)


def test_not_captured() -> None:
    not_captured(server_fault, accepted().unanswered(), "the answer to the token request")
