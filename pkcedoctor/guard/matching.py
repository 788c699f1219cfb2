"""Whether a redirection URI is registered, by the rule of the server in question.

Sources: keycloak/keycloak, services/.../protocol/oidc/utils/RedirectUtils.java; Microsoft,
"Redirect URI (reply URL) restrictions and limitations"; Auth0, "Subdomain URL placeholders";
ory/fosite, authorize_helper.go; Duende, StrictRedirectUriValidator.cs and
StrictRedirectUriValidatorAppAuth.cs; authentik, providers/oauth2/views/authorize.py; RFC 8252 7.3.
"""

import re
from collections.abc import Callable
from typing import Final

from pkcedoctor.exchange.urls import Url, split_url
from pkcedoctor.guard.model import Hole, Located, RedirectUri, Registration
from pkcedoctor.patterns import regex

LOOPBACK_ADDRESSES: Final = frozenset({"127.0.0.1", "[::1]"})
LOOPBACK: Final = LOOPBACK_ADDRESSES | {"localhost"}
KNOWN_RULES: Final = frozenset(
    {
        "auth0",
        "authelia",
        "authentik",
        "cognito",
        "duende-identityserver",
        "entra-id",
        "genesys-cloud",
        "hydra",
        "keycloak",
        "okta",
        "pkcedoctor",
    }
)
"""Servers whose rule is known; what fails it is refused without doubt."""

_ORIGIN: Final = r"[A-Za-z][A-Za-z0-9+.-]*+://[^/?#]*+"
_RISKY: Final = regex(r"\([^()]*[+*}][^()]*\)\s*[+*{?]|\\\d")
_LONGEST: Final = 500
_MOST_PARTS: Final = 8
_PAGE: Final = frozenset({"window.location.origin", "location.origin", "document.location.origin"})

Answer = bool | None
"""True, False, or None where it cannot be told."""


def match(sent: Located, registered: RedirectUri, registration: Registration) -> Answer:
    """Say whether a server takes a redirection URI for a registered one."""
    target = _resolved(registered, registration)
    if registered.regex and target.known:
        return _by_regex(sent, target)
    if not sent.known or not target.known:
        return _by_shape(sent, target, registration.kind)
    if sent.text == target.text:
        return True
    return _RULES.get(registration.kind, _unknown)(sent.text, target.text, registration)


def _resolved(registered: RedirectUri, registration: Registration) -> Located:
    """Resolve a relative redirection URI, which Keycloak allows."""
    uri, base = registered.uri, registration.base_url
    first = uri.parts[0]
    if registration.kind != "keycloak" or not isinstance(first, str) or not first.startswith("/"):
        return uri
    if base is None:
        return Located((Hole("root URL"), *uri.parts), uri.place, uri.name)
    if base.known:
        return Located((base.text.rstrip("/") + first, *uri.parts[1:]), uri.place, uri.name)
    return Located((*base.parts, *uri.parts), uri.place, uri.name)


def _by_regex(sent: Located, target: Located) -> Answer:
    pattern = target.text.strip()
    if sent.known and sent.text == pattern:
        return True
    if pattern == "*":
        return True
    if not sent.known or max(len(pattern), len(sent.text)) > _LONGEST or _RISKY.search(pattern):
        return None
    try:
        return re.fullmatch(pattern, sent.text) is not None
    except re.error:
        return False


def _by_shape(sent: Located, target: Located, kind: str) -> Answer:
    """Compare what is known of two values of which one at least has holes."""
    if sent.opaque or target.opaque:
        return None
    pattern, text = (sent, target) if target.known else (target, sent)
    if not text.known:
        return None
    if kind in {"keycloak", "auth0", "okta", "entra-id"} and "*" in text.text:
        return None
    if len(pattern.parts) > _MOST_PARTS or len(text.text) > _LONGEST:
        return None
    found = re.fullmatch("".join(_shape(part) for part in pattern.parts), text.text)
    return None if found is not None else False


def _shape(part: "str | Hole") -> str:
    if isinstance(part, str):
        return re.escape(part)
    return _ORIGIN if part.name in _PAGE else ".*"


def _keycloak(sent: str, target: str, _: Registration) -> Answer:
    """A ``*`` at the end stands for anything; the query of what was sent then does not count."""
    if target == "*":
        return sent.startswith(("http://", "https://"))
    if _keycloak_prefix(sent, target):
        return True
    url = split_url(sent)
    if url.scheme == "http" and url.host in {"localhost", "127.0.0.1"} and url.port is not None:
        without = sent.replace(f"{url.host}:{url.port}", url.host, 1)
        return without == target or _keycloak_prefix(without, target)
    return False


def _keycloak_prefix(sent: str, target: str) -> bool:
    if not target.endswith("*") or "?" in target:
        return False
    bare = sent.partition("?")[0].partition("#")[0]
    prefix = target[:-1]
    return bare.startswith(prefix) or (prefix.endswith("/") and bare == prefix[:-1])


def _entra(sent: str, target: str, _: Registration) -> Answer:
    """Hosts know no case, the port of localhost does not count, an empty path is a slash."""
    one, other = split_url(sent), split_url(target)
    if "*" in target:
        return None
    local = other.host.lower() in {"localhost", "127.0.0.1"} and other.scheme == "http"
    same = one.scheme.lower() == other.scheme.lower() and one.host.lower() == other.host.lower()
    ports = local or one.origin == other.origin
    return same and ports and (one.path or "/") == (other.path or "/") and one.query == other.query


def _auth0(sent: str, target: str, registration: Registration) -> Answer:
    """``*`` and ``{organization_name}`` stand for a part of the host; queries do not count."""
    bare = sent.partition("#")[0]
    if "?" not in target:
        bare = bare.partition("?")[0]
    if bare == target:
        return True
    if "*" in target or "{organization" in target:
        return _by_wildcard(bare, target.replace("{organization_name}", "*"))
    native = registration.application_type
    if native is not None and native.text == "native":
        return None if _differ_in_port(sent, target, LOOPBACK) else False
    return False


def _okta(sent: str, target: str, _: Registration) -> Answer:
    if "*" in target:
        return _by_wildcard(sent, target)
    return None if _differ_in_port(sent, target, LOOPBACK) else False


def _by_wildcard(sent: str, target: str) -> bool:
    pieces = (re.escape(piece) for piece in target.split("*"))
    return len(target) <= _LONGEST and re.fullmatch("[^/?#]*".join(pieces), sent) is not None


def _fosite(sent: str, target: str, _: Registration) -> Answer:
    """RFC 8252 7.3 for the addresses, not for ``localhost``."""
    return _differ_in_port(sent, target, LOOPBACK_ADDRESSES)


def _exact(_: str, __: str, ___: Registration) -> Answer:
    return False


def _unsure_of_loopback(sent: str, target: str, _: Registration) -> Answer:
    return None if _differ_in_port(sent, target, LOOPBACK_ADDRESSES) else False


def _unknown(sent: str, target: str, _: Registration) -> Answer:
    if "*" in target:
        return None
    return None if _differ_in_port(sent, target, LOOPBACK) else False


def _differ_in_port(sent: str, target: str, hosts: frozenset[str]) -> bool:
    one, other = split_url(sent), split_url(target)
    return one.scheme == "http" and one.host in hosts and _without_port(one) == _without_port(other)


def _without_port(url: Url) -> tuple[object, ...]:
    return url.scheme, url.host, url.path, url.query, url.fragment


_RULES: Final[dict[str, Callable[[str, str, Registration], Answer]]] = {
    "auth0": _auth0,
    "authelia": _fosite,
    "authentik": _unsure_of_loopback,
    "cognito": _exact,
    "duende-identityserver": _unsure_of_loopback,
    "entra-id": _entra,
    "genesys-cloud": _exact,
    "hydra": _fosite,
    "keycloak": _keycloak,
    "okta": _okta,
    "pkcedoctor": _exact,
}
