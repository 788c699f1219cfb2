import pytest

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
from pkcedoctor.redact.bodies import rewritten_answer, rewritten_headers, rewritten_request_body
from pkcedoctor.redact.hosts import Hosts, Role
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.lookalikes import Lookalikes, chance
from pkcedoctor.redact.texts import Texts

CODE = "SplxlOBeZQQYbYS6WxSbIA"
BASE = "https://login.acme.io/token"


def texts() -> Texts:
    made = Lookalikes(chance("a"))
    roles = (("login.acme.io", Role.SERVER), ("app.acme.io", Role.APP))
    return Texts(made, Hosts(roles, made, labels=True), Known(()), lenient=False)


def sent(body: Body, content_type: str | None = None) -> HttpExchange:
    headers = () if content_type is None else (Header("Content-Type", content_type),)
    return HttpExchange("", 0, None, None, HttpRequest("POST", BASE, headers, body), None)


def answered(body: Body, status: int = 400) -> HttpExchange:
    request = HttpRequest("POST", BASE, (), NoBody())
    return HttpExchange("", 0, None, None, request, HttpResponse(status, (), body))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"),
        ("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
        ("Access-Control-Allow-Origin", "*"),
        ("Origin", "null"),
        ("WWW-Authenticate", 'Basic realm="Doorkeeper", error="invalid_client"'),
        ("User-Agent", "Mozilla/5.0"),
        ("Content-Length", "213"),
        ("Access-Control-Allow-Headers", "authorization, content-type"),
    ],
)
def test_headers_that_tell_of_nobody_stay(name: str, value: str) -> None:
    assert rewritten_headers((Header(name, value),), BASE, texts()) == [Header(name, value)]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Host", "login.acme.io:8443", "as.example:8443"),
        ("Origin", "https://app.acme.io", "https://app.example"),
        ("Location", "/callback", "/callback"),
        ("Referer", "https://app.acme.io/callback", "https://app.example/callback"),
        ("User-Agent", "Mozilla/5.0 (Alice's phone)", "Mozilla/5.0"),
        ("Set-Cookie", "sid=; Domain=acme.io; Secure; HttpOnly", "sid=; Secure; HttpOnly"),
    ],
)
def test_headers_lose_hosts(name: str, value: str, expected: str) -> None:
    assert rewritten_headers((Header(name, value),), BASE, texts()) == [Header(name, expected)]


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Authorization",
        "Cookie",
        "Set-Cookie",
        "DPoP",
        "X-Api-Key",
        "X-Forwarded-For",
        CODE,
    ],
)
def test_other_headers_lose_their_values(name: str) -> None:
    (new,) = rewritten_headers((Header(name, f"sid={CODE} x"),), BASE, texts())
    assert "Splx" not in new.name + new.value


MULTIPART = (
    "------WebKitFormBoundaryA1B2C3D4E5\r\n"
    'Content-Disposition: form-data; name="code"\r\n\r\n'
    f"{CODE}\r\n"
    "------WebKitFormBoundaryA1B2C3D4E5\r\n"
    "Content-Disposition: form-data\r\n\r\nnameless x7Kq99Zt2\r\n"
    "------WebKitFormBoundaryA1B2C3D4E5--\r\n"
)


@pytest.mark.parametrize(
    "text",
    [
        f"grant_type=authorization_code&code={CODE}",
        f"grant_type=authorization_code\r\ncode={CODE}",
        f'{{"grant_type": "authorization_code", "code": "{CODE}"}}',
        f'"grant_type=authorization_code&code={CODE}"',
        f"<code>{CODE}</code>",
        f"some text = {CODE}",
        f"some text {CODE}",
        MULTIPART,
    ],
)
def test_a_body_of_any_kind_loses_its_code(text: str) -> None:
    run = texts()
    body = rewritten_request_body(sent(TextBody(text)), run)
    assert isinstance(body, TextBody)
    assert "Splx" not in body.text
    assert "x7Kq" not in body.text
    assert run.renewed("code", CODE) in body.text
    assert len(body.text) == len(text)


def test_multipart_keeps_one_boundary_in_header_and_body() -> None:
    run = texts()
    label = "multipart/form-data; boundary=----WebKitFormBoundaryA1B2C3D4E5"
    (header,) = rewritten_headers((Header("Content-Type", label),), BASE, run)
    body = rewritten_request_body(sent(TextBody(MULTIPART), label), run)
    assert isinstance(body, TextBody)
    boundary = header.value.partition("boundary=")[2]
    assert body.text.startswith(f"--{boundary}\r\n")
    assert body.text.endswith(f"--{boundary}--\r\n")


@pytest.mark.parametrize("encoded", [True, False, None])
def test_fields_keep_their_encoding(encoded: bool | None) -> None:  # noqa: FBT001
    run = texts()
    fields = (Field("code", f"{CODE}%2B"), Field("file", None))
    body = rewritten_request_body(sent(FieldsBody(fields, encoded)), run)
    assert isinstance(body, FieldsBody)
    code, file = body.fields
    assert code.value == f"{run.renewed('code', CODE)}%2B"
    assert file == Field("file", None)


@pytest.mark.parametrize("body", [NoBody(), UnrecordedBody("the tool records no bodies")])
def test_what_is_not_there_stays_away(body: Body) -> None:
    assert rewritten_request_body(sent(body), texts()) is body
    assert rewritten_answer(answered(body), texts()) == ""
    assert rewritten_answer(sent(body), texts()) == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"error": "invalid_grant"}', '{"error": "invalid_grant"}'),
        ("error=invalid_grant&error_description=Bad+code", None),
        ("<html><p>Bad &amp; old<script>x</script></p>", None),
        ("<error>Bad code</error>", "<answer>Bad code</answer>"),
        ("Bad code", "Bad code"),
        ("1 = 2", None),
    ],
)
def test_words_of_an_answer_stay(body: str, expected: str | None) -> None:
    new = rewritten_answer(answered(TextBody(body)), texts())
    if body.startswith("<html"):
        expected = "<!DOCTYPE html><html><body>Bad &amp; old</body></html>"
    assert new == (body if expected is None else expected)


@pytest.mark.parametrize(
    "body",
    [
        f'{{"access_token": "{CODE}"}}',
        f"access_token={CODE}&expires_in=3600",
        f"<html>{CODE}</html>",
        f"{CODE}1234567890",
        f"Bad code {CODE}",
    ],
)
def test_secrets_of_an_answer_go(body: str) -> None:
    assert "Splx" not in rewritten_answer(answered(TextBody(body), 200), texts())


def test_fields_of_an_answer_are_a_form() -> None:
    fields = FieldsBody((Field("error", "invalid_grant"), Field("code", None)), encoded=False)
    assert rewritten_answer(answered(fields), texts()) == "error=invalid_grant&code="
