"""Finds the logs of a HAR in JSON values: the root comes in many shapes.

The entries may be a numbered object, and the whole HAR a string inside other JSON.
"""

from collections.abc import Iterable, Iterator

from pkcedoctor.capture.jsontext import Value, decoded, skipped
from pkcedoctor.capture.untyped import member
from pkcedoctor.patterns import regex

_DEEPEST = 3
_NAMED = regex(r'"(?:entries|request)"\s*:')


def logs_of(values: Iterable[object]) -> Iterator[object]:
    """Yield every object that has a list ``entries``.

    Entries that stand alone, in a list or one after the other, make one log together.
    """
    loose: list[object] = []
    for value in values:
        if _is_entry(value):
            loose.append(value)
        else:
            yield from _found(value, 0)
    if loose:
        yield {"entries": loose}


def _found(value: object, depth: int) -> Iterator[object]:
    match value:
        case {"entries": list()}:
            yield value
        case {"entries": dict() as numbered, **rest} if any(map(_is_entry, numbered.values())):
            yield {**rest, "entries": list(numbered.values())}
        case dict() if _is_entry(value):
            yield {"entries": [value]}
        case list() if any(map(_is_entry, value)):
            yield {"entries": value}
        case _ if depth < _DEEPEST:
            for inner in _inside(value):
                yield from _found(inner, depth + 1)


def _inside(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case str() if _NAMED.search(value):
            read = decoded(value, skipped(value, 0))
            return [read.value] if isinstance(read, Value) else []
        case _:
            return []


def _is_entry(value: object) -> bool:
    return isinstance(member(value, "request"), dict)
