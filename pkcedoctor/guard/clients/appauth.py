"""AppAuth: the ``auth_config.json`` of its Android demo, and react-native-app-auth.

Members after openid/AppAuth-Android, app/java/net/openid/appauthdemo/Configuration.java, and
FormidableLabs/react-native-app-auth, packages/react-native-app-auth/index.d.ts (``usePKCE`` is
true by default).
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import always, as_issuer
from pkcedoctor.guard.model import ClientSettings, Located, Runs
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[ClientSettings]:
    """Read either."""
    if view.has("client_id", "redirect_uri") and view.any(
        "discovery_uri", "authorization_endpoint_uri", "authorization_scope"
    ):
        yield _android(view)
    elif view.has("clientId", "redirectUrl") and view.any(
        "issuer", "serviceConfiguration", "usePKCE"
    ):
        yield _react_native(view)


def _android(view: View) -> ClientSettings:
    return ClientSettings(
        kind="appauth",
        name="the AppAuth settings",
        place=view.place,
        runs=Runs.NATIVE,
        client_id=view.text("client_id"),
        issuer=as_issuer(view.text("discovery_uri")),
        authorization_endpoint=view.text("authorization_endpoint_uri"),
        token_endpoint=view.text("token_endpoint_uri"),
        redirect_uris=_present(view.text("redirect_uri")),
        client_secret=view.text("client_secret"),
        pkce=always(view),
    )


def _react_native(view: View) -> ClientSettings:
    return ClientSettings(
        kind="react-native-app-auth",
        name="the react-native-app-auth settings",
        place=view.place,
        runs=Runs.NATIVE,
        client_id=view.text("clientId"),
        issuer=as_issuer(view.text("issuer")),
        authorization_endpoint=view.text("serviceConfiguration.authorizationEndpoint"),
        token_endpoint=view.text("serviceConfiguration.tokenEndpoint"),
        redirect_uris=_present(view.text("redirectUrl")),
        client_secret=view.text("clientSecret"),
        pkce=view.flag("usePKCE") or always(view),
    )


def _present(value: Located | None) -> tuple[Located, ...]:
    return (value,) if value is not None else ()
