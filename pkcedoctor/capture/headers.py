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
        yield from ((str(name), written(text)) for name, text in value.items())
    for item in items(value):
        match item:
            case {"name": str(name)}:
                yield name, written(member(item, "value"))
            case [str(name), text]:
                yield name, written(text)
            case str() if ":" in item[1:]:
                end = item.index(":", 1)
                yield item[:end], item[end + 1 :].strip()
            case _:
                pass
