"""The messages of RFC 6749 and RFC 7636, as far as a capture shows them.

Three things never share a value. A parameter that was *not sent* is ``None``. A message that
was *not captured* is absent from the :class:`Exchange`. A value that was *redacted* is a
:class:`Parameter` whose ``value`` raises :class:`~pkcedoctor.errors.Unseen`.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from pkcedoctor.errors import Unseen
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

ClientType = Literal["public", "confidential"]

_WORDS: Final = regex(r"[A-Za-z]{1,16}(?:[_-][A-Za-z]{1,16}){0,5}")

REDACTED = "run pkcedoctor on the original file, or export it with sensitive data"


@dataclass(frozen=True, slots=True, repr=False)
class Parameter:
    """One parameter of a message.

    Attributes:
        name: as sent.
        raw: its text on the wire; equal to the decoded text where the capture has only that.
        text: decoded exactly once, as the receiver's form decoder does. Use ``value``.
        where: how to find it: ``entry 7, body``.
        hidden: whether its value is not known: the capture holds a placeholder in its place, or
            two readings of it are possible.
        why: why it is not known, where it was not redacted; empty otherwise.
    """

    name: str
    raw: str
    text: str
    where: str
    hidden: bool = False
    why: str = ""

    @property
    def value(self) -> str:
        """The decoded value.

        Raises:
            Unseen: if the value is not known; what is not there cannot be judged.
        """
        if self.hidden:
            if self.why:
                raise Unseen(f"the value of {self.name} ({self.where}): {self.why}")
            raise Unseen(f"{self.name} is redacted ({self.where}): {REDACTED}")
        return self.text

    def __repr__(self) -> str:
        shape = "redacted" if self.hidden else f"{len(self.text)} characters"
        return f"<Parameter {_told(self.name)}: {shape}, {self.where}>"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one part of a message, in the order sent, repeated ones repeated."""

    items: tuple[Parameter, ...] = ()

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)

    def __add__(self, other: "Parameters") -> "Parameters":
        return Parameters(self.items + other.items)

    def first(self, name: str) -> Parameter | None:
        """Return the first parameter of this name that has a value.

        A parameter sent without a value counts as not sent (RFC 6749 3.1, 3.2).
        """
        return next((item for item in self.items if item.name == name and item.text), None)

    def every(self, name: str) -> tuple[Parameter, ...]:
        """Return all parameters of this name, also those without a value."""
        return tuple(item for item in self.items if item.name == name)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """What the client asked the authorization endpoint for (RFC 6749 4.1.1, RFC 7636 4.3).

    Attributes:
        where: where the capture has it first.
        url: the authorization endpoint with its query; empty for a pushed request alone.
        started: when it was sent.
        parameters: from the query, the form, a pushed request or a request object.
        unresolved: None, or what is missing to know its parameters: it named a
            ``request_uri`` or an encrypted request object.
    """

    where: str
    url: str
    started: datetime | None
    parameters: Parameters
    unresolved: str | None = None

    def sent(self, name: str) -> Parameter | None:
        """Return a parameter, or None where it was not sent.

        Raises:
            Unseen: if the parameters are in a pushed request that was not captured.
        """
        found = self.parameters.first(name)
        if found is None and self.unresolved is not None:
            raise Unseen(self.unresolved)
        return found

    @property
    def client_id(self) -> Parameter | None:
        """RFC 6749 4.1.1."""
        return self.sent("client_id")

    @property
    def redirect_uri(self) -> Parameter | None:
        """RFC 6749 4.1.1."""
        return self.sent("redirect_uri")

    @property
    def state(self) -> Parameter | None:
        """RFC 6749 4.1.1."""
        return self.sent("state")

    @property
    def code_challenge(self) -> Parameter | None:
        """RFC 7636 4.3."""
        return self.sent("code_challenge")

    @property
    def code_challenge_method(self) -> Parameter | None:
        """RFC 7636 4.3; None means ``plain``."""
        return self.sent("code_challenge_method")


@dataclass(frozen=True, slots=True, repr=False)
class AuthorizationResponse:
    """What the authorization server sent back (RFC 6749 4.1.2, 4.1.2.1).

    Attributes:
        where: where the capture has it first.
        url: the redirection URI with the response; empty for a refusal shown as a page.
        started: when the server issued it, as near as the capture tells.
        parameters: from the query, the fragment or the form.
        status: the HTTP status of a refusal shown as a page, else None.
        page: the text of that page, or None.
    """

    where: str
    url: str
    started: datetime | None
    parameters: Parameters
    status: int | None = None
    page: str | None = None

    def __repr__(self) -> str:
        return f"<AuthorizationResponse {self.where}>"

    @property
    def code(self) -> Parameter | None:
        """RFC 6749 4.1.2; the last, for the server adds it behind what the redirect_uri holds."""
        return _last(self.parameters, "code")

    @property
    def state(self) -> Parameter | None:
        """RFC 6749 4.1.2; the last, for the server adds it behind what the redirect_uri holds."""
        return _last(self.parameters, "state")

    @property
    def refused(self) -> bool:
        """Whether this is an error response."""
        return self.parameters.first("error") is not None or self.status is not None


class BodyFormat(StrEnum):
    """What a token request's body is, whatever its header says."""

    FORM = "a form"
    JSON = "JSON"
    MULTIPART = "multipart form data"
    TEXT = "text that is no form"
    EMPTY = "empty"
    UNRECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """The credentials of an ``Authorization: Basic`` header (RFC 6749 2.3.1).

    Attributes:
        client_id: form-decoded once.
        client_secret: form-decoded once; its text may be empty.
    """

    client_id: Parameter
    client_secret: Parameter


@dataclass(frozen=True, slots=True, repr=False)
class TokenRequest:
    """The access token request (RFC 6749 4.1.3, RFC 7636 4.5).

    Attributes:
        where: where the capture has it.
        index: its place in the capture.
        started: when it was sent.
        duration: seconds until the answer was complete.
        method: the HTTP method.
        url: as sent.
        content_type: the Content-Type header, or None.
        body_format: what the body is.
        body: parameters found in the body.
        query: parameters found in the URL.
        authorization: the Authorization header as a parameter, or None.
        basic: the credentials in it, where it is a readable Basic header.
        origin: the Origin header: a page's script sent this request.
        headers_captured: whether the capture holds the request's headers at all.
        headers_removed: whether the capture tool may have removed the Authorization header.
        body_missing: why the body is not in the capture, where it is not.
        repeats: the other copies of this same request in the capture (``entry 9``).
        redirected_from: the POST whose redirect led to this request, as ``entry 6``.
    """

    where: str
    index: int
    started: datetime | None
    duration: float | None
    method: str
    url: str
    content_type: str | None
    body_format: BodyFormat
    body: Parameters
    query: Parameters
    authorization: Parameter | None = None
    basic: BasicCredentials | None = None
    origin: str | None = None
    headers_captured: bool = True
    headers_removed: bool = False
    body_missing: str | None = None
    repeats: tuple[str, ...] = ()
    redirected_from: str | None = None

    def __repr__(self) -> str:
        return f"<TokenRequest {self.where}: {_told(self.method)}, {self.body_format.value}>"

    @property
    def parameters(self) -> Parameters:
        """All parameters, the body's before the query's."""
        return self.body + self.query

    def sent(self, name: str) -> Parameter | None:
        """Return a parameter of the body or the query, or None where it was not sent.

        Raises:
            Unseen: if it is not in the query and the body was not recorded.
        """
        found = self.parameters.first(name)
        if found is None:
            self.see_body()
        return found

    @property
    def grant_type(self) -> Parameter | None:
        """RFC 6749 4.1.3."""
        return self.sent("grant_type")

    @property
    def code(self) -> Parameter | None:
        """RFC 6749 4.1.3."""
        return self.sent("code")

    @property
    def redirect_uri(self) -> Parameter | None:
        """RFC 6749 4.1.3."""
        return self.sent("redirect_uri")

    @property
    def code_verifier(self) -> Parameter | None:
        """RFC 7636 4.5."""
        return self.sent("code_verifier")

    @property
    def client_id(self) -> Parameter | None:
        """The client_id of the body or query, else that of the Basic header.

        Raises:
            Unseen: if it may have stood in a header or body that is not in the capture.
        """
        found = self.parameters.first("client_id")
        if found is None and self.basic is not None:
            return self.basic.client_id
        if found is None:
            self.see_authorization()
        return found or self.sent("client_id")

    @property
    def secret_in_body(self) -> Parameter | None:
        """A client_secret or client_assertion of the body or query."""
        return self.sent("client_secret") or self.sent("client_assertion")

    @property
    def credential(self) -> Parameter | None:
        """The secret or assertion by which the client authenticates, or None.

        Raises:
            Unseen: if it may have stood in a header or body that is not in the capture.
        """
        if self.basic is not None and self.basic.client_secret.text:
            return self.basic.client_secret
        found = self.parameters.first("client_secret") or self.parameters.first("client_assertion")
        if found is None:
            self.see_authorization()
        return found or self.secret_in_body

    def see_body(self) -> None:
        """Make sure that the body can be seen.

        Raises:
            Unseen: if there was one and the capture does not hold it.
        """
        if self.body_format is BodyFormat.UNRECORDED:
            raise Unseen(f"the body of the token request ({self.where}): {self.body_missing}")

    def see_authorization(self) -> None:
        """Make sure that the Authorization header, or its absence, can be seen.

        Raises:
            Unseen: if the capture tool removed it or hid what is in it.
        """
        if self.headers_removed:
            raise Unseen(
                f"the Authorization header ({self.where}): this export leaves it out; "
                "export with sensitive data"
            )
        if self.authorization is not None and self.authorization.hidden:
            raise Unseen(f"Authorization is redacted ({self.authorization.where}): {REDACTED}")


@dataclass(frozen=True, slots=True, repr=False)
class TokenResponse:
    """The answer to a token request (RFC 6749 5.1, 5.2), or to a refused authorization request.

    Attributes:
        where: where the capture has it.
        status: the HTTP status.
        error: the error code, in whatever member the server put it, or None.
        description: the server's own words: description, hint, message or page text, joined.
        tokens: the tokens of a successful response.
        accepted: whether tokens were issued; None where the capture cannot tell.
        headers: header names in lower case with their values.
        location: where a redirect points, or None.
        body_missing: why the body is not in the capture, where it is not.
        page: whether the body is an HTML page.
        members: the names of the members of a JSON or form body, outermost only.
    """

    where: str
    status: int
    error: str | None
    description: str | None
    tokens: Parameters
    accepted: bool | None
    headers: tuple[tuple[str, str], ...] = ()
    location: str | None = None
    body_missing: str | None = None
    page: bool = False
    members: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<TokenResponse {self.where}: {self.status} {_told(self.error or '')}>"

    def header(self, name: str) -> str | None:
        """Return the first value of a header given in lower case."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Preflight:
    """The browser's own question before the token request (Fetch 3.3).

    Attributes:
        where: where the capture has it.
        status: the HTTP status of its answer, or None where there was none.
        refusal: why the browser will not send the request, or None if it may.
    """

    where: str
    status: int | None
    refusal: str | None


class LinkedBy(StrEnum):
    """Why an authorization request is held to belong to a token request, best first."""

    GIVEN = "you gave them together"
    CODE = "the authorization code"
    STATE = "the state"
    PAIR = "the code_challenge fits the code_verifier"
    REDIRECT_URI = "the redirect_uri"
    CLIENT_ID = "the client_id"
    HOST = "the host"
    TIME = "the time"


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """What only the user knows of the client's registration.

    Attributes:
        client_type: RFC 6749 2.1; None where the user did not say.
        redirect_uris: the registered redirection URIs; empty where the user did not say.
    """

    client_type: ClientType | None = None
    redirect_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One token request of the capture with its answer."""

    request: TokenRequest
    response: TokenResponse | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What else the same capture holds, in order of time."""

    authorization_requests: tuple[AuthorizationRequest, ...] = ()
    authorization_responses: tuple[AuthorizationResponse, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One authorization-code exchange: the messages that belong together.

    Attributes:
        token_request: None where the authorization server refused before any token request,
            or where only a refused preflight was captured.
        token_response: the answer to it, or None where none was captured.
        authorization_request: the authorization request it belongs to, or None.
        authorization_response: the response that delivered the code, or None.
        linked_by: why these belong together; None where there is nothing to link.
        network_failure: the capture tool's word for a request that failed in the network.
        preflight: the browser's question before the token request, or None.
        client: what the user said of the client.
        neighbours: everything else in the capture.
        given: whether the user typed the messages in.
    """

    token_request: TokenRequest | None
    token_response: TokenResponse | None = None
    authorization_request: AuthorizationRequest | None = None
    authorization_response: AuthorizationResponse | None = None
    linked_by: LinkedBy | None = None
    network_failure: str | None = None
    preflight: Preflight | None = None
    client: ClientFacts = ClientFacts()
    neighbours: Neighbours = Neighbours()
    given: bool = False

    @property
    def refused_before_token_request(self) -> bool:
        """Whether the authorization server refused the login itself."""
        return self.token_request is None and self.token_response is not None


def _told(name: str) -> str:
    """Return a name or error code as a representation may show it: only if it is of words."""
    return name if not name or _WORDS.fullmatch(name) else f"({len(name)} characters)"


def _last(parameters: Parameters, name: str) -> Parameter | None:
    return next((item for item in reversed(parameters.every(name)) if item.text), None)
