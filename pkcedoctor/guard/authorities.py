"""Which server, and which tenant, realm or region of it, a URL belongs to."""

from typing import Final

from pkcedoctor.exchange.urls import split_url
from pkcedoctor.guard.model import ClientSettings, Located
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_REALM: Final = regex(r"/realms/([^/?#]+)", holding="/realms/")
_GENESYS: Final = regex(
    r"(?:[a-z0-9-]+\.)*?(mypurecloud\.(?:com|ie|com\.au|jp|de)|[a-z]+\d\.(?:us-gov-)?pure\.cloud)"
)
_ENTRA_HOSTS: Final = frozenset(
    {"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"}
)
_OKTA: Final = regex(r"[a-z0-9-]+\.(?:okta|oktapreview|okta-emea)\.com")
_AUTH0: Final = regex(r"[a-z0-9-]+\.(?:[a-z]{2}\.)?auth0\.com")
_COGNITO: Final = regex(r"[a-z0-9-]+\.auth\.([a-z0-9-]+)\.amazoncognito\.com")
_COGNITO_POOL: Final = regex(r"cognito-idp\.([a-z0-9-]+)\.amazonaws\.com")
ANY_TENANT: Final = frozenset({"common", "organizations", "consumers"})
_GUID: Final = regex(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom a URL belongs to.

    Attributes:
        server: the server's id; empty where the URL does not tell.
        host: in lower case.
        what: what tenants are called there.
        tenant: realm, tenant, region or authorization server; empty where there is none.
    """

    server: str
    host: str
    what: str = ""
    tenant: str = ""


def authority_of(value: Located | None) -> Authority | None:
    """Return whom a URL belongs to; None where the host is not known."""
    if value is None or not value.known:
        return None
    url = split_url(value.text.strip())
    host = url.host.lower()
    if not host:
        return None
    realm = _REALM.search(url.path)
    if realm is not None:
        return Authority("keycloak", host, "realm", realm[1])
    genesys = _GENESYS.fullmatch(host)
    if genesys is not None:
        return Authority("genesys-cloud", host, "region", genesys[1])
    if host in _ENTRA_HOSTS:
        return Authority("entra-id", host, "tenant", url.path.strip("/").partition("/")[0].lower())
    if _OKTA.fullmatch(host):
        return Authority("okta", host, "authorization server", _okta_server(url.path))
    if _AUTH0.fullmatch(host):
        return Authority("auth0", host, "tenant", host)
    cognito = _COGNITO.fullmatch(host) or _COGNITO_POOL.fullmatch(host)
    if cognito is not None:
        return Authority("cognito", host, "region", cognito[1])
    return Authority("", host)


def _okta_server(path: str) -> str:
    segments = path.strip("/").split("/")
    if segments[0] == "oauth2" and len(segments) > 1 and segments[1] not in {"v1", ""}:
        return segments[1]
    return ""


def server_of(client: ClientSettings) -> str:
    """Return the id of the server that a client speaks to, as far as its URLs tell."""
    for value in (client.issuer, client.token_endpoint, client.authorization_endpoint):
        found = authority_of(value)
        if found is not None and found.server:
            return found.server
    return client.server


def tenants_differ(one: Authority, other: Authority) -> bool:
    """Whether two URLs of the same product cannot belong to the same tenant."""
    if one.server != other.server or not one.server or not one.tenant or not other.tenant:
        return False
    first, second = one.tenant.lower(), other.tenant.lower()
    if one.server == "keycloak":
        return one.tenant != other.tenant
    if one.server == "entra-id":
        same_kind = (_GUID.fullmatch(first) is None) == (_GUID.fullmatch(second) is None)
        return not {first, second} & ANY_TENANT and same_kind and first != second
    return first != second
