"""Okta applications (Apps API JSON) and Terraform's ``okta_app_oauth``.

Members after Okta's management API (``OpenIdConnectApplication``) and
okta/terraform-provider-okta, docs/resources/app_oauth.md.
"""

from collections.abc import Iterator

from pkcedoctor.guard.model import Registration
from pkcedoctor.guard.registrations._parts import is_resource, listed, public_by_method, uris
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[Registration]:
    """Read one application."""
    if is_resource(view, "okta_app_oauth"):
        yield _registration(view, view, view)
        return
    settings, credentials = (
        view.inner("settings.oauthClient"),
        view.inner("credentials.oauthClient"),
    )
    if settings is not None and settings.any("redirect_uris", "grant_types"):
        yield _registration(view, settings, credentials or settings)


def _registration(view: View, settings: View, credentials: View) -> Registration:
    method = credentials.text("token_endpoint_auth_method")
    return Registration(
        kind="okta",
        name="the Okta application",
        place=view.place,
        label=view.text("label"),
        client_id=credentials.text("client_id"),
        redirect_uris=uris(settings.texts("redirect_uris")),
        public=public_by_method(method),
        client_secret=credentials.text("client_secret"),
        auth_methods=(method,) if method is not None else (),
        grant_types=listed(settings, "grant_types"),
        response_types=listed(settings, "response_types"),
        pkce_required=credentials.flag("pkce_required"),
        application_type=settings.text("application_type", "type"),
    )
