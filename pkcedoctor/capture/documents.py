"""JSON text, sound or damaged, to values.

Sound text takes one call of the parser. Everything else here is for what tickets do to a file:
several documents in one, a Markdown fence, JSONP, HTML escapes, escapes that JSON does not know,
trailing commas, and a file that was cut off.
"""

import json
import re
from dataclasses import dataclass

from pkcedoctor.capture.jsontext import Fault, decoded, skipped
from pkcedoctor.capture.salvage import salvage
from pkcedoctor.errors import UnreadableInput

EXPORT_ADVICE = "export the capture again as HAR from the browser's Network panel"

_AROUND = "\ufeff\x00\x1e \t\r\n"
_CLOSING = _AROUND + ")];`"
_OPENING = re.compile(r"[{\[]")
_HAR_LIKE = re.compile(r'"(?:entries|request)"\s*:')
_HTML_ESCAPED = re.compile(r"&quot;(?:entries|log|request)&quot;")
_STRING_OR_COMMA = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|,(?=\s*[}\]])', re.DOTALL)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(v)|x([0-9a-fA-F]{2})|(.))', re.DOTALL)
_FLOWS = re.compile(r"\d+:\d+:\w")
_HEAD = 400


@dataclass(frozen=True, slots=True)
class Documents:
    """What a text holds.

    Attributes:
        values: its JSON values, in order.
        notes: what was repaired or left out, without a full stop.
        damage: where the text stops being JSON, as the start of a sentence; empty if it does not.
    """

    values: tuple[object, ...]
    notes: tuple[str, ...] = ()
    damage: str = ""


def parse(text: str, label: str) -> Documents:
    """Read every JSON value of a text.

    Args:
        text: the file's text.
        label: the file's name, for messages.

    Raises:
        UnreadableInput: it is not JSON, and nothing can be saved from it.
    """
    trimmed = text.strip(_AROUND)
    if not trimmed:
        raise UnreadableInput(f"{label}: the file is empty; {EXPORT_ADVICE}")
    try:
        value: object = json.loads(trimmed, strict=False)
    except (ValueError, RecursionError):
        return _recovered(text.rstrip(_AROUND), label)
    return Documents((value,))


def _recovered(text: str, label: str) -> Documents:
    notes: list[str] = []
    text = _unescaped(text, notes)
    start = _start(text, label)
    if text[:start].strip(_AROUND):
        notes.append("Text in front of the JSON was left out")
    values, stop = _sequence(text, start)
    if isinstance(stop, Fault):
        repaired = text[:start] + _STRING_OR_COMMA.sub(_repaired, text[start:])
        if repaired != text:
            notes.append("Trailing commas or escapes that JSON does not know were repaired")
            text = repaired
            values, stop = _sequence(text, start)
    if isinstance(stop, Fault):
        return _saved(text, values, stop, label, notes)
    if text[stop:].strip(_CLOSING):
        notes.append("Text after the JSON was left out")
    return Documents(tuple(values), tuple(notes))


def _unescaped(text: str, notes: list[str]) -> str:
    if _HTML_ESCAPED.search(text) is None or _HAR_LIKE.search(text) is not None:
        return text
    from html import unescape  # noqa: PLC0415 - a big table that hardly any capture needs

    notes.append("The JSON was HTML-escaped and was unescaped")
    return unescape(text)


def _start(text: str, label: str) -> int:
    head = text[:_HEAD].strip(_AROUND).casefold()
    opening = _OPENING.search(text)
    if opening is None or head.startswith("<"):
        raise UnreadableInput(f"{label}: {_what_else(head)}")
    if text[: opening.start()].strip(_AROUND) and _HAR_LIKE.search(text) is None:
        raise UnreadableInput(f"{label}: {_what_else(head)}")
    return opening.start()


def _what_else(head: str) -> str:
    if head.startswith(("<!doctype html", "<html")) or "<head" in head:
        return f"this is an HTML page, not a HAR; {EXPORT_ADVICE}"
    if head.startswith("<"):
        return f"this is XML, not a HAR; {EXPORT_ADVICE}"
    if head.startswith(("curl ", "curl.exe ")):
        return f"this is a cURL command, not a HAR; {EXPORT_ADVICE}"
    if _FLOWS.match(head):
        return (
            "this is a mitmproxy flow file, not a HAR;"
            " convert it with: mitmdump -nr FILE --set hardump=capture.har"
        )
    unprintable = sum(not (letter.isprintable() or letter.isspace()) for letter in head)
    if unprintable * 10 > len(head):
        return f"this is binary, not a HAR; {EXPORT_ADVICE}"
    return f"this is not JSON and so not a HAR; {EXPORT_ADVICE}"


def _sequence(text: str, position: int) -> tuple[list[object], Fault | int]:
    """Read one document after the other; return where they end, or the first fault."""
    values: list[object] = []
    while True:
        position = skipped(text, position)
        if _OPENING.match(text, position) is None:
            return values, position
        read = decoded(text, position)
        if isinstance(read, Fault):
            return values, read
        values.append(read.value)
        position = read.end


def _repaired(token: re.Match[str]) -> str:
    text = token[0]
    if not text.startswith('"'):
        return " "
    return _ESCAPE.sub(_legal_escape, text) if "\\" in text else text


def _legal_escape(escape: re.Match[str]) -> str:
    if escape[1]:
        return r"\u000b"
    if escape[2]:
        return rf"\u00{escape[2]}"
    if escape[3]:
        return escape[3] if escape[3] == "'" else rf"\\{escape[3]}"
    return escape[0]


def _saved(
    text: str, values: list[object], fault: Fault, label: str, notes: list[str]
) -> Documents:
    saved, inner = salvage(text, fault.start)
    if values and not saved and _HAR_LIKE.search(text, fault.start) is None:
        notes.append("Text after the JSON was left out")
        return Documents(tuple(values), tuple(notes))
    damage = _damage(text, inner or fault)
    if not values and not saved:
        raise UnreadableInput(f"{label}: {damage}, before its first whole entry; {EXPORT_ADVICE}")
    return Documents((*values, *saved), tuple(notes), damage)


def _damage(text: str, fault: Fault) -> str:
    if fault.cut_off:
        return f"the file breaks off at byte {len(text.encode('utf-8', 'surrogatepass'))}"
    line = text.count("\n", 0, fault.position) + 1
    column = fault.position - text.rfind("\n", 0, fault.position)
    return f"the JSON is damaged at line {line}, column {column} ({fault.reason})"
