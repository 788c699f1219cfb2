"""Exports of the browser extension SAML-tracer."""

from collections.abc import Iterator

from pkcedoctor.capture.headers import headers_of
from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.snippets.javascript_forms import first
from pkcedoctor.capture.untyped import items, member, string, whole, written

_READER = "SAML-tracer export"
_MARKS = ("requestHeaders", "responseHeaders", "responseStatus")
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
_BODILESS_STATUSES = frozenset({204, 205, 304})
_NO_RESPONSE_BODY = "SAML-tracer keeps no response bodies; record a HAR"
_NO_REQUEST_BODY = "SAML-tracer kept no form of this request; record a HAR"


def read(value: object, remarks: Remarks) -> Reading | None:
    """Read an export; None if the JSON is none."""
    requests = items(member(value, "requests"))
    kept = [(place, each) for place, each in enumerate(requests, start=1) if _is_request(each)]
    if not kept:
        return None
    if len(kept) < len(requests):
        remarks.add(f"{len(requests) - len(kept)} items that are no requests were left out")
    return Reading(_READER, tuple(_exchanges(kept)))


def _is_request(value: object) -> bool:
    return isinstance(member(value, "url"), str) and any(
        member(value, name) is not None for name in _MARKS
    )


def _exchanges(requests: list[tuple[int, object]]) -> Iterator[HttpExchange]:
    for place, each in requests:
        headers = headers_of(member(each, "requestHeaders"))
        method = string(member(each, "method")).upper()
        yield HttpExchange(
            where=f"request {place}",
            index=0,
            started=None,
            duration=None,
            request=HttpRequest(
                method, string(member(each, "url")), headers, _body(each, method, headers)
            ),
            response=_response(each),
        )


def _body(request: object, method: str, headers: tuple[Header, ...]) -> Body:
    fields = tuple(_fields(request))
    if fields:
        return FieldsBody(fields, encoded=False)
    text = member(request, "postData")
    if isinstance(text, str) and text:
        return TextBody(text)
    if method in _BODILESS or whole(first(headers, "Content-Length")) == 0:
        return NoBody()
    return UnrecordedBody(_NO_REQUEST_BODY)


def _fields(request: object) -> Iterator[Field]:
    for each in items(member(request, "post")):
        match each:
            case [str(name), value]:
                yield Field(name, written(value))
            case {"name": str(name)}:
                yield Field(name, written(member(each, "value")))
            case _:
                pass


def _response(request: object) -> HttpResponse | None:
    status = whole(member(request, "responseStatus"))
    if status is None or status <= 0:
        return None
    headers = headers_of(member(request, "responseHeaders"))
    bodiless = status in _BODILESS_STATUSES or whole(first(headers, "Content-Length")) == 0
    body: Body = NoBody() if bodiless else UnrecordedBody(_NO_RESPONSE_BODY)
    return HttpResponse(status, headers, body, first(headers, "Location"))
