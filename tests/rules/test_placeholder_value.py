import pytest

from pkcedoctor.rules.placeholder_value import placeholder_value
from tests.builders import SECRET, Draft, accepted, login_refused, refused
from tests.rules.verdicts import blames, clears, spoken


@pytest.mark.parametrize(
    ("name", "value", "accounts_for"),
    [
        pytest.param("code", "undefined", "code-mismatch", id="undefined"),
        pytest.param("code", "{{code}}", "code-mismatch", id="a template"),
        pytest.param("code_verifier", "null", "verifier-length", id="null"),
        pytest.param("code_verifier", "[object Object]", "verifier-charset", id="an object"),
        pytest.param("redirect_uri", "${REDIRECT_URI}", "redirect-uri-mismatch", id="a variable"),
        pytest.param(
            "redirect_uri",
            "https://{{host}}/cb",
            "redirect-uri-mismatch",
            id="a template in a URL",
        ),
        pytest.param("client_id", "YOUR_CLIENT_ID", "client-id-mismatch", id="a sample"),
        pytest.param("grant_type", "<%= grant %>", "grant-type-wrong", id="another template"),
        pytest.param(
            "client_secret", "changeme", "client-authentication-wrong", id="a sample secret"
        ),
    ],
)
def test_blames(name: str, value: str, accounts_for: str) -> None:
    verdict = blames(
        placeholder_value,
        refused("invalid_request").with_(**{name: value}),
        ("entry 3, body", name, f"is {value}"),
        detail={"parameter": name, "placeholder": value},
    )
    assert spoken(verdict.summary) == f"{name} is the placeholder {value}"
    assert accounts_for in verdict.supersedes


def test_blames_basic_credentials() -> None:
    draft = refused("invalid_client").with_(client_id=None).with_basic("undefined", "undefined")
    where = "entry 3, header"
    blames(
        placeholder_value,
        draft,
        (where, "client_id", "is undefined"),
        (where, "client_secret", "is undefined"),
        detail={"parameter": "client_id", "placeholder": "undefined"},
    )


def test_blames_a_challenge_that_was_not_awaited() -> None:
    blames(
        placeholder_value,
        refused().asking(code_challenge="[object Promise]"),
        ("entry 1, query", "code_challenge", "is [object Promise]"),
        detail={"parameter": "code_challenge", "placeholder": "[object Promise]"},
    )


def test_blames_the_client_id_of_a_refused_login() -> None:
    blames(
        placeholder_value,
        login_refused("unauthorized_client", client_id="${CLIENT_ID}"),
        ("entry 1, query", "client_id", "is ${CLIENT_ID}"),
        detail={"parameter": "client_id", "placeholder": "${CLIENT_ID}"},
    )


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="values"),
        pytest.param(refused().with_(client_secret=SECRET), id="a secret"),
        pytest.param(refused().throughout(client_id="todo"), id="a client that is called todo"),
        pytest.param(
            refused("invalid_grant").with_(client_secret="changeme"),
            id="a secret that the server took",
        ),
        pytest.param(refused().with_(code="[REDACTED]"), id="a redacted value"),
        pytest.param(refused().without_login().with_(code_verifier=None), id="a request alone"),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(placeholder_value, draft, "every value looks like a value")


def test_clears_a_login_whose_answer_has_a_code() -> None:
    draft = accepted().throughout(client_id="placeholder").asking(redirect_uri=None)
    draft = draft.with_(redirect_uri=None)
    clears(placeholder_value, draft, "every value looks like a value")
