"""Header lines in every shape that HAR writers give them."""

from collections.abc import Iterator

from pkcedoctor.capture.http import Header
from pkcedoctor.capture.untyped import items, member, written


def headers_of(value: object) -> tuple[Header, ...]:
    """Return header lines in order; HTTP/2 pseudo headers keep their colon."""
    return tuple(Header(name, text or "") for name, text in _lines(value))


def is_pseudo(header: Header) -> bool:
    """Whether a header is one of HTTP/2's own, which is no header on the wire of HTTP/1."""
    return header.name.startswith(":")


def _lines(value: object) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, dict):
        for name, text in value.items():
            yield from _repeated(str(name), text)
    for item in value.splitlines() if isinstance(value, str) else items(value):
        match item:
            case {"name": str(name)}:
                yield from _repeated(name, member(item, "value"))
            case [str(name), text]:
                yield from _repeated(name, text)
            case str() if ":" in item[1:]:
                end = item.index(":", 1)
                yield item[:end], item[end + 1 :].strip()
            case _:
                pass


def _repeated(name: str, value: object) -> Iterator[tuple[str, str | None]]:
    """Yield a header once for each value, where a tool gathered several in a list."""
    for one in value if isinstance(value, list) else [value]:
        yield name, written(one)
