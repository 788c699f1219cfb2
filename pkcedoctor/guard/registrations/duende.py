"""Duende IdentityServer and IdentityServer4 clients in JSON configuration.

Members after the class ``Client``: DuendeSoftware/products, identity-server/src/Storage/Models/
Client.cs. By default ``RequirePkce`` and ``RequireClientSecret`` are true, ``AllowPlainTextPkce``
false, and no origin is allowed by CORS.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Fact, Located, Registration
from pkcedoctor.guard.registrations._parts import listed, renamed, uris
from pkcedoctor.guard.view import View

_OWN: Final = (
    "AllowedGrantTypes",
    "RequirePkce",
    "RequireClientSecret",
    "AllowedCorsOrigins",
    "AllowedScopes",
    "ClientSecrets",
)
_GRANTS: Final = {"hybrid": "authorization_code", "code": "authorization_code"}


def read(plain: View) -> Iterator[Registration]:
    """Read one client."""
    view = plain.folded()
    if not view.has("ClientId", "RedirectUris") or not view.any(*_OWN):
        return
    if plain.any("client_id", "redirect_uris"):
        return
    needs_secret = view.flag("RequireClientSecret") or Fact(holds=True, place=view.place)
    plain_allowed = view.flag("AllowPlainTextPkce")
    methods = () if plain_allowed is not None and plain_allowed.holds else ("S256",)
    secrets = view.inners("ClientSecrets")
    grants = listed(view, "AllowedGrantTypes")
    yield Registration(
        kind="duende-identityserver",
        name="the IdentityServer client",
        place=view.place,
        label=view.text("ClientName"),
        client_id=view.text("ClientId"),
        redirect_uris=uris(view.texts("RedirectUris")),
        public=Fact(not needs_secret.holds, needs_secret.place, needs_secret.name),
        client_secret=secrets[0].text("Value") if secrets else None,
        grant_types=renamed(grants, _GRANTS) if grants is not None else None,
        pkce_required=view.flag("RequirePkce") or Fact(holds=True, place=view.place),
        challenge_methods=tuple(
            Located((method,), view.place, "RequirePkce") for method in methods
        ),
        origins=listed(view, "AllowedCorsOrigins") or (),
        enabled=view.flag("Enabled"),
    )
