import json

import pytest

from pkcedoctor.capture.http import Field, FieldsBody, HttpResponse, TextBody, UnrecordedBody
from pkcedoctor.exchange.answers import read_answer, readable
from pkcedoctor.exchange.messages import TokenResponse
from tests.builders import Draft, accepted, answer, refused

PAGE = "<!doctype html><title>Error</title><style>p {}</style><p>Invalid &amp; expired</p>"


def answered(draft: Draft) -> TokenResponse:
    found = read_answer(draft.redemption())
    assert found is not None
    return found


def saying(members: object, status: int = 400) -> TokenResponse:
    return answered(accepted().answering(status, json.dumps(members)))


def test_tokens() -> None:
    found = answered(accepted())
    assert found.accepted is True
    assert [(item.name, item.text) for item in found.tokens] == [
        ("access_token", "2YotnFZFEjr1zCsicMWpAA")
    ]
    assert (found.error, found.description) == (None, None)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(
            accepted().answering(200, "access_token=gho_x&token_type=bearer", "text/plain"),
            id="a form",
        ),
        pytest.param(
            accepted().answering(200, '{"token_type": "Bearer", "access_token": "x", "exp'),
            id="cut off by the tool",
        ),
        pytest.param(accepted().answering(200, '{"access_token": ["x"]}'), id="inside a list"),
        pytest.param(accepted().answering(200, '{"accessToken": "x"}'), id="in camel case"),
        pytest.param(accepted().answering(200, "access_token: x", "text/plain"), id="as text"),
        pytest.param(
            accepted().answering(200, '{"data": {"access_token": "x"}}'), id="inside data"
        ),
        pytest.param(accepted().answering(200, '[{"id_token": "x"}]'), id="inside an array"),
        pytest.param(accepted().answering(200, '\ufeff{"access_token": "x"}'), id="after a BOM"),
        pytest.param(accepted().answering(200, '{"ok": true, "authed_user": {}}'), id="Slack"),
        pytest.param(accepted().answering(200, '{"token": {}}'), id="a member called token"),
        pytest.param(
            accepted().answered_by(
                HttpResponse(200, (), FieldsBody((Field("access_token", "x"),), encoded=False))
            ),
            id="fields that the tool parsed",
        ),
    ],
)
def test_accepted(draft: Draft) -> None:
    assert answered(draft).accepted is True


@pytest.mark.parametrize(
    ("members", "error", "description"),
    [
        pytest.param({"error": "invalid_grant"}, "invalid_grant", None, id="RFC 6749"),
        pytest.param(
            {"error": "invalid_grant", "error_description": "Code  not\nvalid"},
            "invalid_grant",
            "Code not valid",
            id="a description on one line",
        ),
        pytest.param(
            {"error": "invalid_request", "hint": "Check it", "message": "Bad"},
            "invalid_request",
            "Check it / Bad",
            id="a hint and a message",
        ),
        pytest.param(
            {"error": {"code": "invalid_grant", "message": "Bad code"}},
            "invalid_grant",
            "Bad code",
            id="an object",
        ),
        pytest.param(
            {"error": {"code": 400, "type": "OAuthException", "message": "Bad code"}},
            "OAuthException",
            "Bad code",
            id="Facebook",
        ),
        pytest.param(
            {"errors": [{"code": "E1", "detail": "Bad code"}]}, "E1", "Bad code", id="JSON:API"
        ),
        pytest.param(
            {"errors": ["code is invalid", 5]}, None, "code is invalid", id="a list of words"
        ),
        pytest.param(
            {"error": "The code has expired."}, None, "The code has expired.", id="a sentence"
        ),
        pytest.param(
            {"errorCode": "E0000011", "errorSummary": "Invalid token"},
            "E0000011",
            "Invalid token",
            id="Okta",
        ),
        pytest.param(
            {"error": "invalid_grant", "error_description": "invalid_grant"},
            "invalid_grant",
            None,
            id="the same twice",
        ),
        pytest.param({"error": None, "error_description": 5}, None, None, id="no text"),
        pytest.param({}, None, "{}", id="nothing"),
        pytest.param([], None, "[]", id="an empty array"),
        pytest.param([5], None, "[5]", id="an array of numbers"),
        pytest.param(
            {"a": {"b": {"c": {"d": {"e": {"error": "deep"}}}}}}, None, None, id="beyond reach"
        ),
    ],
)
def test_the_error_wherever_it_is(
    members: object, error: str | None, description: str | None
) -> None:
    found = saying(members)
    assert (found.error, found.description, found.accepted) == (error, description, False)


@pytest.mark.parametrize(
    ("draft", "error", "description"),
    [
        pytest.param(
            refused().answering(
                200,
                "error=bad_verification_code&error_description=The+code+is+incorrect",
                "application/x-www-form-urlencoded",
            ),
            "bad_verification_code",
            "The code is incorrect",
            id="GitHub",
        ),
        pytest.param(
            refused().answering(400, PAGE, "text/html"),
            None,
            "Error Invalid & expired",
            id="a page",
        ),
        pytest.param(
            refused().answering(400, " Bad\r\nRequest ", "text/plain"),
            None,
            "Bad Request",
            id="words",
        ),
        pytest.param(refused().answering(400, '{"error": '), None, '{"error":', id="half JSON"),
        pytest.param(refused().answering(400, "a=b"), None, "a=b", id="a form of something else"),
        pytest.param(refused().answering(400), None, None, id="nothing"),
    ],
)
def test_answers_of_other_shapes(draft: Draft, error: str | None, description: str | None) -> None:
    found = answered(draft)
    assert (found.error, found.description, found.accepted) == (error, description, False)


def test_tokens_on_a_page_are_seen_and_prove_nothing() -> None:
    found = answered(accepted().answering(200, "<html>access_token=2YotnFZFEjr1zCsicMWpAA</html>"))
    assert found.accepted is False
    assert [item.text for item in found.tokens] == ["2YotnFZFEjr1zCsicMWpAA"]


@pytest.mark.parametrize("text", ['{"access_token": null', "id_token=undefined", "access_token="])
def test_a_token_that_is_not_there(text: str) -> None:
    assert answered(accepted().answering(200, text)).accepted is False


@pytest.mark.parametrize(
    ("body", "description"),
    [
        pytest.param("2YotnFZFEjr1zCsicMWpAA", None, id="a token"),
        pytest.param('"2YotnFZFEjr1zCsicMWpAA"', None, id="a token as JSON"),
        pytest.param("unsupported_grant_type", "unsupported_grant_type", id="a word"),
    ],
)
def test_an_answer_of_one_word_may_be_secret(body: str, description: str | None) -> None:
    assert answered(refused().answering(400, body)).description == description


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (PAGE, True),
        ("<!-- x --> <html>", True),
        ("<HTML lang='en'>", True),
        ("<xml>", False),
        ("{}", False),
    ],
)
def test_a_page_is_told_from_text(body: str, *, page: bool) -> None:
    assert answered(refused().answering(400, body)).page is page


@pytest.mark.parametrize(
    ("status", "failure", "accepted_"),
    [
        pytest.param(200, None, True, id="a success without its body"),
        pytest.param(200, "net::ERR_FAILED", None, id="kept by the browser"),
        pytest.param(400, None, False, id="a refusal without its body"),
    ],
)
def test_a_body_that_was_not_recorded(
    status: int, failure: str | None, *, accepted_: bool | None
) -> None:
    response = HttpResponse(status, (), UnrecordedBody("too large"))
    draft = accepted().answered_by(response)
    found = answered(draft if failure is None else draft.failing(failure))
    assert found.accepted is accepted_
    assert found.body_missing == "too large"


def test_headers_and_location() -> None:
    response = answer(302, location="/login", WWW_Authenticate="Basic", X="1")
    found = answered(accepted().answered_by(response))
    assert found.location == "/login"
    assert found.header("www-authenticate") == "Basic"
    assert found.header("server") is None
    assert found.where == ", response"


def test_no_answer() -> None:
    assert read_answer(accepted().unanswered().redemption()) is None


def test_json_nested_beyond_all_measure_is_text() -> None:
    found = answered(refused().answering(400, "[" * 100_000))
    assert found.description == "[" * 600 + "…"


def test_long_words_are_cut() -> None:
    assert readable("x" * 700) == "x" * 600 + "…"
    assert readable("<script>\nx = 1;\n</script >  a\n\tb ") == "a b"


def test_an_answer_is_shown_without_its_values() -> None:
    response = HttpResponse(400, (), TextBody('{"error": "invalid_grant"}'))
    assert repr(answered(accepted().answered_by(response))) == (
        "<TokenResponse , response: 400 invalid_grant>"
    )
