"""Which entries of a capture may be part of a code exchange, and which hosts are what to it."""

from collections.abc import Iterator

from pkcedoctor.capture.http import Capture, FieldsBody, HttpExchange, TextBody
from pkcedoctor.errors import NoExchange
from pkcedoctor.exchange.interest import IN_CODE_EXCHANGES
from pkcedoctor.exchange.linking import assemble
from pkcedoctor.exchange.messages import ClientFacts, Exchange
from pkcedoctor.exchange.recognition import authorization_parameters, is_token_url
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.redact.hosts import Role
from pkcedoctor.redact.texts import Texts

_REFUSED = 400
_REDIRECTION = 300


def exchanges_of(capture: Capture) -> tuple[Exchange, ...]:
    """Return the code exchanges of a capture, if there are any."""
    try:
        return assemble(capture, ClientFacts())
    except NoExchange:
        return ()


def token_requests(exchanges: tuple[Exchange, ...]) -> tuple[frozenset[int], frozenset[str]]:
    """Return the places of the token requests, and where all that is part of an exchange stands."""
    neighbours = exchanges[0].neighbours if exchanges else None
    if neighbours is None:
        return frozenset(), frozenset()
    redeemed = [attempt.request for attempt in neighbours.attempts]
    wheres = {
        *(request.where for request in redeemed),
        *(each for request in redeemed for each in request.repeats),
        *(request.redirected_from or "" for request in redeemed),
        *(one.where for one in neighbours.authorization_requests),
        *(one.where for one in neighbours.authorization_responses),
        *(one.preflight.where for one in exchanges if one.preflight is not None),
    }
    # "entry 7, Referer" stands in entry 7, "document 2, entry 3" keeps both of its parts.
    places = {
        where.removesuffix(f", {part}")
        for where in wheres
        for part in ("Location", "Referer", "body", "response", "query", "fragment", "")
    }
    return frozenset(request.index for request in redeemed), frozenset(places)


def is_related(one: HttpExchange, places: frozenset[str]) -> bool:
    """Whether an entry can matter to a code exchange."""
    request, response = one.request, one.response
    interest = IN_CODE_EXCHANGES
    urls = [request.url, request.header("Referer") or ""]
    if response is not None:
        urls.append(response.redirect_url or "")
    if one.where in places or any(interest.url.search(url) for url in urls):
        return True
    target = request.url.partition("?")[0].partition("#")[0]
    if interest.target.search(target) or is_token_url(request.url):
        return True
    return interest.posted.search(_octets(one)) is not None


def answers(one: HttpExchange, redeemed: frozenset[int]) -> bool:
    """Whether the body of the response may tell something of a code exchange."""
    response = one.response
    if response is None:
        return False
    return (
        one.index in redeemed
        or one.request.method not in ("GET", "HEAD")
        or response.status >= _REFUSED
        or is_token_url(one.request.url)
    )


def roles_of(capture: Capture, heard: Texts) -> Iterator[tuple[str, Role]]:
    """Yield the hosts of a capture and what they are, the surest first."""
    asked = [
        one.request.url
        for one in capture.exchanges
        if authorization_parameters(one.request.url, "") is not None
    ]
    for url in asked:
        yield split_url(url).host, Role.SERVER
    for name in ("redirecturi", "origin"):
        for url in heard.heard[name]:
            yield split_url(url).host, Role.APP
    for one in capture.exchanges:
        yield split_url(one.request.header("Origin") or "").host, Role.APP
    for one in capture.exchanges:
        if is_token_url(one.request.url):
            yield split_url(one.request.url).host, Role.SERVER
    for one in capture.exchanges:
        yield split_url(one.request.header("Referer") or "").host, Role.APP


def _octets(one: HttpExchange) -> bytes:
    match one.request.body:
        case TextBody(text):
            return text.encode("utf-8", "surrogatepass")
        case FieldsBody(fields):
            pairs = (f"{field.name}={field.value or ''}" for field in fields)
            return "&".join(pairs).encode("utf-8", "surrogatepass")
        case _:
            return b""
