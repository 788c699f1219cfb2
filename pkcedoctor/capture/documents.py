"""JSON text, sound or damaged, to values.

Sound text takes one call of the parser. Everything else here is for what tickets do to a file:
several documents in one, a Markdown fence, JSONP, HTML escapes, escapes that JSON does not know,
trailing commas, other notations, places that make no sense, and a file that was cut off.
"""

import json
import re
from itertools import islice

from pkcedoctor.capture.jsontext import Fault, decoded, decoded_near, skipped
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass, replace

REPAIR_LIMIT = 16 << 20
"""Damaged JSON is not repaired beyond this many characters: that takes half a second for each
million of them."""

EXPORT_ADVICE = "export the capture again as HAR from the browser's Network panel"

_TAKEN_OUT = "The JSON stood in a string and was taken out of it"
_AROUND = "\ufeff\x00\x1e \t\r\n"
_CLOSING = _AROUND + ")];`'\""
_OPENING = regex(r"[{\[]")
_HAR_LIKE = regex(r'"(?:entries|request)"\s*:')
_MISSPELT = regex(r"(?<![\\\w])[\"'`“”„]?(?:entries|request)[\"'`“”]?\s*:\s*[\[{]")
_STRING_OR_COMMA = regex(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|,(?=\s*[}\]])', re.DOTALL)
_ESCAPE = regex(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(v)|x([0-9a-fA-F]{2})|(.))', re.DOTALL)
_HEAD = 400
_MOST_STARTS = 8
_MOST_WRAPPINGS = 3


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
    if not text.strip(_AROUND):
        raise UnreadableInput(f"{label}: the file is empty; {EXPORT_ADVICE}")
    return _parsed(text, label, 0)


def _parsed(text: str, label: str, wrappings: int) -> Documents:
    try:
        value: object = json.loads(text.strip(_AROUND), strict=False)
    except (ValueError, RecursionError):
        if len(text) > REPAIR_LIMIT:
            raise UnreadableInput(
                f"{label}: damaged, or in an unusual form, and larger than {REPAIR_LIMIT}"
                f" characters, beyond which nothing is repaired; {EXPORT_ADVICE}"
            ) from None
        return _recovered(text.rstrip(_AROUND), label, wrappings)
    if isinstance(value, str) and wrappings < _MOST_WRAPPINGS and _OPENING.search(value):
        inner = _parsed(value, label, wrappings + 1)
        return replace(inner, notes=(_TAKEN_OUT, *inner.notes))
    return Documents((value,))


def _recovered(text: str, label: str, wrappings: int) -> Documents:
    from pkcedoctor.capture.wrappings import unwrapped  # noqa: PLC0415 - few captures need it

    inner = unwrapped(text) if wrappings < _MOST_WRAPPINGS else None
    if inner is not None:
        found = _parsed(inner.text, label, wrappings + 1)
        return replace(found, notes=(inner.note, *found.notes))
    notes: list[str] = []
    start = _start(text, label)
    if text[:start].strip(_AROUND):
        notes.append("Text in front of the JSON was left out")
    values, stop = _sequence(text, start, notes)
    if isinstance(stop, Fault):
        repaired = text[:start] + _STRING_OR_COMMA.sub(_repaired, text[start:])
        again, end = _sequence(repaired, start, notes) if repaired != text else ([], stop)
        if isinstance(end, Fault):
            return _saved(text, values, stop, label, notes)
        notes.append("Trailing commas or escapes that JSON does not know were repaired")
        text, values, stop = repaired, again, end
    if text[stop:].strip(_CLOSING):
        notes.append("Text after the JSON was left out")
    return Documents(tuple(values), tuple(dict.fromkeys(notes)))


def _start(text: str, label: str) -> int:
    """Return where the JSON begins: where most of the text before the first name can be read."""
    head = text[:_HEAD].strip(_AROUND).casefold()
    opening = _OPENING.search(text)
    har_like = _HAR_LIKE.search(text) or _MISSPELT.search(text)
    amid = opening is not None and text[: opening.start()].strip(_AROUND) != ""
    if opening is None or (har_like is None and (amid or head.startswith("<"))):
        raise UnreadableInput(f"{label}: {_what_else(head)}")
    if har_like is None or not amid:
        return opening.start()
    return _best_start(text, opening.start(), har_like.start())


def _best_start(text: str, start: int, end: int) -> int:
    """Return the bracket between two positions from which most of the text can be read."""
    starts = islice(_OPENING.finditer(text, start, end), _MOST_STARTS)
    return max((each.start() for each in starts), key=lambda each: _reach(text, each), default=end)


def _reach(text: str, start: int) -> int:
    """Return how far a value that begins at a position can be read."""
    read = decoded_near(text, start)
    return read.position if isinstance(read, Fault) else read.end


def _what_else(head: str) -> str:
    if head.startswith(("<!doctype html", "<html")) or "<head" in head:
        return f"this is an HTML page, not a capture; {EXPORT_ADVICE}"
    if head.startswith(("<?xml", "<items")):
        return f"this is XML without a request of Burp in it; {EXPORT_ADVICE}"
    unprintable = sum(not (letter.isprintable() or letter.isspace()) for letter in head)
    if unprintable * 10 > len(head):
        return f"this is binary, not a capture; {EXPORT_ADVICE}"
    return f"no request was found in this text, in whatever form; {EXPORT_ADVICE}"


def _sequence(text: str, position: int, notes: list[str]) -> tuple[list[object], Fault | int]:
    """Read one document after the other; return where they end, or the first fault."""
    values: list[object] = []
    ahead: re.Match[str] | None = None
    while True:
        position = skipped(text, position)
        if _OPENING.match(text, position) is None:
            if ahead is None or ahead.start() < position:
                ahead = _HAR_LIKE.search(text, position)
            if ahead is None:
                return values, position
            position = _best_start(text, position, ahead.start())
            if position == ahead.start():
                return values, position
            notes.append("Text between the JSON documents was left out")
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
    from pkcedoctor.capture.salvage import Salvage  # noqa: PLC0415 - few captures need it

    saved = Salvage(text).run(fault.start)
    if values and not saved.values and _HAR_LIKE.search(text, fault.start) is None:
        notes.append("Text after the JSON was left out")
        return Documents(tuple(values), tuple(notes))
    if not values and not saved.values:
        damage = _damage(text, saved.fault or fault)
        raise UnreadableInput(f"{label}: {damage}, before its first whole entry; {EXPORT_ADVICE}")
    if saved.misspelt:
        notes.append(
            "Quotes, names, comments, commas or escapes that JSON does not know were read"
            " for what they mean"
        )
    worst = saved.fault or (None if saved.misspelt else fault)
    damage = "" if worst is None else _damage(text, worst)
    return Documents((*values, *saved.values), tuple(notes), damage)


def _damage(text: str, fault: Fault) -> str:
    if fault.cut_off:
        return f"the file breaks off at byte {len(text.encode('utf-8', 'surrogatepass'))}"
    line = text.count("\n", 0, fault.position) + 1
    column = fault.position - text.rfind("\n", 0, fault.position)
    return f"the JSON is damaged at line {line}, column {column} ({fault.reason})"
