"""The many ways in which capture tools write a moment."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

from pkcedoctor.patterns import regex

EARLIEST_YEAR = 1970
"""Earlier years are a tool's default for an unknown time."""

_MOMENT = regex(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*"
    r"([Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)

T = TypeVar("T")


def moment(value: object) -> datetime | None:
    """Return a moment, without a zone where the tool wrote none, or None if it is no moment."""
    found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) < EARLIEST_YEAR:
        return None
    year, month, day, hour, minute = (int(found[place]) for place in range(1, 6))
    second = int(found[6] or 0)
    microsecond = int((found[7] or "0")[:6].ljust(6, "0"))
    try:
        zone = _zone(found[8])
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone)
    except ValueError:
        return None


def in_order(things: Sequence[T], when: Callable[[T], datetime | None]) -> list[T] | None:
    """Sort by time; what has no time stays where it is.

    Returns:
        The sorted things, or None when some times have a zone and some have none, so that no
        order between them is known.
    """
    moments = [when(thing) for thing in things]
    known = [(at, place) for place, at in enumerate(moments) if at is not None]
    if len({at.tzinfo is None for at, _ in known}) > 1:
        return None
    ordered = iter(sorted(known))
    return [
        thing if at is None else things[next(ordered)[1]]
        for thing, at in zip(things, moments, strict=True)
    ]


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].removeprefix(":") or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text.startswith("-") else offset)
