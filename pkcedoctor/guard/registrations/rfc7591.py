"""Client metadata as registered or returned by dynamic registration (RFC 7591, OpenID Connect).

Without ``token_endpoint_auth_method`` it is ``client_secret_basic``, without ``grant_types``
``authorization_code`` (RFC 7591 2).
"""

from collections.abc import Iterator

from pkcedoctor.guard.model import Fact, Registration
from pkcedoctor.guard.registrations._parts import listed, public_by_method, uris
from pkcedoctor.guard.view import View

_OWN = (
    "token_endpoint_auth_method",
    "grant_types",
    "response_types",
    "client_name",
    "application_type",
    "client_id_issued_at",
    "registration_client_uri",
    "client_secret_expires_at",
    "software_id",
)


def read(view: View) -> Iterator[Registration]:
    """Read client metadata of a server that does not give itself away."""
    if view.has("redirect_uris") and view.any("client_id", *_OWN) and view.form != "hcl":
        yield registration_of(view, "", "the client registration")


def registration_of(view: View, kind: str, name: str) -> Registration:
    """Read the members of RFC 7591."""
    method = view.text("token_endpoint_auth_method")
    public = public_by_method(method)
    secret = view.text("client_secret")
    if public is None and method is None and secret is not None:
        public = Fact(holds=False, place=secret.place, name="client_secret")
    pkce = view.flag("require_pkce", "pkce_required", "require_proof_key")
    return Registration(
        kind=kind,
        name=name,
        place=view.place,
        label=view.text("client_name"),
        client_id=view.text("client_id"),
        redirect_uris=uris(view.texts("redirect_uris")),
        public=public,
        client_secret=secret,
        auth_methods=(method,) if method is not None else (),
        grant_types=listed(view, "grant_types"),
        response_types=listed(view, "response_types"),
        pkce_required=pkce,
        application_type=view.text("application_type"),
    )
