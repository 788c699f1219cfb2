"""Settings of no library in particular: a client_id beside a redirection URI or endpoints.

Also the options of passport-oauth2, after jaredhanson/passport-oauth2, lib/strategy.js, and of
express-openid-connect, after auth0/express-openid-connect, index.d.ts, whose redirection URI is
``{baseURL}/callback``.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients._parts import absolute, as_issuer
from pkcedoctor.guard.model import ClientSettings, Located, Runs
from pkcedoctor.guard.view import View

_REDIRECT: Final = ("redirect_uri", "redirect_url", "callback_url", "callback_uri")
_ISSUER: Final = ("issuer", "authority", "issuer_base_url", "issuer_url", "issuer_uri")
_AUTHORIZE: Final = (
    "authorization_endpoint",
    "authorization_url",
    "authorize_url",
    "authorization_uri",
    "auth_url",
    "auth_uri",
)
_TOKEN: Final = ("token_endpoint", "token_url", "token_uri", "access_token_url")
_REGISTERED: Final = ("redirect_uris", "callbacks", "callback_urls", "allowed_grant_types")


def read(plain: View) -> Iterator[ClientSettings]:
    """Read any record that can be nothing else."""
    view = plain.folded()
    if not view.has("client_id") or view.any(*_REGISTERED) or plain.form == "hcl":
        return
    redirect, issuer, token = view.text(*_REDIRECT), view.text(*_ISSUER), view.text(*_TOKEN)
    if redirect is None:
        redirect = _express(view)
    if redirect is None and issuer is None and token is None:
        return
    grant = view.text("grant_type")
    if grant is not None and "credentials" in grant.text:
        return
    yield ClientSettings(
        kind="generic",
        name="the client settings",
        place=view.place,
        runs=Runs.UNKNOWN,
        client_id=view.text("client_id"),
        issuer=as_issuer(issuer),
        authorization_endpoint=view.text(*_AUTHORIZE),
        token_endpoint=token,
        redirect_uris=absolute((redirect,)),
        client_secret=view.text("client_secret"),
        auth_method=view.text("token_endpoint_auth_method", "client_auth_method"),
        response_type=view.text("response_type", "authorization_params.response_type"),
        pkce=view.flag("pkce", "use_pkce", "pkce_enabled"),
        challenge_method=view.text("code_challenge_method", "pkce_method"),
    )


def _express(view: View) -> Located | None:
    base = view.text("base_url")
    if base is None or not view.has("issuer_base_url") or not base.known:
        return None
    path = view.word("routes.callback") or "/callback"
    return Located((base.text.rstrip("/"), path), base.place, "baseURL")
