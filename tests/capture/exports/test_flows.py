"""mitmproxy is not needed here: its reader is stood in for, and used itself where it is there."""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, BinaryIO

import pytest

from pkcedoctor.capture.exports import flows
from pkcedoctor.capture.http import Header, HttpExchange, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput


@dataclass
class Headers:
    fields: tuple[tuple[bytes, bytes], ...] = ()


@dataclass
class Message:
    raw_content: bytes | None = b""
    headers: Headers = field(default_factory=Headers)
    timestamp_start: float | None = 1795163187.5
    timestamp_end: float | None = 1795163188.0
    method: str = "post"
    pretty_url: str = "https://as.example/token"
    status_code: int = 400

    def get_content(self, *, strict: bool) -> bytes | None:
        assert strict
        if self.raw_content == b"packed":
            raise ValueError
        return self.raw_content


@dataclass
class Failure:
    msg: str


@dataclass
class Flow:
    request: Message | None
    response: Message | None = None
    error: Failure | None = None


@dataclass
class Fault:
    """Makes the reader fail where it stands."""


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[Flow | Fault]:
    """Return what the stand-in's reader will find."""
    found: list[Flow | Fault] = []

    class FlowReader:
        def __init__(self, file: BinaryIO) -> None:
            assert file.read() == b"1:x"

        def stream(self) -> Iterator[Flow]:
            for each in found:
                if isinstance(each, Fault):
                    raise TypeError
                yield each

    library: Any = ModuleType("mitmproxy.io")
    library.FlowReader = FlowReader
    monkeypatch.setitem(sys.modules, "mitmproxy", ModuleType("mitmproxy"))
    monkeypatch.setitem(sys.modules, "mitmproxy.io", library)
    return found


def read(remarks: Remarks | None = None) -> Reading | None:
    return flows.read(b"1:x", remarks or Remarks())


def only() -> HttpExchange:
    reading = read()
    assert reading is not None
    (exchange,) = reading.exchanges
    return exchange


def test_a_flow(held: list[Flow | Fault]) -> None:
    held.append(
        Flow(
            Message(b"code=a%20b\xe9", Headers(((b"Content-Type", b"x/\xe9"),))),
            Message(
                b"\xef\xbb\xbf{}", Headers(((b"location", b"/x"),)), timestamp_end=1795163189.0
            ),
        )
    )
    exchange = only()
    assert exchange.where == "flow 1"
    assert exchange.started == datetime(2026, 11, 20, 8, 26, 27, 500_000, tzinfo=UTC)
    assert exchange.duration == 1.5
    assert exchange.request.method == "POST"
    assert exchange.request.url == "https://as.example/token"
    assert exchange.request.headers == (Header("Content-Type", "x/\udce9"),)
    assert exchange.request.body == TextBody("code=a%20b\udce9")
    assert exchange.response is not None
    assert exchange.response.status == 400
    assert exchange.response.body == TextBody("{}")
    assert exchange.response.redirect_url == "/x"


def test_a_flow_that_failed(held: list[Flow | Fault]) -> None:
    held.append(Flow(Message(timestamp_start=None), None, Failure("Connection refused")))
    exchange = only()
    assert (exchange.failure, exchange.response) == ("Connection refused", None)
    assert (exchange.started, exchange.duration) == (None, None)
    assert exchange.request.body == NoBody()


@pytest.mark.parametrize(("status", "timestamp"), [(0, 1e300), (-1, 1.0)])
def test_nonsense_in_a_flow(held: list[Flow | Fault], status: int, timestamp: float) -> None:
    answer = Message(status_code=status, timestamp_end=0.5)
    held.append(Flow(Message(timestamp_start=timestamp), answer))
    exchange = only()
    assert (exchange.response, exchange.duration) == (None, None)


@pytest.mark.parametrize("content", [None, b"packed"])
def test_a_body_that_is_not_there(held: list[Flow | Fault], content: bytes | None) -> None:
    held.append(Flow(Message(content), Message(content)))
    exchange = only()
    assert isinstance(exchange.request.body, UnrecordedBody)
    assert exchange.response is not None
    assert isinstance(exchange.response.body, UnrecordedBody)


def test_no_requests(held: list[Flow | Fault]) -> None:
    held += [Flow(Message(method="CONNECT")), Flow(None)]
    assert read() is None


def test_a_file_that_breaks_off(held: list[Flow | Fault]) -> None:
    held += [Flow(Message()), Fault()]
    remarks = Remarks()
    reading = read(remarks)
    assert reading is not None
    assert len(reading.exchanges) == 1
    assert remarks.sentences() == (
        "The file is damaged or cut off; the 1 flows before that were read.",
    )


def test_a_damaged_file(held: list[Flow | Fault]) -> None:
    held.append(Fault())
    with pytest.raises(UnreadableInput, match="mitmproxy cannot read this flow file"):
        read()


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mitmproxy.io", None)
    with pytest.raises(UnreadableInput, match=r"pkcedoctor\[mitmproxy\]") as caught:
        read()
    assert "mitmdump -nr FILE --set hardump=capture.har" in str(caught.value)


def test_with_the_library() -> None:
    mitmproxy_io = pytest.importorskip("mitmproxy.io")
    tflow = pytest.importorskip("mitmproxy.test.tflow")
    file = io.BytesIO()
    mitmproxy_io.FlowWriter(file).add(tflow.tflow(resp=True))
    reading = flows.read(file.getvalue(), Remarks())
    assert reading is not None
    (exchange,) = reading.exchanges
    assert exchange.request.url == "http://address:22/path"
    assert exchange.request.body == TextBody("content")
    assert exchange.response is not None
    assert exchange.response.body == TextBody("message")
