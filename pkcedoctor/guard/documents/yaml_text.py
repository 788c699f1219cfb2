"""YAML, with the tags of CloudFormation, authentik and Home Assistant left unresolved.

Only ``compose`` of PyYAML is used: it builds nodes with marks and constructs no objects.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.documents.tree import (
    DEEPEST,
    Document,
    Hole,
    Node,
    Place,
    Record,
    Scalar,
    Sequence,
)
from pkcedoctor.patterns import regex

if TYPE_CHECKING:
    import yaml

_CORE: Final = "tag:yaml.org,2002:"
_NATIVE: Final = frozenset({"bool", "int", "float", "null"})
_MERGE: Final = _CORE + "merge"
_MOST_NODES: Final = 200_000
_REPLACED: Final = regex(r"(##|@@)(\w++)\1")
_STEERING: Final = regex(r"^[ \t]*+\{\{-?+ *+(?:if|else|end|range|with|define|/\*)[^\n]*+", 8)
_UNQUOTED: Final = regex(r"(?<=[:-] )\{\{[^{}\n]*+\}\}")
_TEXT_TAGS: Final = frozenset({"!Sub"})
_TRUE: Final = frozenset({"yes", "true", "on"})
_FALSE: Final = frozenset({"no", "false", "off"})


def read_yaml(text: str, file: str) -> Document:
    """Read a YAML file of one document or several.

    Raises:
        UnreadableInput: with the line at which it stops being YAML, or if PyYAML is missing.
    """
    try:
        import yaml  # noqa: PLC0415 - only YAML needs it
    except ImportError:
        raise UnreadableInput(
            f"{file}: reading YAML needs PyYAML; install it with: pip install PyYAML"
        ) from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        nodes = tuple(yaml.compose_all(_without_templates(text), Loader=loader))
        return Document(file, "yaml", tuple(_Tree(file).node(node, 0) for node in nodes))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark is not None else file
        raise UnreadableInput(f"{place}: this is no YAML: {error.problem or 'wrong'}") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise UnreadableInput(f"{file}: this is no YAML that can be read") from None


def _without_templates(text: str) -> str:
    """Replace what is filled in before YAML is read by ``__X__`` of the same length.

    Helm's ``{{ .Values.x }}`` and the deploy-cli's ``##X##`` stand where YAML sees a mapping or a
    comment; lines that only steer a template become blank.
    """
    if "##" in text or "@@" in text:
        text = _REPLACED.sub(r"__\2__", text)
    if "{{" not in text:
        return text
    text = _STEERING.sub(lambda found: " " * len(found[0]), text)
    return _UNQUOTED.sub(lambda found: f"__{'T' * (len(found[0]) - 4)}__", text)


class _Tree:
    """Turns nodes into the common tree; what aliases repeat is counted as often as it appears."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._left = _MOST_NODES

    def node(self, node: "yaml.Node", depth: int) -> Node:
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            raise UnreadableInput(f"{self._file}: its aliases or levels are too many")
        tag, place = str(node.tag), self._place(node)
        kind = str(getattr(node, "id", ""))
        if kind == "scalar":
            return self._scalar(tag, str(node.value), place)
        if kind == "sequence" and tag.startswith(_CORE):
            return Sequence(tuple(self.node(item, depth + 1) for item in node.value), place)
        if kind == "mapping" and tag.startswith(_CORE):
            return self._record(node, depth, place)
        return Scalar((Hole(tag),), place)

    def _scalar(self, tag: str, text: str, place: Place) -> Scalar:
        if not tag.startswith(_CORE):
            return Scalar((text if tag in _TEXT_TAGS else Hole(text),), place)
        kind = tag.removeprefix(_CORE)
        if kind == "bool":
            word = text.lower()
            text = "true" if word in _TRUE else "false" if word in _FALSE else text
        if kind == "null":
            text = "null"
        return Scalar((text,), place, native=kind in _NATIVE)

    def _record(self, node: "yaml.Node", depth: int, place: Place) -> Record:
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        merged: list[Record] = []
        for key, value in node.value:
            if key.tag == _MERGE:
                merged += self._merged(self.node(value, depth + 1))
            elif key.id == "scalar":
                names[str(key.value)] = self._place(key)
                members[str(key.value)] = self.node(value, depth + 1)
        for other in merged:
            members = {**other.members, **members}
            names = {**other.names, **names}
        return Record(members, place, "", names)

    def _merged(self, node: Node) -> Iterator[Record]:
        items = node.items if isinstance(node, Sequence) else (node,)
        yield from (item for item in items if isinstance(item, Record))

    def _place(self, node: "yaml.Node") -> Place:
        return Place(self._file, node.start_mark.line + 1, node.start_mark.column + 1)
