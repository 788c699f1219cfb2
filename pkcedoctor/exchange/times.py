"""How long one message came after another."""

from datetime import datetime


def seconds_between(earlier: datetime | None, later: datetime | None) -> float | None:
    """Return the seconds from one time to another, negative if they are the other way round.

    None where a time is unknown, or where only one of them has a time zone.
    """
    if earlier is None or later is None or (earlier.tzinfo is None) != (later.tzinfo is None):
        return None
    return (later - earlier).total_seconds()
