"""What can be saved of a HAR whose JSON is cut off or damaged."""

import re

from pkcedoctor.capture.jsontext import Fault, Value, decoded, skipped

_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_HEADINGS = ("creator", "pages")


def salvage(text: str, start: int) -> tuple[list[object], Fault | None]:
    """Read the whole entries of the damaged document that begins at a position.

    A quote inside a JSON string has a backslash before it, so the key that is searched for
    can never be found inside a captured body.

    Returns:
        The saved values, and where reading stopped; None when every entry was whole.
    """
    if not text.startswith("[", start):
        return _log(text, start)
    saved, position, fault = _items(text, start + 1)
    if fault is None:
        return saved, None
    logs, inner = _log(text, position)
    return saved + logs, inner or fault


def _log(text: str, start: int) -> tuple[list[object], Fault | None]:
    opening = _ENTRIES.search(text, start)
    if opening is None:
        return [], None
    entries, _, fault = _items(text, opening.end())
    log = {name: _heading(text, name, start, opening.start()) for name in _HEADINGS}
    return ([{**log, "entries": entries}] if entries else []), fault


def _items(text: str, position: int) -> tuple[list[object], int, Fault | None]:
    saved: list[object] = []
    while True:
        position = skipped(text, position)
        if position == len(text) or text[position] in "]}":
            return saved, position, None
        read = decoded(text, position)
        if isinstance(read, Fault):
            return saved, position, read
        saved.append(read.value)
        position = read.end


def _heading(text: str, name: str, start: int, end: int) -> object:
    found = re.compile(rf'"{name}"\s*:\s*').search(text, start, end)
    if found is None:
        return None
    read = decoded(text, found.end())
    return read.value if isinstance(read, Value) else None
