"""Pairs in whatever programs print and files hold."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard import pairs
from pkcedoctor.guard.pairs import Pair, as_printed, pairs_in, read_pairs
from pkcedoctor.pkce import EXAMPLE_CHALLENGE as C
from pkcedoctor.pkce import EXAMPLE_VERIFIER as V
from pkcedoctor.pkce import s256

UNRESERVED = string.ascii_letters + string.digits + "-._~"
HEX = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
LONG = "ab" * 32

PRINTED = [
    pytest.param(json.dumps({"code_verifier": V, "codeChallenge": C}), id="JSON"),
    pytest.param(json.dumps({"a": {"Verifier": V, "challenge": C}}, indent=2), id="nested JSON"),
    pytest.param(json.dumps({"pkceVerifier": V, "challenge": C, "n": 1}), id="other names"),
    pytest.param(json.dumps([V, C]), id="an array"),
    pytest.param(json.dumps([V, C, "S256"]), id="an array with the method"),
    pytest.param(json.dumps([C, V]), id="an array in the other order"),
    pytest.param(f"starting\n{{\nready\n{json.dumps([V, C])}\n", id="JSON in other text"),
    pytest.param(f"{{ codeVerifier: '{V}', codeChallenge: '{C}' }}", id="Node"),
    pytest.param(f"{{\n  verifier: '{V}',\n  challenge: '{C}',\n}}", id="Node, in lines"),
    pytest.param(f'{{:code_verifier=>"{V}", :code_challenge=>"{C}"}}', id="Ruby"),
    pytest.param(f"{{'verifier': b'{V}', 'challenge': b'{C}'}}", id="Python, bytes"),
    pytest.param(f"Pkce(verifier='{V}', challenge='{C}')", id="Python, a record"),
    pytest.param(f"Pair(verifier={V}, challenge={C})", id="Kotlin"),
    pytest.param(f"{{Verifier:{V} Challenge:{C}}}", id="Go"),
    pytest.param(f"Array\n(\n    [code_verifier] => {V}\n    [code_challenge] => {C}\n)", id="PHP"),
    pytest.param(f'$env:CODE_VERIFIER = "{V}"; $env:CODE_CHALLENGE = "{C}"', id="PowerShell"),
    pytest.param(f"Verifier  : {V}\r\nChallenge : {C}\r\n", id="a list of PowerShell"),
    pytest.param(f"CODE_VERIFIER={V}\nCODE_CHALLENGE={C}\n", id="env"),
    pytest.param(f"export CODE_VERIFIER='{V}'\nexport CODE_CHALLENGE=\"{C}\"", id="export"),
    pytest.param(f"Code Verifier: {V}\nCode Challenge (S256): {C}", id="labels"),
    pytest.param(f"Verifier:\n  {V}\nChallenge:\n\n  {C}\n", id="labels above"),
    pytest.param(f"PKCE verifier -> {V}\nPKCE challenge → {C}", id="arrows"),
    pytest.param(f"verifier {V}\nchallenge {C}", id="labels without a mark"),
    pytest.param(f"The verifier is {V}\nand the challenge is {C}.", id="sentences"),
    pytest.param(f"<verifier>{V}</verifier><challenge>{C}</challenge>", id="XML"),
    pytest.param(f"/authorize?code_challenge={C}&state=1\ncode_verifier={V}", id="a URL"),
    pytest.param(f"verifier: 43 characters\nverifier: {V}\nchallenge: {C}", id="prose before"),
    pytest.param('verifier: "' + V.replace("-", "\\u002d") + f'"\nchallenge: "{C}"', id="escapes"),
    pytest.param(f"verifier,challenge\n{V},{C}", id="CSV"),
    pytest.param(f"no;challenge;code_verifier\n1;{C};{V}\n", id="CSV with semicolons"),
    pytest.param(f"{V} {C}", id="two words"),
    pytest.param(f"{V}\n{C}\n", id="two lines"),
    pytest.param(f"{C}\n{V}", id="the challenge first"),
    pytest.param(f"('{V}', '{C}')", id="a tuple"),
    pytest.param(f"{V},{C}", id="a comma"),
    pytest.param(f"{V}\t{C}\tS256", id="with the method"),
    pytest.param(f"#1 {V} {C}", id="with a number"),
    pytest.param(f"loading {LONG}\n{V}\n{C}\ndone in 3 ms", id="in chatty output"),
    pytest.param(f"one {LONG} two\n{C}\n{V}\n", id="in chatty output, the challenge first"),
    pytest.param(f"here you are\n{V} and, last,\n{C}\nbye", id="the only long words"),
]


@pytest.mark.parametrize("text", PRINTED)
def test_the_pair_is_found(text: str) -> None:
    (pair,) = pairs_in(text)
    assert (pair.code_verifier, pair.code_challenge) == (V, C)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        pytest.param(f"{HEX} {V}", (V, HEX), id="computed by a known mistake"),
        pytest.param(f"{V} {HEX}", (V, HEX), id="computed by a known mistake, in order"),
        pytest.param(f"{s256('other')}\n{LONG}", (LONG, s256("other")), id="by length"),
        pytest.param(f"{LONG}\n{s256('other')}", (LONG, s256("other")), id="by length, in order"),
        pytest.param(f"{s256('a')} {s256('b')}", (s256("a"), s256("b")), id="else the first"),
        pytest.param(
            f"verifier: {V}\nchallenge: {C[:20]} {C[21:]}",
            (V, f"{C[:20]} {C[21:]}"),
            id="a space for a plus",
        ),
        pytest.param(
            f"verifier={LONG}\n{LONG[:10]}\nchallenge={C}",
            (f"{LONG}\n{LONG[:10]}", C),
            id="broken into lines",
        ),
        pytest.param(
            f"CODE_VERIFIER={V}\nCODE_CHALLENGE=b'{C}'\n", (V, f"b'{C}'"), id="bytes, printed"
        ),
        pytest.param(
            f"CODE_VERIFIER={V}\nCODE_CHALLENGE=1,2,3,4,5,6\n", (V, "1,2,3,4,5,6"), id="numbers"
        ),
        pytest.param(f'verifier: "{V}\\q"\nchallenge: {C}', (f"{V}\\q", C), id="no JSON escape"),
    ],
)
def test_the_values_are_as_printed(text: str, pair: tuple[str, str]) -> None:
    (found,) = pairs_in(text)
    assert (found.code_verifier, found.code_challenge) == pair


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "hello",
        "hello there",
        "one two three",
        f"verifier: {V}",
        json.dumps({"code_verifier": V}),
        json.dumps({"code_verifier": V, "code_challenge": ""}),
        json.dumps([1, 2, 3]),
        "[" * 5_000,
        json.dumps([[]])[:-1] * 50,
        f"verifier,challenge\n{V}",
        f"challenge:\nverifier: {V}",
        "verifier:",
        f"{V}\n{C}\n{LONG}\n{HEX}\nverified",
    ],
)
def test_nothing_is_made_up(text: str) -> None:
    assert all(pair.code_challenge == s256(pair.code_verifier) for pair in pairs_in(text))


def test_deep_nesting_is_not_followed_but_its_words_are_read() -> None:
    assert pairs_in("[" * 200 + json.dumps([V, C]) + "]" * 200) == (Pair(V, C),)


@pytest.mark.parametrize(
    "line",
    [
        "{v} {c}",
        '{{"verifier": "{v}", "challenge": "{c}"}}',
        "verifier={v} challenge={c}",
        "{c},{v}",
    ],
)
def test_many_pairs_are_read_in_order(line: str) -> None:
    verifiers = [s256(str(number)) for number in range(50)]
    text = "\n".join(line.format(v=verifier, c=s256(verifier)) for verifier in verifiers)
    assert [pair.code_verifier for pair in pairs_in(text)] == verifiers


def test_the_method_is_read() -> None:
    text = f"code_verifier={V}\ncode_challenge={C}\ncode_challenge_method=plain"
    assert pairs_in(text) == (Pair(V, C, "plain"),)


def test_a_pair_does_not_show_itself() -> None:
    assert repr(Pair(V, C)) == "Pair(hidden)"


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    pairs_in(text)


@given(
    st.lists(st.sampled_from([V, C, "verifier", "challenge", "=", ":", "\n", '"', "{", "[", ","]))
)
def test_any_mixture_is_survived(parts: list[str]) -> None:
    pairs_in("".join(parts))


@given(st.text(UNRESERVED, min_size=43, max_size=128).filter(lambda text: text.strip(".-") == text))
def test_what_is_written_is_read(verifier: str) -> None:
    pair = (Pair(verifier, s256(verifier)),)
    assert pairs_in(json.dumps({"verifier": verifier, "challenge": s256(verifier)})) == pair
    assert pairs_in(f"CODE_VERIFIER={verifier}\nCODE_CHALLENGE={s256(verifier)}\n") == pair


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(f"code_verifier,code_challenge\r\n{V},{C}\r\n", encoding=encoding)
    assert read_pairs(file) == (Pair(V, C),)


def test_colours_are_removed() -> None:
    assert as_printed(b"\x1b[32mverifier\x1b[0m") == "verifier"


def test_a_file_without_a_pair_is_told(tmp_path: Path) -> None:
    file = tmp_path / "pairs.txt"
    file.write_text(f"verifier: {V}\n")
    with pytest.raises(UnreadableInput, match="holds no pair") as raised:
        read_pairs(file)
    assert V not in str(raised.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="No such file"):
        read_pairs(tmp_path / "none.csv")


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "LARGEST", 10)
    file = tmp_path / "pairs.csv"
    file.write_text(f"{V} {C}")
    with pytest.raises(UnreadableInput, match="is larger than"):
        read_pairs(file)
