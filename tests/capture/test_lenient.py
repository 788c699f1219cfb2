import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.lenient import glean
from pkcedoctor.capture.untyped import Cut


def cut_in(value: object) -> list[object]:
    """The damaged objects of a value, outermost first."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [each for item in inner for each in cut_in(item)]
    return [value, *found] if isinstance(value, Cut) else found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{a: 1, b_$: 'x'}", {"a": 1, "b_$": "x"}, id="names without quotes"),
        pytest.param("{'a': True, 'b': None}", {"a": True, "b": None}, id="Python"),
        pytest.param("[u'a', b'b', r'c', Rb'd']", ["a", "b", "c", "d"], id="prefixes"),
        pytest.param("{a: undefined, b: False}", {"a": None, "b": False}, id="JavaScript"),
        pytest.param("[+1, .5, -2e3, 007, -Infinity]", [1, 0.5, -2000.0, 7, float("-inf")], id="1"),
        pytest.param("[,1,,2,]", [1, 2], id="commas"),
        pytest.param(
            '{"a": [{"b": 1} {"b": 2}] "c": 3}', {"a": [{"b": 1}, {"b": 2}], "c": 3}, id="none"
        ),
        pytest.param("[1, // 2 ]\n /* 3 ] */ # 4 ]\n 5]", [1, 5], id="comments"),
        pytest.param("[1 /* to the end", None, id="a comment without an end"),
        pytest.param(
            r"['\x41\u00e9\U0001f600\'\"\/\n\v\0\q']", ["Aé😀'\"/\n\v\0\\q"], id="escapes"
        ),
        pytest.param(r"['\ud83d\ude00\ud83d']", ["😀\ud83d"], id="pairs"),
        pytest.param("['a\\\nb']", ["ab"], id="a continued line"),
        pytest.param("{“a”: „b“, ”c”: `d`}", {"a": "b", "c": "d"}, id="other quotes"),
        pytest.param("\x7b\xa0'a'\ufeff:\x00[]\x1e}", {"a": []}, id="odd blanks"),
        pytest.param("{'a': " + "[" * 300 + "'['" + "]" * 300 + "}", None, id="deep"),
    ],
)
def test_misspelt(text: str, expected: object) -> None:
    found = glean(text, 0, whole=True)
    if expected is not None:
        assert (found.value, found.end, found.fault) == (expected, len(text), None)
        assert not cut_in(found.value)
    assert found.end == len(text)


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        pytest.param("{'a': 1 ", {"a": 1}, "the end is missing", id="the end"),
        pytest.param("{'a': 12", {}, "the end is missing", id="in a number"),
        pytest.param("{'a': 'b", {}, "the end is missing", id="in a string"),
        pytest.param("{'a': tru", {}, "the end is missing", id="in a word"),
        pytest.param("{'a'", {}, "the end is missing", id="in a name"),
        pytest.param(
            "{'a': {'b': 1}, 'c': [{'d'",
            {"a": {"b": 1}, "c": [{}]},
            "the end is missing",
            id="inside",
        ),
        pytest.param("{'a': b}", {"a": None}, "a word that is no value", id="a word"),
        pytest.param("{'a': 1.2.3}", {"a": None}, "a word that is no value", id="no number"),
        pytest.param(
            "{'a': " + "1" * 301 + "}", {"a": None}, "a word that is no value", id="digits"
        ),
        pytest.param("{'a' 1}", {}, "a name without a colon", id="no colon"),
        pytest.param("{'a' 'b': 1}", {"b": 1}, "a name without a colon", id="two names"),
        pytest.param("{'a':: 1}", {"a": 1}, "a colon without a name", id="two colons"),
        pytest.param("{: 1}", {}, "a colon without a name", id="no name"),
        pytest.param("{'a': , 'b': 1}", {"b": 1}, "a name without a value", id="no value"),
        pytest.param("{'a': }", {}, "a name without a value", id="no value at the end"),
        pytest.param("{'a': 1, {'b': x}}", {"a": 1}, "a value without a name", id="no name for it"),
        pytest.param("{'a': 1, {\"b\": 1}}", {"a": 1}, "a value without a name", id="nor for this"),
        pytest.param("{'a': [1}", {"a": [1]}, "a bracket that closes nothing", id="crossed"),
        pytest.param("{'a': 1]}", {"a": 1}, "a bracket that closes nothing", id="another"),
        pytest.param("{'a': 1 %}", {"a": 1}, "a letter that means nothing here", id="a letter"),
    ],
)
def test_damaged(text: str, expected: object, reason: str) -> None:
    found = glean(text, 0, whole=False)
    assert isinstance(found.value, Cut)
    assert found.value == expected
    assert found.fault is not None
    assert found.fault.reason == reason
    assert found.fault.cut_off == (reason == "the end is missing")
    assert glean(text, 0, whole=True).fault == found.fault


def test_two_values_in_a_list_need_a_comma() -> None:
    found = glean("['a' 'b']", 0, whole=False)
    assert found.value == ["a", "b"]
    assert found.fault is not None
    assert found.fault.reason == "two values without a comma between them"


def test_what_was_whole_before_the_damage_is_whole() -> None:
    found = glean("{'a': {'b': 1}, 'c': {'d': x}, 'e': {'f': 2}}", 0, whole=False)
    assert found.value == {"a": {"b": 1}, "c": {"d": None}, "e": {"f": 2}}
    assert cut_in(found.value) == [found.value, {"d": None}]


def test_reading_begins_and_ends_where_it_should() -> None:
    assert glean("[[1] {'a': 2} x", 5, whole=True).end == 13


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.lists(json_values, max_size=4))
def test_json_is_read_as_json(value: list[object]) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        found = glean(text, 0, whole=True)
        assert (found.value, found.end, found.fault) == (value, len(text), None)


@given(st.lists(json_values, max_size=4))
def test_python_is_read_as_python(value: list[object]) -> None:
    found = glean(repr(value), 0, whole=True)
    assert (found.value, found.fault) == (value, None)


@given(st.text(st.sampled_from("{}[]:,'\"\\/*#` \nab1.-utrx“”"), max_size=40), st.booleans())
def test_any_text_is_survived(text: str, whole: bool) -> None:  # noqa: FBT001 - drawn
    for opening in "{[":
        found = glean(opening + text, 0, whole=whole)
        assert 0 < found.end <= len(text) + 1
        assert found.fault is not None or isinstance(found.value, dict | list)
