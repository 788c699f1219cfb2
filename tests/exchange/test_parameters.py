import base64
import json
from urllib.parse import quote

import pytest

from pkcedoctor.capture.http import Body, Field, FieldsBody, NoBody, TextBody, UnrecordedBody
from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import BodyFormat, Parameters
from pkcedoctor.exchange.parameters import (
    parse_body,
    parse_form,
    parse_json_object,
    parse_jwt_claims,
)

WHERE = "entry 7, body"


def pairs(found: Parameters | None) -> list[tuple[str, str]]:
    assert found is not None
    return [(item.name, item.text) for item in found]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("abc", "abc", id="plain"),
        pytest.param("a%2Bb", "a+b", id="an encoded plus"),
        pytest.param("a+b", "a b", id="a bare plus is a space"),
        pytest.param("a%20b", "a b", id="an encoded space"),
        pytest.param("a%252Bb", "a%2Bb", id="decoded once and no more"),
        pytest.param("YWI=", "YWI=", id="a trailing equals sign"),
        pytest.param("YWI%3D", "YWI=", id="an encoded equals sign"),
        pytest.param("abc%0A", "abc\n", id="an encoded line feed"),
        pytest.param("abc\n", "abc\n", id="a bare line feed"),
        pytest.param("%C3%BC", "ü", id="UTF-8"),
        pytest.param("%FC", "\ufffd", id="no UTF-8"),
        pytest.param("100%", "100%", id="a lone percent sign"),
        pytest.param("%zz", "%zz", id="no escape"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_value_is_decoded_once_and_kept_raw(raw: str, text: str) -> None:
    (found,) = parse_form(f"code={raw}", WHERE)
    assert (found.name, found.raw, found.text, found.where) == ("code", raw, text, WHERE)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param("b=1&a=2&b=3", [("b", "1"), ("a", "2"), ("b", "3")], id="order and repeats"),
        pytest.param("a=1&&b=2&", [("a", "1"), ("b", "2")], id="empty pieces"),
        pytest.param("a&b=", [("a", ""), ("b", "")], id="no value"),
        pytest.param("=x", [("", "x")], id="no name"),
        pytest.param("redirect%5Furi=x", [("redirect_uri", "x")], id="an encoded name"),
        pytest.param("a=1&\nb=2", [("a", "1"), ("b", "2")], id="a name after a line break"),
        pytest.param("a=b=c", [("a", "b=c")], id="the first equals sign parts"),
        pytest.param("a=1;b=2", [("a", "1;b=2")], id="a semicolon does not"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_form(form: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(parse_form(form, WHERE)) == expected


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        pytest.param("code", "[REDACTED]", True, id="redacted"),
        pytest.param("code", "%5BREDACTED%5D", True, id="redacted and encoded"),
        pytest.param("code", "***", True, id="stars"),
        pytest.param("code", "abc", False, id="a value"),
        pytest.param("grant_type", "***", False, id="nothing that anyone would hide"),
        pytest.param("redirect_uri", "https://a.example/removed", False, id="a URL with a word"),
    ],
)
def test_a_redacted_value_is_hidden(name: str, value: str, *, hidden: bool) -> None:
    (found,) = parse_form(f"{name}={value}", WHERE)
    assert found.hidden is hidden


MULTIPART = """\
--x
Content-Disposition: form-data; name="code"

a+b%2F
--x
Content-Disposition: form-data; name=state
Content-Type: text/plain

two
lines
--x
no name

lost
--x
Content-Disposition: form-data; name="cut off"
--x--""".replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("body", "format_", "expected"),
    [
        pytest.param(NoBody(), BodyFormat.EMPTY, [], id="none"),
        pytest.param(TextBody(" \r\n"), BodyFormat.EMPTY, [], id="blanks"),
        pytest.param(UnrecordedBody("why"), BodyFormat.UNRECORDED, [], id="not recorded"),
        pytest.param(
            TextBody("code=a%2Bb&state=x"),
            BodyFormat.FORM,
            [("code", "a+b"), ("state", "x")],
            id="a form",
        ),
        pytest.param(
            TextBody("code=abc\n"), BodyFormat.FORM, [("code", "abc\n")], id="a final line feed"
        ),
        pytest.param(
            TextBody('{"code": "a+b%2F", "n": 1, "b": true, "none": null, "o": {"p": 1}}'),
            BodyFormat.JSON,
            [("code", "a+b%2F"), ("n", "1"), ("b", "true"), ("none", ""), ("o", '{"p": 1}')],
            id="JSON",
        ),
        pytest.param(
            TextBody('{"code": "a", "code": "b", "scope": ["c", "d"]}'),
            BodyFormat.JSON,
            [("code", "a"), ("code", "b"), ("scope", "c"), ("scope", "d")],
            id="JSON with repeats",
        ),
        pytest.param(TextBody('{"code": '), BodyFormat.TEXT, [], id="half an object"),
        pytest.param(TextBody("[1, 2]"), BodyFormat.TEXT, [], id="an array"),
        pytest.param(TextBody("[object Object]"), BodyFormat.TEXT, [], id="an object as a word"),
        pytest.param(
            TextBody('"grant_type=authorization_code&code=a%2Bb"'),
            BodyFormat.JSON,
            [("grant_type", "authorization_code"), ("code", "a+b")],
            id="a form in a JSON string",
        ),
        pytest.param(TextBody('"half'), BodyFormat.TEXT, [], id="half a JSON string"),
        pytest.param(
            TextBody(MULTIPART),
            BodyFormat.MULTIPART,
            [("code", "a+b%2F"), ("state", "two\r\nlines")],
            id="multipart",
        ),
        pytest.param(
            TextBody("code=a%2Bb\r\nstate=x\r\n"),
            BodyFormat.TEXT,
            [("code", "a+b"), ("state", "x")],
            id="lines",
        ),
        pytest.param(TextBody("just words"), BodyFormat.TEXT, [], id="words"),
        pytest.param(TextBody("<xml a='b=c'/>"), BodyFormat.TEXT, [], id="XML"),
    ],
)
def test_a_body_is_what_its_bytes_are(
    body: Body, format_: BodyFormat, expected: list[tuple[str, str]]
) -> None:
    actual, found = parse_body(body, "text/anything", WHERE)
    assert actual is format_
    assert pairs(found) == expected


@pytest.mark.parametrize(
    ("content_type", "format_"),
    [
        pytest.param(None, BodyFormat.FORM, id="no header"),
        pytest.param("application/x-www-form-urlencoded", BodyFormat.FORM, id="form"),
        pytest.param("multipart/form-data; boundary=x", BodyFormat.MULTIPART, id="multipart"),
        pytest.param("application/JSON", BodyFormat.JSON, id="JSON"),
    ],
)
@pytest.mark.parametrize(
    ("encoded", "text"),
    [pytest.param(True, "a+b c", id="encoded"), pytest.param(False, "a%2Bb+c", id="decoded")],
)
def test_fields_that_the_tool_parsed(
    content_type: str | None, format_: BodyFormat, *, encoded: bool, text: str
) -> None:
    body = FieldsBody((Field("code", "a%2Bb+c"), Field("file", None)), encoded=encoded)
    actual, found = parse_body(body, content_type, WHERE)
    assert actual is format_
    code, file = found
    assert (code.name, code.value) == ("code", text)
    assert (file.name, file.hidden) == ("file", True)


def test_fields_that_can_be_read_in_two_ways() -> None:
    fields = (
        Field("code", "a%2Bb"),
        Field("client_id", "spa"),
        Field("state", "1+2"),
        Field("a+b", "x"),
        Field("empty", ""),
    )
    _, found = parse_body(FieldsBody(fields, encoded=None), None, WHERE)
    assert [(item.name, item.hidden) for item in found] == [
        ("code", True),
        ("client_id", False),
        ("state", True),
        ("a+b", True),
        ("empty", False),
    ]


def jwt(payload: str) -> str:
    return f"e30.{base64.urlsafe_b64encode(payload.encode()).rstrip(b'=').decode()}.signature"


def test_the_claims_of_a_request_object() -> None:
    assert pairs(parse_jwt_claims(jwt('{"state": "ü", "max_age": 5}'), WHERE)) == [
        ("state", "ü"),
        ("max_age", "5"),
    ]


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("one.two", id="two parts"),
        pytest.param("a.b.c.d.e", id="encrypted"),
        pytest.param("e30.aaaaa.x", id="no base64"),
        pytest.param("e30.ü.x", id="no ASCII"),
        pytest.param(jwt("[]"), id="no object"),
        pytest.param(jwt("{"), id="no JSON"),
    ],
)
def test_what_is_no_request_object(token: str) -> None:
    assert parse_jwt_claims(token, WHERE) is None


def test_json_nested_beyond_all_measure_is_no_object() -> None:
    assert parse_json_object("[" * 100_000, WHERE) is None


def test_a_value_nested_beyond_all_measure_is_elided() -> None:
    depth = 600
    inner = "[" * depth + "]" * depth
    found = parse_json_object(json.dumps({"a": "b"})[:-1] + f', "c": {{"d": {inner}}}}}', WHERE)
    assert pairs(found)[0] == ("a", "b")


@pytest.mark.parametrize(
    "text",
    ["[hidden: variable CODE]", "a-[hidden: variable CODE]", "https://[hidden: variable CODE]/cb"],
)
def test_what_stands_in_for_a_value_says_what_is_missing(text: str) -> None:
    (item,) = parse_form(f"code={quote(text)}", WHERE)
    assert item.hidden
    with pytest.raises(Unseen, match=r"value of code .*“variable CODE” in its place"):
        _ = item.value


def test_a_value_with_two_readings_says_so() -> None:
    body = FieldsBody((Field("a", "x%2By"), Field("b", "xy")), encoded=None)
    _, (either, certain) = parse_body(body, None, WHERE)
    assert certain.value == "xy"
    with pytest.raises(Unseen, match=r"value of a .* whether it is still percent-encoded"):
        _ = either.value


def test_a_redacted_url_is_hidden() -> None:
    (item,) = parse_form("redirect_uri=https%3A%2F%2FREDACTED%2Fcb", WHERE)
    with pytest.raises(Unseen, match="redirect_uri is redacted"):
        _ = item.value
