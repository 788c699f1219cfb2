"""What tickets, editors and programs do to a HAR costs as few messages as can be."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from html import escape
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkcedoctor.capture import read_capture
from pkcedoctor.capture.container import Text, no_sidecar
from pkcedoctor.capture.har import read
from pkcedoctor.capture.http import Capture, HttpExchange, UnrecordedBody
from pkcedoctor.errors import UnreadableInput
from tests.capture.damaged import BEHIND, HURT, LINES, PLAIN, SAME, SOUND, entry

REACHING_FURTHER = {"a part of the middle left out"}


def captured(text: str) -> Capture:
    return read((Text("a.har", text, no_sidecar),), "a.har")


def outcome(text: str) -> Capture | str:
    try:
        return captured(text)
    except UnreadableInput as refusal:
        return str(refusal)


def messages(capture: Capture) -> list[HttpExchange]:
    return [replace(each, where="", index=0, duration=None) for each in capture.exchanges]


WHOLE = messages(captured(SOUND))
REQUESTS = [each.request for each in WHOLE]
RESPONSES = [each.response for each in WHOLE]


def test_the_sound_file_is_what_the_entries_say() -> None:
    assert captured(SOUND).notes == ()
    assert [request.url[-1] for request in REQUESTS] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("change", [pytest.param(SAME[name], id=name) for name in SAME])
def test_nothing_is_lost(change: Callable[[str], str]) -> None:
    assert messages(captured(change(SOUND))) == WHOLE


@pytest.mark.parametrize("name", HURT)
def test_damage_costs_the_entry_that_it_hits_and_is_told(name: str) -> None:
    capture = captured(HURT[name](SOUND))
    found = [each.request for each in capture.exchanges if each.request.url]
    kept = [REQUESTS[0], REQUESTS[3], *([] if name in REACHING_FURTHER else [REQUESTS[2]])]
    assert found == [request for request in REQUESTS if request in found]
    assert [request for request in kept if request not in found] == []
    assert capture.notes


@pytest.mark.parametrize("change", [pytest.param(BEHIND[name], id=name) for name in BEHIND])
def test_damage_behind_a_request_leaves_it_as_it_was(change: Callable[[str], str]) -> None:
    capture = captured(change(SOUND))
    assert [each.request for each in capture.exchanges] == REQUESTS
    assert all(
        is_part_of(each, whole) for each, whole in zip(capture.exchanges, WHOLE, strict=True)
    )
    assert capture.notes


def is_part_of(part: HttpExchange, whole: HttpExchange) -> bool:
    """Whether the answer is the whole one's, or openly lacks something."""
    if part.response is None or whole.response is None:
        return True
    if part.response.status != whole.response.status:
        return False
    return part.response == whole.response or isinstance(part.response.body, UnrecordedBody)


SHORT = json.dumps({"log": {"entries": [entry(0), entry(1)]}})


@pytest.mark.parametrize("text", [SHORT, SHORT[len('{"log": {"entries": ') : -2]])
def test_a_file_that_breaks_off_anywhere_keeps_what_was_whole(text: str) -> None:
    seen = 0
    for end in range(1, len(text)):
        capture = outcome(text[:end])
        if isinstance(capture, str):
            assert "breaks off" in capture or "no request was found" in capture
            assert not seen
            continue
        assert [each.request for each in capture.exchanges] == REQUESTS[: len(capture.exchanges)]
        assert all(map(is_part_of, capture.exchanges, WHOLE))
        assert f"breaks off at byte {len(text[:end].rstrip())}" in capture.notes[0]
        assert len(capture.exchanges) >= seen
        seen = len(capture.exchanges)
    assert seen == 2


def test_an_entry_that_is_cut_behind_its_request_is_evidence() -> None:
    text = SOUND[: SOUND.rindex('"response"')].rstrip()
    capture = captured(text)
    assert [each.request for each in capture.exchanges] == REQUESTS
    assert capture.exchanges[3].response is None
    assert capture.notes == (
        f"The file breaks off at byte {len(text.encode())}; 3 whole entries were read.",
        "Entries were read although they are damaged behind the request (entry 4).",
    )


def test_an_answer_that_is_cut_keeps_its_status_and_says_what_is_missing() -> None:
    last = captured(SOUND[: SOUND.rindex("invalid_grant")]).exchanges[3]
    assert last.request == REQUESTS[3]
    assert last.response is not None
    assert last.response.status == 400
    assert last.response.body == UnrecordedBody(
        "the file is damaged before the end of this response; hand over the whole file"
    )


def test_a_request_that_is_cut_is_none() -> None:
    capture = captured(SOUND[: SOUND.rindex('"postData"')])
    assert [each.request for each in capture.exchanges] == REQUESTS[:3]
    assert "Entries whose request is damaged were left out (entry 4)." in capture.notes


@settings(deadline=None)
@given(
    st.sampled_from([SOUND, PLAIN, LINES]),
    st.lists(
        st.tuples(
            st.integers(0, len(SOUND)),
            st.integers(0, 40),
            st.text(st.sampled_from("\"'\\{}[],:/*#`\n\0a1\ud800 "), max_size=6),
        ),
        max_size=5,
    ),
)
def test_any_damage_is_survived(text: str, wounds: list[tuple[int, int, str]]) -> None:
    for start, length, patch in wounds:
        text = text[:start] + patch + text[start + length :]
    capture = outcome(text)
    assert capture.startswith("a.har: ") if isinstance(capture, str) else capture.exchanges


def entries(unit: str, count: int) -> str:
    return '{"log": {"entries": [' + f"{unit}," * count


SLOW_IF_QUADRATIC = {
    "broken entries": entries('{"request": {"url": x}}', 10_000),
    "entries without an end": entries('{"request": {"url": "a"}', 20_000),
    "open comments": entries('{"a": /*', 20_000),
    "open strings": entries('{"a": "x, ', 20_000),
    "open single quotes": entries("{'a': 'x, ", 20_000),
    "open names": entries('{"a', 20_000),
    "open arrays": "[" * 200_000,
    "open objects": '{"a":' * 100_000,
    "arrays and objects": '[{"a":' * 60_000,
    "closed brackets": '{"log": {"entries": [' + "]}" * 100_000,
    "backslashes": '{"log": {"entries": ["' + "\\" * 1_000_000,
    "half escapes": '{"log": {"entries": ["' + "\\u12" * 100_000,
    "blanks": '{"log": {"entries": [' + " " * 1_000_000 + "x",
    "commas and blanks": '{"log": {"entries": [' + ", " * 300_000 + "x",
    "slashes": '{"log": {"entries": [' + "/" * 300_000,
    "names of lists": '{"entries": [' * 20_000,
    "names of lists without quotes": "{entries: [" * 20_000,
    "names of requests": '{"request":' * 20_000,
    "documents and words": '{} x {"request": 1} ' * 10_000,
    "words and brackets": "x [ " * 50_000 + '"request": {',
    "references": "&quot;log&quot;" + "&amp;" * 200_000 + "&quot;entries&quot;",
    "escaped quotes": '{\\"entries\\": ' * 20_000,
    "base64": "eyJ" + "A" * 1_000_001,
    "base64 with blanks": "eyJ" + "A " * 500_000 + "!",
    "lines that are no JSON": '{"request": {"url": "a"}\n' * 20_000,
    "numbers": entries("-" + "9" * 2_000, 200),
    "words": entries("{a " * 3, 10_000),
    "curly quotes": entries("{\u201ca: ", 20_000),
}


@pytest.mark.parametrize("name", SLOW_IF_QUADRATIC)
def test_time_grows_with_the_text(name: str) -> None:
    started = time.perf_counter()
    capture = outcome(SLOW_IF_QUADRATIC[name])
    assert "; " in capture if isinstance(capture, str) else capture.exchanges
    assert time.perf_counter() - started < 20


def test_numbers_of_entries_stay_those_of_the_file() -> None:
    text = SOUND.replace('"method": "POST"', '"method" "POST"', 1)
    where = attrgetter("where")
    assert list(map(where, captured(text).exchanges)) == ["entry 2", "entry 3", "entry 4"]


BYTES = {
    "UTF-8": SOUND.encode(),
    "UTF-8 with a mark": SOUND.encode("utf-8-sig"),
    "UTF-16 with a mark": SOUND.encode("utf-16"),
    "UTF-16 LE": SOUND.encode("utf-16-le"),
    "UTF-16 BE": SOUND.encode("utf-16-be"),
    "UTF-16 BE with a mark": f"\ufeff{SOUND}".encode("utf-16-be"),
    "UTF-32 LE": SOUND.encode("utf-32-le"),
    "UTF-32 with a mark": SOUND.encode("utf-32"),
    "Latin-1": SOUND.encode("latin-1"),
    "Windows-1252": SOUND.replace('"1.2"', '"\u2019"').encode("cp1252"),
    "lone surrogates as bytes": SOUND.replace("1.2", "\ud83d").encode("utf-8", "surrogatepass"),
    "CESU-8": SOUND.replace("1.2", "\ud83d\ude00").encode("utf-8", "surrogatepass"),
    "NULs at the end": SOUND.encode() + bytes(4096),
    "an odd byte elsewhere": SOUND.encode().replace(b'"1.2"', b'"\xff"'),
    "UTF-16 in the middle of text": f"Here: {SOUND}".encode("utf-16"),
    "HTML in UTF-16": escape(SOUND).encode("utf-16"),
}


@pytest.mark.parametrize("name", BYTES)
def test_every_encoding_gives_the_same_messages(name: str) -> None:
    assert messages(read_capture(BYTES[name], name="a.har")) == WHOLE


def test_big_entries_are_read_after_damage() -> None:
    big = entry(1) | {"comment": "x" * 100_000}
    text = json.dumps({"log": {"entries": [entry(0), big, entry(2)]}}).replace('"POST"', "POST", 1)
    assert [each.request for each in captured(text).exchanges] == REQUESTS[1:3]


def test_the_search_for_whole_entries_ends_some_time() -> None:
    text = '{"log": {"entries": [{"request": x, ' + '{"a": /*' * 3_000
    assert "damaged" in str(outcome(text))
