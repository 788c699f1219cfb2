import pytest

from pkcedoctor.capture.headers import headers_of, is_pseudo
from pkcedoctor.capture.http import Header


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([{"name": "A", "value": "1"}, {"name": "b", "value": ""}], id="as specified"),
        pytest.param([["A", "1"], ["b", None]], id="pairs"),
        pytest.param({"A": 1, "b": None}, id="an object"),
        pytest.param(["A: 1", "b:"], id="lines"),
        pytest.param("A: 1\r\nb:\n\n", id="one text"),
        pytest.param(
            [None, {"name": "A", "value": 1}, {"value": "x"}, 5, "line", [1, 2], {"name": "b"}],
            id="among rubbish",
        ),
    ],
)
def test_header_lines(value: object) -> None:
    assert headers_of(value) == (Header("A", "1"), Header("b", ""))


@pytest.mark.parametrize("value", [None, "A", 5, []])
def test_no_header_lines(value: object) -> None:
    assert headers_of(value) == ()


def test_repeated_headers_are_repeated() -> None:
    lines = [{"name": "A", "value": "1"}, {"name": "A", "value": "1"}]
    assert headers_of(lines) == (Header("A", "1"), Header("A", "1"))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"A": ["1", 2]}, id="an object"),
        pytest.param([["A", ["1", "2"]]], id="a pair"),
        pytest.param([{"name": "A", "value": ["1", "2"]}], id="a member"),
    ],
)
def test_values_gathered_in_a_list(value: object) -> None:
    assert headers_of(value) == (Header("A", "1"), Header("A", "2"))


def test_pseudo_headers() -> None:
    pseudo, real = headers_of([":path: /token", "Host: as.example"])
    assert pseudo == Header(":path", "/token")
    assert is_pseudo(pseudo)
    assert not is_pseudo(real)
