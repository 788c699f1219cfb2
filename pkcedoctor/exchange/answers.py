"""Responses → what the authorization server answered, in whatever shape it did."""

import json
import re
from collections.abc import Iterator
from typing import Final

from pkcedoctor.capture.http import Body, FieldsBody, HttpExchange, TextBody, UnrecordedBody
from pkcedoctor.exchange.messages import Parameter, Parameters, TokenResponse
from pkcedoctor.exchange.parameters import parameter, parse_form
from pkcedoctor.patterns import regex

_TOKENS: Final = frozenset(
    {"access_token", "id_token", "refresh_token", "accessToken", "idToken", "refreshToken"}
)
_SPELLED: Final = regex(
    r"""\b(access_?[tT]oken|id_?[tT]oken|refresh_?[tT]oken)["']?\s*[:=]\s*\[?\s*["']?"""
    r"""((?!null\b|undefined\b)[^"'&\s,\]}<>]+)""",
    holding="oken",
)
_OPAQUE: Final = regex(r'\s*("?)(?=[^0-9]*[0-9])[A-Za-z0-9._~+/=\-]{20,}\1\s*')
_ERROR_MEMBERS: Final = ("error", "error_code", "errorCode", "errorType", "code", "type", "name")
_WORD_MEMBERS: Final = (
    "error_description",
    "hint",
    "error_hint",
    "message",
    "msg",
    "error_message",
    "errorMessage",
    "errorSummary",
    "description",
    "detail",
    "error_detail",
    "error_debug",
    "error_reason",
    "reason",
    "title",
    "suberror",
)
_CODE: Final = regex(r"[A-Za-z0-9_.\-]+")
_TAG: Final = regex(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL
)
_PAGE: Final = regex(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
    holding="<",
)
_BLANKS: Final = regex(r"\s+")
_LONGEST_TEXT: Final = 600
_LONGEST_PAGE: Final = 200_000
_DEPTH: Final = 4

Members = dict[str, object]


def read_answer(exchange: HttpExchange) -> TokenResponse | None:
    """Read the answer to a token request; None where the capture holds none.

    Understands the JSON of RFC 6749 5.1 and 5.2 and the shapes that servers use instead: a
    form-encoded body, an object below ``error`` or ``errors``, ``message``, an HTML page, bare
    text, and HTTP 200 around an error.
    """
    response = exchange.response
    if response is None:
        return None
    where = f"{exchange.where}, response"
    text = _text(response.body)
    members = _members(text)
    tokens = _tokens(members, where) or _spelled_tokens(text or "", where)
    error, words = _error(members)
    page = text is not None and _PAGE.match(text) is not None
    if not members and text:
        words = () if _OPAQUE.fullmatch(text) else (readable(text),)
    missing = response.body.reason if isinstance(response.body, UnrecordedBody) else None
    return TokenResponse(
        where=where,
        status=response.status,
        error=error,
        description=" / ".join(word for word in words if word) or None,
        tokens=tokens,
        accepted=_accepted(
            response.status,
            members,
            has_tokens=bool(tokens) and not page,
            silent=missing is not None,
            failed=exchange.failure is not None,
        ),
        headers=tuple((header.name.lower(), header.value) for header in response.headers),
        location=response.redirect_url,
        body_missing=missing,
        page=page,
        members=tuple(members),
    )


def readable(text: str) -> str:
    """Return the words of a page or plain text on one line, cut to a readable length."""
    from html import unescape  # noqa: PLC0415 - answers are JSON as a rule

    words = _BLANKS.sub(" ", unescape(_TAG.sub(" ", text[:_LONGEST_PAGE]))).strip()
    return words if len(words) <= _LONGEST_TEXT else words[:_LONGEST_TEXT] + "…"


def _text(body: Body) -> str | None:
    match body:
        case TextBody(text):
            return text
        case FieldsBody(fields):
            return "&".join(f"{field.name}={field.value or ''}" for field in fields)
        case _:
            return None


def _members(text: str | None) -> Members:
    """Read a JSON object, the first object of a JSON array, or a form with an ``error``."""
    if not text:
        return {}
    stripped = text.strip().removeprefix("\ufeff")
    if stripped[:1] in ("{", "["):
        try:
            found = json.loads(stripped, strict=False)
        except (ValueError, RecursionError):
            return {}
        if isinstance(found, list):
            found = found[0] if found else {}
        return found if isinstance(found, dict) else {}
    form = parse_form(stripped, "") if "=" in stripped and "<" not in stripped else Parameters()
    if form.first("error") is None and form.first("access_token") is None:
        return {}
    return {item.name: item.text for item in form}


def _nested(members: Members, depth: int = 0) -> Iterator[Members]:
    yield members
    if depth == _DEPTH:
        return
    for value in members.values():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from _nested(inner, depth + 1)


def _tokens(members: Members, where: str) -> Parameters:
    found: list[Parameter] = [
        parameter(name, value, value, where)
        for level in _nested(members)
        for name, value in level.items()
        if name in _TOKENS and isinstance(value, str) and value
    ]
    return Parameters(tuple(found))


def _spelled_tokens(text: str, where: str) -> Parameters:
    """Find tokens in what is no whole JSON: cut off by the tool, or text of another kind."""
    found = _SPELLED.findall(text[:_LONGEST_PAGE])
    return Parameters(tuple(parameter(name, value, value, where) for name, value in found))


def _error(members: Members) -> tuple[str | None, tuple[str, ...]]:
    """Return the error code and every word of explanation, outermost first."""
    error: str | None = None
    words: list[str] = []
    for level in _nested(members):
        for name in _ERROR_MEMBERS:
            value = level.get(name)
            if error is None and isinstance(value, str) and _CODE.fullmatch(value):
                error = value
        words += _words(level, error)
    return error, tuple(dict.fromkeys(words))


def _words(level: Members, error: str | None) -> Iterator[str]:
    named = level.get("error")
    if isinstance(named, str) and named != error:
        yield named
    for name in _WORD_MEMBERS:
        value = level.get(name)
        if isinstance(value, str) and value.strip() and value != error:
            yield _BLANKS.sub(" ", value).strip()
    for value in level.values():
        if isinstance(value, list):
            yield from (_BLANKS.sub(" ", item).strip() for item in value if isinstance(item, str))


def _accepted(
    status: int, members: Members, *, has_tokens: bool, silent: bool, failed: bool
) -> bool | None:
    """Whether tokens were issued; None where that cannot be told."""
    if not 200 <= status < 300:  # noqa: PLR2004 - the success class of status codes
        return False
    if has_tokens:
        return True
    if silent:
        return None if failed else True
    return members.get("ok") is True or "token" in members
