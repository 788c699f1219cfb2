"""The header tables of a browser's Network panel, copied as text.

They begin with ``Request URL``. Names and values stand on one line or on two, with or without a
colon, depending on the browser's age and on how they were marked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pkcedoctor.capture.http import (
    Body,
    Field,
    Header,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.jsontext import Value, decoded_near
from pkcedoctor.capture.messages.rawhttp_body import form_extent
from pkcedoctor.capture.messages.rawhttp_head import BODILESS_METHODS, without_pseudo
from pkcedoctor.capture.messages.rawhttp_region import Line, lines_of
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.tickets.paste_fields import listed

KIND = "header table"

_FIRST = re.compile(
    r"^[ \t>*|]*+Request URL(?:[ \t]*+:|[ ]*+\t|[ \t]*+\r?$)", re.MULTILINE | re.IGNORECASE
)
_SECTION = re.compile(
    r"[ \t>*#|▼▾▶▸]*+(?P<name>General|Response Headers|Request Headers|Query String Parameters"
    r"|Form Data|Request Payload|Payload|Request Body|Response|Response Body|Preview)"
    r"(?:[ \t]*+\(\d+[^)\n]{0,20}\))?[ \t]*+:?"
    r"(?:[ \t]*+(?:view (?:source|parsed|decoded|URL.encoded)|Raw))*+"
    r"[ \t]*+",
    re.IGNORECASE,
)
_VIEW = re.compile(
    r"[ \t]*+(?:view (?:source|parsed|decoded|URL[ -]encoded)|Raw"
    r"|Provisional headers are shown.*|Learn more|Show more)[ \t]*+",
    re.IGNORECASE,
)
_LABEL = r"[ \t>*|]*+(?P<name>:?[A-Za-z_][\w.!#$%&'+^`~-]*+(?: [A-Z][A-Za-z]{1,12}){0,2})"
_INLINE = re.compile(
    rf"{_LABEL}"
    r"(?::[ \t]*+|[ ]*+\t[ \t]*+)(?P<value>\S.*)"
)
_NAME = re.compile(rf"{_LABEL}[ \t]*+(?P<colon>:?)[ \t]*+")
_STATUS = re.compile(r"\D{0,12}?([1-5]\d\d)(?!\d)")
_METHOD = re.compile(r"[A-Za-z]{3,10}")
_FORM = re.compile(r"[A-Za-z_][\w.-]*+=[^\s]*+(?:&|\Z)")
_GENERAL = frozenset(
    {"request url", "request method", "status code", "remote address", "referrer policy"}
)
_BODIES = frozenset({"form data", "request payload", "payload", "request body"})
_ANSWERS = frozenset({"response", "response body", "preview"})
_MOST_LINES = 400
_NOT_COPIED = "the header table was copied without the payload; copy the Payload tab as well"
_NO_ANSWER = "the header table was copied without the response; copy the Response tab as well"


@dataclass(slots=True)
class _Table:
    """What the lines of one table say, section by section."""

    general: dict[str, str] = field(default_factory=dict)
    asked: list[Header] = field(default_factory=list)
    answered: list[Header] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    sent: str = ""
    received: str = ""
    end: int = 0


def find(text: str) -> Iterator[Piece]:
    """Yield the exchange of every table in a text."""
    starts = [found.start() for found in _FIRST.finditer(text)]
    for place, start in enumerate(starts, start=1):
        piece = _piece(text, start, starts[place] if place < len(starts) else len(text))
        if piece is not None:
            yield piece


def _piece(text: str, start: int, limit: int) -> Piece | None:
    table = _Reader(text, start, limit).table()
    url = table.general.get("request url", "")
    if "://" not in url:
        return None
    method = table.general.get("request method", "GET")
    method = method.upper() if _METHOD.fullmatch(method) else ""
    body, notes = _sent(table, method)
    status = _STATUS.match(table.general.get("status code", ""))
    answered = None
    if status is not None:
        content: Body = TextBody(table.received) if table.received else UnrecordedBody(_NO_ANSWER)
        headers = without_pseudo(table.answered)
        location = next(
            (each.value for each in headers if each.name.casefold() == "location"), None
        )
        answered = HttpResponse(int(status[1]), headers, content, location)
    request = HttpRequest(method, url, without_pseudo(table.asked), body)
    return Piece(start, table.end, KIND, request, answered, notes)


def _sent(table: _Table, method: str) -> tuple[Body, tuple[str, ...]]:
    if table.sent:
        return TextBody(table.sent), ()
    if table.fields:
        return listed(table.fields)
    return (NoBody() if method in BODILESS_METHODS else UnrecordedBody(_NOT_COPIED)), ()


class _Reader:
    """Goes through the lines of one table until one of them cannot belong to it."""

    def __init__(self, text: str, start: int, limit: int) -> None:
        self._text = text
        self._lines: Sequence[Line] = [
            line for line, _ in zip(lines_of(text, start, limit), range(_MOST_LINES), strict=False)
        ]
        self._place = 0
        self._section = "general"
        self._stacked = _INLINE.fullmatch(self._lines[0].text) is None
        name = _NAME.fullmatch(self._lines[0].text)
        self._colons = name is not None and name["colon"] != ""
        self._table = _Table(end=start)

    def table(self) -> _Table:
        """Return what the lines say."""
        while self._place < len(self._lines):
            line = self._lines[self._place]
            section = _SECTION.fullmatch(line.text)
            if section is not None:
                self._section = section["name"].casefold()
                self._place += 1
            elif not line.text.strip() or _VIEW.fullmatch(line.text):
                self._place += 1
            elif not (self._content(line) or self._row(line)):
                break
        return self._table

    def _content(self, line: Line) -> bool:
        """Take a body that stands as it was sent in its section."""
        text = line.text.strip()
        start = line.start + len(line.text) - len(line.text.lstrip())
        if self._section in _ANSWERS and text.startswith(("{", "[")):
            end = _json_end(self._text, start)
            self._table.received = self._text[start:end]
        elif self._section in _BODIES and text.startswith("{"):
            end = _json_end(self._text, start)
            self._table.sent = self._text[start:end]
        elif self._section in _BODIES and _FORM.match(text):
            extent = form_extent(self._text, start, None)
            end = extent.end
            self._table.sent = extent.body.text if isinstance(extent.body, TextBody) else ""
        else:
            return False
        self._advance(end)
        return True

    def _row(self, line: Line) -> bool:
        """Take a name and its value."""
        if self._section in _ANSWERS:
            return False
        inline = _INLINE.fullmatch(line.text)
        if inline is not None and not (self._stacked and not self._colons):
            self._take(inline["name"], inline["value"].strip())
            self._advance(line.end)
            return True
        name = _NAME.fullmatch(line.text)
        following = self._lines[self._place + 1] if self._place + 1 < len(self._lines) else None
        if name is None or following is None or not (self._stacked or name["colon"]):
            return False
        if self._colons and not name["colon"]:
            return False
        empty = not following.text.strip()
        self._take(name["name"], following.text.strip())
        self._advance(line.end if empty else following.end)
        return True

    def _take(self, name: str, value: str) -> None:
        folded = name.casefold()
        if folded in _GENERAL:
            self._table.general.setdefault(folded, value)
        elif self._section in _BODIES:
            self._table.fields.append(Field(name, value))
        elif self._section == "request headers":
            self._table.asked.append(Header(name, value))
        elif self._section in ("general", "response headers"):
            self._table.answered.append(Header(name, value))

    def _advance(self, end: int) -> None:
        self._table.end = end
        while self._place < len(self._lines) and self._lines[self._place].start < end:
            self._place += 1


def _json_end(text: str, start: int) -> int:
    read = decoded_near(text, start)
    if isinstance(read, Value):
        return read.end
    end = text.find("\n", start)
    return len(text) if end < 0 else end
