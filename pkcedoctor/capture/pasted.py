"""A capture from messages that somebody typed or pasted."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pkcedoctor.capture.cleaning import Cleaned, cleaned_body, cleaned_line, cleaned_url
from pkcedoctor.capture.http import (
    Body,
    Capture,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput

AUTHORIZE_URL = "--authorize-url"
CALLBACK_URL = "--callback-url"
TOKEN_URL = "--token-url"
TOKEN_BODY = "--token-body"
TOKEN_HEADER = "--token-header"
RESPONSE_BODY = "--response-body"
RESPONSE_STATUS = "--response-status"

_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_ADDRESS_AND_QUERY = re.compile(r"([a-z][a-z0-9+.-]*://[^\s?#]*)\?(.*)", re.IGNORECASE | re.DOTALL)
_ERROR_MEMBER = re.compile(r'"error"\s*:')
_QUERY_ONLY = re.compile(r"[A-Za-z_][\w.-]*=")
_ASSUMED_STATUS = 400


def from_parts(
    *,
    authorize_url: str | None,
    token_url: str | None,
    token_body: str | None,
    token_headers: Sequence[str],
    callback_url: str | None,
    response_status: int | None,
    response_body: str | None,
) -> Capture:
    """Put pasted message parts together.

    Args:
        authorize_url: the URL that the browser was sent to.
        token_url: the token endpoint.
        token_body: the body that was posted there.
        token_headers: its header lines, ``Name: value``.
        callback_url: the URL that the browser came back to.
        response_status: the status that the post got.
        response_body: the body that the post got.

    Raises:
        UnreadableInput: a header line is none.
    """
    remarks = Remarks()
    exchanges = [
        HttpExchange(
            where=option,
            index=0,
            started=None,
            duration=None,
            request=HttpRequest("GET", _url(option, text, remarks), (), NoBody()),
            response=None,
        )
        for option, text in ((AUTHORIZE_URL, authorize_url), (CALLBACK_URL, callback_url))
        if text is not None
    ]
    if token_headers or any(
        part is not None for part in (token_url, token_body, response_status, response_body)
    ):
        request = _token_request(token_url, token_body, token_headers, remarks)
        exchanges.append(
            HttpExchange(
                where=TOKEN_URL if token_body is None else TOKEN_BODY,
                index=0,
                started=None,
                duration=None,
                request=request,
                response=_response(response_status, response_body, remarks),
            )
        )
    return Capture(
        source="the command line",
        reader="messages given on the command line",
        exchanges=tuple(replace(each, index=place) for place, each in enumerate(exchanges)),
        given=True,
        notes=remarks.sentences(),
    )


def _url(option: str, text: str, remarks: Remarks) -> str:
    url = _noted(option, cleaned_url(text), remarks)
    if _QUERY_ONLY.match(url):
        remarks.add(f"{option}: a query string without an address was taken as the URL's query")
        return f"?{url}"
    return url


def _token_request(
    url: str | None, body: str | None, headers: Sequence[str], remarks: Remarks
) -> HttpRequest:
    address = "" if url is None else _url(TOKEN_URL, url, remarks)
    text = None if body is None else _noted(TOKEN_BODY, cleaned_body(body), remarks)
    if text is not None and (found := _ADDRESS_AND_QUERY.fullmatch(text)):
        remarks.add(f"{TOKEN_BODY}: a URL was given; its query was taken as the body")
        text = found[2]
        if url is None:
            address = found[1]
    lines = tuple(_header(place, line) for place, line in enumerate(headers, start=1))
    if not any(line.name.casefold() == "content-type" for line in lines):
        remarks.add("No Content-Type header was given, so how the body was sent is not known")
    return HttpRequest("POST", address, lines, _body(TOKEN_BODY, text))


def _header(place: int, line: str) -> Header:
    found = _HEADER.fullmatch(cleaned_line(line).text)
    if found is None:
        raise UnreadableInput(
            f"{TOKEN_HEADER}: number {place} is no header; write it as 'Name: value'"
        )
    return Header(found[1], found[2])


def _body(option: str, text: str | None) -> Body:
    if text is None:
        return UnrecordedBody(f"the body was not given; add {option}")
    return TextBody(text) if text else NoBody()


def _response(status: int | None, body: str | None, remarks: Remarks) -> HttpResponse | None:
    text = None if body is None else _noted(RESPONSE_BODY, cleaned_body(body), remarks)
    if status is None and text is not None:
        if _ERROR_MEMBER.search(text) is None:
            remarks.add(f"{RESPONSE_BODY}: left out for want of its status; add {RESPONSE_STATUS}")
            return None
        remarks.add(f"{RESPONSE_STATUS}: not given; {_ASSUMED_STATUS} was assumed")
        status = _ASSUMED_STATUS
    if status is None or status <= 0:
        return None
    return HttpResponse(status, (), _body(RESPONSE_BODY, text))


def _noted(option: str, cleaned: Cleaned, remarks: Remarks) -> str:
    if cleaned.changes:
        remarks.add(f"{option}: {'; '.join(cleaned.changes)}")
    return cleaned.text
