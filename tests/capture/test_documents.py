import json

import pytest

from pkcedoctor.capture.documents import Documents, parse
from pkcedoctor.errors import UnreadableInput

ENTRIES = [{"request": {"url": f"https://as.example/{place}"}} for place in range(3)]
HAR = {"log": {"creator": {"name": "Tool"}, "pages": [{"title": "t"}], "entries": ENTRIES}}
TEXT = json.dumps(HAR, indent=1)


def reads(text: str, *values: object, notes: tuple[str, ...] = (), damage: str = "") -> None:
    assert parse(text, "a.har") == Documents(values, notes, damage)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="sound"),
        pytest.param(f"\ufeff{TEXT}", id="a byte-order mark"),
        pytest.param(f"{TEXT}\x00\x00\n", id="NUL at the end"),
        pytest.param(f"\x1e{TEXT}\n\x1e", id="record marks"),
    ],
)
def test_one_document(text: str) -> None:
    reads(text, HAR)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"a": NaN}', None, id="NaN"),
        pytest.param('{"a": "1\n\t\x002"}', {"a": "1\n\t\x002"}, id="raw control characters"),
        pytest.param(r'{"a": "\ud83d"}', {"a": "\ud83d"}, id="a lone surrogate"),
        pytest.param('{"a": 1, "a": 2}', {"a": 2}, id="a repeated key"),
    ],
)
def test_what_the_parser_takes(text: str, expected: object) -> None:
    (value,) = parse(text, "a.har").values
    assert expected is None or value == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{TEXT}{TEXT}", id="without anything between"),
        pytest.param(f"{TEXT}\n{TEXT}\n", id="line by line"),
        pytest.param(f"\x1e{TEXT}\n\x1e{TEXT}\n", id="with record marks"),
        pytest.param(f"{TEXT},\n{TEXT},", id="with commas"),
    ],
)
def test_several_documents(text: str) -> None:
    reads(text, HAR, HAR)


BEFORE = "Text in front of the JSON was left out"
AFTER = "Text after the JSON was left out"
MISSPELT = (
    "Quotes, names, comments, commas or escapes that JSON does not know were read for what they"
    " mean"
)
MENDED = "Trailing commas or escapes that JSON does not know were repaired"


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        pytest.param(f"onInputData({TEXT});", (BEFORE,), id="JSONP"),
        pytest.param(f"```json\n{TEXT}\n```\n", (BEFORE,), id="a Markdown fence"),
        pytest.param(f"Here it is: {TEXT} Thanks!", (BEFORE, AFTER), id="amid prose"),
        pytest.param(f"{TEXT}\n[see the ticket]", (AFTER,), id="a bracket after it"),
        pytest.param(
            TEXT.replace('"', "&quot;"),
            ("The JSON was HTML-escaped and was unescaped",),
            id="HTML-escaped",
        ),
        pytest.param(TEXT.replace("\n  ]", ",\n  ]"), (MENDED,), id="a trailing comma in an array"),
        pytest.param(TEXT.replace("\n }", ", \n }"), (MENDED,), id="trailing commas in objects"),
    ],
)
def test_what_tickets_add(text: str, notes: tuple[str, ...]) -> None:
    reads(text, HAR, notes=notes)


@pytest.mark.parametrize(
    ("escape", "character"),
    [
        (r"\v", "\v"),
        (r"\x41", "A"),
        (r"\'", "'"),
        (r"\q", r"\q"),
        (r"\u12", r"\u12"),
        (r"\\v", r"\v"),
        (r"\",]", '",]'),
    ],
)
def test_an_escape_that_json_does_not_know(escape: str, character: str) -> None:
    reads(rf'{{"a": "{escape}\v", "b": "n"}}', {"a": f"{character}\v", "b": "n"}, notes=(MENDED,))


def test_a_number_with_thousands_of_digits() -> None:
    (value,) = parse(f'{{"a": {"9" * 5000}, "b": 12}}', "a.har").values
    assert value == {"a": float("inf"), "b": 12}


def saved(count: int, *others: object) -> object:
    entries = [*ENTRIES[:count], *others]
    return {"creator": {"name": "Tool"}, "pages": [{"title": "t"}], "entries": entries}


def cut_after(text: str, mark: str) -> str:
    return text[: text.index(mark) + len(mark)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            cut_after(TEXT, "as.example/2"), saved(2, {"request": {}}), id="inside a string"
        ),
        pytest.param(cut_after(TEXT, 'as.example/2"'), saved(3), id="after a string"),
        pytest.param(cut_after(TEXT, 'as.example/1"\n    }\n   }'), saved(2), id="after an entry"),
        pytest.param(cut_after(TEXT, 'as.example/1"\n    }\n   },'), saved(2), id="after a comma"),
        pytest.param(TEXT[:-2], saved(3), id="before the last braces"),
    ],
)
def test_a_file_that_breaks_off(text: str, expected: object) -> None:
    reads(text, expected, damage=f"the file breaks off at byte {len(text)}")


def test_a_file_that_breaks_off_is_measured_in_bytes() -> None:
    text = cut_after(TEXT.replace("Tool", "Töol"), "as.example/2")
    assert parse(text, "a.har").damage == f"the file breaks off at byte {len(text) + 1}"


def test_an_array_of_entries_that_breaks_off() -> None:
    text = cut_after(json.dumps(ENTRIES), "as.example/2")
    cut: object = {"request": {}}
    reads(text, *ENTRIES[:2], cut, damage=f"the file breaks off at byte {len(text)}")


def test_an_array_whose_end_is_missing() -> None:
    text = json.dumps(ENTRIES)[:-1]
    reads(text, *ENTRIES, damage=f"the file breaks off at byte {len(text)}")


def test_an_array_of_hars_that_breaks_off() -> None:
    text = f"[{json.dumps(HAR)}, {cut_after(json.dumps(HAR), 'as.example/1')}"
    reads(
        text, saved(3), saved(1, {"request": {}}), damage=f"the file breaks off at byte {len(text)}"
    )


def test_html_escapes_in_a_body_stay_when_the_file_breaks_off() -> None:
    entry = {"request": {"postData": {"text": "&quot;entries&quot;"}}}
    text = f'{{"entries": [{json.dumps(entry)}, {{"request'
    (log,) = parse(text, "a.har").values
    assert log == {"creator": None, "pages": None, "entries": [entry, {}]}


def test_lines_of_entries_of_which_the_last_breaks_off() -> None:
    text = "\n".join(map(json.dumps, ENTRIES))[:-4]
    reads(text, *ENTRIES[:2], damage=f"the file breaks off at byte {len(text)}")


def test_a_log_without_creator_that_breaks_off() -> None:
    text = cut_after('{"entries": [{"request": {}}, {"request"', '"request": {}}')
    reads(
        text,
        {"creator": None, "pages": None, "entries": [{"request": {}}]},
        damage=f"the file breaks off at byte {len(text)}",
    )


def test_damage_in_the_creator_does_not_cost_the_entries() -> None:
    text = '{"creator": {name: 1}, "entries": [{"request": {}}]}'
    reads(
        text,
        {"creator": {"name": 1}, "pages": None, "entries": [{"request": {}}]},
        notes=(MISSPELT,),
    )


def test_damage_between_entries() -> None:
    text = TEXT.replace('"https://as.example/1"', "https")
    reads(
        text,
        saved(1, {"request": {"url": None}}, ENTRIES[2]),
        damage="the JSON is damaged at line 19, column 18 (a word that is no value)",
    )


def test_an_entry_that_is_nested_too_deeply() -> None:
    text = f'{{"entries": [{{"request": {{}}}}, {"[" * 100_000}'
    assert parse(text, "a.har").damage == f"the file breaks off at byte {len(text)}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "the file is empty", id="empty"),
        pytest.param(" \n\x00\ufeff", "the file is empty", id="blank"),
        pytest.param("<!DOCTYPE html>\n<p>{", "this is an HTML page", id="a page"),
        pytest.param("<x><head>", "this is an HTML page", id="a page without doctype"),
        pytest.param("<items burpVersion='1'>", "this is XML without a request", id="Burp"),
        pytest.param("\x00\x01\x02{", "this is binary, not a capture", id="binary"),
        pytest.param("grant_type=authorization_code", "no request was found", id="a form"),
        pytest.param("secret {", "no request was found", id="a brace somewhere"),
        pytest.param(
            '{"entries": [{"request"',
            "the file breaks off at byte 23, before its first whole entry",
            id="cut in the first entry",
        ),
        pytest.param(
            "{secret: 1}",
            "the JSON is damaged at line 1, column 2"
            " (Expecting property name enclosed in double quotes), before its first whole entry",
            id="an unquoted key",
        ),
        pytest.param(
            "[" * 100_000,
            "the file breaks off at byte 100000, before its first whole entry",
            id="nested too deeply",
        ),
    ],
)
def test_no_capture(text: str, complaint: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        parse(text, "a.har")
    message = str(caught.value)
    assert message.startswith(f"a.har: {complaint}")
    assert ";" in message
    assert "\n" not in message
    assert "secret" not in message


@pytest.mark.parametrize("text", ["5", '"text"', "null", "true"])
def test_json_that_is_no_har_is_for_others_to_refuse(text: str) -> None:
    assert len(parse(text, "a.har").values) == 1


BETWEEN = "Text between the JSON documents was left out"


def test_documents_with_text_between_them() -> None:
    text = f'{{"a": 1}} x [y] {json.dumps(ENTRIES[0])}'
    reads(text, {"a": 1}, ENTRIES[0], notes=(BETWEEN,))


def test_a_document_before_a_name_that_is_text() -> None:
    reads('{"a": 1} x {"b": 2} "request": 1', {"a": 1}, {"b": 2}, notes=(BETWEEN, AFTER))


def test_a_name_after_the_last_document_is_text() -> None:
    reads('{"request": {}} "request": 1', {"request": {}}, notes=(AFTER,))


def test_a_string_in_a_string_is_opened_only_so_often() -> None:
    text = TEXT
    for _ in range(5):
        text = json.dumps(text)
    (value,) = parse(text, "a.har").values
    assert isinstance(value, str)
