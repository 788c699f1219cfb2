"""Every value of a capture that nobody else may see, whatever it was sent for.

They are read off the whole capture, not only off the messages of its exchanges: cookies, keys and
tokens of other requests turn up in the words and addresses of these.
"""

import base64
import re
from collections.abc import Iterator
from typing import Final, assert_never

from pkcedoctor.capture.http import (
    Body,
    Capture,
    FieldsBody,
    HttpExchange,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.exchange.escapes import peeled
from pkcedoctor.exchange.opaque import LEAST, looks_random
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex

_STEMS: Final = (
    *("apikey", "assertion", "passphrase", "passwd", "password", "samlresponse", "secret"),
    *("sessionid", "subscriptionkey", "functionskey", "token", "verifier"),
)
"""What the name of a secret holds, in lower case and without punctuation."""

_EXACT: Final = frozenset({"devicecode", "dpop", "pwd", "sid", "usercode"})
_DOUBTFUL: Final = frozenset(
    {
        *("auth", "authcode", "authorization", "authorizationcode", "code", "credential", "csrf"),
        *("jwt", "key", "otp", "pass", "pin", "request", "response", "session", "sessionstate"),
        *("sig", "signature", "ticket", "xsrf"),
    }
)
"""Names of secrets that are also names of other things: the value must look like one."""

_NOT: Final = (
    *("assertiontype", "endpoint", "error", "expire", "hash", "hint", "length", "lifetime"),
    *("method", "status", "supported", "tokenalg", "tokenname", "tokentype", "tokenur"),
)
_HOLDERS: Final = frozenset({"nonce", "relaystate", "request", "state"})
"""Parameters in which clients keep other values, in base64."""

_CREDENTIALS: Final = frozenset({"authorization", "proxyauthorization"})
_COOKIES: Final = frozenset({"cookie", "setcookie"})
_NAME: Final = r"(?<![\w.\-])([A-Za-z_][\w.\-]{1,60}+)"
_QUOTED: Final = regex(rf'{_NAME}"\s{{0,9}}:\s{{0,9}}"((?:[^"\\]|\\.)*+)"', re.DOTALL, holding='"')
_BARE: Final = regex(rf"{_NAME}['\"]?\s{{0,9}}+(?:=|:(?!//))\s{{0,9}}+['\"]?([^\s\"'&<>;,?#{{}}]+)")
_INPUT: Final = regex(
    r"<input\b[^<>]{0,200}?\sname=[\"']?([\w.\-]+)[\"']?[^<>]{0,200}?\svalue=[\"']?([^\"'\s<>]+)"
    r"|<input\b[^<>]{0,200}?\svalue=[\"']?([^\"'\s<>]+)[\"']?[^<>]{0,200}?\sname=[\"']?([\w.\-]+)",
    re.IGNORECASE,
    holding="<",
)
_ELEMENT: Final = regex(r"<(?:[\w\-]+:)?([A-Za-z][\w\-]*+)>\s*+([^<>\s]++)\s*+<", holding="<")
_PART: Final = regex(r'form-data; name="([^"\r\n]+)"\s++([^\s"]++)', holding="form-data")
_PASSWORD: Final = regex(r"(?<=://)[^/?#@\s:]{0,99}:([^/?#@\s]{1,200})@", holding="@")
_LONGEST: Final = 1 << 18
_BUDGET: Final = 1 << 23
_LEAST_DOUBTFUL: Final = 8
_LEAST_NAMED: Final = 4
_LONGEST_WORD: Final = 12


def secret_values(capture: Capture) -> frozenset[str]:
    """Return the secrets of a capture, each as it stands there."""
    found: set[str] = set()
    budget = _BUDGET
    for exchange in capture.exchanges:
        found.update(_of_headers(exchange))
        for text in _texts(exchange):
            if budget > 0:
                budget -= min(len(text), _LONGEST)
                found.update(_of_text(text[:_LONGEST]))
    for visited in capture.visited:
        found.update(_of_text(visited.url))
    return frozenset(value for value in found if not (is_redacted(value) or is_placeholder(value)))


def of_credentials(header: str) -> Iterator[str]:
    """Yield what is secret in an ``Authorization`` header: credentials, and a password in them."""
    credentials = header.partition(" ")[2].strip()
    decoded = from_base64(credentials)
    yield from (header, credentials, decoded)
    yield from (text.partition(":")[2] for text in (credentials, decoded))


def from_base64(text: str) -> str:
    """Return the text that is written in base64 or base64url, or nothing."""
    standard = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        octets = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except ValueError:
        return ""
    return octets.decode("utf-8", "replace")


def _texts(exchange: HttpExchange) -> Iterator[str]:
    yield exchange.request.url
    yield from _of_body(exchange.request.body)
    if exchange.response is not None:
        yield exchange.response.redirect_url or ""
        yield from _of_body(exchange.response.body)


def _of_body(body: Body) -> Iterator[str]:
    match body:
        case TextBody(text):
            yield text
        case FieldsBody(fields):
            yield "&".join(f"{field.name}={field.value or ''}" for field in fields)
        case NoBody() | UnrecordedBody():
            pass
        case _ as never:
            assert_never(never)


def _of_headers(exchange: HttpExchange) -> Iterator[str]:
    answered = () if exchange.response is None else exchange.response.headers
    for header in (*exchange.request.headers, *answered):
        name = _normal(header.name)
        if name in _CREDENTIALS:
            yield from of_credentials(header.value)
        elif name in _COOKIES:
            yield from _of_cookies(header.value, several=name == "cookie")
        elif _is_secret(name, header.value):
            yield header.value
        else:
            yield from _of_text(header.value)


def _of_cookies(header: str, *, several: bool) -> Iterator[str]:
    for cookie in header.split(";") if several else header.split(";")[:1]:
        name, _, value = cookie.strip().partition("=")
        bare = value.strip('"')
        if _is_telling(bare) or _is_secret(_normal(name), bare):
            yield bare


def _is_telling(value: str) -> bool:
    """Whether a cookie's value is more than a word, number or choice."""
    return len(value) >= LEAST or (len(value) >= _LEAST_DOUBTFUL and looks_random(value))


def _of_text(text: str) -> Iterator[str]:
    """Yield the values that a text gives secret names, in whatever notation."""
    for layer in peeled(text):
        for name, value in _pairs(layer):
            normal = _normal(name)
            if _is_secret(normal, value):
                yield value
            if normal in _HOLDERS:
                yield from _held(value)
        yield from _PASSWORD.findall(layer)


def _held(value: str) -> Iterator[str]:
    for part in value.split("."):
        decoded = from_base64(part)
        for name, inner in _pairs(decoded):
            if _is_secret(_normal(name), inner):
                yield inner


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_QUOTED, _BARE, _ELEMENT, _PART):
        for pair in pattern.finditer(text):
            yield pair[1], pair[2]
    for pair in _INPUT.finditer(text):
        yield pair[1] or pair[4], pair[2] or pair[3]


def _is_secret(name: str, value: str) -> bool:
    """Whether a value of such a name, in lower case and without punctuation, is a secret.

    Names are also found in prose and settings, so what is plainly a short word is none.
    """
    if len(value) < _LEAST_NAMED or any(part in name for part in _NOT):
        return False
    if name in _EXACT or any(stem in name for stem in _STEMS):
        return not (len(value) <= _LONGEST_WORD and value.isalpha() and not looks_random(value))
    return name in _DOUBTFUL and len(value) >= _LEAST_DOUBTFUL and looks_random(value)


def _normal(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())
