"""oidc-client-ts and its wrappers (react-oidc-context, vue-oidc-context).

Members after ``UserManagerSettings`` and ``OidcClientSettings``: authts/oidc-client-ts,
src/OidcClientSettings.ts and src/UserManagerSettings.ts; ``response_type`` is ``code`` by default.
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import absolute, as_issuer, unless
from pkcedoctor.guard.model import ClientSettings, Runs
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[ClientSettings]:
    """Read ``UserManagerSettings``."""
    if not (view.has("client_id", "redirect_uri") and view.any("authority", "metadataUrl")):
        return
    yield ClientSettings(
        kind="oidc-client-ts",
        name="the oidc-client-ts settings",
        place=view.place,
        runs=Runs.BROWSER,
        client_id=view.text("client_id"),
        issuer=as_issuer(view.text("authority", "metadata.issuer", "metadataUrl")),
        authorization_endpoint=view.text(
            "metadata.authorization_endpoint", "metadataSeed.authorization_endpoint"
        ),
        token_endpoint=view.text("metadata.token_endpoint", "metadataSeed.token_endpoint"),
        redirect_uris=absolute(
            (
                view.text("redirect_uri"),
                view.text("silent_redirect_uri"),
                view.text("popup_redirect_uri"),
            )
        ),
        client_secret=view.text("client_secret"),
        auth_method=view.text("client_authentication"),
        response_type=view.text("response_type"),
        pkce=unless(view.flag("disablePKCE"), view),
        challenge_method=view.text("code_challenge_method"),
    )
