"""Genesys Cloud OAuth clients: API JSON and Terraform's ``genesyscloud_oauth_client``.

Members after the API's ``OAuthClient`` (``authorizedGrantType``, ``registeredRedirectUri``) and
MyPureCloud/terraform-provider-genesyscloud, docs/resources/oauth_client.md.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Fact, Located, Registration
from pkcedoctor.guard.registrations._parts import is_resource, uris
from pkcedoctor.guard.view import View

_GRANTS: Final = {
    "code": "authorization_code",
    "pkce": "authorization_code",
    "token": "implicit",
    "clientcredentials": "client_credentials",
    "saml2bearer": "urn:ietf:params:oauth:grant-type:saml2-bearer",
}


def read(view: View) -> Iterator[Registration]:
    """Read one client."""
    if not is_resource(view, "genesyscloud_oauth_client") and not view.has("authorizedGrantType"):
        return
    grant = view.text("authorizedGrantType", "authorized_grant_type")
    state = view.text("state")
    yield Registration(
        kind="genesys-cloud",
        name="the Genesys Cloud OAuth client",
        place=view.place,
        label=view.text("name"),
        client_id=view.text("id"),
        redirect_uris=uris(view.texts("registeredRedirectUri", "registered_redirect_uris")),
        client_secret=view.text("secret"),
        grant_types=_grants(grant),
        enabled=None
        if state is None or not state.known
        else Fact(state.text.lower() == "active", state.place, "state"),
    )


def _grants(value: Located | None) -> tuple[Located, ...] | None:
    if value is None or not value.known:
        return None
    word = _GRANTS.get(value.text.lower().replace("-", "").replace("_", ""), value.text)
    return (Located((word,), value.place, value.name),)
