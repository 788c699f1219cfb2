"""Parts of a pasted text that are HTTP messages, whoever wrote them."""

from collections.abc import Callable, Iterator

from pkcedoctor.capture.http import HttpRequest, HttpResponse
from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that one reader understood.

    Attributes:
        start: where it begins, in characters from 0.
        end: where the text goes on.
        kind: what it is, in the singular: ``cURL command``. A report names its place with it.
        request: the request it holds, if any.
        response: the response it holds, if any.
        notes: what was repaired, guessed or cannot be known, one sentence each without a full
            stop and without any of the text, which may be secret.
    """

    start: int
    end: int
    kind: str
    request: HttpRequest | None = None
    response: HttpResponse | None = None
    notes: tuple[str, ...] = ()


Finder = Callable[[str], Iterator[Piece]]
"""Yields the pieces of its own kind in a text, in order, never overlapping."""
