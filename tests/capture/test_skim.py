import gzip
import json
import re
import secrets
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, target
from hypothesis import strategies as st

from pkcedoctor.capture import Capture, HttpExchange, Interest, octets, read_capture
from pkcedoctor.capture import skim as skim_module
from pkcedoctor.capture.octets import HeldOctets, StreamedOctets
from pkcedoctor.capture.skim import Unusual, skim
from pkcedoctor.errors import UnreadableInput

PICKED = Interest(
    url=re.compile("pick"),
    target=re.compile("/token"),
    posted=re.compile(b"pick"),
    mentioned=(b"pick=",),
)
BODIES = (
    "",
    "plain",
    '"request": {"url": "https://pick/"}',
    '\n        "request": {',
    '\\"request\\": {',
    '\\\\","request":{"url":"x',
    "}]}},{",
    '"entries": [',
    "text\\",
    "\ud800",
    "\x00\x1f\u2028",
)
TEXTS = st.one_of(st.sampled_from(BODIES), st.text(max_size=20))
URLS = st.sampled_from(
    [
        "https://cdn.example/a.js",
        "https://as.example/pick?a=1",
        'https://x.example/"quoted"\\pick',
        "https://as.example/token",
    ]
)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, object]:
    request = {
        "method": draw(st.sampled_from(["GET", "POST", "OPTIONS"])),
        "url": draw(URLS),
        "headers": [{"name": "X", "value": draw(TEXTS)}],
        "postData": {"mimeType": "text/plain", "text": draw(TEXTS)},
    }
    response = {
        "status": draw(st.sampled_from([200, 302, 400])),
        "headers": [{"name": "Location", "value": draw(st.sampled_from(["/", "/?pick=1"]))}],
        "content": {"mimeType": "text/html", "text": draw(TEXTS)},
        "redirectURL": draw(st.sampled_from(["", "/a.js"])),
    }
    before = draw(st.dictionaries(st.sampled_from(["_initiator", "a", "b"]), TEXTS, max_size=2))
    after = draw(st.dictionaries(st.sampled_from(["time", "z"]), TEXTS, max_size=2))
    odd: dict[str, object] = draw(
        st.sampled_from([{}] * 8 + [{"z": {"request": {}}}, {"z": [{"response": 1}]}])
    )
    return {**before, "request": request, "response": response, **after, **odd}


LAYOUTS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"separators": (",", ":")},
        {},
        {"indent": 2},
        {"indent": 4},
        {"indent": "\t"},
        {"indent": 0},
        {"sort_keys": True},
        {"indent": 1, "sort_keys": True},
        {"indent": 2, "ensure_ascii": False},
    ]
)


@st.composite
def hars(draw: st.DrawFn) -> bytes:
    log = {
        "version": "1.2",
        "creator": {"name": draw(st.sampled_from(["WebInspector", "Firefox", "x"]))},
        "entries": draw(st.lists(entries(), min_size=1, max_size=6)),
        **draw(st.sampled_from([{}, {"pages": []}, {"comment": "]}"}])),
    }
    value = draw(st.sampled_from([{"log": log}, log, {"data": {"log": log}}]))
    text = json.dumps(value, **draw(LAYOUTS))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    data = text.encode("utf-8", "surrogatepass")
    return data[: draw(st.integers(len(data) // 2, len(data)))] if draw(st.booleans()) else data


def read(data: bytes, interest: Interest | None) -> Capture | None:
    try:
        return read_capture(data, interest=interest)
    except UnreadableInput:
        return None


def without_place(capture: Capture | None) -> list[HttpExchange]:
    found = () if capture is None else capture.exchanges
    return [replace(exchange, index=0) for exchange in found]


@given(hars())
def test_gives_what_parsing_the_whole_file_gives(data: bytes) -> None:
    whole, skimmed = read(data, None), read(data, PICKED)
    assert (whole is None) == (skimmed is None)
    target(0 if skimmed is None else skimmed.skipped)
    wanted = without_place(whole)
    found = without_place(skimmed)
    assert [each for each in wanted if each in found] == found
    picked = [each for each in wanted if "pick" in each.request.url]
    assert [each for each in picked if each in found] == picked
    if whole is not None and skimmed is not None:
        assert whole.reader == skimmed.reader


def har(*urls: str, indent: int | None = 2, body: str = "", **log: object) -> bytes:
    held = [
        {
            "_initiator": {"type": "script"},
            "request": {"method": "GET", "url": url, "headers": []},
            "response": {"status": 200, "headers": [], "content": {"text": body}},
            "time": 1,
        }
        for url in urls
    ]
    value = {"log": {"creator": {"name": "WebInspector"}, "entries": held, **log}}
    return json.dumps(value, indent=indent).encode()


PLAIN = "https://cdn.example/a.js"
CHOSEN = "https://as.example/pick"


@pytest.mark.parametrize("indent", [None, 1, 2, 4])
@pytest.mark.parametrize("body", BODIES)
def test_skips_what_is_of_no_interest(indent: int | None, body: str) -> None:
    data = har(PLAIN, PLAIN, CHOSEN, PLAIN, PLAIN, indent=indent, body=body)
    capture = read_capture(data, interest=PICKED)
    assert [each.where for each in capture.exchanges] == ["entry 3", "entry 5"]
    assert capture.skipped == 3
    assert capture.reader == "HAR written by Chrome or Edge (WebInspector)"


def test_skips_alike_in_what_is_packed() -> None:
    data = har(PLAIN, PLAIN, CHOSEN, PLAIN, body="x" * 100)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.har", data)
    plain = read_capture(data, interest=PICKED)
    for packed in (gzip.compress(data), gzip.compress(gzip.compress(data)), archive.getvalue()):
        assert read_capture(packed, interest=PICKED) == plain


def test_reads_beside_the_entries_as_well() -> None:
    pages = [{"title": "https://as.example/seen"}]
    for data in (
        har(CHOSEN, pages=pages),
        har(CHOSEN).replace(b'"entries"', b'"pages": 1, "entries"'),
    ):
        assert read_capture(data, interest=PICKED).visited == read_capture(data).visited


def test_a_call_stack_that_mentions_what_is_of_interest() -> None:
    stack = {"stack": {"callFrames": [{"url": "https://app.example/?pick=1"}]}}
    data = har(PLAIN, PLAIN, PLAIN).decode().split('{\n          "type": "script"\n        }')
    text = f"{data[0]}{{}}{data[1]}{json.dumps(stack)}{data[2]}{{}}{data[3]}"
    capture = read_capture(text.encode(), interest=PICKED)
    assert [each.where for each in capture.exchanges] == ["entry 2", "entry 3"]
    assert [each.where for each in capture.visited] == ["entry 2, initiator"]


def test_where_a_post_was_redirected_to() -> None:
    data = json.loads(har(PLAIN, PLAIN, CHOSEN, "https://cdn.example/b/landing", PLAIN, PLAIN))
    posted = data["log"]["entries"][2]
    posted["request"]["method"] = "POST"
    posted["response"] |= {"status": 302, "redirectURL": "/b/landing"}
    capture = read_capture(json.dumps(data).encode(), interest=PICKED)
    assert [each.where for each in capture.exchanges] == ["entry 3", "entry 4", "entry 6"]


@pytest.mark.parametrize(
    ("header", "sanitized"),
    [("Accept", True), ("Cookie", False), ("authorization", False), ("Set-Cookie", False)],
)
@pytest.mark.parametrize("where", ["request", "response"])
def test_whether_credentials_are_anywhere_in_the_file(
    header: str, where: str, *, sanitized: bool
) -> None:
    data = json.loads(har(PLAIN, CHOSEN, PLAIN))
    data["log"]["entries"][0][where]["headers"] = [{"name": header, "value": "some"}]
    text = json.dumps(data).encode()
    assert read_capture(text, interest=PICKED).sanitized == sanitized
    assert read_capture(text).sanitized == sanitized


def test_a_value_that_is_called_like_a_credential_is_none() -> None:
    data = json.loads(har(PLAIN, CHOSEN, PLAIN))
    data["log"]["entries"][0]["response"]["headers"] = [{"name": "Vary", "value": "Cookie"}]
    text = json.dumps(data).encode()
    assert read_capture(text, interest=PICKED).sanitized == read_capture(text).sanitized


def reasons(*texts: bytes) -> list[object]:
    return [pytest.param(text, id=str(place)) for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    "data",
    reasons(
        b"",
        b"[1]",
        b'{"log": {}}',
        b'{"entries": 1}',
        b'{"entries": []}',
        b'{"entries": [{}]}',
        b'{"entries": [{"request": {}}]}',
        b'{"entries": [{"response": {}, "request": {}}]}',
        b'{"entries": [{"request": {}, "response": {}}]}, {"entries": [1]}',
        b'{"entries": [{"request": {}, "response": {}}, {"x": {"entries": 1}, "request": {}}]}',
        b'{"x": 1]} "entries": [{"request": {}, "response": {}}]}',
        b'{"entries": [{"a": 1, "response": {}}]}',
        b'{"entries": [{"request": {}, "response": {}, "x": {"request": {}}}]}',
        b'{"entries": [{"request": {}, "response": {}}]}, {"entries": [1]}',
        b'{"entries": [{"request": {}, "response": {}}, {"x": {"entries": 1}, "request": {}}]}',
        b'{"x": 1]} "entries": [{"request": {}, "response": {}}]}',
        b'{"entries": [{"a": 1, "response": {}}]}',
        b'{"entries": [{"request": {}, "response": {',
        b'{"request": {}, "entries": [{"request": {}, "response": {}}]}',
        b'{"a": [{"entries": [{"request": {}, "response": {}}]}]}',
        b'{"entries": [{"request": {}, "response": {}}]}, {"entries": [1]}',
        b'{"entries": [{"request": {}, "response": {}}, {"x": {"entries": 1}, "request": {}}]}',
        b'{"x": 1]} "entries": [{"request": {}, "response": {}}]}',
        b'{"entries": [{"a": 1, "response": {}}]}',
        b'{"entries": [{"request": {}, "response": {}}], "x": {"entries": [{"request": {}}]}}',
        b'{"entries": [{"request": {}, "response": {}}]}, {"entries": [1]}',
        b'{"entries": [{"request": {}, "response": {}}, {"x": {"entries": 1}, "request": {}}]}',
        b'{"x": 1]} "entries": [{"request": {}, "response": {}}]}',
        b'{"entries": [{"a": 1, "response": {}}]}',
        b'{"entries": [{"request": {}, "response": {}}]} {"entries": [{"request": {}}]}',
        b'{"a": "' + b"x" * (17 << 20) + b'", "entries": [{"request": {}, "response": {}}]}',
    ),
)
def test_leaves_what_is_unusual_to_the_parser(data: bytes) -> None:
    with pytest.raises(Unusual):
        skim(HeldOctets(data), PICKED)


@pytest.mark.parametrize("cut", [5, 30, 60, 100])
def test_a_big_file_that_breaks_off(cut: int, tmp_path: Path) -> None:
    data = har(PLAIN, CHOSEN, PLAIN, PLAIN, body="x" * (9 << 20))[:-cut]
    path = tmp_path / "a.har"
    path.write_bytes(data)
    capture = read_capture(path, interest=PICKED)
    assert "entry 2" in {each.where for each in capture.exchanges}
    (note,) = capture.notes
    assert "breaks off" in note or "damaged or cut off" in note


def test_a_query_that_only_stands_beside_the_url() -> None:
    data = json.loads(har(PLAIN, PLAIN, PLAIN, PLAIN))
    data["log"]["entries"][1]["request"]["queryString"] = [{"name": "pick", "value": "1"}]
    capture = read_capture(json.dumps(data).encode(), interest=PICKED)
    assert [each.request.url for each in capture.exchanges] == [f"{PLAIN}?pick=1", PLAIN]


def test_names_in_strange_places() -> None:
    data = json.loads(har(PLAIN, PLAIN, CHOSEN, PLAIN))
    for entry in data["log"]["entries"]:
        entry["request"]["headers"] = [
            {"name": "request", "value": '"response":"content":'},
            {"name": "response", "value": "content"},
        ]
        entry["_initiator"] = "request"
    text = json.dumps(data).encode()
    capture = read_capture(text, interest=PICKED)
    assert [each.where for each in capture.exchanges] == ["entry 3", "entry 4"]
    assert without_place(capture) == without_place(read_capture(text))[2:]


@pytest.mark.parametrize("size", [10 << 10, 100 << 10, 2 << 20, 5 << 20])
@pytest.mark.parametrize("member", ["_initiator", "request"])
@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_long_before_and_in_a_request(size: int, member: str, indent: int | None) -> None:
    data = json.loads(har(PLAIN, PLAIN, CHOSEN, PLAIN))
    for entry in data["log"]["entries"][1:3]:
        entry[member]["long"] = "x" * size
    text = json.dumps(data, indent=indent).encode()
    for packed in (text, gzip.compress(text, 1)):
        found = without_place(read_capture(packed, interest=PICKED))
        assert [each for each in without_place(read_capture(text)) if each in found] == found
        assert "entry 3" in {each.where for each in found}


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_too_long_to_be_kept_is_left_to_the_parser(
    monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    for module in (octets, skim_module):
        monkeypatch.setattr(module, "MOST_KEPT", 3 << 20)
    data = har(PLAIN, CHOSEN, PLAIN, PLAIN, body="x" * (4 << 20))
    source = StreamedOctets(iter([data[:100], data[100:]])) if packed else HeldOctets(data)
    with pytest.raises(Unusual):
        skim(source, PICKED)


def test_a_stream_forgets_what_is_of_no_interest() -> None:
    filler = [b"x" * (1 << 20)] * 40
    data = har(PLAIN, PLAIN, CHOSEN, PLAIN, indent=None, body="BODY")
    pieces = data.split(b"BODY")
    chunks = [pieces[0], *filler, pieces[1], pieces[2], pieces[3], pieces[4]]
    source = StreamedOctets(iter(chunks))
    assert [place for place, _ in skim(source, PICKED).entries] == [3, 4]
    with pytest.raises(LookupError):
        source.part(0, 10)
    assert source.size() == sum(map(len, chunks))


def test_a_stream_that_is_measured_is_not_kept() -> None:
    source = StreamedOctets(iter([b"x" * (1 << 20)] * 20))
    assert source.size() == 20 << 20
    assert source.part(20 << 20, 21 << 20) == b""


def test_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.har"
    path.write_bytes(har(PLAIN, CHOSEN, PLAIN, PLAIN, body="x" * (3 << 20)))
    told: list[int] = []
    read_capture(path, interest=PICKED, progress=told.append)
    assert told == sorted(told)
    assert told[-1] > 6 << 20


def test_notes_of_what_it_was_packed_in() -> None:
    data = gzip.compress(har(PLAIN, CHOSEN, PLAIN, body=secrets.token_hex(9 << 20)), 1)[:-9]
    (packed, *_) = read_capture(data, interest=PICKED).notes
    assert packed.startswith("The compressed data is damaged or cut off")


@example(b'"request": {}')
@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    for text in (data, b'{"entries": [{"request": {}, "response": {}}' + data):
        try:
            skim(HeldOctets(text), PICKED)
        except Unusual:
            continue
