"""Follows Python code from its top and gathers the requests of its calls."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pkcedoctor.capture.http import Body, Header, HttpRequest, NoBody, UnrecordedBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    AUTHORIZATION,
    CONTENT_TYPE,
    ELSEWHERE,
    FORM,
    JSON,
    MULTIPART,
    basic,
    concatenated,
    first,
    method_of,
    parts_body,
    scalars,
    text_body,
    with_query,
    without,
)
from pkcedoctor.capture.snippets.python_code_values import (
    Account,
    Client,
    Names,
    Octets,
    Prepared,
    Reader,
    Row,
    Table,
    Unknown,
    Value,
    form,
    pairs_of,
    path_of,
    plain,
    shown,
)
from pkcedoctor.patterns import regex

_KIND = "Python call"
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_OWNERS = frozenset({"session", "client", "sess", "http_client", "s", "http"})
_STRAIGHT = frozenset({"def", "try", "with", "class"})
_OPEN_HEADERS = "Some of the headers are set elsewhere and are not known"
_TEXT = "text/plain; charset=utf-8"
_MOST_CALLS = 500
_MOST_NODES = 20_000
_MOST_CONSTANTS = 50
_CONSTANT = regex(r"([^\W\d]\w*+)[ \t]*+=(?!=).*+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line.

    Attributes:
        text: without its indentation.
        start: where it begins in the text.
        indent: its indentation, in columns.
        block: the word that opens a block, as the only item, or nothing.
    """

    text: str
    start: int
    indent: int
    block: list[str]


@dataclass(slots=True)
class _Frame:
    """A block: names that end with it, and those that are only so under a condition."""

    indent: int
    word: str
    saved: list[tuple[str, Value, bool]] = field(default_factory=list)


class Walk:
    """One pass over the lines of a text."""

    def __init__(self) -> None:
        self._names: Names = {}
        self._reader = Reader(self._names)
        self._frames: list[_Frame] = []
        self._found: list[tuple[int, int, HttpRequest, tuple[str, ...]]] = []
        self._prepared: list[tuple[int, int, Prepared]] = []
        self._later: Names = {}

    def look_ahead(self, lines: Sequence[Line]) -> None:
        """Note the text that the outermost lines assign, which functions above them may use."""
        for line in lines:
            found = _CONSTANT.fullmatch(line.text) if not line.indent else None
            if found is None or len(self._later) >= _MOST_CONSTANTS:
                continue
            name = found[1]
            match _parsed(line):
                case [ast.Assign(value=ast.Constant(value=str(text)))] if name not in self._later:
                    self._later[name] = scalars(text)
                case _:
                    self._later[name] = Unknown(name)

    def take(self, line: Line) -> None:
        """Follow one line."""
        while self._frames and line.indent <= self._frames[-1].indent:
            self._leave()
        if line.block:
            self._frames.append(_Frame(line.indent, line.block[0]))
        tree = _parsed(line)
        for statement in tree:
            self._statement(statement, line)

    @property
    def is_full(self) -> bool:
        """Whether so many calls were found that no more are looked for."""
        return len(self._found) + len(self._prepared) > _MOST_CALLS

    def pieces(self) -> Iterator[Piece]:
        """Yield what was found, in order; an outer piece ends where one inside it begins."""
        for start, end, prepared in self._prepared:
            self._found.append((start, end, *_by_urllib(prepared)))
        ordered = sorted(self._found, key=lambda one: one[:2])
        starts = [start for start, *_ in ordered]
        limits = [*starts[1:], -1][: len(starts)]
        for (start, end, request, notes), limit in zip(ordered, limits, strict=True):
            stop = end if limit < 0 else min(end, limit)
            yield Piece(start, stop, _KIND, request=request, notes=notes)

    def _leave(self) -> None:
        frame = self._frames.pop()
        for name, value, known in reversed(frame.saved):
            if frame.word not in {"def", "class"}:
                self._names[name] = Unknown(name)
            elif known:
                self._names[name] = value
            else:
                self._names.pop(name, None)

    def _bind(self, name: str, value: Value) -> None:
        for frame in reversed(self._frames):
            if frame.word not in {"try", "with"}:
                frame.saved.append((name, self._names.get(name), name in self._names))
                break
        self._names[name] = value

    def _statement(self, statement: ast.stmt, line: Line) -> None:
        match statement:
            case ast.FunctionDef(args=args) | ast.AsyncFunctionDef(args=args):
                self._parameters(args)
                return
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    if isinstance(item.optional_vars, ast.Name):
                        self._bind(item.optional_vars.id, self._reader.value(item.context_expr))
            case _:
                pass
        self._calls(statement, line)
        match statement:
            case ast.Assign(targets=[target], value=value):
                self._assigned(target, self._reader.value(value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assigned(target, self._reader.value(value))
            case ast.AugAssign(target=ast.Name(id=name)):
                self._added(name, statement)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr=name)) as call):
                self._changed(self._reader.value(owner), name, call)
            case _:
                pass

    def _parameters(self, args: ast.arguments) -> None:
        for each in (*args.posonlyargs, *args.args, *args.kwonlyargs):
            self._bind(each.arg, Unknown(each.arg))
        for name in self._later.keys() - self._names.keys():
            self._bind(name, self._later[name])

    def _assigned(self, target: ast.expr, value: Value) -> None:
        match target:
            case ast.Name(id=name):
                self._bind(name, Unknown(name) if value == Unknown() else value)
            case ast.Subscript(value=inner, slice=key):
                owner = self._reader.value(inner)
                if isinstance(owner, Table):
                    self._put(owner, shown(self._reader.value(key)), value)
            case ast.Attribute(value=inner, attr=name):
                owner = self._reader.value(inner)
                if isinstance(owner, Client):
                    owner.settings.members[name] = value
            case _:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name):
                        self._bind(each.id, Unknown(each.id))

    def _put(self, owner: Table, name: str, value: Value) -> None:
        doubtful = any(frame.word not in _STRAIGHT for frame in self._frames)
        owner.members[name] = Unknown("under a condition") if doubtful else value

    def _added(self, name: str, statement: ast.AugAssign) -> None:
        old, new = self._names.get(name), self._reader.value(statement.value)
        if isinstance(statement.op, ast.Add) and isinstance(old, str):
            self._bind(name, concatenated([old, shown(new)]))
        else:
            self._bind(name, Unknown(name))

    def _changed(self, owner: Value, name: str, call: ast.Call) -> None:
        given = [self._reader.value(each) for each in call.args]
        match owner, name, given:
            case Table(), "update", _:
                for part in (*given, self._reader.keywords(call)):
                    if isinstance(part, Table):
                        for key, value in part.members.items():
                            self._put(owner, key, value)
                    owner.whole = owner.whole and isinstance(part, Table) and part.whole
            case Prepared(added=added), "add_header", [key, value]:
                self._put(added, shown(key), value)
            case Row(values), "append", [value]:
                values.append(value)
            case Row(values), "add_field", [_, *_]:
                plain_field = len(given) == 2 and not call.keywords  # noqa: PLR2004 - name, value
                is_text = plain_field and not isinstance(given[1], Octets)
                values.append(Row(given) if is_text else Unknown())
            case _:
                pass

    def _calls(self, statement: ast.stmt, line: Line) -> None:
        places = _Places(line)
        for seen, node in enumerate(ast.walk(statement)):
            if seen > _MOST_NODES or self.is_full:
                return
            if isinstance(node, ast.Call):
                self._call(node, statement, places)

    def _call(self, node: ast.Call, statement: ast.stmt, places: "_Places") -> None:
        path = path_of(node.func)
        start, end = places.span(node)
        name = path.rpartition(".")[2]
        if (name == "Request" and path != "Request") or (name == "Request" and node.args):
            made = self._reader.value(node)
        else:
            made = None
        if isinstance(made, Prepared):
            kept = self._kept(statement, node, made)
            self._prepared.append((start, end, kept))
        elif name == "urlopen":
            self._urlopen(node, start, end)
        elif isinstance(node.func, ast.Attribute):
            self._method(node, node.func, start, end)

    def _kept(self, statement: ast.stmt, node: ast.Call, made: Prepared) -> Prepared:
        """Bind a request to its name here, so that headers added later reach this very one."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is node:
                statement.targets = []
                self._bind(name, made)
            case _:
                pass
        return made

    def _urlopen(self, node: ast.Call, start: int, end: int) -> None:
        given = [self._reader.value(each) for each in node.args]
        if given and isinstance(given[0], str | Unknown):
            keywords = self._reader.keywords(node)
            if isinstance(given[0], Unknown) and len(given) < 2 and "data" not in keywords.members:  # noqa: PLR2004 - url, data
                return
            names = ("url", "data")
            table = Table({**dict(zip(names, given, strict=False)), **keywords.members})
            self._prepared.append((start, end, Prepared(table)))

    def _method(self, node: ast.Call, func: ast.Attribute, start: int, end: int) -> None:
        method = func.attr
        if method not in _METHODS and method not in {"request", "stream"}:
            return
        owner = self._reader.value(func.value)
        given = [self._reader.value(each) for each in node.args]
        keywords = self._reader.keywords(node)
        match owner:
            case Client("http.client", settings) if method == "request":
                built = _by_connection(settings, given, keywords)
            case Client():
                built = _by_library(owner, method, given, keywords)
            case Unknown(path) if _library(path):
                built = _by_library(Client(_library(path)), method, given, keywords)
            case _:
                return
        if built is not None:
            self._found.append((start, end, *built))


def _library(path: str) -> str:
    name = path.rpartition(".")[2].lstrip("_")
    if path in {"requests", "httpx"}:
        return path
    return "requests" if name in _OWNERS else ""


class _Places:
    """Finds nodes of a line in the text."""

    def __init__(self, line: Line) -> None:
        self._start = line.start
        self._lines = line.text.split("\n")
        self._offsets = [0]
        for each in self._lines:
            self._offsets.append(self._offsets[-1] + len(each) + 1)

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Return where a node begins and ends in the text, in characters."""
        last = len(self._lines)
        end_row, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return (
            self._place(min(node.lineno, last), node.col_offset),
            self._place(min(end_row, last), end_column),
        )

    def _place(self, row: int, column: int) -> int:
        line = self._lines[row - 1]
        before = (
            column
            if line.isascii()
            else len(line.encode("utf-8", "replace")[:column].decode(errors="ignore"))
        )
        return self._start + self._offsets[row - 1] + min(before, len(line))


def _parsed(line: Line) -> list[ast.stmt]:
    source = line.text
    if line.block:
        if line.block[0] not in {"def", "with"} or not source.rstrip().endswith(":"):
            return []
        source = f"{source} pass"
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


Found = tuple[HttpRequest, tuple[str, ...]]


def _by_library(
    client: Client, method: str, given: Sequence[Value], keywords: Table
) -> Found | None:
    names: tuple[str, ...] = ("url",)
    if method in {"request", "stream"}:
        names = ("method", "url")
    elif client.library == "requests":
        rest = {"post": ("data", "json"), "put": ("data",), "patch": ("data",), "get": ("params",)}
        names = ("url", *rest.get(method, ()))
    options = Table({**dict(zip(names, given, strict=False)), **keywords.members}, keywords.whole)
    url = options.members.get("url")
    if not isinstance(url, str | Unknown) or (
        url == "" or (isinstance(url, Unknown) and not keywords.members)
    ):
        return None
    notes: list[str] = []
    headers = (
        *_lines(client.settings.members.get("headers", Table()), notes),
        *_lines(options.members.get("headers", Table()), notes),
    )
    headers = _last_ones(headers)
    if not options.whole:
        notes.append(_OPEN_HEADERS)
    body, declared = _body(options, client.library)
    headers = _declared(headers, declared, body, notes)
    headers = _signed(headers, options, client)
    verb = shown(options.members.get("method", "GET")) if "method" in names else method
    address = with_query(_based(shown(url), client), _query(options.members.get("params")))
    return HttpRequest(method_of(verb), address, headers, body), tuple(notes)


def _last_ones(headers: Sequence[Header]) -> tuple[Header, ...]:
    last = {header.name.casefold(): header for header in headers}
    return tuple(last.values())


def _based(url: str, client: Client) -> str:
    base = client.settings.members.get("base_url")
    if base is None or "://" in url:
        return url
    return f"{shown(base).rstrip('/')}/{url.lstrip('/')}"


def _query(params: Value) -> str:
    if params is None:
        return ""
    if isinstance(params, str | Octets):
        return shown(params)
    found = form(params, without_none=True)
    return stand_in("parameters") if found is None else found


def _body(options: Table, library: str) -> tuple[Body, str | None]:
    """Return the body of a request and the type that the library declares for it."""
    members = options.members
    absent: Value = None if options.whole else Unknown("data")
    content = members.get("data", members.get("content", absent))
    if "files" in members:
        pairs = pairs_of(content) if content is not None else iter(())
        if pairs is None:
            return UnrecordedBody(ELSEWHERE), MULTIPART
        files = members["files"]
        names = list(files.members) if isinstance(files, Table) else []
        fields = [(name, shown(each)) for name, each in pairs]
        return parts_body([*fields, *((name, None) for name in names)]), MULTIPART
    if "json" in members and content in (None, ""):
        return _json_body(members["json"], library)
    match content:
        case None:
            return NoBody(), None
        case str() | Octets():
            kind = "application/octet-stream" if isinstance(content, Octets) else _TEXT
            return text_body(shown(content)), kind if library == "aiohttp" else None
        case Table() | Row():
            text = form(content, without_none=library == "requests")
            if text is None:
                return UnrecordedBody(ELSEWHERE), None if library == "aiohttp" else FORM
            return text_body(text), FORM
        case _:
            return UnrecordedBody(ELSEWHERE), None


def _json_body(value: Value, library: str) -> tuple[Body, str | None]:
    import json  # noqa: PLC0415 - only for a snippet that sends JSON

    if value is None:
        return NoBody(), None
    if isinstance(value, Unknown) or (isinstance(value, Table) and not value.whole):
        return UnrecordedBody(ELSEWHERE), JSON
    compact = library == "httpx"
    separators = (",", ":") if compact else None
    return text_body(
        json.dumps(plain(value), separators=separators, ensure_ascii=not compact)
    ), JSON


def _lines(value: Value, notes: list[str]) -> tuple[Header, ...]:
    if isinstance(value, Table):
        if not value.whole:
            notes.append(_OPEN_HEADERS)
        lines = value.members.items()
        return tuple(Header(name, shown(each)) for name, each in lines if each is not None)
    if value is not None:
        notes.append(_OPEN_HEADERS)
    return ()


def _declared(
    headers: tuple[Header, ...], kind: str | None, body: Body, notes: list[str]
) -> tuple[Header, ...]:
    if isinstance(body, NoBody) or first(headers, CONTENT_TYPE) is not None:
        return headers
    if _OPEN_HEADERS in notes:
        return (*headers, Header(CONTENT_TYPE, stand_in("headers")))
    if kind is None and isinstance(body, UnrecordedBody):
        return (*headers, Header(CONTENT_TYPE, stand_in("body")))
    return headers if kind is None else (*headers, Header(CONTENT_TYPE, kind))


def _signed(headers: tuple[Header, ...], options: Table, client: Client) -> tuple[Header, ...]:
    encoding = "utf-8" if client.library == "httpx" else "latin-1"
    match options.members.get("auth", client.settings.members.get("auth")):
        case None:
            return headers
        case Account(name, secret):
            value = basic(name, secret, encoding)
        case Row([name, secret]):
            value = basic(shown(name), shown(secret), encoding)
        case _:
            value = stand_in("auth")
    return (*without(headers, AUTHORIZATION), Header(AUTHORIZATION, value))


def _by_connection(settings: Table, given: Sequence[Value], keywords: Table) -> Found | None:
    names = ("method", "url", "body", "headers")
    members = {**dict(zip(names, given, strict=False)), **keywords.members}
    method, url = members.get("method"), members.get("url")
    if not isinstance(method, str) or url is None:
        return None
    notes: list[str] = []
    headers = _lines(members.get("headers"), notes)
    body, _ = _body(Table({"data": members.get("body")}), "http.client")
    headers = _declared(headers, None, body, notes)
    base = shown(settings.members.get("base_url"))
    return HttpRequest(method_of(method), f"{base}{shown(url)}", headers, body), tuple(notes)


def _by_urllib(prepared: Prepared) -> Found:
    members = prepared.given.members
    notes: list[str] = []
    headers = (
        *_lines(members.get("headers"), notes),
        *_lines(prepared.added, notes),
    )
    body, _ = _body(Table({"data": members.get("data")}), "urllib")
    headers = _declared(_last_ones(headers), FORM, body, notes)
    has_body = members.get("data") is not None
    method = shown(members["method"]) if "method" in members else "POST" if has_body else "GET"
    return HttpRequest(method_of(method), shown(members.get("url")), headers, body), tuple(notes)
