import json
from urllib.parse import quote, quote_plus, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.redact.edits import Edits, applied, shifted, through_json, through_percent, whole

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def swapped(old: str, new: str) -> Edits:
    """A change of each character of the first into that of the second."""
    return whole(old, new)


def test_changes_are_made_in_place() -> None:
    assert applied("abcdef", [(1, 2, "X"), (3, 5, "")]) == "aXcf"
    assert applied("abc", []) == "abc"
    assert shifted([(0, 1, "x")], 3) == [(3, 4, "x")]
    assert whole("same", "same") == []


@given(TEXTS, st.sampled_from([quote, quote_plus]), st.booleans())
def test_what_is_not_changed_keeps_its_encoding(text: str, encode: object, plus: bool) -> None:  # noqa: FBT001
    assert callable(encode)
    raw = encode(text)
    assert through_percent(raw, lambda _: [], plus=plus) == []


@given(TEXTS, TEXTS)
def test_the_new_text_is_what_a_form_decoder_reads(old: str, new: str) -> None:
    raw = quote_plus(old)
    edits = through_percent(raw, lambda text: whole(text, new), plus=True)
    assert unquote_plus(applied(raw, edits)) == new


@pytest.mark.parametrize(
    ("raw", "old", "new", "expected"),
    [
        ("a%2Bb", "a+b", "x+y", "x%2By"),
        ("a%2bb", "a+b", "x/y", "x%2fy"),
        ("%41b", "Ab", "Qb", "%51b"),
        ("a+b", "a b", "a-b", "a-b"),
        ("a b", "a b", "q z", "q z"),
        ("a/b", "a/b", "/b/", "/b/"),
        ("ab", "ab", "a/", "a%2F"),
        ("a+b", "a b", "long one", "long+one"),
        ("%C3%BCx", "üx", "äx", "%C3%A4x"),
        ("%FFab", "\udcffab", "\udcffcd", "%FFcd"),
    ],
)
def test_each_character_is_encoded_as_the_one_before(
    raw: str, old: str, new: str, expected: str
) -> None:
    def rewrite(text: str) -> Edits:
        assert text == old
        return swapped(old, new)

    assert applied(raw, through_percent(raw, rewrite, plus=True)) == expected


@given(TEXTS, TEXTS)
def test_a_json_string_means_the_new_text(old: str, new: str) -> None:
    for ascii_only in (True, False):
        token = json.dumps(old, ensure_ascii=ascii_only)
        assert json.loads(through_json(token, lambda text: whole(text, new))) == new
        assert through_json(token, lambda _: []) == token


def test_an_escaped_slash_stays_one() -> None:
    assert through_json(r'"a\/b"', lambda text: whole(text, "c/d")) == r'"c\/d"'
