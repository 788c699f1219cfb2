"""Whether a page may read the token endpoint's answer (CORS)."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.exchange.urls import split_url
from pkcedoctor.guard.findings import Certainty, Finding, Level, Related, line
from pkcedoctor.guard.matching import match
from pkcedoctor.guard.model import Located, Registration, Runs
from pkcedoctor.guard.pairing import Pair

_WEB: Final = frozenset({"http", "https"})


def check_pair(pair: Pair) -> Iterator[Finding]:
    """Check that the page's origin is among the allowed ones.

    The page is where its redirection URI is. Keycloak takes ``+`` for the origins of all
    redirection URIs (WebOriginsUtils.java).
    """
    registration = pair.registration
    if pair.client.runs is not Runs.BROWSER or registration.origins is None:
        return
    allowed = tuple(_allowed(registration))
    if "*" in allowed or not all(origin.known for origin in registration.origins):
        return
    for uri in pair.client.redirect_uris[:1]:
        if not uri.known or split_url(uri.text).scheme not in _WEB:
            continue
        if not any(match(uri, found, registration) for found in registration.redirect_uris):
            continue
        origin = split_url(uri.text).origin
        issuer = pair.client.issuer
        if issuer is not None and (not issuer.known or split_url(issuer.text).origin == origin):
            continue
        if origin not in allowed:
            yield _blocked(pair, uri, origin, registration.origins)


def _allowed(registration: Registration) -> Iterator[str]:
    for origin in registration.origins or ():
        if origin.text != "+":
            yield origin.text
            continue
        for uri in registration.redirect_uris:
            url = split_url(uri.uri.text)
            if url.scheme in _WEB:
                yield split_url(uri.uri.text.removesuffix("*")).origin
            elif registration.base_url is not None:
                yield split_url(registration.base_url.text).origin
            else:
                yield "*"


def _blocked(pair: Pair, uri: Located, origin: str, origins: tuple[Located, ...]) -> Finding:
    slash = next((found for found in origins if found.text.rstrip("/") == origin), None)
    told = ": an origin has no trailing slash" if slash is not None else ""
    shown = slash or (origins[0] if origins else None)
    other = (
        line(pair.registration.name, shown)
        if shown is not None
        else Related(pair.registration.name, "no origin is allowed", pair.registration.place)
    )
    return Finding(
        "cors-blocked",
        Level.ERROR,
        Certainty.LIKELY,
        f"the page's origin {origin} is not among the allowed ones{told}",
        other.place,
        (line(pair.client.name, uri), other),
        f"Allow the origin {origin} for this client.",
        f"origin={origin}",
    )
