"""HTTP messages as text: as on the wire, with HTTP/2 pseudo headers, and as ``curl -v`` shows them.

Every line may be quoted as mail programs do it, or indented. Messages in bytes of known bounds are
read by ``request`` and ``response``.
"""

import re
from collections.abc import Iterator

from pkcedoctor.capture.http import Header, HttpRequest, HttpResponse, NoBody, UnrecordedBody
from pkcedoctor.capture.messages.rawhttp_body import Extent, request_body, response_body
from pkcedoctor.capture.messages.rawhttp_head import (
    HEADER,
    METHODS,
    header_lines,
    url_of,
    value_of,
    without_pseudo,
    without_version,
)
from pkcedoctor.capture.messages.rawhttp_marks import Mark, quoted, received
from pkcedoctor.capture.messages.rawhttp_octets import request, response
from pkcedoctor.capture.messages.rawhttp_region import lines_of
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.records import dataclass, replace

__all__ = ["find", "request", "response"]

REQUEST = "raw HTTP request"
RESPONSE = "raw HTTP response"
EXCHANGE = "raw HTTP exchange"
CURL = "curl -v output"

_START = re.compile(
    r"^(?P<mark>[ \t]*+(?:[<>|]{1,3}[ \t]*+)*+)(?:"
    r"HTTP/\d(?:\.\d)?[ \t]++(?P<status>[1-9]\d\d)(?!\d)[^\r\n]*+"
    rf"|(?P<method>{METHODS})[ \t]++(?P<target>\S[^\r\n]*+)"
    r"|(?P<pseudo>:)(?:method|authority|path|scheme|status)[ \t]*+:[ \t]*+\S[^\r\n]*+"
    r")",
    re.MULTILINE,
)
_INDENTED_HEADER = re.compile(r"([ \t]++)[A-Za-z-]++:[ \t]")
_HOST_NEXT = re.compile(r"\r?\n[ \t<>|]*+host[ \t]*+:", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"\r?\n[ \t<>|]*+(?:host|content-type|content-length|accept|authorization|user-agent)[ \t]*+:",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\r?\n|\Z")
_THIN = re.compile(r"[\s>|#=*_~`-]*+")
_STATUS = re.compile(r"[1-9]\d\d")
_FIRST_FINAL = 200
_WIDEST_GAP = 20_000
_HIDDEN = "curl -v does not show what it sends; add the request's body, or the command"


@dataclass(frozen=True, slots=True)
class _Message:
    """One message, and how the text shows it."""

    start: int
    end: int
    content: HttpRequest | HttpResponse
    by_curl: bool
    notes: tuple[str, ...]

    @property
    def is_interim(self) -> bool:
        """Whether another response follows to the same request."""
        return isinstance(self.content, HttpResponse) and self.content.status < _FIRST_FINAL

    @property
    def opens_tunnel(self) -> bool:
        """Whether it only asks a proxy for a connection."""
        return isinstance(self.content, HttpRequest) and self.content.method == "CONNECT"


def find(text: str) -> Iterator[Piece]:
    """Yield every message in a text; a request and the response behind it are one piece."""
    pending: _Message | None = None
    for message in _messages(text):
        if pending is not None and message.is_interim:
            pending = replace(pending, end=message.end)
        elif pending is not None and _belong(text, pending, message):
            yield from _pieces(pending, message)
            pending = None
        else:
            yield from _pieces(pending)
            pending = message
    yield from _pieces(pending)


def _belong(text: str, first: _Message, second: _Message) -> bool:
    """Whether a message is the answer to the one before it."""
    if not (isinstance(first.content, HttpRequest) and isinstance(second.content, HttpResponse)):
        return False
    gap = text[first.end : min(second.start, first.end + _WIDEST_GAP)]
    return (first.by_curl and second.by_curl) or _THIN.fullmatch(gap) is not None


def _pieces(first: _Message | None, second: _Message | None = None) -> Iterator[Piece]:
    if first is None or first.opens_tunnel or (second is None and first.is_interim):
        return
    last = second or first
    asked = first.content if isinstance(first.content, HttpRequest) else None
    answered = last.content if isinstance(last.content, HttpResponse) else None
    if first.by_curl:
        kind = CURL
    elif asked is not None:
        kind = REQUEST if answered is None else EXCHANGE
    else:
        kind = RESPONSE
    notes = dict.fromkeys((*first.notes, *(second.notes if second else ())))
    yield Piece(first.start, last.end, kind, asked, answered, tuple(notes))


def _messages(text: str) -> Iterator[_Message]:
    starts = list(_starts(text))
    for place, found in enumerate(starts, start=1):
        message = _message(text, found, starts[place] if place < len(starts) else None)
        if message is not None:
            yield message


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Yield where a message may begin, its first line matched whole."""
    pseudo_end = -1
    for found in _START.finditer(text):
        if found["pseudo"]:
            goes_on = found.start() == pseudo_end
            line_end = _LINE_END.match(text, found.end())
            pseudo_end = found.end() if line_end is None else line_end.end()
            if not goes_on:
                yield found
        elif found["status"] or _is_request_line(text, found):
            yield found


def _is_request_line(text: str, found: re.Match[str]) -> bool:
    """Whether a version stands at the end of the line, or a header below it."""
    target = found["target"].strip()
    header = _HEADER_NEXT if found["mark"].strip() else _HOST_NEXT
    return without_version(target) != target or header.match(text, found.end()) is not None


def _message(text: str, found: re.Match[str], following: re.Match[str] | None) -> _Message | None:
    start = found.start()
    limit = len(text) if following is None else following.start()
    mark = _mark(text, found)
    sent = following is not None and Mark.of(following["mark"]).points("<")
    by_curl = mark.points("<") or (mark.points(">") and sent)
    region = (received if mark.points("<") else quoted)(text, start, limit, mark)
    first_end = 0 if found["pseudo"] else _next_line(region.text, 0)
    headers, head_end = _headers(region.text, first_end)
    content, extent = (
        _answer(region.text, int(found["status"]), headers, head_end)
        if found["status"]
        else _request(region.text, found, headers, head_end)
    )
    if content is None:
        return None
    if by_curl and isinstance(content, HttpRequest) and isinstance(content.body, UnrecordedBody):
        content = replace(content, body=UnrecordedBody(_HIDDEN))
    end = min(max(region.place(extent.end), found.end()), limit)
    return _Message(start + len(found["mark"]), end, content, by_curl, extent.notes)


def _mark(text: str, found: re.Match[str]) -> Mark:
    """Return what stands before the lines; a copied first line may have lost its indentation."""
    mark = Mark.of(found["mark"])
    if mark.core or mark.blanks:
        return mark
    start = _next_line(text, found.end())
    indented = _INDENTED_HEADER.match(text, start)
    return mark if indented is None else Mark("", len(indented[1]))


def _next_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _headers(text: str, start: int) -> tuple[tuple[Header, ...], int]:
    """Return the header lines from a place on, and where the body may begin."""
    lines: list[str] = []
    end = start
    for line in lines_of(text, start, len(text)):
        if not line.text.strip():
            return header_lines(lines), line.end
        folded = line.text.startswith((" ", "\t")) and lines
        if not folded and not _is_header(line.text):
            break
        lines.append(line.text)
        end = line.end
    return header_lines(lines), end


def _is_header(line: str) -> bool:
    found = HEADER.fullmatch(line)
    return found is not None and not line.startswith(f"{found[1]}://")


def _request(
    text: str, found: re.Match[str], headers: tuple[Header, ...], head_end: int
) -> tuple[HttpRequest | HttpResponse | None, Extent]:
    if found["pseudo"]:
        return _pseudo(text, headers, head_end)
    method = found["method"]
    extent = request_body(text, head_end, method, headers)
    url = url_of(without_version(found["target"]), headers)
    return HttpRequest(method, url, without_pseudo(headers), extent.body), extent


def _pseudo(
    text: str, headers: tuple[Header, ...], head_end: int
) -> tuple[HttpRequest | HttpResponse | None, Extent]:
    """Read a message whose first line HTTP/2 spread over pseudo headers (RFC 9113 8.3)."""
    status = value_of(headers, ":status") or ""
    method, path = value_of(headers, ":method"), value_of(headers, ":path")
    if _STATUS.fullmatch(status):
        return _answer(text, int(status), headers, head_end)
    if not method or not path:
        return None, Extent(NoBody(), head_end)
    extent = request_body(text, head_end, method, headers)
    return (
        HttpRequest(method.upper(), url_of(path, headers), without_pseudo(headers), extent.body),
        extent,
    )


def _answer(
    text: str, status: int, headers: tuple[Header, ...], head_end: int
) -> tuple[HttpResponse, Extent]:
    extent = response_body(text, head_end, status, headers)
    location = value_of(headers, "location") or None
    return HttpResponse(status, without_pseudo(headers), extent.body, location), extent
