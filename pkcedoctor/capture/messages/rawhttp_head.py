"""Request lines, status lines and header lines (RFC 9112, RFC 9113)."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from pkcedoctor.capture.http import Header
from pkcedoctor.records import dataclass

BODILESS_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"})
"""What asks with these has no body unless a header says so."""

BODILESS_STATUSES = frozenset({204, 205, 304})
"""What is answered with these has no body."""

METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT"
"""A regular expression for the methods that are looked for in a text."""

HEADER = re.compile(r"(:?[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)")
"""One header line."""

_METHOD = re.compile(r"[A-Za-z-]{1,20}")
_VERSION = re.compile(r"HTTP/\d(?:\.\d)?")
_BLANKS = " \t"
_STATUS_LINE = re.compile(r"HTTP/\d(?:\.\d)?[ \t]+([1-9]\d\d)(?!\d).*")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PLAIN_PORTS = frozenset({80, 8080})
_ORIGINS = ("origin", "referer")


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request without its body; the URL is absolute where the host is known."""

    method: str
    url: str
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class StatusHead:
    """A response without its body."""

    status: int
    headers: tuple[Header, ...]


def value_of(headers: Sequence[Header], name: str) -> str | None:
    """Return the first value of a header that is named in lower case."""
    return next((each.value for each in headers if each.name.casefold() == name), None)


def header_lines(lines: Iterable[str]) -> tuple[Header, ...]:
    """Read header lines; a line that begins with a blank goes on with the one before."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith((" ", "\t")) and found:
            found[-1][1].append(line.strip())
        elif matched := HEADER.fullmatch(line):
            found.append((matched[1], [matched[2].strip()]))
    return tuple(Header(name, " ".join(filter(None, parts))) for name, parts in found)


def head_of_request(head: str, scheme: str, host: str) -> RequestHead | None:
    """Read the head of a request.

    Args:
        head: the request line and the header lines, without the empty line after them.
        scheme: of the URL, where the request line has none; judged by the headers if empty.
        host: where the request line has none; the Host header's if empty.
    """
    first, *rest = head.replace("\r\n", "\n").split("\n")
    method, _, target = first.partition(" ")
    target = without_version(target)
    if not target or _METHOD.fullmatch(method) is None:
        return None
    headers = header_lines(rest)
    url = url_of(target, headers, scheme, host)
    return RequestHead(method.upper(), url, without_pseudo(headers))


def status_of(head: str) -> StatusHead | None:
    """Read the head of a response."""
    first, *rest = head.replace("\r\n", "\n").split("\n")
    found = _STATUS_LINE.fullmatch(first)
    return None if found is None else StatusHead(int(found[1]), header_lines(rest))


def without_version(target: str) -> str:
    """Return what a request line names, without the version behind it."""
    target = target.strip(_BLANKS)
    named, _, version = target.rpartition(" ")
    return named.rstrip(_BLANKS) if _VERSION.fullmatch(version) else target


def url_of(target: str, headers: Sequence[Header], scheme: str = "", host: str = "") -> str:
    """Return the URL that a request target means (RFC 9112 3.3).

    Args:
        target: what the request line names.
        headers: the request's headers, pseudo headers included.
        scheme: of the URL; judged by the headers if empty.
        host: with its port; taken from the headers if empty.
    """
    if _ABSOLUTE.match(target) or not target.startswith("/"):
        return target
    authority = host or value_of(headers, ":authority") or value_of(headers, "host") or ""
    if not authority:
        return target
    told = scheme or value_of(headers, ":scheme") or _scheme(authority, headers)
    return f"{told}://{authority}{target}"


def without_pseudo(headers: Sequence[Header]) -> tuple[Header, ...]:
    """Return the headers without HTTP/2's own."""
    return tuple(each for each in headers if not each.name.startswith(":"))


def _scheme(authority: str, headers: Sequence[Header]) -> str:
    """Judge the scheme by who asked from the same host, then by the port."""
    hostname, port = _location(f"https://{authority}")
    for name in _ORIGINS:
        value = value_of(headers, name) or ""
        origin, _, _ = value.partition("://")
        if origin in ("http", "https") and hostname and _location(value)[0] == hostname:
            return origin
    return "http" if port in _PLAIN_PORTS else "https"


def _location(url: str) -> tuple[str | None, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None, None
    return parts.hostname, port
