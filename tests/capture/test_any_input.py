"""Whatever is handed in, reading ends in a capture or in one line that says what to do."""

import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pkcedoctor.capture import Capture, HttpExchange, read_capture
from pkcedoctor.errors import UnreadableInput

DIALECTS = sorted(Path(__file__).with_name("dialects").iterdir())
KEYS = [
    "log",
    "entries",
    "request",
    "response",
    "headers",
    "name",
    "value",
    "url",
    "method",
    "status",
    "content",
    "text",
    "size",
    "encoding",
    "postData",
    "params",
    "mimeType",
    "_file",
    "_content",
    "queryString",
    "bodySize",
    "startedDateTime",
    "time",
    "creator",
    "version",
    "pages",
    "title",
    "_error",
    "_failureText",
    "comment",
    "redirectURL",
    "cookies",
    "_initiator",
    "stack",
    "callFrames",
    "parent",
    "_resourceType",
    "_fetchedViaServiceWorker",
    ":authority",
    ":path",
    "location",
    "content-length",
    "content-type",
    "transfer-encoding",
]
WORDS = [
    "base64",
    "POST",
    "GET",
    "OPTIONS",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "0",
    "-1",
    "400",
    "WebInspector",
    "Playwright",
    "Firefox",
    "YT1i",
    "a%2Fb",
    "https://a/?b=c",
    "../x",
    "/etc/passwd",
    "2026-11-20T08:25:11Z",
    "2026-11-20T08:25:11",
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.sampled_from(WORDS)
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=8,
)
messages = st.dictionaries(st.sampled_from(KEYS), json_values, max_size=4)
entries = st.fixed_dictionaries({"request": messages, "response": messages}) | json_values


def read(data: bytes) -> Capture | None:
    try:
        capture = read_capture(data, name="a.har")
    except UnreadableInput as refusal:
        say_what_to_do(str(refusal))
        return None
    assert [exchange.index for exchange in capture.exchanges] == list(range(len(capture.exchanges)))
    assert capture.exchanges
    assert all(map(is_sound, capture.exchanges))
    return capture


def say_what_to_do(refusal: str) -> None:
    assert refusal.startswith("a.har: ")
    assert "; " in refusal
    assert "\n" not in refusal


def is_sound(exchange: HttpExchange) -> bool:
    return exchange.response is None or exchange.response.status > 0


@settings(deadline=None)
@given(st.binary())
@example(b"\x1f\x8b\x08\x00")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\xff\xfe\x00\x00")
@example(b"\xef\xbb\xbf")
def test_bytes(data: bytes) -> None:
    read(data)


@settings(deadline=None)
@given(st.text())
def test_text(text: str) -> None:
    read(text.encode())
    read(gzip.compress(text.encode()))


@settings(deadline=None)
@given(json_values)
def test_json(value: object) -> None:
    read(json.dumps(value).encode())


@settings(deadline=None)
@given(st.lists(entries, min_size=1, max_size=4), messages)
def test_entries(values: list[object], log: dict[str, object]) -> None:
    read(json.dumps({"log": {**log, "entries": values}}).encode())


@settings(deadline=None)
@given(st.sampled_from(DIALECTS), st.data())
def test_a_real_capture_that_was_cut(path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    read(content[: data.draw(st.integers(0, len(content)))])


@settings(deadline=None)
@given(st.sampled_from(DIALECTS), st.data())
def test_a_real_capture_with_a_wrong_byte(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content))


@settings(deadline=None)
@given(st.sampled_from([path for path in DIALECTS if path.suffix == ".har"]))
def test_packing_changes_nothing(path: Path) -> None:
    content = path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("har.har", content)
    packed = (gzip.compress(content), zlib.compress(content), buffer.getvalue())
    assert {read(data) for data in packed} == {read(content)}
