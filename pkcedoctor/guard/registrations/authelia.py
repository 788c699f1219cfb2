"""Authelia's OpenID Connect clients in ``configuration.yml``.

Members after authelia/authelia, internal/configuration/schema/identity_providers.go and the
documentation "OpenID Connect 1.0 Clients" (``id`` and ``secret`` before version 4.38). By default
``enforce_pkce`` is ``public_clients_only`` and a confidential client authenticates with
``client_secret_basic``.
"""

from collections.abc import Iterator

from pkcedoctor.guard.model import Fact, Located, Registration
from pkcedoctor.guard.registrations._parts import listed, uris
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[Registration]:
    """Read all clients of a configuration."""
    provider = view.inner("identity_providers.oidc")
    if provider is None:
        return
    enforced = provider.text("enforce_pkce")
    for client in provider.inners("clients"):
        yield _client(client, enforced)


def _client(view: View, enforced: Located | None) -> Registration:
    public = view.flag("public") or Fact(holds=False, place=view.place, name="public")
    method = view.text("token_endpoint_auth_method")
    challenge = view.text("pkce_challenge_method")
    return Registration(
        kind="authelia",
        name="the Authelia client",
        place=view.place,
        label=view.text("client_name", "description"),
        client_id=view.text("client_id", "id"),
        redirect_uris=uris(view.texts("redirect_uris")),
        public=public,
        client_secret=view.text("client_secret", "secret"),
        auth_methods=(method,) if method is not None else (),
        grant_types=listed(view, "grant_types"),
        response_types=listed(view, "response_types"),
        pkce_required=_pkce(view, public, challenge, enforced),
        challenge_methods=(challenge,) if challenge is not None else (),
    )


def _pkce(
    view: View, public: Fact, challenge: Located | None, enforced: Located | None
) -> Fact | None:
    own = view.flag("require_pkce")
    if own is not None and own.holds:
        return own
    if challenge is not None:
        return Fact(holds=True, place=challenge.place, name=challenge.name)
    policy = enforced.text if enforced is not None else "public_clients_only"
    if policy == "always" or (policy == "public_clients_only" and public.holds):
        return Fact(holds=True, place=enforced.place if enforced is not None else public.place)
    return own
