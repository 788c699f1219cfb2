"""Lines of web servers' access logs: nginx, Apache, Kubernetes ingress, IIS and JSON.

Only requests with a query and those that post are of interest. No such log holds a body.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from pkcedoctor.capture.http import HttpRequest, HttpResponse, NoBody, UnrecordedBody
from pkcedoctor.capture.messages.accesslog_json import is_candidate, logged
from pkcedoctor.capture.messages.rawhttp_head import BODILESS_METHODS, METHODS, url_of
from pkcedoctor.capture.messages.rawhttp_region import Line, lines_of
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.times import moment

KIND = "log line"
NO_BODY = "an access log holds no body; capture the request with a browser or a proxy"

_QUOTED = re.compile(
    rf"\"(?P<method>{METHODS}) (?P<target>[^\s\"]++) HTTP/\d(?:\.\d)?\"[ ]+(?P<status>\d{{3}})\b"
)
_HOST = re.compile(
    r"(?P<host>[A-Za-z][A-Za-z0-9-]*+(?:\.[A-Za-z0-9-]++)++)(?::(?P<port>\d{1,5}))? "
)
_CLIENT = re.compile(r"[\da-fA-F.:]{3,45} ")
_COMMON_TIME = re.compile(
    r"\[(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d+)? ([+-])(\d\d)(\d\d)\]",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?")
_ESCAPED = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+|\\[\"\\]")
_FIELDS = "#Fields:"
_NONE = "-"
_STATUS = re.compile(r"[1-5]\d\d")
_CUES = ("?", "POST", "post", "query", "Query", "args")
_LONGEST_LINE = 64 << 10


def find(text: str) -> Iterator[Piece]:
    """Yield the requests of interest that the lines of a text tell of."""
    fields: list[str] = []
    if "HTTP/" not in text and _FIELDS not in text and not is_candidate(text):
        return
    for line in lines_of(text, 0, len(text)):
        if len(line.text) > _LONGEST_LINE:
            continue
        if line.text.startswith(_FIELDS):
            fields = line.text.removeprefix(_FIELDS).split()
            continue
        telling = any(cue in line.text for cue in _CUES)
        piece = (_combined(line) or _json(line)) if telling else None
        if piece is None and fields:
            piece = _extended(line, fields)
        if piece is not None:
            yield piece


def started(line: str) -> datetime | None:
    """Return the moment that a log line begins with or has in brackets, None where it has none."""
    if found := _COMMON_TIME.search(line):
        return _common_moment(found)
    if is_candidate(line):
        seen = logged(line)
        return None if seen is None else seen.started
    iso = _ISO_TIME.search(line)
    if iso is None:
        return None
    at = moment(iso[0])
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _combined(line: Line) -> Piece | None:
    """Read the common or combined format, whatever stands before and behind it."""
    found = _QUOTED.search(line.text)
    if found is None:
        return None
    target = _ESCAPED.sub(_unescaped, found["target"])
    return _piece(
        line, found["method"], url_of(target, (), "", _named_host(line.text)), found["status"]
    )


def _named_host(text: str) -> str:
    """Return the virtual host before the client's address."""
    found = _HOST.match(text)
    if found is None or _CLIENT.match(text, found.end()) is None:
        return ""
    port = found["port"]
    return found["host"] if port in (None, "443") else f"{found['host']}:{port}"


def _json(line: Line) -> Piece | None:
    if not is_candidate(line.text):
        return None
    seen = logged(line.text)
    if seen is None:
        return None
    return _piece(line, seen.method, url_of(seen.target, (), seen.scheme, seen.host), seen.status)


def _extended(line: Line, fields: list[str]) -> Piece | None:
    """Read the extended format of the W3C, which IIS writes."""
    values = line.text.split(" ")
    if line.text.startswith("#") or len(values) != len(fields):
        return None
    seen = dict(zip(fields, values, strict=True))
    stem, query = seen.get("cs-uri-stem", ""), seen.get("cs-uri-query", _NONE)
    method, status = seen.get("cs-method", ""), seen.get("sc-status", "")
    if not stem.startswith("/") or not method.isalpha():
        return None
    target = stem if query in (_NONE, "") else f"{stem}?{query}"
    host = seen.get("cs-host", _NONE)
    scheme = "http" if seen.get("s-port") == "80" else "https"
    return _piece(line, method, url_of(target, (), scheme, "" if host == _NONE else host), status)


def _piece(line: Line, method: str, url: str, status: str) -> Piece | None:
    method = method.upper()
    if method != "POST" and "?" not in url:
        return None
    bodiless = method in BODILESS_METHODS
    known = _STATUS.fullmatch(status) is not None
    return Piece(
        start=line.start,
        end=line.start + len(line.text),
        kind=KIND,
        request=HttpRequest(method, url, (), NoBody() if bodiless else UnrecordedBody(NO_BODY)),
        response=HttpResponse(int(status), (), UnrecordedBody(NO_BODY)) if known else None,
    )


def _unescaped(found: re.Match[str]) -> str:
    r"""Undo what servers do to quotes and other bytes: ``\x22``, ``\"``."""
    text = found[0]
    if not text.startswith("\\x"):
        return text[1:]
    octets = bytes.fromhex(text.replace("\\x", ""))
    return octets.decode("utf-8", "surrogateescape")


def _common_moment(found: re.Match[str]) -> datetime | None:
    if found[2] not in _MONTHS:
        return None
    day, year, hour, minute, second, hours, minutes = (
        int(found[place]) for place in (1, 3, 4, 5, 6, 8, 9)
    )
    offset = timedelta(hours=hours, minutes=minutes)
    try:
        zone = timezone(-offset if found[7] == "-" else offset)
        month = _MONTHS.index(found[2]) + 1
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
