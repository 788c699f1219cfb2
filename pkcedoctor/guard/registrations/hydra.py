"""Ory Hydra's OAuth 2.0 clients, as ``hydra get client`` prints them.

Members after ory/hydra, client/client.go. Redirection URIs are compared by ory/fosite,
authorize_helper.go: byte by byte, except for the port of ``http://127.0.0.1`` and ``http://[::1]``.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Registration
from pkcedoctor.guard.registrations._parts import listed
from pkcedoctor.guard.registrations.rfc7591 import registration_of
from pkcedoctor.guard.view import View
from pkcedoctor.records import replace

_OWN: Final = (
    "allowed_cors_origins",
    "skip_consent",
    "skip_logout_consent",
    "authorization_code_grant_access_token_lifespan",
    "backchannel_logout_session_required",
    "frontchannel_logout_session_required",
    "userinfo_signed_response_alg",
    "access_token_strategy",
)


def read(view: View) -> Iterator[Registration]:
    """Read one client."""
    if view.has("redirect_uris") and view.any(*_OWN) and view.any("client_id", "client_name"):
        found = registration_of(view, "hydra", "the Hydra client")
        origins = listed(view, "allowed_cors_origins")
        yield replace(found, origins=origins or None)
