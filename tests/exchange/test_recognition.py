import base64
from dataclasses import replace

import pytest

from pkcedoctor.capture.http import HttpExchange, NoBody
from pkcedoctor.exchange.messages import AuthorizationRequest, BodyFormat, TokenRequest
from pkcedoctor.exchange.recognition import (
    authorization_parameters,
    is_code_redemption,
    is_token_url,
    preflight,
    pushed_request,
    request_object,
    token_request,
)
from tests.builders import (
    APP,
    AUTHORIZE,
    CLIENT_ID,
    SECRET,
    TOKEN,
    Draft,
    accepted,
    answer,
    numbered,
    post,
    refused,
)
from tests.builders import preflight as asks

ASKING = "client_id=a&code_challenge=b"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://as.example/x?response_type=code&client_id=a", id="response_type"),
        pytest.param(
            "https://as.example/x?response_type=code+id_token&client_id=a", id="hybrid flow"
        ),
        pytest.param("https://as.example/x?client_key=a&response_type=code", id="TikTok"),
        pytest.param(f"https://as.example/x?{ASKING}", id="a challenge"),
        pytest.param("https://as.example/oauth2/authorize?client_id=a&scope=b", id="GitHub"),
        pytest.param("https://as.example/authorize?client_id=a&request_uri=urn:x", id="PAR"),
        pytest.param("https://as.example/auth?client_id=a&request=x.y.z", id="request object"),
        pytest.param(
            "https://as.example/oauth_authorize.php/authorize?client_id=a&state=1", id="p"
        ),
    ],
)
def test_an_authorization_request(url: str) -> None:
    assert authorization_parameters(url, "entry 1") is not None


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://as.example/authorize", id="no query"),
        pytest.param("https://as.example/authorize?state=1&scope=x", id="no client"),
        pytest.param(
            "https://as.example/authorize?client_id=a&response_type=token", id="implicit flow"
        ),
        pytest.param("https://as.example/widget?client_id=a&state=1", id="another path"),
        pytest.param("https://as.example/authorize?client_id=a", id="nothing asked"),
        pytest.param("https://as.example/authorize?client_id=a&code=b&state=1", id="a response"),
        pytest.param(f"https://as.example/token?grant_type=x&{ASKING}", id="a token request"),
    ],
)
def test_no_authorization_request(url: str) -> None:
    assert authorization_parameters(url, "entry 1") is None


def test_a_request_object_is_read() -> None:
    payload = base64.urlsafe_b64encode(b'{"state": "x"}').decode()
    found = authorization_parameters(f"{AUTHORIZE}?client_id=a&request=e30.{payload}.s", "entry 1")
    assert found is not None
    claims, unreadable = request_object(found)
    assert unreadable is None
    assert claims is not None
    assert [(item.name, item.text, item.where) for item in claims] == [
        ("state", "x", "entry 1, query, request object")
    ]


def test_a_request_object_that_cannot_be_read() -> None:
    found = authorization_parameters(f"{AUTHORIZE}?client_id=a&request=a.b.c.d.e", "entry 1")
    assert found is not None
    assert request_object(found) == (
        None,
        "the request object of the authorization request is encrypted or unreadable",
    )


def test_no_request_object() -> None:
    found = authorization_parameters(f"{AUTHORIZE}?{ASKING}", "entry 1")
    assert found is not None
    assert request_object(found) == (None, None)


PUSHED = answer(201, '{"request_uri": "urn:x", "expires_in": 60}')
PUSHING = (("response_type", "code"), ("client_id", "a"))


def test_a_pushed_request() -> None:
    found = pushed_request(post("https://as.example/par", PUSHING, response=PUSHED))
    assert found is not None
    uri, parameters = found
    assert uri == "urn:x"
    assert [(item.name, item.text) for item in parameters] == list(PUSHING)


def test_a_pushed_request_object() -> None:
    entry = post("https://as.example/par", (("request", "a.b.c"),), response=PUSHED)
    assert pushed_request(entry) is not None


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(post("https://as.example/par", PUSHING), id="no answer worth the name"),
        pytest.param(
            post("https://as.example/par", PUSHING, response=answer(201, "{}")), id="no request_uri"
        ),
        pytest.param(
            post("https://as.example/par", PUSHING, response=answer(201, "<html>")), id="a page"
        ),
        pytest.param(
            replace(post("https://as.example/par", PUSHING), response=None), id="no answer"
        ),
        pytest.param(
            post("https://as.example/x", (("a", "b"),), response=PUSHED), id="another request"
        ),
        pytest.param(post("https://as.example/par", "", response=PUSHED), id="no body"),
        pytest.param(accepted().authorization(), id="a GET"),
    ],
)
def test_no_pushed_request(entry: HttpExchange) -> None:
    assert pushed_request(entry) is None


@pytest.mark.parametrize(
    "path",
    [
        "/token",
        "/oauth/token",
        "/oauth2/v1/token/",
        "/access_token",
        "/oauth/accesstoken",
        "/api/oauth.v2.access",
        "/oauth/token.php",
        "/v1/tokens",
        "/connect/token",
        "/OAuth/GetToken",
    ],
)
def test_a_token_url(path: str) -> None:
    assert is_token_url(f"https://as.example{path}?x=y")


@pytest.mark.parametrize("path", ["/", "/tokenize", "/authorize", "/oauth2", "/token/introspect"])
def test_no_token_url(path: str) -> None:
    assert not is_token_url(f"https://as.example{path}")


LOGIN = accepted().exchange().authorization_request
assert LOGIN is not None
LOGINS: list[AuthorizationRequest] = [LOGIN]
API = f"{APP}/api/session"
TO_BACKEND = '{"code": "x", "code_verifier": "y", "state": "z"}'


def request_of(draft: Draft) -> TokenRequest:
    (entry,) = numbered((draft.redemption(),))
    return token_request(entry, headers_removed=False)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="as it should be"),
        pytest.param(refused().posted_to("https://as.example/"), id="at any URL"),
        pytest.param(refused().with_(grant_type="code"), id="a wrong grant type"),
        pytest.param(refused().with_(grant_type="client_credentials"), id="another grant's name"),
        pytest.param(refused().with_(grant_type=""), id="an empty grant type"),
        pytest.param(refused().with_(grant_type=None), id="no grant type"),
        pytest.param(
            refused().with_(grant_type=None, code_verifier=None), id="no grant type, no verifier"
        ),
        pytest.param(refused().with_(code=None, grant_type=None), id="a verifier and no code"),
        pytest.param(
            refused().with_(grant_type=None, code_verifier=None, client_secret=SECRET),
            id="a code and a secret",
        ),
        pytest.param(refused().in_query().by("GET"), id="a GET"),
        pytest.param(
            refused().in_query().by("GET").with_(grant_type=None), id="a GET without grant type"
        ),
        pytest.param(refused().as_json(), id="JSON"),
        pytest.param(refused().as_json().posted_to(API), id="JSON with its grant type, elsewhere"),
        pytest.param(refused().with_(grant_type=None).as_json(), id="JSON without its grant type"),
        pytest.param(refused().with_body(TO_BACKEND).posted_to(""), id="JSON given without a URL"),
        pytest.param(refused().with_body("[object Object]"), id="a body that says nothing"),
        pytest.param(refused().with_body(NoBody()), id="no body"),
        pytest.param(refused().with_body("client_id=a"), id="a client and nothing else"),
    ],
)
def test_a_code_redemption(draft: Draft) -> None:
    assert is_code_redemption(request_of(draft), logins=LOGINS)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(
            refused().with_body("grant_type=refresh_token&refresh_token=x"), id="a refresh"
        ),
        pytest.param(
            refused().with_body("refresh_token=x&client_id=a"), id="a refresh without its type"
        ),
        pytest.param(refused().with_body("grant_type=client_credentials"), id="client credentials"),
        pytest.param(refused().with_body("grant_type=password&username=a"), id="a password"),
        pytest.param(
            refused().with_body(
                "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=x"
            ),
            id="an exchange of tokens",
        ),
        pytest.param(
            refused().with_body("grant_type=urn:ietf:params:oauth:grant-type:device_code&code=x"),
            id="a device's code",
        ),
        pytest.param(refused().by("OPTIONS"), id="OPTIONS"),
        pytest.param(refused().by("HEAD"), id="HEAD"),
        pytest.param(refused().with_(response_type="code"), id="an authorization request"),
        pytest.param(
            refused().with_body(TO_BACKEND).posted_to(API), id="a page to its own backend"
        ),
        pytest.param(
            refused().with_body(TO_BACKEND).posted_to(f"{APP}/api/token"),
            id="a page to its own backend's token endpoint",
        ),
        pytest.param(
            refused()
            .with_(grant_type=None, code_verifier=None, code="123456")
            .posted_to("https://as.example/login/mfa"),
            id="a second factor",
        ),
        pytest.param(refused().with_body("device=x"), id="a token of another kind"),
        pytest.param(
            refused().with_body(NoBody()).posted_to("https://metrics.other/token"),
            id="a token of another site",
        ),
        pytest.param(refused().with_body("a=b").posted_to(API), id="any form"),
        pytest.param(
            refused().in_query("code", "client_id").with_body(NoBody()).by("GET"), id="any GET"
        ),
        pytest.param(
            refused()
            .with_(grant_type=None)
            .in_query()
            .posted_to(f"{API}?code=a&code_verifier=b")
            .by("GET"),
            id="a GET to a backend",
        ),
    ],
)
def test_no_code_redemption(draft: Draft) -> None:
    assert not is_code_redemption(request_of(draft), logins=LOGINS)


def test_nothing_is_taken_for_a_redemption_where_no_login_was_seen() -> None:
    assert not is_code_redemption(request_of(refused().with_body(NoBody())), logins=[])


def basic(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("header", "client_id", "secret"),
    [
        pytest.param(basic(f"{CLIENT_ID}:{SECRET}"), CLIENT_ID, SECRET, id="as it should be"),
        pytest.param(basic("a%3Ab:c%2Bd"), "a:b", "c+d", id="form-encoded"),
        pytest.param(basic("a:b:c"), "a", "b:c", id="a colon in the secret"),
        pytest.param(basic("a:"), "a", "", id="no secret"),
        pytest.param(f"bAsIc  {basic('a:b')[6:]} ", "a", "b", id="blanks and case"),
    ],
)
def test_basic_credentials(header: str, client_id: str, secret: str) -> None:
    found = request_of(accepted().with_header("Authorization", header)).basic
    assert found is not None
    assert (found.client_id.text, found.client_secret.text) == (client_id, secret)


@pytest.mark.parametrize(
    "header", ["Bearer abc", "Basic", "Basic a:b", basic("no colon"), "Basic ***", ""]
)
def test_no_basic_credentials(header: str) -> None:
    assert request_of(accepted().with_header("Authorization", header)).basic is None


def test_a_token_request_is_read_whole() -> None:
    draft = accepted().from_page().in_query("client_id").with_basic(CLIENT_ID, SECRET)
    found = request_of(draft)
    assert found.where == "entry 1"
    assert found.method == "POST"
    assert found.body_format is BodyFormat.FORM
    assert [item.name for item in found.query] == ["client_id"]
    assert [item.where for item in found.body][:1] == ["entry 1, body"]
    assert found.origin == APP
    assert found.authorization is not None
    assert found.authorization.where == "entry 1, header"
    assert found.headers_captured
    assert not found.headers_removed


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        pytest.param(asks(TOKEN, status=0), "no answer to the preflight was seen", id="no answer"),
        pytest.param(asks(TOKEN, status=403), "the preflight was answered with 403", id="403"),
        pytest.param(
            asks(TOKEN),
            "the preflight's answer has no Access-Control-Allow-Origin header",
            id="no origin",
        ),
        pytest.param(
            asks(TOKEN, Access_Control_Allow_Origin="https://other.example"),
            "the preflight's answer allows another origin",
            id="another origin",
        ),
        pytest.param(asks(TOKEN, Access_Control_Allow_Origin=APP), None, id="this origin"),
        pytest.param(asks(TOKEN, Access_Control_Allow_Origin="*"), None, id="any origin"),
    ],
)
def test_a_preflight(entry: HttpExchange, refusal: str | None) -> None:
    assert preflight(entry).refusal == refusal


@pytest.mark.parametrize(
    ("wanted", "allowed", "refusal"),
    [
        pytest.param("Authorization", "authorization, x", None, id="allowed"),
        pytest.param("x-a", "*", None, id="any"),
        pytest.param("authorization", "*", "authorization", id="any but Authorization"),
        pytest.param("x-b,x-a", "", "x-a, x-b", id="none"),
    ],
)
def test_a_preflight_for_headers(wanted: str, allowed: str, refusal: str | None) -> None:
    entry = asks(TOKEN, Access_Control_Allow_Origin=APP, Access_Control_Allow_Headers=allowed)
    request = entry.request
    entry = replace(
        entry,
        request=replace(
            request,
            headers=post(TOKEN, "", Access_Control_Request_Headers=wanted).request.headers,
        ),
    )
    text = refusal and f"the preflight's answer does not allow the header {refusal}"
    assert preflight(entry).refusal == text
