import gzip
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.exports import saz
from pkcedoctor.capture.http import TextBody, UnrecordedBody
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput

REQUEST = b"POST https://as.example/token HTTP/1.1\r\nContent-Type: a\r\n\r\ngrant_type=x"
RESPONSE = b'HTTP/1.1 400 Bad Request\r\n\r\n{"error":"invalid_grant"}'
TIMERS = (
    b"\xef\xbb\xbf<?xml version='1.0'?><Session SID='1'>"
    b'<SessionTimers ClientConnected="2026-11-20T08:26:26+01:00"'
    b' ClientBeginRequest="2026-11-20T08:26:27.9690301+01:00"'
    b' ClientDoneResponse="2026-11-20T08:26:28.9690301+01:00" /></Session>'
)


def read(members: Mapping[str, bytes], remarks: Remarks | None = None) -> Reading | None:
    return saz.read(tuple(members), members.__getitem__, remarks or Remarks())


def test_a_session() -> None:
    reading = read(
        {
            "[Content_Types].xml": b"",
            "_index.htm": b"",
            "raw/1_c.txt": REQUEST,
            "raw/1_s.txt": RESPONSE,
            "raw/1_m.xml": TIMERS,
            "raw/1_w.txt": b"",
        }
    )
    assert reading is not None
    assert reading.reader == "Fiddler session archive"
    (exchange,) = reading.exchanges
    assert exchange.where == "session 1"
    zone = timezone(timedelta(hours=1))
    assert exchange.started == datetime(2026, 11, 20, 8, 26, 27, 969030, tzinfo=zone)
    assert exchange.duration == 1
    assert exchange.request.url == "https://as.example/token"
    assert exchange.request.body == TextBody("grant_type=x")
    assert exchange.response is not None
    assert exchange.response.status == 400
    assert exchange.response.body == TextBody('{"error":"invalid_grant"}')


def test_sessions_in_order_of_their_numbers() -> None:
    numbers = ["raw/10_c.txt", "raw/002_c.txt", "x/raw/0001_C.TXT", "raw/0001_x.txt"]
    reading = read(dict.fromkeys(numbers, REQUEST))
    assert reading is not None
    assert [exchange.where for exchange in reading.exchanges] == [
        "session 1",
        "session 2",
        "session 10",
    ]


def test_a_packed_and_chunked_body() -> None:
    packed = gzip.compress(b"{}")
    framed = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    head = b"HTTP/1.1 400 x\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    reading = read({"raw/1_c.txt": REQUEST, "raw/1_s.txt": head + framed})
    assert reading is not None
    assert reading.exchanges[0].response is not None
    assert reading.exchanges[0].response.body == TextBody("{}")


def test_tunnels_are_left_out() -> None:
    connect = b"CONNECT as.example:443 HTTP/1.1\r\nHost: as.example:443\r\n\r\n"
    assert read({"raw/1_c.txt": connect, "raw/1_s.txt": b"HTTP/1.1 200 OK\r\n\r\n"}) is None


def test_a_session_without_a_request() -> None:
    remarks = Remarks()
    reading = read({"raw/1_s.txt": RESPONSE, "raw/2_c.txt": b"", "raw/3_c.txt": REQUEST}, remarks)
    assert reading is not None
    assert len(reading.exchanges) == 1
    assert remarks.sentences() == (
        "Sessions without a request were left out (session 1, session 2).",
    )


@pytest.mark.parametrize(
    ("timers", "started", "duration"),
    [
        (b"", None, None),
        (b'ClientBeginRequest="0001-01-01T00:00:00"', None, None),
        (
            b'ClientBeginRequest="2026-11-20T08:26:27Z"',
            datetime(2026, 11, 20, 8, 26, 27, tzinfo=UTC),
            None,
        ),
        (
            b"ClientBeginRequest='2026-11-20T08:26:27Z' ClientDoneResponse='2026-11-20T08:26:28'",
            datetime(2026, 11, 20, 8, 26, 27, tzinfo=UTC),
            None,
        ),
        (
            b"ClientBeginRequest='2026-11-20T08:26:27Z' ClientDoneResponse='2026-11-20T08:26:27Z'",
            datetime(2026, 11, 20, 8, 26, 27, tzinfo=UTC),
            None,
        ),
    ],
)
def test_when(timers: bytes, started: datetime | None, duration: float | None) -> None:
    reading = read({"raw/1_c.txt": REQUEST, "raw/1_m.xml": timers})
    assert reading is not None
    assert (reading.exchanges[0].started, reading.exchanges[0].duration) == (started, duration)
    assert reading.exchanges[0].response is None


def test_a_body_that_cannot_be_unpacked() -> None:
    head = b"HTTP/1.1 400 x\r\nContent-Encoding: br\r\n\r\n\x8b"
    reading = read({"raw/1_c.txt": REQUEST, "raw/1_s.txt": head})
    assert reading is not None
    assert reading.exchanges[0].response is not None
    assert isinstance(reading.exchanges[0].response.body, UnrecordedBody)


def test_a_limit_of_the_archive_is_passed_on() -> None:
    def content(_name: str) -> bytes:
        raise UnreadableInput("too large")

    with pytest.raises(UnreadableInput, match="too large"):
        saz.read(["raw/1_c.txt"], content, Remarks())


@given(st.dictionaries(st.sampled_from(["raw/1_c.txt", "raw/1_s.txt", "raw/1_m.xml"]), st.binary()))
def test_any_bytes_survive(members: dict[str, bytes]) -> None:
    read(members)
