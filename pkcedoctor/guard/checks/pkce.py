"""Whether PKCE is on, with S256, and the server knows of it."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.authorities import authority_of
from pkcedoctor.guard.findings import Certainty, Finding, Level, Related, line, remedy_of
from pkcedoctor.guard.model import ClientSettings, Located, Runs, ServerMetadata
from pkcedoctor.guard.pairing import Pair
from pkcedoctor.pkce import PLAIN, S256

_INVALID: Final = "challenge-method-invalid"
_MISSING: Final = "challenge-missing"
_ONE_METHOD: Final = frozenset({"authelia", "duende-identityserver", "keycloak", "pkcedoctor"})
"""Servers that refuse any method but the configured one."""


def check_client(client: ClientSettings) -> Iterator[Finding]:
    """Check a client's settings alone."""
    method = client.challenge_method
    if method is not None and method.known and method.text not in {S256, PLAIN}:
        yield Finding(
            _INVALID,
            Level.ERROR,
            Certainty.PROVEN,
            f"code_challenge_method is {method.text}, which does not exist",
            method.place,
            (line(client.name, method),),
            remedy_of(_INVALID),
            f"method={method.text}",
        )
    elif method is not None and method.known and method.text == PLAIN:
        yield Finding(
            "challenge-method-plain",
            Level.WARNING,
            Certainty.PROVEN,
            "code_challenge_method is plain",
            method.place,
            (line(client.name, method),),
            remedy_of("challenge-method-plain"),
            "method=plain",
        )
    off = client.pkce
    needs = client.runs in {Runs.BROWSER, Runs.NATIVE} or client.client_secret is None
    if off is not None and not off.holds and needs:
        yield Finding(
            _MISSING,
            Level.WARNING,
            Certainty.POSSIBLE,
            "PKCE is switched off for a client without a secret",
            off.place,
            (Related(client.name, f"{off.name}: no PKCE", off.place),),
            "Switch PKCE on, with the method S256.",
            "pkce off",
        )


def check_pair(pair: Pair) -> Iterator[Finding]:
    """Check what the client does against what the server demands."""
    client, registration = pair.client, pair.registration
    required, off = registration.pkce_required, client.pkce
    if required is not None and required.holds and off is not None and not off.holds:
        yield Finding(
            _MISSING,
            Level.ERROR,
            Certainty.PROVEN if pair.sure else Certainty.LIKELY,
            "the server demands PKCE for this client, and the client has it switched off",
            off.place,
            (
                Related(client.name, f"{off.name}: no PKCE", off.place),
                Related(registration.name, f"{required.name}: required", required.place),
            ),
            "Switch PKCE on, with the method S256.",
            "pkce off",
        )
        return
    sent, accepted = _method(client), registration.challenge_methods
    if sent is None or not accepted or registration.kind not in _ONE_METHOD:
        return
    if all(method.known and method.text != sent.text for method in accepted):
        yield _refused(sent, client.name, accepted[0], registration.name, sure=pair.sure)


def check_metadata(client: ClientSettings, metadata: ServerMetadata) -> Iterator[Finding]:
    """Check the method against the server's metadata."""
    sent, advertised = _method(client), metadata.challenge_methods
    if sent is None or sent.text not in {S256, PLAIN}:
        return
    if advertised is None:
        yield from _silent(sent, client, metadata)
        return
    if all(method.text != sent.text for method in advertised):
        first = advertised[0] if advertised else Located(("none",), metadata.place)
        yield _refused(sent, client.name, first, "the server's metadata", sure=False)


def check_advertised(metadata: ServerMetadata) -> Iterator[Finding]:
    """Say where metadata lacks S256."""
    advertised = metadata.challenge_methods
    if advertised is None or any(method.text == S256 for method in advertised):
        return
    place = advertised[0].place if advertised else metadata.place
    yield Finding(
        "pkce-not-advertised",
        Level.WARNING,
        Certainty.POSSIBLE,
        "code_challenge_methods_supported does not list S256",
        place,
        (),
        remedy_of("pkce-not-advertised"),
        "S256",
    )


def _silent(sent: Located, client: ClientSettings, metadata: ServerMetadata) -> Iterator[Finding]:
    """Say where metadata of an unknown server says nothing of PKCE (RFC 8414 2: unsupported)."""
    found = authority_of(metadata.issuer)
    if found is None or found.server:
        return
    yield Finding(
        "pkce-not-advertised",
        Level.WARNING,
        Certainty.POSSIBLE,
        "the client uses PKCE, and the metadata has no code_challenge_methods_supported",
        metadata.place,
        (line(client.name, sent),),
        remedy_of("pkce-not-advertised"),
        "S256",
    )


def _method(client: ClientSettings) -> Located | None:
    """Return the method that a client sends; libraries that use PKCE use S256."""
    if client.pkce is not None and not client.pkce.holds:
        return None
    method = client.challenge_method
    if method is not None:
        return method if method.known else None
    return Located((S256,), client.place, "default") if client.pkce is not None else None


def _refused(sent: Located, client: str, accepted: Located, server: str, *, sure: bool) -> Finding:
    return Finding(
        _INVALID,
        Level.ERROR,
        Certainty.PROVEN if sure else Certainty.LIKELY,
        f"code_challenge_method is {sent.text}, the server takes {accepted.text}",
        sent.place,
        (line(client, sent), line(server, accepted)),
        "Use S256 on both sides.",
        f"method={sent.text}",
    )
