"""What a reader understood of one input, and the capture that it makes."""

from pkcedoctor.capture.http import Capture, HttpExchange, VisitedUrl
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.times import in_order
from pkcedoctor.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found.

    Attributes:
        reader: what the report calls it: ``HAR written by Firefox 153``, ``cURL commands``.
        exchanges: in the order of the input; their ``index`` is set later.
        visited: URLs that the input mentions outside requests.
        sanitized: whether a missing credential header proves nothing.
        given: whether somebody put the messages together by hand, as in a ticket, and so says
            that they belong together.
    """

    reader: str
    exchanges: tuple[HttpExchange, ...]
    visited: tuple[VisitedUrl, ...] = ()
    sanitized: bool = False
    given: bool = False


def capture_of(reading: Reading, label: str, remarks: Remarks) -> Capture:
    """Put the exchanges of a reading in order of time and number them.

    Args:
        reading: what a reader found.
        label: the input's name.
        remarks: what was noticed on the way.
    """
    ordered = in_order(reading.exchanges, lambda exchange: exchange.started)
    if ordered is None:
        remarks.add("Some times have a zone and some have none, so the order of the file was kept")
    kept = reading.exchanges if ordered is None else ordered
    requested = frozenset(_without_fragment(one.request.url) for one in reading.exchanges)
    return Capture(
        source=label,
        reader=reading.reader,
        exchanges=tuple(replace(each, index=place) for place, each in enumerate(kept)),
        visited=tuple(
            visited
            for visited in reading.visited
            if _without_fragment(visited.url) not in requested
        ),
        sanitized=reading.sanitized,
        given=reading.given,
        notes=remarks.sentences(),
    )


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]
