from base64 import b64encode
from collections.abc import Mapping

import pytest

from pkcedoctor.capture.bodies import Setting, request_body, response_body
from pkcedoctor.capture.headers import headers_of
from pkcedoctor.capture.http import Body, Field, FieldsBody, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.producers import Producer
from pkcedoctor.capture.remarks import Remarks

FORM = "application/x-www-form-urlencoded"
SIDECARS = {"body.dat": b"from a file", "empty.dat": b"", "bytes.dat": b"\xff\xe9"}


def setting(tool: str = "", *, failed: bool = False) -> Setting:
    return Setting("entry 1", Producer(tool, ""), SIDECARS.get, Remarks(), failed)


def sent(request: Mapping[str, object], *lines: str, tool: str = "", method: str = "POST") -> Body:
    return request_body(request, method, headers_of(list(lines)), setting(tool))


def base64(data: bytes) -> str:
    return b64encode(data).decode()


@pytest.mark.parametrize(
    ("post", "text"),
    [
        pytest.param({"text": "a=b", "params": [{"name": "c"}]}, "a=b", id="text wins"),
        pytest.param("a=b", "a=b", id="a string"),
        pytest.param({"text": {"a": "b"}}, '{"a": "b"}', id="an object"),
        pytest.param({"text": base64(b"a=b"), "encoding": "BASE64"}, "a=b", id="base64"),
        pytest.param({"text": "YT1i\r\n\r\nYT1i", "encoding": "base64"}, "a=ba=b", id="wrapped"),
        pytest.param({"text": "a=b", "encoding": "base64"}, "a=b", id="no base64 at all"),
        pytest.param({"text": "YT1iJmM", "encoding": "base64"}, "a=b&c", id="no padding"),
        pytest.param({"text": "YT0-Pz8_", "encoding": "base64"}, "a=>???", id="URL-safe"),
        pytest.param({"text": "__79_A", "encoding": "base64"}, "__79_A", id="URL-safe, no text"),
        pytest.param({"text": "a=b", "encoding": "utf-8"}, "a=b", id="another encoding"),
        pytest.param({"text": "", "_file": "body.dat"}, "from a file", id="a file beside"),
        pytest.param(
            {"text": "", "_file": "x", "_content": {"text": base64(b"a=b"), "encoding": "base64"}},
            "a=b",
            id="HTTP Toolkit, in the body",
        ),
        pytest.param({"text": "\ufeffa=b"}, "\ufeffa=b", id="a byte-order mark is evidence"),
        pytest.param({"text": "a=\ud800"}, "a=\ud800", id="a lone surrogate"),
    ],
)
def test_text_of_a_request(post: object, text: str) -> None:
    assert sent({"postData": post}) == TextBody(text)


def test_text_beside_the_post_data() -> None:
    assert sent({"_content": {"text": "a=b"}}) == TextBody("a=b")


@pytest.mark.parametrize(
    "post",
    [{"text": base64(b"\xff\xe9"), "encoding": "base64"}, {"_file": "bytes.dat"}],
    ids=["base64", "a file"],
)
def test_bytes_that_are_no_text(post: object) -> None:
    noticed = setting()
    assert request_body({"postData": post}, "POST", (), noticed) == TextBody("\udcff\udce9")
    assert noticed.remarks.sentences() == (
        (
            "A body is not UTF-8; its stray bytes are shown as the code points U+DC80 to U+DCFF"
            " (entry 1)."
        ),
    )


FIELDS = [{"name": "a", "value": "1 2"}, {"name": "a", "value": ""}, {"name": "f"}]


@pytest.mark.parametrize(
    ("params", "fields"),
    [
        pytest.param(
            FIELDS, (Field("a", "1 2"), Field("a", ""), Field("f", None)), id="as specified"
        ),
        pytest.param([["a", "1"], ["b", None]], (Field("a", "1"), Field("b", None)), id="pairs"),
        pytest.param(
            {"a": "1", "b": {"c": 2}}, (Field("a", "1"), Field("b", '{"c": 2}')), id="object"
        ),
        pytest.param(
            [None, 5, {"value": "x"}, {"name": "a", "value": 1}], (Field("a", "1"),), id="rubbish"
        ),
    ],
)
def test_fields(params: object, fields: tuple[Field, ...]) -> None:
    assert sent({"postData": {"text": "", "params": params}}) == FieldsBody(fields, encoded=False)


@pytest.mark.parametrize(
    ("tool", "kind", "value", "encoded"),
    [
        pytest.param("WebInspector", FORM, "a b", True, id="Chrome never decodes"),
        pytest.param("Firefox", FORM, "http%3A%2F%2Fapp", False, id="Firefox always does"),
        pytest.param("WebInspector", "multipart/form-data; b=1", "a%2Fb", False, id="multipart"),
        pytest.param("", "Application/JSON", "a%2Fb", False, id="JSON"),
        pytest.param("", FORM, "http%3A%2F%2Fapp", True, id="unknown, an encoded URL"),
        pytest.param("", FORM, "http://app", False, id="unknown, a plain URL"),
    ],
)
def test_encoding_of_fields(tool: str, kind: str, value: str, encoded: bool) -> None:  # noqa: FBT001 - a table's column
    request = {"postData": {"params": [{"name": "a", "value": value}]}}
    assert sent(request, f"Content-Type: {kind}", tool=tool) == FieldsBody(
        (Field("a", value),), encoded=encoded
    )


def test_the_header_tells_the_type_before_the_tool_does() -> None:
    request = {
        "postData": {"mimeType": FORM, "params": [{"name": "a", "value": "http%3A%2F%2Fapp"}]}
    }
    assert sent(request, "content-type: application/json") == FieldsBody(
        (Field("a", "http%3A%2F%2Fapp"),), encoded=False
    )
    assert sent(request) == FieldsBody((Field("a", "http%3A%2F%2Fapp"),), encoded=True)


def test_a_doubtful_encoding_is_noted() -> None:
    noticed = setting()
    request = {"postData": {"params": [{"name": "a", "value": "1+2"}]}}
    body = request_body(request, "POST", (), noticed)
    assert body == FieldsBody((Field("a", "1+2"),), encoded=None)
    (note,) = noticed.remarks.sentences()
    assert "does not tell whether its form fields are still percent-encoded" in note


@pytest.mark.parametrize(
    ("request_", "lines", "method"),
    [
        pytest.param({}, ["Content-Length: 0"], "POST", id="no length"),
        pytest.param({"postData": None}, ["Host: a"], "POST", id="nothing announces one"),
        pytest.param({"bodySize": 0}, ["Content-Type: text/plain"], "POST", id="no size"),
        pytest.param(
            {"postData": {"mimeType": "", "params": [], "text": ""}, "bodySize": 5},
            [],
            "GET",
            id="old Firefox",
        ),
        pytest.param({"postData": {"mimeType": FORM, "text": ""}}, [], "GET", id="Fiddler"),
        pytest.param({}, [], "OPTIONS", id="a preflight"),
    ],
)
def test_no_request_body(request_: dict[str, object], lines: list[str], method: str) -> None:
    assert sent(request_, *lines, method=method) == NoBody()


@pytest.mark.parametrize(
    ("request_", "lines", "tool", "reason"),
    [
        pytest.param(
            {},
            [f"Content-Type: {FORM}", "content-length: 212"],
            "WebInspector",
            "Content-Length says 212 bytes, but the file holds no body;"
            " export before the page navigates away",
            id="Chrome after a navigation",
        ),
        pytest.param(
            {"postData": {"text": "", "params": []}, "bodySize": 212},
            [f"Content-Type: {FORM}"],
            "Playwright",
            "bodySize says 212 bytes",
            id="Playwright without bodies",
        ),
        pytest.param(
            {"postData": {"mimeType": FORM}, "bodySize": 0},
            [],
            "",
            "its Content-Type announces a form",
            id="a form",
        ),
        pytest.param(
            {}, ["Content-Type: application/json"], "", "its headers announce one", id="a type"
        ),
        pytest.param(
            {}, ["Transfer-Encoding: chunked"], "", "its headers announce one", id="chunked"
        ),
        pytest.param({}, [], "", "nothing says that there was none", id="no headers either"),
        pytest.param(
            {"postData": {"comment": "Request bodies are not included."}},
            ["Host: a"],
            "Firefox",
            "nothing says that there was none",
            id="Firefox by preference",
        ),
        pytest.param(
            {}, ["Host: a"], "BrowserMob Proxy", "nothing says that there was none", id="BrowserMob"
        ),
        pytest.param(
            {"postData": {"_file": "gone.dat"}},
            ["Host: a"],
            "Playwright",
            "the body is in a file beside the HAR that is not there",
            id="a file that is not there",
        ),
        pytest.param(
            {"postData": {"_file": "empty.dat"}},
            ["Content-Length: 5"],
            "Playwright",
            "Content-Length says 5 bytes",
            id="a file that is empty",
        ),
    ],
)
def test_unrecorded_request_body(
    request_: dict[str, object], lines: list[str], tool: str, reason: str
) -> None:
    body = sent(request_, *lines, tool=tool)
    assert isinstance(body, UnrecordedBody)
    assert body.reason.startswith(reason)


def test_a_get_that_shows_a_body_keeps_it_with_a_note() -> None:
    noticed = setting("WebKit Web Inspector")
    body = request_body({"postData": {"text": "a=b"}}, "GET", (), noticed)
    assert body == TextBody("a=b")
    (note,) = noticed.remarks.sentences()
    assert note.startswith("A GET shows a body")


def received(
    response: Mapping[str, object],
    *lines: str,
    status: int = 400,
    tool: str = "",
    failed: bool = False,
) -> Body:
    return response_body(response, status, headers_of(list(lines)), setting(tool, failed=failed))


VIEWER = "application/vnd.mozilla.json.view; charset=UTF-8"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param({"text": "{}"}, "{}", id="text"),
        pytest.param({"text": "\ufeff{}"}, "{}", id="a byte-order mark"),
        pytest.param({"text": {"error": "x"}}, '{"error": "x"}', id="Requestly"),
        pytest.param({"text": base64(b"{}"), "encoding": "base64"}, "{}", id="base64"),
        pytest.param({"text": base64(b"\xef\xbb\xbf{}"), "encoding": "base64"}, "{}", id="both"),
        pytest.param({"text": '{"a":1}', "encoding": "base64"}, '{"a":1}', id="wrong base64"),
        pytest.param(
            {"text": "null", "encoding": "base64", "mimeType": VIEWER}, "null", id="Firefox"
        ),
        pytest.param({"text": "{}", "encoding": "utf-8"}, "{}", id="Advanced REST Client"),
        pytest.param({"text": '{"error":"\udce9"}'}, '{"error":"\udce9"}', id="mitmproxy"),
        pytest.param({"_file": "body.dat"}, "from a file", id="a file beside"),
    ],
)
def test_text_of_a_response(content: object, text: str) -> None:
    assert received({"content": content}) == TextBody(text)


@pytest.mark.parametrize(
    ("response", "lines", "status"),
    [
        pytest.param({"content": {"size": 0}}, [], 400, id="size 0"),
        pytest.param({"content": {"size": 0}, "bodySize": 5}, [], 400, id="an empty chunk"),
        pytest.param({"content": {"size": -1}, "bodySize": 0}, [], 302, id="no bytes"),
        pytest.param({"content": {"text": ""}}, ["Content-Length: 0"], 400, id="no length"),
        pytest.param({"content": {"size": 3}}, [], 204, id="no content"),
    ],
)
def test_no_response_body(response: dict[str, object], lines: list[str], status: int) -> None:
    assert received(response, *lines, status=status) == NoBody()


def test_firefox_counts_headers_as_body() -> None:
    assert received({"content": {"size": 0}, "bodySize": 300}, tool="Firefox") == NoBody()


@pytest.mark.parametrize(
    ("response", "lines", "failed", "reason"),
    [
        pytest.param(
            {"content": {"size": 124}}, [], False, "the file holds no response body", id="size"
        ),
        pytest.param(
            {"content": {}}, [], False, "the file holds no response body", id="nothing known"
        ),
        pytest.param(
            {"content": {"size": 0}},
            ["Content-Length: 9"],
            False,
            "the file holds no response body",
            id="a length",
        ),
        pytest.param(
            {"content": {"size": 0, "comment": "Response bodies are not included."}},
            [],
            False,
            "the file holds no response body",
            id="Firefox by preference",
        ),
        pytest.param(
            {"content": {"size": 0}, "bodySize": -262},
            [],
            True,
            "the request failed in the browser",
            id="withheld from another origin",
        ),
        pytest.param(
            {"content": {"size": 0, "text": ""}, "bodySize": 135},
            [],
            False,
            "the response went to a service worker",
            id="a service worker's twin",
        ),
        pytest.param(
            {"content": {"size": 9, "_file": "gone.json"}},
            [],
            False,
            "the body is in a file beside the HAR",
            id="a file that is not there",
        ),
    ],
)
def test_unrecorded_response_body(
    response: dict[str, object],
    lines: list[str],
    failed: bool,  # noqa: FBT001 - a table's column
    reason: str,
) -> None:
    body = received(response, *lines, failed=failed)
    assert isinstance(body, UnrecordedBody)
    assert body.reason.startswith(reason)
