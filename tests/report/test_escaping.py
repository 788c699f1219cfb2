import json
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.report.escaping import (
    json_text,
    markdown_block,
    markdown_code,
    markdown_prose,
    no_command,
    visible,
    well_formed,
    workflow_command,
    workflow_property,
    xml_text,
)

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain text, ü, 漢", "plain text, ü, 漢", id="ordinary"),
        pytest.param("a\nb\tc\rd", r"a\nb\tc\rd", id="line breaks"),
        pytest.param("\x1b[31mred", r"\x1b[31mred", id="ANSI escape"),
        pytest.param("\x9b31m", r"\x9b31m", id="eight-bit CSI"),
        pytest.param("a\u202eb", r"a\u202eb", id="bidirectional override"),
        pytest.param("a\u200bb\ufeff", r"a\u200bb\ufeff", id="zero width"),
        pytest.param("\ud800", r"\ud800", id="lone surrogate"),
        pytest.param("a\u00a0b\u3000", r"a\xa0b\u3000", id="odd spaces"),
        pytest.param("\u2028\u2029", r"\u2028\u2029", id="separators"),
        pytest.param("\U000e0041", r"\U000e0041", id="tag character"),
        pytest.param("a##[error]b", r"a#\x23[error]b", id="command of GitHub"),
        pytest.param("##VSO[task]", r"#\x23VSO[task]", id="command of Azure"),
        pytest.param("##teamcity[x]", r"#\x23teamcity[x]", id="command of TeamCity"),
        pytest.param("## heading", "## heading", id="no command"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY_TEXT)
def test_nothing_unseen_stays(text: str) -> None:
    assert not {unicodedata.category(character) for character in visible(text)} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }


@given(ANY_TEXT)
def test_well_formed_text_is_utf8_and_json(text: str) -> None:
    sound = well_formed(text)

    assert sound.encode("utf-8").decode("utf-8") == sound
    assert json.loads(json.dumps(sound)) == sound


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("code_verifier is sent", "code_verifier is sent", id="inner underscore"),
        pytest.param("_a_ *b* `c`", r"\_a\_ \*b\* \`c\`", id="emphasis"),
        pytest.param("[x](y) ![z]", r"\[x\](y) !\[z\]", id="links and images"),
        pytest.param("<b>&amp;", r"\<b\>&amp;amp;", id="HTML"),
        pytest.param("@team #12 a|b", r"&#64;team \#12 a&#124;b", id="mentions and cells"),
        pytest.param("a\x00", "a" + "\\" * 2 + "x00", id="control characters"),
    ],
)
def test_markdown_prose(text: str, shown: str) -> None:
    assert markdown_prose(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a", "`a`", id="word"),
        pytest.param("a`b", "``a`b``", id="backtick inside"),
        pytest.param("`a", "`` `a ``", id="backtick at the start"),
        pytest.param("a ", "` a  `", id="space at the end"),
        pytest.param("a|b", "`a|b`", id="pipe"),
        pytest.param("a\nb", r"`a\nb`", id="line break"),
    ],
)
def test_markdown_code(text: str, shown: str) -> None:
    assert markdown_code(text) == shown


def test_markdown_code_in_a_table_has_no_pipe() -> None:
    assert markdown_code(r"a\|b", in_table=True) == r"`a\\x7cb`"


def test_markdown_block_outgrows_its_content() -> None:
    assert markdown_block(("a", "```")) == "````text\na\n```\n````"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", r"\x3a:error::x"),
        (" \t::error::x", " \t\\x3a:error::x"),
        ("a ::error::x", "a ::error::x"),
        (":x", ":x"),
    ],
)
def test_no_line_is_a_command(line: str, shown: str) -> None:
    assert no_command(line) == shown


@pytest.mark.parametrize(
    ("text", "message", "value"),
    [
        ("50% of a,b: c", "50%25 of a,b: c", "50%25 of a%2Cb%3A c"),
        ("a\r\n::error::b", "a%0D%0A::error::b", "a%0D%0A%3A%3Aerror%3A%3Ab"),
        ("\x1b\u202e", r"\x1b\u202e", r"\x1b\u202e"),
        ("##[error]", "#%23[error]", "#%23[error]"),
    ],
)
def test_workflow_commands(text: str, message: str, value: str) -> None:
    assert workflow_command(text) == message
    assert workflow_property(text) == value


@given(ANY_TEXT)
def test_xml_holds_any_text(text: str) -> None:
    element = ET.fromstring(f'<a b="{xml_text(text)}">{xml_text(text)}</a>')  # noqa: S314 - it is our own

    assert element.text or not text
    assert (element.text or "") == element.get("b") == visible(text)


@given(ANY_TEXT)
def test_json_is_the_same_and_commands_nothing(text: str) -> None:
    written = json_text({f"##{text}": [f"##[{text}"]}, indent=2)

    assert json.loads(written) == {f"##{text}": [f"##[{text}"]}
    assert written.isascii()
    assert "##" not in written
