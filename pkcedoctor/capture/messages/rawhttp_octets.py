"""HTTP messages whose bytes are known to the last one, as proxies save them (RFC 9112)."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from pkcedoctor.capture.http import (
    Body,
    Header,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.messages.rawhttp_head import (
    BODILESS_METHODS,
    BODILESS_STATUSES,
    head_of_request,
    status_of,
    value_of,
)

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LINE_END = re.compile(rb"\r?\n?")
_LEADING_BLANKS = b"\r\n"
_LARGEST_HEAD = 1 << 20
_LARGEST_BODY = 16 << 20
_LARGEST_SUM = 256 << 20
_MOST_CODINGS = 4
_UNZIPPED = ("gzip", "x-gzip", "deflate")
_BYTE_ORDER_MARK = "\ufeff"
_WINDOWS = (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS)


@dataclass(slots=True)
class Allowance:
    """How many bytes compressed bodies may still unpack to."""

    left: int = _LARGEST_SUM


def request(
    octets: bytes, scheme: str, host: str, allowance: Allowance | None = None
) -> HttpRequest | None:
    """Read one whole request.

    Args:
        octets: the request, head and body.
        scheme: of the URL, where the request line has none.
        host: with its port, where the request line has none; the Host header's if empty.
        allowance: shared by the messages of one input.

    Returns:
        The request, or None where the bytes do not begin with a request line.
    """
    head, content = _divided(octets)
    read = head_of_request(head, scheme, host)
    if read is None:
        return None
    if not content and not _announces_body(read.method, read.headers):
        return HttpRequest(read.method, read.url, read.headers, NoBody())
    body = _body(content, read.headers, allowance or Allowance())
    return HttpRequest(read.method, read.url, read.headers, body)


def response(octets: bytes, allowance: Allowance | None = None) -> HttpResponse | None:
    """Read one whole response.

    Args:
        octets: the response, head and body.
        allowance: shared by the messages of one input.

    Returns:
        The response, or None where the bytes do not begin with a status line.
    """
    head, content = _divided(octets)
    read = status_of(head)
    if read is None:
        return None
    length = value_of(read.headers, "content-length")
    if read.status in BODILESS_STATUSES or (not content and length in (None, "0")):
        body: Body = NoBody()
    else:
        body = _body(content, read.headers, allowance or Allowance())
    if isinstance(body, TextBody):
        body = TextBody(body.text.removeprefix(_BYTE_ORDER_MARK))
    return HttpResponse(read.status, read.headers, body, value_of(read.headers, "location") or None)


def dechunked(octets: bytes) -> tuple[bytes, int] | None:
    """Take off the framing of a chunked body (RFC 9112 7.1); LF may end its lines.

    Returns:
        The content and where the framing ends, or None where there is no such framing.
    """
    parts: list[bytes] = []
    position = 0
    while found := _CHUNK_SIZE.match(octets, position):
        size = int(found[1], 16)
        position = found.end()
        if not size:
            return b"".join(parts), _past_line_end(octets, position)
        if position + size > len(octets):
            return None
        parts.append(octets[position : position + size])
        position = _past_line_end(octets, position + size)
    return None


def readable(octets: bytes, headers: Sequence[Header]) -> str:
    """Return a body's text; stray bytes become the code points U+DC80 to U+DCFF."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        declared = (value_of(headers, "content-type") or "").casefold()
        latin = "charset=iso-8859-1" in declared or "charset=windows-1252" in declared
        return octets.decode("latin-1") if latin else octets.decode("utf-8", "surrogateescape")


def _divided(octets: bytes) -> tuple[str, bytes]:
    front = octets[:_LARGEST_HEAD]
    start = len(front) - len(front.lstrip(_LEADING_BLANKS))
    end = _HEAD_END.search(octets, start, start + _LARGEST_HEAD)
    head = octets[start : end.start()] if end else octets[start : start + _LARGEST_HEAD]
    content = octets[end.end() :] if end else b""
    try:
        return head.decode(), content
    except UnicodeDecodeError:
        return head.decode("latin-1"), content


def _announces_body(method: str, headers: Sequence[Header]) -> bool:
    length = value_of(headers, "content-length")
    if length is not None:
        return length.strip() != "0"
    coding = value_of(headers, "transfer-encoding")
    return coding is not None and method not in BODILESS_METHODS


def _body(content: bytes, headers: Sequence[Header], allowance: Allowance) -> Body:
    if not content:
        return UnrecordedBody("its headers announce one, but the capture holds none")
    if "chunked" in (value_of(headers, "transfer-encoding") or "").casefold():
        framed = dechunked(content)
        content = content if framed is None else framed[0]
    for coding in reversed(_codings(headers)):
        if not content:
            break
        unpacked = _unpacked(content, coding, allowance)
        if isinstance(unpacked, UnrecordedBody):
            return TextBody(content.decode()) if _is_plain(content) else unpacked
        content = unpacked
    return TextBody(readable(content, headers)) if content else NoBody()


def _codings(headers: Sequence[Header]) -> list[str]:
    value = value_of(headers, "content-encoding") or ""
    codings = [coding.strip().casefold() for coding in value.split(",")]
    return [coding for coding in codings if coding not in ("", "identity")][:_MOST_CODINGS]


def _unpacked(content: bytes, coding: str, allowance: Allowance) -> bytes | UnrecordedBody:
    if coding not in _UNZIPPED:
        return UnrecordedBody(
            "the body is compressed in a way that cannot be undone here;"
            " let the tool decode the bodies before it saves them"
        )
    limit = min(_LARGEST_BODY, allowance.left)
    for window in _WINDOWS:
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(content, limit + 1)
        except zlib.error:
            continue
        allowance.left -= min(len(unpacked), allowance.left)
        if len(unpacked) > limit:
            return UnrecordedBody(f"the body unpacks to more than {limit} bytes")
        if unpacker.eof:
            return unpacked
    return UnrecordedBody("the compressed body is damaged; save the capture again")


def _is_plain(content: bytes) -> bool:
    """Whether a body that is said to be compressed is readable as it stands."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text)


def _past_line_end(octets: bytes, position: int) -> int:
    found = _LINE_END.match(octets, position)
    return position if found is None else found.end()
