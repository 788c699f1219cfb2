"""The same traffic as real tools wrote it down, cut to a few entries each.

One page redirected to ``/authorize``, came back with a code full of nasty characters and posted it
to ``/oauth/token`` in every way a browser can; the server refused each time.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pkcedoctor.capture import (
    Body,
    Capture,
    Field,
    FieldsBody,
    HttpExchange,
    NoBody,
    TextBody,
    UnrecordedBody,
    VisitedUrl,
    read_capture,
)

DIALECTS = Path(__file__).with_name("dialects")

FORM = TextBody(
    "grant_type=authorization_code&code=4%2F0AbC%2Bd_E%7Ef.g+h%26i%3Dj%25k%2F%3D"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fcallback&client_id=spa+client%2B1"
    "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
REFUSED = TextBody(
    '{"error":"invalid_grant","error_description":"PKCE verification failed:'
    ' code_verifier does not match code_challenge \N{CHECK MARK} \xe9"}'
)
NOT_UTF_8 = TextBody('{"error":"\udce9\udcff\udcc3("}')
AUTHORIZE = (
    "http://127.0.0.1:9000/authorize?response_type=code&client_id=spa+client%2B1"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fcallback&scope=openid%20profile+email"
    "&state=st%2Fate%3D1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    "&code_challenge_method=S256&resource=a&resource=b&empty=&noval"
)
CALLBACK = (
    "/callback?code=4%2F0AbC%2Bd_E~f.g%20h%26i%3Dj%25k%2F%3D&state=st%2Fate%3D1"
    "&iss=http%3A%2F%2F127.0.0.1%3A9000"
)
REDIRECTED = f"{CALLBACK}#_=_"
APP = "http://127.0.0.1:9000"
TOKEN = f"{APP}/oauth/token"
OTHER_ORIGIN = "http://127.0.0.1:9001"


def capture_of(name: str) -> Capture:
    return read_capture(DIALECTS / name)


def lost(body: Body, reason: str) -> bool:
    return isinstance(body, UnrecordedBody) and body.reason.startswith(reason)


def answer(exchange: HttpExchange) -> tuple[int, Body]:
    assert exchange.response is not None
    return exchange.response.status, exchange.response.body


@pytest.mark.parametrize("path", sorted(DIALECTS.iterdir()), ids=lambda path: str(path.name))
def test_every_entry_is_read(path: Path) -> None:
    capture = read_capture(path)
    places = sorted(int(exchange.where.removeprefix("entry ")) for exchange in capture.exchanges)
    assert places == list(range(1, len(places) + 1))
    assert [exchange.index for exchange in capture.exchanges] == list(range(len(places)))
    assert all(exchange.started and exchange.started.tzinfo for exchange in capture.exchanges)


def test_chrome() -> None:
    capture = capture_of("chrome.har")
    asked, form, basic, withheld, preflight = capture.exchanges
    assert capture.reader == "HAR written by Chrome or Edge (WebInspector 537.36)"
    assert not capture.sanitized
    assert capture.notes == ()
    assert asked.request.url == AUTHORIZE
    assert asked.request.body == NoBody()
    assert asked.response is not None
    assert asked.response.redirect_url == REDIRECTED
    assert form.request.url == TOKEN
    assert form.request.body == FORM
    assert form.started == datetime(2026, 11, 20, 8, 25, 11, 868000, UTC)
    assert form.duration == pytest.approx(0.0096, abs=0.0001)
    assert answer(form) == (400, REFUSED)
    assert basic.request.header("authorization") == "Basic Y2xpZW50OnMzY3JldA=="
    assert withheld.failure == "net::ERR_FAILED"
    assert withheld.request.body == FORM
    status, body = answer(withheld)
    assert status == 400
    assert lost(body, "the request failed in the browser")
    assert preflight.preflight
    assert answer(preflight) == (204, NoBody())
    assert not withheld.preflight


def test_chrome_sanitized() -> None:
    capture = capture_of("chrome-sanitized.har")
    form, _, refused, preflight = capture.exchanges
    assert capture.sanitized
    assert answer(form) == (400, REFUSED)
    assert refused.response is None
    assert refused.failure == "net::ERR_FAILED"
    assert answer(preflight) == (405, NoBody())
    assert capture.visited == (
        VisitedUrl("page 1 title", AUTHORIZE, datetime(2026, 11, 20, 8, 25, 11, 804000, UTC)),
        VisitedUrl("entry 1, initiator", f"{APP}{CALLBACK}", form.started),
    )


def test_chrome_after_a_navigation() -> None:
    form, blob, page, worker = capture_of("chrome-navigated.har").exchanges
    assert form.request.body == FORM
    assert lost(answer(form)[1], "the file holds no response body here; 'Copy all as HAR'")
    assert lost(blob.request.body, "Content-Length says 212 bytes")
    assert page.service_worker
    assert page.request.body == worker.request.body == FORM
    assert lost(answer(worker)[1], "the response went to a service worker")


def test_firefox() -> None:
    capture = capture_of("firefox.har")
    viewed, asked, form, refused, preflight = capture.exchanges
    assert capture.reader == "HAR written by Firefox 153.7.0"
    assert not capture.sanitized
    assert answer(viewed) == (400, REFUSED)
    assert asked.request.url == f"{AUTHORIZE}#frag=1"
    assert asked.response is not None
    assert asked.response.redirect_url == REDIRECTED
    assert form.request.body == FORM
    assert form.request.header("Content-Type") == (
        "application/x-www-form-urlencoded;charset=UTF-8"
    )
    assert answer(form) == (400, REFUSED)
    assert refused.failure == "status 0"
    assert lost(refused.request.body, "Content-Length says 212 bytes")
    assert preflight.preflight
    assert answer(preflight) == (405, NoBody())


def test_firefox_without_a_log() -> None:
    (form,) = capture_of("firefox-gethar.har").exchanges
    assert form.request.body == FORM
    assert answer(form) == (400, REFUSED)


def test_mitmproxy() -> None:
    capture = capture_of("mitmproxy.har")
    asked, preflight, form, not_utf_8, aborted = capture.exchanges
    assert capture.reader == "HAR written by mitmproxy 11.0.2"
    assert asked.request.url == AUTHORIZE
    assert preflight.preflight
    assert form.request.url == f"{OTHER_ORIGIN}/nocors-on-error/oauth/token"
    assert form.failure is None
    assert answer(form) == (400, REFUSED)
    assert answer(not_utf_8) == (400, NOT_UTF_8)
    assert aborted.failure == "Client disconnected."
    assert aborted.response is None


def test_playwright() -> None:
    capture = capture_of("playwright.har")
    asked, form, blob, failed, not_utf_8 = capture.exchanges
    assert capture.reader == "HAR written by Playwright 1.65.1"
    assert asked.response is not None
    assert asked.response.redirect_url == REDIRECTED
    assert form.request.body == FORM
    assert answer(form) == (400, REFUSED)
    assert lost(blob.request.body, "Content-Length says 212 bytes")
    assert failed.request.body == FORM
    assert failed.response is None
    assert failed.failure == "net::ERR_FAILED"
    assert answer(not_utf_8) == (400, NOT_UTF_8)


def test_playwright_without_bodies() -> None:
    form, fields, query = capture_of("playwright-omit.har").exchanges
    assert lost(form.request.body, "Content-Length says 212 bytes")
    assert lost(answer(form)[1], "the file holds no response body here")
    assert fields.request.body == FieldsBody(
        (Field("code", "\ufffd\ufffd\ufffd\x00"), Field("x", "\xe9")), encoded=False
    )
    assert query.request.body == NoBody()
    assert query.request.url.startswith(f"{TOKEN}?grant_type=authorization_code&code=4%2F0AbC")


def test_playwright_with_bodies_in_files() -> None:
    capture = capture_of("playwright-attach.har.zip")
    form, not_utf_8, answered = capture.exchanges
    assert form.request.body == FORM
    assert answer(form) == (400, REFUSED)
    assert not_utf_8.request.body == TextBody("code=\udcff\udcfe\udc80\x00&x=\xe9")
    assert answer(answered) == (400, NOT_UTF_8)
    assert capture.notes == (
        (
            "A body is not UTF-8; its stray bytes are shown as the code points U+DC80 to U+DCFF"
            " (entry 2, entry 3)."
        ),
    )
