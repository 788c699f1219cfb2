"""The few entries that were found in a big HAR, as a capture."""

from collections.abc import Iterator

from pkcedoctor.capture.bodies import Setting
from pkcedoctor.capture.container import Packed
from pkcedoctor.capture.har import GIVEN, exchange_of
from pkcedoctor.capture.http import Capture, Header, HttpExchange
from pkcedoctor.capture.producers import producer
from pkcedoctor.capture.reading import Reading, capture_of
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.sanitized import is_sanitized
from pkcedoctor.capture.skim import Skimmed
from pkcedoctor.capture.untyped import member
from pkcedoctor.capture.visited import visited_urls
from pkcedoctor.records import replace

_SOME_CREDENTIAL = Header("Cookie", "present")


def capture_of_skimmed(skimmed: Skimmed, packed: Packed) -> Capture:
    """Return the capture that the entries make which are worth reading.

    Args:
        skimmed: what was found.
        packed: where it was found.
    """
    remarks = Remarks()
    for note in packed.notes:
        remarks.add(note)
    written_by = producer(skimmed.log)
    exchanges = tuple(
        exchange_of(entry, Setting(f"entry {place}", written_by, packed.sidecar, remarks))
        for place, entry in skimmed.entries
    )
    log = skimmed.log | {"entries": _in_place(skimmed)}
    headers = [*_headers(exchanges), *([_SOME_CREDENTIAL] if skimmed.has_credentials else [])]
    if skimmed.damage:
        remarks.add(
            f"{skimmed.damage[:1].upper()}{skimmed.damage[1:]}; the whole entries were read"
        )
    reading = Reading(
        reader=written_by.reader,
        exchanges=exchanges,
        visited=tuple(visited_urls(log, "")),
        sanitized=is_sanitized(log, written_by, headers),
        given=member(log, GIVEN) is True,
    )
    return replace(
        capture_of(reading, packed.label, remarks), skipped=skimmed.count - len(skimmed.entries)
    )


def _in_place(skimmed: Skimmed) -> list[object]:
    """Return the entries where the file has them, with nothing between."""
    entries: list[object] = [None] * max(skimmed.count, 1)
    for place, entry in skimmed.entries:
        entries[place - 1] = entry
    return entries


def _headers(exchanges: tuple[HttpExchange, ...]) -> Iterator[Header]:
    for exchange in exchanges:
        yield from exchange.request.headers
        if exchange.response is not None:
            yield from exchange.response.headers
