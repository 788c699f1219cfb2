"""URLs that a HAR mentions outside its requests: page titles and call stacks."""

import re
from collections.abc import Iterator
from itertools import islice

from pkcedoctor.capture.http import VisitedUrl
from pkcedoctor.capture.times import moment
from pkcedoctor.capture.untyped import items, member, string
from pkcedoctor.patterns import regex

_URL = regex(r"https?://\S+", re.IGNORECASE)
_DEEPEST_STACK = 50


def visited_urls(log: object, prefix: str) -> Iterator[VisitedUrl]:
    """Yield each URL once, where it is first seen.

    Chrome titles a page with its URL, and a request's call stack names the URL of the page that
    sent it: both may hold an address whose own request is no longer in the file.
    """
    seen: set[str] = set()
    for found in (*_titles(log, prefix), *_initiators(log, prefix)):
        if found.url not in seen:
            seen.add(found.url)
            yield found


def _titles(log: object, prefix: str) -> Iterator[VisitedUrl]:
    for place, page in enumerate(items(member(log, "pages")), start=1):
        title = string(member(page, "title")).strip()
        if _URL.fullmatch(title):
            started = moment(member(page, "startedDateTime"))
            yield VisitedUrl(f"{prefix}page {place} title", title, started)


def _initiators(log: object, prefix: str) -> Iterator[VisitedUrl]:
    for place, entry in enumerate(items(member(log, "entries")), start=1):
        for url in _called_from(member(entry, "_initiator")):
            started = moment(member(entry, "startedDateTime"))
            yield VisitedUrl(f"{prefix}entry {place}, initiator", url, started)


def _called_from(initiator: object) -> Iterator[str]:
    urls = [member(initiator, "url")]
    for stack in islice(_stacks(initiator), _DEEPEST_STACK):
        urls += [member(frame, "url") for frame in items(member(stack, "callFrames"))]
    yield from (url for url in urls if isinstance(url, str) and "?" in url and _URL.fullmatch(url))


def _stacks(initiator: object) -> Iterator[object]:
    stack = member(initiator, "stack")
    while stack is not None:
        yield stack
        stack = member(stack, "parent")
