"""A small login as a HAR, and as the messages that a user may paste."""

import json
from urllib.parse import quote, urlencode

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
CODE = "SplxlOBeZQQYbYS6WxSbIA2vNq"
REDIRECT_URI = "https://app.example/callback"
TOKEN_URL = "https://as.example/token"
AUTHORIZE_URL = "https://as.example/authorize?" + urlencode(
    {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": REDIRECT_URI,
        "state": "af0ifjsldkj",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
)
CALLBACK_URL = f"{REDIRECT_URI}?code={CODE}&state=af0ifjsldkj"
REFUSAL = '{"error": "invalid_grant", "error_description": "PKCE verification failed"}'
ACCEPTANCE = '{"access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "Bearer"}'


def token_body(redirect_uri: str = REDIRECT_URI) -> str:
    return urlencode(
        {
            "grant_type": "authorization_code",
            "client_id": "app",
            "code": CODE,
            "redirect_uri": redirect_uri,
            "code_verifier": VERIFIER,
        },
        quote_via=quote,
    )


def har(*, redirect_uri: str = REDIRECT_URI, accepted: bool = False) -> bytes:
    """A login that is refused because of its redirect_uri unless it is accepted."""
    moments = (f"2026-08-22T10:30:0{second}.000Z" for second in range(9))
    form = "application/x-www-form-urlencoded"
    entries = [
        {
            "startedDateTime": next(moments),
            "time": 50,
            "request": {
                "method": method,
                "url": url,
                "httpVersion": "HTTP/1.1",
                "headers": [{"name": "Content-Type", "value": form}] if body else [],
                "queryString": [],
                "cookies": [],
                "headersSize": -1,
                "bodySize": -1,
                **({"postData": {"mimeType": form, "text": body}} if body else {}),
            },
            "response": {
                "status": status,
                "statusText": "",
                "httpVersion": "HTTP/1.1",
                "headers": [{"name": "Location", "value": location}] if location else [],
                "cookies": [],
                "content": {
                    "size": len(answer),
                    "mimeType": "application/json",
                    "text": answer,
                },
                "redirectURL": location,
                "headersSize": -1,
                "bodySize": -1,
            },
            "cache": {},
            "timings": {"send": 1, "wait": 1, "receive": 1},
        }
        for method, url, body, status, location, answer in (
            ("GET", AUTHORIZE_URL, "", 302, CALLBACK_URL, ""),
            ("GET", CALLBACK_URL, "", 200, "", ""),
            (
                "POST",
                TOKEN_URL,
                token_body(redirect_uri),
                200 if accepted else 400,
                "",
                ACCEPTANCE if accepted else REFUSAL,
            ),
        )
    ]
    creator = {"name": "by hand", "version": "1"}
    log = {"version": "1.2", "creator": creator, "pages": [], "entries": entries}
    return json.dumps({"log": log}).encode()


REFUSED = har(redirect_uri=f"{REDIRECT_URI}/")
ACCEPTED = har(accepted=True)
EMPTY = b'{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": []}}'
