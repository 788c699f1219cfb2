"""MSAL.js: msal-browser and msal-node.

Members after ``BrowserAuthOptions`` and ``NodeAuthOptions``: AzureAD/
microsoft-authentication-library-for-js, lib/msal-browser/src/config/Configuration.ts and
lib/msal-node/src/config/Configuration.ts. MSAL always uses PKCE with S256; without ``authority``
it uses ``https://login.microsoftonline.com/common``.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients._parts import absolute, always, as_issuer
from pkcedoctor.guard.model import ClientSettings, Runs
from pkcedoctor.guard.view import View

_OWN: Final = (
    "redirectUri",
    "knownAuthorities",
    "postLogoutRedirectUri",
    "navigateToLoginRequestUrl",
    "cloudDiscoveryMetadata",
    "clientSecret",
)


def read(view: View) -> Iterator[ClientSettings]:
    """Read the ``auth`` options of a ``Configuration``."""
    auth = view.inner("auth")
    if auth is None or not auth.has("clientId") or auth.any("domain", "realm", "issuer"):
        return
    if not (auth.has("authority") or view.any("cache", "system") or auth.any(*_OWN)):
        return
    secret = auth.text("clientSecret")
    node = secret is not None or auth.any("clientCertificate", "clientAssertion")
    yield ClientSettings(
        kind="msal",
        name="the MSAL settings",
        place=auth.place,
        runs=Runs.SERVER if node else _runs(view),
        server="entra-id",
        client_id=auth.text("clientId"),
        issuer=as_issuer(auth.text("authority")),
        redirect_uris=absolute((auth.text("redirectUri"),)),
        client_secret=secret,
        pkce=always(auth),
    )


def _runs(view: View) -> Runs:
    """Tell a page from a program: only pages have a cache in the browser's storage."""
    if "ConfidentialClient" in view.label:
        return Runs.SERVER
    place = view.word("cache.cacheLocation")
    if place in {"sessionStorage", "localStorage", "memoryStorage"} or view.has("auth.redirectUri"):
        return Runs.BROWSER
    return Runs.UNKNOWN
