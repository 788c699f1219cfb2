"""NextAuth and Auth.js providers in code.

After nextauthjs/next-auth, packages/core/src/providers: a provider is a call such as
``Keycloak({clientId, clientSecret, issuer})`` or an object with ``id`` and ``type``; its
redirection URI is ``{NEXTAUTH_URL or AUTH_URL}/api/auth/callback/{id}``; ``checks`` names ``pkce``
where it is used.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients._parts import ORIGIN, as_issuer
from pkcedoctor.guard.documents.tree import Hole, Part
from pkcedoctor.guard.model import ClientSettings, Fact, Located, Runs
from pkcedoctor.guard.view import View

IDS: Final = {
    "Auth0": "auth0",
    "Authentik": "authentik",
    "AzureAD": "azure-ad",
    "AzureADB2C": "azure-ad-b2c",
    "Cognito": "cognito",
    "DuendeIdentityServer6": "duende-identity-server6",
    "Google": "google",
    "IdentityServer4": "identity-server4",
    "Keycloak": "keycloak",
    "MicrosoftEntraID": "microsoft-entra-id",
    "Okta": "okta",
    "OryHydra": "ory-hydra",
    "Zitadel": "zitadel",
}
"""Provider ids by the names of their functions."""

SERVERS: Final = {
    "auth0": "auth0",
    "authentik": "authentik",
    "azure-ad": "entra-id",
    "cognito": "cognito",
    "duende-identity-server6": "duende-identityserver",
    "identity-server4": "duende-identityserver",
    "keycloak": "keycloak",
    "microsoft-entra-id": "entra-id",
    "okta": "okta",
    "ory-hydra": "hydra",
}


def read(view: View) -> Iterator[ClientSettings]:
    """Read one provider."""
    provider = IDS.get(view.label.split(" ")[0].removesuffix("Provider"), "")
    if not provider and view.word("type") in {"oauth", "oidc"} and view.has("id"):
        provider = view.word("id")
    if (
        not provider
        or not view.any("clientId", "clientSecret")
        or view.any("realm", "url", "domain")
    ):
        return
    issuer = as_issuer(view.text("issuer", "wellKnown"))
    tenant = view.text("tenantId")
    if issuer is None and tenant is not None:
        issuer = Located(
            ("https://login.microsoftonline.com/", *tenant.parts, "/v2.0"), tenant.place, "tenantId"
        )
    yield ClientSettings(
        kind="nextauth",
        name="the Auth.js provider",
        place=view.place,
        runs=Runs.SERVER,
        server=SERVERS.get(provider, ""),
        client_id=view.text("clientId"),
        issuer=issuer,
        authorization_endpoint=view.text("authorization.url", "authorization"),
        token_endpoint=view.text("token.url", "token"),
        redirect_uris=(callback(view, provider),),
        client_secret=view.text("clientSecret"),
        auth_method=view.text("client.token_endpoint_auth_method"),
        pkce=_checks(view),
    )


def callback(view: View, provider: str) -> Located:
    """Return the redirection URI of a provider."""
    base = view.variable("NEXTAUTH_URL", "AUTH_URL")
    if base is None:
        return Located((ORIGIN, Hole("base path"), f"/callback/{provider}"), view.place, "callback")
    return Located((*callback_base(base), f"/callback/{provider}"), base.place, base.name)


def callback_base(base: Located) -> tuple[Part, ...]:
    """Return where Auth.js lives: a URL without a path gets ``/api/auth``."""
    if not base.known:
        return (*base.parts, Hole("base path"))
    text = base.text.strip().rstrip("/")
    return (text,) if text.count("/") > 2 else (f"{text}/api/auth",)  # noqa: PLR2004 - https://


def _checks(view: View) -> Fact | None:
    checks = view.texts("checks")
    if not checks:
        return None
    return Fact(any(check.text == "pkce" for check in checks), checks[0].place, "checks")
