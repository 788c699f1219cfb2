"""Whether credential headers were removed from a HAR before it was handed over."""

from collections.abc import Iterable

from pkcedoctor.capture.http import Header
from pkcedoctor.capture.producers import Producer
from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.capture.untyped import items, member

_COOKIES = frozenset({"cookie", "set-cookie"})
_CREDENTIALS = _COOKIES | {"authorization", "proxy-authorization"}
_MARKS = ("_har_capture", "_sanitized", "_sanitization")


def is_sanitized(log: object, producer: Producer, headers: Iterable[Header]) -> bool:
    """Whether a missing credential header in a log proves nothing.

    Chrome leaves no mark when it sanitizes, so a log of Chrome counts as sanitized when it has
    neither a credential header nor a cookie anywhere.

    Args:
        log: the log.
        producer: who wrote it.
        headers: every header of its requests and responses.
    """
    if any(member(log, mark) for mark in _MARKS):
        return True
    credentials = [header for header in headers if header.name.casefold() in _CREDENTIALS]
    if credentials:
        return any(map(_is_hidden, credentials))
    return producer.sanitizes and not any(
        items(member(member(entry, message), "cookies"))
        for entry in items(member(log, "entries"))
        for message in ("request", "response")
    )


def _is_hidden(header: Header) -> bool:
    if header.name.casefold() not in _COOKIES:
        return is_redacted(header.value)
    values = (pair.partition("=")[2] or pair for pair in header.value.split(";"))
    return any(is_redacted(value.strip()) for value in values)
