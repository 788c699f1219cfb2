"""Okta Auth JS and the configuration of Okta's samples.

Members after ``OktaAuthOptionsInterface``: okta/okta-auth-js, lib/core/types and
lib/oidc/types/options.ts. ``pkce`` is true by default; without it the implicit flow is used.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients._parts import absolute, as_issuer
from pkcedoctor.guard.model import ClientSettings, Fact, Runs
from pkcedoctor.guard.view import View

_OWN: Final = (
    "scopes",
    "pkce",
    "disableHttpsCheck",
    "tokenManager",
    "testing",
    "codeChallengeMethod",
)


def read(view: View) -> Iterator[ClientSettings]:
    """Read ``OktaAuthOptions``."""
    named = "Okta" in view.label
    if not view.has("clientId") or not view.any("issuer", "authorizeUrl"):
        return
    if not (named or view.any(*_OWN)) or view.any("redirectUrl", "serviceConfiguration"):
        return
    pkce = view.flag("pkce")
    yield ClientSettings(
        kind="okta-auth-js",
        name="the Okta Auth JS settings",
        place=view.place,
        runs=Runs.SERVER if view.has("clientSecret") else Runs.BROWSER,
        server="okta",
        client_id=view.text("clientId"),
        issuer=as_issuer(view.text("issuer")),
        authorization_endpoint=view.text("authorizeUrl"),
        token_endpoint=view.text("tokenUrl"),
        redirect_uris=absolute((view.text("redirectUri"),)),
        client_secret=view.text("clientSecret"),
        response_type=view.text("responseType"),
        pkce=pkce or Fact(holds=True, place=view.place),
        challenge_method=view.text("codeChallengeMethod"),
    )
