"""Works out JavaScript expressions as far as their values stand in the snippet.

Nothing is run. What is not known here comes out as ``Unknown`` with the path that names it.
"""

import re
from collections.abc import Sequence

from pkcedoctor.capture.snippets.javascript_calls import called, constructed, method_of
from pkcedoctor.capture.snippets.javascript_forms import concatenated, scalars
from pkcedoctor.capture.snippets.javascript_tokens import Kind, Token, template_parts, tokens_of
from pkcedoctor.capture.snippets.javascript_values import (
    DEEPEST,
    UNDEFINED,
    Address,
    Function,
    Mapped,
    Number,
    Pairs,
    PairsOf,
    Record,
    Undefined,
    Unknown,
    Value,
    is_truthy,
    shown,
)
from pkcedoctor.capture.snippets.javascript_values import Sequence as Array
from pkcedoctor.patterns import regex

MOST_STEPS = 150_000
_LONGEST_TYPE = 80
_MOST_ITEMS = 1_000
_ESCAPE = regex(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_LAST_LETTER = 0x10FFFF
_CONSTANTS: dict[str, Value] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": UNDEFINED,
    "URLSearchParams": Unknown("URLSearchParams"),
}
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_OPENING.values())
_LOGIC = frozenset({"||", "??", "&&", "==", "===", "!=", "!==", "<", ">", "<=", ">=", "|", "&"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "^"})
_PREFIXES = frozenset({"await", "typeof", "void", "delete", "yield", "!", "-", "+", "~"})
_GLOBALS = ("window.", "globalThis.", "self.", "global.")
_LITERAL = frozenset({Kind.STRING, Kind.TEMPLATE, Kind.NUMBER, Kind.REGEX})


class NotUnderstood(Exception):
    """The tokens are no expression; caught where the expression begins."""


def matched(tokens: Sequence[Token]) -> dict[int, int]:
    """Return which bracket closes which, by token; brackets without a partner are left out."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is not Kind.SIGN:
            continue
        if token.text in _OPENING:
            opened.append(place)
        elif token.text in _CLOSING and opened and _OPENING[tokens[opened[-1]].text] == token.text:
            pairs[opened.pop()] = place
    return pairs


class Reader:
    """Reads expressions from tokens.

    Attributes:
        names: what is known of names at this place of the snippet.
        place: the token to read next.
        steps: how many tokens were read so far.
    """

    def __init__(
        self, tokens: Sequence[Token], pairs: dict[int, int], names: dict[str, Value]
    ) -> None:
        self.tokens = tokens
        self.pairs = pairs
        self.names = names
        self.place = 0
        self.steps = 0
        self._depth = 0

    def text(self, ahead: int = 0) -> str:
        """Return the text of a token; empty beyond the last one, and for a literal."""
        place = self.place + ahead
        if not 0 <= place < len(self.tokens):
            return ""
        token = self.tokens[place]
        return "" if token.kind in _LITERAL else token.text

    def kind(self, ahead: int = 0) -> Kind | None:
        """Return what a token is; None beyond the last one."""
        place = self.place + ahead
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else None

    def value(self) -> Value:
        """Read one expression.

        Raises:
            NotUnderstood: there is none here, or it is too deep.
        """
        if self._depth >= DEEPEST or self.steps > MOST_STEPS:
            raise NotUnderstood
        self._depth += 1
        try:
            return self._choice()
        finally:
            self._depth -= 1

    def arguments(self) -> list[Value]:
        """Read the arguments of a call, from its opening parenthesis on."""
        self._expect("(")
        found = self._listed(")")
        self._expect(")")
        return found

    def _advance(self) -> Token:
        if self.place >= len(self.tokens):
            raise NotUnderstood
        token = self.tokens[self.place]
        self.place += 1
        self.steps += 1
        return token

    def _expect(self, text: str) -> None:
        if self.text() != text:
            raise NotUnderstood
        self._advance()

    def _choice(self) -> Value:
        condition = self._logic()
        if self.text() != "?":
            return condition
        self._advance()
        first = self.value()
        self._expect(":")
        second = self.value()
        match is_truthy(condition):
            case True:
                return first
            case False:
                return second
            case _:
                return first if first == second else Unknown("")

    def _logic(self) -> Value:
        left = self._sum()
        while (sign := self.text()) in _LOGIC:
            self._advance()
            left = _decided(sign, left, self._sum())
        return left

    def _sum(self) -> Value:
        first = self._operand()
        if self.text() not in _ARITHMETIC:
            return first
        terms = [first]
        known = True
        while (sign := self.text()) in _ARITHMETIC:
            self._advance()
            terms.append(self._operand())
            known = known and sign == "+"
        if not known or all(isinstance(term, Number) for term in terms):
            return Unknown("")
        return concatenated(map(shown, terms))

    def _operand(self) -> Value:
        prefixes = 0
        while self.text() in _PREFIXES:
            prefixes += self._advance().text != "await"
        found = self._followed(self._primary())
        while self.text() in {"as", "satisfies"} and self.kind(1) is Kind.NAME:
            self._advance()
            self._type()
        return Unknown("") if prefixes else found

    def _type(self) -> None:
        """Skip a TypeScript type: a path and what stands in brackets after it."""
        self._advance()
        while True:
            if (self.text() == "." and self.kind(1) is Kind.NAME) or (
                self.text() == "[" and self.text(1) == "]"
            ):
                self.place += 2
            elif self.text() == "<":
                self.skip_type_arguments()
            else:
                return

    def skip_type_arguments(self) -> None:
        """Skip what stands in angle brackets after a TypeScript name.

        Raises:
            NotUnderstood: the first one compares, as far as can be seen.
        """
        deep = 0
        for _ in range(_LONGEST_TYPE):
            close = self.pairs.get(self.place)
            self.place = self.place if close is None else close
            sign = self._advance().text
            deep += {"<": 1, ">": -1}.get(sign, 0)
            if deep <= 0:
                return
            if sign == ";" or (sign == ")" and close is None):
                break
        raise NotUnderstood

    def _primary(self) -> Value:
        token = self._advance()
        match token.kind:
            case Kind.STRING:
                return unescaped(token.text[1:-1])
            case Kind.TEMPLATE:
                return self._template(token.text)
            case Kind.NUMBER:
                return Number(token.text)
            case Kind.REGEX:
                return Unknown("")
            case Kind.NAME:
                return self._named(token.text)
            case _:
                return self._grouped(token.text)

    def _named(self, name: str) -> Value:
        if name in {"function", "async"} and (function := self._function()) is not None:
            return function
        if self.text() == "=>":
            return self._arrow(self.place - 1)
        if name == "new":
            return self._new()
        if name in self.names:
            return self.names[name]
        return _CONSTANTS.get(name, Unknown(name))

    def _function(self) -> Function | None:
        """Skip a function of any form; None where the word is a name of its own."""
        start = self.place - 1
        while self.kind() is Kind.NAME or self.text() == "*":
            self._advance()
        if self.text() == "=>":
            return self._arrow(start)
        if self.text() != "(":
            return None
        after = self.pairs.get(self.place, -1) + 1
        if not after:
            raise NotUnderstood
        follows = self.tokens[after].text if after < len(self.tokens) else ""
        if follows not in {"=>", "{", ":"}:
            return None
        self.place = after
        if follows == "=>":
            return self._arrow(start)
        while self.text() not in {"{", ""}:
            self._advance()
        self._skip_bracket()
        return Function(start, self.place)

    def _arrow(self, start: int) -> Function:
        self._expect("=>")
        if self.text() == "{":
            self._skip_bracket()
        else:
            self.value()
        return Function(start, self.place)

    def _skip_bracket(self) -> None:
        close = self.pairs.get(self.place)
        if close is None:
            raise NotUnderstood
        self.place = close + 1

    def _new(self) -> Value:
        token = self._advance()
        if token.kind is not Kind.NAME:
            raise NotUnderstood
        path = token.text
        while self.text() == "." and self.kind(1) is Kind.NAME:
            path = f"{path}.{self.text(1)}"
            self.place += 2
        if self.text() == "<":
            self.skip_type_arguments()
        given = self.arguments() if self.text() == "(" else []
        return constructed(path.rpartition(".")[2], given)

    def _grouped(self, sign: str) -> Value:
        start = self.place - 1
        match sign:
            case "(":
                after = self.pairs.get(start, -1) + 1
                if 0 < after < len(self.tokens) and self.tokens[after].text == "=>":
                    self.place = after
                    return self._arrow(start)
                found = self.value()
                self._expect(")")
                return found
            case "[":
                values = self._listed("]")
                self._expect("]")
                return Array(values)
            case "{":
                return self._record()
            case _:
                raise NotUnderstood

    def _listed(self, close: str) -> list[Value]:
        found: list[Value] = []
        while self.text() != close:
            if self.text() == "...":
                self._advance()
                spread = self.value()
                known = isinstance(spread, Array) and len(found) < _MOST_ITEMS
                found += spread.values if isinstance(spread, Array) and known else [Unknown("")]
            else:
                found.append(self.value())
            if self.text() != ",":
                break
            self._advance()
        return found

    def _record(self) -> Record:
        found = Record()
        while self.text() != "}" or self.kind() is not Kind.SIGN:
            if self.text() == "...":
                self._advance()
                _spread(found, self.value())
            else:
                self._member(found)
            if self.text() != ",":
                break
            self._advance()
        self._expect("}")
        return found

    def _member(self, found: Record) -> None:
        token = self._advance()
        while token.text in {"async", "get", "set", "*"} and self.text() not in {
            ":",
            ",",
            "(",
            "}",
        }:
            token = self._advance()
        name = token.text
        match token.kind:
            case Kind.STRING:
                name = unescaped(name[1:-1])
                found.quoted = found.quoted and token.text.startswith('"')
            case Kind.NAME | Kind.NUMBER:
                found.quoted = False
            case Kind.SIGN if token.text == "[":
                found.quoted = False
                name = shown(self.value())
                self._expect("]")
            case _:
                raise NotUnderstood
        found.members[name] = self._member_value(token)

    def _member_value(self, name: Token) -> Value:
        match self.text():
            case ":":
                self._advance()
                return self.value()
            case "(":
                start = self.place
                self._skip_bracket()
                while self.text() not in {"{", ""}:
                    self._advance()
                self._skip_bracket()
                return Function(start, self.place)
            case _ if name.kind is Kind.NAME:
                return self.names.get(name.text, _CONSTANTS.get(name.text, Unknown(name.text)))
            case _:
                raise NotUnderstood

    def _followed(self, found: Value) -> Value:
        while True:
            match self.text():
                case "." | "?.":
                    self._advance()
                    if self.text() in {"(", "["}:
                        continue
                    found = self._property(found)
                case "[":
                    self._advance()
                    name = shown(self.value())
                    self._expect("]")
                    found = member_of(found, name)
                case "(":
                    path = found.path if isinstance(found, Unknown) else ""
                    found = called(local(path), self.arguments())
                case "!" if self.text(1) in {".", ")", ",", ";", "}", "]", "["}:
                    self._advance()
                case _:
                    return found

    def _property(self, found: Value) -> Value:
        token = self._advance()
        if token.kind is not Kind.NAME:
            raise NotUnderstood
        if self.text() != "(":
            return member_of(found, token.text)
        if isinstance(found, Unknown):
            return Unknown(f"{found.path}.{token.text}" if found.path else "")
        start = self.place
        given = self.arguments()
        encoding = sum(
            each.text == "encodeURIComponent" for each in self.tokens[start : self.place]
        )
        if isinstance(found, Mapped):
            return _mapped(found, token.text, given, encoding)
        return method_of(found, token.text, given)

    def _template(self, literal: str) -> str:
        parts: list[str] = []
        for is_expression, start, end in template_parts(literal):
            if is_expression:
                parts.append(self._substituted(literal[start:end]))
            else:
                parts.append(unescaped(literal[start:end].replace("\r\n", "\n")))
        return concatenated(parts)

    def _substituted(self, source: str) -> str:
        tokens = list(tokens_of(source, 0, len(source)))
        inner = Reader(tokens, matched(tokens), self.names)
        inner._depth = self._depth
        inner.steps = self.steps
        try:
            found = shown(inner.value())
        except NotUnderstood:
            found = shown(Unknown(""))
        self.steps = inner.steps
        return found if inner.place >= len(tokens) else shown(Unknown(""))


def member_of(value: Value, name: str) -> Value:
    """Return a property; unknown where the snippet does not tell."""
    match value:
        case Unknown(path):
            return Unknown(f"{path}.{name}" if path else "")
        case Record(members, whole=whole):
            return members.get(name, UNDEFINED if whole else Unknown(name))
        case Array(values) if name.isdecimal() and int(name[:9]) < len(values):
            return values[int(name[:9])]
        case Address(search=search) if name == "searchParams":
            return search
        case Address() if name == "href":
            return value.text()
        case _:
            return Unknown(name)


def unescaped(text: str) -> str:
    """Return what a string literal means (ECMA-262 12.9.4)."""
    if "\\" not in text:
        return text
    found = _ESCAPE.sub(_letter, text)
    return scalars(found) if "\\u" in text else found


def _letter(found: re.Match[str]) -> str:
    for digits in (found[1], found[2], found[3]):
        if digits:
            return chr(min(int(digits, 16), _LAST_LETTER))
    if found[4] in {"\n", "\r\n", "\r", "\u2028", "\u2029"}:
        return ""
    return _SIMPLE.get(found[4], found[4])


def _decided(sign: str, left: Value, right: Value) -> Value:
    truth = is_truthy(left)
    match sign:
        case "??" if not isinstance(left, Unknown):
            return right if left is None or left == UNDEFINED else left
        case "||" if truth is not None:
            return left if truth else right
        case "&&" if truth is not None:
            return right if truth else left
        case _:
            return left if sign in {"??", "||"} and isinstance(left, Unknown) else Unknown("")


def _spread(found: Record, value: Value) -> None:
    match value:
        case Record(members, whole=whole):
            found.members.update(members)
            found.whole = found.whole and whole
        case Pairs(PairsOf.HEADERS, items):
            found.members.update(items)
        case None | bool() | Undefined():
            pass
        case _:
            found.whole = False
    found.quoted = False


def _mapped(value: Mapped, name: str, given: list[Value], encoding: int) -> Value:
    both = 2
    if name == "map" and value.encoded is None and given and isinstance(given[0], Function):
        return Mapped(value.of, encoded=True) if encoding == both else Unknown("")
    if name == "join" and value.encoded and given == ["&"]:
        return method_of(value, "join", given)
    return Unknown("")


def local(path: str) -> str:
    """Return a path without the names of the global object and of a default export."""
    for name in _GLOBALS:
        path = path.removeprefix(name)
    return path.replace(".default", "")
