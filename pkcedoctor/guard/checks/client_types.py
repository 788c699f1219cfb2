"""Whether client type, secret and authentication method agree."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.findings import (
    Certainty,
    Finding,
    Level,
    Related,
    concealed,
    line,
    remedy_of,
)
from pkcedoctor.guard.model import (
    METADATA_DOCUMENT,
    ClientSettings,
    Fact,
    Located,
    Registration,
    Runs,
)
from pkcedoctor.guard.pairing import Pair

_STRICT_METHODS: Final = frozenset({"", "authelia", "hydra", "okta"})
"""Servers that refuse any authentication method but the registered one."""
_BY_SECRET: Final = frozenset({"client_secret_basic", "client_secret_post"})
_SECRET: Final = "client-secret-on-public-client"
_MISSING: Final = "client-authentication-missing"


def check_client(client: ClientSettings) -> Iterator[Finding]:
    """Check a client's settings alone."""
    secret = client.client_secret
    if secret is None:
        return
    method = client.auth_method
    if client.runs in {Runs.BROWSER, Runs.NATIVE}:
        where = "the page" if client.runs is Runs.BROWSER else "the app"
        yield Finding(
            _SECRET,
            Level.WARNING,
            Certainty.LIKELY,
            f"{secret.name or 'client_secret'} is part of {where}, where everyone can read it",
            secret.place,
            (concealed(client.name, secret),),
            remedy_of(_SECRET),
            "client_secret",
        )
    elif method is not None and method.text == "none":
        yield _contradiction(client.name, secret, method)


def check_registration(registration: Registration) -> Iterator[Finding]:
    """Check a registration alone."""
    secret = registration.client_secret
    for method in registration.auth_methods:
        if secret is not None and method.text == "none":
            yield _contradiction(registration.name, secret, method)
        if registration.kind == METADATA_DOCUMENT and method.text.startswith("client_secret"):
            yield Finding(
                "client-type-mismatch",
                Level.ERROR,
                Certainty.LIKELY,
                f"a public document cannot authenticate with {method.text}",
                method.place,
                (line(registration.name, method),),
                "Use none with PKCE, or private_key_jwt with a jwks_uri.",
                "symmetric method",
            )


def check_pair(pair: Pair) -> Iterator[Finding]:
    """Check both sides against each other."""
    client, registration = pair.client, pair.registration
    public = registration.public
    if registration.kind == "entra-id":
        yield from _entra(pair)
    elif public is not None and public.holds and client.client_secret is not None:
        yield _secret_on_public(pair, client.client_secret, public)
    elif public is not None and not public.holds:
        yield from _missing(pair, public)
    if registration.kind in _STRICT_METHODS:
        yield from _methods(pair)


def _contradiction(whose: str, secret: Located, method: Located) -> Finding:
    return Finding(
        _SECRET,
        Level.WARNING,
        Certainty.LIKELY,
        "there is a client secret, and the authentication method is none",
        secret.place,
        (concealed(f"{whose}: secret", secret), line(f"{whose}: method", method)),
        "Remove the secret if the client is public, or name the method by which it is sent.",
        "none with a secret",
    )


def _secret_on_public(pair: Pair, secret: Located, public: Fact) -> Finding:
    ignored = _is_ignored(pair.registration.kind)
    told = "; this server ignores it, others refuse it" if ignored else ""
    return Finding(
        _SECRET,
        Level.WARNING if ignored else Level.ERROR,
        Certainty.PROVEN if pair.sure else Certainty.LIKELY,
        f"the client is registered as public and a secret is configured{told}",
        secret.place,
        (
            concealed(f"{pair.client.name} has a secret", secret),
            Related(pair.registration.name, f"{public.name or 'no secret'}: public", public.place),
        ),
        remedy_of(_SECRET),
        "client_secret",
    )


def _is_ignored(server_id: str) -> bool:
    from pkcedoctor.errors import UnknownName  # noqa: PLC0415 - seldom needed
    from pkcedoctor.servers.files import load_server  # noqa: PLC0415 - as above

    try:
        server = load_server(server_id)
    except UnknownName:
        return False
    return any(own.cause == _SECRET and not own.detail for own in server.allows)


def _missing(pair: Pair, public: Fact) -> Iterator[Finding]:
    client = pair.client
    none = client.auth_method is not None and client.auth_method.text == "none"
    needs_none = client.runs in {Runs.BROWSER, Runs.NATIVE}
    if not none and (client.client_secret is not None or not needs_none):
        return
    place = client.auth_method.place if none and client.auth_method is not None else client.place
    why = "authenticates with none" if none else "has no secret"
    yield Finding(
        _MISSING,
        Level.ERROR,
        Certainty.PROVEN if pair.sure else Certainty.LIKELY,
        f"the client is registered as confidential, and {client.name} {why}",
        public.place,
        (
            Related(client.name, why, place),
            Related(pair.registration.name, f"{public.name}: confidential", public.place),
        ),
        "Register the client as public with PKCE: a page or an app cannot keep a secret."
        if needs_none
        else remedy_of(_MISSING),
        "confidential without a secret",
    )


def _methods(pair: Pair) -> Iterator[Finding]:
    own, registered = pair.client.auth_method, pair.registration.auth_methods
    if own is None or own.text not in _BY_SECRET or len(registered) != 1:
        return
    other = registered[0]
    if other.text in _BY_SECRET and other.text != own.text:
        yield Finding(
            "client-authentication-wrong",
            Level.ERROR,
            Certainty.LIKELY,
            f"the client authenticates with {own.text}, registered is {other.text}",
            own.place,
            (line(pair.client.name, own), line(pair.registration.name, other)),
            "Use the registered method, or register the one that is used.",
            "authentication method",
        )


def _entra(pair: Pair) -> Iterator[Finding]:
    """Refuse a secret with the platform spa (AADSTS700025 and AADSTS9002327)."""
    secret, registered = pair.client.client_secret, pair.registration.redirect_uris
    used = {uri.text for uri in pair.client.redirect_uris}
    spa = [found for found in registered if found.platform == "spa" and found.uri.text in used]
    if secret is not None and spa and pair.client.runs is not Runs.SERVER:
        yield Finding(
            _SECRET,
            Level.ERROR,
            Certainty.LIKELY,
            "a secret is configured, and the redirection URI belongs to the platform spa",
            secret.place,
            (concealed(pair.client.name, secret), line("registered as spa", spa[0].uri)),
            remedy_of(_SECRET),
            "client_secret",
        )
