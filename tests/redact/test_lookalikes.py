import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pkcedoctor.exchange.damage import name_damage
from pkcedoctor.redact.lookalikes import Echo, Lookalikes, chance
from pkcedoctor.redact.spellings import alike

TOKENS = st.text(string.ascii_letters + string.digits + "-._~+/=% ", min_size=12, max_size=80)


def lookalikes(seed: str = "a") -> Lookalikes:
    return Lookalikes(chance(seed))


@given(st.lists(st.text(max_size=60), max_size=4))
def test_length_case_and_symbols_stay(texts: list[str]) -> None:
    made = lookalikes()
    for text in texts:
        new = made.of(text)
        assert len(new) == len(text)
        for old, other in zip(text, new, strict=True):
            assert old.isalnum() == other.isalnum()
            assert old.isdigit() == other.isdigit()
            if old.isascii():
                assert old.isupper() == other.isupper()


@given(TOKENS)
def test_equal_values_stay_equal_and_different_ones_different(token: str) -> None:
    made = lookalikes()
    new = made.of(token)

    assert made.of(token) == new
    if sum(map(str.isalnum, token)) >= 8:  # fewer may well become what another is
        assert new != token
        assert made.of("Another" + token[::-1]) != new


@given(TOKENS, st.integers(6, 40), st.booleans())
def test_a_part_stays_the_same_part(token: str, length: int, shorter_first: bool) -> None:  # noqa: FBT001
    part = token[: min(length, len(token))]
    made = lookalikes()
    if shorter_first:
        made.of(part)
    whole, cut = made.of(token), made.of(part)
    assert whole.startswith(cut) or len(part) < 6


@given(TOKENS, st.integers(1, 6))
def test_the_end_stays_the_end(token: str, left_out: int) -> None:
    end = alike(token)[left_out:]
    assume(alike(token).find(end) == alike(token).rfind(end))
    made = lookalikes()
    assert made.of(token).endswith(made.of(token[left_out:]))


@pytest.mark.parametrize(
    "damage",
    [
        str.upper,
        str.lower,
        lambda code: code + "#_=_",
        lambda code: code.replace("+", " "),
        lambda code: code.replace("+", "-").replace("/", "_"),
        lambda code: code.rstrip("="),
        lambda code: f'"{code}"',
        lambda code: f"{code}\n",
        lambda code: code[:-9],
        lambda code: code[4:],
    ],
)
def test_what_became_of_a_code_becomes_of_its_lookalike(damage: object) -> None:
    assert callable(damage)
    code = "SplxlOBeZQQYbYS6WxSbIA+4/0AbC-d_Ef~g+hij=="
    made = lookalikes()

    assert name_damage(made.of(code), made.of(damage(code))) == name_damage(code, damage(code))


def test_a_repeated_part_is_the_same_wherever_a_copy_begins() -> None:
    made = lookalikes()
    code = "x" + "abcdef123" * 3 + "y"
    assert made.of(code) == made.of(code)
    assert made.of(code).startswith(made.of(code[:17]))


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("d41d8cd98f00b204e9800998ecf8427e", "[0-9a-f]{32}"),
        ("14f696cc-f0bf-5899-a660-eb1e9cad077b", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("MZXW6YTBOI2345677654MZXW", "[A-Z2-7]{24}"),
        ("0101101001011010010110", "[01]+"),
        ("12,255,0,7,99,100,250,3,41,128", "([1-9]?\\d|1\\d\\d|2[0-4]\\d|25[0-5])(,\\d{1,3}){9}"),
    ],
)
def test_a_small_alphabet_stays_small(text: str, pattern: str) -> None:
    assert re.fullmatch(pattern, lookalikes().of(text))


def test_numbers_stay_bytes() -> None:
    for seed in "abcdefgh":
        new = lookalikes(seed).of("12,255,0,7,99,100,250,3,41,128,12")
        assert max(map(int, new.split(","))) <= 255
        assert new.split(",")[0] == new.split(",")[-1]


def test_symbols_alone_become_others_of_their_group() -> None:
    new = lookalikes().of("-._~!$'(-._~")
    assert new != "-._~!$'(-._~"
    assert re.fullmatch(r"[-._~]{4}[!$'()*,;:@]{4}[-._~]{4}", new)
    assert lookalikes().of("----------------") == "----------------"


def test_letters_of_any_language_are_replaced() -> None:
    for text in ("пароль-секрет", "密码密码密码", "größenwahn"):
        new = lookalikes().of(text)
        assert new != text
        assert len(new.encode()) == len(text.encode())


def test_what_was_learnt_comes_out_as_it_was() -> None:
    made = lookalikes()
    made.learn("ABCdefghij-klm", "XyZ-pqr_stuVWX")
    assert made.of("ABCdefghij-klm") == "XyZ-pqr_stuVWX"
    assert made.of("ABCdefghij") == "XyZ-pqr_st"
    made.learn("short", "longer one")
    assert len(made.of("short")) == 5


def test_a_fresh_one_is_remembered_nowhere() -> None:
    made = lookalikes()
    assert made.fresh("abcdefghijkl-Q") != made.of("abcdefghijkl-Q") != made.fresh("abcdefghijkl-Q")


def test_short_words_are_told_apart() -> None:
    made = lookalikes()
    assert len({made.of(str(number)) for number in range(10)}) == 10


def test_an_echo_changes_nothing() -> None:
    assert Echo(chance(None)).of("secret-123") == "secret-123"


def test_numbers_among_words_are_no_trouble() -> None:
    text = "999, ab 12,255,0,7,99,100,250,3,41,128 ab 999"
    assert len(lookalikes().of(text)) == len(text)
    for seed in "abcdefgh":
        made = lookalikes(seed)
        made.of("255")
        assert max(map(int, made.of("12,255,0,7,99,100,250,3,41,128").split(","))) <= 255
