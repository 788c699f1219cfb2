# mypy: disable-error-code="import-not-found, misc, no-any-return"
"""Record a real Chromium that redeems codes with fetch from a page of another origin.

python -m tests.recorded.record_browser [--chromium PATH] writes browser/<case>.har and the
browser's part of expected.toml. The servers are those of record.py; whether they allow the
page's origin is theirs to say.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.recorded.neighbours import SinglePageApp, neighbours
from tests.recorded.record import (
    HERE,
    SERVERS,
    Answer,
    clients,
    read_expected,
    running,
    site_of,
    write_expected,
)
from tests.recorded.registration import APP_ORIGIN, Registration, Setting

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CLOSED = "http://127.0.0.1:8699/token"
SECRET_PARAMETERS = ("code", "code_verifier")
TOKENS = ("access_token", "refresh_token", "id_token")


@dataclass(frozen=True, slots=True)
class BrowserCase:
    """One login of the page: at which server, with which fault, and what should be named."""

    server: str
    fault: str
    cause: str
    determined: bool = True


CASES = {
    "sound": BrowserCase("mcp", "", "none"),
    "sound-oidc-provider": BrowserCase("oidc-provider", "", "none"),
    "challenge-mismatch": BrowserCase("mcp", "challenge-mismatch", "challenge-mismatch"),
    "content-type-not-form": BrowserCase("mcp", "json", "content-type-not-form"),
    "cors-blocked": BrowserCase("authlib", "", "cors-blocked"),
    "cors-blocked-refusal": BrowserCase("authlib", "challenge-mismatch", "cors-blocked"),
    "cors-blocked-preflight": BrowserCase("authlib", "preflight", "cors-blocked"),
    "cors-blocked-json": BrowserCase("authlib", "json", "cors-blocked"),
    "cors-blocked-django": BrowserCase("django-oauth-toolkit", "", "cors-blocked"),
    "unreachable": BrowserCase("mcp", "unreachable", "token-endpoint-wrong", determined=False),
}


def log_in(page: Page, case: BrowserCase) -> str:
    """Let the page log in once, and return what it shows at the end."""
    known = clients()
    server = SERVERS[case.server]
    site = site_of(server, known)
    told = {
        "authorization_endpoint": site.authorization_endpoint,
        "token_endpoint": CLOSED if case.fault == "unreachable" else site.token_endpoint,
        "client_id": known["public"].client_id,
        "scope": site.scope,
        "fault": case.fault,
    }
    with running(server, Registration(server.port, Setting.USUAL, tuple(known.values()))):
        page.goto(f"{APP_ORIGIN}/?{urlencode(told)}")
        page.wait_for_url("**/callback?**")
        page.locator("#outcome:not(:text('working'))").wait_for(timeout=20_000)
        return page.locator("#outcome").inner_text()


def secrets_in(path: Path) -> list[str]:
    """Return every code, verifier, token and cookie of a recorded file."""
    found: set[str] = set()
    for entry in json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]:
        request, response = entry["request"], entry["response"]
        posted = request.get("postData", {}).get("text", "")
        if posted.startswith("{"):
            given = {name: [value] for name, value in json.loads(posted).items()}
        else:
            given = parse_qs(posted) | parse_qs(urlsplit(request["url"]).query)
        found.update(value for name in SECRET_PARAMETERS for value in given.get(name, []))
        found.update(cookie["value"] for cookie in request["cookies"] + response["cookies"])
        text = response["content"].get("text", "")
        if "access_token" in text:
            answered = json.loads(text)
            found.update(answered[name] for name in TOKENS if name in answered)
    return sorted(found)


def record_case(playwright: Playwright, chromium: str, name: str) -> Answer:
    """Record one case in a browser of its own."""
    case = CASES[name]
    path = HERE / "browser" / f"{name}.har"
    with tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            args=list(QUIET),
            record_har_path=path,
            record_har_content="embed",
        )
        outcome = log_in(context.new_page(), case)
        context.close()
    print(f"{name:35} {case.cause:20} {outcome}")  # noqa: T201
    return {
        "har": f"browser/{name}.har",
        "client": "public",
        "setting": f"{Setting.USUAL.value} {case.server}",
        "fault": name,
        "cause": case.cause,
        "determined": case.determined,
        "outcome": "succeeded" if case.cause == "none" else "failed",
        "refused_at": "" if case.cause == "none" else "token",
        "page_shows": outcome,
        "secrets": secrets_in(path),
    }


def main() -> None:
    """Read the command line and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default="chromium", help="the browser's executable")
    told = parser.parse_args()
    (HERE / "browser").mkdir(exist_ok=True)
    with neighbours(SinglePageApp), sync_playwright() as playwright:
        recorded = {name: record_case(playwright, told.chromium, name) for name in CASES}
    write_expected({**read_expected(), "browser": recorded})


if __name__ == "__main__":
    main()
