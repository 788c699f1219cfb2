import copy
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pkcedoctor
from pkcedoctor.patterns import _Choosy, regex

WORD = regex(r"([a-z]+)-(\d+)", re.IGNORECASE)
HOLDING = regex(r"([a-z]+)-(\d+)", re.IGNORECASE, holding="-")
COMPILED = re.compile(r"([a-z]+)-(\d+)", re.IGNORECASE)
TEXTS = ["", "word", "Word-1", "a-1 b-22", " a-1", "a-1 ", "-"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("pattern", [WORD, HOLDING])
def test_matches_what_a_compiled_one_does(pattern: re.Pattern[str], text: str) -> None:
    def spans(*found: re.Match[str] | None) -> list[tuple[int, int] | None]:
        return [one and one.span() for one in found]

    for _ in range(2):
        assert spans(pattern.search(text)) == spans(COMPILED.search(text))
        assert spans(pattern.match(text)) == spans(COMPILED.match(text))
        assert spans(pattern.fullmatch(text)) == spans(COMPILED.fullmatch(text))
        assert spans(*pattern.finditer(text)) == spans(*COMPILED.finditer(text))
        assert pattern.findall(text) == COMPILED.findall(text)


@pytest.mark.parametrize("pattern", [WORD, HOLDING])
def test_has_whatever_else_a_compiled_one_has(pattern: re.Pattern[str]) -> None:
    assert pattern.sub("x", "a-1 b-2") == "x x"
    assert pattern.split("a-1 b") == ["", "a", "1", " b"]
    assert pattern.groups == 2
    assert pattern.search("a-1 b-2", 1, 6) is None
    assert len(list(pattern.finditer("a-1 b-2", 3))) == 1


@pytest.mark.parametrize("pattern", [WORD, HOLDING])
def test_can_be_copied(pattern: re.Pattern[str]) -> None:
    assert copy.copy(pattern).findall("a-1") == [("a", "1")]


def test_bytes_are_matched_by_bytes() -> None:
    assert regex(rb"\d+").findall(b"1 22") == [b"1", b"22"]
    assert regex(rb"\d+x", holding=b"x").search(b"1 22") is None


def test_nothing_is_compiled_before_it_is_used() -> None:
    mistaken = regex("(")
    unused = regex("(", holding="(")

    assert unused.search("no bracket") is None
    for pattern in (mistaken, unused):
        with pytest.raises(re.error):
            pattern.search("(")


def choosy(value: object) -> Iterator["_Choosy[str]"]:
    """Return the patterns of a module's variable that say what every match holds."""
    if isinstance(value, _Choosy) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from choosy(item)


MODULES = [
    import_module(found.name)
    for found in walk_packages(pkcedoctor.__path__, "pkcedoctor.")
    if found.name.startswith(("pkcedoctor.exchange", "pkcedoctor.rules", "pkcedoctor.servers"))
    or found.name == "pkcedoctor.report.secrecy"
]
CHOOSY = {
    f"{module.__name__}: {pattern.pattern!r}": pattern
    for module in MODULES
    for value in vars(module).values()
    for pattern in choosy(value)
}


@pytest.mark.parametrize("name", CHOOSY)
@given(data=st.data())
def test_every_match_holds_what_it_is_said_to(name: str, data: st.DataObject) -> None:
    pattern = CHOOSY[name]
    compiled = re.compile(pattern.pattern, pattern.flags)
    found = compiled.search(data.draw(st.from_regex(compiled)))

    assert found is not None
    assert pattern.holding in found[0]


def test_there_are_such_patterns() -> None:
    assert len(CHOOSY) > 15
