"""Finds the logs of a HAR in JSON values: the root comes in many shapes."""

from collections.abc import Iterable, Iterator

from pkcedoctor.capture.untyped import member

_DEEPEST = 3


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
        case dict() if _is_entry(value):
            yield {"entries": [value]}
        case dict() if depth < _DEEPEST:
            for inner in value.values():
                yield from _found(inner, depth + 1)
        case list() if any(map(_is_entry, value)):
            yield {"entries": value}
        case list() if depth < _DEEPEST:
            for inner in value:
                yield from _found(inner, depth + 1)


def _is_entry(value: object) -> bool:
    return isinstance(member(value, "request"), dict)
