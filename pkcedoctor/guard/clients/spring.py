"""Spring Boot's client registrations in ``application.yml`` or ``.properties``.

Properties after spring-projects/spring-boot, OAuth2ClientProperties
(``spring.security.oauth2.client.registration.*`` and ``.provider.*``), names in relaxed binding.
``{baseUrl}``, ``{action}`` and ``{registrationId}`` after spring-security's
ClientRegistration.Builder.redirectUri. A client that authenticates with ``none`` uses PKCE; others
do so only where code says it.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.documents.tree import Hole, Node, Part, Record, flat
from pkcedoctor.guard.model import ClientSettings, Fact, Located, Runs
from pkcedoctor.guard.view import View
from pkcedoctor.patterns import regex

_NAME: Final = regex(
    r"spring\.security\.oauth2\.client\.(registration|provider)\.(\[?[^.]+\]?)\.(.+)", 2
)
_TEMPLATE: Final = regex(r"\{(\w+)\}")
_METHODS: Final = {"basic": "client_secret_basic", "post": "client_secret_post"}


def read(view: View) -> Iterator[ClientSettings]:
    """Read all client registrations of a document."""
    if view.path or (
        not view.any("spring", "spring.security")
        and view.form != "properties"
        and not any(name.lower().startswith("spring.") for name in view.record.members)
    ):
        return
    found: dict[tuple[str, str], dict[str, Node]] = defaultdict(dict)
    for name, node in flat(view.record):
        told = _NAME.fullmatch(name)
        if told is not None:
            found[told[1].lower(), told[2].strip("[]")][told[3].split("[")[0]] = node
    for (side, name), members in found.items():
        if side == "registration":
            own = _view(view, members)
            provider = found.get(("provider", own.word("provider") or name), {})
            yield from _settings(name, own, _view(view, provider))


def _view(view: View, members: dict[str, Node]) -> View:
    first = next(iter(members.values()), None)
    place = first.place if first is not None else view.place
    return view.of(Record(members, place, "", {})).folded()


def _settings(name: str, own: View, provider: View) -> Iterator[ClientSettings]:
    grant = own.text("authorization-grant-type")
    if own.text("client-id") is None or (
        grant is not None and grant.known and grant.text != "authorization_code"
    ):
        return
    method = own.text("client-authentication-method")
    public = method is not None and method.text == "none"
    redirect = own.text("redirect-uri", "redirect-uri-template")
    yield ClientSettings(
        kind="spring-boot",
        name=f"the Spring client registration {name}",
        place=own.place,
        runs=Runs.SERVER,
        client_id=own.text("client-id"),
        issuer=provider.text("issuer-uri"),
        authorization_endpoint=provider.text("authorization-uri"),
        token_endpoint=provider.text("token-uri"),
        redirect_uris=(_fill(redirect, name),) if redirect is not None else (),
        client_secret=own.text("client-secret"),
        auth_method=_method(method),
        grant_type=grant,
        pkce=Fact(holds=True, place=method.place) if public and method is not None else None,
    )


def _method(value: Located | None) -> Located | None:
    if value is None or not value.known:
        return None
    return Located((_METHODS.get(value.text, value.text),), value.place, value.name)


def _fill(value: Located, name: str) -> Located:
    """Fill Spring's own templates as far as the file tells."""
    parts: list[Part] = []
    for part in value.parts:
        if isinstance(part, Hole):
            parts.append(part)
            continue
        done = 0
        for found in _TEMPLATE.finditer(part):
            parts.append(part[done : found.start()])
            known = {"registrationId": name, "action": "login"}.get(found[1])
            parts.append(Hole(found[1]) if known is None else known)
            done = found.end()
        parts.append(part[done:])
    if any(isinstance(part, Hole) for part in parts):
        return Located(tuple(part for part in parts if part), value.place, value.name)
    return Located(("".join(map(str, parts)),), value.place, value.name)
