"""Terraform's HCL: blocks, attributes, literals and templates; functions and references are holes.

After the HCL native syntax specification (hashicorp/hcl, hclsyntax/spec.md).
"""

from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.documents.tree import (
    DEEPEST,
    Document,
    Hole,
    Node,
    Part,
    Place,
    Positions,
    Record,
    Scalar,
    Sequence,
)
from pkcedoctor.patterns import regex

_BLANK: Final = regex(r"(?:[ \t\r\ufeff]++|(?:#|//)[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_BLANK_LINES: Final = regex(r"(?:\s++|(?:#|//)[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_NAME: Final = regex(r"[A-Za-z_][\w-]*+")
_NUMBER: Final = regex(r"-?\d++(?:\.\d++)?+")
_QUOTED: Final = regex(r'"(?:[^"\\\n$%]|\\.|[$%](?!\{)|[$%]\{(?:[^{}"\n]|"[^"\n]*+")*+\})*+"')
_HEREDOC: Final = regex(r"<<-?([A-Za-z_]\w*+)[^\n]*\n")
_TEMPLATE: Final = regex(r"[$%]\{((?:[^{}\"]|\"[^\"]*+\")*+)\}")
_ESCAPE: Final = regex(r"\\(.)", 16)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t"}
_WRAPPERS: Final = frozenset(
    {"toset", "tolist", "tostring", "sort", "distinct", "nonsensitive", "sensitive"}
)
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}


def read_hcl(text: str, file: str) -> Document:
    """Read a Terraform file: one record for each block, labelled with the words before it.

    Raises:
        UnreadableInput: with the line at which it stops being HCL.
    """
    reader = _Reader(text, file)
    root = reader.body(0, until="")
    roots = tuple(reader.blocks) or (root,)
    return Document(file, "hcl", roots)


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.blocks: list[Record] = []
        self._text = text
        self._positions = Positions(text, file)
        self._offset = 0
        self._locals: dict[str, Node] = {}

    def body(self, depth: int, until: str) -> Record:
        """Read attributes and blocks up to a bracket."""
        if depth > DEEPEST:
            raise self._wrong("it nests too deeply")
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        place = self._here()
        while (sign := self._peek_line()) != until:
            found = _NAME.match(self._text, self._offset)
            if found is None or not sign:
                raise self._wrong("an attribute or a block is expected")
            where, name = self._here(), found[0]
            self._offset = found.end()
            if self._peek() == "=":
                self._offset += 1
                members[name] = self.expression(depth + 1)
                names[name] = where
            else:
                block = self._block(name, where, depth)
                names.setdefault(name, where)
                _add(members, name, block)
        self._offset += len(until)
        return Record(members, place, "", names)

    def _block(self, name: str, where: Place, depth: int) -> Record:
        labels = [name]
        while self._peek() != "{":
            quoted = _QUOTED.match(self._text, self._offset)
            word = _NAME.match(self._text, self._offset)
            found = quoted or word
            if found is None:
                raise self._wrong("'{' is expected")
            labels.append(found[0].strip('"'))
            self._offset = found.end()
        self._offset += 1
        inner = self.body(depth + 1, until="}")
        if labels == ["locals"]:
            self._locals.update(inner.members)
        block = Record(inner.members, where, " ".join(labels), inner.names)
        if depth == 0:
            self.blocks.append(block)
        return block

    def expression(self, depth: int) -> Node:
        """Read what stands after ``=``."""
        if depth > DEEPEST:
            raise self._wrong("it nests too deeply")
        sign, place = self._peek(), self._here()
        node = self._literal(sign, place, depth)
        if node is not None and self._ends():
            return node
        start = self._offset if node is None else self._offset_of(place)
        return Scalar((Hole(self._rest(start)),), place)

    def _literal(self, sign: str, place: Place, depth: int) -> Node | None:
        if sign == '"':
            return self._quoted(place)
        if sign == "[":
            return self._sequence(place, depth)
        if sign == "{":
            return self._object(place, depth)
        heredoc = _HEREDOC.match(self._text, self._offset)
        if heredoc is not None:
            return self._heredoc(heredoc.end(), heredoc[1], place)
        number = _NUMBER.match(self._text, self._offset)
        if number is not None:
            self._offset = number.end()
            return Scalar((number[0],), place, native=True)
        return self._word(place, depth)

    def _word(self, place: Place, depth: int) -> Node | None:
        found = _NAME.match(self._text, self._offset)
        if found is None:
            return None
        after = found.end()
        if found[0] in {"true", "false", "null"}:
            self._offset = after
            return Scalar((found[0],), place, native=True)
        if found[0] in _WRAPPERS and self._text.startswith("(", after):
            self._offset = after + 1
            inner = self.expression(depth + 1)
            if self._peek_line() == ")":
                self._offset += 1
                return inner
        if found[0] == "local" and self._text.startswith(".", after):
            name = _NAME.match(self._text, after + 1)
            if name is not None and name[0] in self._locals:
                self._offset = name.end()
                return self._locals[name[0]]
        return None

    def _quoted(self, place: Place) -> Node | None:
        found = _QUOTED.match(self._text, self._offset)
        if found is None:
            return None
        self._offset = found.end()
        return Scalar(self._parts(found[0][1:-1]), place)

    def _parts(self, text: str) -> tuple[Part, ...]:
        parts: list[Part] = []
        done = 0
        for found in _TEMPLATE.finditer(text):
            parts.append(_plain(text[done : found.start()]))
            name = found[1].strip()
            known = self._locals.get(name.removeprefix("local.")) if "local." in name else None
            parts += known.parts if isinstance(known, Scalar) else (Hole(name),)
            done = found.end()
        parts.append(_plain(text[done:]))
        return tuple(part for part in parts if part) or ("",)

    def _heredoc(self, start: int, mark: str, place: Place) -> Node:
        line, lines = start, list[str]()
        while line < len(self._text):
            end = self._text.find("\n", line)
            end = len(self._text) if end < 0 else end
            row = self._text[line:end]
            if row.strip() == mark:
                self._offset = line + len(row)
                return Scalar(("\n".join(lines),), place)
            lines.append(row)
            line = end + 1
        raise self._wrong("a text that begins here never ends")

    def _sequence(self, place: Place, depth: int) -> Node:
        self._offset += 1
        items: list[Node] = []
        if self._peek_line() == "f" and self._text.startswith("for ", self._offset):
            self._offset -= 1
            return self._unread(place)
        while self._peek_line() not in {"]", ""}:
            before = self._offset
            items.append(self.expression(depth + 1))
            if self._offset == before:
                raise self._wrong("a value is expected")
            if self._peek_line() == ",":
                self._offset += 1
        self._offset += 1
        return Sequence(tuple(items), place)

    def _object(self, place: Place, depth: int) -> Node:
        self._offset += 1
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        if self._peek_line() == "f" and self._text.startswith("for ", self._offset):
            self._offset -= 1
            return self._unread(place)
        while self._peek_line() not in {"}", ""}:
            found = _QUOTED.match(self._text, self._offset) or _NAME.match(self._text, self._offset)
            if found is None:
                raise self._wrong("a name is expected")
            names[found[0].strip('"')] = self._here()
            self._offset = found.end()
            if self._peek() not in {"=", ":"}:
                raise self._wrong("'=' is expected")
            self._offset += 1
            members[found[0].strip('"')] = self.expression(depth + 1)
            if self._peek_line() == ",":
                self._offset += 1
        self._offset += 1
        return Record(members, place, "", names)

    def _unread(self, place: Place) -> Node:
        return Scalar((Hole(self._rest(self._offset)),), place)

    def _ends(self) -> bool:
        return self._peek() in {"", "\n", ",", "]", "}", ")", "#"}

    def _rest(self, start: int) -> str:
        """Pass over an expression; return its text."""
        self._offset = start
        stack: list[str] = []
        while self._offset < len(self._text):
            sign = self._text[self._offset]
            quoted = _QUOTED.match(self._text, self._offset) if sign == '"' else None
            if quoted is not None:
                self._offset = quoted.end()
                continue
            if not stack and sign in "\n,]})":
                break
            if sign in _OPENING:
                stack.append(_OPENING[sign])
            elif stack and sign == stack[-1]:
                stack.pop()
            self._offset += 1
        return self._text[start : self._offset].strip()

    def _peek(self) -> str:
        blank = _BLANK.match(self._text, self._offset)
        self._offset = blank.end() if blank is not None else self._offset
        return self._text[self._offset : self._offset + 1]

    def _peek_line(self) -> str:
        blank = _BLANK_LINES.match(self._text, self._offset)
        self._offset = blank.end() if blank is not None else self._offset
        return self._text[self._offset : self._offset + 1]

    def _here(self) -> Place:
        return self._positions.at(self._offset)

    def _offset_of(self, place: Place) -> int:
        return self._positions.offset(place)

    def _wrong(self, what: str) -> UnreadableInput:
        place = self._here()
        return UnreadableInput(
            f"{place.file}:{place.line}:{place.column}: this is no HCL: {what} here"
        )


def _add(members: dict[str, Node], name: str, block: Record) -> None:
    before = members.get(name)
    match before:
        case None:
            members[name] = block
        case Sequence(items=items, place=place):
            members[name] = Sequence((*items, block), place)
        case _:
            members[name] = Sequence((before, block), before.place)


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda sign: _ESCAPES.get(sign[1], sign[1]), text).replace("$${", "${")
