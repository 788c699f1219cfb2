"""angular-auth-oidc-client.

Members after the interface ``OpenIdConfiguration``: damienbod/angular-auth-oidc-client,
projects/angular-auth-oidc-client/src/lib/config/openid-configuration.ts.
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import absolute, as_issuer, unless
from pkcedoctor.guard.model import ClientSettings, Located, Runs
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[ClientSettings]:
    """Read an ``OpenIdConfiguration``."""
    if not view.has("clientId", "redirectUrl") or not view.any(
        "authority", "authWellknownEndpointUrl", "authWellknownEndpoints"
    ):
        return
    yield ClientSettings(
        kind="angular-auth-oidc-client",
        name="the angular-auth-oidc-client settings",
        place=view.place,
        runs=Runs.BROWSER,
        client_id=view.text("clientId"),
        issuer=as_issuer(view.text("authority", "authWellknownEndpointUrl")),
        authorization_endpoint=view.text("authWellknownEndpoints.authorizationEndpoint"),
        token_endpoint=view.text("authWellknownEndpoints.tokenEndpoint"),
        redirect_uris=absolute((view.text("redirectUrl"), _silent(view))),
        response_type=view.text("responseType"),
        pkce=unless(view.flag("disablePkce", "disablePKCE"), view),
    )


def _silent(view: View) -> Located | None:
    refreshes = view.flag("useRefreshToken")
    return None if refreshes is not None and refreshes.holds else view.text("silentRenewUrl")
