"""Files of one setting a line: dotenv files and Java's ``.properties``."""

from typing import Final

from pkcedoctor.guard.documents.tree import Document, Node, Place, Record, Scalar
from pkcedoctor.patterns import regex

_ASSIGNMENT: Final = regex(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=[ \t]*(.*)", 16)
_QUOTED: Final = regex(r"""(["'`])((?:(?!\1)[^\\]|\\.)*+)\1""", 16)
_COMMENT: Final = regex(r"\s+#.*", 16)
_ESCAPE: Final = regex(r"\\(.)", 16)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}
_PROPERTY: Final = regex(r"[ \t]*((?:[^\s:=#!\\]|\\.)(?:[^\s:=\\]|\\.)*)[ \t]*[:=]?[ \t]*(.*)", 16)
_UNICODE: Final = regex(r"\\u([0-9A-Fa-f]{4})")


def read_dotenv(text: str, file: str) -> Document:
    """Read a dotenv file as ``dotenv`` of Node does: quotes, ``export``, comments after a blank."""
    members: dict[str, Node] = {}
    names: dict[str, Place] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        found = _ASSIGNMENT.fullmatch(line.removesuffix("\r"))
        if found is None:
            continue
        value, column = found[2], found.start(2) + 1
        quoted = _QUOTED.match(value)
        if quoted is None:
            value = _COMMENT.sub("", value) if not value.startswith("#") else ""
            value = value.rstrip()
        elif quoted[1] == '"':
            value = _ESCAPE.sub(lambda sign: _ESCAPES.get(sign[1], sign[1]), quoted[2])
        else:
            value = quoted[2]
        members[found[1]] = Scalar((value,), Place(file, number, column))
        names[found[1]] = Place(file, number, found.start(1) + 1)
    return _document(members, names, file, "dotenv")


def read_properties(text: str, file: str) -> Document:
    """Read a ``.properties`` file (java.util.Properties); trailing blanks belong to the value."""
    members: dict[str, Node] = {}
    names: dict[str, Place] = {}
    lines = text.removeprefix("\ufeff").split("\n")
    number = 0
    while number < len(lines):
        line, first = lines[number].removesuffix("\r"), number + 1
        number += 1
        if line.lstrip().startswith(("#", "!")):
            continue
        while _is_continued(line) and number < len(lines):
            line = line[:-1] + lines[number].removesuffix("\r").lstrip()
            number += 1
        found = _PROPERTY.fullmatch(line)
        if found is not None:
            name = _plain(found[1])
            members[name] = Scalar((_plain(found[2]),), Place(file, first, found.start(2) + 1))
            names[name] = Place(file, first, found.start(1) + 1)
    return _document(members, names, file, "properties")


def _is_continued(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _plain(text: str) -> str:
    decoded = _UNICODE.sub(lambda found: chr(int(found[1], 16)), text)
    return _ESCAPE.sub(lambda sign: _ESCAPES.get(sign[1], sign[1]), decoded)


def _document(members: dict[str, Node], names: dict[str, Place], file: str, form: str) -> Document:
    return Document(file, form, (Record(members, Place(file, 1, 1), form, names),))
