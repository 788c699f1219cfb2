"""mitmproxy's flow files, read by mitmproxy's own library where it is installed."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Protocol, cast

from pkcedoctor.capture.http import (
    Body,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.messages.rawhttp_octets import readable
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput

_CONVERT = "mitmdump -nr FILE --set hardump=capture.har"
_NOT_KEPT = "mitmproxy did not keep the body; record it without streaming large bodies"
_UNDECODED = "the body is compressed in a way that mitmproxy cannot undo"
_BYTE_ORDER_MARK = "\ufeff"


class _Fields(Protocol):
    fields: tuple[tuple[bytes, bytes], ...]


class _Message(Protocol):
    headers: _Fields
    raw_content: bytes | None
    timestamp_start: float | None
    timestamp_end: float | None

    def get_content(self, *, strict: bool) -> bytes | None: ...


class _Request(_Message, Protocol):
    method: str
    pretty_url: str


class _Response(_Message, Protocol):
    status_code: int


class _Failure(Protocol):
    msg: str


class _Flow(Protocol):
    request: _Request | None
    response: _Response | None
    error: _Failure | None


class _Reader(Protocol):
    def stream(self) -> Iterable[_Flow]: ...


def read(octets: bytes, remarks: Remarks) -> Reading | None:
    """Read the flows of a file.

    Args:
        octets: the file.
        remarks: takes what is noticed.

    Returns:
        The flows' exchanges, or None where there is none.

    Raises:
        UnreadableInput: the library is not installed, or cannot read the file.
    """
    try:
        library = import_module("mitmproxy.io")
    except ImportError as error:
        raise UnreadableInput(
            "this is a mitmproxy flow file, which needs mitmproxy to be read; install"
            f" pkcedoctor[mitmproxy], or convert it with: {_CONVERT}"
        ) from error
    reader = cast("_Reader", library.FlowReader(BytesIO(octets)))
    exchanges = tuple(_exchanges(reader, remarks))
    return Reading("mitmproxy flow file", exchanges) if exchanges else None


def _exchanges(reader: _Reader, remarks: Remarks) -> Iterator[HttpExchange]:
    place = 0
    try:
        for place, flow in enumerate(reader.stream(), start=1):
            exchange = _exchange(flow, f"flow {place}")
            if exchange is not None:
                yield exchange
    except Exception as error:
        if not place:
            raise UnreadableInput(
                f"mitmproxy cannot read this flow file; convert it where it was written: {_CONVERT}"
            ) from error
        remarks.add(f"The file is damaged or cut off; the {place} flows before that were read")


def _exchange(flow: _Flow, where: str) -> HttpExchange | None:
    asked = getattr(flow, "request", None)
    if asked is None or asked.method == "CONNECT":
        return None
    answered, failure = flow.response, flow.error
    ended = None if answered is None else answered.timestamp_end
    return HttpExchange(
        where=where,
        index=0,
        started=_moment(asked.timestamp_start),
        duration=_seconds(asked.timestamp_start, ended),
        request=HttpRequest(
            method=asked.method.upper(),
            url=asked.pretty_url,
            headers=_headers(asked),
            body=_body(asked),
        ),
        response=None if answered is None else _response(answered),
        failure=None if failure is None else failure.msg,
    )


def _response(answered: _Response) -> HttpResponse | None:
    if answered.status_code <= 0:
        return None
    headers = _headers(answered)
    body = _body(answered)
    if isinstance(body, TextBody):
        body = TextBody(body.text.removeprefix(_BYTE_ORDER_MARK))
    location = next((each.value for each in headers if each.name.casefold() == "location"), None)
    return HttpResponse(answered.status_code, headers, body, location)


def _headers(message: _Message) -> tuple[Header, ...]:
    return tuple(
        Header(name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in message.headers.fields
    )


def _body(message: _Message) -> Body:
    if message.raw_content is None:
        return UnrecordedBody(_NOT_KEPT)
    if not message.raw_content:
        return NoBody()
    try:
        content = message.get_content(strict=True)
    except ValueError:
        return UnrecordedBody(_UNDECODED)
    return TextBody(readable(content, _headers(message))) if content else NoBody()


def _moment(timestamp: float | None) -> datetime | None:
    try:
        return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)
    except (OSError, OverflowError, ValueError):
        return None


def _seconds(started: float | None, done: float | None) -> float | None:
    if started is None or done is None or done <= started:
        return None
    return done - started
