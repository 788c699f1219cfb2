"""How two redirection URIs differ, in words."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from pkcedoctor.exchange.urls import Url, split_url

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def name_difference(first: str, second: str) -> str:
    """Say what differs between two redirection URIs, as a noun phrase.

    They are compared byte by byte, as RFC 6749 3.1.2.3 and RFC 3986 6.2.1 say; the parts of the
    URI only serve to name the difference.
    """
    one, other = split_url(first), split_url(second)
    found = list(_differences(one, other))
    if len(found) == 1:
        return found[0]
    if found:
        return ", ".join(found[:-1]) + " and " + found[-1]
    return "the user information"


def _differences(one: Url, other: Url) -> Iterator[str]:
    if one.scheme != other.scheme:
        yield _case(one.scheme, other.scheme, "the scheme")
    if one.host != other.host:
        hosts = {one.host.lower(), other.host.lower()}
        if hosts <= _LOOPBACK and len(hosts) > 1:
            yield f"the loopback host ({one.host} against {other.host})"
        else:
            yield _case(one.host, other.host, "the host")
    if one.port != other.port:
        yield "the port"
    if one.path != other.path:
        yield _path(one.path, other.path)
    if one.query != other.query:
        yield "the query"
    if one.fragment != other.fragment:
        yield "the fragment"


def _case(first: str, second: str, part: str) -> str:
    return f"{part} in upper or lower case" if first.lower() == second.lower() else part


def _path(first: str, second: str) -> str:
    if first.rstrip("/") == second.rstrip("/"):
        return "a trailing slash"
    if first.lower() == second.lower():
        return "the path in upper or lower case"
    if unquote(first) == unquote(second):
        return "the percent-encoding of the path"
    if first.strip() == second.strip():
        return "blanks around the path"
    return "the path"
