"""angular-oauth2-oidc.

Members after the class ``AuthConfig``: manfredsteyer/angular-oauth2-oidc,
projects/lib/src/auth.config.ts. The issuer is compared with the metadata byte by byte unless
``skipIssuerCheck`` is set (oauth-service.ts, validateDiscoveryDocument).
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import absolute, as_issuer, unless
from pkcedoctor.guard.model import ClientSettings, Runs
from pkcedoctor.guard.view import View

_OWN = (
    "responseType",
    "dummyClientSecret",
    "requireHttps",
    "showDebugInformation",
    "strictDiscoveryDocumentValidation",
    "silentRefreshRedirectUri",
    "useSilentRefresh",
    "disablePKCE",
    "oidc",
    "loginUrl",
    "skipIssuerCheck",
)


def read(view: View) -> Iterator[ClientSettings]:
    """Read an ``AuthConfig``."""
    named = "AuthConfig" in view.label
    told = (
        view.has("clientId") and view.any("issuer", "loginUrl") and view.any("redirectUri", *_OWN)
    )
    if not told or not (named or view.any(*_OWN)) or view.any("scopes", "pkce"):
        return
    skips = view.flag("skipIssuerCheck")
    yield ClientSettings(
        kind="angular-oauth2-oidc",
        name="the angular-oauth2-oidc settings",
        place=view.place,
        runs=Runs.BROWSER,
        client_id=view.text("clientId"),
        issuer=as_issuer(view.text("issuer")),
        authorization_endpoint=view.text("loginUrl"),
        token_endpoint=view.text("tokenEndpoint"),
        redirect_uris=absolute((view.text("redirectUri"), view.text("silentRefreshRedirectUri"))),
        client_secret=view.text("dummyClientSecret"),
        response_type=view.text("responseType"),
        pkce=unless(view.flag("disablePKCE"), view),
        metadata_strict=skips is None or not skips.holds,
    )
