"""HAR values to a capture, whatever tool wrote them.

JSON is all that is certain: every member may be missing, null or of another type.
"""

import re
from collections.abc import Iterator, Sequence

from pkcedoctor.capture.bodies import Setting, header_value, request_body, response_body
from pkcedoctor.capture.container import Text
from pkcedoctor.capture.documents import EXPORT_ADVICE, parse
from pkcedoctor.capture.headers import headers_of, is_pseudo
from pkcedoctor.capture.http import (
    Capture,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
)
from pkcedoctor.capture.logs import logs_of
from pkcedoctor.capture.producers import Producer, producer
from pkcedoctor.capture.reading import Reading, capture_of
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.sanitized import is_sanitized
from pkcedoctor.capture.times import moment
from pkcedoctor.capture.untyped import Cut, items, member, number, string, whole
from pkcedoctor.capture.urls import request_url
from pkcedoctor.capture.visited import visited_urls
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass, replace

NOT_CAPTURED = "_notCaptured"
"""Marks the response of a request of which no answer is known, where HAR demands one."""

GIVEN = "_given"
"""Marks a log whose messages somebody put together by hand."""

_STATUS = regex(r"\s*(-?\d{1,3})(?!\d)", re.ASCII)
_HIGHEST_STATUS = 999
_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class _Log:
    log: object
    text: Text
    producer: Producer
    prefix: str

    @property
    def entries(self) -> list[object]:
        return items(member(self.log, "entries"))


def read(texts: Sequence[Text], label: str) -> Capture:
    """Read the HARs in some texts as one capture.

    Args:
        texts: what the container held.
        label: the input's name.

    Raises:
        UnreadableInput: there is no HAR in them, or none with a request.
    """
    remarks = Remarks()
    logs = _logs(texts, label, remarks)
    held = [tuple(_exchanges(log, remarks)) for log in logs]
    exchanges = tuple(exchange for each in held for exchange in each)
    count = sum(len(log.entries) for log in logs)
    if not count:
        raise UnreadableInput(
            f"{label}: this HAR has no entries; open the Network panel, repeat the sign-in,"
            " then export"
        )
    if not exchanges:
        raise UnreadableInput(
            f"{label}: none of the {count} entries of this HAR holds a request; {EXPORT_ADVICE}"
        )
    reading = Reading(
        reader=next((log.producer.reader for log in logs if log.producer.name), "HAR"),
        exchanges=exchanges,
        visited=tuple(visited for log in logs for visited in visited_urls(log.log, log.prefix)),
        sanitized=any(
            is_sanitized(log.log, log.producer, _headers(each))
            for log, each in zip(logs, held, strict=True)
        ),
        given=any(member(log.log, GIVEN) is True for log in logs),
    )
    return capture_of(reading, label, remarks)


def _logs(texts: Sequence[Text], label: str, remarks: Remarks) -> list[_Log]:
    found: list[tuple[object, Text]] = []
    for text in texts:
        documents = parse(text.text, text.label)
        logs = list(logs_of(documents.values))
        found += [(log, text) for log in logs]
        for note in (*text.notes, *documents.notes):
            remarks.add(note)
        if documents.damage:
            entries = [entry for log in logs for entry in items(member(log, "entries"))]
            count = sum(isinstance(each, dict) and not isinstance(each, Cut) for each in entries)
            damage = documents.damage[:1].upper() + documents.damage[1:]
            remarks.add(f"{damage}; {count} whole entries were read")
    if not found:
        raise UnreadableInput(
            f'{label}: this is JSON, but not a HAR: it has no list "entries"; {EXPORT_ADVICE}'
        )
    return [
        _Log(log, text, producer(log), f"document {place}, " if len(found) > 1 else "")
        for place, (log, text) in enumerate(found, start=1)
    ]


def _exchanges(log: _Log, remarks: Remarks) -> Iterator[HttpExchange]:
    for place, entry in enumerate(log.entries, start=1):
        where = f"{log.prefix}entry {place}"
        request = member(entry, "request")
        damaged = isinstance(entry, Cut)
        if not isinstance(request, dict):
            remarks.add("Entries without a request were left out", where)
        elif isinstance(request, Cut) or (damaged and not member(request, "url")):
            remarks.add("Entries whose request is damaged were left out", where)
        else:
            if damaged:
                remarks.add("Entries were read although they are damaged behind the request", where)
            yield exchange_of(entry, Setting(where, log.producer, log.text.sidecar, remarks))


def exchange_of(entry: object, setting: Setting) -> HttpExchange:
    """Read one entry that has a request.

    Args:
        entry: the entry.
        setting: what it is read with.
    """
    request = member(entry, "request")
    response = _answer(entry)
    status = _status(member(response, "status"))
    failure = _failure(entry, status)
    all_headers = headers_of(member(request, "headers"))
    headers = _real(all_headers, setting.producer)
    method = string(member(request, "method")).strip().upper()
    milliseconds = number(member(entry, "time"))
    marks = replace(setting, failed=failure is not None)
    return HttpExchange(
        where=setting.where,
        index=0,
        started=moment(member(entry, "startedDateTime")),
        duration=milliseconds / _MILLISECONDS if milliseconds and milliseconds > 0 else None,
        request=HttpRequest(
            method=method,
            url=request_url(request, all_headers, setting),
            headers=headers,
            body=request_body(request, method, headers, setting),
            media_type=_media_type(request, setting.producer),
        ),
        response=_response(response, status, marks) if status is not None and status > 0 else None,
        failure=failure,
        preflight=_is_preflight(entry, method, headers),
        service_worker=_is_service_worker(entry),
    )


def _answer(entry: object) -> object:
    """Return the response, also where a brace was lost that should end the request before it."""
    response = member(entry, "response")
    if response is None and isinstance(entry, Cut):
        return member(member(entry, "request"), "response")
    return response


def _media_type(request: object, written_by: Producer) -> str | None:
    if written_by.invents_media_types:
        return None
    return string(member(member(request, "postData"), "mimeType")) or None


def _response(response: object, status: int, setting: Setting) -> HttpResponse:
    headers = _real(headers_of(member(response, "headers")), setting.producer)
    return HttpResponse(
        status=status,
        headers=headers,
        body=response_body(response, status, headers, setting),
        redirect_url=header_value(headers, "location")
        or string(member(response, "redirectURL"))
        or None,
    )


def _real(headers: Sequence[Header], written_by: Producer) -> tuple[Header, ...]:
    real = tuple(header for header in headers if not is_pseudo(header))
    if not written_by.doubles_headers:
        return real
    return tuple({(header.name.casefold(), header.value): header for header in real}.values())


def _status(value: object) -> int | None:
    if isinstance(value, str):
        found = _STATUS.match(value)
        return None if found is None else int(found[1])
    status = whole(value)
    return status if status is not None and status <= _HIGHEST_STATUS else None


def _failure(entry: object, status: int | None) -> str | None:
    response = _answer(entry)
    holders = (response, entry, member(entry, "request"))
    words = [string(member(each, name)) for each in holders for name in ("_error", "_failureText")]
    if status is not None and status <= 0:
        words += [string(member(each, "comment")) for each in holders]
        words.append("" if member(response, NOT_CAPTURED) is True else f"status {status}")
    return next(filter(None, words), None)


def _is_preflight(entry: object, method: str, headers: Sequence[Header]) -> bool:
    if member(entry, "_resourceType") == "preflight":
        return True
    asks = header_value(headers, "access-control-request-method") is not None
    return method == "OPTIONS" and asks


def _is_service_worker(entry: object) -> bool:
    holders = (entry, member(entry, "response"))
    return any(
        bool(member(holder, name))
        for holder in holders
        for name in ("_fetchedViaServiceWorker", "_serviceWorkerRef")
    )


def _headers(exchanges: Sequence[HttpExchange]) -> Iterator[Header]:
    for exchange in exchanges:
        yield from exchange.request.headers
        if exchange.response is not None:
            yield from exchange.response.headers
