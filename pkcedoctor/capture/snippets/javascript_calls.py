"""The functions and classes of the platform that build requests, and what they return."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, quote, urljoin

from pkcedoctor.capture.snippets.javascript_forms import (
    Pair,
    base64,
    component,
    concatenated,
    concatenated_by,
    joined,
    scalars,
    strict,
)
from pkcedoctor.capture.snippets.javascript_values import (
    UNDEFINED,
    Address,
    Instance,
    Mapped,
    Number,
    Octets,
    Pairs,
    PairsOf,
    Record,
    Undefined,
    Unknown,
    Value,
    Xhr,
    encoded_members,
    flat,
    json_text,
    shown,
)
from pkcedoctor.capture.snippets.javascript_values import Sequence as Array

_STRINGIFY_QS = frozenset({"qs.stringify", "Qs.stringify"})
_STRINGIFY_NODE = frozenset(
    {
        "querystring.stringify",
        "queryString.stringify",
        "querystring.encode",
        "query_string.stringify",
    }
)
_WIDEST = 10
_MOST_PAIRS = 500


def called(path: str, given: Sequence[Value]) -> Value:
    """Return what a function that is known by its path returns."""
    first = given[0] if given else UNDEFINED
    if path in _STRINGIFY_QS:
        return _by_qs(first) if len(given) == 1 else Unknown(path)
    if path in _STRINGIFY_NODE:
        return _by_node(first)
    if path == "JSON.stringify":
        return _json(first, given)
    if path == "Buffer.from":
        return _buffer(first, given)
    if path in {"Object.keys", "Object.entries"} and isinstance(first, Record):
        return Mapped(first)
    if path == "require" and isinstance(first, str):
        return Unknown(MODULES.get(first, ""))
    if path == "axios.create" and isinstance(first, Record):
        return Instance(first)
    if path == "inject" and first == Unknown("HttpClient"):
        return first
    encode = _TEXT.get(path)
    if encode is None or isinstance(first, Unknown):
        return Unknown("" if encode is None else getattr(first, "path", ""))
    return encode(shown(first))


IMMUTABLE = frozenset({PairsOf.ANGULAR, PairsOf.ANGULAR_HEADERS})
"""The classes whose methods return a changed copy."""

MODULES = {
    "axios": "axios",
    "node-fetch": "fetch",
    "cross-fetch": "fetch",
    "isomorphic-fetch": "fetch",
    "qs": "qs",
    "querystring": "querystring",
    "node:querystring": "querystring",
    "form-data": "FormData",
    "jquery": "$",
    "got": "got",
    "ky": "ky",
    "superagent": "superagent",
    "request": "request",
    "request-promise": "request",
    "request-promise-native": "request",
}
"""What the usual name of a module is."""


def constructed(name: str, given: Sequence[Value]) -> Value:
    """Return what ``new`` makes of a class."""
    first = given[0] if given else UNDEFINED
    match name:
        case "URLSearchParams":
            return pairs_from(PairsOf.SEARCH, first)
        case "Headers":
            return pairs_from(PairsOf.HEADERS, first)
        case "HttpParams":
            return _angular(first)
        case "HttpHeaders":
            return pairs_from(PairsOf.ANGULAR_HEADERS, first)
        case "FormData":
            return Pairs(PairsOf.FORM, source="" if first == UNDEFINED else "a form of the page")
        case "URL" if all(isinstance(each, str) for each in given) and given:
            whole = urljoin(shown(given[1]), shown(first)) if len(given) > 1 else shown(first)
            base, _, query = whole.partition("#")[0].partition("?")
            return Address(base, pairs_from(PairsOf.SEARCH, query))
        case "XMLHttpRequest":
            return Xhr()
        case "String":
            return shown(first)
        case _:
            return Unknown(name)


def method_of(value: Value, name: str, given: Sequence[Value]) -> Value:
    """Return what a method of a known value returns, and let it change the value."""
    match value:
        case Pairs() if name in {"append", "set", "delete"} and value.of in IMMUTABLE:
            changed_copy = Pairs(value.of, list(value.items), value.source)
            change(changed_copy, name, given)
            return changed_copy
        case Pairs(PairsOf.SEARCH | PairsOf.ANGULAR) | Address() if name == "toString":
            return shown(value)
        case Octets(text) if name == "toString":
            return _encoded(text, shown(given[0]) if given else "utf8")
        case str() if name in {"toString", "trim", "valueOf"}:
            return value.strip() if name == "trim" else value
        case str() if name == "concat":
            return concatenated([value, *map(shown, given)])
        case Array(values) if name == "join":
            joint = shown(given[0]) if given else ","
            return concatenated_by(
                joint, ("" if each in (None, UNDEFINED) else shown(each) for each in values)
            )
        case Mapped(of) if name == "join":
            return encoded_members(of, component)
        case _:
            return Unknown(name)


def change(value: Pairs, name: str, given: Sequence[Value]) -> None:
    """Append, set or delete a pair."""
    if not given:
        return
    key = shown(given[0])
    content = given[1] if len(given) > 1 else UNDEFINED
    if len(value.items) >= _MOST_PAIRS:
        value.source = "the rest"
        return
    found = value.items if name != "append" else []
    same = [place for place, (known, _) in enumerate(found) if _is_same(value, known, key)]
    if name == "set" and same:
        value.items[same[0]] = (key, content)
        same = same[1:]
    elif name != "delete":
        value.items.append((key, content))
        same = []
    for place in reversed(same):
        del value.items[place]


def _is_same(value: Pairs, known: str, key: str) -> bool:
    if value.of in {PairsOf.HEADERS, PairsOf.ANGULAR_HEADERS}:
        return known.casefold() == key.casefold()
    return known == key


def pairs_from(of: PairsOf, value: Value) -> Pairs:
    """Return what a class of pairs makes of its first argument."""
    made = Pairs(of)
    match value:
        case str() if of is PairsOf.SEARCH:
            made.items = list(_parsed(value.removeprefix("?")))
        case Record(members, whole=whole):
            made.items = list(members.items())
            made.source = "" if whole else "the rest"
        case Pairs(items=items):
            made.items = list(items)
            made.source = value.source
        case Array(values):
            for each in values:
                if isinstance(each, Array) and len(each.values) > 1:
                    made.items.append((shown(each.values[0]), each.values[1]))
                else:
                    made.source = "the rest"
        case Unknown(path):
            made.source = f"variable {path}"
        case _:
            pass
    return made


def _angular(options: Value) -> Pairs:
    """Return an ``HttpParams``, whose text keeps ``+`` as it is."""
    made = Pairs(PairsOf.ANGULAR)
    members = options.members if isinstance(options, Record) else {}
    match members.get("fromObject", members.get("fromString", options)):
        case Record(inner, whole=whole) if members:
            made.items = list(flat(Record(inner), indexed=False))
            made.source = "" if whole else "the rest"
        case str(text):
            made.items = list(_parsed(text.removeprefix("?").replace("+", "%2B")))
        case Undefined():
            pass
        case _:
            made.source = "the rest"
    if "encoder" in members:
        made.source = "encoder"
    return made


def _parsed(text: str) -> list[Pair]:
    return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=None)


def _by_qs(value: Value) -> Value:
    if not isinstance(value, Record) or not value.whole:
        return Unknown("qs.stringify")
    return joined(
        (strict(name), strict("" if each is None else shown(each)))
        for name, each in flat(value, indexed=True)
        if each != UNDEFINED
    )


def _by_node(value: Value) -> Value:
    if not isinstance(value, Record) or not value.whole:
        return Unknown("querystring.stringify")
    pairs: list[Pair] = []
    for name, each in value.members.items():
        for one in each.values if isinstance(each, Array) else [each]:
            text = "" if one is None or isinstance(one, Record | type(UNDEFINED)) else shown(one)
            pairs.append((component(name), component(text)))
    return joined(pairs)


def _json(value: Value, given: Sequence[Value]) -> Value:
    if isinstance(value, Unknown):
        return value
    indent = None
    if len(given) > 2 and isinstance(given[2], Number) and given[2].text.isdecimal():  # noqa: PLR2004 - value, replacer, space
        indent = min(int(given[2].text[:3]), _WIDEST) or None
    text = json_text(value, indent)
    return UNDEFINED if text is None else text


def _buffer(value: Value, given: Sequence[Value]) -> Value:
    plain = len(given) == 1 or given[1] in {"utf8", "utf-8", "ascii", "latin1", "binary"}
    return Octets(shown(value)) if plain and isinstance(value, str | Unknown) else Unknown("Buffer")


def _encoded(text: str, encoding: str) -> Value:
    match encoding:
        case "base64":
            return base64(text)
        case "base64url":
            return base64(text).rstrip("=").replace("+", "-").replace("/", "_")
        case "utf8" | "utf-8":
            return text
        case _:
            return Unknown("Buffer")


def _latin(text: str) -> Value:
    return base64(text, "latin-1")


def _whole(text: str) -> Value:
    return quote(scalars(text), safe=";,/?:@&=+$-_.!~*'()#")


_TEXT: dict[str, Callable[[str], Value]] = {
    "encodeURIComponent": component,
    "encodeURI": _whole,
    "btoa": _latin,
    "String": str,
    "querystring.escape": component,
}
