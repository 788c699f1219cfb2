"""Finding the token requests of a capture; twins, repeats and preflights are told apart."""

from collections.abc import Iterator, Sequence
from typing import Final

from pkcedoctor.capture.http import Capture, HttpExchange
from pkcedoctor.exchange.answers import read_answer
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    Parameters,
    Preflight,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.exchange.recognition import (
    is_code_redemption,
    is_token_url,
    preflight,
    token_request,
)
from pkcedoctor.exchange.times import seconds_between
from pkcedoctor.exchange.urls import resolve, split_url
from pkcedoctor.records import dataclass, replace

_TWIN_SECONDS: Final = 2.0
_KEEPING_THE_BODY: Final = (307, 308)


@dataclass(frozen=True, slots=True)
class Tried:
    """A token request with its answer."""

    request: TokenRequest
    response: TokenResponse | None
    failure: str | None
    service_worker: bool


@dataclass(frozen=True, slots=True)
class SeenPreflight:
    """A preflight, with what it asked for."""

    index: int
    url: str
    origin: str | None
    message: Preflight


def find_attempts(capture: Capture, logins: Sequence[AuthorizationRequest]) -> tuple[Tried, ...]:
    """Return the token requests; twins, preflights and redirect repeats are folded into them.

    Args:
        capture: the capture.
        logins: its authorization requests.
    """
    read = [
        (one, token_request(one, headers_removed=capture.sanitized))
        for one in capture.exchanges
        if not one.preflight
    ]
    tried = [
        (one, request)
        for one, request in read
        if (capture.given and request.method == "POST")
        or is_code_redemption(request, logins=logins)
    ]
    sources = dict(_followed_redirects(tried, read))
    redeeming = {request.index for _, request in tried}
    found: list[Tried] = []
    for one, request in read:
        source = sources.get(request.index)
        if source is None and request.index not in redeeming:
            continue
        repeated = request if source is None else replace(request, redirected_from=source.where)
        _fold_twin(found, Tried(repeated, read_answer(one), one.failure, one.service_worker))
    followed = {one.request.redirected_from for one in found}
    return tuple(one for one in found if one.request.where not in followed)


def _followed_redirects(
    tried: Sequence[tuple[HttpExchange, TokenRequest]],
    read: Sequence[tuple[HttpExchange, TokenRequest]],
) -> Iterator[tuple[int, TokenRequest]]:
    """Yield the place of each request that followed a redirect, with the one that led to it.

    A redirect to another kind of page (a login) is no repeat of the token request.
    """
    for one, source in tried:
        response = one.response
        if response is None or not 300 <= response.status < 400:  # noqa: PLR2004 - redirection
            continue
        target = resolve(source.url, response.redirect_url) if response.redirect_url else None
        for _, request in read:
            if request.index == source.index:
                continue
            if target is None:
                repeats = response.status in _KEEPING_THE_BODY and _texts(request.body) == _texts(
                    source.body
                )
            else:
                repeats = _landing(request.url) == _landing(target) and _is_same_endpoint(
                    source.url, target
                )
            if repeats:
                yield request.index, source
                break


def _landing(url: str) -> str:
    parts = split_url(url)
    return f"{parts.endpoint}?{parts.query or ''}"


def _is_same_endpoint(first: str, second: str) -> bool:
    """Whether a redirect leads to the token endpoint under another name."""
    path, other = (split_url(url).path.rstrip("/") for url in (first, second))
    return is_token_url(second) or path.rpartition("/")[2] == other.rpartition("/")[2]


def _fold_twin(found: list[Tried], tried: Tried) -> None:
    """Add an attempt, or recognise it as the service worker's copy of an earlier one."""
    for place, other in enumerate(found):
        if not _are_twins(other, tried):
            continue
        kept, copy = (other, tried) if _tells_more(other, tried) else (tried, other)
        repeats = (*kept.request.repeats, *copy.request.repeats, copy.request.where)
        found[place] = replace(kept, request=replace(kept.request, repeats=repeats))
        return
    found.append(tried)


def _are_twins(other: Tried, tried: Tried) -> bool:
    first, second = other.request, tried.request
    if not any(one.service_worker or _is_bare(one) for one in (other, tried)):
        return False
    if first.method != second.method or first.url != second.url:
        return False
    if first.body and second.body and _texts(first.body) != _texts(second.body):
        return False
    return abs(seconds_between(first.started, second.started) or 0.0) <= _TWIN_SECONDS


def _is_bare(tried: Tried) -> bool:
    """Whether the capture holds nothing of the answer and no word of why."""
    return tried.response is None and tried.failure is None


def _tells_more(first: Tried, second: Tried) -> bool:
    def weight(tried: Tried) -> tuple[bool, bool, bool]:
        answer = tried.response
        return (
            answer is not None,
            answer is not None and answer.body_missing is None,
            bool(tried.request.body),
        )

    return weight(first) >= weight(second)


def find_preflights(capture: Capture) -> Iterator[SeenPreflight]:
    """Yield the questions that browsers asked before their requests (Fetch 4.8)."""
    for one in capture.exchanges:
        if one.preflight:
            origin = one.request.header("Origin")
            yield SeenPreflight(one.index, one.request.url, origin, preflight(one))


def _texts(found: Parameters) -> tuple[tuple[str, str], ...]:
    return tuple((item.name, item.raw) for item in found)
