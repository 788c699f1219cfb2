import base64
import json
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from pkcedoctor.redact.edits import Edits, applied
from pkcedoctor.redact.hosts import Hosts, Role
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.lookalikes import Lookalikes, chance
from pkcedoctor.redact.texts import Texts

CODE = "SplxlOBeZQQYbYS6WxSbIA"


def texts(*secrets: str, lenient: bool = False) -> Texts:
    made = Lookalikes(chance("a"))
    roles = (("login.acme.io", Role.SERVER), ("app.acme.io", Role.APP))
    return Texts(made, Hosts(roles, made, labels=True), Known(secrets), lenient=lenient)


def changed(rewrite: Callable[[str], Edits], text: str) -> str:
    return applied(text, rewrite(text))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grant_type", "authorization_code"),
        ("response_type", "code id_token"),
        ("code_challenge_method", "S256"),
        ("error", "invalid_grant"),
        ("error_description", "The code verifier is wrong (AADSTS50148), see RFC 7636."),
        ("scope", "openid profile offline_access User.Read"),
        ("code", "undefined"),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ("code", "{{code}}"),
        ("code", "[redacted]"),
        ("expires_in", "3600"),
        ("iat", "1795173716"),
        ("max_age", "2026-11-20T11:17:28Z"),
        ("claim", "12"),
        ("flag", "true"),
        ("redirect_uri", "http://localhost:8400/callback"),
        ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
        ("anything", ""),
        ("anything", " \n"),
    ],
)
def test_what_is_no_secret_stays(name: str, value: str) -> None:
    assert texts().renewed(name, value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", CODE),
        ("client_id", "demo-spa"),
        ("state", "authorization"),
        ("username", "alice"),
        ("grant_type", "x7Kq-99Zt2-Lm"),
        ("unheard_of", "some words of a user"),
        ("error_description", CODE),
        ("expires_in", "x7Kq99Zt2Lm"),
        ("email", "alice@acme.io"),
        ("phone_number", "+4915112345678"),
        ("scope", "openid x7Kq99Zt2LmNn"),
        ("data", "data:text/plain;base64,x7Kq99Zt2LmNn"),
    ],
)
def test_everything_else_is_replaced(name: str, value: str) -> None:
    new = texts().renewed(name, value)
    assert new != value
    assert len(new) == len(value)


def test_a_value_is_the_same_in_every_encoding() -> None:
    run = texts()
    code = "4/0AbC+d_E~f.g h&i=j%k/="
    once = run.renewed("code", code)
    encoded = changed(run.query, f"code={quote(code, safe='')}")
    assert encoded == f"code={quote(once, safe='')}"
    twice = changed(run.query, f"code={quote(quote(code, safe=''), safe='')}")
    assert twice == f"code={quote(quote(once, safe=''), safe='')}"


def test_templates_stay_and_what_is_around_them_does_not() -> None:
    run = texts()
    assert run.renewed("redirect_uri", "https://app.acme.io/{{path}}") == (
        "https://app.example/{{path}}"
    )
    new = run.renewed("code", "x7q9{{code}}y8")
    assert "{{code}}" in new
    assert "x7q9" not in new


def test_what_a_tool_left_of_a_hidden_value_goes_too() -> None:
    new = texts().renewed("code", "SplxlOBe***SbIA")
    assert new[8:11] == "***"
    assert "SplxlOBe" not in new
    assert texts().renewed("code", "Splx-REDACTED-lOBe")[4:14] == "-REDACTED-"
    assert texts("xxxxSecretxxxx").renewed("code", "xxxxSecretxxxx") != "xxxxSecretxxxx"
    assert texts().renewed("code", "SplxlOBe\u2026bIA") == "SplxlOBe\u2026bIA".replace(
        "SplxlOBe", texts().renewed("code", "SplxlOBe\u2026bIA")[:8]
    ).replace("bIA", texts().renewed("code", "SplxlOBe\u2026bIA")[9:])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://app.acme.io/callback", "https://app.example/callback"),
        ("https://APP.ACME.IO/Callback/", "https://APP.EXAMPLE/Callback/"),
        ("https://app.acme.io:8443/callback#_=_", "https://app.example:8443/callback#_=_"),
        ("https://login.acme.io/oauth2/v2.0/token", "https://as.example/oauth2/v2.0/token"),
        ("https://login.microsoftonline.com/common/oauth2", None),
        ("https://login.microsoftonline.com/error?code=70000", None),
        ("//app.acme.io/callback", "//app.example/callback"),
        ("/callback?error=access_denied", None),
        ("https://app.acme.io", "https://app.example"),
        ("https://app.acme.io/#/callback", "https://app.example/#/callback"),
        ("https://app.acme.io/#/cb?error=x", "https://app.example/#/cb?error=x"),
        ("https://login.acme.io/realms/master/x", "https://as.example/realms/master/x"),
        ("https://app.acm%65.io/cb", "https://app.exa%6Dple/cb"),
        ("https://{{host}}/callback", None),
        ("chrome-extension://callback/oauth2", None),
        ("https://app.acme.io/callback;", "https://app.example/callback;"),
    ],
)
def test_a_url_keeps_its_form(url: str, expected: str | None) -> None:
    run = texts()
    expected = url if expected is None else expected
    new = changed(run.url, url).replace("=70000", "=70000")
    if "70000" not in url and "/x" not in url:
        assert new == expected
    else:
        assert (
            new.partition("?")[0].rpartition("/")[0]
            == (expected.partition("?")[0].rpartition("/")[0])
        )


@pytest.mark.parametrize(
    ("url", "gone"),
    [
        ("https://alice:hunter2@app.acme.io/callback", "hunter2"),
        ("https://app.acme.io/users/alice-smith/callback", "alice"),
        ("https://app.acme.io/callback;jsessionid=A1B2C3D4E5F6", "A1B2"),
        ("https://login.acme.io/realms/acme-corp/protocol/openid-connect/token", "acme"),
        ("https://login.microsoftonline.com/acme.onmicrosoft.com/oauth2/v2.0/token", "acme"),
        ("https://x.okta.com/oauth2/aus1a2B3c4D5/v1/token", "aus1a2"),
        ("com.acme.spa:/callback", "acme"),
        ("acme-app://callback/alice", "acme"),
        ("https://app.acme.io:secret99/callback", "secret99"),
        ("https://app.acme.io/callback?token&A1B2C3D4E5F6", "A1B2"),
        ("https://app.acme.io/callback?A1B2C3D4E5F6=1", "A1B2"),
        ("https://app.acme.io/callback#access_token=A1B2C3D4E5F6", "A1B2"),
        ("https://app.acme.io/callback#A1B2C3D4E5F6", "A1B2"),
        ("javascript:alert('A1B2C3D4E5F6')", "A1B2"),
        ("blob:https://app.acme.io/A1B2C3D4E5F6", "A1B2"),
        ("https://203.0.113.9/callback", "203.0"),
    ],
)
def test_a_url_loses_what_tells_of_somebody(url: str, gone: str) -> None:
    assert gone not in changed(texts().url, url)


def test_ordinary_words_of_a_path_may_be_kept() -> None:
    url = "https://app.acme.io/portal/callback"
    assert changed(texts(lenient=True).url, url) == "https://app.example/portal/callback"
    assert "portal" not in changed(texts().url, url)
    assert "portal" not in changed(texts("portal", lenient=True).url, url)


def test_json_keeps_its_layout_and_repeated_names() -> None:
    run = texts()
    text = (
        '{ "code" : "SplxlOBeZQQYbYS6WxSbIA",\n "code":"\\u0041bcdefgh12",'
        ' "n": [1, 22222222, -00000000],'
    )
    new = changed(run.json, text)
    assert new.count('"code"') == 2
    assert new.startswith('{ "code" : "')
    assert "Splx" not in new
    assert "22222222" not in new
    assert '"n": [1, ' in new
    assert re.search(r"-[1-9]\d{7}\]", new)


def test_damaged_json_is_rewritten_as_well() -> None:
    run = texts()
    for text in (
        '{"code":"SplxlOBeZQQYbYS6WxSbIA',
        '{"a":1}&code=SplxlOBeZQQYbYS6WxSbIA',
        '{"code":"SplxlOBeZQQYbYS6WxSbIA\\q"}',
        "{code:SplxlOBeZQQYbYS6WxSbIA}",
        '"grant_type=x&code=SplxlOBeZQQYbYS6WxSbIA"',
        '{"SplxlOBeZQQYbYS6WxSbIA":null}',
        '{"\\q":"SplxlOBeZQQYbYS6WxSbIA"}',
    ):
        assert "Splx" not in changed(run.json, text)


def test_a_jwt_becomes_unsigned_with_neutral_claims() -> None:
    claims = {"sub": "alice", "exp": 1795173716, "aud": "demo-spa", "iss": "https://login.acme.io"}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    token = f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2lnbmF0dXJlc2lnbmF0dXJl"
    run = texts()
    new = run.renewed("id_token", token)
    header, body, signature = new.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "none"}
    assert signature == ""
    assert told["exp"] == 1795173716
    assert told["iss"] == "https://as.example"
    assert told["aud"] == run.renewed("client_id", "demo-spa")
    assert told["sub"] != "alice"
    assert run.renewed("access_token", token) == new
    assert len(run.renewed("code", "x" + token)) == len(token) + 1
    assert run.renewed("id_token", new) == run.renewed("id_token", new)


@pytest.mark.parametrize(
    "token",
    [
        "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24gYXQgYWxs.c2lnbmF0dXJl",
        "eyJhbGciOiJIUzI1NiJ9._____w.c2lnbmF0dXJl",
        "eyJhbGciOiJIUzI1NiJ9.e25vcGU.c2lnbmF0dXJl",
    ],
)
def test_what_only_looks_like_a_jwt_is_replaced_as_it_is(token: str) -> None:
    new = texts().renewed("id_token", token)
    assert new != token
    assert len(new) == len(token)


def test_basic_credentials_are_rewritten_inside() -> None:
    run = texts()
    encoded = base64.b64encode(b"demo-web:s3cr%2Bet").decode()
    new = changed(run.credentials, f"Basic {encoded}")
    decoded = base64.b64decode(new.removeprefix("Basic ")).decode()
    client_id, _, secret = decoded.partition(":")
    assert client_id == run.renewed("client_id", "demo-web")
    assert "%2B" in secret
    assert secret != "s3cr%2Bet"


@pytest.mark.parametrize(
    "header",
    [
        "Basic nothing-in-base64!",
        "Basic " + base64.b64encode(b"no colon in this").decode(),
        "Basic [redacted] secret9x",
        "Bearer SplxlOBeZQQYbYS6WxSbIA",
        "SplxlOBeZQQYbYS6WxSbIA",
        "Sp1xl0BeZQQ9bYS6 WxSbIA2",
    ],
)
def test_other_credentials_are_replaced(header: str) -> None:
    new = changed(texts().credentials, header)
    assert new != header
    assert "Splx" not in new


def test_cookies_keep_their_names() -> None:
    new = changed(texts().cookies, "sid=A1B2C3D4E5; lonely-A1B2C3D4E5; A1B2C3D4E5=x9")
    assert new.startswith("sid=")
    assert "A1B2" not in new


@pytest.mark.parametrize(
    ("prose", "gone"),
    [
        ("code SplxlOBeZQQYbYS6WxSbIA was used", "Splx"),
        ("user alice not found", "alice"),
        ("ask alice@acme.io for help", "acme"),
        ("client 14f696cc-f0bf-5899-a660-eb1e9cad077b unknown", "14f696cc"),
        ("from 203.0.113.9:4711 at 11:20", "203.0"),
        ("see https://app.acme.io/help?user=alice9", "acme"),
        ("host app.acme.io refused", "acme"),
        ("code=SplxlOBeZQQYbYS6WxSbIA&state=x7Kq99Zt2LmNn", "Splx"),
        ("code:SplxlOBeZQQYbYS6WxSbIA", "Splx"),
        ("code%3DSplxlOBeZQQYbYS6WxSbIA", "Splx"),
        ("got [hidden] SplxlOBe***SbIA", "Splx"),
        ("a:b:c:d:e:f:g:SplxlOBeZQQYbYS6WxSbIA", "Splx"),
    ],
)
def test_prose_loses_what_is_no_word(prose: str, gone: str) -> None:
    assert gone not in changed(texts("alice").prose, prose)


@pytest.mark.parametrize(
    "prose",
    [
        "AADSTS501481: The Code_Verifier does not match. Timestamp: 2026-11-20 09:12:11Z",
        "Missing parameter: `code_verifier` (RFC 7636, SHA-256)",
        "Das Feld \u201egültig\u201c fehlt — 43 bis 128 Zeichen!",
        'Bearer realm="Doorkeeper", error="invalid_client"',
        "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
        "{{code}} undefined",
    ],
)
def test_words_of_servers_stay(prose: str) -> None:
    assert changed(texts().prose, prose) == prose


def test_an_assigned_value_is_met_everywhere() -> None:
    run = texts("abcdefgh-challenge-1")
    run.assigned["abcdefgh-challenge-1"] = "another-challenge-99"
    assert run.renewed("code_challenge", "abcdefgh-challenge-1") == "another-challenge-99"
    assert (
        changed(run.prose, "was abcdefgh-challenge-1 before") == "was another-challenge-99 before"
    )
    assert changed(run.prose, "ABCDEFGH-challenge-1!") == "another-challenge-99!"
    unknown = texts()
    unknown.assigned["abcdefgh-chal9"] = "another-chal99"
    assert changed(unknown.prose, "was abcdefgh-chal9.") == "was another-chal99."


def test_an_answers_code_may_be_a_word() -> None:
    run = texts()
    run.refusing = True
    assert run.renewed("code", "invalid_code") == "invalid_code"
    assert run.renewed("message", "Invalid code") == "Invalid code"
    assert run.renewed("code", CODE) != CODE


def test_names_are_kept_unless_they_hold_a_secret() -> None:
    run = texts("hunter2abc")
    assert run.named("X-Request-Id") == "X-Request-Id"
    assert run.named("hunter2abc") != "hunter2abc"
    assert run.named("{{name}}") == "{{name}}"
    assert run.named("") == ""
    assert changed(run.query, "hunter2abc&flag&=") != "hunter2abc&flag&="


def test_secrets_are_known_by_the_names_they_go_under() -> None:
    run = texts()
    for name, value in {
        "client_secret": "s3cret-value",
        "token_type": "Bearer",
        "username": "alice",
        "password": "{{password}}",
        "api_key": "key-123456",
        "token_url": "https://app.acme.io/token",
        "session": "app.example",
        "otp": "[redacted]",
        "X-Token": "Bearer abcdefghij",
    }.items():
        run.value(name, value)
    assert run.secrets() == {
        "s3cret-value",
        "alice",
        "key-123456",
        "Bearer abcdefghij",
        "abcdefghij",
    }


def test_json_in_a_value_is_rewritten_inside() -> None:
    new = json.loads(texts().renewed("claims", '{"userinfo":{"given_name":"Alice"}}'))
    assert new.keys() == {"userinfo"}
    assert new["userinfo"]["given_name"] != "Alice"
    assert texts().renewed("claims", "{no json x7Kq99Zt2}") != "{no json x7Kq99Zt2}"
