"""Fiddler's session archive: a zip with the bytes of every request and response."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from pkcedoctor.capture.http import HttpExchange
from pkcedoctor.capture.messages.rawhttp_octets import Allowance, request, response
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.times import moment

_MEMBER = re.compile(r"(?:.*/)?raw/(\d{1,9})_([csm])\.(?:txt|xml)", re.IGNORECASE)
_TIMER = re.compile(r"\b(ClientBeginRequest|ClientDoneResponse)=[\"']([^\"']{1,60})[\"']")

Content = Callable[[str], bytes]
"""Returns the bytes of a member of the archive."""


def read(names: Sequence[str], content: Content, remarks: Remarks) -> Reading | None:
    """Read the sessions of an archive.

    Args:
        names: what the archive holds.
        content: returns the bytes of one of them.
        remarks: takes what is noticed.

    Returns:
        The sessions' exchanges, or None where there is none.

    Raises:
        UnreadableInput: by ``content``, where a member is too large or damaged.
    """
    sessions: dict[int, dict[str, str]] = {}
    for name in names:
        if found := _MEMBER.fullmatch(name):
            sessions.setdefault(int(found[1]), {})[found[2].casefold()] = name
    allowance = Allowance()
    exchanges = tuple(
        exchange
        for number, members in sorted(sessions.items())
        if (exchange := _exchange(number, members, content, allowance, remarks)) is not None
    )
    return Reading("Fiddler session archive", exchanges) if exchanges else None


def _exchange(
    number: int,
    members: dict[str, str],
    content: Content,
    allowance: Allowance,
    remarks: Remarks,
) -> HttpExchange | None:
    where = f"session {number}"
    octets = content(members["c"]) if "c" in members else b""
    if octets.startswith(b"CONNECT "):
        return None
    asked = request(octets, "", "", allowance)
    if asked is None:
        remarks.add("Sessions without a request were left out", where)
        return None
    answer = content(members["s"]) if "s" in members else b""
    timers = _timers(content(members["m"])) if "m" in members else {}
    started = timers.get("ClientBeginRequest")
    return HttpExchange(
        where=where,
        index=0,
        started=started,
        duration=_seconds(started, timers.get("ClientDoneResponse")),
        request=asked,
        response=response(answer, allowance),
    )


def _timers(octets: bytes) -> dict[str, datetime | None]:
    return {name: moment(text) for name, text in _TIMER.findall(octets.decode("utf-8", "replace"))}


def _seconds(started: datetime | None, done: datetime | None) -> float | None:
    if started is None or done is None or (started.tzinfo is None) != (done.tzinfo is None):
        return None
    seconds = (done - started).total_seconds()
    return seconds if seconds > 0 else None
