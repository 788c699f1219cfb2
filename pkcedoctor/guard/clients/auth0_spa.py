"""Auth0's SPA SDK and its wrappers for React, Vue and Angular.

Members after ``Auth0ClientOptions``: auth0/auth0-spa-js, src/global.ts (``clientId`` and
``authorizationParams`` since version 2; ``client_id`` and ``redirect_uri`` before). The SDK
always uses the code flow with PKCE and S256.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients._parts import absolute, always, as_issuer
from pkcedoctor.guard.model import ClientSettings, Runs
from pkcedoctor.guard.view import View

_OWN: Final = (
    "authorizationParams",
    "redirect_uri",
    "redirectUri",
    "audience",
    "cacheLocation",
    "useRefreshTokens",
    "apiOrigin",
)


def read(view: View) -> Iterator[ClientSettings]:
    """Read ``Auth0ClientOptions``, in code or in the samples' ``auth_config.json``."""
    named = "Auth0" in view.label or (bool(view.path) and "auth0" in view.path[-1].lower())
    if not view.has("domain") or not view.any("clientId", "client_id", "clientID"):
        return
    if not (named or view.any(*_OWN)) or view.any("callbacks", "redirect_uris", "tenantId"):
        return
    yield ClientSettings(
        kind="auth0-spa",
        name="the Auth0 SPA settings",
        place=view.place,
        runs=Runs.BROWSER,
        server="auth0",
        client_id=view.text("clientId", "client_id", "clientID"),
        issuer=as_issuer(view.text("domain")),
        redirect_uris=absolute(
            (view.text("authorizationParams.redirect_uri", "redirect_uri", "redirectUri"),)
        ),
        client_secret=view.text("clientSecret", "client_secret"),
        pkce=always(view),
    )
