"""What configuration files say, each value with the place where it says so."""

from enum import StrEnum
from typing import Final

from pkcedoctor.guard.documents.tree import Hole, Part, Place
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

__all__ = [
    "ClientSettings",
    "Fact",
    "Hole",
    "Located",
    "Place",
    "RedirectUri",
    "Registration",
    "Runs",
    "ServerMetadata",
]


_VARIABLE: Final = regex(r"[\w.$\[\]! -]{1,80}(?:\(\))?")


def _shown(name: str) -> str:
    return name if _VARIABLE.fullmatch(name) else "…"


@dataclass(frozen=True, slots=True, repr=False)
class Located:
    """A value and its place.

    Attributes:
        parts: its text, with holes for what only the running program knows.
        place: where it is written.
        name: the member that holds it, as the file calls it.
    """

    parts: tuple[Part, ...]
    place: Place
    name: str = ""

    @property
    def known(self) -> bool:
        """Whether every byte of it is known."""
        return all(isinstance(part, str) for part in self.parts)

    @property
    def text(self) -> str:
        """Its text; a hole is written ``${name}``."""
        return "".join(
            part if isinstance(part, str) else f"${{{part.name}}}" for part in self.parts
        )

    @property
    def opaque(self) -> bool:
        """Whether nothing of it is known."""
        return not any(isinstance(part, str) and part.strip() for part in self.parts)

    def __repr__(self) -> str:
        return f"<Located at {self.place!r}>"


@dataclass(frozen=True, slots=True)
class Fact:
    """A setting that is on or off.

    Attributes:
        holds: whether it is on.
        place: where it is written.
        name: the member that holds it.
    """

    holds: bool
    place: Place
    name: str = ""


class Runs(StrEnum):
    """Where a client's code runs, and so whether it can keep a secret (RFC 6749 2.1)."""

    BROWSER = "browser"
    NATIVE = "native"
    SERVER = "server"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the client's side is told.

    Attributes:
        kind: which library's or product's settings these are.
        name: what to call them in a sentence.
        place: where they begin.
        runs: where the client's code runs.
        server: the id of the only server this library speaks to; empty for any.
        client_id: as sent.
        issuer: issuer, authority or domain, as a URL.
        authorization_endpoint: where it is given.
        token_endpoint: where it is given.
        redirect_uris: every redirection URI that it uses.
        client_secret: never shown.
        auth_method: ``client_secret_basic``..., in the words of RFC 7591.
        response_type: as sent.
        grant_type: what it asks for, in the words of RFC 7591; None where it follows from the rest.
        pkce: whether PKCE is used; None where the file does not say.
        challenge_method: as sent.
        tenant: the tenant, realm or region where it is given apart from the issuer.
        metadata_strict: whether the library compares its issuer byte by byte with the metadata.
    """

    kind: str
    name: str
    place: Place
    runs: Runs = Runs.UNKNOWN
    server: str = ""
    client_id: Located | None = None
    issuer: Located | None = None
    authorization_endpoint: Located | None = None
    token_endpoint: Located | None = None
    redirect_uris: tuple[Located, ...] = ()
    client_secret: Located | None = None
    auth_method: Located | None = None
    response_type: Located | None = None
    grant_type: Located | None = None
    pkce: Fact | None = None
    challenge_method: Located | None = None
    metadata_strict: bool = False


@dataclass(frozen=True, slots=True)
class RedirectUri:
    """One registered redirection URI.

    Attributes:
        uri: as registered.
        platform: ``spa``, ``web`` or ``native`` where the server ties it to one.
        regex: whether it is a regular expression.
    """

    uri: Located
    platform: str = ""
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """What an authorization server knows of one client.

    Attributes:
        kind: the server's id, whose matching rules hold; empty for an unknown server.
        name: what to call it in a sentence.
        place: where it begins.
        label: the client's display name, or None.
        client_id: None where the server makes it up later.
        issuer: where the export tells it.
        tenant: the realm, tenant or region where the export tells it.
        redirect_uris: what is registered.
        public: whether the client is public; None where the export does not say.
        client_secret: never shown.
        auth_methods: what it may authenticate with; empty where the export does not say.
        grant_types: in the words of RFC 7591; None where the export does not say.
        grants_place: where they are, or should be.
        response_types: None where the export does not say.
        pkce_required: whether a login without PKCE is refused.
        challenge_methods: what it accepts; empty where the export does not say.
        origins: web origins allowed by CORS; None where the export does not say or it is no matter.
        enabled: whether the client is switched on.
        base_url: what relative redirection URIs are resolved against.
        document: whether the file is at the same time the client's own.
    """

    kind: str
    name: str
    place: Place
    label: Located | None = None
    client_id: Located | None = None
    issuer: Located | None = None
    tenant: Located | None = None
    redirect_uris: tuple[RedirectUri, ...] = ()
    public: Fact | None = None
    client_secret: Located | None = None
    auth_methods: tuple[Located, ...] = ()
    grant_types: tuple[Located, ...] | None = None
    response_types: tuple[Located, ...] | None = None
    pkce_required: Fact | None = None
    challenge_methods: tuple[Located, ...] = ()
    origins: tuple[Located, ...] | None = None
    enabled: Fact | None = None
    base_url: Located | None = None
    application_type: Located | None = None


@dataclass(frozen=True, slots=True)
class ServerMetadata:
    """A server's metadata, saved to a file (RFC 8414, OpenID Connect Discovery)."""

    place: Place
    issuer: Located | None = None
    authorization_endpoint: Located | None = None
    token_endpoint: Located | None = None
    challenge_methods: tuple[Located, ...] | None = None
    response_types: tuple[Located, ...] | None = None
    grant_types: tuple[Located, ...] | None = None
    auth_methods: tuple[Located, ...] | None = None


Statement = ClientSettings | Registration | ServerMetadata

METADATA_DOCUMENT: Final = "client-id-metadata-document"
"""The kind of a client that publishes its own registration."""
CODE: Final = "authorization_code"
IMPLICIT: Final = "implicit"
