"""Access logs with one JSON object on each line, whatever its members are called."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pkcedoctor.capture.jsontext import Value, decoded
from pkcedoctor.capture.times import moment
from pkcedoctor.capture.untyped import number, whole
from pkcedoctor.records import dataclass

_CANDIDATE = re.compile(
    r"\"(?:\w+[._-])*+(?:method|verb|request|RequestMethod|requestMethod|request_method)\"\s*+:"
)
_REQUEST_LINE = re.compile(r"([A-Z]{3,7}) (\S+)(?: HTTP/\d(?:\.\d)?)?")
_METHOD = re.compile(r"[A-Za-z]{3,7}")
_TARGET = re.compile(r"(?:/|https?://)\S*+")
_METHODS = ("method", "requestmethod", "httpmethod", "verb", "httprequestmethod", "csmethod")
_TARGETS = (
    "requesturi",
    "uri",
    "originalurl",
    "requesturl",
    "url",
    "urloriginal",
    "httpurl",
    "target",
    "path",
    "requestpath",
    "csuristem",
)
_QUERIES = ("query", "querystring", "args", "requestquery", "csuriquery")
_HOSTS = ("host", "httphost", "servername", "vhost", "requesthost", "authority")
_SCHEMES = ("scheme", "requestscheme", "xforwardedproto")
_STATUSES = (
    "status",
    "statuscode",
    "httpstatus",
    "responsestatus",
    "httpresponsestatuscode",
    "originstatus",
    "downstreamstatus",
    "scstatus",
)
_TIMES = ("timestamp", "time", "timelocal", "timeiso8601", "startutc", "ts", "date", "datetime")
_NESTED = ("request", "req", "httprequest", "http", "response", "res")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_MILLISECONDS_FROM = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Logged:
    """What one line tells of a request; an unknown host or scheme is empty."""

    method: str
    target: str
    host: str
    scheme: str
    status: str
    started: datetime | None


def is_candidate(text: str) -> bool:
    """Whether a text may hold such a line."""
    return "{" in text and _CANDIDATE.search(text) is not None


def logged(line: str) -> Logged | None:
    """Read a line, whatever stands before its object; None where it tells of no request."""
    start = line.find("{")
    read = decoded(line, start) if start >= 0 else None
    if not isinstance(read, Value) or not isinstance(read.value, dict):
        return None
    members = _Members(read.value)
    method, target = _asked(members)
    if _METHOD.fullmatch(method) is None or _TARGET.fullmatch(target) is None:
        return None
    query = members.text(_QUERIES).removeprefix("?")
    if query and "?" not in target:
        target = f"{target}?{query}"
    status = members.first(_STATUSES)
    return Logged(
        method=method,
        target=target,
        host=members.text(_HOSTS),
        scheme=members.text(_SCHEMES),
        status=str(whole(status) or ""),
        started=_moment(members.first(_TIMES)),
    )


class _Members:
    """The members of an object and of those inside it that describe a message."""

    def __init__(self, value: dict[str, object]) -> None:
        self._found: dict[str, object] = {}
        for name, held in _named(value):
            self._found.setdefault(name, held)

    def first(self, names: tuple[str, ...]) -> object:
        found = (self._found.get(name) for name in names)
        return next((held for held in found if isinstance(held, (str, int, float))), None)

    def text(self, names: tuple[str, ...]) -> str:
        found = (self._found.get(name) for name in names)
        return next((held for held in found if isinstance(held, str) and held), "")


def _named(value: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, held in value.items():
        yield _plain(name), held
    for name, held in value.items():
        if _plain(name) in _NESTED and isinstance(held, dict):
            for inner, deeper in held.items():
                yield _plain(str(inner)), deeper


def _asked(members: _Members) -> tuple[str, str]:
    found = _REQUEST_LINE.fullmatch(members.text(("request", "requestline", "httprequest")))
    if found is not None:
        return found[1], found[2]
    return members.text(_METHODS), members.text(_TARGETS)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.casefold())


def _moment(value: object) -> datetime | None:
    """Return a moment from text or from seconds or milliseconds since 1970."""
    if isinstance(value, str) and (at := moment(value)) is not None:
        return at
    seconds = number(value)
    if seconds is None or seconds <= 0:
        return None
    try:
        scale = 1000 if seconds >= _MILLISECONDS_FROM else 1
        return datetime.fromtimestamp(seconds / scale, UTC)
    except (OSError, OverflowError, ValueError):
        return None
