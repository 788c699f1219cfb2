"""The HAR entries behind a capture, in the order of the file."""

from collections.abc import Iterator
from pathlib import Path

from pkcedoctor.capture.container import (
    SIZE_LIMIT,
    Packed,
    folder_sidecar,
    held,
    no_sidecar,
    text_of,
    unpacked,
)
from pkcedoctor.capture.documents import parse
from pkcedoctor.capture.http import Capture, HttpExchange
from pkcedoctor.capture.logs import logs_of
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.untyped import items, member
from pkcedoctor.errors import UnreadableInput


def logs_behind(source: Path | bytes, capture: Capture) -> list[object]:
    """Return the logs that a capture was read from; none if it was no HAR."""
    if not capture.reader.startswith("HAR"):
        return []
    if isinstance(source, Path):
        packed = held(source.read_bytes(), source.name, folder_sidecar(source.parent))
    else:
        packed = held(source, "capture", no_sidecar)
    try:
        plain = unpacked(packed, SIZE_LIMIT)
        if isinstance(plain, Reading):
            return []
        return [log for each in plain for log in _logs(each)]
    except UnreadableInput:
        return []


def _logs(packed: Packed) -> Iterator[object]:
    text = text_of(packed)
    return logs_of(parse(text.text, text.label).values)


def in_file_order(capture: Capture, logs: list[object]) -> Iterator[tuple[HttpExchange, object]]:
    """Yield each exchange with the entry it was read from, or with None."""
    by_place = {one.where: one for one in capture.exchanges}
    for number, log in enumerate(logs, start=1):
        prefix = f"document {number}, " if len(logs) > 1 else ""
        for place, entry in enumerate(items(member(log, "entries")), start=1):
            one = by_place.pop(f"{prefix}entry {place}", None)
            if one is not None:
                yield one, entry
    for one in by_place.values():
        yield one, None
