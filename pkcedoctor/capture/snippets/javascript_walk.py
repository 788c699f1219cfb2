"""Follows a JavaScript snippet from its top and gathers the requests of its calls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from pkcedoctor.capture.http import Header
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.snippets.javascript_calls import IMMUTABLE, MODULES, change, pairs_from
from pkcedoctor.capture.snippets.javascript_expressions import (
    NotUnderstood,
    Reader,
    local,
    matched,
    member_of,
)
from pkcedoctor.capture.snippets.javascript_forms import concatenated
from pkcedoctor.capture.snippets.javascript_forms import method_of as in_capitals
from pkcedoctor.capture.snippets.javascript_requests import (
    Built,
    Step,
    by_angular,
    by_axios,
    by_fetch,
    by_jquery,
    by_options,
    by_superagent,
    by_xhr,
)
from pkcedoctor.capture.snippets.javascript_tokens import Kind, Token, tokens_of
from pkcedoctor.capture.snippets.javascript_values import (
    UNDEFINED,
    Address,
    Function,
    Instance,
    Number,
    Pairs,
    PairsOf,
    Record,
    Unknown,
    Value,
    Xhr,
    shown,
)
from pkcedoctor.patterns import regex
from pkcedoctor.records import replace

_FETCH = "fetch call"
_AXIOS = "axios call"
_JQUERY = "jQuery call"
_XHR = "XMLHttpRequest call"
_ANGULAR_CALL = "HttpClient call"
_AXIOS_METHODS = frozenset(
    {"get", "delete", "head", "options", "post", "put", "patch", "request", "postform", "putform"}
)
_JQUERY_METHODS = frozenset({"ajax", "post", "get", "getjson"})
_METHODS = frozenset({"", "get", "delete", "del", "head", "options", "post", "put", "patch"})
_SUPERAGENT = frozenset({"send", "type", "field"})
_LAST_STEPS = frozenset({"then", "catch", "finally", "end", "on", "pipe"})
_ANGULAR = regex(r"(?:this\._*+http(?:Client)?|HttpClient)\.(get|delete|post|put|patch|request)")
_NEST = regex(r"this\._*+httpService(?:\.axiosRef)?\.")
_FOLLOWING = frozenset({".", "?.", "[", "(", "=", "+=", "<"})
_CONDITIONS = frozenset({"if", "for", "while", "switch", "catch"})
_BRANCHES = frozenset({"else", "&&", "||", "??", "?", ":", "catch"})
_LONGEST_PARAMETERS = 300
_LONGEST_IMPORT = 40
_MOST_CONSTANTS = 50
_DEEPEST_PATH = 6


@dataclass(slots=True)
class _Frame:
    """What a bracket encloses: names that end with it, and what is only so under a condition."""

    close: str
    conditional: bool = False
    saved: list[tuple[str, Value | None, bool]] = field(default_factory=list)
    arrows: list[tuple[str, Value | None, bool]] = field(default_factory=list)
    undone: list[Callable[[], None]] = field(default_factory=list)


class Walk:
    """One pass over a part of a text.

    Args:
        text: the whole text.
        start: where the part begins.
        end: where it ends.
        most: how many tokens are looked at.
    """

    def __init__(self, text: str, start: int, end: int, most: int) -> None:
        self._tokens = tuple(islice(tokens_of(text, start, end), most))
        self._pairs = matched(self._tokens)
        self._opened_at = {close: start for start, close in self._pairs.items()}
        self._names: dict[str, Value] = {}
        self._reader = Reader(self._tokens, self._pairs, self._names)
        self._frames: list[_Frame] = [_Frame("")]
        self._parameters: dict[int, frozenset[str]] = {}
        self._found: list[Piece] = []
        self._later = self._constants()

    @property
    def size(self) -> int:
        """How many tokens were looked at."""
        return len(self._tokens)

    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces in order; an outer one ends where one inside it begins."""
        for place, token in enumerate(self._tokens):
            if token.kind is Kind.SIGN:
                self._sign(place, token.text)
            elif token.kind is Kind.NAME and not self._is_member(place):
                self._name(place, token)
        ordered = sorted(self._found, key=lambda piece: piece.start)
        limits = [piece.start for piece in ordered[1:]]
        cut = [
            replace(piece, end=min(piece.end, limit))
            for piece, limit in zip(ordered, limits, strict=False)
        ]
        return (*cut, *ordered[len(cut) :])

    def _constants(self) -> dict[str, Value]:
        """Return the constants of the outermost level, which functions above them may use."""
        found: dict[str, Value] = {}
        place = 0
        word = ""
        while place < len(self._tokens) and len(found) < _MOST_CONSTANTS:
            sign = self._text(place)
            if sign in {"const", "let", "var", ";"}:
                word = sign
            if word not in {"", ";"} and sign in {word, ","}:
                name = self._text(place + 1)
                known = word == "const" and name not in found
                found[name] = self._literal(place + 2) if known else Unknown(name)
            place = self._pairs.get(place, place) + 1
        return found

    def _literal(self, place: int) -> Value:
        """Return the text or number that is assigned at a place; unknown if it is not one."""
        reader = self._reader
        place += 2 * (self._text(place) == ":")
        reader.place = place + 1
        if self._text(place) != "=" or reader.kind() not in {Kind.STRING, Kind.NUMBER}:
            return Unknown("")
        try:
            value = reader.value()
        except NotUnderstood:
            return Unknown("")
        ends = reader.text() in {"", ";", ","} or reader.kind() is Kind.NAME
        return value if ends and isinstance(value, str | Number) else Unknown("")

    def _constants_unseen(self) -> Iterator[tuple[str, Value]]:
        for name, value in self._later.items():
            if name not in self._names and not isinstance(value, Unknown):
                yield name, value

    def _text(self, place: int) -> str:
        if not 0 <= place < len(self._tokens):
            return ""
        token = self._tokens[place]
        return token.text if token.kind in {Kind.NAME, Kind.SIGN} else ""

    def _is_member(self, place: int) -> bool:
        return self._text(place - 1) in {".", "?."}

    def _sign(self, place: int, sign: str) -> None:
        match sign:
            case "(" | "[" | "{":
                self._open(place, sign)
            case ")" | "]" | "}" if sign == self._frames[-1].close:
                self._close()
            case "=>":
                self._arrow(place)
            case ";":
                self._restore(self._frames[-1].arrows)
            case _:
                pass

    def _open(self, place: int, sign: str) -> None:
        if place not in self._pairs:
            return
        names = self._parameters.pop(place, None)
        frame = _Frame({"(": ")", "[": "]", "{": "}"}[sign])
        frame.conditional = sign == "{" and (names is not None or self._is_branch(place))
        self._frames.append(frame)
        for name in names or ():
            self._bind(name, Unknown(name))
        for name, value in tuple(self._constants_unseen()) if names is not None else ():
            self._bind(name, value)
        if sign == "(":
            self._function(place)

    def _is_branch(self, place: int) -> bool:
        before = self._text(place - 1)
        if before == ")":
            return self._text(self._opened_at.get(place - 1, 0) - 1) in _CONDITIONS
        return before in {"else", "catch"}

    def _function(self, place: int) -> None:
        """Note the parameters of a function, for its body."""
        close = self._pairs[place]
        body = close + 1
        before = self._text(place - 1)
        if close - place > _LONGEST_PARAMETERS or before in _CONDITIONS:
            return
        if self._text(body) == ":" and "function" in {before, self._text(place - 2)}:
            ahead = range(body, body + _LONGEST_IMPORT)
            body = next((each for each in ahead if self._text(each) == "{"), body)
        if self._text(body) == "{":
            self._parameters[body] = self._names_in(place, close)

    def _names_in(self, start: int, end: int) -> frozenset[str]:
        return frozenset(token.text for token in self._tokens[start:end] if token.kind is Kind.NAME)

    def _arrow(self, place: int) -> None:
        start = self._opened_at.get(place - 1, place - 1)
        if place - start > _LONGEST_PARAMETERS:
            return
        names = self._names_in(start, place)
        if self._text(place + 1) == "{":
            self._parameters[place + 1] = names
            return
        seen = {name: Unknown(name) for name in names}
        for name, value in (*seen.items(), *self._constants_unseen()):
            self._frames[-1].arrows.append((name, self._names.get(name), name in self._names))
            self._names[name] = value

    def _close(self) -> None:
        frame = self._frames.pop()
        self._restore(frame.arrows)
        self._restore(frame.saved)
        for undo in frame.undone:
            undo()

    def _restore(self, saved: list[tuple[str, Value | None, bool]]) -> None:
        while saved:
            name, value, known = saved.pop()
            if known:
                self._names[name] = value
            else:
                self._names.pop(name, None)

    def _bind(self, name: str, value: Value) -> None:
        frame = self._frames[-1]
        if frame.close:
            frame.saved.append((name, self._names.get(name), name in self._names))
        self._names[name] = value

    def _name(self, place: int, token: Token) -> None:
        match token.text:
            case "const" | "let" | "var":
                self._declaration(place + 1)
            case "import":
                self._import(place)
            case _:
                self._path(place, token)

    def _declaration(self, place: int) -> None:
        reader = self._reader
        reader.place = place
        try:
            if reader.text() in {"{", "["}:
                self._taken_apart(place)
            elif reader.kind() is Kind.NAME:
                self._declared(reader)
        except NotUnderstood:
            return

    def _declared(self, reader: Reader) -> None:
        while reader.kind() is Kind.NAME:
            name = reader.text()
            reader.place += 1
            if reader.text() == ":":
                while reader.text() not in {"=", ";", ""}:
                    reader.place += 1
            if reader.text() != "=":
                self._bind(name, UNDEFINED)
            else:
                reader.place += 1
                self._bind(name, Unknown(name))
                value = reader.value()
                self._names[name] = Unknown(name) if _is_nameless(value) else value
            if reader.text() != ",":
                return
            reader.place += 1

    def _taken_apart(self, place: int) -> None:
        close = self._pairs.get(place)
        if close is None or self._text(close + 1) != "=" or self._text(close + 2) == "require":
            return
        names = self._names_in(place, close)
        self._reader.place = close + 2
        value = self._reader.value()
        for name in names:
            known = isinstance(value, Record) and self._text(place) == "{"
            self._bind(name, member_of(value, name) if known else Unknown(name))

    def _import(self, place: int) -> None:
        if self._text(place + 1) == "*" and self._text(place + 2) == "as":
            place += 2
        name, source = self._text(place + 1), place + 3
        if self._text(place + 2) != "from" or not name or source >= len(self._tokens):
            return
        module = MODULES.get(self._tokens[source].text[1:-1])
        if module is not None:
            self._names[name] = Unknown(module)

    def _path(self, place: int, token: Token) -> None:
        follows = self._text(place + 1)
        if (
            follows not in {".", "?.", "[", "(", "=", "+=", "<"}
            or self._text(place - 1) == "function"
        ):
            return
        reader = self._reader
        reader.place = place + 1
        try:
            if follows in {"=", "+="}:
                self._assigned(place, token.text, follows)
            else:
                self._through(place, token)
        except NotUnderstood:
            return

    def _assigned(self, place: int, name: str, sign: str) -> None:
        self._reader.place = place + 2
        value = self._reader.value()
        old = self._names.get(name)
        if sign == "+=":
            value = (
                Unknown(name)
                if isinstance(old, Unknown)
                else concatenated([shown(old), shown(value)])
            )
            value = value if name in self._names else Unknown(name)
        self._names[name] = Unknown(name) if _is_nameless(value) else value
        self._only_under_condition(place, lambda: self._names.update({name: Unknown(name)}))

    def _through(self, place: int, token: Token) -> None:
        """Follow ``name.member.member`` to an assignment or a call."""
        reader = self._reader
        owner: Value = self._names.get(token.text, Unknown(token.text))
        member = ""
        for _ in range(_DEEPEST_PATH):
            if member:
                owner = member_of(owner, member)
            match reader.text():
                case "." | "?." if reader.kind(1) is Kind.NAME:
                    member = reader.text(1)
                    reader.place += 2
                case "[":
                    reader.place += 1
                    member = shown(reader.value())
                    reader.place += 1
                case "(" | "<":
                    member = ""
                case _:
                    return
            if reader.text() == "<":
                reader.skip_type_arguments()
            if reader.text() in {"=", "+="}:
                self._set_member(place, owner, member, reader)
                return
            if reader.text() == "(":
                self._called(place, token, owner, member)
                return

    def _set_member(self, place: int, owner: Value, member: str, reader: Reader) -> None:
        adds = reader.text() == "+="
        reader.place += 1
        value = reader.value()
        match owner:
            case Record(members):
                members[member] = Unknown(member) if adds else value
                owner.quoted = False
                self._only_under_condition(place, lambda: members.update({member: Unknown(member)}))
            case Address(search=search) if member == "search":
                given = pairs_from(PairsOf.SEARCH, Unknown(member) if adds else value)
                search.items, search.source = given.items, given.source
            case _:
                pass

    def _called(self, place: int, token: Token, owner: Value, member: str) -> None:
        match owner:
            case Pairs(of) if member in {"append", "set", "delete"} and of not in IMMUTABLE:
                self._changed(place, owner, member, self._reader.arguments())
            case Instance(options) if member.casefold() in {"", *_AXIOS_METHODS}:
                built = by_axios(member.casefold(), self._reader.arguments(), options)
                self._emit(token.start, _AXIOS, built)
            case Xhr():
                self._xhr(place, owner, member)
            case Unknown(path):
                whole = f"{path}.{member}" if member else path
                self._request(token, local(whole))
            case _:
                pass

    def _changed(self, place: int, owner: Pairs, member: str, given: list[Value]) -> None:
        change(owner, member, given)
        key = shown(given[0]) if given else ""

        def undo() -> None:
            owner.items = [
                (name, Unknown("under a condition") if name == key else value)
                for name, value in owner.items
            ]

        self._only_under_condition(place, undo)

    def _only_under_condition(self, place: int, undo: Callable[[], None]) -> None:
        place -= self._text(place - 1) == "("
        before = self._text(place - 1)
        opened = self._opened_at.get(place - 1, 0)
        if before in _BRANCHES or (before == ")" and self._text(opened - 1) in _CONDITIONS):
            undo()
            return
        for frame in reversed(self._frames):
            if frame.conditional:
                frame.undone.append(undo)
                return

    def _request(self, token: Token, path: str) -> None:
        angular = _ANGULAR.fullmatch(path)
        if angular is not None:
            self._emit(token.start, _ANGULAR_CALL, by_angular(angular[1], self._reader.arguments()))
            return
        owner, _, method = _NEST.sub("axios.", path).partition(".")
        method = method.casefold()
        match owner:
            case "fetch" if not method:
                self._emit(token.start, _FETCH, by_fetch(self._reader.arguments()))
            case "axios" if not method or method in _AXIOS_METHODS:
                self._emit(token.start, _AXIOS, by_axios(method, self._reader.arguments()))
            case "got" | "ky" | "request" | "superagent" if method in _METHODS:
                self._library(token, owner, method)
            case "$" | "jQuery" if method in _JQUERY_METHODS:
                given = self._reader.arguments()
                self._emit(token.start, _JQUERY, self._with_before_send(given, method))
            case _:
                pass

    def _library(self, token: Token, owner: str, method: str) -> None:
        given = self._reader.arguments()
        end = self._reader.place
        steps = tuple(self._steps()) if method and owner in {"request", "superagent"} else ()
        if owner == "superagent" or any(name in _SUPERAGENT for name, _ in steps):
            self._emit(token.start, "superagent call", by_superagent(method, given, steps))
            return
        self._reader.place = end
        self._emit(token.start, f"{owner} call", by_options(owner, method, given))

    def _steps(self) -> Iterator[Step]:
        """Yield the methods that are called on what a call returns."""
        reader = self._reader
        while reader.text() == "." and reader.text(2) == "(" and reader.text(1) not in _LAST_STEPS:
            name = reader.text(1)
            reader.place += 2
            yield name, reader.arguments()

    def _with_before_send(self, given: list[Value], method: str) -> Built | None:
        built = by_jquery(method, given)
        settings = next((each for each in given if isinstance(each, Record)), Record())
        hook = settings.members.get("beforeSend")
        if built is None or not isinstance(hook, Function):
            return built
        end = self._reader.place
        lines = tuple(self._headers_set(hook))
        self._reader.place = end
        request = replace(built.request, headers=(*built.request.headers, *lines))
        return replace(built, request=request)

    def _headers_set(self, hook: Function) -> Iterator[Header]:
        for place in range(hook.start, hook.end):
            if self._text(place) == "setRequestHeader":
                self._reader.place = place + 1
                try:
                    given = self._reader.arguments()
                except NotUnderstood:
                    return
                if len(given) > 1:
                    yield Header(shown(given[0]), shown(given[1]))

    def _xhr(self, place: int, owner: Xhr, member: str) -> None:
        token = self._tokens[place]
        if member not in {"open", "setRequestHeader", "send"}:
            return
        given = self._reader.arguments()
        match member, given:
            case "open", [method, url, *_]:
                owner.method, owner.url = in_capitals(shown(method)), shown(url)
                owner.headers.clear()
                owner.start = token.start
            case "setRequestHeader", [name, value, *_]:
                owner.headers.append(Header(shown(name), shown(value)))
            case "send", _ if owner.start >= 0:
                content = given[0] if given else UNDEFINED
                self._emit(owner.start, _XHR, by_xhr(owner, content))
            case _:
                pass

    def _emit(self, start: int, kind: str, built: Built | None) -> None:
        if built is not None:
            end = self._tokens[self._reader.place - 1].end
            self._found.append(Piece(start, end, kind, request=built.request, notes=built.notes))


def _is_nameless(value: Value) -> bool:
    return isinstance(value, Unknown) and not value.path
