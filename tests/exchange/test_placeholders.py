import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.exchange import placeholders
from pkcedoctor.exchange.placeholders import is_placeholder

TEMPLATE, WHOLE = (
    re.compile(pattern.pattern, pattern.flags)
    for pattern in (placeholders._TEMPLATE, placeholders._WHOLE)  # noqa: SLF001 - their marks
)


@pytest.mark.parametrize(
    "text",
    [
        "undefined",
        "null",
        "NULL",
        " None ",
        "NaN",
        "[object Object]",
        "[object Promise]",
        "{{code}}",
        "{{ code }}",
        "https://{{host}}/cb",
        "${CODE}",
        "#{code}",
        "<%= code %>",
        "$(CODE)",
        "__CODE__",
        "$CODE",
        "%CODE%",
        "{code}",
        "<client_id>",
        "[code]",
        ":code",
        "YOUR_CLIENT_ID",
        "your-client-id",
        "<YOUR_APP_CLIENT_ID>",
        "insert code here",
        "PASTE_CODE_HERE",
        "CLIENT_ID",
        "AUTH_CODE",
        "CODE_VERIFIER_HERE",
        "changeme",
    ],
)
def test_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "s6BhdRkqt3",
        "my-app",
        "client-id-for-web",
        "null-island",
        "SplxlOBeZQQYbYS6WxSbIA",
        "4/0AX4XfWh$1",
        "$2y$10$N9qo8uLOickgx2ZMRZoMye",
        "your",
        "com.example.app:/cb",
        "https://app.example/cb?a=[1]",
        "0oa1b2c3",
        "client_id",
        "{{code}}" + "x" * 200,
        "a:code",
        "50%_off%",
        "(none)",
    ],
)
def test_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@given(st.from_regex(TEMPLATE) | st.from_regex(WHOLE, fullmatch=True))
def test_no_mark_of_a_placeholder_is_missing(text: str) -> None:
    bare = text.strip()
    matches = TEMPLATE.search(bare) is not None or WHOLE.fullmatch(bare) is not None

    assert is_placeholder(text) is (matches and len(text) <= 200)


@pytest.mark.parametrize(
    "text", ["\u0131nsert-code", "\u0130nsert code", "PA\u017fTE_URL", "<%x%>"]
)
def test_letters_of_other_alphabets_that_are_the_same(text: str) -> None:
    assert is_placeholder(text)
