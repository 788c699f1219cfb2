"""A value was percent-encoded once too often."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange, Parameter, TokenRequest
from pkcedoctor.patterns import regex
from pkcedoctor.pkce import reserved_characters, s256
from pkcedoctor.rules._rule import (
    Comparison,
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import URLENCODED


@rule(
    stage=Stage.BODY,
    title="a value is percent-encoded once too often",
    spec=URLENCODED["5"],
    answers=(
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNAUTHORIZED_CLIENT,
    ),
    remedy=(
        "Encode once. URLSearchParams, qs, requests and httpx encode by themselves: hand them the "
        "plain value, without encodeURIComponent or quote() around it. Take the code from the "
        "redirection through a URL parser, which decodes it."
    ),
)
def double_encoding(exchange: Exchange) -> Verdict:
    """The server decodes a form once and then holds the remaining ``%2F`` for the value.

    Two encoders in a row do this: ``encodeURIComponent`` inside ``URLSearchParams``, or a code
    cut out of the redirection with a regular expression, still encoded, and then put into a form.
    It fails only for values that have something to encode, so some logins work. A redirect_uri
    whose own query holds ``%2F`` is legitimate: what counts is the value that the authorization
    request had.
    """
    redeemed, asked = exchange.token_request, exchange.authorization_request
    sent = [] if redeemed is None else _token_parameters(redeemed)
    for item, expected, source in _expectations(exchange, sent):
        if item.value != expected and unquote(item.value) == expected:
            return _blame(item, expected, source)
    for item in [*sent, *_asked_parameters(asked)]:
        if item.name == "redirect_uri" and _ENCODED_URI.match(item.value):
            return _blame(item, unquote(item.value), "its own decoded form")
        if item.name == "code_verifier" and _is_encoded_verifier(item.value):
            return _blame(item, unquote(item.value), "its own decoded form")
    return _suspect(exchange, sent)


def _token_parameters(redeemed: TokenRequest) -> list[Parameter]:
    named = (redeemed.parameters.first(name) for name in _NAMES)
    return [item for item in named if item is not None and not item.hidden]


def _asked_parameters(asked: AuthorizationRequest | None) -> list[Parameter]:
    item = None if asked is None else asked.parameters.first("redirect_uri")
    return [] if item is None or item.hidden else [item]


def _expectations(
    exchange: Exchange, sent: list[Parameter]
) -> Iterator[tuple[Parameter, str, str]]:
    """Yield each parameter with the value that it should have, and where that comes from."""
    asked, answered = exchange.authorization_request, exchange.authorization_response
    challenge = None if asked is None else asked.parameters.first("code_challenge")
    for item in sent:
        if item.name == "code_verifier":
            plain = unquote(item.value)
            if (
                challenge is not None
                and not challenge.hidden
                and challenge.value in (s256(plain), plain)
                and challenge.value != s256(item.value)
            ):
                yield item, plain, f"the code_challenge of {challenge.where}"
            continue
        source = answered if item.name == "code" else asked
        other = None if source is None else source.parameters.first(item.name)
        if other is not None and not other.hidden:
            yield item, other.value, other.where


def _is_encoded_verifier(text: str) -> bool:
    """Whether all that is wrong with a verifier is a layer of percent-encoding."""
    return "%" in text and not reserved_characters(unquote(text))


def _blame(item: Parameter, expected: str, source: str) -> Verdict:
    return Explains(
        say("{} is percent-encoded once too often", item.name),
        (
            Evidence(
                item.where,
                item.name,
                say("is {} after decoding once; {} has {}", item, source, expected),
            ),
        ),
        comparison=Comparison(f"{item.name} decoded once", item.value, "it should be", expected),
        detail=(("parameter", item.name),),
        supersedes=_ACCOUNTED[item.name],
    )


def _suspect(exchange: Exchange, sent: list[Parameter]) -> Verdict:
    """Judge what has no counterpart in the capture by its looks."""
    for item in sent:
        looks_encoded = _ESCAPES.search(item.value) is not None
        if item.name == "code" and exchange.authorization_response is None and looks_encoded:
            return Suspects(
                say("the code still holds percent-escapes after decoding once"),
                (Evidence(item.where, "code", say("holds {}", _escapes(item.value))),),
                "compare it with the code in the URL of the redirection, decoded once",
                strength=1,
            )
    return Excludes(say("no value holds another layer of percent-encoding"))


def _escapes(text: str) -> str:
    return ", ".join(dict.fromkeys(_ESCAPES.findall(text)))


_NAMES: Final = ("code", "redirect_uri", "code_verifier", "client_id")
_ENCODED_URI: Final = regex(r"[A-Za-z][A-Za-z0-9+.\-]*%3A(?:%2F|/)", re.IGNORECASE, holding="%")
_ESCAPES: Final = regex(r"%[0-9A-Fa-f]{2}", holding="%")
_ACCOUNTED: Final = {
    "code": ("code-mismatch",),
    "redirect_uri": ("redirect-uri-mismatch", "redirect-uri-not-registered"),
    "code_verifier": (
        "verifier-charset",
        "verifier-length",
        "verifier-padding",
        "challenge-mismatch",
        "challenge-method-mismatch",
    ),
    "client_id": ("client-id-mismatch",),
}
