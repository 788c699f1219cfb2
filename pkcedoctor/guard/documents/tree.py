"""What every configuration file becomes: records, sequences and scalars, each with its place."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from pkcedoctor.records import dataclass

EXPORTED: Final = "export"
"""The label of a record that holds one exported constant."""
DEEPEST: Final = 60
"""How far values may nest; what lies deeper is refused or left out."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written.

    Attributes:
        file: the file's name as it was given.
        line: counted from 1.
        column: counted from 1, in characters.
    """

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a value that the file leaves to something else.

    Attributes:
        name: the variable or expression that fills it.
    """

    name: str


Part = str | Hole


@dataclass(frozen=True, slots=True, repr=False)
class Scalar:
    """One value.

    Attributes:
        parts: its text, with holes where it is not known.
        place: where it begins.
        native: whether it is a number, a truth value or null and no text.
    """

    parts: tuple[Part, ...]
    place: Place
    native: bool = False

    def __repr__(self) -> str:
        return f"<Scalar at {self.place!r}>"


@dataclass(frozen=True, slots=True, repr=False)
class Sequence:
    """Values in order."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """Values by name.

    Attributes:
        members: each name once, in order.
        place: where it begins.
        label: what stands before it: the called function, the variable and its type, the block.
        names: where each name is written.
    """

    members: "dict[str, Node]"
    place: Place
    label: str
    names: dict[str, Place]


Node = Scalar | Sequence | Record


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """One file, read.

    Attributes:
        file: its name as it was given.
        format: ``json``, ``yaml``, ``toml``, ``dotenv``, ``properties``, ``hcl``, ``javascript``.
        roots: what it holds at the top.
    """

    file: str
    format: str
    roots: tuple[Node, ...]


class Positions:
    """Turns offsets in a text into places."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def at(self, offset: int) -> Place:
        """Return the place of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(self.file, line, offset - self._starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Return the offset of a place."""
        return self._starts[place.line - 1] + place.column - 1


def flat(node: Node, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Yield the scalars and sequences of a record by their dotted names."""
    if not isinstance(node, Record):
        yield prefix, node
        return
    for name, inner in node.members.items():
        yield from flat(inner, f"{prefix}.{name}" if prefix else name)
