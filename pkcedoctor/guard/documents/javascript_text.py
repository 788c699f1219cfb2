"""Object literals in JavaScript and TypeScript, read without running anything.

What is a literal, a constant of the same file or put together from these is a value; a call, a
condition or an environment variable is a hole.
"""

from itertools import islice
from typing import Final

from pkcedoctor.capture.snippets.javascript_tokens import Kind, Token, template_parts, tokens_of
from pkcedoctor.guard.documents.tree import (
    DEEPEST,
    EXPORTED,
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

CALLS: Final = frozenset(
    {"loginPKCEGrant", "loginImplicitGrant", "loginCodeAuthorizationGrant", "setEnvironment"}
)
"""Functions whose arguments are settings; their members are named ``0``, ``1``..."""

_MOST_TOKENS: Final = 400_000
"""What lies beyond these is not looked at; a script of settings has a few hundred."""
_BEFORE_A_VALUE: Final = frozenset("=([,:?") | {"return", "||", "??", "&&", "default", "=>", "..."}
_OPENING: Final = {"{": "}", "[": "]", "(": ")"}
_CLOSING: Final = frozenset("}])")
_WORDS: Final = frozenset({"true", "false", "null", "undefined"})
_ASIDE: Final = frozenset({"as", "satisfies"})
_ESCAPE: Final = regex(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", 16)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_PATH: Final = regex(r"[\w$]+(?:\s*[?!]?\.\s*[\w$]+)*!?")


def read_javascript(text: str, file: str) -> Document:
    """Read the object literals of a script; any text is read, if need be as none."""
    script = _Script(text, file)
    script.scan(0, len(script.tokens), 0)
    return Document(file, "javascript", tuple(script.found))


class _Script:
    def __init__(self, text: str, file: str) -> None:
        self.tokens: tuple[Token, ...] = tuple(islice(tokens_of(text, 0, len(text)), _MOST_TOKENS))
        self._left = len(self.tokens)
        self.found: list[Node] = []
        self._positions = Positions(text, file)
        self._constants: dict[str, Node] = {}
        self._closings = self._match_brackets()

    def _match_brackets(self) -> dict[int, int]:
        """Return where each bracket is closed; one left open is closed at the end."""
        closings: dict[int, int] = {}
        stack: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.text in _OPENING:
                stack.append(index)
            elif token.text in _CLOSING:
                while stack:
                    opened = stack.pop()
                    closings[opened] = index
                    if _OPENING[self.tokens[opened].text] == token.text:
                        break
        closings.update((opened, len(self.tokens)) for opened in stack)
        return closings

    def scan(self, start: int, end: int, depth: int) -> None:
        """Look for literals between two tokens."""
        index = start
        while index < end:
            index = self._step(index, end, depth)

    def _step(self, index: int, end: int, depth: int) -> int:
        token = self.tokens[index]
        if token.kind is Kind.NAME:
            if token.text in {"const", "let", "var", "readonly"}:
                return self._constant(index, end, depth)
            if token.text in CALLS and self._text(index + 1) == "(":
                return self._call(index, depth)
            if token.text in {"type", "interface"} and self._text(index + 1)[:1].isupper():
                return self._type(index, end)
        elif token.text == "<" and self._is_element(index):
            return self._element(index, end, depth)
        elif token.text == "{" and self._text(index - 1) in _BEFORE_A_VALUE and depth <= DEEPEST:
            if self._text(index - 1) == "=>":
                return index + 1
            record, after = self._record(index, depth, self._label(index))
            if record.members:
                self.found.append(record)
            return after
        return index + 1

    def _constant(self, index: int, end: int, depth: int) -> int:
        """Read ``const NAME: Type = value``."""
        if index + 1 >= end or self.tokens[index + 1].kind is not Kind.NAME:
            return index + 1
        name, position = self.tokens[index + 1].text, index + 2
        if self._text(position) == ":":
            while position < min(end, index + 40) and self._text(position) not in {"=", ";"}:
                position += 1
        if self._text(position) != "=":
            return index + 2
        value, after = self._value(position + 1, end, depth + 1)
        self._constants.setdefault(name, value)
        kind = " ".join(self._text(place) for place in range(index + 1, position))
        if isinstance(value, Record) and value.members:
            label = f"{value.label} {kind.replace(' : ', ' ')}".strip()
            self.found.append(Record(value.members, value.place, label, value.names))
        elif isinstance(value, Sequence):
            self.found.append(value)
        elif isinstance(value, Scalar) and self._text(index - 1) == EXPORTED:
            place = self._place(index + 1)
            self.found.append(Record({name: value}, place, EXPORTED, {name: place}))
        return max(after, index + 2)

    def _type(self, index: int, end: int) -> int:
        """Pass over a type: its members name types, not values."""
        position = index + 2
        while position < min(end, index + 40) and self._text(position) not in {"{", ";"}:
            position += 1
        return self._closings[position] if self._text(position) == "{" else index + 2

    def _call(self, index: int, depth: int) -> int:
        close = self._closings[index + 1]
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        position = index + 2
        while position < close and len(members) < DEEPEST:
            names[str(len(members))] = self._place(position)
            value, position = self._value(position, close, depth + 1)
            members[str(len(members))] = value
            position += 1
        self.found.append(Record(members, self._place(index), self.tokens[index].text, names))
        return close

    def _is_element(self, index: int) -> bool:
        """Whether ``<`` opens a JSX element with attributes."""
        return (
            index + 3 < len(self.tokens)
            and self.tokens[index + 1].text[:1].isupper()
            and self.tokens[index + 1].kind is Kind.NAME
            and self.tokens[index + 2].kind is Kind.NAME
            and self._text(index + 3) == "="
        )

    def _element(self, index: int, end: int, depth: int) -> int:
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        position = index + 2
        while position + 2 < end and self._text(position + 1) == "=":
            name = self.tokens[position]
            names[name.text] = self._place(position)
            if self._text(position + 2) == "{":
                close = self._closings[position + 2]
                members[name.text], _ = self._value(position + 3, close, depth + 1)
                position = close + 1
            else:
                members[name.text], position = self._value(position + 2, position + 3, depth + 1)
        label = self._text(index + 1)
        self.found.append(Record(members, self._place(index), label, names))
        return max(position, index + 2)

    def _label(self, index: int) -> str:
        """Return the name of the function that is called with the literal, or of its variable."""
        position = index - 1
        while position > 0 and index - position < DEEPEST:
            text = self._text(position)
            if text == "(":
                before = self.tokens[position - 1]
                return before.text if before.kind is Kind.NAME else ""
            if text in {"=", "{", ";", "=>"}:
                break
            position -= 1
        name = self.tokens[position - 1] if position > 0 else None
        return name.text if name is not None and name.kind is Kind.NAME else ""

    def _record(self, index: int, depth: int, label: str) -> tuple[Record, int]:
        """Read an object literal; what is no member is passed over."""
        close = self._closings[index]
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        position = index + 1
        while position < close:
            token = self.tokens[position]
            after = self._text(position + 1)
            if token.text == "...":
                value, position = self._value(position + 1, close, depth + 1)
                if isinstance(value, Record):
                    members.update(value.members)
                    names.update(value.names)
            elif token.kind in {Kind.NAME, Kind.STRING} and after == ":":
                name = _unquoted(token)
                names[name] = self._place(position)
                members[name], position = self._value(position + 2, close, depth + 1)
            elif token.kind is Kind.NAME and (after == "," or position + 1 == close):
                names[token.text] = self._place(position)
                members[token.text] = self._path(token.text, self._place(position))
                position += 1
            else:
                position = self._pass_over(position, close, depth)
            if self._text(position) in {",", ";"}:
                position += 1
        return Record(members, self._place(index), label, names), close + 1

    def _sequence(self, index: int, depth: int) -> tuple[Sequence, int]:
        close = self._closings[index]
        items: list[Node] = []
        position = index + 1
        while position < close:
            value, position = self._value(position, close, depth + 1)
            items.append(value)
            position += 1
        return Sequence(tuple(items), self._place(index)), close + 1

    def _value(self, index: int, end: int, depth: int) -> tuple[Node, int]:
        """Read an expression; return it and where the next begins or the comma stands."""
        if index >= end:
            return Scalar((Hole("nothing"),), self._place(index)), end
        value, position = self._operand(index, end, depth)
        parts = value.parts if isinstance(value, Scalar) else None
        while parts is not None and self._text(position) == "+" and position + 1 < end:
            more, position = self._operand(position + 1, end, depth)
            parts = (*parts, *more.parts) if isinstance(more, Scalar) else None
        while self._text(position) in _ASIDE and position < end:
            position += 2
            while position < end and self._text(position) in {".", "[", "]", "|"}:
                position += 2 if self._text(position) in {".", "|"} else 1
        if (
            position >= end
            or self._text(position) in {",", ";", *_CLOSING}
            or self._new_line(position)
        ):
            if parts is not None and isinstance(value, Scalar):
                native = value.native and len(parts) == 1
                return Scalar(parts, value.place, native=native), position
            return value, position
        name = parts[0].name if parts and isinstance(parts[0], Hole) else "expression"
        return Scalar((Hole(name),), self._place(index)), self._pass_over(position, end, depth)

    def _operand(self, index: int, end: int, depth: int) -> tuple[Node, int]:
        token, place = self.tokens[index], self._place(index)
        if depth <= DEEPEST and token.text == "{":
            return self._record(index, depth, "")
        if depth <= DEEPEST and token.text == "[":
            return self._sequence(index, depth)
        if token.text == "(" and self._text(index + 1) == "{" and depth <= DEEPEST:
            return self._record(index + 1, depth, "")[0], self._closings[index] + 1
        match token.kind:
            case Kind.STRING:
                return Scalar((_unquoted(token),), place), index + 1
            case Kind.TEMPLATE:
                return Scalar(self._template(token.text, place), place), index + 1
            case Kind.NUMBER:
                return Scalar((token.text,), place, native=True), index + 1
            case Kind.NAME if token.text in _WORDS:
                word = "null" if token.text == "undefined" else token.text
                return Scalar((word,), place, native=True), index + 1
            case Kind.NAME if token.text in {"new", "await"} and index + 1 < end:
                return self._operand(index + 1, end, depth)
            case Kind.NAME:
                return self._named(index, end, depth)
            case _:
                return Scalar((Hole("expression"),), place), self._pass_over(index, end, depth)

    def _named(self, index: int, end: int, depth: int) -> tuple[Node, int]:
        """Read ``a.b.c``, ``process.env['X']`` or a call."""
        place, position = self._place(index), index + 1
        path = self.tokens[index].text
        while position < end:
            text = self._text(position)
            if text in {".", "?."} and position + 1 < end:
                path += "." + self._text(position + 1)
                position += 2
            elif text == "!" and self._text(position + 1) != "=":
                position += 1
            elif text == "[" and self.tokens[position + 1].kind is Kind.STRING:
                path += "." + _unquoted(self.tokens[position + 1])
                position = self._closings[position] + 1
            elif text == "=>":
                return Scalar((Hole("function"),), place), self._pass_over(position, end, depth)
            elif text == "(":
                return self._called(path, position, place, depth)
            else:
                break
        return self._path(path, place), position

    def _called(self, path: str, index: int, place: Place, depth: int) -> tuple[Node, int]:
        """Read ``name({...})`` as the record it is given; any other call is a hole."""
        close = self._closings[index]
        name = path.rpartition(".")[2]
        after = close + 1
        if self._text(index + 1) == "{" and depth <= DEEPEST:
            record, rest = self._record(index + 1, depth, name)
            self.scan(rest, close, depth + 1)
            return record, after
        self.scan(index + 1, close, depth + 1)
        return Scalar((Hole(f"{path}()"),), place), after

    def _path(self, path: str, place: Place) -> Node:
        """Follow a path into the constants of this script."""
        first, *rest = path.split(".")
        node: Node | None = self._constants.get(first)
        for name in rest:
            node = node.members.get(name) if isinstance(node, Record) else None
        return node if node is not None else Scalar((Hole(path),), place)

    def _template(self, literal: str, place: Place) -> tuple[Part, ...]:
        parts: list[Part] = []
        for is_expression, start, end in template_parts(literal):
            text = literal[start:end]
            if not is_expression:
                text = text.removesuffix("`") if end == len(literal) else text
                parts.append(_decoded(text))
                continue
            path = text.strip()
            found = self._path(path.rstrip("!"), place) if _PATH.fullmatch(path) else None
            parts += found.parts if isinstance(found, Scalar) else (Hole(path),)
        return tuple(part for part in parts if part) or ("",)

    def _pass_over(self, index: int, end: int, depth: int) -> int:
        """Return where the expression ends, having looked for literals inside."""
        position = index
        while position < end and self._text(position) not in {",", ";"}:
            position = self._closings.get(position, position) + 1
        stop = min(position, end)
        self._left -= stop - index
        if depth <= DEEPEST and self._left > 0:
            self.scan(index, stop, depth + 1)
        return max(stop, index + 1)

    def _new_line(self, index: int) -> bool:
        """Whether a statement ends before a token although nothing says so."""
        before = self._place(index - 1).line
        return self._place(index).line > before and self.tokens[index].kind is Kind.NAME

    def _text(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def _place(self, index: int) -> Place:
        offset = self.tokens[index].start if index < len(self.tokens) else 0
        return self._positions.at(offset)


def _unquoted(token: Token) -> str:
    return _decoded(token.text[1:-1]) if token.kind is Kind.STRING else token.text


def _decoded(text: str) -> str:
    return _ESCAPE.sub(lambda found: _unescape(found[1]), text) if "\\" in text else text


def _unescape(sign: str) -> str:
    if sign in {"\n", "\r\n"}:
        return ""
    if len(sign) > 1:
        code = int(sign[1:].strip("{}"), 16)
        return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last code point
    return _SIMPLE.get(sign, sign)
