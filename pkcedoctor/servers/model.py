"""What is known of one authorization server, as types."""

import re
from enum import StrEnum
from typing import Final

from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from.

    Attributes:
        text: a URL, or ``owner/repository:path``, or how it was seen.
        seen: the day it was looked up, ``2026-11-20``.
        verified: whether it was read in the source; what was not only ever makes a cause
            possible.
    """

    text: str
    seen: str
    verified: bool = True


class TraitKind(StrEnum):
    """Where in a response a trait is looked for."""

    HEADER = "header"
    MEMBER = "member"
    ERROR = "error"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Trait:
    """Something in a response that points at a server.

    Attributes:
        kind: where it is looked for.
        name: the header's or member's name, or the error code; for words a regular expression.
        pattern: a regular expression that the header's value matches; empty for any value.
        strong: whether it may decide alone; a weak one only confirms a matching path.
    """

    kind: TraitKind
    name: str
    pattern: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """How a server is told from others.

    Attributes:
        hosts: ``login.example.com``, or ``*.example.com`` for every host below it. Certain.
        paths: ``/realms/{realm}/protocol/openid-connect/token``. Likely where no other server
            uses the same.
        traits: what its answers look like.
    """

    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongEndpoint:
    """A URL that people take for the token endpoint.

    Attributes:
        host: a pattern as in :class:`Recognition`; ``{name}`` stands for one or more labels.
        path: a path template, or empty for every path.
        why: what it is instead.
        instead: where to post; may use the names of ``host`` and ``path``.
    """

    host: str
    path: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the server's endpoints are; ``{name}`` stands for what differs between tenants."""

    authorization: tuple[str, ...] = ()
    token: tuple[str, ...] = ()
    wrong: tuple[WrongEndpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A cause that does not apply at this server.

    Attributes:
        cause: the id of the cause.
        detail: it holds only for findings with these details, as name and regular expression.
        why: the server's own rule, as a sentence without a full stop.
        source: where that is said.
    """

    cause: str
    why: str
    source: Source
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """One answer of the server, and what it means.

    Attributes:
        causes: what it can mean, nearest first; empty where it proves nothing.
        source: where it was seen.
        words: the whole description, or empty for an answer without one.
        pattern: a regular expression for the description instead of ``words``.
        error: the error code, or empty for any.
        status: the HTTP status, or 0 for any.
        meaning: what it means, for people; may be empty.
    """

    causes: tuple[str, ...]
    source: Source
    words: str = ""
    pattern: str = ""
    error: str = ""
    status: int = 0
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice that circulates for this server and is wrong.

    Attributes:
        heard: the advice.
        cause: the cause for which it is given.
        instead: what to do, and why not that.
    """

    heard: str
    cause: str
    instead: str


@dataclass(frozen=True, slots=True)
class Server:
    """All that is known of one authorization server.

    Attributes:
        id: its public id.
        name: what people call it.
        about: what matters most, in a sentence or two.
        source: where most of this comes from.
        recognition: how it is recognised.
        endpoints: where to send what.
        takes: the body formats it reads: ``form``, ``json``, ``multipart``, ``query``.
        challenge: the formula it demands instead of S256, in the notation of
            :mod:`pkcedoctor.derivation`; empty for S256.
        methods: the code_challenge_method values it takes; empty where unknown.
        pkce: ``required``, ``optional``, ``unsupported`` or empty where unknown.
        secret: whether PKCE goes with a client secret: ``required``, ``optional``, ``refused`` or
            empty where unknown.
        code_lifetime: seconds that a code lives; None where unknown.
        burns_code: whether a failed attempt uses up the code; None where unknown.
        order: the stages in the order in which it checks them; empty where unknown.
        allows: what is wrong by the RFC and right here.
        ignores: what it never checks.
        wordings: its answers.
        advice: wrong advice that circulates.
    """

    id: str
    name: str
    about: str
    source: Source
    recognition: Recognition = Recognition()
    endpoints: Endpoints = Endpoints()
    takes: tuple[str, ...] = ("form",)
    challenge: str = ""
    methods: tuple[str, ...] = ()
    pkce: str = ""
    secret: str = ""
    code_lifetime: int | None = None
    burns_code: bool | None = None
    order: tuple[str, ...] = ()
    allows: tuple[OwnRule, ...] = ()
    ignores: tuple[OwnRule, ...] = ()
    wordings: tuple[Wording, ...] = ()
    advice: tuple[Advice, ...] = ()


UNKNOWN_SERVER: Final = Server(
    id="",
    name="the server",
    about="Nothing is known of it, so the RFCs are read strictly.",
    source=Source("RFC 6749 and RFC 7636", "2026-11-20"),
)
"""Stands for every server that was not recognised."""

_NAME: Final = regex(r"\\\{([a-z_]+)\\\}")


def template(text: str) -> re.Pattern[str]:
    """Compile ``/{tenant}/oauth2/token``; a name stands for one segment of a path."""
    return _compiled(text.rstrip("/"), "[^/?#]+", "/?")


def host_template(text: str) -> re.Pattern[str]:
    """Compile ``api.{domain}``; a name stands for one or more labels of a host."""
    return _compiled(text, "[^/?#]+", "")


def _compiled(text: str, inner: str, tail: str) -> re.Pattern[str]:
    def group(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{inner})"

    return re.compile(_NAME.sub(group, re.escape(text)) + tail, re.IGNORECASE)
