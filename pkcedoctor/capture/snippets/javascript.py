"""Calls of ``fetch``, ``XMLHttpRequest`` and the usual client libraries in a text.

The snippet is followed from its top to the call, without running it: names get the values that
their declarations show, and objects the fields that are appended to them.
"""

from collections.abc import Iterator

from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.snippets.javascript_walk import Walk
from pkcedoctor.patterns import regex

_CALL = regex(
    r"\b(?:fetch|axios|XMLHttpRequest|jQuery|superagent|HttpClient)\b"
    r"|\$\.(?:ajax|post|get|getJSON)\b"
    r"|\b(?:got|ky|request|_?http(?:Client|Service)?)(?:\.\w+){0,2}[(<]"
    r"|['\"](?:got|ky|request(?:-promise(?:-native)?)?)['\"]"
)
_LEAD = 60_000
_TRAIL = 120_000
_MOST_TOKENS = 100_000


def find(text: str) -> Iterator[Piece]:
    """Yield the requests of every call in a text."""
    left = _MOST_TOKENS
    for start, end in _regions(text):
        walk = Walk(text, start, end, left)
        yield from walk.pieces()
        left -= walk.size


def _regions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that are near a call, as wide as snippets are."""
    region: tuple[int, int] | None = None
    for found in _CALL.finditer(text):
        start, end = max(0, found.start() - _LEAD), min(len(text), found.end() + _TRAIL)
        if region is not None and start <= region[1]:
            region = (region[0], end)
            continue
        if region is not None:
            yield region
        region = (start, end)
    if region is not None:
        yield region
