from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.report.comparison import lay_out, shown_values
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.rules._rule import Comparison
from tests.report.specimens import CHALLENGE, CODE, OTHER_CHALLENGE, checkup

SECRECY = Secrecy(checkup())


def lines(comparison: Comparison, width: int = 76) -> list[str]:
    return list(lay_out(comparison, SECRECY, width).lines)


def test_caret_under_the_first_difference() -> None:
    comparison = Comparison("code_challenge", CHALLENGE, "S256 of code_verifier", OTHER_CHALLENGE)

    assert lines(comparison) == [
        "code_challenge         E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "S256 of code_verifier  E9Melhoa2OwvFrEMTJguXHaoeK1t8URWbuGJSstw-cM",
        " " * 43 + "^ first difference: character 21",
    ]


def test_the_note_stands_where_there_is_room() -> None:
    assert lines(Comparison("a", "https://x/", "b", "https://x")) == [
        "a  https://x/",
        "b  https://x",
        "            ^ first difference: character 10",
    ]
    assert lines(Comparison("a", "12345678", "b", "12345679"), 12)[2] == "          ^"


def test_equal_values_have_no_caret() -> None:
    assert lines(Comparison("a", "same", "b", "same")) == ["a  same", "b  same"]


def test_long_labels_become_a_legend() -> None:
    first, second = "redirect_uri (entry 3, query)", "redirect_uri (entry 12, body)"
    uri = "https://app.example/a/rather/long/path/of/a/callback"

    assert lines(Comparison(first, uri, second, f"{uri}/")) == [
        f"1: {first}",
        f"2: {second}",
        f"1  {uri}",
        f"2  {uri}/",
        " " * 24 + "first difference: character 53 ^",
    ]


def test_long_values_are_cut_around_the_difference() -> None:
    first = "a" * 100 + "X" + "b" * 100
    second = "a" * 100 + "Y" + "b" * 100

    assert lines(Comparison("1st", first, "2nd", second), 45) == [
        "1st  …aaaaaaaaaaaaaaaaaaaaXbbbbbbbbbbbbbbbbb…",
        "2nd  …aaaaaaaaaaaaaaaaaaaaYbbbbbbbbbbbbbbbbb…",
        " " * 26 + "^",
    ]


def test_a_difference_near_the_start_leaves_the_start() -> None:
    assert lines(Comparison("a", "xX" + "b" * 60, "b", "xY" + "b" * 60), 40) == [
        "a  xX" + "b" * 34 + "…",
        "b  xY" + "b" * 34 + "…",
        "    ^ first difference: character 2",
    ]


def test_a_difference_near_the_end_shows_the_end() -> None:
    assert lines(Comparison("a", "b" * 60 + "X", "b", "b" * 60), 40) == [
        "a  …" + "b" * 35 + "X",
        "b  …" + "b" * 35,
        " " * 8 + "first difference: character 61 ^",
    ]


def test_characters_that_look_alike_are_told_apart() -> None:
    assert lines(Comparison("a", "x\\n|", "b", "x\n|é")) == [
        r"a  x\\n|",
        r"b  x\n|\xe9",
        "    ^ first difference: character 2",
    ]


def test_secrets_are_masked() -> None:
    assert lines(Comparison("a", CODE, "b", f"{CODE}\n")) == [
        "a  Splx" + "•" * 22,
        "b  Splx" + "•" * 22 + r"\n",
        "".rjust(29) + "^ first difference: character 27",
    ]


def test_a_secret_that_holds_a_mask_is_masked() -> None:
    assert shown_values(Comparison("a", "x•", "b", CODE), SECRECY) == ("••", "Splx" + "•" * 22)


@given(st.text(), st.text(), st.text(min_size=1, max_size=40), st.integers(50, 116))
def test_no_line_is_wider_than_asked(first: str, second: str, label: str, width: int) -> None:
    layout = lay_out(Comparison(label, first, "token request", second), SECRECY, width)

    assert all(len(line) <= width for line in (*layout.rows, layout.caret or ""))


@given(st.text(), st.text(), st.text())
def test_the_caret_stands_under_the_difference(start: str, first: str, second: str) -> None:
    comparison = Comparison("a", f"{start}X{first}", "b", f"{start}Y{second}")
    layout = lay_out(comparison, SECRECY, 60)
    column = (layout.caret or "").index("^")

    assert [row[column] for row in layout.rows] == ["X", "Y"]


def test_layout_is_read_in_order() -> None:
    layout = replace(lay_out(Comparison("a", "1", "b", "2"), SECRECY, 60), legend=("l",))

    assert layout.lines == ("l", "a  1", "b  2", "   ^ first difference: character 1")
