"""Each value alone: leftovers of a template, blanks, ``http:``, fragments."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.guard.findings import Certainty, Finding, Level, concealed, line, remedy_of, shown
from pkcedoctor.guard.matching import LOOPBACK
from pkcedoctor.guard.model import ClientSettings, Located, Registration
from pkcedoctor.patterns import regex

_LEFT_OVER: Final = regex(
    r"""
    (?<![A-Za-z0-9])(?i:your)[-_\ ][A-Za-z]       # your-tenant, YOUR_CLIENT_ID
    | (?<![A-Za-z0-9])your(?:own|Own)?[A-Z][a-z]  # yourOktaDomain
    | (?<![A-Za-z0-9])(?i:your(?:client|tenant|domain|app|company|org|realm|secret)\w*)
    | <[^<>]*>                                    # <tenant>
    | (?i:\b(?:enter|insert|paste|fill)[-_](?:the|your|here|in|client|value)\b)
    | (?i:\benter_the_\w)
    | (?i:\b(?:replace|change)[-_]?(?:me|this|with)\b)
    | ^(?i:fixme)$
    | (?i:\w_here\b)
    | (?i:(?:^|[/.:@=_-])x{4,}(?=[-._/:]|$))
    | ^(?i:x{3,})$
    | \[[A-Za-z][A-Za-z _-]*\]
    """,
    64,
)
_IN_BRACES: Final = regex(r"\{[A-Za-z][A-Za-z_ -]*\}")
_NO_TENANT: Final = "00000000-0000-0000-0000-000000000000"
_LOCAL: Final = regex(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|[\w.-]+\.localhost)", 2)


def check_client(client: ClientSettings) -> Iterator[Finding]:
    """Check every value of a client's settings."""
    for name, value in _values(client):
        yield from _left_over(client.name, name, value, braces=True)
        yield from _blanks(client.name, name, value)
    yield from _secret(client.name, client.client_secret)
    for uri in client.redirect_uris:
        yield from _redirect_uri(client.name, uri)


def check_registration(registration: Registration) -> Iterator[Finding]:
    """Check every value of a registration."""
    named = [("client_id", registration.client_id)]
    named += [("redirect_uri", uri.uri) for uri in registration.redirect_uris if not uri.regex]
    for name, value in named:
        yield from _left_over(registration.name, name, value, braces=False)
        yield from _blanks(registration.name, name, value)
    yield from _secret(registration.name, registration.client_secret)
    for uri in registration.redirect_uris:
        if not uri.regex:
            yield from _redirect_uri(registration.name, uri.uri)


def is_left_over(text: str, *, braces: bool = False) -> bool:
    """Whether a text is what a template or a sample came with."""
    return (
        is_placeholder(text)
        or _LEFT_OVER.search(text) is not None
        or text == _NO_TENANT
        or (braces and _IN_BRACES.search(text) is not None)
    )


def _values(client: ClientSettings) -> Iterator[tuple[str, Located | None]]:
    yield "client_id", client.client_id
    yield "issuer", client.issuer
    yield "authorization endpoint", client.authorization_endpoint
    yield "token endpoint", client.token_endpoint
    for uri in client.redirect_uris:
        yield "redirect_uri", uri


def _left_over(whose: str, name: str, value: Located | None, *, braces: bool) -> Iterator[Finding]:
    if value is None:
        return
    for part in value.parts:
        if isinstance(part, str) and is_left_over(part, braces=braces):
            yield Finding(
                "placeholder-value",
                Level.ERROR,
                Certainty.PROVEN,
                f"{name} is still the placeholder {shown(value)}",
                value.place,
                (line(whose, value),),
                f"Put the real {name} here.",
                f"{name}={value.text}",
            )
            return


def _secret(whose: str, value: Located | None) -> Iterator[Finding]:
    if value is not None and value.known and is_left_over(value.text):
        yield Finding(
            "placeholder-value",
            Level.ERROR,
            Certainty.PROVEN,
            "client_secret is still a placeholder",
            value.place,
            (concealed(whose, value),),
            "Put the real secret where your program reads secrets from, not into a file.",
            "client_secret",
        )


def _blanks(whose: str, name: str, value: Located | None) -> Iterator[Finding]:
    if value is None or not value.known or value.text == value.text.strip():
        return
    yield Finding(
        "value-with-blanks",
        Level.ERROR,
        Certainty.PROVEN,
        f"{name} begins or ends with a blank",
        value.place,
        (line(whose, value),),
        remedy_of("value-with-blanks"),
        f"{name}={value.text}",
    )


def _redirect_uri(whose: str, value: Located) -> Iterator[Finding]:
    first = value.parts[0]
    if not isinstance(first, str):
        return
    url = split_url(first.strip())
    host = url.host.lower()
    complete = value.known or bool(url.path)
    if url.scheme.lower() == "http" and host and complete and not _is_local(host):
        yield Finding(
            "redirect-uri-not-https",
            Level.WARNING,
            Certainty.PROVEN,
            f"the redirection URI {shown(value)} uses http: on {host}",
            value.place,
            (line(whose, value),),
            remedy_of("redirect-uri-not-https"),
            value.text,
        )
    if value.known and "#" in value.text:
        yield Finding(
            "redirect-uri-fragment",
            Level.ERROR,
            Certainty.LIKELY,
            f"the redirection URI {shown(value)} has a fragment",
            value.place,
            (line(whose, value),),
            remedy_of("redirect-uri-fragment"),
            value.text,
        )


def _is_local(host: str) -> bool:
    return host in LOOPBACK or _LOCAL.fullmatch(host) is not None or "*" in host
