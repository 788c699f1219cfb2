"""OAuth 2.0 settings of a Postman collection or request.

Parameter names after Postman's collection format 2.1 (schema.getpostman.com/json/collection/
v2.1.0) and what the app exports for the type ``oauth2``. With ``useBrowser`` the redirection URI
is ``https://oauth.pstmn.io/v1/callback`` (Postman's documentation, "Authorizing requests").
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.documents.tree import Hole, Scalar
from pkcedoctor.guard.model import CODE, ClientSettings, Fact, Located, Runs
from pkcedoctor.guard.view import View

_GRANTS: Final = {
    "authorization_code": "authorization_code",
    "authorization_code_with_pkce": "authorization_code",
    "implicit": "implicit",
    "client_credentials": "client_credentials",
    "password_credentials": "password",
}
_METHODS: Final = {"S-256": "S256", "plain": "plain"}
_AUTHENTICATION: Final = {"header": "client_secret_basic", "body": "client_secret_post"}


def read(view: View) -> Iterator[ClientSettings]:
    """Read an ``auth`` member of the type ``oauth2``."""
    if view.word("type") != "oauth2" or not view.any("oauth2"):
        return
    values = {pair.word("key"): pair.text("value") for pair in view.inners("oauth2")}
    flags = {pair.word("key"): pair.flag("value") for pair in view.inners("oauth2")}
    grant = values.get("grant_type") or values.get("grantType")
    asked = _GRANTS.get(grant.text, "") if grant is not None else CODE
    if asked not in {CODE, "implicit"} or values.get("clientId") is None:
        return
    with_pkce = grant is not None and grant.text == "authorization_code_with_pkce"
    yield ClientSettings(
        kind="postman",
        name="the Postman authorization",
        place=view.place,
        runs=Runs.UNKNOWN,
        client_id=_renamed(values.get("clientId"), "clientId"),
        authorization_endpoint=_renamed(values.get("authUrl"), "authUrl"),
        token_endpoint=_renamed(values.get("accessTokenUrl"), "accessTokenUrl"),
        redirect_uris=tuple(_redirect_uris(values.get("redirect_uri"), flags.get("useBrowser"))),
        client_secret=_renamed(values.get("clientSecret"), "clientSecret"),
        auth_method=_mapped(values.get("client_authentication"), _AUTHENTICATION),
        grant_type=_mapped(grant, _GRANTS),
        pkce=Fact(with_pkce, grant.place, "grant_type") if grant and asked == CODE else None,
        challenge_method=_mapped(values.get("challengeAlgorithm"), _METHODS) if with_pkce else None,
    )


def variables(view: View) -> Iterator[tuple[str, Scalar]]:
    """Yield the variables of a collection or environment."""
    for pair in view.inners("variable", "values"):
        name, value = pair.word("key"), pair.node("value")
        if name and isinstance(value, Scalar):
            yield name, value


def _redirect_uris(value: Located | None, browser: Fact | None) -> Iterator[Located]:
    if browser is not None and browser.holds:
        yield Located(("https://oauth.pstmn.io/v1/callback",), browser.place, "useBrowser")
    elif value is not None:
        yield Located(value.parts, value.place, "redirect_uri")


def _renamed(value: Located | None, name: str) -> Located | None:
    return Located(value.parts, value.place, name) if value is not None else None


def _mapped(value: Located | None, words: dict[str, str]) -> Located | None:
    if value is None or not value.known:
        return None if value is None else Located((Hole("unknown"),), value.place, value.name)
    return Located((words.get(value.text, value.text),), value.place, value.name)
