"""One authorization code login, driven as an HTTP client: ask, follow, redeem."""

import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import httpx

from tests.recorded.har import Recorder
from tests.recorded.registration import (
    NAMED_REDIRECT_URI,
    REDIRECT_URI,
    Authentication,
    RegisteredClient,
)

FORM = "application/x-www-form-urlencoded"
VERIFIER_BYTES = 48
MOST_REDIRECTS = 8

Parameters: TypeAlias = list[tuple[str, str]]


def fresh_verifier() -> str:
    """Return a new code_verifier of 64 characters."""
    return secrets.token_urlsafe(VERIFIER_BYTES)


def s256(verifier: str) -> str:
    """Return the S256 code_challenge."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def basic_credentials(client_id: str, client_secret: str) -> str:
    """Return the Authorization value of RFC 6749 section 2.3.1."""
    pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server has its endpoints and which clients it knows."""

    origin: str
    authorization_endpoint: str
    token_endpoint: str
    scope: str
    client_id_beside_basic: bool
    shows_app: bool
    public: RegisteredClient
    confidential: RegisteredClient
    confidential_post: RegisteredClient
    other_public: RegisteredClient


@dataclass(slots=True)
class AuthorizationDraft:
    """An authorization request before it is sent."""

    parameters: Parameters


@dataclass(slots=True)
class TokenDraft:
    """A token request before it is sent."""

    url: str
    form: Parameters
    method: str = "POST"
    authorization: str | None = None
    content_type: str | None = FORM
    query: Parameters = field(default_factory=list)
    encode: Callable[[Parameters], bytes] = lambda form: urlencode(form).encode()


AuthorizationEdit: TypeAlias = Callable[[AuthorizationDraft], None]
TokenEdit: TypeAlias = Callable[[TokenDraft], None]


@dataclass(frozen=True, slots=True)
class Pending:
    """A login that was started and brought back a code."""

    code: str
    verifier: str


class RefusedAtAuthorizationError(Exception):
    """The authorization endpoint gave no code."""

    def __init__(self, response: httpx.Response, parameters: dict[str, list[str]]) -> None:
        """Keep the server's last response, and what the redirect said."""
        super().__init__("no code")
        self.response = response
        self.parameters = parameters


class Login:
    """The client's side of the flow for one client at one server."""

    def __init__(self, recorder: Recorder, site: Site, client: RegisteredClient) -> None:
        """Bind a recorder to a site and one of its clients."""
        self.recorder = recorder
        self.site = site
        self.client = client
        self.used: set[str] = {client.client_secret}

    def authorize(
        self,
        *edits: AuthorizationEdit,
        verifier: str | None = None,
        challenge: Callable[[str], str] = s256,
    ) -> Pending:
        """Ask for a code, follow the redirects to the app, and return what it received."""
        verifier = fresh_verifier() if verifier is None else verifier
        draft = AuthorizationDraft(
            [
                ("response_type", "code"),
                ("client_id", self.client.client_id),
                ("redirect_uri", REDIRECT_URI),
                ("scope", self.site.scope),
                ("state", secrets.token_urlsafe(12)),
                ("code_challenge", challenge(verifier)),
                ("code_challenge_method", "S256"),
            ]
        )
        for edit in edits:
            edit(draft)
        self.used.add(verifier)
        url = f"{self.site.authorization_endpoint}?{urlencode(draft.parameters)}"
        response = self.recorder.send("GET", url)
        received: dict[str, list[str]] = {}
        for _ in range(MOST_REDIRECTS):
            if not response.has_redirect_location:
                break
            url = urljoin(url, response.headers["location"])
            if not url.startswith(self.site.origin):
                received = parse_qs(urlsplit(url).query)
                app = url.startswith((REDIRECT_URI, NAMED_REDIRECT_URI))
                if app and self.site.shows_app:
                    self.recorder.send("GET", url)
                break
            response = self.recorder.send("GET", url)
        if "code" not in received:
            raise RefusedAtAuthorizationError(response, received)
        self.used.add(received["code"][0])
        return Pending(received["code"][0], verifier)

    def draft(self, pending: Pending) -> TokenDraft:
        """Return the token request that a healthy client would send."""
        client = self.client
        form = [
            ("grant_type", "authorization_code"),
            ("code", pending.code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", pending.verifier),
        ]
        draft = TokenDraft(self.site.token_endpoint, form)
        match client.authentication:
            case Authentication.NONE:
                form.insert(1, ("client_id", client.client_id))
            case Authentication.POST:
                form.insert(1, ("client_id", client.client_id))
                form.append(("client_secret", client.client_secret))
            case Authentication.BASIC:
                draft.authorization = basic_credentials(client.client_id, client.client_secret)
                if self.site.client_id_beside_basic:
                    form.insert(1, ("client_id", client.client_id))
        return draft

    def redeem(self, pending: Pending, *edits: TokenEdit) -> httpx.Response:
        """Send the token request after the edits."""
        draft = self.draft(pending)
        for edit in edits:
            edit(draft)
        return self.send(draft)

    def send(self, draft: TokenDraft) -> httpx.Response:
        """Send a drafted token request as it is."""
        headers = {"Accept": "application/json"}
        if draft.authorization is not None:
            headers["Authorization"] = draft.authorization
            self.used.add(draft.authorization.partition(" ")[2])
        self.used.update(
            value
            for name, value in draft.form
            if name in {"code", "code_verifier", "client_secret"}
        )
        url = draft.url
        if draft.query:
            url = f"{url}?{urlencode(draft.query)}"
        if draft.method == "GET":
            return self.recorder.send("GET", url, headers=headers, from_app=True)
        body = draft.encode(draft.form)
        if draft.content_type is not None:
            headers["Content-Type"] = draft.content_type
        return self.recorder.send(draft.method, url, headers=headers, body=body, from_app=True)
