"""Finding the authorization requests and responses of a capture, each of them once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from pkcedoctor.capture.http import Capture, HttpExchange, NoBody
from pkcedoctor.exchange.answers import read_answer, readable
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    BodyFormat,
    Parameter,
    Parameters,
    TokenRequest,
)
from pkcedoctor.exchange.parameters import parse_body, parse_form
from pkcedoctor.exchange.recognition import (
    authorization_parameters,
    is_authorization_request,
    pushed_request,
    request_object,
)
from pkcedoctor.exchange.urls import resolve, split_url
from pkcedoctor.records import dataclass, replace

_IDENTITY: Final = ("client_id", "redirect_uri", "state", "code_challenge", "nonce")


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request and its places in the capture.

    A login page repeats the request that led to it, so one request may stand in many entries.
    """

    index: int
    places: frozenset[int]
    message: AuthorizationRequest


@dataclass(frozen=True, slots=True)
class Answered:
    """An authorization response at its place in the capture.

    ``asked_at`` is the place of the authorization request whose own answer it is, if any.
    """

    index: int
    message: AuthorizationResponse
    asked_at: int | None = None


def find_authorization_requests(capture: Capture) -> tuple[Asked, ...]:
    """Return every authorization request once, however often the capture repeats it."""
    pushed = dict(
        found for found in (pushed_request(one) for one in capture.exchanges) if found is not None
    )
    found: dict[tuple[str | None, ...], Asked] = {}
    candidates = [
        (one.index, AuthorizationRequest(where, url, one.started, parameters))
        for one in capture.exchanges
        for where, url, parameters in _asking_urls(one)
    ]
    candidates += [
        (-1, AuthorizationRequest(page.where, page.url, page.started, parameters))
        for page in capture.visited
        if (parameters := authorization_parameters(page.url, page.where)) is not None
    ]
    for index, candidate in candidates:
        message = _resolved(candidate, pushed)
        identity = tuple(text_of(message.parameters.first(name)) for name in _IDENTITY)
        if message.unresolved is not None:
            identity = (*identity, text_of(candidate.parameters.first("request_uri")))
        first = found.get(identity)
        found[identity] = (
            Asked(index, frozenset({index}), message)
            if first is None
            else replace(first, places=first.places | {index})
        )
    return tuple(found.values())


def _asking_urls(one: HttpExchange) -> Iterator[tuple[str, str, Parameters]]:
    """Yield the authorization requests that an HTTP exchange makes or mentions."""
    request = one.request
    found = authorization_parameters(request.url, one.where)
    if found is not None:
        yield one.where, request.url, found
    elif request.method == "POST":
        _, body = parse_body(request.body, request.header("Content-Type"), f"{one.where}, body")
        if is_authorization_request(body, split_url(request.url).path) and not _is_pushed(one):
            yield one.where, request.url, body
    if one.response is not None and one.response.redirect_url:
        location = resolve(request.url, one.response.redirect_url)
        where = f"{one.where}, Location"
        found = authorization_parameters(location, where)
        if found is not None:
            yield where, location, found
    referer = request.header("Referer")
    if referer:
        where = f"{one.where}, Referer"
        found = authorization_parameters(referer, where)
        if found is not None:
            yield where, referer, found


def _is_pushed(one: HttpExchange) -> bool:
    return pushed_request(one) is not None


def _resolved(asked: AuthorizationRequest, pushed: dict[str, Parameters]) -> AuthorizationRequest:
    """Fetch the parameters from where they live: a pushed request or a request object."""
    reference = asked.parameters.first("request_uri")
    if reference is not None:
        content = pushed.get(reference.text)
        if content is None:
            return replace(
                asked,
                unresolved=(
                    f"the pushed authorization request of {asked.where}: "
                    "capture the client's request to the PAR endpoint as well"
                ),
            )
        asked = replace(asked, parameters=content)
    claims, unreadable = request_object(asked.parameters)
    if claims is not None:
        return replace(asked, parameters=claims + asked.parameters)
    return replace(asked, unresolved=unreadable)


def find_authorization_responses(
    capture: Capture, asked: Sequence[Asked], redeemed: Sequence[TokenRequest]
) -> Iterator[Answered]:
    """Yield every authorization response once: by its code, or by its error and state.

    Args:
        capture: the capture.
        asked: its authorization requests.
        redeemed: its token requests; a code redeemed is a code delivered.
    """
    ties = _Ties(asked, [request.parameters for request in redeemed])
    token_requests = {request.index for request in redeemed}
    seen: set[tuple[str | None, ...]] = set()
    for answered in _response_candidates(capture, token_requests):
        message = answered.message
        if not (capture.given or answered.asked_at is not None or ties.hold(message)):
            continue
        identity = (
            (text_of(message.code),)
            if message.code is not None
            else (text_of(message.parameters.first("error")), text_of(message.state), message.page)
        )
        if identity not in seen:
            seen.add(identity)
            yield answered


def _response_candidates(capture: Capture, token_requests: set[int]) -> Iterator[Answered]:
    """Yield what looks like a response, the places nearest to the server's own words first."""
    mentioned: list[Answered] = []
    for one in capture.exchanges:
        asked_at = one.index if any(True for _ in _asking_urls(one)) else None
        if one.index not in token_requests:
            yield from _delivered(one, asked_at)
        if asked_at is not None:
            yield from _refusal_page(one)
        referer = one.request.header("Referer")
        found = _response_parameters(referer, f"{one.where}, Referer") if referer else None
        if found is not None:
            message = AuthorizationResponse(f"{one.where}, Referer", referer or "", None, found)
            mentioned.append(Answered(one.index, message))
    for page in capture.visited:
        found = _response_parameters(page.url, page.where)
        if found is not None:
            message = AuthorizationResponse(page.where, page.url, page.started, found)
            mentioned.append(Answered(-1, message))
    yield from mentioned


def _delivered(one: HttpExchange, asked_at: int | None) -> Iterator[Answered]:
    """Yield the responses in a Location header, a requested URL and a posted form."""
    request, response = one.request, one.response
    if request.method == "GET":
        found = _response_parameters(request.url, one.where)
        if found is not None:
            message = AuthorizationResponse(one.where, request.url, one.started, found)
            yield Answered(one.index, message)
    if request.method == "POST" and not isinstance(request.body, NoBody):
        body_format, found = parse_body(
            request.body, request.header("Content-Type"), f"{one.where}, body"
        )
        if body_format is BodyFormat.FORM and _is_response(found):
            message = AuthorizationResponse(one.where, request.url, one.started, found)
            yield Answered(one.index, message)
    if response is not None and response.redirect_url:
        where = f"{one.where}, Location"
        found = _response_parameters(response.redirect_url, where)
        if found is not None:
            location = resolve(request.url, response.redirect_url)
            message = AuthorizationResponse(where, location, _finished(one), found)
            yield Answered(one.index, message, asked_at)


def _refusal_page(one: HttpExchange) -> Iterator[Answered]:
    """Yield the refusal that an authorization endpoint shows instead of redirecting."""
    response = one.response
    if response is None or response.status < 400:  # noqa: PLR2004 - the error classes
        return
    answer = read_answer(one)
    words = answer.description if answer is not None else None
    fields = [
        Parameter(name, text, text, f"{one.where}, response")
        for name, text in (("error", answer.error if answer else None),)
        if text
    ]
    message = AuthorizationResponse(
        f"{one.where}, response",
        "",
        _finished(one),
        Parameters(tuple(fields)),
        status=response.status,
        page=readable(words) if words else None,
    )
    yield Answered(one.index, message, one.index)


def _response_parameters(url: str, where: str) -> Parameters | None:
    parts = split_url(url)
    found = parse_form(parts.query, f"{where}, query") if parts.query else Parameters()
    if _is_response(found):
        return found
    fragment = parts.fragment or ""
    inner = fragment.partition("?")[2] or fragment
    found = parse_form(inner, f"{where}, fragment") if "=" in inner else Parameters()
    return found if _is_response(found) else None


def _is_response(found: Parameters) -> bool:
    names = {item.name for item in found}
    if names & {"grant_type", "client_secret", "code_verifier", "response_type"}:
        return False
    return found.first("code") is not None or found.first("error") is not None


class _Ties:
    """What a redirection must have in common with the logins of the capture."""

    def __init__(self, asked: Sequence[Asked], redeemed: Sequence[Parameters]) -> None:
        requests = [seen.message.parameters for seen in asked]
        self._states = visible_values(requests, "state")
        self._codes = visible_values(redeemed, "code")
        uris = visible_values([*requests, *redeemed], "redirect_uri")
        self._endpoints = {split_url(uri).endpoint for uri in uris}

    def hold(self, answered: AuthorizationResponse) -> bool:
        """Whether a response belongs to any login of the capture."""
        state, code = answered.state, answered.code
        return (
            (state is not None and not state.hidden and state.text in self._states)
            or (code is not None and not code.hidden and code.text in self._codes)
            or split_url(answered.url).endpoint in self._endpoints
        )


def visible_values(groups: Sequence[Parameters], name: str) -> set[str]:
    """Return every value of a parameter that was sent and not redacted."""
    return {
        item.text for group in groups for item in group.every(name) if item.text and not item.hidden
    }


def text_of(item: Parameter | None) -> str | None:
    """Return a parameter's text, redacted or not, or None where it was not sent."""
    return None if item is None else item.text


def _finished(one: HttpExchange) -> datetime | None:
    if one.started is None or one.duration is None:
        return one.started
    return one.started + timedelta(seconds=one.duration)
