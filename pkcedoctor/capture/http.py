"""HTTP messages as a capture tool saw them. Nothing here knows of OAuth."""

from datetime import datetime

from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """One header line. Names keep the case of the capture; compare with ``casefold``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """One form field as the capture tool parsed it.

    Attributes:
        name: the field's name.
        value: its value, or None where the tool kept none (an uploaded file).
    """

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class TextBody:
    """The body's own text, decoded from bytes but not from any form encoding."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldsBody:
    """Only the fields that the tool parsed from the body; the text is not in the capture.

    Attributes:
        fields: in the order of the capture.
        encoded: whether the fields still carry their form encoding; None where the capture does
            not tell, so that both readings are possible.
    """

    fields: tuple[Field, ...]
    encoded: bool | None


@dataclass(frozen=True, slots=True)
class NoBody:
    """The message had no body, or an empty one."""


@dataclass(frozen=True, slots=True)
class UnrecordedBody:
    """There was a body and the capture does not hold it.

    Attributes:
        reason: why, as far as the capture tells.
    """

    reason: str


Body = TextBody | FieldsBody | NoBody | UnrecordedBody


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request.

    Attributes:
        method: upper case; empty where the capture does not tell.
        url: as captured, fragment included where the tool kept it.
        headers: in the order of the capture, repeated ones repeated.
        body: what is known of the body.
        media_type: the body's type by the tool's own account, for a capture whose headers lack
            it; None where there is none, or where the tool is known to make it up.
    """

    method: str
    url: str
    headers: tuple[Header, ...]
    body: Body
    media_type: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name."""
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One response that the tool saw.

    Attributes:
        status: the HTTP status code, always positive.
        headers: in the order of the capture.
        body: what is known of the body.
        redirect_url: where a redirect points, raw (may be relative), or None.
    """

    status: int
    headers: tuple[Header, ...]
    body: Body
    redirect_url: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name."""
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class HttpExchange:
    """A request and what came back.

    Attributes:
        where: how to find it in the capture: ``entry 7``.
        index: its place in the capture, from 0.
        started: when the request was sent; None where unknown.
        duration: seconds until the response was complete; None where unknown.
        request: the request.
        response: the response, or None where the tool saw none.
        failure: the tool's own word for a failed request (``net::ERR_FAILED``), or None.
        preflight: whether the browser sent it on its own to ask for permission (CORS).
        service_worker: whether it is marked as made for or by a service worker.
    """

    where: str
    index: int
    started: datetime | None
    duration: float | None
    request: HttpRequest
    response: HttpResponse | None
    failure: str | None = None
    preflight: bool = False
    service_worker: bool = False


@dataclass(frozen=True, slots=True)
class VisitedUrl:
    """A URL that the capture mentions without holding its request (a page title)."""

    where: str
    url: str
    started: datetime | None


@dataclass(frozen=True, slots=True)
class Capture:
    """All that was read from one input.

    Attributes:
        source: the file's name or another short name of the input.
        reader: which reader understood it: ``HAR written by Firefox 153``.
        exchanges: ordered by time; those without a time stay where the file has them.
        visited: URLs found outside requests.
        sanitized: whether the tool removed credential headers, so that a missing
            ``Authorization`` header proves nothing.
        given: whether the user typed the messages in and so says that they belong together.
        notes: what was cleaned, repaired or left out, one sentence each.
        skipped: how many more requests the input holds, which were not worth reading.
    """

    source: str
    reader: str
    exchanges: tuple[HttpExchange, ...]
    visited: tuple[VisitedUrl, ...] = ()
    sanitized: bool = False
    given: bool = False
    notes: tuple[str, ...] = ()
    skipped: int = 0


def _first(headers: tuple[Header, ...], name: str) -> str | None:
    wanted = name.casefold()
    return next((header.value for header in headers if header.name.casefold() == wanted), None)
