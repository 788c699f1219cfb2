import copy
import dataclasses
import inspect
import pickle
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.records import dataclass, replace


class Kind(Enum):
    ODD = 1


@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    names: tuple[str, ...] = ()

    @property
    def sum(self) -> int:
        return self.x + self.y


@dataclass(frozen=True, slots=True)
class Named(Point):
    label: str = "none"


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    value: str

    def __repr__(self) -> str:
        return "<Secret>"


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """What the standard library makes of the same fields."""

    x: int
    y: int = 2
    names: tuple[str, ...] = ()


def fields_of(kind: Any) -> list[tuple[str, object, object]]:
    return [(field.name, field.type, field.default) for field in dataclasses.fields(kind)]


def test_values_by_place_by_name_and_by_default() -> None:
    point = Point(1, names=("a",))

    assert (point.x, point.y, point.names, point.sum) == (1, 2, ("a",), 3)
    assert Named(1, 2, (), "here").label == "here"
    assert Named(x=1) == Named(1, 2, (), "none")


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1, 2, (), 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 1})],
)
def test_wrong_arguments_are_refused(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Point, Standard):
        with pytest.raises(TypeError, match="__init__"):
            kind(*values, **named)


points = st.builds(Point, st.integers(0, 2), st.integers(0, 2), st.sampled_from([(), ("a",)]))


@given(points, points)
def test_equal_and_hashed_as_dataclasses_are(one: Point, other: Point) -> None:
    standard, another = (Standard(point.x, point.y, point.names) for point in (one, other))

    assert (one == other) is (standard == another)
    assert (one != other) is (standard != another)
    assert hash(one) == hash(standard)
    assert len({one, other}) == len({standard, another})


def test_only_its_own_kind_is_equal() -> None:
    others: list[object] = [Named(1), (1, 2, ())]

    assert all(Point(1) != other for other in others)
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(())


@dataclass(frozen=True, slots=True)
class Found:
    where: str
    octets: bytes
    kind: Kind
    point: Point
    seen: frozenset[str]
    more: object


SHAPES = ", kind=<Kind.ODD: 1>, point=Point(x=1, y=2, names=<0 items>)"


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (Named(1), "Named(x=1, y=2, names=<0 items>, label=<4 characters>)"),
        (Secret("hush"), "<Secret>"),
        (Nothing(), "Nothing()"),
        (
            Found("entry 7, body", b"hush", Kind.ODD, Point(1), frozenset({"hush"}), ["hush"]),
            f"Found(where='entry 7, body', octets=<4 bytes>{SHAPES}, seen=<1 items>, more=<list>)",
        ),
        (
            Found("entry h4sh", b"", Kind.ODD, Point(1), frozenset(), None),
            f"Found(where=<10 characters>, octets=<0 bytes>{SHAPES}, seen=<0 items>, more=None)",
        ),
    ],
)
def test_the_representation_shows_no_text(record: object, told: str) -> None:
    assert repr(record) == told


@pytest.mark.parametrize("name", ["x", "unknown"])
def test_nothing_can_be_changed(name: str) -> None:
    point = Point(1)

    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
        setattr(point, name, 2)
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
        delattr(point, name)
    assert not hasattr(point, "__dict__")


@pytest.mark.parametrize("kind", [Point, Standard])
def test_replaced_by_either_function(kind: Any) -> None:
    for replacing in (replace, dataclasses.replace):
        assert replacing(kind(1), y=5) == kind(1, 5)
        with pytest.raises(TypeError):
            replacing(kind(1), z=5)


def test_is_a_dataclass_to_the_standard_library() -> None:
    assert dataclasses.is_dataclass(Point)
    assert fields_of(Point) == fields_of(Standard)
    assert fields_of(Named)[-1] == ("label", str, "none")
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2, "names": ()}
    assert Point.__doc__ == "A place."


def test_matched_by_place() -> None:
    match Named(1, 3):
        case Named(x, y, names, label):
            assert (x, y, names, label) == (1, 3, (), "none")


def test_copied_and_pickled() -> None:
    point = Named(1, names=("a",))

    assert copy.copy(point) == point
    assert copy.deepcopy(point) == point
    assert pickle.loads(pickle.dumps(point)) == point  # noqa: S301 - made right here


def test_signature() -> None:
    assert str(inspect.signature(Named)) == "(x, y=2, names=(), label='none')"
