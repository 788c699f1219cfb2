"""What a tool's file can hold comes back byte by byte; what it cannot hold is never made up."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.container import Text, no_sidecar
from pkcedoctor.capture.har import read
from pkcedoctor.capture.http import Field, FieldsBody, HttpExchange, TextBody, UnrecordedBody
from pkcedoctor.exchange.parameters import parse_body
from tests.capture.writers import (
    FORM,
    TOOLS,
    Message,
    Tool,
    file_name,
    lost_answer,
    playwright_omit,
    written,
)

_ENCODED_URL = re.compile(r"[a-z][a-z0-9+.-]*%3a%2f%2f", re.IGNORECASE)

names = st.sampled_from(["code", "code_verifier", "client_id", "redirect_uri", "state", "x y"])
values = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from("aZ09-._~+/=%2F: &é"), max_size=20),
    st.sampled_from(["4/0AbC+d_E~f.g h&i=j%k/=", "https://app.example/cb?a=b", "spa client+1", ""]),
)
messages = st.builds(
    Message,
    fields=st.lists(st.tuples(names, values), min_size=1, max_size=6),
    media_type=st.sampled_from([FORM, f"{FORM};charset=UTF-8"]),
    headers=st.just([("Authorization", "Basic Y2xpZW50OnMzY3JldA==")]) | st.just([]),
    status=st.sampled_from([200, 400, 401]),
    answer=st.sampled_from(['{"error": "invalid_grant"}', "Bad Request \xe9", "0123", "null"]),
)


def exchanges(tool: Tool, sent: list[Message]) -> tuple[HttpExchange, ...]:
    beside = {file_name(message): message.body.encode() for message in sent}
    return read((Text("a.har", written(tool, sent), beside.get),), "a.har").exchanges


def parameters(exchange: HttpExchange) -> list[tuple[str, str | None]]:
    body = exchange.request.body
    _, found = parse_body(body, exchange.request.header("Content-Type"), "entry 1, body")
    return [(item.name, None if item.hidden else item.text) for item in found]


@pytest.mark.parametrize("name", TOOLS)
@settings(deadline=None, max_examples=40)
@given(message=messages)
def test_what_a_tool_keeps_comes_back(name: str, message: Message) -> None:
    tool = TOOLS[name]
    (exchange,) = exchanges(tool, [message])
    request, response = exchange.request, exchange.response
    assert (request.method, request.url) == ("POST", message.url)
    assert request.header("content-type") == message.media_type
    credentials = [each for each in request.headers if each.name.casefold() == "authorization"]
    assert [each.value for each in credentials] == [value for _, value in message.headers]
    assert response is not None
    assert response.status == message.status
    if tool.answer is lost_answer:
        assert isinstance(response.body, UnrecordedBody)
    else:
        assert response.body == TextBody(message.answer)
    if tool.kept == "nothing":
        assert isinstance(request.body, UnrecordedBody)
    elif tool.kept == "text":
        assert request.body == TextBody(message.body)
    else:
        assert isinstance(request.body, FieldsBody)
        fields_come_back(tool, message, exchange)


def fields_come_back(tool: Tool, message: Message, exchange: HttpExchange) -> None:
    if not tool.decides and any(map(_ENCODED_URL.match, dict(message.fields).values())):
        return
    found = parameters(exchange)
    shown = [(name, value) for name, value in found if value is not None]
    hidden_by_their_text = {value for _, value in message.fields if is_hidden(value)}
    expected = [pair for pair in message.fields if pair[1] not in hidden_by_their_text]
    if tool.decides and tool.ordered:
        assert shown == expected
    elif tool.decides:
        assert set(shown) == set(expected)
    else:
        assert set(shown) <= set(message.fields)
        assert len(found) == len(message.fields)


def is_hidden(value: str) -> bool:
    _, (item,) = parse_body(FieldsBody((Field("x", value),), encoded=False), None, "")
    return item.hidden


NASTY = [
    ("grant_type", "authorization_code"),
    ("code", "4/0AbC+d_E~f.g h&i=j%k/="),
    ("redirect_uri", "http://127.0.0.1:9000/callback"),
    ("client_id", "spa client+1"),
]


@pytest.mark.parametrize("name", [name for name in TOOLS if TOOLS[name].kept == "fields"])
def test_a_usual_request_is_certain_whoever_wrote_it(name: str) -> None:
    (exchange,) = exchanges(TOOLS[name], [Message(NASTY)])
    assert sorted(parameters(exchange)) == sorted(NASTY)


@pytest.mark.parametrize("name", TOOLS)
def test_every_message_is_found(name: str) -> None:
    sent = [Message([("code", str(place))]) for place in range(5)]
    tool = TOOLS[name]
    codes = [parameters(exchange) for exchange in exchanges(tool, sent)]
    assert codes == ([[]] * 5 if tool.kept == "nothing" else [each.fields for each in sent])


@pytest.mark.parametrize("media_type", [FORM, f"{FORM};charset=UTF-8"])
def test_playwright_without_bodies(media_type: str) -> None:
    tool = Tool({"name": "Playwright"}, playwright_omit, answer=lost_answer)
    (exchange,) = exchanges(tool, [Message(NASTY, media_type)])
    if media_type == FORM:
        assert parameters(exchange) == NASTY
    else:
        assert isinstance(exchange.request.body, UnrecordedBody)


def test_a_json_body_that_was_taken_apart() -> None:
    params = [{"name": "code", "value": "a%2Fb+c"}, {"name": "n", "value": {"a": [1]}}]

    def exploded(_: Message) -> dict[str, object]:
        return {"mimeType": "application/json", "params": params}

    tool = Tool({"name": "chrome-har"}, exploded, "fields")
    (exchange,) = exchanges(tool, [Message([], "application/json")])
    assert parameters(exchange) == [("code", "a%2Fb+c"), ("n", '{"a": [1]}')]


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        pytest.param("c=\xff\xfe&x=\xc3\xa9", 9, "c=\udcff\udcfe&x=\xe9", id="Latin-1 by guess"),
        pytest.param("x=\xe9", 4, "x=\xe9", id="UTF-8"),
        pytest.param("x=\xc3\xa9", 4, "x=\xe9", id="UTF-8 taken for Latin-1"),
        pytest.param("x=\xc3\xa9", 6, "x=\xc3\xa9", id="what was typed"),
        pytest.param("x=\u2713", 3, "x=\u2713", id="a wrong length"),
    ],
)
def test_a_tool_that_took_bytes_for_latin_1(text: str, length: int, expected: str) -> None:
    entry = {
        "request": {
            "method": "POST",
            "url": "https://as.example/token",
            "headers": {"Content-Type": FORM, "Content-Length": str(length)},
            "postData": {"text": text},
        }
    }
    (exchange,) = read((Text("a.har", json.dumps(entry), no_sidecar),), "a.har").exchanges
    assert exchange.request.body == TextBody(expected)


def test_a_declared_charset_is_no_guess() -> None:
    headers = {"Content-Type": f"{FORM}; charset=iso-8859-1", "Content-Length": "3"}
    request = {"method": "POST", "url": "https://a/b", "headers": headers, "postData": "x=\xe9"}
    text = json.dumps({"request": request})
    (exchange,) = read((Text("a.har", text, no_sidecar),), "a.har").exchanges
    assert exchange.request.body == TextBody("x=\xe9")
