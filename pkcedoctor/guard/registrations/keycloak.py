"""Keycloak realm and client exports, and Terraform's ``keycloak_openid_client``.

Members after keycloak/keycloak, core/src/main/java/org/keycloak/representations/idm/
RealmRepresentation.java and ClientRepresentation.java; the attribute
``pkce.code.challenge.method`` after OIDCConfigAttributes.java; the resource after
keycloak/terraform-provider-keycloak, docs/resources/openid_client.md.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import CODE, IMPLICIT, Fact, Located, Registration
from pkcedoctor.guard.registrations._parts import is_resource, listed, uris
from pkcedoctor.guard.view import View

_OWN: Final = (
    "publicClient",
    "standardFlowEnabled",
    "clientAuthenticatorType",
    "webOrigins",
    "directAccessGrantsEnabled",
    "bearerOnly",
)
_BUILT_IN: Final = frozenset(
    {
        "account",
        "account-console",
        "admin-cli",
        "broker",
        "realm-management",
        "security-admin-console",
    }
)


def read(view: View) -> Iterator[Registration]:
    """Read a realm, a client or a resource."""
    if is_resource(view, "keycloak_openid_client"):
        yield _resource(view)
    elif view.has("clients") and view.any("realm", "id"):
        for client in view.inners("clients"):
            if client.any(*_OWN) and client.word("clientId") not in _BUILT_IN:
                yield from _client(client, view.text("realm"))
    elif view.has("clientId") and view.any(*_OWN):
        yield from _client(view, None)


def _client(view: View, realm: Located | None) -> Iterator[Registration]:
    protocol = view.word("protocol")
    bearer = view.flag("bearerOnly")
    if protocol not in {"", "openid-connect"} or (bearer is not None and bearer.holds):
        return
    method = _pkce(view)
    yield Registration(
        kind="keycloak",
        name="the Keycloak client",
        place=view.place,
        label=view.text("name"),
        client_id=view.text("clientId"),
        tenant=realm,
        redirect_uris=uris(view.texts("redirectUris")),
        public=view.flag("publicClient"),
        client_secret=view.text("secret"),
        grant_types=_grants(view, "standardFlowEnabled", "implicitFlowEnabled"),
        pkce_required=Fact(holds=True, place=method.place, name=method.name)
        if method is not None
        else None,
        challenge_methods=(method,) if method is not None else (),
        origins=listed(view, "webOrigins"),
        enabled=view.flag("enabled"),
        base_url=view.text("rootUrl"),
    )


def _pkce(view: View) -> Located | None:
    attributes = view.inner("attributes")
    found = attributes.text("pkce.code.challenge.method") if attributes is not None else None
    return (
        None if found is None else Located(found.parts, found.place, "pkce.code.challenge.method")
    )


def _grants(view: View, standard: str, implicit: str) -> tuple[Located, ...] | None:
    flags = ((view.flag(standard), CODE), (view.flag(implicit), IMPLICIT))
    if flags[0][0] is None:
        return None
    return tuple(
        Located((grant,), flag.place, flag.name)
        for flag, grant in flags
        if flag is not None and flag.holds
    )


def _resource(view: View) -> Registration:
    access = view.text("access_type")
    method = view.text("pkce_code_challenge_method")
    known = access is not None and access.known
    return Registration(
        kind="keycloak",
        name="the Keycloak client",
        place=view.place,
        label=view.text("name"),
        client_id=view.text("client_id"),
        redirect_uris=uris(view.texts("valid_redirect_uris")),
        public=Fact(access.text == "PUBLIC", access.place, "access_type")
        if access is not None and known
        else None,
        client_secret=view.text("client_secret"),
        grant_types=_grants(view, "standard_flow_enabled", "implicit_flow_enabled"),
        pkce_required=Fact(holds=True, place=method.place, name=method.name)
        if method is not None
        else None,
        challenge_methods=(method,) if method is not None else (),
        origins=listed(view, "web_origins"),
        enabled=view.flag("enabled"),
        base_url=view.text("root_url"),
    )
