"""Values out of parsed JSON, whose shape nobody promises."""

import json
from math import isfinite

LARGEST_WHOLE = 1 << 53
"""Beyond this a JSON number is no count of anything."""


class Cut(dict[str, object]):
    """An object that is damaged or whose end is missing; what it has can be trusted."""


def member(value: object, name: str) -> object:
    """Return a member of an object, or None when there is no such member or no object."""
    return value.get(name) if isinstance(value, dict) else None


def items(value: object) -> list[object]:
    """Return the items of an array, or nothing when it is none."""
    return value if isinstance(value, list) else []


def string(value: object) -> str:
    """Return a string as it is and everything else as an empty one."""
    return value if isinstance(value, str) else ""


def written(value: object) -> str | None:
    """Return what a tool meant as text: a string, or a value that it left unserialised."""
    match value:
        case None | str():
            return value
        case _:
            return _serialised(value)


def number(value: object) -> float | None:
    """Return a finite number, also one that was written as a string."""
    match value:
        case bool():
            return None
        case int() | float():
            return float(value) if abs(value) <= LARGEST_WHOLE else None
        case str() if len(value) <= len(str(LARGEST_WHOLE)):
            return _parsed(value)
        case _:
            return None


def whole(value: object) -> int | None:
    """Return a whole number, also one that was written as a string or with a fraction."""
    found = number(value)
    return None if found is None else int(found)


def _serialised(value: object) -> str | None:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None


def _parsed(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) and abs(found) <= LARGEST_WHOLE else None
