"""No secret leaves a report: secrets are found by value, wherever and however they turn up.

The exchanges of a checkup say what is secret; every text that quotes the capture then passes
through :meth:`Secrecy.quote` or :meth:`Secrecy.masked`. The reports' own prose does not.
"""

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from pkcedoctor.diagnosis import Checkup
from pkcedoctor.exchange.confidential import of_credentials
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    Parameter,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.exchange.opaque import LEAST, Range, opaque_runs
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex
from pkcedoctor.pkce import MIN_LENGTH, PLAIN, s256
from pkcedoctor.report.fingerprints import CLOSING, OPENING, fingerprint, masked
from pkcedoctor.report.traces import Traces
from pkcedoctor.report.undeclared import undeclared, undeclared_in_words

__all__ = ["CLOSING", "MASK", "OPENING", "Secrecy", "fingerprint"]

MASK: Final = "•"

_SECRET_NAMES: Final = frozenset(
    {
        "accesstoken",
        "actortoken",
        "assertion",
        "authorization",
        "clientassertion",
        "clientsecret",
        "code",
        "codeverifier",
        "devicecode",
        "dpop",
        "idtoken",
        "idtokenhint",
        "logouttoken",
        "password",
        "refreshtoken",
        "registrationaccesstoken",
        "request",
        "response",
        "samlresponse",
        "subjecttoken",
        "token",
    }
)
_SECRET_HEADERS: Final = frozenset({"authorization", "set-cookie", "dpop"})
_PUBLIC_NAMES: Final = frozenset(
    {
        *(
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "error",
            "error_uri",
            "grant_type",
        ),
        *("iss", "redirect_uri", "resource", "response_mode", "response_type", "scope"),
    }
)
"""Parameters whose values everybody may see, whatever else holds them."""

_LEAST_PUBLIC: Final = 4

_PASSWORD_IN_URL: Final = regex(r"(?<=//)[^/@]*@")


class Secrecy:
    """What of one checkup must not be shown.

    Attributes:
        off: whether the user asked for the secrets.
    """

    def __init__(self, checkup: Checkup, *, show_secrets: bool = False) -> None:
        self.off = show_secrets
        self._traces = Traces(() if show_secrets else _secrets(checkup))
        self._said = frozenset(_said(checkup))
        self._public = frozenset(_public(checkup))

    def quote(self, value: Parameter | str) -> str:
        """Return a captured value as it may be shown: secrets in it become fingerprints."""
        if isinstance(value, str):
            return self._hide(value)
        if value.hidden:
            return "redacted"
        if not self.off and _is_secret(value):
            return fingerprint(value.text)
        return self._hide(value.text)

    def url(self, url: str) -> str:
        """Return a URL with the names of its query's parameters and without their values."""
        if self.off:
            return url
        rest, hash_sign, fragment = self._hide(url).partition("#")
        base, question_mark, query = rest.partition("?")
        base = _PASSWORD_IN_URL.sub("…@", base)
        return base + question_mark + _names_only(query) + hash_sign + _names_only(fragment)

    def masked(self, first: str, second: str) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
        """Say of each character of two compared values whether it must be masked.

        Beside a secret, the other value is taken for a variation of it and masked too.
        """
        ranges = self._ranges(first), self._ranges(second)
        whole = any(
            text and found == [(0, len(text))]
            for text, found in zip((first, second), ranges, strict=True)
        )
        one, other = (
            _mask(text, [(0, len(text))] if whole and not _is_evidence(text) else found)
            for text, found in zip((first, second), ranges, strict=True)
        )
        return one, other

    def _hide(self, text: str) -> str:
        shown, done = [], 0
        for start, end in self._ranges(text):
            shown += [text[done:start], fingerprint(text[start:end])]
            done = end
        return "".join(shown) + text[done:]

    def _ranges(self, text: str) -> list[Range]:
        """Return where secrets stand in the text, in order and without overlaps."""
        if self.off:
            return []
        found = [*self._traces.find(text)]
        if not _is_evidence(text):
            found += undeclared(text)
        if self._is_said(text):
            found += (
                (start, end)
                for start, end in undeclared_in_words(text)
                if not any(text[start:end] in public for public in self._public)
            )
        return _merge(found)

    def _is_said(self, text: str) -> bool:
        """Whether a text quotes the server's own words."""
        return len(text) >= LEAST and any(text in said or said in text for said in self._said)


def _names_only(query: str) -> str:
    pieces = (piece.partition("=") for piece in query.split("&"))
    return "&".join(
        _name_only(name) + sign + ("…" if value else "") for name, sign, value in pieces
    )


def _name_only(name: str) -> str:
    """Return the name of a parameter, unless a value stands in its place."""
    return "…" if any(opaque_runs(name)) else name


def _mask(text: str, ranges: list[Range]) -> tuple[bool, ...]:
    mask = [False] * len(text)
    for start, end in ranges:
        mask[start:end] = masked(text[start:end])
    return tuple(mask)


def _is_evidence(text: str) -> bool:
    """Whether the text is a placeholder: no secret, and the very thing to be shown."""
    classes = (str.islower, str.isupper, str.isdigit)
    looks_random = len(text) >= LEAST and all(sum(map(kind, text)) > 1 for kind in classes)
    return is_placeholder(text) and not looks_random


def _is_secret(item: Parameter) -> bool:
    named = item.name.lower().replace("_", "").replace("-", "") in _SECRET_NAMES
    return named and bool(item.text) and not item.hidden and not _is_evidence(item.text)


def _secrets(checkup: Checkup) -> frozenset[str]:
    secrets = set(checkup.secrets) - frozenset(_public(checkup))
    seen: set[int] = set()
    for diagnosis in checkup.diagnoses:
        for message in _messages(diagnosis.exchange):
            if id(message) not in seen:
                seen.add(id(message))
                secrets.update(_secrets_of(message))
    return frozenset(secret for secret in secrets if secret and not _is_evidence(secret))


_AnyMessage = AuthorizationRequest | AuthorizationResponse | TokenRequest | TokenResponse


def _messages(exchange: Exchange) -> Iterator[_AnyMessage]:
    own = (
        exchange.authorization_request,
        exchange.authorization_response,
        exchange.token_request,
        exchange.token_response,
    )
    yield from (message for message in own if message is not None)
    yield from exchange.neighbours.authorization_requests
    yield from exchange.neighbours.authorization_responses
    for attempt in exchange.neighbours.attempts:
        yield attempt.request
        if attempt.response is not None:
            yield attempt.response


def _secrets_of(message: _AnyMessage) -> Iterator[str]:
    match message:
        case AuthorizationRequest():
            yield from _of_parameters(message.parameters)
            method = message.parameters.first("code_challenge_method")
            if method is not None and method.text.strip().casefold() == PLAIN:
                for challenge in message.parameters.every("code_challenge"):
                    yield from (challenge.text, challenge.raw)
        case AuthorizationResponse():
            yield from _of_parameters(message.parameters)
        case TokenRequest():
            yield from _of_parameters(message.parameters)
            yield from _of_credentials(message)
        case TokenResponse():
            for token in message.tokens:
                yield from (token.text, token.raw)
            for name, value in message.headers:
                if name in _SECRET_HEADERS:
                    yield from (value, value.partition(";")[0].partition("=")[2])
        case _:
            assert_never(message)


def _of_parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    for item in parameters:
        if _is_secret(item):
            yield from (item.text, item.raw)
            if item.name.lower().endswith("verifier") and len(item.text) < MIN_LENGTH:
                yield s256(item.text)


def _of_credentials(request: TokenRequest) -> Iterator[str]:
    header = request.authorization
    if header is not None and not header.hidden:
        yield from of_credentials(header.text)
        yield header.raw
    if request.basic is not None and not request.basic.client_secret.hidden:
        yield from (request.basic.client_secret.text, request.basic.client_secret.raw)


def _public(checkup: Checkup) -> Iterator[str]:
    """Yield what the messages say in public, under names that are never secret."""
    for diagnosis in checkup.diagnoses:
        exchange = diagnosis.exchange
        for message in (exchange.authorization_request, exchange.token_request):
            if message is not None:
                for item in message.parameters:
                    if item.name in _PUBLIC_NAMES and len(item.text) >= _LEAST_PUBLIC:
                        yield item.text


def _said(checkup: Checkup) -> Iterator[str]:
    """Yield the words of servers and browsers, which may quote anything."""
    for diagnosis in checkup.diagnoses:
        exchange = diagnosis.exchange
        answer, login = exchange.token_response, exchange.authorization_response
        words = [exchange.network_failure]
        if answer is not None:
            words += [answer.error, answer.description]
        if login is not None:
            words.append(login.page)
            words += [one.text for one in login.parameters if one.name.startswith("error")]
        if exchange.preflight is not None:
            words.append(exchange.preflight.refusal)
        yield from (text for text in words if text is not None and len(text) >= LEAST)


def _merge(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
