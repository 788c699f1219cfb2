"""No secret leaves a report: secrets are found by value, wherever and however they turn up.

The exchanges of a checkup say what is secret; every text that quotes the capture then passes
through :meth:`Secrecy.quote` or :meth:`Secrecy.masked`. The reports' own prose does not.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never

from pkcedoctor.diagnosis import Checkup
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    Parameter,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex
from pkcedoctor.pkce import MIN_LENGTH, PLAIN, s256

MASK: Final = "•"
OPENING: Final = "\u2039"
CLOSING: Final = "\u203a"
"""Single angle quotation marks, around what stands for a secret."""

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
        "password",
        "refreshtoken",
        "request",
        "response",
        "subjecttoken",
        "token",
    }
)
_SECRET_HEADERS: Final = frozenset({"authorization", "set-cookie", "dpop"})

_LEAST_ANYWHERE: Final = 8
"""A secret as long as this is found inside longer words; a shorter one only as a whole word."""
_LEAST: Final = 4
_LEAST_TOLD: Final = 16
_LEAST_BEGUN: Final = 24
_LEAST_VARIED: Final = 10
_BEGINNING: Final = 4
_LONGEST_CLEAR_RUN: Final = 7

_ESCAPES_OR_ONE: Final = regex(r"(?:%(?:25)*[0-9A-Fa-f]{2})+|.", re.DOTALL)
_ESCAPED_OR_ONE: Final = regex(r"\\/|&amp;|.", re.DOTALL)
_MEANT: Final = {"\\/": "/", "&amp;": "&", "+": " "}
_ESCAPING: Final = ("%", *_MEANT)
_ESCAPE: Final = regex(r"%(?:25)*([0-9A-Fa-f]{2})")
_JWT: Final = regex(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*", holding="eyJ")
_NAMED_VALUE: Final = regex(
    r"(?:^|[?&#;\s])"
    r"(?:code|code_verifier|(?:access|id|refresh)_token|client_secret|client_assertion|password)"
    r"(?:=|%3D)([^&#\s]{12,})",
    re.IGNORECASE,
)
_PUNCTUATION_ESCAPE: Final = regex(r"%(?:25|2[0-9A-F]|3[A-F]|40|5[B-F]|60|7[B-E])", re.IGNORECASE)
_SHAPE: Final = frozenset("+/=-_.~%#&?: \t\r\n\"'\\")
_WORD: Final = regex(r"[\w-]")
_PASSWORD_IN_URL: Final = regex(r"(?<=//)[^/@]*@")

Range = tuple[int, int]


class Secrecy:
    """What of one checkup must not be shown.

    Attributes:
        off: whether the user asked for the secrets.
    """

    def __init__(self, checkup: Checkup, *, show_secrets: bool = False) -> None:
        self.off = show_secrets
        self._by_beginning: dict[str, list[str]] = {}
        secrets = frozenset() if show_secrets else _secrets(checkup)
        self._tiny = frozenset(secret for secret in secrets if len(secret) < _LEAST)
        for secret in sorted(_forms(secrets - self._tiny), key=len, reverse=True):
            self._by_beginning.setdefault(secret[:_LEAST], []).append(secret)

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
        if self.off or _is_evidence(text):
            return []
        if text in self._tiny:
            return [(0, len(text))]
        found = [
            *self._find(*_fold(text)),
            *self._find(_lower(text), range(len(text) + 1)),
            *(match.span() for match in _JWT.finditer(text)),
            *(match.span(1) for match in _NAMED_VALUE.finditer(text) if not _is_evidence(match[1])),
        ]
        return _merge(found)

    def _find(self, folded: str, origin: Sequence[int]) -> Iterator[Range]:
        position = 0
        while position < len(folded):
            candidates = self._by_beginning.get(folded[position : position + _LEAST], ())
            end = next(
                (
                    position + len(secret)
                    for secret in candidates
                    if folded.startswith(secret, position)
                    and _stands_alone(folded, position, len(secret))
                ),
                None,
            )
            if end is None:
                position += 1
            else:
                yield origin[position], origin[end]
                position = end


def fingerprint(secret: str) -> str:
    """Return what may be told of a secret: enough for two people to compare, if it is long."""
    if len(secret) < _LEAST_TOLD:
        return f"{OPENING}hidden{CLOSING}"
    if not _shows_beginning(secret):
        return f"{OPENING}{len(secret)} characters{CLOSING}"
    return f"{OPENING}{len(secret)} characters, begins {secret[:_BEGINNING]}{CLOSING}"


def _names_only(query: str) -> str:
    pieces = (piece.partition("=") for piece in query.split("&"))
    return "&".join(name + sign + ("…" if value else "") for name, sign, value in pieces)


def _shows_beginning(secret: str) -> bool:
    beginning = secret[:_BEGINNING]
    return (
        len(secret) >= _LEAST_BEGUN
        and len(set(secret)) >= _LEAST_VARIED
        and beginning.isascii()
        and all(character.isalnum() or character in "-._~/+%" for character in beginning)
    )


def _mask(text: str, ranges: list[Range]) -> tuple[bool, ...]:
    mask = [False] * len(text)
    for start, end in ranges:
        mask[start:end] = _mask_secret(text[start:end])
    return tuple(mask)


def _mask_secret(secret: str) -> list[bool]:
    """Mask letters and digits and leave the marks by which encodings differ."""
    mask = [character not in _SHAPE for character in secret]
    for escape in _PUNCTUATION_ESCAPE.finditer(secret):
        mask[escape.start() : escape.end()] = [False] * 3
    if mask.count(False) * 2 > len(mask):
        return [True] * len(mask)
    if _shows_beginning(secret):
        mask[:_BEGINNING] = [False] * _BEGINNING
    run = 0
    for position, masked in enumerate(mask):
        run = 0 if masked else run + 1
        if run > _LONGEST_CLEAR_RUN:
            mask[position], run = True, 0
    return mask


def _is_evidence(text: str) -> bool:
    """Whether the text is a placeholder: no secret, and the very thing to be shown."""
    classes = (str.islower, str.isupper, str.isdigit)
    looks_random = len(text) >= _LEAST_TOLD and all(sum(map(kind, text)) > 1 for kind in classes)
    return is_placeholder(text) and not looks_random


def _is_secret(item: Parameter) -> bool:
    named = item.name.lower().replace("_", "").replace("-", "") in _SECRET_NAMES
    return named and bool(item.text) and not item.hidden and not _is_evidence(item.text)


def _secrets(checkup: Checkup) -> frozenset[str]:
    secrets: set[str] = set()
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
        credentials = header.text.partition(" ")[2]
        decoded = _from_base64(credentials)
        yield from (header.text, header.raw, credentials, decoded)
        yield from (text.partition(":")[2] for text in (credentials, decoded))
    if request.basic is not None and not request.basic.client_secret.hidden:
        yield from (request.basic.client_secret.text, request.basic.client_secret.raw)


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text + "==").decode("utf-8", "replace")
    except ValueError:
        return ""


def _forms(secrets: frozenset[str]) -> set[str]:
    """Return the secrets and what they become in base64, folded as captured text is."""
    forms: set[str] = set()
    for secret in secrets:
        trimmed = secret.strip()
        forms |= {secret, trimmed, trimmed.rstrip("=")}
        if len(trimmed) >= _LEAST_ANYWHERE:
            octets = trimmed.encode("utf-8", "surrogatepass")
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                forms.add(encode(octets).decode("ascii").rstrip("="))
    folded = {_fold(form)[0] for form in forms} | {_lower(form) for form in forms}
    return {form for form in folded if len(form.strip()) >= _LEAST}


def _fold(text: str) -> tuple[str, Sequence[int]]:
    r"""Undo every layer of escaping, and say where each character of the result comes from.

    Percent-encoding of any depth, then JSON's ``\/``, HTML's ``&amp;`` and ``+`` for a space are
    undone and case is dropped, so that a secret is met whatever was done to it. The list has
    one position more than the result: the end of the text.
    """
    if not any(mark in text for mark in _ESCAPING):
        return _lower(text), range(len(text) + 1)
    characters, origin = [], []
    for unit in _ESCAPES_OR_ONE.finditer(text):
        found = _unescape(unit[0]) if len(unit[0]) > 1 else ((unit[0], 0),)
        for character, offset in found:
            characters.append(character)
            origin.append(unit.start() + offset)
    decoded = _lower("".join(characters))
    units = list(_ESCAPED_OR_ONE.finditer(decoded))
    folded = "".join(_MEANT.get(unit[0], unit[0]) for unit in units)
    return folded, [*(origin[unit.start()] for unit in units), len(text)]


def _unescape(escapes: str) -> Iterator[tuple[str, int]]:
    found = list(_ESCAPE.finditer(escapes))
    position = 0
    for character in bytes(int(match[1], 16) for match in found).decode("utf-8", "surrogateescape"):
        yield character, found[position].start()
        position += len(character.encode("utf-8", "surrogateescape"))


def _lower(text: str) -> str:
    """Drop the case of each character that stays one character, whatever stands around it."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _stands_alone(text: str, start: int, length: int) -> bool:
    if length >= _LEAST_ANYWHERE:
        return True
    before, after = text[max(start - 1, 0) : start], text[start + length : start + length + 1]
    return not (_WORD.match(before) or _WORD.match(after))


def _merge(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
