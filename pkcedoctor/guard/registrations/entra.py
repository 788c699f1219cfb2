"""Entra application manifests, ``az ad app show``, and Terraform's ``azuread_application``.

Members after Microsoft's "App manifest (Microsoft Graph format)" (``spa``, ``web``,
``publicClient``, ``isFallbackPublicClient``) and the older "Azure AD Graph format"
(``replyUrlsWithType``, ``allowPublicClient``); the resource after
hashicorp/terraform-provider-azuread, docs/resources/application.md.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Fact, RedirectUri, Registration
from pkcedoctor.guard.registrations._parts import is_resource, uris
from pkcedoctor.guard.view import View

_PLATFORMS: Final = (
    ("spa", "spa"),
    ("web", "web"),
    ("publicClient", "native"),
    ("single_page_application", "spa"),
    ("public_client", "native"),
)
_TYPES: Final = {"spa": "spa", "web": "web", "installedclient": "native"}


def read(view: View) -> Iterator[Registration]:
    """Read a manifest or a resource."""
    resource = is_resource(view, "azuread_application") or is_resource(
        view, "azuread_application_registration"
    )
    if not resource and not (
        view.has("appId") and view.any("spa", "web", "publicClient", "replyUrlsWithType")
    ):
        return
    yield Registration(
        kind="entra-id",
        name="the Entra application",
        place=view.place,
        label=view.text("displayName", "display_name", "name"),
        client_id=view.text("appId", "client_id"),
        redirect_uris=(*_by_platform(view), *_by_type(view)),
        public=_fallback(view),
        application_type=view.text("signInAudience", "sign_in_audience"),
    )


def _fallback(view: View) -> Fact | None:
    """Return the switch that makes desktop and mobile flows public; only on tells anything."""
    flag = view.flag(
        "isFallbackPublicClient", "allowPublicClient", "fallback_public_client_enabled"
    )
    return flag if flag is not None and flag.holds else None


def _by_platform(view: View) -> Iterator[RedirectUri]:
    for member, platform in _PLATFORMS:
        inner = view.inner(member)
        if inner is not None:
            yield from uris(inner.texts("redirectUris", "redirect_uris"), platform)


def _by_type(view: View) -> Iterator[RedirectUri]:
    for pair in view.inners("replyUrlsWithType"):
        url = pair.text("url")
        if url is not None:
            yield RedirectUri(url, _TYPES.get(pair.word("type").lower(), "web"))
