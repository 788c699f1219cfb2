"""What a pasted text holds besides whole messages."""

from pkcedoctor.capture.http import Body
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A URL.

    Attributes:
        start: where it begins in the text.
        end: where the text goes on.
        url: the URL, without what the paste put on it.
        notes: what was taken off.
        labelled: whether the text says that it is where something was sent.
    """

    start: int
    end: int
    url: str
    notes: tuple[str, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A request's body or its fields.

    Attributes:
        start: where it begins in the text.
        end: where the text goes on.
        kind: what it is, in the singular.
        body: what is known of it.
        notes: what was repaired.
    """

    start: int
    end: int
    kind: str
    body: Body
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, without its status line.

    Attributes:
        start: where it begins in the text.
        end: where the text goes on.
        text: the JSON.
        is_error: whether it tells of an error.
        notes: what was repaired.
    """

    start: int
    end: int
    text: str
    is_error: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A status code in prose."""

    start: int
    end: int
    code: int


Part = Piece | Address | Sent | Answer
"""Anything that was found in a text."""
