"""Both sides against what the team's own settings expect."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.authorities import authority_of
from pkcedoctor.guard.checks import client_types, endpoints, pkce, redirect_uris
from pkcedoctor.guard.findings import Certainty, Finding, Level, Related, line, remedy_of
from pkcedoctor.guard.model import ClientSettings, Located, Registration, ServerMetadata
from pkcedoctor.guard.pairing import Pair
from pkcedoctor.guard.settings import Settings
from pkcedoctor.patterns import regex

_FORM: Final = "application/x-www-form-urlencoded"
_BODIES: Final = ((regex(r"json", 2), "json"), (regex(r"multipart", 2), "multipart"))


def check(
    settings: Settings,
    clients: tuple[ClientSettings, ...],
    registrations: tuple[Registration, ...],
    metadata: tuple[ServerMetadata, ...],
) -> Iterator[Finding]:
    """Compare everything that was found with the expectation."""
    wanted = settings.as_registration()
    for client in clients:
        if not _is_meant(client.client_id, settings, alone=len(clients) == 1):
            continue
        yield from _client_id(client.name, client.client_id, settings)
        yield from _urls(client, settings)
        both = Pair(client, wanted, sure=True)
        for group in (redirect_uris, client_types, pkce):
            yield from group.check_pair(both)
    for registration in registrations:
        if not _is_meant(registration.client_id, settings, alone=len(registrations) == 1):
            continue
        yield from _client_id(registration.name, registration.client_id, settings)
        yield from redirect_uris.check_pair(Pair(settings.as_client(), registration, sure=True))
        yield from _type(registration, wanted)
    for document in metadata:
        yield from endpoints.check_metadata(settings.as_client(), document)
    yield from _content_type(settings)


def _is_meant(client_id: Located | None, settings: Settings, *, alone: bool) -> bool:
    expected = settings.values.get("client_id")
    if expected is None or client_id is None or not client_id.known:
        return alone
    return client_id.text == expected.text or alone


def _client_id(whose: str, own: Located | None, settings: Settings) -> Iterator[Finding]:
    expected = settings.values.get("client_id")
    if own is None or expected is None or not own.known or own.text == expected.text:
        return
    yield Finding(
        "client-id-mismatch",
        Level.ERROR,
        Certainty.PROVEN,
        f"client_id is {own.text}, expected is {expected.text}",
        own.place,
        (line(whose, own), line("expected", expected)),
        "Use the expected client_id, or correct the expectation.",
        f"client_id={own.text}",
    )


def _urls(client: ClientSettings, settings: Settings) -> Iterator[Finding]:
    for rule, name, own in (
        ("issuer-mismatch", "issuer", client.issuer),
        ("token-endpoint-wrong", "authorization_endpoint", client.authorization_endpoint),
        ("token-endpoint-wrong", "token_endpoint", client.token_endpoint),
    ):
        expected = settings.values.get(name)
        if own is None or expected is None or not own.known:
            continue
        if _bare(own) != _bare(expected):
            yield Finding(
                rule,
                Level.ERROR,
                Certainty.PROVEN,
                f"{name} is not the expected one",
                own.place,
                (line(client.name, own), line("expected", expected)),
                remedy_of(rule),
                f"{name}={own.text}",
            )


def _bare(value: Located) -> str:
    return value.text.strip().rstrip("/").removesuffix("/v2.0")


def _type(registration: Registration, wanted: Registration) -> Iterator[Finding]:
    own, expected = registration.public, wanted.public
    if own is None or expected is None or own.holds == expected.holds:
        return
    words = {True: "public", False: "confidential"}
    yield Finding(
        "client-type-mismatch",
        Level.ERROR,
        Certainty.PROVEN,
        f"the client is registered as {words[own.holds]}, expected is {words[expected.holds]}",
        own.place,
        (
            Related(registration.name, words[own.holds], own.place),
            Related("expected", words[expected.holds], expected.place),
        ),
        remedy_of("client-type-mismatch"),
        "client_type",
    )


def _content_type(settings: Settings) -> Iterator[Finding]:
    """Say where the expected media type is one that the server does not take."""
    told = settings.values.get("content_type")
    if told is None or told.text.partition(";")[0].strip().lower() == _FORM:
        return
    endpoint = settings.values.get("token_endpoint") or settings.values.get("issuer")
    found = authority_of(endpoint)
    body = next((name for pattern, name in _BODIES if pattern.search(told.text)), "")
    if found is not None and found.server:
        from pkcedoctor.servers.files import load_server  # noqa: PLC0415 - seldom needed

        if body in load_server(found.server).takes:
            return
    yield Finding(
        "content-type-not-form",
        Level.ERROR,
        Certainty.LIKELY,
        f"the token request is to be sent as {told.text}",
        told.place,
        (line("expected", told),),
        remedy_of("content-type-not-form"),
        f"content_type={told.text}",
    )
