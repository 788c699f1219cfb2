"""Exchanges one knob away from a healthy one, as a capture shows them.

``accepted()`` is a healthy exchange, ``refused("invalid_grant")`` the same with another answer.
Every method turns one knob and returns a new draft::

    refused("invalid_grant").with_(code_verifier="too-short")
    refused("invalid_grant").asking(code_challenge_method=None)
    accepted().with_(client_id=None).with_basic(CLIENT_ID, SECRET)
"""

import base64
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from pkcedoctor.capture.http import (
    Body,
    Capture,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
    VisitedUrl,
)
from pkcedoctor.diagnosis import Diagnosis, diagnose
from pkcedoctor.exchange.linking import assemble
from pkcedoctor.exchange.messages import ClientFacts, ClientType, Exchange
from pkcedoctor.servers.model import UNKNOWN_SERVER, Server

AUTHORIZE: Final = "https://as.example/oauth2/authorize"
TOKEN: Final = "https://as.example/oauth2/token"
APP: Final = "https://app.example"
CLIENT_ID: Final = "s6BhdRkqt3"
SECRET: Final = "7Fjfp0ZBr1KtDRbnfVdmIw"
REDIRECT_URI: Final = "https://app.example/cb"
STATE: Final = "af0ifjsldkj"
CODE: Final = "SplxlOBeZQQYbYS6WxSbIA"
VERIFIER: Final = "qX3-kTz_8mJc0VhYb~Rw5eNd.PuGsL7iAoF1tCyZxQ4"
CHALLENGE: Final = "l2lN-l8tGXGF2fHgQdO2b5Qdyz-vOAUOl84gLUJZAvs"
OTHER_VERIFIER: Final = "Zk9wLr2_vBn6QxT-cYd8HsUf1MjEoPa3GiRtXbWe7Vq"
OTHER_CHALLENGE: Final = "at9t6PlkHsOsrqtnSftQWjeucFtp3vXSP9Ga5H7YIGM"
FORM: Final = "application/x-www-form-urlencoded"
STARTED: Final = datetime(2026, 8, 22, 10, 30, tzinfo=UTC)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One login and its token request; the knobs of a capture."""

    asked: Pairs | None
    answered: Pairs | None
    redeemed: Pairs
    authorize_url: str = AUTHORIZE
    token_url: str = TOKEN
    redirected_to: str = REDIRECT_URI
    method: str = "POST"
    headers: tuple[Header, ...] = (Header("Content-Type", FORM),)
    body: Body | None = None
    response: HttpResponse | None = None
    failure: str | None = None
    waited: float = 0.4
    earlier: tuple[HttpExchange, ...] = ()
    meanwhile: tuple[HttpExchange, ...] = ()
    later: tuple[HttpExchange, ...] = ()
    visited: tuple[VisitedUrl, ...] = ()
    client: ClientFacts = field(default_factory=ClientFacts)
    sanitized: bool = False
    given: bool = False

    # what the messages say

    def with_(self, **parameters: str | None) -> "Draft":
        """Change parameters of the token request; None leaves one out."""
        return replace(self, redeemed=_changed(self.redeemed, parameters))

    def asking(self, **parameters: str | None) -> "Draft":
        """Change parameters of the authorization request; None leaves one out."""
        return replace(self, asked=_changed(self.asked or (), parameters))

    def delivering(self, **parameters: str | None) -> "Draft":
        """Change parameters of the authorization response; None leaves one out."""
        return replace(self, answered=_changed(self.answered or (), parameters))

    def throughout(self, **parameters: str) -> "Draft":
        """Change a value wherever it is sent, so that the exchange stays healthy."""
        draft = self
        for name, value in parameters.items():
            draft = replace(
                draft,
                asked=_renewed(draft.asked, name, value),
                answered=_renewed(draft.answered, name, value),
                redeemed=_renewed(draft.redeemed, name, value) or (),
            )
        return replace(draft, redirected_to=parameters.get("redirect_uri", draft.redirected_to))

    def proving(self, verifier: str, challenge: str, method: str | None = "S256") -> "Draft":
        """Use another pair of verifier and challenge."""
        return self.with_(code_verifier=verifier).asking(
            code_challenge=challenge, code_challenge_method=method
        )

    def repeating(self, name: str, value: str) -> "Draft":
        """Send a parameter of the token request once more."""
        return replace(self, redeemed=(*self.redeemed, (name, value)))

    # how the token request is sent

    def posted_to(self, url: str) -> "Draft":
        return replace(self, token_url=url)

    def by(self, method: str) -> "Draft":
        return replace(self, method=method)

    def labelled(self, content_type: str | None) -> "Draft":
        """Change the Content-Type header; None leaves it out."""
        return self.with_header("Content-Type", content_type)

    def with_header(self, name: str, value: str | None) -> "Draft":
        kept = tuple(header for header in self.headers if header.name != name)
        added = () if value is None else (Header(name, value),)
        return replace(self, headers=(*kept, *added))

    def with_body(self, body: Body | str) -> "Draft":
        """Send this and nothing else as the body."""
        return replace(self, body=TextBody(body) if isinstance(body, str) else body)

    def as_json(self) -> "Draft":
        return self.labelled("application/json").with_body(json.dumps(dict(self.redeemed)))

    def in_query(self, *names: str) -> "Draft":
        """Move parameters from the body into the URL: those named, or all."""
        moved = tuple(pair for pair in self.redeemed if not names or pair[0] in names)
        kept = tuple(pair for pair in self.redeemed if pair not in moved)
        return replace(self, token_url=f"{self.token_url}?{form(moved)}", redeemed=kept)

    def with_basic(self, client_id: str, secret: str) -> "Draft":
        encoded = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        return self.with_header("Authorization", f"Basic {encoded}")

    def from_page(self, origin: str = APP) -> "Draft":
        """Let a page's script send it."""
        return self.with_header("Origin", origin)

    def after(self, seconds: float) -> "Draft":
        """Send it so long after the code was delivered."""
        return replace(self, waited=seconds)

    # what came back

    def answering(
        self, status: int, body: str = "", content_type: str = "application/json", **headers: str
    ) -> "Draft":
        named = {"Content-Type": content_type}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, response=answer(status, body, **named))

    def answered_by(self, response: HttpResponse) -> "Draft":
        return replace(self, response=response)

    def redirecting(self, location: str, status: int = 302) -> "Draft":
        return replace(self, response=answer(status, location=location))

    def allowing(self, origin: str) -> "Draft":
        """Let the answer allow an origin (CORS)."""
        assert self.response is not None
        header = Header("Access-Control-Allow-Origin", origin)
        return replace(self, response=replace(self.response, headers=(header,)))

    def unanswered(self, failure: str | None = None) -> "Draft":
        return replace(self, response=None, failure=failure)

    def failing(self, failure: str) -> "Draft":
        """Let the browser report a failure although an answer was seen."""
        return replace(self, failure=failure)

    # what the capture holds

    def without_login(self) -> "Draft":
        """Capture the token request only, as a server-side client's log does."""
        return replace(self, asked=None, answered=None)

    def without_request(self) -> "Draft":
        """Capture the redirection, but not the authorization request before it."""
        return replace(self, asked=None)

    def without_callback(self) -> "Draft":
        """Capture the authorization request, but not the redirection that answers it."""
        return replace(self, answered=None)

    def before(self, *entries: HttpExchange) -> "Draft":
        return replace(self, earlier=(*self.earlier, *entries))

    def between(self, *entries: HttpExchange) -> "Draft":
        """Put entries between the redirection and the token request."""
        return replace(self, meanwhile=(*self.meanwhile, *entries))

    def then(self, *entries: HttpExchange) -> "Draft":
        return replace(self, later=(*self.later, *entries))

    def seen_in_title(self, url: str) -> "Draft":
        page = VisitedUrl(f"page {len(self.visited) + 1}, title", url, STARTED)
        return replace(self, visited=(*self.visited, page))

    def exported_without_secrets(self) -> "Draft":
        """Let the tool leave out the headers that hold credentials."""
        return replace(self, sanitized=True)

    def typed_in(self) -> "Draft":
        """Let the user give the messages on the command line."""
        return replace(self, given=True)

    def known_as(self, client_type: ClientType) -> "Draft":
        """Let the user say what type the client has."""
        return replace(self, client=replace(self.client, client_type=client_type))

    def registered_for(self, *redirect_uris: str) -> "Draft":
        """Let the user say which redirection URIs are registered."""
        return replace(self, client=replace(self.client, redirect_uris=redirect_uris))

    # what becomes of it

    def authorization(self) -> HttpExchange:
        """The authorization request with its answer."""
        url = with_query(self.authorize_url, self.asked or ())
        if self.answered is None:
            return get(url)
        return get(url, status=302, location=with_query(self.redirected_to, self.answered))

    def redirection(self) -> HttpExchange:
        """The request that delivers the code to the application."""
        return get(with_query(self.redirected_to, self.answered or ()), started=0.2)

    def redemption(self) -> HttpExchange:
        """The token request with its answer."""
        body = self.body
        if body is None:
            body = TextBody(form(self.redeemed)) if self.redeemed else NoBody()
        return HttpExchange(
            where="",
            index=0,
            started=_at(0.2 + self.waited),
            duration=0.1,
            request=HttpRequest(self.method, self.token_url, self.headers, body),
            response=self.response,
            failure=self.failure,
        )

    def capture(self) -> Capture:
        """All of it as one capture: ``entry 1``, ``entry 2``..."""
        login = [] if self.asked is None else [self.authorization()]
        callback = [] if self.answered is None else [self.redirection()]
        entries = (
            *self.earlier,
            *login,
            *callback,
            *self.meanwhile,
            self.redemption(),
            *self.later,
        )
        return Capture(
            source="draft.har",
            reader="tests",
            exchanges=numbered(entries),
            visited=self.visited,
            sanitized=self.sanitized,
            given=self.given,
        )

    def exchanges(self) -> tuple[Exchange, ...]:
        return assemble(self.capture(), self.client)

    def exchange(self) -> Exchange:
        """The exchange of this draft's own token request."""
        logged = (self.asked is not None) + (self.answered is not None)
        place = f"entry {len(self.earlier) + logged + len(self.meanwhile) + 1}"
        for found in self.exchanges():
            request = found.token_request
            if request is not None and place in (request.where, *request.repeats):
                return found
        raise AssertionError(f"{place} is no token request")

    def diagnosis(self) -> Diagnosis:
        return diagnose(self.exchange())


def accepted() -> Draft:
    """A healthy exchange of a public client, with the tokens that it got."""
    tokens = '{"access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "Bearer"}'
    draft = Draft(
        asked=(
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid"),
            ("state", STATE),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ),
        answered=(("code", CODE), ("state", STATE)),
        redeemed=(
            ("grant_type", "authorization_code"),
            ("code", CODE),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", CLIENT_ID),
            ("code_verifier", VERIFIER),
        ),
    )
    return draft.answering(200, tokens)


def refused(
    error: str = "invalid_grant", description: str | None = None, *, status: int = 400
) -> Draft:
    """A healthy exchange that was refused all the same."""
    members = {"error": error, "error_description": description}
    return accepted().answering(status, json.dumps({k: v for k, v in members.items() if v}))


def login_stopped(
    page: str, *, status: int = 400, at: str = AUTHORIZE, **asking: str | None
) -> Exchange:
    """A login that the authorization endpoint answered with a page, not with a redirect."""
    draft = replace(accepted().without_callback().asking(**asking), authorize_url=at)
    entry = replace(draft.authorization(), response=answer(status, page, Content_Type="text/html"))
    (exchange,) = assemble(Capture("draft.har", "tests", numbered((entry,))), ClientFacts())
    return exchange


def login_refused(
    error: str, description: str | None = None, *, at: str = AUTHORIZE, **asking: str | None
) -> Exchange:
    """A login that the authorization endpoint sent back with an error."""
    pairs = (("error", error), ("error_description", description or ""), ("state", STATE))
    draft = replace(
        accepted().asking(**asking),
        authorize_url=at,
        answered=tuple(pair for pair in pairs if pair[1]),
    )
    if "?" in at:
        draft = replace(draft, asked=())
    entries = numbered((draft.authorization(), draft.redirection()))
    (exchange,) = assemble(Capture("draft.har", "tests", entries), ClientFacts())
    return exchange


def get(
    url: str,
    *,
    status: int = 200,
    location: str | None = None,
    started: float = 0.0,
    page: str = "",
    **headers: str,
) -> HttpExchange:
    """Any GET, by default answered with an empty 200."""
    response = HttpResponse(status, (), TextBody(page) if page else NoBody(), location)
    return HttpExchange(
        where="",
        index=0,
        started=_at(started),
        duration=0.1,
        request=HttpRequest("GET", url, _headers(headers), NoBody()),
        response=response,
    )


def post(
    url: str,
    parameters: Pairs | str,
    *,
    response: HttpResponse | None = None,
    started: float = 0.0,
    **headers: str,
) -> HttpExchange:
    """Any POST of a form, or of a text."""
    text = parameters if isinstance(parameters, str) else form(parameters)
    named = {"Content_Type": FORM} | headers
    return HttpExchange(
        where="",
        index=0,
        started=_at(started),
        duration=0.1,
        request=HttpRequest("POST", url, _headers(named), TextBody(text)),
        response=response or answer(200),
    )


def preflight(url: str, *, status: int = 204, origin: str = APP, **allowed: str) -> HttpExchange:
    """A browser's own question, with the headers that the answer had."""
    request = HttpRequest("OPTIONS", url, (Header("Origin", origin),), NoBody())
    response = HttpResponse(status, _headers(allowed), NoBody()) if status else None
    return HttpExchange("", 0, STARTED, 0.1, request, response, preflight=True)


def answer(
    status: int, body: str = "", *, location: str | None = None, **headers: str
) -> HttpResponse:
    content = TextBody(body) if body else NoBody()
    return HttpResponse(status, _headers(headers), content, location)


def not_recorded(draft: Draft) -> Draft:
    """Let the capture tool have dropped the body of the token request."""
    return draft.with_body(UnrecordedBody("the tool records no bodies"))


def server(**known: Any) -> Server:
    """A server of which this is known, and nothing else."""
    return replace(UNKNOWN_SERVER, id="acme", name="Acme", **known)


def numbered(entries: tuple[HttpExchange, ...]) -> tuple[HttpExchange, ...]:
    """Give each entry its place in the capture."""
    return tuple(
        replace(entry, where=f"entry {place + 1}", index=place)
        for place, entry in enumerate(entries)
    )


def form(pairs: Pairs) -> str:
    return urlencode(pairs, quote_via=quote, safe="", errors="surrogatepass")


def with_query(url: str, pairs: Pairs) -> str:
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{form(pairs)}" if pairs else url


def _headers(named: dict[str, str]) -> tuple[Header, ...]:
    return tuple(Header(name.replace("_", "-"), value) for name, value in named.items())


def _at(seconds: float) -> datetime:
    return STARTED + timedelta(seconds=seconds)


def _changed(pairs: Pairs, changes: dict[str, str | None]) -> Pairs:
    """Replace values in their places, add new ones at the end, leave out what is None."""
    names = dict.fromkeys((*(name for name, _ in pairs), *changes))
    old = dict(pairs)
    merged = ((name, changes.get(name, old.get(name))) for name in names)
    return tuple((name, value) for name, value in merged if value is not None)


def _renewed(pairs: Pairs | None, name: str, value: str) -> Pairs | None:
    """Replace the value of a parameter that is there."""
    if pairs is None:
        return None
    return tuple((key, value if key == name else old) for key, old in pairs)
