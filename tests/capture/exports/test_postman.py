import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.exports.postman import read
from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.snippets.javascript_forms import FORM

SAMPLES = Path(__file__).parents[1] / "samples" / "snippets"
URL = "https://a/t"


def collection(*items: object, **members: object) -> dict[str, object]:
    return {"info": {"name": "x"}, "item": list(items), **members}


def exchanges(value: object, remarks: Remarks | None = None) -> tuple[HttpExchange, ...]:
    found = read(value, remarks or Remarks())
    assert found is not None
    assert found.reader == "Postman collection"
    return found.exchanges


def sent(request: object, **members: object) -> HttpRequest:
    (exchange,) = exchanges(collection({"request": request}, **members))
    return exchange.request


def posted(body: object, method: str = "POST") -> HttpRequest:
    return sent({"method": method, "url": URL, "body": body})


def test_a_collection() -> None:
    value = json.loads((SAMPLES / "postman-v2.1.json").read_text())
    remarks = Remarks()
    (exchange,) = exchanges({"collection": value}, remarks)
    assert exchange.where == "item 1.1, example 1"
    assert exchange.request == HttpRequest(
        "POST",
        "http://127.0.0.1:9000/oauth/token",
        (
            Header("Accept", "application/json"),
            Header("Content-Type", FORM),
            Header("Authorization", "Basic Y2xpZW50OnMzY3JldA=="),
        ),
        TextBody(
            "grant_type=authorization_code&code=4%2F0AbC%2Bd_E~f.g%20h%26i%3Dj%25k%2F%3D"
            "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fcallback&client_id=spa%20client%2B1"
            "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ),
    )
    assert exchange.response is not None
    assert exchange.response.status == 400
    assert remarks.sentences() == (
        (
            "An example keeps neither headers nor body of its request; its item's were taken"
            " (item 1.1, example 1)."
        ),
    )


def test_an_example_is_a_whole_exchange() -> None:
    item = {
        "request": {"method": "GET", "url": "https://other"},
        "response": [
            {
                "originalRequest": {
                    "method": "POST",
                    "url": URL,
                    "header": "A: b\nno header",
                    "body": {"mode": "raw", "raw": "{{x}}"},
                },
                "code": 302,
                "header": [{"key": "Location", "value": "/{{y}}"}],
                "responseTime": 1500,
                "body": "z",
            },
            {"code": 0},
            {"code": 204, "body": ""},
            {"code": 400, "body": None},
        ],
    }
    first, *others = exchanges(collection({"item": [item]}, variable=[{"key": "x", "value": 5}]))
    assert first.where == "item 1.1, example 1"
    assert first.duration == 1.5
    assert first.request == HttpRequest(
        "POST", URL, (Header("A", "b"), Header("Content-Type", "text/plain")), TextBody("5")
    )
    location = Header("Location", "/{{y}}")
    assert first.response == HttpResponse(302, (location,), TextBody("z"), "/{{y}}")
    assert [one.response for one in others] == [
        None,
        HttpResponse(204, (), NoBody()),
        HttpResponse(400, (), UnrecordedBody("the collection keeps no body of this response")),
    ]
    assert {one.request.url for one in others} == {"https://other"}


@pytest.mark.parametrize(
    ("body", "kind", "content"),
    [
        ({"mode": "raw", "raw": "a=b"}, "text/plain", TextBody("a=b")),
        (
            {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}},
            "application/json",
            TextBody("{}"),
        ),
        ({"mode": "raw", "raw": ""}, None, NoBody()),
        (
            {"mode": "raw", "raw": "{{all}}"},
            "text/plain",
            UnrecordedBody(
                "what was sent is made elsewhere than in this text; record the request itself"
            ),
        ),
        (
            {
                "mode": "urlencoded",
                "urlencoded": [
                    {"key": "a", "value": "b c"},
                    {"key": "d"},
                    {"key": "a", "value": "e"},
                    {"key": "f", "disabled": True},
                ],
            },
            FORM,
            TextBody("a=b%20c&a=e&d="),
        ),
        ({"mode": "urlencoded", "urlencoded": "a=b c"}, FORM, TextBody("a=b c")),
        (
            {
                "mode": "formdata",
                "formdata": [{"key": "a", "value": "b"}, {"key": "f", "type": "file", "src": "x"}],
            },
            "multipart/form-data",
            FieldsBody((Field("a", "b"), Field("f", None)), encoded=False),
        ),
        (
            {"mode": "file", "file": {"src": "x"}},
            None,
            UnrecordedBody("the body is in a file of its own that the collection only names"),
        ),
        (
            {"mode": "graphql", "graphql": {"query": "{a}"}},
            "application/json",
            TextBody('{"query": "{a}"}'),
        ),
        (
            {"mode": "graphql", "graphql": {"query": "{a}", "variables": "{}"}},
            "application/json",
            UnrecordedBody("GraphQL"),
        ),
        ({"mode": "raw", "raw": "a", "disabled": True}, None, NoBody()),
        (None, None, NoBody()),
    ],
)
def test_bodies(body: object, kind: str | None, content: Body) -> None:
    request = posted(body)
    assert (request.header("content-type"), request.body) == (kind, content)


def test_a_get_sends_no_body_unless_it_is_told_to() -> None:
    body = {"mode": "raw", "raw": "a"}
    assert posted(body, "get").body == NoBody()
    item = {
        "request": {"url": URL, "body": body},
        "protocolProfileBehavior": {"disableBodyPruning": True},
    }
    (exchange,) = exchanges(collection(item))
    assert exchange.request.body == TextBody("a")


def test_an_explicit_type_stays() -> None:
    header = [{"key": "content-type", "value": "x"}, {"key": "Off", "disabled": True}, {}]
    body = {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b"}]}
    assert sent({"url": URL, "method": "POST", "header": header, "body": body}).headers == (
        Header("content-type", "x"),
    )


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://a/b?c=d e#f", "https://a/b?c=d%20e#f"),
        ("a.example/b", "http://a.example/b"),
        ("{{base}}/b c", "[hidden: variable base]/b c"),
        (
            {"raw": "https://a/:id/:no?x=1", "variable": [{"key": "id", "value": "7"}]},
            "https://a/7/:no?x=1",
        ),
        (
            {
                "raw": "https://a?b=c&d=e",
                "query": [
                    {"key": "b", "value": "c"},
                    {"key": "d", "value": "e", "disabled": True},
                    {"key": "f", "value": None},
                ],
            },
            "https://a?b=c&f",
        ),
        ({"raw": "https://a?b=c", "query": [{"key": "b", "disabled": True}]}, "https://a"),
        (
            {
                "protocol": "https",
                "host": ["a", "example"],
                "port": "8443",
                "path": ["b", {"value": "c"}],
            },
            "https://a.example:8443/b/c",
        ),
        ({"host": "a.example", "path": "/b"}, "http://a.example/b"),
        ({}, ""),
        (None, ""),
    ],
)
def test_urls(url: object, text: str) -> None:
    assert sent({"url": url}).url == text


def test_a_request_that_is_only_a_url() -> None:
    assert sent("https://a") == HttpRequest("GET", "https://a", (), NoBody())


BASIC = {
    "type": "basic",
    "basic": [{"key": "username", "value": "a"}, {"key": "password", "value": "b"}],
}
OLD_BASIC = {"type": "basic", "basic": {"username": "a", "password": "{{p}}"}}
KEY = [{"key": "key", "value": "K"}, {"key": "value", "value": "v w"}]


@pytest.mark.parametrize(
    ("auth", "headers", "url"),
    [
        (BASIC, (Header("Authorization", "Basic YTpi"),), URL),
        (OLD_BASIC, (Header("Authorization", f"Basic {stand_in('base64 of a variable')}"),), URL),
        ({"type": "bearer", "bearer": {"token": "t"}}, (Header("Authorization", "Bearer t"),), URL),
        (
            {"type": "apikey", "apikey": KEY},
            (Header("Authorization", "x"), Header("K", "v w")),
            URL,
        ),
        (
            {"type": "apikey", "apikey": [*KEY, {"key": "in", "value": "query"}]},
            (Header("Authorization", "x"),),
            f"{URL}?K=v%20w",
        ),
        ({"type": "noauth"}, (Header("Authorization", "x"),), URL),
    ],
)
def test_authorization(auth: object, headers: tuple[Header, ...], url: str) -> None:
    header = [{"key": "Authorization", "value": "x"}]
    request = sent({"url": URL, "header": header, "auth": auth})
    assert (request.headers, request.url) == (headers, url)


def test_authorization_is_inherited() -> None:
    inner = {"item": [{"request": URL}, {"request": {"url": URL, "auth": {"type": "noauth"}}}]}
    value = collection(inner, {"request": {"url": URL}}, auth=BASIC)
    signed = [bool(one.request.headers) for one in exchanges(value)]
    assert signed == [False, False, True]


def test_authorization_that_is_left_out_is_noted() -> None:
    remarks = Remarks()
    items = [{"request": {"url": URL, "auth": {"type": kind}}} for kind in ("oauth2", "awsv4")]
    exchanges(collection(*items), remarks)
    assert remarks.sentences() == (
        "A collection's OAuth 2.0 settings are no message and were left out (item 1).",
        "An authorization that Postman computes when it sends was left out (item 2).",
    )


def test_variables() -> None:
    variables = [
        {"key": "a", "value": "{{b}}/{{b}}"},
        {"id": "b", "value": "c"},
        {"key": "off", "value": "x", "disabled": True},
        {"key": "self", "value": "{{self}}"},
    ]
    request = sent(
        {"url": "https://{{a}}?{{ b }}&{{off}}&{{self}}", "method": "{{$m}}"}, variable=variables
    )
    off, own = ("%20".join(stand_in(f"variable {name}").split()) for name in ("off", "self"))
    assert request.url == f"https://c/c?c&{off}&{own}"
    assert request.method == ""


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"info": {}, "item": {}}, {"log": {}, "info": {}, "item": []}, {"item": []}],
)
def test_other_json(value: object) -> None:
    assert read(value, Remarks()) is None


def test_folders_that_nest_too_deep() -> None:
    value: dict[str, object] = {"request": "https://a"}
    for _ in range(200):
        value = {"item": [value]}
    assert exchanges(collection(value)) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("a{}:/?=&[] ", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "value", "mode", "raw", "type", "basic", "item", "url"]), inner
        )
    ),
    max_leaves=8,
)
NAMES = ["method", "url", "header", "body", "auth", "request", "response", "variable", "item"]
members = st.dictionaries(st.sampled_from(NAMES), json_values)


@settings(deadline=None)
@given(members, members, members)
def test_any_json_survives(
    request: dict[str, object], item: dict[str, object], outer: dict[str, object]
) -> None:
    items = [item, {**item, "request": request}, {"request": request, "response": [{**outer}]}]
    read({**outer, "info": {}, "item": items}, Remarks())


texts = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=9)


@settings(deadline=None)
@given(st.dictionaries(texts, texts, min_size=1))
def test_fields_come_out_as_they_went_in(fields: dict[str, str]) -> None:
    pairs = [{"key": name, "value": value} for name, value in fields.items()]
    found = posted({"mode": "urlencoded", "urlencoded": pairs}).body
    assert isinstance(found, TextBody)
    assert dict(parse_qsl(found.text, keep_blank_values=True)) == fields
