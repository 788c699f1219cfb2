"""What a HAR tells of the body of a request or a response."""

from base64 import b64decode
from collections.abc import Iterator, Sequence

from pkcedoctor.capture.container import Sidecar
from pkcedoctor.capture.formfields import Encoding, encoding_of
from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.producers import Producer
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.untyped import Cut, items, member, string, whole, written
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_STRUCTURED = ("multipart/", "application/json")
_BODILESS_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"})
_BODILESS_STATUSES = frozenset({204, 205, 304})
_JSON_VIEWER = "application/vnd.mozilla.json.view"
_BLANKS = regex(r"\s+")
_NOT_UTF_8 = "A body is not UTF-8; its stray bytes are shown as the code points U+DC80 to U+DCFF"
_BYTE_ORDER_MARK = "\ufeff"
_EMPTY_CHUNKED = len(b"0\r\n\r\n")
_ASTRAY = (
    "the body is in a file beside the HAR that is not there;"
    " hand over the whole folder or the .har.zip"
)
_WITHHELD = (
    "the request failed in the browser, which then withholds the response body;"
    " capture with a proxy or read the server's log"
)
_DAMAGED = "the file is damaged before the end of this response; hand over the whole file"
_TAKEN = "the response went to a service worker, whose page's entry may hold the body"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the bodies of one entry are read with.

    Attributes:
        where: the entry.
        producer: the tool that wrote it.
        sidecar: reads files beside the capture.
        remarks: takes what is noticed.
        failed: whether the tool says that the request failed.
    """

    where: str
    producer: Producer
    sidecar: Sidecar
    remarks: Remarks
    failed: bool = False


def header_value(headers: Sequence[Header], name: str) -> str | None:
    """Return the first value of a header that is named in lower case."""
    return next((header.value for header in headers if header.name.casefold() == name), None)


def request_body(request: object, method: str, headers: Sequence[Header], setting: Setting) -> Body:
    """Return the body of a request, from the most faithful place that has it."""
    post = member(request, "postData")
    if isinstance(post, str):
        post = {"text": post}
    body = _text_body(post, request, setting) or _fields_body(post, headers, setting)
    if body is None:
        return _missing_from_request(request, method, headers, setting)
    if isinstance(body, TextBody):
        body = TextBody(_as_sent(body.text, headers, setting))
    if method == "GET":
        setting.remarks.add(
            "A GET shows a body: a redirect turned a POST into it, or the tool shows a stale one",
            setting.where,
        )
    return body


def response_body(
    response: object, status: int, headers: Sequence[Header], setting: Setting
) -> Body:
    """Return the body of a response that has a status."""
    content = member(response, "content")
    if isinstance(response, Cut) and (content is None or isinstance(content, Cut)):
        return UnrecordedBody(_DAMAGED)
    body = _text_body(content, response, setting)
    if body is None:
        return _missing_from_response(response, status, headers, setting)
    return TextBody(body.text.removeprefix(_BYTE_ORDER_MARK))


def _text_body(holder: object, message: object, setting: Setting) -> TextBody | None:
    text = (
        _text(holder, setting)
        or _beside(holder, setting)
        or _text(member(holder, "_content"), setting)
        or _text(member(message, "_content"), setting)
    )
    return TextBody(text) if text else None


def _text(holder: object, setting: Setting) -> str | None:
    text = written(member(holder, "text"))
    if not text or string(member(holder, "encoding")).casefold() != "base64":
        return text
    if string(member(holder, "mimeType")).startswith(_JSON_VIEWER):
        return text
    data = _unpacked(_BLANKS.sub("", text))
    return text if data is None else _readable(data, setting)


def _unpacked(text: str) -> bytes | None:
    """Decode base64, also the URL-safe kind or without padding where that gives text."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        pass
    try:
        padded = text + "=" * (-len(text) % 4)
        data = b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
        return data if "".join(data.decode().split()).isprintable() else None
    except ValueError:
        return None


def _beside(holder: object, setting: Setting) -> str | None:
    name = member(holder, "_file")
    data = setting.sidecar(name) if isinstance(name, str) and name else None
    return None if data is None else _readable(data, setting)


def _readable(data: bytes, setting: Setting) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        setting.remarks.add(_NOT_UTF_8, setting.where)
        return data.decode("utf-8", "surrogateescape")


def _as_sent(text: str, headers: Sequence[Header], setting: Setting) -> str:
    """Undo a tool's guess that bytes which are not UTF-8 were Latin-1.

    The guess garbles what is UTF-8 beside them. That the text has as many characters as
    Content-Length says bytes gives it away.
    """
    length = whole(header_value(headers, "content-length"))
    charset = "charset=" in (header_value(headers, "content-type") or "").casefold()
    if text.isascii() or length != len(text) or (charset and not _declares_utf_8(headers)):
        return text
    try:
        return _readable(text.encode("latin-1"), setting)
    except UnicodeEncodeError:
        return text


def _declares_utf_8(headers: Sequence[Header]) -> bool:
    return "utf-8" in (header_value(headers, "content-type") or "").casefold()


def _fields_body(post: object, headers: Sequence[Header], setting: Setting) -> FieldsBody | None:
    fields = fields_of(member(post, "params"))
    return (
        FieldsBody(fields, are_encoded(fields, _kind(post, headers), setting)) if fields else None
    )


def fields_of(params: object) -> tuple[Field, ...]:
    """Return form fields in every shape that HAR writers give them."""
    return tuple(
        Field(name, written(value))
        for name, held in _pairs(params)
        for value in (held if isinstance(held, list) else [held])
    )


def _pairs(params: object) -> Iterator[tuple[str, object]]:
    if isinstance(params, dict):
        yield from ((str(name), held) for name, held in params.items())
    for param in items(params):
        match param:
            case {"name": str(name)}:
                yield name, member(param, "value")
            case [str(name), held]:
                yield name, held
            case _:
                pass


def are_encoded(fields: Sequence[Field], kind: str, setting: Setting) -> bool | None:
    """Whether fields still carry their form encoding, by the tool or else by the values.

    Returns:
        None where neither tells, so that both readings are possible.
    """
    if kind.startswith(_STRUCTURED):
        return False
    known = setting.producer.encodes_fields
    if known is not None:
        return known
    texts = [text for field in fields for text in (field.name, field.value) if text is not None]
    judged = encoding_of(texts)
    if judged is not Encoding.EITHER:
        return judged is Encoding.ENCODED
    setting.remarks.add(
        "The file does not tell whether its form fields are still percent-encoded;"
        " those that could be read in two ways were not judged",
        setting.where,
    )
    return None


def _kind(post: object, headers: Sequence[Header]) -> str:
    declared = header_value(headers, "content-type")
    return (string(member(post, "mimeType")) if declared is None else declared).casefold()


def _missing_from_request(
    request: object, method: str, headers: Sequence[Header], setting: Setting
) -> NoBody | UnrecordedBody:
    post = member(request, "postData")
    length = whole(header_value(headers, "content-length"))
    if length == 0 or (not length and method in _BODILESS_METHODS):
        return NoBody()
    if _is_astray(post, setting.sidecar):
        return UnrecordedBody(_ASTRAY)
    size = whole(member(request, "bodySize")) or 0
    kind = _kind(post, headers)
    if length is not None:
        evidence = f"Content-Length says {length} bytes"
    elif size > 0:
        evidence = f"bodySize says {size} bytes"
    elif kind.startswith(_FORMS):
        evidence = "its Content-Type announces a form"
    elif member(request, "bodySize") == 0:
        return NoBody()
    elif kind or header_value(headers, "transfer-encoding") is not None:
        evidence = "its headers announce one"
    elif not headers or string(member(post, "comment")) or setting.producer.is_any("browsermob"):
        evidence = "nothing says that there was none"
    else:
        return NoBody()
    return UnrecordedBody(
        f"{evidence}, but the file holds no body; {setting.producer.request_advice}"
    )


def _missing_from_response(
    response: object, status: int, headers: Sequence[Header], setting: Setting
) -> NoBody | UnrecordedBody:
    content = member(response, "content")
    length = whole(header_value(headers, "content-length"))
    size = whole(member(content, "size"))
    wire = whole(member(response, "bodySize"))
    if status in _BODILESS_STATUSES or length == 0:
        return NoBody()
    if _is_astray(content, setting.sidecar):
        return UnrecordedBody(_ASTRAY)
    if setting.failed:
        return UnrecordedBody(_WITHHELD)
    empty = size == 0 or ((size is None or size < 0) and wire == 0)
    if empty and length is None and member(content, "comment") is None:
        framed = wire is None or wire <= _EMPTY_CHUNKED
        if framed or setting.producer.counts_headers_as_body:
            return NoBody()
        return UnrecordedBody(_TAKEN)
    return UnrecordedBody(
        f"the file holds no response body here; {setting.producer.response_advice}"
    )


def _is_astray(holder: object, sidecar: Sidecar) -> bool:
    """Whether the body is said to be in a file that is not there."""
    name = member(holder, "_file")
    return isinstance(name, str) and name != "" and sidecar(name) is None
