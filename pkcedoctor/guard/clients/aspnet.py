"""OpenID Connect sections of ASP.NET's ``appsettings.json``.

Members after Microsoft.Identity.Web's MicrosoftIdentityOptions (``Instance``, ``TenantId``,
``ClientId``, ``CallbackPath``), ASP.NET Core's OpenIdConnectOptions (``Authority``,
``ResponseType``, ``UsePkce``) and Auth0.AspNetCore.Authentication (``Domain``). Names are
compared without case, as configuration in .NET is.
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import as_issuer
from pkcedoctor.guard.documents.tree import Hole
from pkcedoctor.guard.model import ClientSettings, Located, Runs
from pkcedoctor.guard.view import View


def read(plain: View) -> Iterator[ClientSettings]:
    """Read one section."""
    if not plain.has("ClientId") or plain.any("RedirectUris", "AllowedGrantTypes", "ClientName"):
        return
    view = plain.folded()
    if not view.any(
        "Authority", "Instance", "Domain", "CallbackPath", "MetadataAddress", "RedirectUri"
    ):
        return
    section = view.path[-1] if view.path else ""
    page = "wwwroot" in view.place.file
    entra = view.has("TenantId") or view.has("Instance")
    yield ClientSettings(
        kind="aspnet",
        name=f"the section {section}" if section else "the application settings",
        place=view.place,
        runs=Runs.BROWSER if page else Runs.SERVER,
        server="entra-id" if entra else "auth0" if "auth0" in section.lower() else "",
        client_id=view.text("ClientId"),
        issuer=_issuer(view),
        redirect_uris=tuple(_redirect_uris(view)),
        client_secret=view.text("ClientSecret") or _credential(view),
        response_type=view.text("ResponseType"),
        pkce=view.flag("UsePkce"),
    )


def _issuer(view: View) -> Located | None:
    authority = view.text("Authority", "MetadataAddress")
    instance, tenant = view.text("Instance"), view.text("TenantId")
    if authority is None and instance is not None and tenant is not None and instance.known:
        base = instance.text.rstrip("/")
        return Located((f"{base}/", *tenant.parts, "/v2.0"), tenant.place, "TenantId")
    if authority is None and tenant is None:
        return as_issuer(view.text("Domain"))
    return as_issuer(authority)


def _redirect_uris(view: View) -> Iterator[Located]:
    whole = view.text("RedirectUri")
    path = view.text("CallbackPath")
    if whole is not None:
        yield whole
    elif path is not None and path.text.startswith("/"):
        yield Located((Hole("application URL"), *path.parts), path.place, "CallbackPath")


def _credential(view: View) -> Located | None:
    for credential in view.inners("ClientCredentials"):
        secret = credential.text("ClientSecret")
        if secret is not None:
            return secret
    return None
