import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.cleaning import (
    Cleaned,
    cleaned_body,
    cleaned_line,
    cleaned_text,
    cleaned_url,
)

URL = "https://as.example/authorize?a=b&c=d"
FORM = "grant_type=authorization_code&code=c"
BLANKS = "blanks around it were removed"
QUOTES = "quotes, brackets or a link around it were removed"
BREAKS = "line breaks in it were removed"
UNSEEN = "invisible characters were removed"
PLAIN = "no-break spaces became plain ones"
ENTITY = "&amp; became &"
LINE_END = "one line end after it was removed"


@pytest.mark.parametrize(
    ("pasted", "changes"),
    [
        pytest.param(URL, [], id="clean"),
        pytest.param(f"  {URL}\r\n", [BLANKS], id="blanks"),
        pytest.param(f'"{URL}"', [QUOTES], id="quotes"),
        pytest.param(f"'{URL}'", [QUOTES], id="single quotes"),
        pytest.param(f"`{URL}`", [QUOTES], id="backticks"),
        pytest.param(f"<{URL}>", [QUOTES], id="angle brackets"),
        pytest.param(f"“{URL}”", [QUOTES], id="curly quotes"),
        pytest.param(f"\u2018{URL}\u2019", [QUOTES], id="curly single quotes"),
        pytest.param(f"«{URL}»", [QUOTES], id="guillemets"),
        pytest.param(f"[{URL}]({URL})", [QUOTES], id="a Markdown link"),
        pytest.param(f"[here](<{URL}>)", [QUOTES], id="a Markdown link in brackets"),
        pytest.param(f"<{URL}|as.example>", [QUOTES], id="a chat's link"),
        pytest.param(f"```\n{URL}\n```", [QUOTES], id="a Markdown fence"),
        pytest.param(f'`` "{URL}" ``', [QUOTES], id="several at once"),
        pytest.param(f'" {URL} "', [QUOTES, BLANKS], id="blanks in quotes"),
        pytest.param(
            "https://as.example/auth\r\n    orize?a=b\n\t&c=d", [BREAKS], id="line breaks"
        ),
        pytest.param("https://as.example/authorize?a=b \\\n  &c=d", [BREAKS], id="a shell's break"),
        pytest.param("https://as.example/authorize\n> ?a=b&c=d", [BREAKS], id="a quoted mail"),
        pytest.param(URL.replace("&", "&amp;"), [ENTITY], id="an HTML escape"),
        pytest.param(URL.replace("&", "&#38;"), [ENTITY], id="a numeric HTML escape"),
        pytest.param(URL.replace("?", "\u200b?"), [UNSEEN], id="a zero-width space"),
        pytest.param(f"\ufeff{URL}", [UNSEEN], id="a byte-order mark"),
        pytest.param(f"\u00a0{URL}\u00a0", [PLAIN, BLANKS], id="no-break spaces"),
        pytest.param(
            f"GET {URL} HTTP/1.1", ["a request line around it was removed"], id="a request line"
        ),
        pytest.param(f"Location: {URL}", ["a request line around it was removed"], id="a header"),
    ],
)
def test_url(pasted: str, changes: list[str]) -> None:
    assert cleaned_url(pasted) == Cleaned(URL, tuple(changes))


def test_a_space_in_a_url_is_evidence() -> None:
    assert cleaned_url("https://a/?scope=a b") == Cleaned("https://a/?scope=a b", ())


@pytest.mark.parametrize(
    ("pasted", "text", "changes"),
    [
        pytest.param(FORM, FORM, [], id="clean"),
        pytest.param("", "", [], id="empty"),
        pytest.param(f"{FORM}\n", FORM, [LINE_END], id="one line end"),
        pytest.param(f"{FORM}\r\n", FORM, [LINE_END], id="one line end of Windows"),
        pytest.param(f"{FORM}\r", FORM, [LINE_END], id="one line end of old"),
        pytest.param(f"{FORM}\n\n", f"{FORM}\n", [LINE_END], id="a second line end is evidence"),
        pytest.param(f"{FORM} ", f"{FORM} ", [], id="a blank at the end is evidence"),
        pytest.param(f"'{FORM} '\n", f"{FORM} ", [LINE_END, QUOTES], id="a blank in quotes"),
        pytest.param(f"{FORM}\u00a0", FORM, ["no-break spaces around it were removed"], id="NBSP"),
        pytest.param(
            FORM.replace("=c", "=\u00a0c"), FORM.replace("=c", "= c"), [PLAIN], id="in it"
        ),
        pytest.param(f"  {FORM}", FORM, ["blanks before it were removed"], id="indented"),
        pytest.param(f"?{FORM}", FORM, ["a question mark before it was removed"], id="a query"),
        pytest.param(FORM.replace("&", "&amp;"), FORM, [ENTITY], id="an HTML escape"),
        pytest.param(FORM.replace("&", "\n  &"), FORM, [BREAKS], id="a field on each line"),
        pytest.param(FORM.replace("&", "&\n"), FORM, [BREAKS], id="an ampersand before each break"),
        pytest.param(
            FORM.replace("&", "\n"), FORM, ["its lines were joined with &"], id="no ampersands"
        ),
        pytest.param(
            "a=1\nb=2\n\n", "a=1&b=2\n", [LINE_END, "its lines were joined with &"], id="both"
        ),
        pytest.param('{"a":\n "b"}\n', '{"a":\n "b"}', [LINE_END], id="JSON keeps its lines"),
        pytest.param(
            "{“a”: “b”}",
            '{"a": "b"}',
            ["typographic or escaped quotes became plain ones"],
            id="JSON from a word processor",
        ),
        pytest.param(
            "{&quot;a&quot;: 1}",
            '{"a": 1}',
            ["typographic or escaped quotes became plain ones"],
            id="JSON, HTML-escaped",
        ),
        pytest.param('{"a": "“b”"}', '{"a": "“b”"}', [], id="JSON with curly quotes in a string"),
        pytest.param('{"a": "&amp;"}', '{"a": "&amp;"}', [], id="JSON keeps other escapes"),
        pytest.param("```form\na=b\n```", "a=b", [QUOTES], id="a Markdown fence"),
    ],
)
def test_body(pasted: str, text: str, changes: list[str]) -> None:
    assert cleaned_body(pasted) == Cleaned(text, tuple(changes))


def test_line() -> None:
    assert cleaned_line("\u200b 'A: b'").text == "A: b"


def test_text_keeps_its_lines() -> None:
    assert cleaned_text("\ufeff a\u00a0=\u200b 'b'\r\n\n") == Cleaned(
        " a = 'b'\r\n\n", (UNSEEN, PLAIN)
    )


@given(st.text())
def test_any_text_is_cleaned(text: str) -> None:
    for clean in (cleaned_url, cleaned_body, cleaned_line):
        assert not set(clean(text).text) - set(text) - set(' &"')


@pytest.mark.parametrize("unit", ["[", "[](", "<|", "```", "\n", " ", "&amp", "a=1\n", "'", "GET "])
def test_long_text_is_cleaned_fast(unit: str) -> None:
    started = time.perf_counter()
    cleaned_url(unit * 20_000)
    cleaned_body(unit * 20_000)
    assert time.perf_counter() - started < 2
