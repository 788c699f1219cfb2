"""authentik blueprints.

Entries of the model ``authentik_providers_oauth2.oauth2provider`` after goauthentik/authentik,
blueprints/schema.json: since 2024.12 ``redirect_uris`` are records with ``matching_mode``
(``strict`` or ``regex``); before, lines of one text, each taken literally and as a regular
expression (authentik/providers/oauth2/views/authorize.py).
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.model import Fact, RedirectUri, Registration
from pkcedoctor.guard.registrations._parts import listed
from pkcedoctor.guard.view import View

_MODEL: Final = "authentik_providers_oauth2.oauth2provider"


def read(view: View) -> Iterator[Registration]:
    """Read one entry."""
    attributes = view.inner("attrs")
    if view.word("model").lower() != _MODEL or attributes is None:
        return
    kind = attributes.text("client_type")
    yield Registration(
        kind="authentik",
        name="the authentik provider",
        place=view.place,
        label=view.text("identifiers.name") or attributes.text("name"),
        client_id=attributes.text("client_id") or view.text("identifiers.client_id"),
        redirect_uris=tuple(_redirect_uris(attributes)),
        public=None
        if kind is None or not kind.known
        else Fact(kind.text == "public", kind.place, "client_type"),
        client_secret=attributes.text("client_secret"),
        grant_types=listed(attributes, "grant_types"),
    )


def _redirect_uris(view: View) -> Iterator[RedirectUri]:
    for uri in view.inners("redirect_uris"):
        url = uri.text("url")
        if url is not None and uri.word("redirect_uri_type") != "logout":
            yield RedirectUri(url, regex=uri.word("matching_mode") == "regex")
    for text in view.texts("redirect_uris", split="\n"):
        yield RedirectUri(text, regex=True)
