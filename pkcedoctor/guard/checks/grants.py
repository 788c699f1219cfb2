"""Whether response type and grant type are registered, and the client is switched on."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.findings import Certainty, Finding, Level, Related, line, remedy_of
from pkcedoctor.guard.model import (
    CODE,
    IMPLICIT,
    ClientSettings,
    Located,
    Registration,
    ServerMetadata,
)
from pkcedoctor.guard.pairing import Pair

_OTHER_DEFAULT: Final = frozenset({"angular-oauth2-oidc", "aspnet", "generic", "dotenv"})
"""Settings without a response type from which nothing follows."""
_GRANT: Final = "grant-type-wrong"
_RESPONSE: Final = "response-type-not-allowed"


def check_client(client: ClientSettings) -> Iterator[Finding]:
    """Check a client's settings alone."""
    told = client.response_type or client.grant_type
    if told is not None and told.known and _wanted(client) == IMPLICIT:
        yield Finding(
            "response-type-implicit",
            Level.WARNING,
            Certainty.PROVEN,
            f"{told.name or 'response_type'} is {told.text}: tokens arrive in the URL",
            told.place,
            (line(client.name, told),),
            remedy_of("response-type-implicit"),
            "implicit",
        )


def check_registration(registration: Registration) -> Iterator[Finding]:
    """Check a registration alone: response types need their grants (RFC 7591 2.1)."""
    grants, responses = registration.grant_types, registration.response_types
    if grants is None or responses is None or not all(grant.known for grant in grants):
        return
    code = next((found for found in responses if "code" in found.text.split()), None)
    if code is not None and all(grant.text != CODE for grant in grants):
        yield Finding(
            _GRANT,
            Level.ERROR,
            Certainty.LIKELY,
            "the response type code is registered without the grant authorization_code",
            grants[0].place if grants else code.place,
            (line("response type", code), *(line("grant", grant) for grant in grants[:1])),
            "Register the grant authorization_code as well.",
            "code without grant",
        )


def check_pair(pair: Pair) -> Iterator[Finding]:
    """Check what the client asks for against what is registered."""
    client, registration = pair.client, pair.registration
    enabled = registration.enabled
    if enabled is not None and not enabled.holds:
        yield Finding(
            "client-disabled",
            Level.ERROR,
            Certainty.PROVEN if pair.sure else Certainty.LIKELY,
            f"{registration.name} is switched off",
            enabled.place,
            (Related(registration.name, f"{enabled.name}: off", enabled.place),),
            remedy_of("client-disabled"),
            "disabled",
        )
    wanted, grants = _wanted(client), registration.grant_types
    if wanted and grants is not None and all(grant.known for grant in grants):
        missing = all(grant.text != wanted for grant in grants)
        if missing:
            yield _grant_missing(pair, wanted, grants)
            return
    yield from _response(client, registration.response_types, registration.name, sure=pair.sure)


def check_metadata(client: ClientSettings, metadata: ServerMetadata) -> Iterator[Finding]:
    """Check the same against the server's metadata."""
    yield from _response(client, metadata.response_types, "the server's metadata", sure=False)


def _wanted(client: ClientSettings) -> str:
    """Return the grant type that a client needs; empty where it is not known."""
    if client.grant_type is not None:
        return client.grant_type.text if client.grant_type.known else ""
    response = client.response_type
    if response is None:
        return "" if client.kind in _OTHER_DEFAULT else CODE
    if not response.known:
        return ""
    return CODE if "code" in response.text.split() else IMPLICIT


def _grant_missing(pair: Pair, wanted: str, grants: tuple[Located, ...]) -> Finding:
    registration, told = pair.registration, pair.client.response_type or pair.client.grant_type
    place = grants[0].place if grants else registration.place
    names = ", ".join(grant.text for grant in grants) or "none"
    return Finding(
        _GRANT if wanted == CODE else _RESPONSE,
        Level.ERROR,
        Certainty.PROVEN if pair.sure else Certainty.LIKELY,
        f"the client needs the grant {wanted}, registered is {names}",
        place,
        (
            Related(
                pair.client.name, wanted, told.place if told is not None else pair.client.place
            ),
            Related(registration.name, names, place),
        ),
        f"Allow the grant {wanted} for this client."
        if wanted == CODE
        else "Ask for response_type=code and use PKCE.",
        f"grant={wanted}",
    )


def _response(
    client: ClientSettings, allowed: tuple[Located, ...] | None, server: str, *, sure: bool
) -> Iterator[Finding]:
    if allowed is None or not all(found.known for found in allowed):
        return
    sent = client.response_type
    if sent is None and (client.kind in _OTHER_DEFAULT or client.grant_type is not None):
        return
    if sent is not None and not sent.known:
        return
    words = sorted(sent.text.split()) if sent is not None else ["code"]
    if any(sorted(found.text.split()) == words for found in allowed):
        return
    place = sent.place if sent is not None else client.place
    names = ", ".join(found.text for found in allowed) or "none"
    yield Finding(
        _RESPONSE,
        Level.ERROR,
        Certainty.PROVEN if sure else Certainty.LIKELY,
        f"the client asks for response_type {' '.join(words)}, the server allows {names}",
        place,
        (
            Related(client.name, " ".join(words), place),
            *(line(server, found) for found in allowed[:1]),
        ),
        remedy_of(_RESPONSE),
        f"response_type={' '.join(words)}",
    )
