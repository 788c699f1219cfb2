import pytest

from pkcedoctor.rules.redirect_uri_mismatch import redirect_uri_mismatch
from tests.builders import REDIRECT_URI, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken

LOCAL = "http://localhost:3000/cb"


@pytest.mark.parametrize(
    ("asked", "sent", "difference"),
    [
        pytest.param(REDIRECT_URI, f"{REDIRECT_URI}/", "a trailing slash", id="trailing slash"),
        pytest.param(REDIRECT_URI, "http://app.example/cb", "the scheme", id="scheme"),
        pytest.param(
            REDIRECT_URI,
            "HTTPS://app.example/cb",
            "the scheme in upper or lower case",
            id="case of the scheme",
        ),
        pytest.param(REDIRECT_URI, "https://www.app.example/cb", "the host", id="host"),
        pytest.param(
            REDIRECT_URI,
            "https://App.example/cb",
            "the host in upper or lower case",
            id="case of the host",
        ),
        pytest.param(
            LOCAL,
            "http://127.0.0.1:3000/cb",
            "the loopback host (localhost against 127.0.0.1)",
            id="localhost",
        ),
        pytest.param(
            LOCAL,
            "http://LOCALHOST:3000/cb",
            "the host in upper or lower case",
            id="case of localhost",
        ),
        pytest.param(
            "http://[::1]:3000/cb",
            LOCAL,
            "the loopback host ([::1] against localhost)",
            id="IPv6 loopback",
        ),
        pytest.param(LOCAL, "http://localhost:3001/cb", "the port", id="port"),
        pytest.param(
            REDIRECT_URI,
            "https://me@app.example/cb",
            "the user information",
            id="user information",
        ),
        pytest.param(
            REDIRECT_URI, "https://app.example:443/cb", "the port", id="the default port written"
        ),
        pytest.param(
            REDIRECT_URI,
            "https://app.example/CB",
            "the path in upper or lower case",
            id="case of the path",
        ),
        pytest.param(REDIRECT_URI, "https://app.example/callback", "the path", id="path"),
        pytest.param(
            "https://app.example/a~b",
            "https://app.example/a%7Eb",
            "the percent-encoding of the path",
            id="percent-encoding",
        ),
        pytest.param(
            REDIRECT_URI, f"{REDIRECT_URI} ", "blanks around the path", id="a blank at the end"
        ),
        pytest.param(REDIRECT_URI, f"{REDIRECT_URI}?from=login", "the query", id="query"),
        pytest.param(REDIRECT_URI, f"{REDIRECT_URI}#/", "the fragment", id="fragment"),
        pytest.param(
            REDIRECT_URI,
            "http://localhost:8080/auth",
            "the scheme, the host, the port and the path",
            id="all of it",
        ),
        pytest.param("com.app:/cb", "com.app://cb", "the host and the path", id="slashes"),
        pytest.param("app", "app#", "the fragment", id="no URI at all"),
    ],
)
def test_blames(asked: str, sent: str, difference: str) -> None:
    verdict = blames(
        redirect_uri_mismatch,
        refused().throughout(redirect_uri=asked).with_(redirect_uri=sent),
        ("entry 1, query", "redirect_uri", f"is {asked}"),
        ("entry 3, body", "redirect_uri", f"is {sent}"),
        compares=(asked, sent),
        detail={"difference": difference},
    )
    assert spoken(verdict.summary) == (
        f"redirect_uri differs between the two requests in {difference}"
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "redirect_uri is byte-equal in both requests", id="equal"),
        pytest.param(
            refused().throughout(redirect_uri="https://app.example/cb?a=%2F&b=+#"),
            "redirect_uri is byte-equal in both requests",
            id="equal with every awkward character",
        ),
        pytest.param(
            refused().with_(redirect_uri=None),
            "redirect_uri was not sent, another cause",
            id="not in the token request",
        ),
        pytest.param(
            refused().asking(redirect_uri=None),
            "the authorization request had no redirect_uri to compare with",
            id="not in the authorization request",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(redirect_uri_mismatch, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().without_login(), "the authorization request is not", id="no login"),
        pytest.param(
            refused().with_(redirect_uri="[REDACTED]"), "redirect_uri is redacted", id="redacted"
        ),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(redirect_uri_mismatch, draft, needs)
