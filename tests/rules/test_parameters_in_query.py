import pytest

from pkcedoctor.rules.parameters_in_query import parameters_in_query
from tests.builders import TOKEN, Draft, not_recorded, refused, server
from tests.rules.verdicts import blames, clears, not_captured, spoken

STRAY = "is in the URL and not in the body"


def test_blames_all_in_the_url() -> None:
    names = ["grant_type", "code", "redirect_uri", "client_id", "code_verifier"]
    verdict = blames(
        parameters_in_query,
        refused("invalid_request").in_query(),
        *(("entry 3, query", name, STRAY) for name in names),
        detail={"parameters": ", ".join(names)},
    )
    assert spoken(verdict.summary) == f"{', '.join(names)} are sent in the URL, not in the body"


def test_blames_one_in_the_url() -> None:
    verdict = blames(
        parameters_in_query,
        refused().in_query("code_verifier"),
        ("entry 3, query", "code_verifier", STRAY),
        detail={"parameters": "code_verifier"},
    )
    assert spoken(verdict.summary) == "code_verifier is sent in the URL, not in the body"


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(
            refused(), "no parameter of the token request is in the URL", id="all in the body"
        ),
        pytest.param(
            refused().posted_to(f"{TOKEN}?p=B2C_1_signin&api-version=2"),
            "no parameter of the token request is in the URL",
            id="parameters of the server's own",
        ),
        pytest.param(
            refused().posted_to(f"{TOKEN}?client_id=s6BhdRkqt3"),
            "no parameter of the token request is in the URL",
            id="in both places",
        ),
        pytest.param(
            refused().in_query().by("GET"), "the request is no POST, another cause", id="a GET"
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(parameters_in_query, draft, reason)


def test_not_captured() -> None:
    not_captured(
        parameters_in_query,
        not_recorded(refused().in_query("code")),
        "the body of the token request (entry 3)",
    )


def test_clears_at_a_server_that_reads_the_url() -> None:
    clears(
        parameters_in_query,
        refused().in_query(),
        "Acme reads the parameters of the URL",
        at=server(takes=("form", "query")),
    )
