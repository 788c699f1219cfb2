"""keycloak-js, and the ``keycloak.json`` that Keycloak exports for an adapter.

Members after ``KeycloakConfig`` and ``KeycloakInitOptions``: keycloak/keycloak-js,
lib/keycloak.d.ts. ``pkceMethod`` is ``S256`` or false; older releases use no PKCE without it.
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import absolute, as_issuer
from pkcedoctor.guard.model import ClientSettings, Fact, Located, Runs
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[ClientSettings]:
    """Read a constructor's options, the options of ``init`` or a ``keycloak.json``."""
    if view.has("realm", "auth-server-url", "resource"):
        yield _adapter(view)
    elif view.has("realm", "clientId") and view.any("url", "authServerUrl"):
        yield _constructor(view)
    elif view.any("pkceMethod", "silentCheckSsoRedirectUri", "onLoad", "checkLoginIframe"):
        yield _init(view)


def _adapter(view: View) -> ClientSettings:
    public = view.flag("public-client")
    secret = view.text("credentials.secret")
    return ClientSettings(
        kind="keycloak-js",
        name="keycloak.json",
        place=view.place,
        runs=Runs.BROWSER if public is not None and public.holds else Runs.UNKNOWN,
        server="keycloak",
        client_id=view.text("resource"),
        issuer=_issuer(view.text("auth-server-url"), view.text("realm")),
        redirect_uris=absolute((view.text("redirect-uri"),)),
        client_secret=secret,
        pkce=view.flag("enable-pkce"),
    )


def _constructor(view: View) -> ClientSettings:
    pkce, method = _pkce(view)
    options = view.inner("initOptions", "init")
    if options is not None:
        pkce, method = _pkce(options)
    return ClientSettings(
        kind="keycloak-js",
        name="the keycloak-js settings",
        place=view.place,
        runs=Runs.BROWSER,
        server="keycloak",
        client_id=view.text("clientId"),
        issuer=_issuer(view.text("url", "authServerUrl"), view.text("realm")),
        redirect_uris=absolute((view.text("redirectUri", "initOptions.redirectUri"),)),
        client_secret=view.text("credentials.secret", "clientSecret"),
        response_type=_response_type(options or view),
        pkce=pkce,
        challenge_method=method,
    )


def _init(view: View) -> ClientSettings:
    pkce, method = _pkce(view)
    return ClientSettings(
        kind="keycloak-js",
        name="the keycloak-js settings",
        place=view.place,
        runs=Runs.BROWSER,
        server="keycloak",
        redirect_uris=absolute((view.text("redirectUri"),)),
        response_type=_response_type(view),
        pkce=pkce,
        challenge_method=method,
    )


def _pkce(view: View) -> tuple[Fact | None, Located | None]:
    off = view.flag("pkceMethod")
    method = view.text("pkceMethod")
    if off is not None:
        return off, None
    if method is None or not method.known:
        return None, None
    return Fact(holds=True, place=method.place, name="pkceMethod"), method


def _response_type(view: View) -> Located | None:
    flow = view.text("flow")
    kinds = {"standard": "code", "implicit": "id_token token", "hybrid": "code id_token token"}
    if flow is None or flow.text not in kinds:
        return None
    return Located((kinds[flow.text],), flow.place, "flow")


def _issuer(url: Located | None, realm: Located | None) -> Located | None:
    if url is None or realm is None:
        return None
    base, last = url.parts, url.parts[-1]
    trimmed = (*base[:-1], last.rstrip("/")) if isinstance(last, str) else base
    return as_issuer(Located((*trimmed, "/realms/", *realm.parts), realm.place, "realm"))
