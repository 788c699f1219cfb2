import math

import pytest

from pkcedoctor.capture.untyped import items, member, number, string, whole, written


def test_a_member_of_an_object() -> None:
    assert member({"a": 1}, "a") == 1
    assert member({"a": 1}, "b") is None
    assert member(["a"], "a") is None


def test_items_and_strings() -> None:
    assert items([1, None]) == [1, None]
    assert items({"0": 1}) == []
    assert string("text") == "text"
    assert string(5) == ""


def nested(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("text", "text"),
        ({"é": [1, True]}, '{"é": [1, true]}'),
        (5, "5"),
        (nested(100_000), None),
    ],
    ids=["null", "a string", "an object", "a number", "nested too deeply"],
)
def test_written(value: object, expected: str | None) -> None:
    assert written(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3.0),
        (2.5, 2.5),
        ("212", 212.0),
        (" 7 ", 7.0),
        (True, None),
        (None, None),
        ("", None),
        ("many", None),
        ("nan", None),
        ("1e99", None),
        ("9" * 400, None),
        (10**400, None),
        (math.inf, None),
        (math.nan, None),
        ([3], None),
    ],
)
def test_number(value: object, expected: float | None) -> None:
    assert number(value) == expected


def test_whole() -> None:
    assert whole("400.0") == 400
    assert whole(None) is None
