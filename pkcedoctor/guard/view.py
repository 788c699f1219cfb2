"""Looking into a record: values by name, variables filled in, references left as holes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pkcedoctor.guard.documents.tree import (
    Document,
    Hole,
    Node,
    Part,
    Place,
    Record,
    Scalar,
    Sequence,
)
from pkcedoctor.guard.model import Fact, Located
from pkcedoctor.patterns import regex

_REFERENCE: Final = regex(
    r"""
    \$\{\{[^{}]*+\}\}                            # ${{ secrets.X }}
    | \$\{(?P<braced>(?:[^{}]|\{[^{}]*+\})*+)\}  # ${X}, ${X:default}, ${A:${B}}
    | \{\{(?P<moustache>[^{}]*+)\}\}             # {{x}}, {{ .Values.x }}
    | %\((?P<python>\w++)\)s                     # %(x)s
    | \#\{(?P<token>[^{}\s]*+)\}\#?+             # #{x}#
    | \$\((?P<make>[\w.]++)\)                    # $(X)
    | %(?P<windows>(?![0-9A-Fa-f]{2}%)[A-Za-z_]\w{2,})%  # %X%
    | <%=?(?P<erb>[^%]*+)%>                      # <%= x %>
    | (?<!\w)__(?P<dunder>[A-Za-z][A-Za-z0-9_]*?)__(?!\w)  # __X__
    | @@(?P<at>\w++)@@ | \#\#(?P<hash>\w++)\#\#  # Auth0 deploy-cli
    | (?<![\w$])\$(?P<shell>[A-Za-z_]\w*+)       # $X
    """,
    64,
)
_DEFAULTED: Final = regex(r"([\w.-]+?)(?::?[-?=+]|:).*", 16)
_ENVIRONMENT: Final = (
    "process.env.",
    "import.meta.env.",
    "Deno.env.",
    "env.",
    "ENV.",
    "runtimeConfig.",
)
_DEEPEST: Final = 5


class Variables:
    """What the dotenv files of one call define.

    Attributes:
        used: the files whose definitions were asked for.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self._values: dict[str, Scalar | None] = {}
        self.used: set[str] = set()
        for document in documents:
            for root in document.roots:
                if document.format == "dotenv" and isinstance(root, Record):
                    self._define(root)

    def _define(self, record: Record) -> None:
        for name, node in record.members.items():
            if isinstance(node, Scalar):
                self.define(name, node)

    def define(self, name: str, value: Scalar) -> None:
        """Set a variable; one that is set to different values is not known."""
        before = self._values.get(name, value)
        same = before is not None and before.parts == value.parts
        self._values[name] = value if same else None

    def fill(self, parts: tuple[Part, ...], depth: int = 0) -> tuple[Part, ...]:
        """Replace references by what they stand for, where a dotenv file tells."""
        filled: list[Part] = []
        for part in _split(parts):
            scalar = self.value(part) if isinstance(part, Hole) else None
            if scalar is None or depth > _DEEPEST:
                filled.append(part)
            else:
                filled += self.fill(scalar.parts, depth + 1)
        return tuple(filled)

    def value(self, hole: Hole) -> Scalar | None:
        """Return what a variable is set to."""
        found = self._values.get(hole.name)
        if found is None:
            name = hole.name
            for prefix in _ENVIRONMENT:
                name = name.removeprefix(prefix)
            found = self._values.get(name)
        if found is not None:
            self.used.add(found.place.file)
        return found


def _split(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Hole):
            yield part
            continue
        done = 0
        for found in _REFERENCE.finditer(part):
            if found.start() > done:
                yield part[done : found.start()]
            yield Hole(_name(next((text for text in found.groups() if text is not None), "")))
            done = found.end()
        if done < len(part):
            yield part[done:]


def _name(reference: str) -> str:
    text = reference.strip().removeprefix("env.").strip()
    found = _DEFAULTED.fullmatch(text)
    return found[1] if found is not None else text


class View:
    """A record, seen with the variables of the call."""

    def __init__(
        self,
        record: Record,
        variables: Variables,
        path: tuple[str, ...] = (),
        *,
        form: str = "",
        folded: bool = False,
    ) -> None:
        self.record = record
        self.path = path
        self.form = form
        self._variables = variables
        self._folded = folded
        self._members: Mapping[str, Node] = record.members
        if folded:
            self._members = {_fold(name): node for name, node in record.members.items()}

    @property
    def place(self) -> Place:
        """Where the record begins."""
        return self.record.place

    @property
    def label(self) -> str:
        """What stands before the record."""
        return self.record.label

    def folded(self) -> "View":
        """Return the same record with names compared without case, ``-`` and ``_``."""
        return View(self.record, self._variables, self.path, form=self.form, folded=True)

    def of(self, record: Record) -> "View":
        """Return another record, seen with the same variables."""
        return View(record, self._variables, self.path, form=self.form, folded=self._folded)

    def node(self, *names: str) -> Node | None:
        """Return the first member of these names; dots lead into inner records."""
        for name in names:
            found = self._find(name)
            if found is not None:
                return found
        return None

    def has(self, *names: str) -> bool:
        """Whether all of these members exist."""
        return all(self._find(name) is not None for name in names)

    def any(self, *names: str) -> bool:
        """Whether one of these members exists."""
        return any(self._find(name) is not None for name in names)

    def inner(self, *names: str) -> "View | None":
        """Return an inner record."""
        node = self.node(*names)
        return self._view(node, names[0]) if isinstance(node, Record) else None

    def inners(self, *names: str) -> "tuple[View, ...]":
        """Return the records of an inner sequence, or of one record as a sequence of one."""
        node = self.node(*names)
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(self._view(item, names[0]) for item in items if isinstance(item, Record))

    def text(self, *names: str) -> Located | None:
        """Return a text; None where it is absent, null or empty."""
        for name in names:
            found = self._find(name)
            value = self._located(found, name) if found is not None else None
            if value is not None:
                return value
        return None

    def texts(self, *names: str, split: str = "") -> tuple[Located, ...]:
        """Return the texts of a sequence, or one text as a sequence of one.

        Args:
            names: the first that exists counts.
            split: characters at which one text is several.
        """
        for name in names:
            found = self._find(name)
            if found is not None:
                return tuple(self._texts(found, name, split))
        return ()

    def flag(self, *names: str) -> Fact | None:
        """Return a truth value, written as such or as text."""
        for name in names:
            found = self._find(name)
            value = self._located(found, name, empty=True) if isinstance(found, Scalar) else None
            word = value.text.strip().lower() if value is not None else ""
            if value is not None and word in {"true", "false"}:
                return Fact(word == "true", value.place, name)
        return None

    def variable(self, *names: str) -> Located | None:
        """Return what a dotenv file sets the first of these variables to."""
        for name in names:
            scalar = self._variables.value(Hole(name))
            if scalar is not None and any(scalar.parts):
                return Located(self._variables.fill(scalar.parts), scalar.place, name)
        return None

    def word(self, *names: str) -> str:
        """Return a known text, or nothing."""
        found = self.text(*names)
        return found.text.strip() if found is not None and found.known else ""

    def _texts(self, node: Node, name: str, split: str) -> Iterator[Located]:
        if isinstance(node, Sequence):
            for item in node.items:
                value = self._located(item, name)
                if value is not None:
                    yield value
            return
        value = self._located(node, name)
        if value is None:
            return
        if split and value.known:
            for piece in regex(f"[^{split}]+").finditer(value.text):
                if piece[0].strip():
                    yield Located((piece[0].strip(),), value.place, value.name)
            return
        yield value

    def _located(self, node: Node, name: str, *, empty: bool = False) -> Located | None:
        if isinstance(node, Record):
            return _intrinsic(node, name)
        if not isinstance(node, Scalar):
            return None
        if node.native and node.parts == ("null",):
            return None
        parts = self._variables.fill(node.parts)
        place = node.place
        holes = tuple(_split(node.parts))
        if len(holes) == 1 and isinstance(holes[0], Hole):
            told = self._variables.value(holes[0])
            place = told.place if told is not None else place
        if not empty and not any(isinstance(part, Hole) or part for part in parts):
            return None
        return Located(parts, place, name.rpartition(".")[2])

    def _find(self, name: str) -> Node | None:
        node = self._members.get(_fold(name) if self._folded else name)
        if node is not None or "." not in name:
            return node
        first, _, rest = name.partition(".")
        outer = self._members.get(_fold(first) if self._folded else first)
        return self._view(outer, first).node(rest) if isinstance(outer, Record) else None

    def _view(self, record: Record, name: str) -> "View":
        path = (*self.path, name)
        return View(record, self._variables, path, form=self.form, folded=self._folded)


def _intrinsic(record: Record, name: str) -> Located | None:
    """Read CloudFormation's ``{"Ref": "X"}`` and ``{"Fn::Sub": "..."}`` as holes."""
    if len(record.members) != 1:
        return None
    function, value = next(iter(record.members.items()))
    if function != "Ref" and not function.startswith("Fn::"):
        return None
    if function == "Fn::Sub" and isinstance(value, Scalar):
        return Located(tuple(_split(value.parts)), value.place, name)
    return Located((Hole(function),), record.place, name)


def _fold(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()
