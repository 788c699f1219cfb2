"""What Python expressions in a snippet come to. Nothing is run."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    WEIGHT,
    Allowance,
    base64,
    concatenated,
    concatenated_by,
    is_open,
    joined,
    scalars,
)

_DEEPEST = 40
_ENCODERS = {"quote": quote, "quote_plus": quote_plus}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the snippet does not show, by the path that names it."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes, by the text that they encode."""

    text: str


@dataclass(frozen=True, slots=True)
class Account:
    """A name and a secret for HTTP Basic."""

    name: str
    secret: str


@dataclass(slots=True)
class Table:
    """A dictionary; ``whole`` says that nothing unknown was merged into it."""

    members: dict[str, "Value"] = field(default_factory=dict)
    whole: bool = True


@dataclass(slots=True)
class Row:
    """A list or a tuple."""

    values: list["Value"] = field(default_factory=list)


@dataclass(slots=True)
class Client:
    """A session of requests or aiohttp, a client of httpx, or a connection of ``http.client``.

    Attributes:
        library: ``requests``, ``httpx``, ``aiohttp`` or ``http.client``.
        settings: its headers, auth and base_url, by these names.
    """

    library: str
    settings: Table = field(default_factory=Table)


@dataclass(slots=True)
class Prepared:
    """A ``urllib.request.Request``: its arguments by name, and the headers added later."""

    given: Table
    added: Table = field(default_factory=Table)


Value = (
    str | int | float | bool | None | Unknown | Octets | Account | Table | Row | Client | Prepared
)
Names = dict[str, Value]


def shown(value: Value) -> str:
    """Return what ``str`` makes of a value; a stand-in where that is not known."""
    match value:
        case str():
            return value
        case bool() | int() | float() | None:
            return str(value)
        case Octets(text):
            return text
        case Unknown(path):
            return stand_in(f"variable {path}" if path else "expression")
        case _:
            return stand_in("expression")


def plain(value: Value) -> object:
    """Return a value as ``json`` takes it."""
    return _plain(value, 0, Allowance())


def _plain(value: Value, depth: int, allowance: Allowance) -> object:
    size = len(value) if isinstance(value, str) else WEIGHT
    if allowance.is_spent_by(size) or depth > _DEEPEST:
        return stand_in("nested value")
    match value:
        case Table(members):
            return {name: _plain(each, depth + 1, allowance) for name, each in members.items()}
        case Row(values):
            return [_plain(each, depth + 1, allowance) for each in values]
        case str() | bool() | int() | float() | None:
            return value
        case _:
            return shown(value)


def pairs_of(value: Value) -> Iterator[tuple[str, Value]] | None:
    """Return the pairs of a dictionary or a list of pairs, lists of values taken apart."""
    match value:
        case Table(members, whole=True):
            return _repeated(members.items())
        case Row(values) if all(isinstance(each, Row) and len(each.values) > 1 for each in values):
            rows = [each.values for each in values if isinstance(each, Row)]
            return _repeated((shown(row[0]), row[1]) for row in rows)
        case _:
            return None


def _repeated(pairs: object) -> Iterator[tuple[str, Value]]:
    for name, value in pairs:  # type: ignore[attr-defined]
        if isinstance(value, Row):
            yield from ((name, each) for each in value.values)
        else:
            yield name, value


def path_of(node: ast.expr) -> str:
    """Return the dotted path of a name, ``os.environ.ID`` for a constant subscript as well."""
    words: list[str] = []
    for _ in range(_DEEPEST):
        match node:
            case ast.Attribute(value=inner, attr=name):
                words.append(name)
                node = inner
            case ast.Subscript(value=inner, slice=ast.Constant(value=str(name))):
                words.append(name)
                node = inner
            case ast.Call(func=inner, args=[ast.Constant(value=str(name)), *_]):
                words.append(name)
                node = inner
            case ast.Name(id=name):
                return ".".join(reversed([*words, name]))
            case _:
                return ""
    return ""


class Reader:
    """Works out expressions with what is known of names."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def value(self, node: ast.expr | None, depth: int = 0) -> Value:  # noqa: C901, PLR0911, PLR0912 - one arm per kind of expression
        """Return what an expression comes to."""
        if depth > _DEEPEST:
            return Unknown()
        deeper = depth + 1
        match node:
            case ast.Constant(value=str() | int() | float() | None as value):
                return scalars(value) if isinstance(value, str) else value
            case ast.Constant(value=bytes(octets)):
                return Octets(_decoded(octets))
            case ast.Name(id=name):
                return self.names.get(name, Unknown(name))
            case ast.JoinedStr(values=parts):
                return concatenated(shown(self._formatted(part, deeper)) for part in parts)
            case ast.BinOp(op=ast.Add()):
                return self._sum(node, depth)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return merged([self.value(left, deeper), self.value(right, deeper)])
            case ast.Dict(keys=keys, values=values):
                return self._table(keys, values, deeper)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return Row([self.value(each, deeper) for each in elements])
            case ast.Await(value=inner) | ast.NamedExpr(value=inner):
                return self.value(inner, deeper)
            case ast.Subscript(value=inner, slice=key):
                return self._item(node, self.value(inner, deeper), self.value(key, deeper))
            case ast.Attribute(value=inner, attr=name):
                return member_of(self.value(inner, deeper), name)
            case ast.Call():
                return self._called(node, deeper)
            case _:
                return Unknown()

    def keywords(self, call: ast.Call) -> Table:
        """Return the keyword arguments of a call, merged ones included."""
        parts: list[Value] = []
        for each in call.keywords:
            value = self.value(each.value)
            parts.append(value if each.arg is None else Table({each.arg: value}))
        found = merged(parts) if parts else Table()
        return found if isinstance(found, Table) else Table(whole=False)

    def _formatted(self, part: ast.expr, depth: int) -> Value:
        match part:
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                return self.value(inner, depth)
            case ast.FormattedValue():
                return Unknown()
            case _:
                return self.value(part, depth)

    def _sum(self, node: ast.BinOp, depth: int) -> Value:
        terms: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
            terms.append(left.right)
            left = left.left
        values = [self.value(each, depth + 1) for each in (left, *reversed(terms))]
        if any(isinstance(each, Octets) for each in values):
            return Octets(concatenated(map(shown, values)))
        return concatenated(map(shown, values)) if _is_text(values) else Unknown()

    def _table(
        self, keys: Sequence[ast.expr | None], values: Sequence[ast.expr], depth: int
    ) -> Value:
        parts: list[Value] = []
        for key, value in zip(keys, values, strict=True):
            found = self.value(value, depth)
            parts.append(found if key is None else Table({shown(self.value(key, depth)): found}))
        return merged(parts) if parts else Table()

    def _item(self, node: ast.Subscript, owner: Value, key: Value) -> Value:
        match owner, key:
            case Table(members, whole), str():
                return members.get(key, Unknown(key if not whole else ""))
            case Row(values), int() if -len(values) <= key < len(values):
                return values[key]
            case _:
                return Unknown(path_of(node))

    def _called(self, node: ast.Call, depth: int) -> Value:
        given = [self.value(each, depth) for each in node.args]
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value, depth)
            if not isinstance(owner, Unknown):
                return _method(owner, node.func.attr, given)
        path = path_of(node.func)
        name = path.rpartition(".")[2]
        keywords = self.keywords(node)
        if name in _MAKERS:
            return _MAKERS[name](given, keywords)
        if name in {"Session", "Client", "AsyncClient", "session"}:
            return Client("requests" if "ession" in name else "httpx", keywords)
        if name == "ClientSession":
            base = {"base_url": given[0]} if given else {}
            return Client("aiohttp", Table({**base, **keywords.members}, keywords.whole))
        if name in {"HTTPConnection", "HTTPSConnection"}:
            return _connection(name, given, keywords)
        return Unknown(path_of(node) or name)


def member_of(value: Value, name: str) -> Value:
    """Return an attribute; a client's headers are made when they are first asked for."""
    match value:
        case Client(settings=settings):
            return settings.members.setdefault(
                name, Table() if name == "headers" else Unknown(name)
            )
        case Unknown(path) if path:
            return Unknown(f"{path}.{name}")
        case _:
            return Unknown(name)


def merged(parts: Sequence[Value]) -> Value:
    """Return dictionaries merged into one."""
    found = Table()
    for part in parts:
        if isinstance(part, Table):
            found.members.update(part.members)
            found.whole = found.whole and part.whole
        else:
            found.whole = False
    return found


def form(value: Value, *, without_none: bool = False) -> str | None:
    """Return what ``urlencode`` makes of a value with ``doseq``; None where that is not known."""
    pairs = pairs_of(value)
    if pairs is None:
        return None
    return joined(
        (quote_plus(scalars(name)), quote_plus(scalars(shown(each))))
        for name, each in pairs
        if not (without_none and each is None)
    )


def _is_text(values: Sequence[Value]) -> bool:
    return any(isinstance(each, str) for each in values) and all(
        isinstance(each, str | Unknown) for each in values
    )


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _method(owner: Value, name: str, given: Sequence[Value]) -> Value:
    match owner:
        case str() if name == "encode":
            return Octets(owner)
        case Octets(text) if name == "decode":
            return text
        case str() if name == "strip" and not given:
            return owner.strip()
        case str() if name == "join" and given and isinstance(given[0], Row):
            return concatenated_by(owner, map(shown, given[0].values))
        case str() if name == "rstrip" and given == ["="] and not is_open(owner):
            return owner.rstrip("=")
        case Table(members) if name == "copy":
            return Table(dict(members), owner.whole)
        case _:
            return Unknown(name)


def _connection(name: str, given: Sequence[Value], keywords: Table) -> Client:
    host = shown(given[0] if given else keywords.members.get("host", Unknown("host")))
    port = given[1] if len(given) > 1 else keywords.members.get("port")
    scheme = "https" if "HTTPS" in name else "http"
    where = host if port is None or ":" in host else f"{host}:{shown(port)}"
    return Client("http.client", Table({"base_url": f"{scheme}://{where}"}))


def _first(given: Sequence[Value]) -> Value:
    return given[0] if given else Unknown()


def _urlencoded(given: Sequence[Value], keywords: Table) -> Value:
    value = _first(given)
    listed = isinstance(value, Table) and any(
        isinstance(each, Row) for each in value.members.values()
    )
    if keywords.members.keys() - {"doseq"} or (listed and "doseq" not in keywords.members):
        return Unknown("urlencode")
    found = form(value)
    return Unknown("urlencode") if found is None else found


def _dumped(given: Sequence[Value], keywords: Table) -> Value:
    import json  # noqa: PLC0415 - only for a snippet that serialises JSON itself

    value = _first(given)
    if isinstance(value, Unknown):
        return value
    compact = "separators" in keywords.members
    return json.dumps(plain(value), separators=(",", ":") if compact else None)


def _encoder(name: str) -> Callable[[Sequence[Value], Table], Value]:
    def encoded(given: Sequence[Value], keywords: Table) -> Value:
        value = _first(given)
        safe = keywords.members.get("safe", given[1] if len(given) > 1 else None)
        text = scalars(shown(value))
        if isinstance(safe, str) and safe.isascii():
            return _ENCODERS[name](text, safe=safe)
        return _ENCODERS[name](text)

    return encoded


def _based(given: Sequence[Value], _: Table) -> Value:
    return Octets(base64(shown(_first(given))))


def _url_safe(given: Sequence[Value], _: Table) -> Value:
    return Octets(base64(shown(_first(given))).replace("+", "-").replace("/", "_"))


def _texted(given: Sequence[Value], _: Table) -> Value:
    return shown(_first(given))


def _tabled(given: Sequence[Value], keywords: Table) -> Value:
    return merged([*given, keywords])


def _pairs(given: Sequence[Value], _: Table) -> Value:
    found = pairs_of(given[0]) if given else iter(())
    return Unknown("FormData") if found is None else Row([Row([*each]) for each in found])


def _account(given: Sequence[Value], keywords: Table) -> Value:
    found = [*given, *keywords.members.values()]
    two = 2
    return Account(shown(found[0]), shown(found[1])) if len(found) == two else Unknown("auth")


def _prepared(given: Sequence[Value], keywords: Table) -> Value:
    names = ("url", "data", "headers", "origin_req_host", "unverifiable", "method")
    return Prepared(Table({**dict(zip(names, given, strict=False)), **keywords.members}))


_MAKERS: dict[str, Callable[[Sequence[Value], Table], Value]] = {
    "urlencode": _urlencoded,
    "dumps": _dumped,
    "quote": _encoder("quote"),
    "quote_plus": _encoder("quote_plus"),
    "b64encode": _based,
    "urlsafe_b64encode": _url_safe,
    "str": _texted,
    "dict": _tabled,
    "OrderedDict": _tabled,
    "FormData": _pairs,
    "HTTPBasicAuth": _account,
    "BasicAuth": _account,
    "Request": _prepared,
}
