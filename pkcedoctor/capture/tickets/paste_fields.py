"""Form bodies and tables of form fields anywhere in a text."""

import re
from collections.abc import Iterator, Sequence

from pkcedoctor.capture.cleaning import cleaned_body
from pkcedoctor.capture.formfields import Encoding, encoding_of
from pkcedoctor.capture.http import Field, FieldsBody, TextBody
from pkcedoctor.capture.messages.rawhttp_region import Line, lines_of
from pkcedoctor.capture.tickets.paste_parts import Address, Sent
from pkcedoctor.capture.tickets.paste_runs import run_end
from pkcedoctor.capture.tickets.paste_shapes import RETURNED, SENT, is_returned, is_sent
from pkcedoctor.records import dataclass

BODY = "form body"
FIELDS = "list of form fields"

_CHAIN = re.compile(
    r"(?<![\w?&=%/#;.:-])\??+[A-Za-z_][\w.-]{0,60}=(?![\"'`])"
    r"(?=(?:[^\s&]{0,4000}+(?:[ \t]*+\r?\n[ \t>]*+)?|[^&\n]{0,400}+)&)"
)
_NAMED = re.compile(rf"(?<![\w.-])(?:{'|'.join((*SENT, *RETURNED))})(?![\w.-])")
_NAME = re.compile(r"(?:^|[?&])(?:amp;)?([A-Za-z_][\w.-]{0,60})=")
_ROW = re.compile(
    r"[ \t>*|•-]*+(?P<open>[\"'`]?)(?P<name>[A-Za-z_]\w{0,60})(?P=open)"
    r"(?:[ ]*+\t[ \t]*+|[ \t]*+(?:=>|=|:(?!//)|\|)[ \t]*+)(?P<value>[^\r\n]*+)"
)
_NAME_LINE = re.compile(r"[ \t>*|•-]*+(?P<name>[A-Za-z_]\w{0,60})[ \t]*+:?[ \t]*+")
_FEWEST_ROWS = 2
_ENDINGS = ",;|"
_QUOTES = "\"'`"
_UNSURE = (
    "A list of form fields does not tell whether the values are still percent-encoded;"
    " those that could be read in two ways were not judged"
)
_STATES = {Encoding.ENCODED: True, Encoding.DECODED: False, Encoding.EITHER: None}


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    name: str
    value: str


def find_fields(text: str) -> Iterator[Sent | Address]:
    """Yield bodies and lists of fields, and queries without an address, in order of the kinds."""
    if _NAMED.search(text) is None:
        return
    taken: list[tuple[int, int]] = []
    for part in _one_liners(text):
        taken.append((part.start, part.end))
        yield part
    rest = _without(text, taken)
    if _NAMED.search(rest) is not None:
        lines = tuple(lines_of(rest, 0, len(rest)))
        yield from _tables(lines)
        yield from _alternating(lines)


def listed(fields: Sequence[Field]) -> tuple[FieldsBody, tuple[str, ...]]:
    """Return fields that a tool or a person listed, and what is to be said of them."""
    values = [field.value for field in fields if field.value is not None]
    encoded = _STATES[encoding_of(values)]
    return FieldsBody(tuple(fields), encoded), (_UNSURE,) if encoded is None else ()


def _without(text: str, taken: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end in taken:
        parts += [text[position:start], "\0" * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def _one_liners(text: str) -> Iterator[Sent | Address]:
    position = 0
    for found in _CHAIN.finditer(text):
        if found.start() < position:
            continue
        end = run_end(text, found.start())
        raw = text[found.start() : end]
        names = _NAME.findall(raw)
        if is_sent(names):
            cleaned = cleaned_body(raw)
            notes = tuple(f"In a form body, {change}" for change in cleaned.changes)
            yield Sent(found.start(), end, BODY, TextBody(cleaned.text), notes)
            position = end
        elif is_returned(names):
            query = cleaned_body(raw)
            yield Address(found.start(), end, f"?{query.text}", query.changes, labelled=False)
            position = end


def _tables(lines: Sequence[Line]) -> Iterator[Sent]:
    """Yield runs of lines with a name and a value each."""
    rows: list[_Row] = []
    for line in lines:
        row = _row(line)
        if row is None:
            yield from _listed(rows)
            rows = []
        else:
            rows.append(row)
    yield from _listed(rows)


def _row(line: Line) -> _Row | None:
    found = _ROW.fullmatch(line.text)
    if found is None:
        return None
    return _Row(line.start, line.end, found["name"], _bare(found["value"], found["open"]))


def _bare(value: str, quote: str) -> str:
    """Take off what separates a value from the next one, and its quotes."""
    value = value.strip()
    core = value.rstrip(_ENDINGS).rstrip()
    if len(core) > 1 and core[0] in _QUOTES and core[0] == core[-1]:
        return core[1:-1]
    return core if quote else value.rstrip("|").rstrip()


def _alternating(lines: Sequence[Line]) -> Iterator[Sent]:
    """Yield runs of lines with a name and, on the line below it, its value."""
    position = 0
    for place, line in enumerate(lines):
        found = _NAME_LINE.fullmatch(line.text)
        if place < position or found is None or found["name"] not in SENT:
            continue
        first = place
        while first - 2 >= position and _pair(lines, first - 2) is not None:
            first -= 2
        rows: list[_Row] = []
        position = first
        while (row := _pair(lines, position)) is not None:
            rows.append(row)
            position += 2
        position = max(position, place + 1)
        yield from _listed(rows)


def _pair(lines: Sequence[Line], place: int) -> _Row | None:
    if place + 1 >= len(lines):
        return None
    name, value = _NAME_LINE.fullmatch(lines[place].text), lines[place + 1].text.strip()
    if name is None or not value or value.endswith(":"):
        return None
    return _Row(lines[place].start, lines[place + 1].end, name["name"], value)


def _listed(rows: Sequence[_Row]) -> Iterator[Sent]:
    says_something = any(row.value for row in rows)
    if len(rows) < _FEWEST_ROWS or not (says_something and is_sent([row.name for row in rows])):
        return
    body, notes = listed([Field(row.name, row.value) for row in rows])
    yield Sent(rows[0].start, rows[-1].end, FIELDS, body, notes)
