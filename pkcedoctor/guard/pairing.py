"""Which client's settings and which registration are about the same client."""

from collections.abc import Iterable, Iterator
from typing import Final

from pkcedoctor.exchange.urls import split_url
from pkcedoctor.guard.authorities import (
    Authority,
    authority_of,
    server_of,
    tenants_differ,
)
from pkcedoctor.guard.model import (
    METADATA_DOCUMENT,
    ClientSettings,
    Located,
    Registration,
    ServerMetadata,
)
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_ENVIRONMENT: Final = regex(
    r"(?<![a-z])(?:dev|development|local|test|qa|uat|int|stage|staging|stg|preprod|prod|production"
    r"|live)(?![a-z])|\d+",
    2,
)
_MARK: Final = regex(r"[\s._-]+")
_RANDOM: Final = 16
"""A client_id of letters and digits that is this long was drawn and not thought up."""
_VERY_NEAR: Final = 0.9
_NEAR: Final = 0.8
"""How alike two client_ids are that are held to be one, misspelt (``difflib``'s ratio)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides of one client.

    Attributes:
        client: the client's side.
        registration: the server's side.
        sure: whether the client_id says so; otherwise there is simply nothing else.
    """

    client: ClientSettings
    registration: Registration
    sure: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which statements belong together.

    Attributes:
        pairs: clients with their registrations.
        strangers: clients whose client_id only nearly is, or should be, a registration's.
    """

    pairs: tuple[Pair, ...]
    strangers: tuple[Pair, ...]


def pair(clients: tuple[ClientSettings, ...], registrations: tuple[Registration, ...]) -> Pairing:
    """Bring clients and registrations together."""
    sides = tuple(
        _Side(found, _hosts(uri.uri for uri in found.redirect_uris)) for found in registrations
    )
    by_id: dict[str, list[_Side]] = {}
    for side in sides:
        if side.client_id is not None:
            by_id.setdefault(side.client_id, []).append(side)
    pairs: list[Pair] = []
    strangers: dict[tuple[object, ...], Pair] = {}
    alone = len({_id(client) for client in clients}) == 1
    for client in clients:
        own = _id(client) if _is_known(client.client_id) else None
        server = server_of(client)
        same = [side for side in by_id.get(own or "", ()) if _compatible(server, side)]
        if own is not None and same:
            pairs += (Pair(client, side.registration, sure=True) for side in same)
            continue
        hosts = _hosts(client.redirect_uris)
        related = [side for side in sides if _is_related(server, hosts, side)]
        nameless = [side for side in related if own is None or side.client_id is None]
        sharing = [side for side in nameless if _shares_redirect(client, side.registration)]
        if len(nameless) == 1 and (alone or sharing):
            pairs.append(Pair(client, nameless[0].registration, sure=False))
        elif len(nameless) > 1:
            pairs += (Pair(client, side.registration, sure=False) for side in sharing[:1])
        elif own is not None and not nameless:
            for found in _nearest(client, related, alone=alone):
                strangers.setdefault((own, client.place), found)
    return Pairing(tuple(pairs), tuple(strangers.values()))


@dataclass(frozen=True, slots=True)
class _Side:
    """A registration and the hosts of its redirection URIs."""

    registration: Registration
    hosts: frozenset[str]

    @property
    def client_id(self) -> str | None:
        value = self.registration.client_id
        return value.text if value is not None and value.known else None


def _hosts(uris: Iterable[Located]) -> frozenset[str]:
    return frozenset(split_url(uri.text).host.lower() for uri in uris) - {""}


def metadata_of(
    client: ClientSettings,
    clients: tuple[ClientSettings, ...],
    all_metadata: tuple[ServerMetadata, ...],
) -> Iterator[ServerMetadata]:
    """Yield the metadata of the server that a client speaks to: that of the same host and tenant.

    A client that publishes its own metadata speaks to any server. Metadata of another tenant
    counts where it is the only one and no other client's.
    """
    if client.kind == METADATA_DOCUMENT:
        yield from all_metadata
        return
    own = [found for found in all_metadata if _is_of(client, found, strictly=True)]
    if own or len(all_metadata) != 1:
        yield from own
        return
    (only,) = all_metadata
    taken = any(_is_of(other, only, strictly=True) for other in clients)
    if not taken and _is_of(client, only, strictly=False):
        yield only


def _is_of(client: ClientSettings, metadata: ServerMetadata, *, strictly: bool) -> bool:
    own = _authority(client)
    other = authority_of(metadata.issuer) or authority_of(metadata.token_endpoint)
    if own is None or other is None:
        return False
    apart = tenants_differ(own, other)
    return (own.host == other.host and not apart) or (apart and not strictly)


def _authority(client: ClientSettings) -> Authority | None:
    return (
        authority_of(client.issuer)
        or authority_of(client.token_endpoint)
        or authority_of(client.authorization_endpoint)
    )


def _id(client: ClientSettings) -> str:
    return client.client_id.text.strip() if client.client_id is not None else ""


def _is_known(value: Located | None) -> bool:
    return value is not None and value.known


def _compatible(server: str, side: _Side) -> bool:
    """Whether nothing says that they belong to different servers."""
    kind = side.registration.kind
    return server in {"", kind} or kind in {"", "pkcedoctor", METADATA_DOCUMENT}


def _is_related(server: str, hosts: frozenset[str], side: _Side) -> bool:
    """Whether something besides the client_id speaks for one client: its server or its host."""
    same = bool(server) and server == side.registration.kind
    return _compatible(server, side) and (same or bool(hosts & side.hosts))


def _shares_redirect(client: ClientSettings, registration: Registration) -> bool:
    registered = {uri.uri.text for uri in registration.redirect_uris}
    return any(uri.known and uri.text in registered for uri in client.redirect_uris)


def _nearest(client: ClientSettings, sides: list[_Side], *, alone: bool) -> Iterator[Pair]:
    """Yield the registration that a client must mean although its client_id is another."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - most clients find their registration

    own = _id(client)
    likeness = SequenceMatcher(b=own.lower())
    for side in sides:
        shares = _shares_redirect(client, side.registration)
        if not (alone or shares) or side.client_id is None:
            continue
        likeness.set_seq1(side.client_id.lower())
        near = likeness.quick_ratio() >= _NEAR and _are_near(own, side.client_id, likeness.ratio())
        if near or (shares and alone and len(sides) == 1):
            yield Pair(client, side.registration, sure=False)
            return


def _are_near(one: str, other: str, likeness: float) -> bool:
    """Whether one client_id is the other misspelt, and not that of another environment."""
    if min(len(one), len(other)) >= _RANDOM and one.isalnum() and other.isalnum():
        return likeness >= _VERY_NEAR
    named_apart = _bare(one) == _bare(other) and not _only_marks(one, other)
    return likeness >= _NEAR and not named_apart


def _bare(client_id: str) -> str:
    """Return a client_id without what tells environments and versions apart."""
    return _MARK.sub("", _ENVIRONMENT.sub("", client_id.lower()))


def _only_marks(one: str, other: str) -> bool:
    """Whether two client_ids differ in case and punctuation alone."""
    return _MARK.sub("", one.lower()) == _MARK.sub("", other.lower())
