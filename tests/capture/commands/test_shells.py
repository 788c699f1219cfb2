import re

import pytest

from pkcedoctor.capture.commands.shell_words import MOST_WORDS
from pkcedoctor.capture.commands.shells import Program, Typed, named, typed

NAMES = ("x", "y", "Z", "expression")
PROGRAM = Program(
    name=named(r"prog(?:\.exe)?"),
    options=re.compile(r"[ \t]*--?[a-z]"),
    arguments=re.compile(r"[ \t]*\S"),
)


def commands(text: str) -> list[Typed]:
    return list(typed(text, PROGRAM))


def arguments(text: str) -> list[str]:
    (command,) = commands(text)
    return [word.text for word in command.words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('C:\\> prog "a b" c', ["a b", "c"], id="quotes"),
        pytest.param('C:\\> prog "a\\"b" "c""d"', ['a"b', 'c"d'], id="quotes in quotes"),
        pytest.param('C:\\> prog "a\\\\" b\\c \\\\"d e"', ["a\\", "b\\c", "\\d e"], id="slashes"),
        pytest.param('C:\\> prog "a^&b" c^&d ^^', ["a^&b", "c&d", "^"], id="carets"),
        pytest.param('C:\\> prog "a & b|c" > out', ["a & b|c"], id="operators in quotes"),
        pytest.param("C:\\> prog a ^  \r\n b ^\n\nc", ["a", "b"], id="joined lines"),
        pytest.param('C:\\> prog "a^\n\nb"', ["a^"], id="a caret in quotes"),
        pytest.param('C:\\> prog a%2Fb%2Fc "%C3%A9" %20%', ["a%2Fb%2Fc", "%C3%A9", "%20%"]),
        pytest.param("C:\\> prog %CODE%", ["[hidden: variable CODE]"], id="a variable"),
        pytest.param("set code=1^&2\nC:\\> prog %CODE%", ["1&2"], id="a known variable"),
        pytest.param('C:\\> set "code=1&2"\nprog ^"%CODE%^"', ["1&2"], id="a quoted assignment"),
        pytest.param('set "code=1\nprog ^"%CODE%^"', ["1"], id="half a quoted assignment"),
        pytest.param('C:\\> prog "a\nb"\nnext', ["a\nb"], id="a line end in quotes"),
        pytest.param('C:\\> prog "a\n\nb', ["a"], id="an open quote"),
        pytest.param("C:\\> prog a\n  --b\nc", ["a", "--b"], id="an option on its own line"),
        pytest.param("C:\\> prog a&b=c", ["a"], id="cut"),
        pytest.param("C:\\> prog a & b", ["a"], id="another command"),
        pytest.param('prog ^"a^ ^ b^" ^ c', ["a[hidden: letter lost by the browser]b", "c"]),
        pytest.param('prog {""a"":1}"', ["{a:1}"], id="doubled quotes outside"),
        pytest.param('prog "{""a"":""b""}"', ['{"a":"b"}'], id="doubled quotes"),
        pytest.param('C:\\> prog "a"^\r\n\r\n"b"', ["a\nb"], id="an older Chrome's line end"),
        pytest.param('prog ^"a^\\^\\b^\\^"^"', ['a\\b"'], id="Chrome"),
        pytest.param('prog ^"a^\\[^"', ["a\\["], id="Chrome's brackets"),
        pytest.param('prog.exe "a b"', ["a b"], id="a program file"),
        pytest.param('prog ^"a b', ["a b"], id="an open quote of Chrome"),
        pytest.param("C:\\> prog a\u200bb", ["a", "b"], id="an odd blank"),
        pytest.param('C:\\> prog a "\\\\\\"b" x\\', ["a", '\\"b', "x\\"], id="more slashes"),
    ],
)
def test_cmd(text: str, words: list[str]) -> None:
    assert arguments(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("PS C:\\> prog 'a ''b' \"c \"\"d\"", ["a 'b", 'c "d'], id="quotes"),
        pytest.param("prog.exe `\n 'a' `  \r\n b", ["a", "b"], id="joined lines"),
        pytest.param('prog `\n "`"`$`n`0`q`u{e9}`u{ffffff}"', ['"$\n\0qé'], id="escapes"),
        pytest.param("prog `\n a` b", ["a b"], id="an escaped blank"),
        pytest.param(
            'prog.exe "$([char]233)$([char]0x21)$x${y}$env:Z$(1+(2))$"',
            [
                "é!" + "".join(f"[hidden: variable {name}]" for name in NAMES) + "$",
            ],
            id="expansions",
        ),
        pytest.param("$code = 'x y'\nPS C:\\> prog $code $CODE", ["x y", "x y"], id="known"),
        pytest.param('$env:code="1"\nprog.exe $env:CODE', ["1"], id="known to programs"),
        pytest.param("prog.exe 'a' (b (c)) (d", ["a", *["[hidden: variable expression]"] * 2]),
        pytest.param('prog.exe $x --% a "b" %c%\nd', ["[hidden: variable x]", "a", "b", "%c%"]),
        pytest.param("prog.exe 'a' --%", ["a"], id="nothing verbatim"),
        pytest.param("prog.exe 'a' 2>&1 > out b; c", ["a", "b"], id="redirections"),
        pytest.param("prog.exe 'a' # b", ["a"], id="a comment"),
        pytest.param("prog.exe 'a' b#c <", ["a", "b#c", "<"], id="no comment"),
        pytest.param("prog.exe 'a' @'\nb 'c'\n'@ d", ["a", "b 'c'", "d"], id="a here-string"),
        pytest.param("prog.exe 'a' @'\nb\n\nd", ["a", "b"], id="an open here-string"),
        pytest.param("prog.exe 'a' b@\"c\"", ["a", "b@c"], id="no here-string"),
        pytest.param("prog.exe 'a' b@'\nc'", ["a", "b@\nc"], id="a glued here-string"),
        pytest.param("prog.exe '{\\\"a\\\":1}'", ['{"a":1}'], id="backslashes"),
        pytest.param('PS> prog "{\\"a\\":1}" $', ['{"a":1}', "$"], id="backslashes in double"),
        pytest.param("prog.exe 'a\n\nb", ["a"], id="an open quote"),
        pytest.param('prog.exe $x "a\n\nb', ["[hidden: variable x]", "a"], id="open double"),
        pytest.param("prog.exe 'a'\n -b\nc", ["a", "-b"], id="an option on its own line"),
    ],
)
def test_powershell(text: str, words: list[str]) -> None:
    assert arguments(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("prog a \\\n b \\  \r\n c", ["a", "b", "c"], id="joined lines"),
        pytest.param("prog 'a'\\\n-b", ["a", "-b"], id="a lost indentation"),
        pytest.param("prog a\\", ["a\\"], id="a backslash at the end"),
        pytest.param("prog a > out 2>&1 >> x b", ["a", "b"], id="redirections"),
        pytest.param("prog a \\\n# c", ["a"], id="a comment"),
        pytest.param("prog a \u2028b", ["a", "\u2028b"], id="an odd line end"),
        pytest.param("prog `a` $(b", ["[hidden: variable command]"] * 2, id="commands"),
        pytest.param("prog $(printf a b)", ["[hidden: variable command]"], id="a true printf"),
        pytest.param("prog $(printf a", ["a"], id="an open printf"),
        pytest.param(
            "prog \u2013x \u2013long \u2014v \u2013", ["-x", "--long", "-v", "\u2013"], id="dashes"
        ),
        pytest.param("prog '\u2013x'", ["\u2013x"], id="quoted dashes"),
        pytest.param("prog a) b", ["a"], id="a parenthesis"),
        pytest.param("prog 'a'#b", ["a#b"], id="no comment"),
        pytest.param("prog $'a' ^", ["a", "^"], id="ANSI-C tells bash"),
        pytest.param('prog.exe a \\\n "b"', ["a", "b"], id="a backslash tells bash"),
    ],
)
def test_posix(text: str, words: list[str]) -> None:
    assert arguments(text) == words


def test_a_command_that_never_ends_is_cut() -> None:
    for text in ("prog " + "a " * 20_000, "prog " + "a " * 20_000 + "\nprog b"):
        first, *others = commands(text)
        assert len(first.words) == MOST_WORDS
        assert [len(other.words) for other in others] == ([1] if "\n" in text else [])


def test_patience_ends() -> None:
    text = "prog.exe $x @'\n\n"
    assert len(commands(text * 10)) == 10
    assert len(commands(text * 2000)) < 2000


def test_marks_in_front_of_lines_without_a_command_stay() -> None:
    text = "> hello\nprog a\n"
    (command,) = commands(text)
    assert text[command.start : command.end] == "prog a"
    assert arguments("x \\\n> -y\nprog b") == ["b"]


def test_assignments_cost_little() -> None:
    text = "a=$(\n" * 30_000 + "prog $a"
    assert len(commands(text)) == 1
