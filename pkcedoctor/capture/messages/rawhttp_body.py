"""Where the body of a message ends in a text that goes on after it."""

import re
from collections.abc import Sequence

from pkcedoctor.capture.http import Body, Header, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.jsontext import Value, decoded_near
from pkcedoctor.capture.messages.rawhttp_head import BODILESS_METHODS, BODILESS_STATUSES, value_of
from pkcedoctor.capture.messages.rawhttp_octets import dechunked
from pkcedoctor.records import dataclass

END_MARK = re.compile(
    r"[ \t]*+(?:#{3,}+|-{3,}+|={3,}+|\*{3,}+|_{3,}+|`{3,}+|~{3,}+)(?![^\s=&]{0,80}[=&])"
)
"""What people and tools draw between two messages."""

_LEADING = re.compile(r"(?:[ \t]*+\r?\n){0,4}+[ \t]*+")
_CHUNK_LINE = re.compile(r"[0-9a-fA-F]{1,8}[ \t]*+(?:;[^\r\n]*+)?\r?\n")
_FORM_LINE = re.compile(r"[^\s=&{}<>\"']++=")
_FIELD = re.compile(r"[A-Za-z_][\w.-]*+=[^&\s]*+")
_FORM_PART = re.compile(r"(?=[^\s]*[\d=&%+_])[A-Za-z0-9._~%+&=*/:@!$'(),;?-]++")
_BLANK_LINE = re.compile(r"\n[ \t\r]*+(?=\n)")
_HTML_END = re.compile(r"</html\s*+>", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary=\"?([^\";\s]+)", re.IGNORECASE)
_PART = re.compile(r"--([^\s\"]{1,70}+)[ \t]*+\r?\nContent-Disposition:", re.IGNORECASE)
_LONG_LINE = 60
_LONGEST_LENGTH = 12
_BYTE_ORDER_MARK = "\ufeff"
_SNIFFED = 200
_LF = "surrogatepass"
_JOINED = "Line breaks inside a form body were removed"
_FIELDS_JOINED = "The lines of a form body were joined with &"


@dataclass(frozen=True, slots=True)
class Extent:
    """A body and where it ends.

    Attributes:
        body: what is known of it.
        end: where the text goes on.
        notes: what was repaired.
    """

    body: Body
    end: int
    notes: tuple[str, ...] = ()


def request_body(text: str, start: int, method: str, headers: Sequence[Header]) -> Extent:
    """Find the body of a request.

    Args:
        text: the text.
        start: where the head ends.
        method: the request's.
        headers: the request's.
    """
    length = length_of(headers)
    framed = value_of(headers, "transfer-encoding") is not None
    if length == 0 or (method in BODILESS_METHODS and not length and not framed):
        return Extent(NoBody(), start)
    return _found(text, start, headers, is_request=True) or Extent(
        UnrecordedBody(_missing(length, "request")), start
    )


def response_body(text: str, start: int, status: int, headers: Sequence[Header]) -> Extent:
    """Find the body of a response."""
    length = length_of(headers)
    if status in BODILESS_STATUSES or length == 0:
        return Extent(NoBody(), start)
    found = _found(text, start, headers, is_request=False)
    if found is None:
        return Extent(UnrecordedBody(_missing(length, "response")), start)
    if isinstance(found.body, TextBody):
        bare = found.body.text.removeprefix(_BYTE_ORDER_MARK)
        return Extent(TextBody(bare), found.end, found.notes)
    return found


def length_of(headers: Sequence[Header]) -> int | None:
    """Return how many bytes Content-Length says that there are."""
    value = (value_of(headers, "content-length") or "").strip()
    sound = value.isascii() and value.isdigit() and len(value) <= _LONGEST_LENGTH
    return int(value) if sound else None


def form_extent(text: str, start: int, length: int | None) -> Extent:
    """Find the end of a form body, which is one line unless something broke it.

    Args:
        text: the text.
        start: where the body begins.
        length: how many bytes it should have, where that is known.
    """
    end = _line_end(text, start)
    parts = [text[start:end].removesuffix("\r")]
    note = ""
    size = len(parts[0])
    while (following := _line_after(text, end)) is not None:
        line, after = following
        between, says = _joint(parts, line, size, length)
        if between is None:
            break
        parts.append(between + line.strip())
        size += len(parts[-1])
        note = says or note
        end = after
    whole = "".join(parts) if len(parts) == 1 else _glued(parts)
    return Extent(TextBody(whole), end, (note,) if note else ())


def _glued(parts: Sequence[str]) -> str:
    return "".join([*(part.rstrip() for part in parts[:-1]), parts[-1]])


def _joint(
    parts: Sequence[str], line: str, size: int, length: int | None
) -> tuple[str | None, str]:
    """Return what to put before the next line of a form, or None where it is no part of it."""
    core = line.strip()
    last = parts[-1]
    if core.startswith("&") or last.rstrip().endswith("&"):
        fits = _FORM_LINE.match(core.lstrip("&")) is not None
        return ("" if fits else None), _JOINED
    if "&" not in last and _FIELD.fullmatch(core) and _FIELD.fullmatch(last.lstrip("&").strip()):
        return "&", _FIELDS_JOINED
    if not core or _FORM_PART.fullmatch(core) is None:
        return None, ""
    if length is not None:
        return ("" if size + len(core) <= length else None), _JOINED
    return ("" if len(parts[0]) >= _LONG_LINE else None), _JOINED


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _line_after(text: str, end: int) -> tuple[str, int] | None:
    """Return the line after a line end and where it ends, or None where it is blank or missing."""
    if end >= len(text):
        return None
    stop = _line_end(text, end + 1)
    line = text[end + 1 : stop]
    return (line, stop) if line.strip() and END_MARK.match(line) is None else None


def _missing(length: int | None, message: str) -> str:
    if length:
        return f"Content-Length says {length} bytes, but the text holds no {message} body; add it"
    return f"the text holds no {message} body, and nothing says that there was none; add it"


def _found(text: str, start: int, headers: Sequence[Header], *, is_request: bool) -> Extent | None:
    leading = _LEADING.match(text, start)
    begin = start if leading is None else leading.end()
    if begin >= len(text):
        return None
    kind = (value_of(headers, "content-type") or "").casefold()
    part = _PART.match(text, begin)
    if part is not None:
        return _multipart(text, begin, part[1])
    if "multipart/" in kind:
        boundary = _BOUNDARY.search(value_of(headers, "content-type") or "")
        return None if boundary is None else _multipart(text, begin, boundary[1])
    if END_MARK.match(text, begin):
        return None
    if value_of(headers, "transfer-encoding") is not None and _CHUNK_LINE.match(text, begin):
        chunked = _dechunked(text, begin)
        if chunked is not None:
            return chunked
    return (
        _by_length(text, begin, length_of(headers))
        or _json(text, begin)
        or _packed(text, begin, headers)
        or (_form(text, begin, headers, kind) if is_request else _page(text, begin, kind))
    )


def _dechunked(text: str, begin: int) -> Extent | None:
    octets = text[begin:].encode("utf-8", _LF)
    found = dechunked(octets)
    if found is not None:
        content, used = found
        end = begin + len(octets[:used].decode("utf-8", _LF))
        return Extent(TextBody(content.decode("utf-8", "surrogateescape")), end)
    first = _CHUNK_LINE.match(text, begin)
    inner = None if first is None else _json(text, first.end())
    if inner is None:
        return None
    last = re.compile(r"\s*+0[ \t\r]*+(?:\n|\Z)").match(text, inner.end)
    return inner if last is None else Extent(inner.body, last.end())


def _by_length(text: str, begin: int, length: int | None) -> Extent | None:
    """Return the body that Content-Length measures, if a line ends where it says."""
    if not length:
        return None
    octets = text[begin : begin + length].encode("utf-8", _LF)
    if len(octets) < length:
        return None
    try:
        body = octets[:length].decode("utf-8", _LF)
    except UnicodeDecodeError:
        return None
    end = begin + len(body)
    ends = end >= len(text) or text[end] in "\r\n" or body.endswith("\n")
    return Extent(TextBody(body), end) if ends else None


def _json(text: str, begin: int) -> Extent | None:
    if not text.startswith(("{", "[", _BYTE_ORDER_MARK), begin):
        return None
    begin += text.startswith(_BYTE_ORDER_MARK, begin)
    read = decoded_near(text, begin)
    if isinstance(read, Value):
        return Extent(TextBody(text[begin : read.end]), read.end)
    end = _paragraph_end(text, begin)
    return Extent(TextBody(text[begin:end].rstrip("\r\n")), end)


def _paragraph_end(text: str, begin: int) -> int:
    """Return where the lines end that no blank line and no drawn line interrupts."""
    blank = _BLANK_LINE.search(text, begin)
    end = len(text) if blank is None else blank.start()
    position = text.find("\n", begin, end)
    while position >= 0:
        if END_MARK.match(text, position + 1):
            return position
        position = text.find("\n", position + 1, end)
    return end


def _multipart(text: str, begin: int, boundary: str) -> Extent | None:
    if not text.startswith(f"--{boundary}", begin):
        return None
    closing = f"--{boundary}--"
    found = text.find(closing, begin)
    end = _paragraph_end(text, begin) if found < 0 else found + len(closing)
    return Extent(TextBody(text[begin:end]), end)


def _packed(text: str, begin: int, headers: Sequence[Header]) -> Extent | None:
    """Tell of a compressed body that a text cannot hold."""
    if value_of(headers, "content-encoding") is None:
        return None
    end = _paragraph_end(text, begin)
    sample = text[begin : min(end, begin + _SNIFFED)]
    if all(
        letter != "\ufffd" and (letter.isprintable() or letter in "\t\r\n") for letter in sample
    ):
        return None
    return Extent(UnrecordedBody("the body is compressed, which no text can hold"), end)


def _form(text: str, begin: int, headers: Sequence[Header], kind: str) -> Extent | None:
    end = _line_end(text, begin)
    line = text[begin:end].strip()
    if _FORM_LINE.match(line) or ("urlencoded" in kind and not any(map(str.isspace, line))):
        return form_extent(text, begin, length_of(headers))
    if not kind or "urlencoded" in kind or "json" in kind:
        return None
    stop = _paragraph_end(text, begin)
    return Extent(TextBody(text[begin:stop].rstrip("\r\n")), stop)


def _page(text: str, begin: int, kind: str) -> Extent | None:
    if text.startswith("<", begin) and (html := _HTML_END.search(text, begin)):
        return Extent(TextBody(text[begin : html.end()]), html.end())
    if not kind and not text.startswith("<", begin):
        return None
    if "json" in kind:
        return None
    stop = _paragraph_end(text, begin)
    return Extent(TextBody(text[begin:stop].rstrip("\r\n")), stop)
