"""What a rule is, and how one is asked.

A rule is a function that names the messages it needs in its signature and returns a verdict.
``@rule`` turns it into a :class:`Rule`; nothing is registered anywhere.
"""

from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Final

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    Parameter,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.records import dataclass
from pkcedoctor.servers.model import UNKNOWN_SERVER, Server
from pkcedoctor.specs import Section


class Stage(IntEnum):
    """The order in which a strict token endpoint works through a request (DESIGN section 1)."""

    TRANSPORT = 1
    BODY = 2
    CLIENT = 3
    GRANT = 4
    REDIRECT = 5
    PKCE = 6
    SERVER = 7


class ErrorCode(StrEnum):
    """The error codes of RFC 6749 5.2, and those of 4.1.2.1 that a client may cause."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    SERVER_ERROR = "server_error"


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A sentence that quotes values of the capture.

    The values stay apart from the prose until a report prints them, so that a secret can be
    hidden and a hostile value escaped, whatever the sentence is.

    Attributes:
        template: prose with ``{}`` where a value goes.
        values: one for each ``{}``.
    """

    template: str
    values: tuple[Parameter | str, ...] = ()

    def __repr__(self) -> str:
        return f"<Message {self.template!r}>"


def say(template: str, *values: Parameter | str | int) -> Message:
    """Build a :class:`Message`."""
    return Message(
        template, tuple(str(value) if isinstance(value, int) else value for value in values)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing read in the capture, and what it shows.

    Attributes:
        where: ``entry 7, body``.
        parameter: the parameter's name, or None where it is no parameter.
        shows: what it shows.
    """

    where: str
    parameter: str | None
    shows: Message


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Two values to be laid one above the other.

    Attributes:
        first_label: what the first is.
        first: the first value.
        second_label: what the second is.
        second: the second value.
    """

    first_label: str
    first: str
    second_label: str
    second: str


@dataclass(frozen=True, slots=True)
class Explains:
    """The bytes prove this cause.

    Attributes:
        summary: the cause in one sentence, with the values that matter.
        evidence: never empty.
        comparison: the two values that should be one, or None.
        remedy: what to change, where the rule knows better than its general remedy.
        detail: further facts for programs, as name and value.
        supersedes: ids of less specific causes that this finding accounts for.
    """

    summary: Message
    evidence: tuple[Evidence, *tuple[Evidence, ...]]
    comparison: Comparison | None = None
    remedy: Message | None = None
    detail: tuple[tuple[str, str], ...] = ()
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspects:
    """The cause fits, and a client-side capture cannot prove it.

    Attributes:
        summary: what makes it fit.
        evidence: what was read, possibly nothing.
        confirm: how to find out.
        strength: 0 for a mere possibility, 1 where something in the capture speaks for it,
            2 where little else would explain an answer that points here, 3 where less would.
        remedy: what to change, where the rule knows better than its general remedy.
        detail: further facts for programs, as name and value.
    """

    summary: Message
    evidence: tuple[Evidence, ...]
    confirm: str
    strength: int = 0
    remedy: Message | None = None
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Excludes:
    """The bytes disprove this cause.

    Attributes:
        reason: why it cannot be.
    """

    reason: Message


@dataclass(frozen=True, slots=True)
class NotCaptured:
    """What would settle it is missing or redacted.

    Attributes:
        needs: what is missing, and how to capture it next time.
    """

    needs: str


Verdict = Explains | Suspects | Excludes | NotCaptured

Needs = (
    type[AuthorizationRequest]
    | type[AuthorizationResponse]
    | type[TokenRequest]
    | type[TokenResponse]
    | type[Exchange]
    | type[Server]
)


class SettledBy(StrEnum):
    """Who can know whether a cause holds."""

    BYTES = "the bytes of the capture"
    SERVER = "the authorization server alone"


@dataclass(frozen=True, slots=True)
class Rule:
    """One known cause and how to recognise it.

    Attributes:
        id: its public id; reads after "refused because of".
        title: the cause in a few words.
        stage: where a strict token endpoint would meet it.
        spec: the section that the request does not obey.
        answers: error codes by which servers refuse it. A server that answered with
            ``invalid_grant`` came past every earlier stage, so a rule that does not list it
            is refuted by that answer.
        remedy: what to change.
        settled_by: who can know.
        needs: the messages that the function asks for.
        function: the recogniser.
    """

    id: str
    title: str
    stage: Stage
    spec: Section
    answers: tuple[ErrorCode, ...]
    remedy: str
    settled_by: SettledBy
    needs: tuple[Needs, ...]
    function: Callable[..., Verdict]

    @property
    def page(self) -> str:
        """The docstring of the function."""
        from inspect import cleandoc  # noqa: PLC0415 - only pages need it

        return cleandoc(self.function.__doc__ or "")

    def examine(self, exchange: Exchange, server: Server = UNKNOWN_SERVER) -> Verdict:
        """Ask the rule about one exchange with one server. Never raises for any captured text."""
        if TokenRequest in self.needs and exchange.refused_before_token_request:
            return Excludes(say("no token request was made: the login itself was refused"))
        try:
            return self.function(*(_supply(exchange, server, need) for need in self.needs))
        except Unseen as unseen:
            return NotCaptured(unseen.needs)


def rule(
    *,
    stage: Stage,
    title: str,
    spec: Section,
    answers: tuple[ErrorCode, ...],
    remedy: str,
    settled_by: SettledBy = SettledBy.BYTES,
) -> Callable[[Callable[..., Verdict]], Rule]:
    """Make a :class:`Rule` of the function below; its name is the id, its docstring the page."""

    def decorate(function: Callable[..., Verdict]) -> Rule:
        *needs, _ = function.__annotations__.values()  # the last is what it returns
        return Rule(
            id=function.__name__.replace("_", "-"),
            title=title,
            stage=stage,
            spec=spec,
            answers=answers,
            remedy=remedy,
            settled_by=settled_by,
            needs=tuple(needs),
            function=function,
        )

    return decorate


_NO_AUTHORIZATION_REQUEST: Final = (
    "the authorization request is not in this capture: "
    'tick "Preserve log" before you start the login'
)
_NO_AUTHORIZATION_RESPONSE: Final = (
    "the redirection that delivered the code is not in this capture: "
    'tick "Preserve log" before you start the login'
)
_NO_TOKEN_REQUEST: Final = (
    "the token request is not in this capture: if a server-side client sends it, capture it there"
)
_NO_TOKEN_RESPONSE: Final = "the answer to the token request is not in this capture"


def _supply(exchange: Exchange, server: Server, need: Needs) -> object:
    found: object
    if need is Exchange:
        return exchange
    if need is Server:
        return server
    if need is AuthorizationRequest:
        found, missing = exchange.authorization_request, _NO_AUTHORIZATION_REQUEST
    elif need is AuthorizationResponse:
        found, missing = exchange.authorization_response, _NO_AUTHORIZATION_RESPONSE
    elif need is TokenRequest:
        found, missing = exchange.token_request, _NO_TOKEN_REQUEST
    else:
        found, missing = exchange.token_response, _NO_TOKEN_RESPONSE
    if found is None:
        raise Unseen(missing)
    return found
