"""What JavaScript expressions in a snippet come to."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from pkcedoctor.capture.http import Header
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    WEIGHT,
    Allowance,
    Pair,
    angular,
    concatenated_by,
    form,
    is_open,
    joined,
)

_MOST_FIELDS = 5_000
DEEPEST = 40
"""How far values nest; a request needs three levels."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the snippet does not show, by the path that names it."""

    path: str


@dataclass(frozen=True, slots=True)
class Undefined:
    """JavaScript's ``undefined``."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is not run, by its tokens."""

    start: int
    end: int


@dataclass(slots=True)
class Record:
    """An object literal.

    Attributes:
        members: by name, in order.
        quoted: whether all names are in double quotes, as in JSON.
        whole: whether nothing was spread into it that is not known.
    """

    members: dict[str, "Value"] = field(default_factory=dict)
    quoted: bool = True
    whole: bool = True


@dataclass(slots=True)
class Sequence:
    """An array."""

    values: list["Value"] = field(default_factory=list)


class PairsOf(Enum):
    """Which class of the platform or of Angular holds pairs."""

    SEARCH = "URLSearchParams"
    FORM = "FormData"
    HEADERS = "Headers"
    ANGULAR = "HttpParams"
    ANGULAR_HEADERS = "HttpHeaders"


@dataclass(slots=True)
class Pairs:
    """Names and values that may repeat.

    Attributes:
        of: the class.
        items: the pairs, in order.
        source: what hides the rest; empty if nothing does.
    """

    of: PairsOf
    items: list[tuple[str, "Value"]] = field(default_factory=list)
    source: str = ""


@dataclass(slots=True)
class Address:
    """A ``URL`` object."""

    base: str
    search: Pairs

    def text(self) -> str:
        """Return the whole URL."""
        query = form(_texts(self.search))
        return f"{self.base}?{query}" if query else self.base


@dataclass(frozen=True, slots=True)
class Octets:
    """A buffer, by the text it was made from."""

    text: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """The members of an object, each written as ``name=value``, before they are joined.

    Attributes:
        of: the object.
        encoded: whether names and values were encoded as components; None before the mapping.
    """

    of: Record
    encoded: bool | None = None


@dataclass(slots=True)
class Xhr:
    """An ``XMLHttpRequest`` as far as it was set up."""

    method: str = ""
    url: str = ""
    headers: list[Header] = field(default_factory=list)
    start: int = -1


@dataclass(frozen=True, slots=True)
class Instance:
    """What ``axios.create`` returns, by the options that it was given."""

    options: Record


Value = (
    str
    | bool
    | None
    | Unknown
    | Undefined
    | Number
    | Function
    | Record
    | Sequence
    | Pairs
    | Address
    | Octets
    | Mapped
    | Xhr
    | Instance
)

UNDEFINED = Undefined()


_WORDS = {True: "true", False: "false", None: "null", UNDEFINED: "undefined"}


def hidden(value: Unknown) -> str:
    """Return what stands in for an unknown value."""
    return stand_in(f"variable {value.path}" if value.path else "expression")


def shown(value: Value) -> str:
    """Return what JavaScript makes of a value as text."""
    match value:
        case str():
            return value
        case bool() | None | Undefined():
            return _WORDS[value]
        case Number(text) | Octets(text):
            return text
        case Unknown():
            return hidden(value)
        case Sequence(values):
            return concatenated_by(
                ",", ("" if each in (None, UNDEFINED) else _inner(each) for each in values)
            )
        case Address():
            return value.text()
        case Pairs(PairsOf.SEARCH | PairsOf.ANGULAR):
            return search_form(value)
        case Record() | Pairs():
            return f"[object {value.of.value if isinstance(value, Pairs) else 'Object'}]"
        case _:
            return stand_in("expression")


def _inner(value: Value) -> str:
    return stand_in("nested array") if isinstance(value, Sequence) else shown(value)


def _texts(pairs: Pairs) -> Iterator[Pair]:
    for name, value in pairs.items:
        yield name, shown(value)
    if pairs.source:
        yield stand_in(pairs.source), ""


def is_truthy(value: Value) -> bool | None:
    """Whether a condition holds; None where the snippet does not tell."""
    match value:
        case Unknown() | Xhr():
            return None
        case None | Undefined() | "" | False | Number("0"):
            return False
        case str() if is_open(value):
            return None
        case _:
            return True


def json_text(value: Value, indent: int | None = None) -> str | None:
    """Return what ``JSON.stringify`` makes of a value; None for what JSON cannot hold."""
    plain = _plain(value, 0, Allowance())
    if isinstance(plain, Undefined):
        return None
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(plain, ensure_ascii=False, separators=separators, indent=indent)


def _plain(value: Value, depth: int, allowance: Allowance) -> object:
    size = len(value) if isinstance(value, str) else WEIGHT
    if allowance.is_spent_by(size) or depth > DEEPEST:
        return stand_in("nested value")
    match value:
        case None | str() | bool() | Undefined():
            return value
        case Number(text):
            return _number(text)
        case Record(members):
            inner = {name: _plain(each, depth + 1, allowance) for name, each in members.items()}
            return {name: each for name, each in inner.items() if each != UNDEFINED}
        case Sequence(values):
            plain = [_plain(each, depth + 1, allowance) for each in values]
            return [None if each == UNDEFINED else each for each in plain]
        case Pairs():
            return {}
        case Function():
            return UNDEFINED
        case _:
            return shown(value)


def _number(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return stand_in("number")


def flat(value: Record, *, indexed: bool, mark: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the members of an object, inner ones by a path in brackets (``a[0]``, ``a[b]``).

    Args:
        value: the object.
        indexed: whether items of an array are numbered, or repeat the name.
        mark: what is added to a name that is repeated.
    """
    for name, each in _flat(value.members.items(), "", Allowance(_MOST_FIELDS), indexed=indexed):
        if isinstance(each, Sequence):
            yield from ((f"{name}{mark}", one) for one in each.values)
        else:
            yield name, each


def _flat(
    members: Iterable[tuple[str, Value]], path: str, allowance: Allowance, *, indexed: bool
) -> Iterator[tuple[str, Value]]:
    for name, value in members:
        whole = f"{path}[{name}]" if path else name
        if allowance.is_spent_by(1) or path.count("[") > DEEPEST:
            yield whole, Unknown("")
            return
        match value:
            case Record(inner):
                yield from _flat(inner.items(), whole, allowance, indexed=indexed)
            case Sequence(values) if indexed:
                numbered = ((str(place), each) for place, each in enumerate(values))
                yield from _flat(numbered, whole, allowance, indexed=indexed)
            case _:
                yield whole, value


def search_form(pairs: Pairs) -> str:
    """Return the text of a ``URLSearchParams``, or of an ``HttpParams``."""
    if pairs.of is not PairsOf.ANGULAR:
        return form(_texts(pairs))
    together: dict[str, list[str]] = {}
    for name, value in _texts(pairs):
        together.setdefault(name, []).append(value)
    return joined(
        (angular(name), angular(each)) for name, values in together.items() for each in values
    )


def encoded_members(record: Record, encode: Callable[[str], str]) -> str:
    """Write the members of an object as a form, with an encoder of one's own."""
    return joined((encode(name), encode(shown(value))) for name, value in record.members.items())
