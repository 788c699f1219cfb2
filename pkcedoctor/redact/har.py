"""Writes a capture as a HAR 1.2 that holds what the exchange needs, and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pkcedoctor.capture.har import GIVEN, NOT_CAPTURED
from pkcedoctor.capture.http import (
    Body,
    Capture,
    FieldsBody,
    Header,
    HttpExchange,
    NoBody,
    TextBody,
    UnrecordedBody,
    VisitedUrl,
)
from pkcedoctor.capture.times import moment
from pkcedoctor.capture.untyped import items, member, number, string, whole
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.patterns import regex
from pkcedoctor.redact.bodies import rewritten_answer, rewritten_headers, rewritten_request_body
from pkcedoctor.redact.edits import applied
from pkcedoctor.redact.texts import Texts

Members = dict[str, object]

UNKNOWN_TIME: Final = "0001-01-01T00:00:00.000Z"
"""What readers take for no time; HAR wants one."""

_VERSION: Final = regex(r"HTTP/\d(?:\.\d)?|h[23]c?|http\d?(?:\.\d)?", re.IGNORECASE)
_KIND: Final = regex(r"[a-z]{1,20}(?:-[a-z]{1,20})?", re.IGNORECASE)
_MEDIA_TYPE: Final = regex(
    r"(?:application|audio|font|image|model|multipart|text|video)/[a-z.+-]{1,60}"
    r"(?:\s*;\s*charset=\"?[a-z0-9-]{1,20}\"?)?",
    re.IGNORECASE,
)
_PHRASE: Final = regex(r"[A-Za-z'-]{1,20}(?: [A-Za-z'-]{1,20}){0,5}")
_PHASES: Final = ("blocked", "dns", "connect", "ssl", "send", "wait", "receive")
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"})
_REFUSED: Final = 400
_FAILURE: Final = "status "
_FAILURE_WORD: Final = regex(r"net::[A-Z_]{3,40}|NS_ERROR_[A-Z_]{3,40}|NS_BINDING_[A-Z_]{3,30}")
_LONGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry to write.

    Attributes:
        exchange: what was read of it.
        source: the entry of the HAR that it was read from; nothing for other formats.
        is_related: whether it may be part of a code exchange.
        answers: whether its response may tell of one.
    """

    exchange: HttpExchange
    source: object
    is_related: bool
    answers: bool


class Writer:
    """Writes the entries of one capture."""

    def __init__(self, capture: Capture, texts: Texts) -> None:
        self._capture = capture
        self._texts = texts
        self._pages: dict[str, str] = {}
        starts = [one.started for one in capture.exchanges if one.started is not None]
        self._has_zones = any(start.tzinfo is not None for start in starts)

    def log(self, source: object, entries: list[Entry]) -> Members:
        """Return the log.

        Args:
            source: the log that was read; nothing for other formats than HAR.
            entries: in the order to write them.
        """
        creator = member(source, "creator")
        log: Members = {
            "version": "1.2",
            "creator": {
                "name": self._prose(string(member(creator, "name"))),
                "version": self._prose(string(member(creator, "version"))),
            },
        }
        if self._capture.sanitized:
            log["_sanitized"] = True
        if self._capture.given:
            log[GIVEN] = True
        pages = list(self._listed(source))
        written = [self._entry(entry) for entry in entries]
        if pages:
            log["pages"] = pages
        log["entries"] = written
        return log

    def _prose(self, text: str) -> str:
        return applied(text, self._texts.prose(text))

    def _listed(self, source: object) -> Iterator[Members]:
        """Yield the pages: those of the source, and one for each URL seen elsewhere."""
        told = {one.where: one for one in self._capture.visited if "initiator" not in one.where}
        for place, page in enumerate(items(member(source, "pages")), start=1):
            known = self._pages.setdefault(string(member(page, "id")), f"page_{place}")
            seen = told.pop(f"page {place} title", None)
            started = self._time(moment(member(page, "startedDateTime")))
            yield self._page(known, started, seen)
        for extra, seen in enumerate(told.values(), start=1):
            yield self._page(f"visited_{extra}", self._time(seen.started), seen)

    def _page(self, known: str, started: str, seen: VisitedUrl | None) -> Members:
        title = "" if seen is None else applied(seen.url, self._texts.url(seen.url))
        return {"startedDateTime": started, "id": known, "title": title, "pageTimings": {}}

    def _time(self, moment: datetime | None) -> str:
        if moment is None:
            return UNKNOWN_TIME
        text = moment.isoformat(
            timespec="microseconds" if moment.microsecond % 1000 else "milliseconds"
        )
        if moment.tzinfo is None:
            return text if self._has_zones else f"{text}Z"
        return text.replace("+00:00", "Z")

    def _entry(self, entry: Entry) -> Members:
        source, exchange = entry.source, entry.exchange
        milliseconds = number(member(source, "time"))
        if milliseconds is None:
            milliseconds = (exchange.duration or 0.0) * 1000
        written: Members = {}
        page = self._pages.get(string(member(source, "pageref")))
        if page is not None:
            written["pageref"] = page
        written |= {
            "startedDateTime": self._time(exchange.started),
            "time": max(milliseconds, 0),
            "request": self._request(entry),
            "response": self._response(entry),
            "cache": {},
            "timings": _timings(member(source, "timings")),
        }
        kind = string(member(source, "_resourceType"))
        if exchange.preflight:
            written["_resourceType"] = "preflight"
        elif _KIND.fullmatch(kind) and kind.lower() != "preflight":
            written["_resourceType"] = self._prose(kind)
        if exchange.service_worker:
            written["_fetchedViaServiceWorker"] = True
        self._add_initiator(written, entry)
        return written

    def _add_initiator(self, written: Members, entry: Entry) -> None:
        where = f"{entry.exchange.where}, initiator"
        called = [one.url for one in self._capture.visited if one.where == where]
        if not called:
            return
        frames = [
            {"url": applied(url, self._texts.url(url)), "lineNumber": 0, "columnNumber": 0}
            for url in called
        ]
        written["_initiator"] = {"type": "script", "stack": {"callFrames": frames}}

    # --- request ----------------------------------------------------------------------------------

    def _request(self, entry: Entry) -> Members:
        request, source = entry.exchange.request, member(entry.source, "request")
        url = request.url if entry.is_related else _bare(request.url)
        url = applied(url, self._texts.url(url))
        headers = (
            rewritten_headers(request.headers, request.url, self._texts)
            if entry.is_related
            else self._names(request.headers)
        )
        written: Members = {
            "method": self._texts.named(request.method),
            "url": url,
            "httpVersion": _version(source),
            "cookies": self._cookies(source, entry),
            "headers": [],
            "queryString": list(_query(url)),
            "headersSize": -1,
            "bodySize": -1,
        }
        if entry.is_related:
            self._add_body(written, headers, entry, source)
        written["headers"] = _listed_headers(headers)
        return written

    def _add_body(
        self, written: Members, headers: list[Header], entry: Entry, source: object
    ) -> None:
        exchange = entry.exchange
        body = rewritten_request_body(exchange, self._texts)
        declared = exchange.request.header("Content-Type")
        kind = string(member(member(source, "postData"), "mimeType"))
        media = exchange.request.media_type or (kind if _MEDIA_TYPE.fullmatch(kind) else "")
        media = self._prose(declared if declared is not None else media)
        match body:
            case TextBody(text):
                size = _size(text)
                written["bodySize"] = size
                written["postData"] = {"mimeType": media, "text": text}
                _resize(headers, size)
            case FieldsBody(fields):
                params = [
                    {"name": field.name}
                    if field.value is None
                    else {"name": field.name, "value": field.value}
                    for field in fields
                ]
                written["postData"] = {"mimeType": media, "params": params}
            case NoBody():
                written["bodySize"] = 0
                length = exchange.request.header("Content-Length")
                if length is None and media.lower().startswith(_FORMS):
                    headers.append(Header("Content-Length", "0"))
                if declared is None and exchange.request.media_type and media:
                    written["postData"] = {"mimeType": media, "params": []}
            case UnrecordedBody():
                written["bodySize"] = max(whole(member(source, "bodySize")) or 1, 1)
                counted = whole(exchange.request.header("Content-Length"))
                if counted is None and exchange.request.method in _BODILESS:
                    headers.append(Header("Content-Length", "1"))
                if declared is None and media:
                    written["postData"] = {"mimeType": media, "params": []}

    # --- response ---------------------------------------------------------------------------------

    def _response(self, entry: Entry) -> Members:
        exchange, source = entry.exchange, member(entry.source, "response")
        response = exchange.response
        written: Members = {
            "status": 0,
            "statusText": "",
            "httpVersion": _version(source),
            "cookies": self._cookies(source, entry),
            "headers": [],
            "content": {"size": 0, "mimeType": ""},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        }
        if response is None:
            written["status"] = _stopped(exchange.failure)
        else:
            written["status"] = response.status
            written["statusText"] = self._prose(_phrase(source))
            target = response.redirect_url or ""
            if entry.is_related:
                headers = rewritten_headers(response.headers, exchange.request.url, self._texts)
                written["redirectURL"] = applied(
                    target, self._texts.url(target, exchange.request.url)
                )
                self._add_content(written, headers, response.body, entry)
                written["headers"] = _listed_headers(headers)
            else:
                written["headers"] = _listed_headers(self._names(response.headers))
                written["content"] = {"size": _count(source), "mimeType": _media(source)}
        if exchange.failure is None:
            if response is None:
                written[NOT_CAPTURED] = True
        elif not exchange.failure.startswith(_FAILURE):
            word = _FAILURE_WORD.search(exchange.failure)
            written["_error"] = self._prose(word[0] if word else exchange.failure)
        return written

    def _add_content(
        self, written: Members, headers: list[Header], body: Body, entry: Entry
    ) -> None:
        media = next((each.value for each in headers if each.name.lower() == "content-type"), "")
        text = rewritten_answer(entry.exchange, self._texts) if entry.answers else ""
        if text:
            size = _size(text)
            written["content"] = {"size": size, "mimeType": media, "text": text}
            _resize(headers, size)
        elif isinstance(body, NoBody):
            written["content"] = {"size": 0, "mimeType": media}
            written["bodySize"] = 0
        else:
            size = -1 if isinstance(body, UnrecordedBody) else _body_size(body)
            written["content"] = {"size": size or -1, "mimeType": media, "comment": "removed"}

    # --- what both have ---------------------------------------------------------------------------

    def _names(self, headers: tuple[Header, ...]) -> list[Header]:
        """Return the names of headers, which are all that is kept of an unrelated entry."""
        return [Header(self._texts.named(header.name), "") for header in headers]

    def _cookies(self, source: object, entry: Entry) -> list[Members]:
        kept: list[Members] = []
        for cookie in items(member(source, "cookies")):
            name = self._texts.named(string(member(cookie, "name")))
            value = string(member(cookie, "value")) if entry.is_related else ""
            kept.append({"name": name, "value": self._texts.renewed("cookie", value)})
        return kept


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _version(message: object) -> str:
    found = string(member(message, "httpVersion"))
    return found if _VERSION.fullmatch(found) else ""


def _phrase(message: object) -> str:
    told = string(member(message, "statusText"))
    return told if _PHRASE.fullmatch(told) else ""


def _media(message: object) -> str:
    told = string(member(member(message, "content"), "mimeType"))
    return told if _MEDIA_TYPE.fullmatch(told) else ""


def _count(message: object) -> int:
    size = whole(member(member(message, "content"), "size"))
    return -1 if size is None else max(size, -1)


def _stopped(failure: str | None) -> int:
    if failure is not None and failure.startswith(_FAILURE):
        return whole(failure.removeprefix(_FAILURE)) or 0
    return 0


def _timings(source: object) -> Members:
    timings: Members = {"send": 0, "wait": 0, "receive": 0}
    for phase in _PHASES:
        found = number(member(source, phase))
        if found is not None:
            timings[phase] = found
    return timings


def _query(url: str) -> Iterator[Members]:
    query = split_url(url).query
    for piece in (query or "").split("&"):
        if piece:
            name, _, value = piece.partition("=")
            yield {"name": name, "value": value}


def _listed_headers(headers: list[Header]) -> list[Members]:
    return [{"name": header.name, "value": header.value} for header in headers]


def _resize(headers: list[Header], size: int) -> None:
    for place, header in enumerate(headers):
        if header.name.lower() == "content-length" and header.value.strip().isdigit():
            headers[place] = Header(header.name, str(size))


def _body_size(body: Body) -> int:
    return _size(body.text) if isinstance(body, TextBody) else -1


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
