"""Where authorization servers keep their endpoints, as far as URLs alone tell."""

import re
from dataclasses import dataclass
from typing import Final

from pkcedoctor.exchange.urls import split_url

_GENESYS: Final = re.compile(
    r"(?P<prefix>(?:[a-z0-9-]+\.)*?)(?P<domain>mypurecloud\.(?:com|ie|com\.au|jp|de)"
    r"|[a-z]+[0-9]\.(?:pure\.cloud|us-gov-pure\.cloud|eusc-pure\.cloud))"
)
_ENTRA: Final = "login.microsoftonline.com"
_ANY_TENANT: Final = frozenset({"common", "organizations", "consumers"})
_ISSUER_PATHS: Final = (
    (re.compile(r"/realms/(?P<name>[^/]+)/protocol/openid-connect/"), "realm"),
    (re.compile(r"/realms/root/realms/(?P<name>[^/]+)/"), "realm"),
    (re.compile(r"/t/(?P<name>[^/]+)/oauth2/"), "tenant"),
    (re.compile(r"/oauth2/(?P<name>[^/]+)/v1/(?:authorize|token)$"), "authorization server"),
)
_ISSUER_HOSTS: Final = re.compile(
    r"[^.]+\.(?:(?:[a-z]{2}\.)?auth0\.com|okta(?:preview|-emea)?\.com"
    r"|auth\.[a-z0-9-]+\.amazoncognito\.com|b2clogin\.com|ciamlogin\.com)"
)


@dataclass(frozen=True, slots=True)
class IssuerDifference:
    """Two endpoints that do not belong to the same issuer.

    Attributes:
        what: what differs: region, realm, tenant...
        first: that of the authorization endpoint.
        second: that of the token endpoint.
        certain: whether the URLs prove it, or only look like it.
    """

    what: str
    first: str
    second: str
    certain: bool


def wrong_host(url: str) -> tuple[str, str] | None:
    """Return where to post instead and why, for a host that is known not to be a token host."""
    parts = split_url(url)
    found = _GENESYS.fullmatch(parts.host.lower())
    if found is None:
        return None
    right = f"https://login.{found['domain']}/oauth/token"
    prefix = found["prefix"].rstrip(".")
    if prefix in ("api", "apps"):
        return right, "is Genesys Cloud's API host; OAuth lives on the login host"
    if prefix != "login":
        return right, "is no host of Genesys Cloud; OAuth lives on login.{region domain}"
    if parts.path.startswith("/api/"):
        return right, "has no token endpoint below /api; that is the client management API"
    return None


def issuer_difference(authorize: str, token: str) -> IssuerDifference | None:
    """Say how an authorization endpoint and a token endpoint belong to different issuers.

    Known layouts prove it: another Genesys Cloud region, Keycloak realm, Entra tenant, Okta
    authorization server, Auth0 or Cognito domain. Of an unknown layout, two paths that differ in
    one segment besides the endpoint's name only look like it.
    """
    first, second = split_url(authorize), split_url(token)
    hosts = first.host.lower(), second.host.lower()
    region, other_region = (_GENESYS.fullmatch(host) for host in hosts)
    if region is not None and other_region is not None:
        return _differ("region", region["domain"], other_region["domain"])
    if all(_ISSUER_HOSTS.fullmatch(host) for host in hosts):
        return _differ("tenant", *hosts) or _by_path(first.path, second.path)
    if hosts[0] != hosts[1]:
        return None
    if hosts[0] == _ENTRA:
        return _entra(first.path, second.path)
    return _by_path(first.path, second.path)


def _entra(first: str, second: str) -> IssuerDifference | None:
    tenant, other = (path.strip("/").partition("/")[0].lower() for path in (first, second))
    if tenant in _ANY_TENANT or other in _ANY_TENANT:
        return None
    return _differ("tenant", tenant, other)


def _by_path(first: str, second: str) -> IssuerDifference | None:
    for pattern, what in _ISSUER_PATHS:
        name, other = pattern.search(first), pattern.search(second)
        if name is not None and other is not None:
            return _differ(what, name["name"], other["name"])
    return _sibling(first, second)


def _sibling(first: str, second: str) -> IssuerDifference | None:
    """Compare paths of one host that differ in the endpoint's name and in one segment more."""
    one, other = first.strip("/").split("/")[:-1], second.strip("/").split("/")[:-1]
    if len(one) != len(other):
        return None
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1 or len(one) == 1:
        return None
    return IssuerDifference("path segment", *differing[0], certain=False)


def _differ(what: str, first: str, second: str) -> IssuerDifference | None:
    if first.lower() == second.lower():
        return None
    return IssuerDifference(what, first, second, certain=True)
