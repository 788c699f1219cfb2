from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.http import (
    Body,
    Capture,
    Header,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.pasted import from_parts
from pkcedoctor.errors import UnreadableInput

AUTHORIZE = "https://as.example/authorize?client_id=a&code_challenge=b"
CALLBACK = "https://app.example/cb?code=c#_=_"
TOKEN = "https://as.example/token"
BODY = "grant_type=authorization_code&code=c"
REFUSAL = '{"error":"invalid_grant"}'


class Parts(TypedDict, total=False):
    authorize_url: str | None
    token_url: str | None
    token_body: str | None
    token_headers: list[str]
    callback_url: str | None
    response_status: int | None
    response_body: str | None


def pasted(**parts: Unpack[Parts]) -> Capture:
    return from_parts(
        authorize_url=parts.get("authorize_url"),
        token_url=parts.get("token_url"),
        token_body=parts.get("token_body"),
        token_headers=parts.get("token_headers", []),
        callback_url=parts.get("callback_url"),
        response_status=parts.get("response_status"),
        response_body=parts.get("response_body"),
    )


def posted(**parts: Unpack[Parts]) -> HttpRequest:
    (exchange,) = pasted(**parts).exchanges
    return exchange.request


def test_all_parts() -> None:
    capture = pasted(
        authorize_url=AUTHORIZE,
        callback_url=CALLBACK,
        token_url=TOKEN,
        token_body=BODY,
        token_headers=["Content-Type: application/x-www-form-urlencoded", "X-A:b: c"],
        response_status=400,
        response_body=REFUSAL,
    )
    assert capture.given
    assert capture.notes == ()
    assert [(each.where, each.index) for each in capture.exchanges] == [
        ("--authorize-url", 0),
        ("--callback-url", 1),
        ("--token-body", 2),
    ]
    asked, answered, redeemed = capture.exchanges
    assert asked.request == HttpRequest("GET", AUTHORIZE, (), NoBody())
    assert asked.response is None
    assert answered.request == HttpRequest("GET", CALLBACK, (), NoBody())
    assert redeemed.request == HttpRequest(
        "POST",
        TOKEN,
        (
            Header("Content-Type", "application/x-www-form-urlencoded"),
            Header("X-A", "b: c"),
        ),
        TextBody(BODY),
    )
    assert redeemed.response == HttpResponse(400, (), TextBody(REFUSAL))


def test_nothing() -> None:
    assert pasted().exchanges == ()


def test_no_token_url() -> None:
    assert posted(token_body=BODY).url == ""


def test_only_a_token_url() -> None:
    (exchange,) = pasted(token_url=TOKEN).exchanges
    assert exchange.where == "--token-url"
    assert exchange.request.body == UnrecordedBody("the body was not given; add --token-body")


def test_a_missing_content_type_is_noted() -> None:
    assert pasted(token_body=BODY).notes == (
        "No Content-Type header was given, so how the body was sent is not known.",
    )


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        pytest.param(400, REFUSAL, TextBody(REFUSAL), id="both"),
        pytest.param(
            400,
            None,
            UnrecordedBody("the body was not given; add --response-body"),
            id="only the status",
        ),
        pytest.param(400, "", NoBody(), id="an empty body"),
        pytest.param(None, REFUSAL, TextBody(REFUSAL), id="an error without a status"),
    ],
)
def test_response(status: int | None, body: str | None, expected: Body) -> None:
    (exchange,) = pasted(response_status=status, response_body=body).exchanges
    assert exchange.response == HttpResponse(400, (), expected)


def test_an_assumed_status_is_noted() -> None:
    assert "--response-status: not given; 400 was assumed." in pasted(response_body=REFUSAL).notes


@pytest.mark.parametrize(
    ("status", "body"), [(None, '{"access_token":"x"}'), (None, "Oops"), (0, REFUSAL)]
)
def test_no_response(status: int | None, body: str) -> None:
    (exchange,) = pasted(response_status=status, response_body=body).exchanges
    assert exchange.response is None


def test_a_response_without_a_status_is_noted() -> None:
    assert "--response-body: left out for want of its status; add --response-status." in (
        pasted(response_body="Oops").notes
    )


@pytest.mark.parametrize("line", ["no header", "", ": x", "a b: c", "é: x"])
def test_a_line_that_is_no_header(line: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        pasted(token_headers=["Content-Type: a", line])
    assert str(caught.value) == ("--token-header: number 2 is no header; write it as 'Name: value'")


@pytest.mark.parametrize(
    ("line", "header"),
    [
        ('"Authorization: Basic eA=="', Header("Authorization", "Basic eA==")),
        ("Content-Type:text/plain", Header("Content-Type", "text/plain")),
        ("X-Empty:", Header("X-Empty", "")),
    ],
)
def test_header(line: str, header: Header) -> None:
    assert posted(token_headers=[line]).headers == (header,)


def test_a_query_string_in_the_place_of_a_url() -> None:
    capture = pasted(authorize_url="client_id=a&state=b")
    assert capture.exchanges[0].request.url == "?client_id=a&state=b"
    assert capture.notes == (
        "--authorize-url: a query string without an address was taken as the URL's query.",
    )


@pytest.mark.parametrize(("url", "address"), [(None, "https://as.example/token"), (TOKEN, TOKEN)])
def test_a_url_in_the_place_of_a_body(url: str | None, address: str) -> None:
    capture = pasted(token_url=url, token_body=f"https://as.example/token?{BODY}")
    request = capture.exchanges[0].request
    assert (request.url, request.body) == (address, TextBody(BODY))
    assert "--token-body: a URL was given; its query was taken as the body." in capture.notes


def test_what_was_cleaned_is_said_without_the_text() -> None:
    capture = pasted(
        authorize_url=f" `{AUTHORIZE}`\n",
        token_body=f"{BODY}\n",
        token_headers=["Content-Type: application/x-www-form-urlencoded"],
    )
    assert capture.notes == (
        (
            "--authorize-url: blanks around it were removed;"
            " quotes, brackets or a link around it were removed."
        ),
        "--token-body: one line end after it was removed.",
    )


@given(st.text(), st.text(), st.text(), st.integers() | st.none())
def test_any_text_is_taken(url: str, body: str, answer: str, status: int | None) -> None:
    capture = pasted(
        authorize_url=url,
        callback_url=url,
        token_url=url,
        token_body=body,
        response_status=status,
        response_body=answer,
    )
    assert len(capture.exchanges) == 3
