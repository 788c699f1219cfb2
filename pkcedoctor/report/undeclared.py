"""Secrets that no capture declared: in the words of a server, or of a command line."""

import re
from collections.abc import Iterator
from typing import Final

from pkcedoctor.exchange.opaque import Range, looks_random, opaque_runs
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex
from pkcedoctor.report.fingerprints import fingerprint

_NAME: Final = (
    r"(?:authorization_?|auth_?)?code|code_?verifier|verifier|(?:\w{1,30}_)?token|password|passwd"
    r"|client_?secret|secret|(?:client_)?assertion|api_?key|session_?id|sid|dpop|cookie"
)
_JWT: Final = regex(r"eyJ[\w-]{8,}+\.[\w-]++\.[\w-]*+", holding="eyJ")
_LONG_VALUE: Final = regex(rf"(?<![\w.\-])(?:{_NAME})(?:=|%3D)([^&#\s\"'<>]{{12,}})", re.IGNORECASE)
_VALUE: Final = regex(
    rf"(?<![A-Za-z0-9.\-])(?:{_NAME}|state|nonce)[\"']?(?:=|%(?:25)*3D|:\s?)[\"']?"
    r"([^&#\s\"'<>,;]*[^&#\s\"'<>,;:])",
    re.IGNORECASE,
)
_CREDENTIALS: Final = regex(
    r"\b(?:Basic|Bearer|DPoP|Negotiate)\s([A-Za-z0-9._~+/=\-]{8,})", re.IGNORECASE
)
_USER: Final = regex(r"(?<=://)[^/?#@\s]++(?=@)", holding="@")
_ARGUMENT: Final = regex(r"(?<!\w)'([^'\s]{8,})'", holding="'")
_NUMBERED: Final = regex(r"[\W\d]*[A-Za-z\W_]*\d{0,4}(?:\.\w{1,5})?")
_QUERY: Final = regex(r"(?<=[?&])([\w.\-%\[\]]{1,60}+=)[^&#\s\"'<>]++", holding="=")


def undeclared(text: str) -> Iterator[Range]:
    """Yield what is a secret in any text: a JWT, and what is called a code, token or password."""
    yield from (match.span() for match in _JWT.finditer(text))
    for match in _LONG_VALUE.finditer(text):
        if not is_placeholder(match[1]):
            yield match.span(1)


def undeclared_in_words(text: str) -> Iterator[Range]:
    """Yield what may be a secret in a server's own words."""
    yield from undeclared(text)
    yield from opaque_runs(text)
    yield from (match.span(1) for match in _CREDENTIALS.finditer(text))


def guarded(text: str) -> str:
    """Return a message that may quote an argument, without what may be a secret in it."""
    text = _USER.sub("…", text)
    text = _QUERY.sub(r"\1…", text)
    text = _VALUE.sub(lambda found: found[0][: found.start(1) - found.start()] + "…", text)
    text = _ARGUMENT.sub(_unless_of_words, text)
    found = sorted(undeclared_in_words(text))
    shown, done = [], 0
    for start, end in found:
        if start >= done:
            shown += [text[done:start], fingerprint(text[start:end])]
        done = max(done, end)
    return "".join(shown) + text[done:]


def _unless_of_words(argument: re.Match[str]) -> str:
    """Keep a quoted argument that is a misspelt name or number; else it may be a short secret."""
    word = argument[1]
    if _NUMBERED.fullmatch(word) and not looks_random(word):
        return argument[0]
    return f"'{fingerprint(word)}'"
