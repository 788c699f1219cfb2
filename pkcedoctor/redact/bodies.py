"""Rewrites headers and bodies, each as what it is."""

import re
from html import escape
from typing import Final

from pkcedoctor.capture.http import Body, Field, FieldsBody, Header, HttpExchange, TextBody
from pkcedoctor.exchange.answers import readable
from pkcedoctor.exchange.messages import BodyFormat
from pkcedoctor.exchange.parameters import parse_body, parse_form
from pkcedoctor.patterns import regex
from pkcedoctor.redact.edits import Edits, applied, shifted
from pkcedoctor.redact.texts import Texts
from pkcedoctor.redact.vocabulary import normal, words_of
from pkcedoctor.servers.index import load_index

_PAGE: Final = regex(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_OPAQUE: Final = regex(r'\s*("?)(?=[^0-9]*[0-9])[A-Za-z0-9._~+/=\-]{20,}\1\s*')
_PART_NAME: Final = regex(r'name="?([^";\r\n]*)"?', re.IGNORECASE)
_BLANK_LINE: Final = regex(r"\r?\n\r?\n")
_REFUSED: Final = 400

_URIS: Final = frozenset(
    {"accesscontrolalloworigin", "contentlocation", "location", "origin", "referer"}
)
_LISTED: Final = words_of(
    """
    accept acceptencoding acceptlanguage accesscontrolallowcredentials accesscontrolallowheaders
    accesscontrolallowmethods accesscontrolexposeheaders accesscontrolmaxage
    accesscontrolrequestheaders accesscontrolrequestmethod allow cachecontrol connection
    contentencoding contentlength crossoriginresourcepolicy pragma secfetchdest secfetchmode
    secfetchsite transferencoding upgradeinsecurerequests vary xrequestedwith
    """
)
_SPOKEN: Final = words_of("contenttype date expires retryafter server wwwauthenticate")
_LIST: Final = regex(r"[^\s,;]*+(?:\s*+[,;]\s*+[^\s,;]*+)*+")
_AGENT: Final = "Mozilla/5.0"


def rewritten_headers(headers: tuple[Header, ...], base: str, texts: Texts) -> list[Header]:
    """Return header lines without secrets.

    Args:
        headers: the header lines.
        base: the URL that references in them are relative to.
        texts: the run.
    """
    return [
        Header(texts.named(header.name), applied(header.value, _of_header(header, base, texts)))
        for header in headers
    ]


def _of_header(header: Header, base: str, texts: Texts) -> Edits:
    name, value = normal(header.name), header.value
    if name in {"authorization", "proxyauthorization"}:
        return texts.credentials(value)
    if name == "cookie":
        return texts.cookies(value)
    if name == "setcookie":
        return _set_cookie(value, texts)
    if name == "host":
        return texts.authority(value)
    if name in _URIS:
        return [] if value in {"*", "null"} else texts.url(value, base)
    if name == "useragent":
        return [] if value == _AGENT else [(0, len(value), _AGENT)]
    if name in _LISTED and _LIST.fullmatch(value) is None:
        return texts.value(header.name, value)
    if name in _LISTED or name in _SPOKEN or name in _telling_headers():
        return texts.prose(value)
    return texts.value(header.name, value)


def _set_cookie(value: str, texts: Texts) -> Edits:
    """Keep the cookie's name and whether it is secure, and nothing of where it goes."""
    pair, *attributes = value.split(";")
    edits = texts.cookies(pair)
    place = len(pair)
    for attribute in attributes:
        name = attribute.partition("=")[0].strip().lower()
        end = place + 1 + len(attribute)
        if name not in {"httponly", "secure", "samesite", "max-age"}:
            edits.append((place, end, ""))
        else:
            edits += shifted(texts.prose(attribute), place + 1)
        place = end
    return edits


def _telling_headers() -> frozenset[str]:
    """Return the headers by which servers are recognised."""
    return frozenset(normal(name) for kind, name, _, _ in load_index().traits if kind == "header")


def rewritten_request_body(exchange: HttpExchange, texts: Texts) -> Body:
    """Return the body of a request without secrets."""
    request = exchange.request
    match request.body:
        case TextBody(text):
            declared = request.header("Content-Type") or request.media_type
            return TextBody(applied(text, _of_text(request.body, declared, texts)))
        case FieldsBody(fields, encoded):
            return FieldsBody(tuple(_field(each, encoded, texts) for each in fields), encoded)
        case body:
            return body


def _field(field: Field, encoded: bool | None, texts: Texts) -> Field:  # noqa: FBT001 - a state
    if field.value is None:
        return Field(texts.named(field.name), None)
    if encoded is False:
        return Field(texts.named(field.name), texts.renewed(field.name, field.value))
    new = applied(field.value, texts.field(field.name, field.value))
    return Field(texts.named(field.name), new)


def _of_text(body: TextBody, declared: str | None, texts: Texts) -> Edits:
    text = body.text
    stripped = text.strip()
    if stripped[:1] in {"{", "[", '"'}:
        return texts.json(text)
    if stripped.startswith("--") and "form-data" in stripped:
        return _multipart(text, texts)
    kind, found = parse_body(body, declared, "")
    if kind is BodyFormat.FORM or found:
        return texts.form(text)
    if "=" in text and "<" not in text:
        return texts.form(text)
    return texts.prose(text)


def _multipart(text: str, texts: Texts) -> Edits:
    """Rewrite the values of multipart form data (RFC 7578)."""
    begin = len(text) - len(text.lstrip())
    boundary = text[begin:].splitlines()[0]
    edits: Edits = []
    place = begin
    while place < len(text):
        edits += shifted(texts.value("boundary", boundary), place)
        place += len(boundary)
        end = text.find(boundary, place)
        end = len(text) if end < 0 else end
        edits += shifted(_part(text[place:end], texts), place)
        place = end
    return edits


def _part(part: str, texts: Texts) -> Edits:
    blank = _BLANK_LINE.search(part)
    head = part[: blank.start()] if blank else part
    name = _PART_NAME.search(head)
    if blank is None or name is None:
        return texts.prose(part)
    value = part[blank.end() :].removesuffix("\n").removesuffix("\r")
    return [
        *texts.prose(head),
        *shifted(texts.value(name[1], value), blank.end()),
    ]


def rewritten_answer(exchange: HttpExchange, texts: Texts) -> str:
    """Return the text of a response's body as it may be kept; empty where there is none."""
    response = exchange.response
    if response is None:
        return ""
    match response.body:
        case TextBody(text):
            body = text
        case FieldsBody(fields):
            body = "&".join(f"{field.name}={field.value or ''}" for field in fields)
        case _:
            return ""
    texts.refusing = response.status >= _REFUSED or '"error' in body
    try:
        return _answer(body, texts)
    finally:
        texts.refusing = False


def _answer(body: str, texts: Texts) -> str:
    stripped = body.strip().removeprefix("\ufeff")
    if stripped[:1] in {"{", "["}:
        return applied(body, texts.json(body))
    if stripped.startswith("<"):
        words = readable(body)
        told = escape(applied(words, texts.prose(words)), quote=False)
        if _PAGE.match(body):
            return f"<!DOCTYPE html><html><body>{told}</body></html>"
        return f"<answer>{told}</answer>"
    if "=" in stripped:
        found = parse_form(stripped, "")
        if found.first("error") is not None or found.first("access_token") is not None:
            return applied(body, texts.form(body))
    if _OPAQUE.fullmatch(body):
        return applied(body, texts.value("token", body))
    return applied(body, texts.prose(body))
