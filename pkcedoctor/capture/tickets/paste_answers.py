"""JSON objects in a text that a server answered or that hold what was sent, and status codes."""

import json
import re
from collections.abc import Iterator

from pkcedoctor.capture.http import Field, FieldsBody
from pkcedoctor.capture.jsontext import Value, decoded_near
from pkcedoctor.capture.lenient import glean
from pkcedoctor.capture.tickets.paste_parts import Answer, Sent, Status
from pkcedoctor.capture.tickets.paste_shapes import ANSWERED, SENT, is_answer, is_sent
from pkcedoctor.capture.untyped import written
from pkcedoctor.records import dataclass

FIELDS = "object with a request's fields"

_MEMBER = re.compile(rf"(?<!\w)(?:{'|'.join((*ANSWERED, *SENT))})(?:\\?[\"'“”„])?\s{{0,4}}:")
_ESCAPED = re.compile(r"\{(?:[^{}\"\\\n]++|\\[^\n])++\}")
_STATUS = re.compile(
    r"(?<![\w.])(?:HTTP(?:/\d(?:\.\d)?)?|status(?:[ _-]?code)?|response(?:[ _-]code)?)"
    r"[\"'\s:=(>*,]{1,6}(?P<named>[1-5]\d\d)(?![\w.]\d|\d)"
    r"|(?<![\w.])(?P<worded>[2-5]\d\d)[ :(-]{1,3}(?:Client Error|Server Error|Bad Request|OK\b"
    r"|Unauthorized|Forbidden|Not Found|Method Not Allowed|Unsupported Media|Internal Server)"
    r"|(?:success(?:ful)?:|<--) (?P<other>[1-5]\d\d)\b",
    re.IGNORECASE,
)
_MOST_BRACES = 4
_FARTHEST_BRACE = 4_000
_LONGEST = 32 << 10
_LONGEST_MISSPELT = 4 << 10
_MOST_READ = 6_000_000
_MISSED = 64 << 10
_OTHER_NOTATION = "An answer in another notation than JSON was written as JSON"
_UNKNOWN_WAY = "An object shows the request's fields, but not how they were sent"


@dataclass(frozen=True, slots=True)
class _Object:
    start: int
    end: int
    value: dict[str, object]
    text: str
    notes: tuple[str, ...]


def find_objects(text: str) -> Iterator[Answer | Sent]:
    """Yield the objects that were answered and those that hold a request's fields, in order."""
    position = 0
    left = _MOST_READ
    for found in _MEMBER.finditer(text):
        if found.start() < position or left <= 0:
            continue
        held = _object_around(text, found, position)
        left -= _MISSED if held is None else held.end - held.start
        part = None if held is None else _part(held)
        if part is not None:
            position = part.end
            yield part


def find_statuses(text: str) -> Iterator[Status]:
    """Yield the status codes that a text names as such."""
    for found in _STATUS.finditer(text):
        code = found["named"] or found["worded"] or found["other"]
        yield Status(found.start(), found.end(), int(code))


def _part(held: _Object) -> Answer | Sent | None:
    if is_answer(held.value):
        return Answer(held.start, held.end, held.text, "error" in held.value, held.notes)
    if not is_sent(held.value):
        return None
    fields = tuple(Field(name, written(value) or "") for name, value in held.value.items())
    return Sent(held.start, held.end, FIELDS, FieldsBody(fields, encoded=False), (_UNKNOWN_WAY,))


def _object_around(text: str, found: re.Match[str], earliest: int) -> _Object | None:
    """Return the object that a member belongs to: the innermost brace that closes behind it."""
    brace = found.start()
    lowest = max(earliest, found.start() - _FARTHEST_BRACE)
    for _ in range(_MOST_BRACES):
        brace = text.rfind("{", lowest, brace)
        if brace < 0:
            return None
        held = _object(text, brace)
        if held is not None and held.end > found.start() and _part(held) is not None:
            return held
    return None


def _object(text: str, brace: int) -> _Object | None:
    read = decoded_near(text[brace : brace + _LONGEST], 0)
    if isinstance(read, Value) and isinstance(read.value, dict):
        end = brace + read.end
        return _Object(brace, end, read.value, text[brace:end], ())
    escaped = _ESCAPED.match(text, brace, brace + _LONGEST)
    if escaped is not None and '\\"' in escaped[0]:
        return _escaped_object(escaped)
    gleaned = glean(text[brace : brace + _LONGEST_MISSPELT], 0, whole=True)
    if gleaned.fault is not None or not isinstance(gleaned.value, dict):
        return None
    written_out = json.dumps(gleaned.value, ensure_ascii=False, default=str)
    return _Object(brace, brace + gleaned.end, gleaned.value, written_out, (_OTHER_NOTATION,))


def _escaped_object(found: re.Match[str]) -> _Object | None:
    r"""Read an object that stands in a string of another language: ``{\"error\":...}``."""
    plain = decoded_near(f'"{found[0]}"', 0)
    if not isinstance(plain, Value) or not isinstance(plain.value, str):
        return None
    read = decoded_near(plain.value, 0)
    if not isinstance(read, Value) or not isinstance(read.value, dict):
        return None
    return _Object(found.start(), found.end(), read.value, plain.value, ())
