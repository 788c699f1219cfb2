"""The browser kept the answer from the page, or never sent the request."""

from typing import Final

from pkcedoctor.exchange.messages import Exchange, TokenRequest, TokenResponse
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.rules._rule import (
    Evidence,
    Excludes,
    Explains,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import FETCH


@rule(
    stage=Stage.TRANSPORT,
    title="the browser refused the answer, or the preflight failed",
    spec=FETCH["3.3"],
    answers=(),
    remedy=(
        "Allow the page's origin at the token endpoint (register the client as a single-page "
        "application with its web origin), or let a server redeem the code. Send the plain form "
        "that needs no preflight: no Authorization header, no custom header, no JSON."
    ),
)
def cors_blocked(exchange: Exchange) -> Verdict:
    """A page's script may read an answer of another origin only if that origin allows it.

    The browser asks first (preflight) when the request carries a header or content type that an
    HTML form cannot send; if the answer does not allow the page's origin, the request never
    leaves. Without a preflight the request is sent, the server works through it and may even use
    up the code, and then the browser keeps the answer from the script. The console says "blocked
    by CORS policy", the script sees "Failed to fetch" or "Network Error".
    """
    preflight, request = exchange.preflight, exchange.token_request
    answered, failure = exchange.token_response, exchange.network_failure
    came_through = answered is not None and failure is None
    if preflight is not None and preflight.refusal is not None and not came_through:
        return Explains(
            say("the browser never sent the token request: {}", preflight.refusal),
            (Evidence(preflight.where, None, say("{}", preflight.refusal)),),
        )
    if request is None:
        return Excludes(say("the capture shows no request that a browser blocked"))
    page = _page_of(exchange, request)
    if page is None:
        return Excludes(say("no page's script sent it: the request has no Origin header"))
    if page == split_url(request.url).origin:
        return Excludes(say("the page and the token endpoint have the same origin"))
    if failure is None:
        return _judge_answer(page, answered)
    return _judge_failure(page, failure, request, answered)


def _page_of(exchange: Exchange, request: TokenRequest) -> str | None:
    """Return the origin of the page whose script sent the request.

    Browsers' own recordings leave the Origin header out of a request that was blocked; the page
    is then the one that the authorization response went to.
    """
    if request.origin is not None:
        return split_url(request.origin).origin
    failure = exchange.network_failure
    if failure is None or not _is_browsers(failure):
        return None
    answered, asked = exchange.authorization_response, exchange.authorization_request
    uri = None if asked is None else asked.parameters.first("redirect_uri")
    target = split_url(answered.url if answered is not None else "" if uri is None else uri.text)
    return target.origin if target.scheme in ("http", "https") else None


def _is_browsers(failure: str) -> bool:
    return failure.upper().startswith(("NET::", "NS_")) or "CORS" in failure.upper()


def _is_refusal(failure: str) -> bool:
    """Whether a browser gives this reason when it refuses an answer."""
    word = failure.upper()
    return any(known in word for known in ("ERR_FAILED", "CORS", "BAD_URI", "LOAD FAILED"))


def _judge_failure(
    page: str, failure: str, request: TokenRequest, answered: TokenResponse | None
) -> Verdict:
    """Judge a request that failed in the browser."""
    ended = Evidence(request.where, None, say("ended with {}", failure))
    if any(known in failure.upper() for known in _OTHER_FAILURES):
        return Excludes(say("the request failed with {}, before any answer", failure))
    if not _is_refusal(failure):
        return Suspects(
            say("the request failed in the network: {}", failure), (ended,), _CONSOLE, strength=1
        )
    allowed = None if answered is None else answered.header("access-control-allow-origin")
    refused = say("the browser kept the answer from the page of {}", page)
    if answered is not None and (answered.status >= 400 or allowed in ("*", page)):  # noqa: PLR2004
        return Suspects(
            refused,
            (ended, Evidence(answered.where, None, say("has status {}", answered.status))),
            "the server refused the request as well: look at its answer with a proxy, or in the "
            "server's log",
            strength=2,
        )
    if request.origin is None:
        elsewhere = say("went to {}, from a page of {}", split_url(request.url).origin, page)
        crossed = Evidence(request.where, None, elsewhere)
        return Suspects(refused, (crossed, ended), _CONSOLE, strength=3)
    origin = Evidence(request.where, "Origin", say("is {}, another than the endpoint's", page))
    return Explains(refused, (origin, ended))


def _judge_answer(page: str, answered: TokenResponse | None) -> Verdict:
    """Judge an answer that the capture tool did not see fail."""
    if answered is None:
        return Suspects(
            say("a page of {} sent the request and no answer was captured", page),
            (),
            _CONSOLE,
            strength=1,
        )
    allowed = answered.header("access-control-allow-origin")
    if allowed in ("*", page) or not answered.headers:
        return Excludes(say("the page was allowed to read the answer"))
    return Suspects(
        say("the answer does not allow the origin {} that sent the request", page),
        (Evidence(answered.where, "Access-Control-Allow-Origin", say("is not {}", page)),),
        _CONSOLE,
    )


_OTHER_FAILURES: Final = (
    "NAME_NOT_RESOLVED",
    "UNKNOWN_HOST",
    "CONNECTION",
    "ADDRESS",
    "CERT",
    "SSL",
    "TIMED_OUT",
    "TIMEOUT",
    "DISCONNECTED",
    "UNSAFE_PORT",
    "ABORT",
)
_CONSOLE: Final = "look for “blocked by CORS policy” in the browser's console"
