"""Client ID metadata documents, as MCP clients publish them.

After draft-ietf-oauth-client-id-metadata-document: the client_id is the https URL of the
document; the members are those of RFC 7591; there is no client secret.
"""

from collections.abc import Iterator

from pkcedoctor.guard.clients._parts import always
from pkcedoctor.guard.model import METADATA_DOCUMENT, ClientSettings, Registration, Runs
from pkcedoctor.guard.registrations.rfc7591 import registration_of
from pkcedoctor.guard.view import View


def read(view: View) -> Iterator[ClientSettings | Registration]:
    """Read a document; it is the client's word and the registration at once."""
    if not view.has("redirect_uris") or "://" not in view.word("client_id"):
        return
    method = view.text("token_endpoint_auth_method")
    yield ClientSettings(
        kind=METADATA_DOCUMENT,
        name="the client metadata document",
        place=view.place,
        runs=Runs.NATIVE if method is None or method.text == "none" else Runs.SERVER,
        client_id=view.text("client_id"),
        client_secret=view.text("client_secret"),
        redirect_uris=view.texts("redirect_uris"),
        auth_method=method,
        pkce=always(view),
    )
    yield registration_of(view, METADATA_DOCUMENT, "the client metadata document")
