import pytest

from pkcedoctor.exchange.damage import first_difference, name_blanks, name_damage

ISSUED = "4/0AX4+Wp=b1k2"


@pytest.mark.parametrize(
    ("issued", "sent", "named"),
    [
        pytest.param(ISSUED, ISSUED, None, id="equal"),
        pytest.param("", "a", None, id="nothing issued"),
        pytest.param("a", "", None, id="nothing sent"),
        pytest.param(
            ISSUED,
            f"{ISSUED}#_=_",
            "with “#_=_” appended, the fragment that some servers add to the redirection",
            id="Facebook",
        ),
        pytest.param(ISSUED, f"{ISSUED}#", "with a “#” appended", id="hash"),
        pytest.param(ISSUED, f"{ISSUED}/", "with a “/” appended", id="slash"),
        pytest.param("a+b", "a b", "with its “+” turned into a space", id="plus to space"),
        pytest.param("a b", "a+b", "with a space turned into “+”", id="space to plus"),
        pytest.param("a%2Fb", "a/b", "percent-decoded once more", id="decoded"),
        pytest.param("a%2F+b", "a/ b", "form-decoded once more", id="form-decoded"),
        pytest.param("a/b", "a%2Fb", "percent-encoded once more", id="encoded"),
        pytest.param("a/b=", "a/b%3D", "percent-encoded once more", id="encoded but the slash"),
        pytest.param("a b=", "a+b%3D", "percent-encoded once more", id="form-encoded"),
        pytest.param("\ud800/", "%ED%A0%80%2F", "percent-encoded once more", id="lone surrogate"),
        pytest.param("a/b", "a%252Fb", "percent-encoded twice more", id="encoded twice"),
        pytest.param("aB", "AB", "in upper case", id="upper case"),
        pytest.param("aB", "ab", "in lower case", id="lower case"),
        pytest.param("ab==", "ab", "without its “=” padding", id="padding"),
        pytest.param("a+b/c", "a-b_c", "with “+” and “/” replaced", id="base64url"),
        pytest.param("a&b", "a&amp;b", "with “&” escaped as in HTML", id="HTML"),
        pytest.param("ab", " ab\n", "with a space and a line feed around it", id="blanks"),
        pytest.param("ab", "'ab'", "with quotation marks around it", id="quotation marks"),
        pytest.param("ab ", "ab", "with its surrounding blanks trimmed", id="trimmed"),
        pytest.param("abcdefgh", "abcdef", "cut after 6 of 8 characters", id="cut"),
        pytest.param("abcdefgh", "cdefgh", "without its first 2 characters", id="head lost"),
        pytest.param(
            "abcdef",
            "abcdef&state=x",
            "with the next parameters of the URL appended (8 characters)",
            id="tail of the URL",
        ),
        pytest.param("abcdef", "abcdefgh", "with 2 characters appended", id="tail"),
        pytest.param("abcdef", "<abcdef>", "with other characters around it", id="wrapped"),
        pytest.param("abcdefgh", "abcd", None, id="too little left"),
        pytest.param("abcdefgh", "ijklmnop", None, id="nothing in common"),
    ],
)
def test_what_became_of_a_value(issued: str, sent: str, named: str | None) -> None:
    assert name_damage(issued, sent) == named


@pytest.mark.parametrize(
    ("first", "second", "position"),
    [("abc", "abd", 2), ("abc", "ab", 2), ("abc", "abc", 3), ("", "a", 0)],
)
def test_the_first_difference(first: str, second: str, position: int) -> None:
    assert first_difference(first, second) == position


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("ab\r\n", "a carriage return and a line feed", id="line end"),
        pytest.param("\tab", "a tab", id="tab"),
        pytest.param("ab\u2003", "a blank", id="any other"),
        pytest.param("  ", "a space", id="nothing else"),
    ],
)
def test_blanks_are_named(text: str, named: str) -> None:
    assert name_blanks(text) == named
