"""What PowerShell expressions in a text come to. Nothing is run."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    WEIGHT,
    Allowance,
    Pair,
    base64,
    concatenated,
    concatenated_by,
    is_open,
    joined,
    scalars,
    strict,
)
from pkcedoctor.patterns import regex

_DEEPEST = 30
_BLANK = regex(r"(?:[ \t\u00a0]|`[ \t]*+\r?\n)*+")
_SPACE = regex(r"(?:\s|`[ \t]*+\r?\n|#[^\n]*+|<#[\s\S]*?#>)*+")
_NAME = regex(r"\$(?:\{([^}\n]{1,200})\}|((?:\w++:(?!:))?+\w++))")
_PROPERTY = regex(r"\.([A-Za-z_]\w*+)")
_TYPE = regex(r"\[([A-Za-z_][\w.]*+)(?:\[\])?\]")
_STATIC = regex(r"::([A-Za-z_]\w*+)")
_NUMBER = regex(r"0x[0-9a-fA-F]++|\d++(?:\.\d++)?")
_KEY = regex(r"[A-Za-z_][\w-]*+")
_WORD = regex(r"[^\s,;|(){}'\"`&<>]++")
_COMMAND = regex(r"[A-Za-z]++-[A-Za-z]++")
_OPERATOR = regex(r"-(?:f|join|replace|eq|ne|and|or|split|as)\b", re.IGNORECASE)
_IN_DOUBLE = regex(r'[^"`$\n“”„]++|[\n“”„]')
_HERE = regex(r"@(['\"])[ \t]*+\r?\n")
_FORMATTED = regex(r"\{(\d{1,2})\}|\{\{|\}\}|\{[^}]*+\}")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_QUOTED = frozenset("'\"$@([“”„\u2018\u2019")
_AFTER = frozenset(" \t\n\r;|)},`") | {""}
_LAST_LETTER = 0x10FFFF
_SAFE = "!*()"
_LONGEST_NUMBER = 19
_MOST_ITEMS = 1_000
_LONGEST_SUBEXPRESSION = 2000


class NotUnderstood(Exception):
    """The text is no expression here; caught where the expression begins."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not show, by the name of its variable."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes, by the text that they encode."""

    text: str


@dataclass(slots=True)
class Table:
    """A hashtable.

    Attributes:
        members: by name, in the order of the text.
        ordered: whether PowerShell keeps this order.
    """

    members: dict[str, "Value"] = field(default_factory=dict)
    ordered: bool = False

    def put(self, name: str, value: "Value") -> None:
        """Set a member, whatever the case of its name."""
        same = next((key for key in self.members if key.casefold() == name.casefold()), name)
        self.members[same] = value


@dataclass(slots=True)
class Row:
    """An array."""

    values: list["Value"] = field(default_factory=list)


@dataclass(slots=True)
class Session:
    """A ``WebRequestSession``."""

    agent: "Value" = None
    cookies: list[tuple[str, str]] = field(default_factory=list)
    headers: Table = field(default_factory=Table)


Value = str | int | bool | None | Unknown | Octets | Table | Row | Session
Names = dict[str, Value]


def shown(value: Value) -> str:
    """Return what ``ToString`` makes of a value; a stand-in where that is not known."""
    match value:
        case str():
            return value
        case bool() | int():
            return str(value)
        case None:
            return ""
        case Octets(text):
            return text
        case Row(values):
            return " ".join(
                stand_in("array") if isinstance(each, Row) else shown(each) for each in values
            )
        case Unknown(name):
            return stand_in(f"variable {name}" if name else "expression")
        case _:
            return stand_in("expression")


def url_encoded(text: str) -> str:
    """Encode as .NET's ``WebUtility.UrlEncode`` does."""
    return quote(scalars(text), safe=_SAFE).replace("~", "%7E").replace("%20", "+")


def form(table: Table) -> str:
    """Return what PowerShell makes of a hashtable as a body."""
    pairs: list[Pair] = [
        (url_encoded(name), url_encoded(shown(each))) for name, each in table.members.items()
    ]
    return joined(pairs)


class Reader:
    """Reads expressions from a place of the text.

    Attributes:
        place: where to read on.
        limit: what lies beyond is not read.
        wasted: how many characters were searched for what is not there.
        names: what is known of variables, by their names in lower case.
    """

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        self.place = 0
        self.limit = len(text)
        self.wasted = 0
        self._depth = 0

    def expression(self) -> Value:
        """Read an expression with its operators and pipes.

        Raises:
            NotUnderstood: there is none here.
        """
        self._enter()
        try:
            found = self._terms()
            self._blank()
            while self._at("|") and not self._at("||"):
                self.place += 1
                found = self._piped(found)
                self._blank()
        finally:
            self._depth -= 1
        return found

    def argument(self) -> Value:
        """Read an argument of a command: a value, or a word without quotes."""
        self._enter()
        try:
            self._blank()
            if self._peek() not in _QUOTED:
                return self._word()
            found = self._value()
            return found if self._peek() in _AFTER else f"{shown(found)}{self._word()}"
        finally:
            self._depth -= 1

    def listed_argument(self) -> Value:
        """Read an argument, or several with commas between them."""
        values = [self.argument()]
        while self._at(","):
            self.place += 1
            self._space()
            values.append(self.argument())
        return values[0] if len(values) == 1 else Row(values)

    def skip_blank(self) -> None:
        """Skip blanks and continued lines."""
        self._blank()

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._depth -= 1
            raise NotUnderstood

    def _peek(self) -> str:
        return self.text[self.place : min(self.place + 1, self.limit)]

    def _at(self, text: str) -> bool:
        return self.text.startswith(text, self.place, self.limit)

    def _blank(self) -> None:
        found = _BLANK.match(self.text, self.place, self.limit)
        self.place = found.end() if found is not None else self.place

    def _space(self) -> None:
        found = _SPACE.match(self.text, self.place, self.limit)
        self.place = found.end() if found is not None else self.place
        if self._at("<#"):
            self.wasted += self.limit - self.place

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.place, self.limit)
        if found is not None:
            self.place = found.end()
        return found

    def _expect(self, text: str) -> None:
        if not self._at(text):
            raise NotUnderstood
        self.place += len(text)

    def _terms(self) -> Value:
        self._blank()
        terms = [self._listed()]
        while True:
            self._blank()
            if self._at("+") and not self._at("+="):
                self.place += 1
                self._space()
                terms.append(self._listed())
                continue
            if (operator := self._take(_OPERATOR)) is None:
                return _sum(terms)
            self._space()
            terms = [_operated(operator[0].casefold(), _sum(terms), self._listed())]

    def _listed(self) -> Value:
        first = self._value()
        values = [first]
        while True:
            before = self.place
            self._blank()
            if not self._at(","):
                self.place = before
                return first if len(values) == 1 else Row(values)
            self.place += 1
            self._space()
            values.append(self._value())

    def _value(self) -> Value:
        found = self._primary()
        while True:
            if (property_ := self._take(_PROPERTY)) is not None:
                found = self._member(found, property_[1])
            elif self._at("["):
                self.place += 1
                key = self.expression()
                self._space()
                self._expect("]")
                found = member_of(found, key)
            else:
                return found

    def _member(self, owner: Value, name: str) -> Value:
        if not self._at("("):
            return member_of(owner, name)
        given = self.arguments()
        match owner, name.casefold():
            case _, "getbytes":
                return Octets(shown(given[0]))
            case str(), "tostring" | "trim":
                return owner.strip() if name.casefold() == "trim" else owner
            case str(), "replace" if not is_open(owner):
                return _replaced(owner, given)
            case str(), "trimend" if given == ["="] and not is_open(owner):
                return owner.rstrip("=")
            case _:
                return Unknown(name)

    def arguments(self) -> list[Value]:
        """Read what stands in the parentheses of a call; one None where nothing does."""
        self._expect("(")
        self._space()
        if self._at(")"):
            self.place += 1
            return [None]
        found = self.expression()
        self._space()
        self._expect(")")
        return found.values if isinstance(found, Row) else [found]

    def _primary(self) -> Value:
        first = self._peek()
        match first:
            case "'" | "\u2018" | "\u2019":
                return self._verbatim(first)
            case '"' | "“" | "”" | "„":
                self.place += 1
                return self._expanded('"' if first == '"' else '“”„"')
            case "@":
                return self._at_sign()
            case "(":
                return self._grouped()
            case "[":
                return self._typed()
            case "$":
                return self._dollar()
            case _:
                return self._bare()

    def _bare(self) -> Value:
        if (number := self._take(_NUMBER)) is not None:
            return _number(number[0])
        if (command := self._take(_COMMAND)) is not None:
            return self._commanded(command[0].casefold())
        raise NotUnderstood

    def _commanded(self, name: str) -> Value:
        self._blank()
        if name != "new-object":
            self._skip_command()
            return Unknown(name)
        word = shown(self.argument()) if not self._at("-") else ""
        self._blank()
        kind = word.rpartition(".")[2].casefold()
        if kind == "cookie" and self._at("("):
            return Row(self.arguments())
        self._skip_command()
        if "dictionary[" in word.casefold() or kind == "hashtable":
            return Table(ordered=kind != "hashtable")
        return Session() if kind == "webrequestsession" else Unknown(kind)

    def _skip_command(self) -> None:
        """Skip the arguments of a command that is not known, brackets and quotes as a whole."""
        while True:
            self._blank()
            if self._peek() in {"", "\n", "\r", ";", "|", ")", "}", ","}:
                return
            before = self.place
            try:
                self.argument()
            except NotUnderstood:
                self.place = max(self.place, before + 1)

    def _piped(self, value: Value) -> Value:
        self._space()
        if (command := self._take(_COMMAND)) is None:
            raise NotUnderstood
        self._skip_command()
        if command[0].casefold() == "convertto-json":
            return (
                value
                if isinstance(value, Unknown)
                else json.dumps(_plain(value, 0, Allowance()), ensure_ascii=False)
            )
        return value if command[0].casefold() == "out-string" else Unknown(command[0])

    def _verbatim(self, quote_: str) -> str:
        marks = "'" if quote_ == "'" else "\u2018\u2019'"
        self.place += 1
        parts: list[str] = []
        while True:
            end = min(
                (
                    at
                    for at in (self.text.find(mark, self.place, self.limit) for mark in marks)
                    if at >= 0
                ),
                default=-1,
            )
            if end < 0:
                self.wasted += self.limit - self.place
                raise NotUnderstood
            parts.append(self.text[self.place : end])
            self.place = end + 1
            if self._peek() not in marks or self._peek() == "":
                return "".join(parts)
            parts.append("'")
            self.place += 1

    def _expanded(self, closing: str) -> str:
        parts: list[str] = []
        while True:
            first = self._peek()
            if first == "":
                raise NotUnderstood
            if first in closing:
                self.place += 1
                if self._peek() not in closing or self._peek() == "":
                    return concatenated(parts)
                parts.append('"')
                self.place += 1
            else:
                parts.append(self._part(first))

    def _part(self, first: str) -> str:
        if first == "`":
            letter = self.text[self.place + 1 : self.place + 2]
            self.place += 2
            return _ESCAPES.get(letter, letter)
        if first == "$":
            return self._substituted()
        found = self._take(_IN_DOUBLE)
        if found is None:
            self.place += 1
        return first if found is None else found[0]

    def _substituted(self) -> str:
        if self._at("$("):
            return shown(self._subexpression())
        found = self._take(_NAME)
        if found is None:
            self.place += 1
            return "$"
        return shown(self._named(found))

    def _subexpression(self) -> Value:
        start = self.place
        self.place += 2
        try:
            self._space()
            found = self.expression()
            self._space()
            self._expect(")")
        except NotUnderstood:
            close = _closing(self.text, start + 1)
            self.wasted += _LONGEST_SUBEXPRESSION
            if close < 0:
                raise
            self.place = close + 1
            return Unknown()
        return found

    def _named(self, found: re.Match[str]) -> Value:
        name = (found[1] or found[2]).rpartition(":")[2]
        constants: Names = {"true": True, "false": False, "null": None}
        key = name.casefold()
        return constants[key] if key in constants else self.names.get(key, Unknown(name))

    def _dollar(self) -> Value:
        if self._at("$("):
            return self._subexpression()
        found = self._take(_NAME)
        if found is None:
            raise NotUnderstood
        return self._named(found)

    def _at_sign(self) -> Value:
        here = _HERE.match(self.text, self.place, self.limit)
        if here is not None:
            return self._here(here)
        if self._at("@{"):
            return self._table()
        self._expect("@(")
        self._space()
        values: list[Value] = []
        while not self._at(")"):
            found = self.expression()
            known = isinstance(found, Row) and len(values) < _MOST_ITEMS
            values += found.values if isinstance(found, Row) and known else [found]
            self._separators()
        self.place += 1
        return Row(values)

    def _here(self, opening: re.Match[str]) -> str:
        close = regex(rf"\r?\n{opening[1]}@")
        found = close.search(self.text, opening.end() - 1, self.limit)
        if found is None:
            self.wasted += self.limit - self.place
            raise NotUnderstood
        content = self.text[opening.end() : max(found.start(), opening.end())]
        self.place = found.end()
        if opening[1] == "'":
            return content
        inner = Reader(content, self.names)
        inner._depth = self._depth
        parts: list[str] = []
        while first := inner._peek():
            parts.append(inner._part(first))
        return concatenated(parts)

    def _table(self) -> Table:
        self._expect("@{")
        found = Table()
        while True:
            self._separators()
            if self._at("}"):
                self.place += 1
                return found
            key = self._key()
            self._space()
            self._expect("=")
            self._space()
            found.put(key, self.expression())

    def _separators(self) -> None:
        self._space()
        while self._at(";"):
            self.place += 1
            self._space()

    def _key(self) -> str:
        word = self._take(_KEY)
        if word is not None:
            return word[0]
        return shown(self._value())

    def _grouped(self) -> Value:
        self.place += 1
        self._space()
        found = self.expression()
        self._space()
        self._expect(")")
        return found

    def _typed(self) -> Value:
        found = self._take(_TYPE)
        if found is None:
            raise NotUnderstood
        kind = found[1].rpartition(".")[2].casefold()
        static = self._take(_STATIC)
        if static is not None:
            return self._static(kind, static[1].casefold())
        self._blank()
        value = self._value()
        if kind == "char" and isinstance(value, int):
            return chr(min(value, _LAST_LETTER))
        if kind == "ordered" and isinstance(value, Table):
            value.ordered = True
        return value if kind != "string" or isinstance(value, Unknown) else shown(value)

    def _static(self, kind: str, name: str) -> Value:
        if not self._at("("):
            return Unknown(name)
        given = self.arguments()
        value = given[0]
        if name == "new":
            return Session() if kind == "webrequestsession" else Unknown(kind)
        if name == "tobase64string" and not isinstance(value, Octets):
            return Unknown(name)
        made = _STATICS.get(name)
        if made is None or isinstance(value, Unknown):
            return value if made is not None else Unknown(name)
        return made(shown(value))

    def _word(self) -> str:
        parts: list[str] = []
        while True:
            if self._at("$"):
                parts.append(self._substituted())
            elif self._peek() in {'"', "'"} and parts:
                parts.append(shown(self._primary()))
            elif (found := _WORD.match(self.text, self.place, self.limit)) is not None:
                dollar = found[0].find("$")
                end = found.end() if dollar < 0 else found.start() + dollar
                parts.append(self.text[self.place : end])
                self.place = end
            else:
                break
        if not parts:
            raise NotUnderstood
        return "".join(parts)


def member_of(owner: Value, key: Value) -> Value:
    """Return a property or an item; unknown where the text does not tell."""
    match owner, key:
        case Table(members), str():
            wanted = key.casefold()
            return next((each for name, each in members.items() if name.casefold() == wanted), None)
        case Session(), str() if key.casefold() == "headers":
            return owner.headers
        case Row(values), int() if 0 <= key < len(values):
            return values[key]
        case Unknown(name), str():
            return Unknown(f"{name}.{key}" if name else "")
        case _:
            return Unknown(key if isinstance(key, str) else "")


def _number(text: str) -> Value:
    if text.startswith(("0x", "0X")):
        return int(text, 16)
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else text


def _sum(terms: list[Value]) -> Value:
    if len(terms) == 1:
        return terms[0]
    first = terms[0]
    if isinstance(first, Table):
        found = Table(dict(first.members), first.ordered)
        for term in terms[1:]:
            if not isinstance(term, Table):
                return Unknown()
            found.members.update(term.members)
        return found
    if isinstance(first, str) or (isinstance(first, Unknown) and isinstance(terms[1], str)):
        return concatenated(map(shown, terms))
    return Unknown()


def _replaced(text: str, given: list[Value]) -> Value:
    match given:
        case [str(old), str(new)] if old and not is_open(new):
            return concatenated_by(new, text.split(old))
        case _:
            return Unknown("Replace")


def _operated(operator: str, left: Value, right: Value) -> Value:
    match operator:
        case "-f" if isinstance(left, str):
            return _formatted(left, right.values if isinstance(right, Row) else [right])
        case "-join" if isinstance(left, Row) and isinstance(right, str):
            return concatenated_by(right, map(shown, left.values))
        case _:
            return Unknown()


def _formatted(text: str, given: list[Value]) -> str:
    parts: list[str] = []
    place = 0
    for found in _FORMATTED.finditer(text):
        parts += text[place : found.start()], _field(found, given)
        place = found.end()
    return concatenated([*parts, text[place:]])


def _field(found: re.Match[str], given: list[Value]) -> str:
    if found[0] in {"{{", "}}"}:
        return found[0][0]
    if found[1] is None or int(found[1]) >= len(given):
        return stand_in("formatted value")
    return shown(given[int(found[1])])


def _plain(value: Value, depth: int, allowance: Allowance) -> object:
    size = len(value) if isinstance(value, str) else WEIGHT
    if allowance.is_spent_by(size) or depth > _DEEPEST:
        return stand_in("nested value")
    match value:
        case Table(members):
            return {name: _plain(each, depth + 1, allowance) for name, each in members.items()}
        case Row(values):
            return [_plain(each, depth + 1, allowance) for each in values]
        case str() | bool() | int() | None:
            return value
        case _:
            return shown(value)


def _closing(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, min(len(text), opening + _LONGEST_SUBEXPRESSION)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return -1


_STATICS: dict[str, Callable[[str], Value]] = {
    "tobase64string": base64,
    "escapedatastring": strict,
    "urlencode": url_encoded,
}
