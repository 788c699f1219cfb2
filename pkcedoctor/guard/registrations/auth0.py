"""Auth0 clients: Management API JSON, deploy-cli YAML or JSON, Terraform's ``auth0_client``.

Members after auth0/auth0-deploy-cli, src/tools/auth0/handlers/clients.ts, and
auth0/terraform-provider-auth0, docs/resources/client.md. ``##X##`` and ``@@X@@`` are replaced on
deployment. An application of the type ``spa`` or ``native`` authenticates with ``none`` unless it
is told otherwise.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Fact, Registration
from pkcedoctor.guard.registrations._parts import is_resource, listed, public_by_method, uris
from pkcedoctor.guard.view import View

_PUBLIC: Final = {"spa": True, "native": True, "regular_web": False}


def read(view: View) -> Iterator[Registration]:
    """Read one client."""
    resource = is_resource(view, "auth0_client")
    if not resource and not (
        view.has("callbacks")
        and view.any(
            "app_type", "client_id", "oidc_conformant", "token_endpoint_auth_method", "name"
        )
    ):
        return
    method, kind = view.text("token_endpoint_auth_method"), view.text("app_type")
    public = public_by_method(method)
    if public is None and kind is not None and kind.text in _PUBLIC:
        public = Fact(_PUBLIC[kind.text], kind.place, "app_type")
    yield Registration(
        kind="auth0",
        name="the Auth0 application",
        place=view.place,
        label=view.text("name"),
        client_id=view.text("client_id"),
        redirect_uris=uris(view.texts("callbacks", split=",\n")),
        public=public,
        client_secret=view.text("client_secret"),
        auth_methods=(method,) if method is not None else (),
        grant_types=listed(view, "grant_types"),
        application_type=kind,
    )
