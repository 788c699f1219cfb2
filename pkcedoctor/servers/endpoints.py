"""Where authorization servers keep their endpoints, as far as URLs alone tell."""

from typing import Final

from pkcedoctor.exchange.urls import split_url
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass
from pkcedoctor.servers.model import Server, host_template, template

_GENESYS: Final = regex(
    r"(?P<prefix>(?:[a-z0-9-]+\.)*?)(?P<domain>mypurecloud\.(?:com|ie|com\.au|jp|de)"
    r"|[a-z]+[0-9]\.(?:pure\.cloud|us-gov-pure\.cloud|eusc-pure\.cloud))",
    holding="pure",
)
_ENTRA: Final = "login.microsoftonline.com"
_ANY_TENANT: Final = frozenset({"common", "organizations", "consumers"})
_GUID: Final = regex(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISSUER_PATHS: Final = (
    (regex(r"/realms/(?P<name>[^/]+)/protocol/openid-connect/", holding="/realms/"), "realm"),
    (regex(r"/realms/root/realms/(?P<name>[^/]+)/", holding="/realms/root/"), "realm"),
    (regex(r"/t/(?P<name>[^/]+)/oauth2/", holding="/oauth2/"), "tenant"),
    (
        regex(r"/oauth2(?:/(?P<name>[^/]+))?/v1/(?:authorize|token)$", holding="/oauth2/"),
        "authorization server",
    ),
)
_ISSUER_HOSTS: Final = regex(
    r"[^.]+\.(?:(?:[a-z]{2}\.)?auth0\.com|okta(?:preview|-emea)?\.com"
    r"|auth\.[a-z0-9-]+\.amazoncognito\.com|b2clogin\.com|ciamlogin\.com)",
    holding=".com",
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


def misplaced(url: str, server: Server) -> tuple[str, str] | None:
    """Return where to post instead and why, for a URL that is known to be no token endpoint."""
    place = split_url(url)
    for wrong in server.endpoints.wrong:
        host = host_template(wrong.host or "{host}").fullmatch(place.host)
        path = template(wrong.path).fullmatch(place.path.rstrip("/")) if wrong.path else None
        if host is None or (wrong.path and path is None):
            continue
        names = host.groupdict() | (path.groupdict() if path is not None else {})
        instead = wrong.instead
        for name, value in names.items():
            instead = instead.replace("{" + name + "}", value)
        return instead, wrong.why
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
    """Compare tenants; an id and a domain name may well be those of one tenant."""
    tenant, other = (path.strip("/").partition("/")[0].lower() for path in (first, second))
    if tenant in _ANY_TENANT or other in _ANY_TENANT:
        return None
    if (_GUID.fullmatch(tenant) is None) != (_GUID.fullmatch(other) is None):
        return IssuerDifference("tenant", tenant, other, certain=False)
    return _differ("tenant", tenant, other)


def _by_path(first: str, second: str) -> IssuerDifference | None:
    for pattern, what in _ISSUER_PATHS:
        name, other = pattern.search(first), pattern.search(second)
        if name is not None and other is not None:
            return _differ(what, name["name"] or "none", other["name"] or "none")
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
