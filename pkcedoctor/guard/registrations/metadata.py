"""Authorization server metadata saved to a file (RFC 8414, OpenID Connect Discovery 1.0)."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import ServerMetadata
from pkcedoctor.guard.registrations._parts import listed
from pkcedoctor.guard.view import View

_OWN: Final = (
    "response_types_supported",
    "jwks_uri",
    "code_challenge_methods_supported",
    "grant_types_supported",
    "token_endpoint_auth_methods_supported",
)


def read(view: View) -> Iterator[ServerMetadata]:
    """Read a metadata document."""
    if (
        view.has("issuer", "token_endpoint")
        and view.any(*_OWN)
        and not view.any("client_id", "clientId")
    ):
        yield ServerMetadata(
            place=view.place,
            issuer=view.text("issuer"),
            authorization_endpoint=view.text("authorization_endpoint"),
            token_endpoint=view.text("token_endpoint"),
            challenge_methods=listed(view, "code_challenge_methods_supported"),
            response_types=listed(view, "response_types_supported"),
            grant_types=listed(view, "grant_types_supported"),
            auth_methods=listed(view, "token_endpoint_auth_methods_supported"),
        )
