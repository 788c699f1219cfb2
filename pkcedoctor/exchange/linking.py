"""Which authorization request, response and token request belong together.

The order of trust is: the authorization code, the state, the PKCE pair, the redirect_uri, the
client_id, the host, the time. What only the time joins is joined, and said to be so.
"""

from collections.abc import Iterator, Sequence

from pkcedoctor.capture.http import Capture
from pkcedoctor.errors import NoExchange
from pkcedoctor.exchange.attempts import SeenPreflight, Tried, find_attempts, find_preflights
from pkcedoctor.exchange.damage import name_damage
from pkcedoctor.exchange.logins import (
    Answered,
    Asked,
    find_authorization_requests,
    find_authorization_responses,
    text_of,
    visible_values,
)
from pkcedoctor.exchange.messages import (
    Attempt,
    AuthorizationRequest,
    AuthorizationResponse,
    ClientFacts,
    Exchange,
    LinkedBy,
    Neighbours,
    Parameter,
    Parameters,
    Preflight,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.exchange.recognition import is_token_url
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.pkce import s256
from pkcedoctor.records import replace


def assemble(capture: Capture, client: ClientFacts) -> tuple[Exchange, ...]:
    """Find every authorization-code exchange of a capture, in order of time.

    Raises:
        NoExchange: if there is none; the text says what was found instead.
    """
    asked = find_authorization_requests(capture)
    attempts = find_attempts(capture, [seen.message for seen in asked])
    answered = tuple(
        find_authorization_responses(capture, asked, [tried.request for tried in attempts])
    )
    neighbours = Neighbours(
        authorization_requests=tuple(seen.message for seen in asked),
        authorization_responses=tuple(seen.message for seen in answered),
        attempts=tuple(Attempt(seen.request, seen.response) for seen in attempts),
    )
    links = _Links(asked, answered, attempts, given=capture.given)
    preflights = tuple(find_preflights(capture))
    found = [
        replace(
            links.link(attempt),
            token_response=attempt.response,
            network_failure=attempt.failure,
            preflight=_preflight_of(attempt, preflights),
        )
        for attempt in attempts
    ]
    found += _refused_logins(asked, answered, found)
    found += _refused_preflights(preflights, attempts, links)
    if not found:
        raise NoExchange(_nothing_found(capture, asked, answered))
    return tuple(replace(one, client=client, neighbours=neighbours) for one in found)


class _Links:
    """Joins token requests to authorization requests and responses."""

    def __init__(
        self,
        asked: Sequence[Asked],
        answered: Sequence[Answered],
        attempts: Sequence[Tried],
        *,
        given: bool,
    ) -> None:
        self._asked = asked
        self._answered = answered
        self._codes = visible_values([tried.request.parameters for tried in attempts], "code")
        self._given = given

    def link(self, tried: Tried) -> Exchange:
        """Return the exchange of one token request."""
        request = tried.request
        response, linked_by = self._response(request)
        asked: AuthorizationRequest | None = None
        if response is not None:
            asked, by_state = self._request_of(response, request)
            linked_by = linked_by or by_state
            if asked is None:
                asked = self._paired_request(request)
        else:
            asked, linked_by = self._best_request(request)
        if self._given:
            linked_by = LinkedBy.GIVEN
        return Exchange(
            token_request=request,
            authorization_request=asked,
            authorization_response=response.message if response is not None else None,
            linked_by=linked_by if asked is not None or response is not None else None,
            given=self._given,
        )

    def latest(self, index: int) -> Exchange:
        """Return the login that was last before a place in the capture."""
        responses = [seen for seen in self._delivering() if seen.index < index]
        response = responses[-1] if responses else None
        earlier = [seen for seen in self._asked if seen.index < index]
        asked = earlier[-1].message if earlier else None
        if response is not None:
            asked, _ = self._request_of(response, None)
        return Exchange(
            token_request=None,
            authorization_request=asked,
            authorization_response=response.message if response is not None else None,
            linked_by=LinkedBy.TIME if asked is not None else None,
        )

    def _delivering(self) -> list[Answered]:
        return [seen for seen in self._answered if seen.message.code is not None]

    def _response(self, request: TokenRequest) -> tuple[Answered | None, LinkedBy | None]:
        """Find the response whose code this request redeems, or was meant to redeem."""
        code = request.parameters.first("code")
        delivering = self._delivering()
        if code is not None and not code.hidden:
            for seen in delivering:
                if _same(seen.message.code, code):
                    return seen, LinkedBy.CODE
            for seen in reversed(delivering):
                if _damaged(seen.message.code, code):
                    return seen, LinkedBy.CODE
        unclaimed = [
            seen
            for seen in delivering
            if seen.index <= request.index and text_of(seen.message.code) not in self._codes
        ]
        related = [seen for seen in unclaimed if self._returns_to(seen, request)]
        if related:
            return related[-1], None
        if self._given and delivering:
            return delivering[-1], None
        return None, None

    def _returns_to(self, seen: Answered, request: TokenRequest) -> bool:
        """Whether a response went where this request says, or answers a login of its client."""
        endpoint = split_url(seen.message.url).endpoint
        uri = request.parameters.first("redirect_uri")
        if uri is not None and split_url(uri.text).endpoint == endpoint:
            return True
        asked, _ = self._request_of(seen, request)
        if asked is None:
            return False
        client_id = request.parameters.first("client_id") or (
            request.basic.client_id if request.basic is not None else None
        )
        return _same(asked.parameters.first("client_id"), client_id) or _same_host(
            asked.url, request.url
        )

    def _request_of(
        self, answered: Answered, request: TokenRequest | None
    ) -> tuple[AuthorizationRequest | None, LinkedBy | None]:
        """Find the authorization request that a response answers."""
        earlier = [seen for seen in self._asked if seen.index <= answered.index or self._given]
        state = answered.message.state
        if state is not None and not state.hidden:
            by_state = [
                seen for seen in earlier if _same(seen.message.parameters.first("state"), state)
            ]
            if by_state:
                return by_state[-1].message, LinkedBy.STATE
            earlier = [
                seen
                for seen in earlier
                if seen.message.unresolved is not None
                or seen.message.parameters.first("state") is None
                or _hidden(seen.message.parameters.first("state"))
                or self._given
            ]
        direct = [seen for seen in earlier if answered.asked_at in seen.places]
        if direct:
            return direct[-1].message, LinkedBy.STATE
        endpoint = split_url(answered.message.url).endpoint
        returning = [
            seen
            for seen in earlier
            if (uri := seen.message.parameters.first("redirect_uri")) is not None
            and split_url(uri.text).endpoint == endpoint
        ]
        if returning:
            return _preferred(returning, request).message, LinkedBy.REDIRECT_URI
        if request is not None:
            return self._best_request(request, earlier)
        return None, None

    def _paired_request(self, request: TokenRequest) -> AuthorizationRequest | None:
        """Find the authorization request that the verifier proves to be this one's."""
        fitting = [seen.message for seen in self._asked if _fit(seen.message, request)]
        return fitting[-1] if fitting else None

    def _best_request(
        self, request: TokenRequest, among: Sequence[Asked] | None = None
    ) -> tuple[AuthorizationRequest | None, LinkedBy | None]:
        """Find the authorization request that has most in common with a token request.

        A login that was refused, or whose code another request redeemed, is not looked for here.
        """
        finished = {
            seen.message.state.text
            for seen in self._answered
            if seen.message.state is not None
            and (seen.message.refused or text_of(seen.message.code) in self._codes)
        }
        candidates = [
            seen
            for seen in (self._asked if among is None else among)
            if (seen.index < request.index or self._given)
            and (
                text_of(seen.message.parameters.first("state")) not in finished
                or _fit(seen.message, request)
            )
        ]
        if self._given and candidates:
            return candidates[-1].message, LinkedBy.GIVEN
        if not candidates:
            return None, None
        best = max(candidates, key=lambda seen: (*_common(seen.message, request), seen.index))
        common = _common(best.message, request)
        for held, reason in zip(
            common,
            (LinkedBy.PAIR, LinkedBy.REDIRECT_URI, LinkedBy.CLIENT_ID, LinkedBy.HOST),
            strict=True,
        ):
            if held:
                return best.message, reason
        return None, None


def _preferred(candidates: Sequence[Asked], request: TokenRequest | None) -> Asked:
    if request is None:
        return candidates[-1]
    return max(candidates, key=lambda seen: (*_common(seen.message, request), seen.index))


def _common(asked: AuthorizationRequest, request: TokenRequest) -> tuple[bool, bool, bool, bool]:
    """Whether pair, redirect_uri, client_id and host agree."""
    client_id = request.parameters.first("client_id") or (
        request.basic.client_id if request.basic is not None else None
    )
    return (
        _fit(asked, request),
        _same(asked.parameters.first("redirect_uri"), request.parameters.first("redirect_uri")),
        _same(asked.parameters.first("client_id"), client_id),
        _same_host(asked.url, request.url),
    )


def _fit(asked: AuthorizationRequest, request: TokenRequest) -> bool:
    """Whether the code_challenge belongs to the code_verifier."""
    challenge = asked.parameters.first("code_challenge")
    verifier = request.parameters.first("code_verifier")
    if challenge is None or verifier is None or challenge.hidden or verifier.hidden:
        return False
    return challenge.text in (s256(verifier.text), verifier.text)


def _damaged(issued: Parameter | None, sent: Parameter) -> bool:
    if issued is None or issued.hidden:
        return False
    return name_damage(issued.text, sent.text) is not None


def _hidden(item: Parameter | None) -> bool:
    return item is not None and item.hidden


def _same_host(first: str, second: str) -> bool:
    host = split_url(first).host.lower()
    return bool(host) and host == split_url(second).host.lower()


def _same(first: Parameter | None, second: Parameter | None) -> bool:
    """Whether two values are equal as far as can be seen; equal placeholders prove nothing."""
    if first is None or second is None or first.hidden or second.hidden:
        return False
    return first.text == second.text


def _preflight_of(tried: Tried, preflights: Sequence[SeenPreflight]) -> Preflight | None:
    near = [seen for seen in preflights if seen.url == tried.request.url]
    if not near:
        return None
    return min(near, key=lambda seen: abs(seen.index - tried.request.index)).message


def _refused_preflights(
    preflights: Sequence[SeenPreflight], attempts: Sequence[Tried], links: "_Links"
) -> Iterator[Exchange]:
    """Yield the token requests that the browser never sent."""
    sent = {tried.request.url for tried in attempts}
    done: set[str] = set()
    for seen in preflights:
        refused = seen.message.refusal is not None
        if refused and is_token_url(seen.url) and seen.url not in sent | done:
            done.add(seen.url)
            yield replace(links.latest(seen.index), preflight=seen.message)


def _refused_logins(
    asked: Sequence[Asked], answered: Sequence[Answered], found: Sequence[Exchange]
) -> Iterator[Exchange]:
    """Yield the logins that the authorization server refused before any token request."""
    redeemed = [id(one.authorization_request) for one in found]
    delivered = {
        seen.message.state.text
        for seen in answered
        if seen.message.code is not None and seen.message.state is not None
    }
    for seen in answered:
        if not seen.message.refused or _is_silent_refusal(seen.message):
            continue
        request = _refused_request(seen, asked)
        if request is None:
            continue
        if id(request) in redeemed or text_of(request.parameters.first("state")) in delivered:
            continue
        redeemed.append(id(request))
        yield Exchange(
            token_request=None,
            token_response=_as_answer(seen.message),
            authorization_request=request,
            authorization_response=seen.message,
            linked_by=LinkedBy.STATE,
        )


def _refused_request(seen: Answered, asked: Sequence[Asked]) -> AuthorizationRequest | None:
    """Find the authorization request that was refused: its own answer, its state, its target."""
    target = split_url(seen.message.url).endpoint
    earlier = [one for one in asked if min(one.places) <= seen.index]
    groups = (
        [one for one in earlier if seen.asked_at in one.places],
        [
            one
            for one in earlier
            if _same(one.message.parameters.first("state"), seen.message.state)
        ],
        [
            one
            for one in earlier
            if (uri := one.message.parameters.first("redirect_uri")) is not None
            and split_url(uri.text).endpoint == target
        ],
    )
    return next((group[-1].message for group in groups if group), None)


def _is_silent_refusal(answered: AuthorizationResponse) -> bool:
    """Whether the answer only says that the user must act (OpenID Connect Core 3.1.2.6)."""
    error = answered.parameters.first("error")
    return error is not None and (
        error.text.endswith("_required") or error.text in ("access_denied", "consent_required")
    )


def _as_answer(answered: AuthorizationResponse) -> TokenResponse:
    error = answered.parameters.first("error")
    words = answered.parameters.first("error_description")
    return TokenResponse(
        where=answered.where,
        status=answered.status or 302,
        error=None if error is None else error.text,
        description=answered.page or (None if words is None else words.text),
        tokens=Parameters(),
        accepted=False,
    )


def _nothing_found(capture: Capture, asked: Sequence[Asked], answered: Sequence[Answered]) -> str:
    """Say what was found instead of an exchange, and what the reader had to repair."""
    count = len(capture.exchanges) + capture.skipped
    requests = "in the only request" if count == 1 else f"among the {count} requests"
    if any(seen.message.code is not None for seen in answered):
        found = (
            f"a login delivers its code in {answered[-1].message.where}, but no token request "
            f"was found {requests}: if a server redeems the code, capture the requests of that "
            "server"
        )
    elif asked:
        found = (
            f"{asked[-1].message.where} starts a login, but no token request was found "
            f'{requests}: record until the error appears, with "Preserve log" ticked'
        )
    else:
        found = (
            f"no authorization-code exchange {requests}: record the whole login with "
            '"Preserve log" ticked, from before it starts until the error appears'
        )
    notes = (note.removesuffix(".") for note in capture.notes)
    return ". ".join((f"{capture.source}: {found}", *notes))
