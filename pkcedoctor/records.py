"""Frozen dataclasses with slots that cost next to nothing to define.

``dataclasses`` compiles six functions for every class when its module is imported, and over all
modules that is a third of a short run. Here one is compiled, ``__init__``, and only when the first
instance is made. To type checkers, to ``dataclasses.replace`` and to ``dataclasses.fields`` these
are dataclasses. A default is shared by all instances; there is neither ``field`` nor
``__post_init__``.

What a record holds may be secret, and its representation ends up in logs and tracebacks. So it has
the shapes of the values only: how long a text is, how many items there are, and where it was found.
"""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeVar

if TYPE_CHECKING:
    from dataclasses import Field, dataclass, replace

__all__ = ["dataclass", "replace"]

_Class = TypeVar("_Class", bound=type)
_Record = TypeVar("_Record")

_FIELDS: Final = "__dataclass_fields__"
_PLACES: Final = frozenset({"where", "redirected_from"})
_LONGEST_PLAIN: Final = 12
_OF_THE_UNSLOTTED: Final = frozenset({"__dict__", "__weakref__"})


def _dataclass(
    *,
    frozen: Literal[True],  # noqa: ARG001 - to be read like dataclasses.dataclass
    slots: Literal[True],  # noqa: ARG001 - as above
    repr: bool = True,  # noqa: A002 - as above
) -> Callable[[_Class], _Class]:
    """Make a frozen dataclass with slots of the class below."""

    def define(plain: _Class) -> _Class:
        own = {name: value for name, value in vars(plain).items() if name not in _OF_THE_UNSLOTTED}
        annotations = plain.__annotations__
        fields = _fields_of(plain.__base__).extended(
            annotations, {name: own.pop(name) for name in annotations if name in own}
        )
        made = type(plain)(
            plain.__name__,
            plain.__bases__,
            {
                **({"__repr__": _represent} if repr else {}),
                "__reduce__": _reduce,
                "__replace__": _replace,
                "__setattr__": _refuse,
                "__delattr__": _refuse,
                **own,
                "__init__": _Method(_init, fields),
                "__eq__": _Method(_equal, fields),
                "__hash__": _Method(_hash, fields),
                "__slots__": tuple(annotations),
                "__match_args__": tuple(fields.annotations),
                _FIELDS: fields,
            },
        )
        made.__qualname__ = plain.__qualname__
        return made

    return define


def _replace(record: _Record, /, **changes: object) -> _Record:
    """Return a copy with some fields changed; of a dataclass of any make."""
    return type(record)(**(_named_values(record) | changes))


if not TYPE_CHECKING:  # pragma: no branch
    dataclass, replace = _dataclass, _replace


class _Method:
    """A method of a record, compiled when it is first asked for."""

    def __init__(self, write: Callable[[tuple[str, ...]], str], fields: "_Fields") -> None:
        self._write = write
        self._fields = fields

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner = owner
        self._name = name

    def __get__(self, record: object, owner: type | None = None) -> Any:  # noqa: ANN401 - a method
        scope: dict[str, Any] = {"_set": object.__setattr__}
        exec(self._write(tuple(self._fields.annotations)), scope)  # noqa: S102 - names of fields
        method = scope[self._name]
        if self._name == "__init__":
            method.__defaults__ = tuple(self._fields.defaults.values())
        method.__qualname__ = f"{self._owner.__qualname__}.{self._name}"
        setattr(self._owner, self._name, method)
        return method.__get__(record, owner)


def _init(names: tuple[str, ...]) -> str:
    settings = [f"_set(self, {name!r}, {name})" for name in names]
    return f"def __init__(self, {', '.join(names)}):\n    {'; '.join(settings) or 'pass'}"


def _equal(names: tuple[str, ...]) -> str:
    return f"""
def __eq__(self, other):
    if other.__class__ is not self.__class__:
        return NotImplemented
    return {_values("self", names)} == {_values("other", names)}
"""


def _hash(names: tuple[str, ...]) -> str:
    return f"def __hash__(self):\n    return hash({_values('self', names)})"


def _values(record: str, names: tuple[str, ...]) -> str:
    return f"({''.join(f'{record}.{name}, ' for name in names)})"


class _Fields:
    """The ``__dataclass_fields__`` of a class, made when ``dataclasses`` asks for them.

    Attributes:
        annotations: the types of the fields by their names.
        defaults: the default of each field that has one.
    """

    def __init__(self, annotations: dict[str, Any], defaults: dict[str, object]) -> None:
        self.annotations = annotations
        self.defaults = defaults

    def extended(self, annotations: dict[str, Any], defaults: dict[str, object]) -> "_Fields":
        """Return these fields and those of a subclass."""
        return _Fields({**self.annotations, **annotations}, {**self.defaults, **defaults})

    def __get__(self, record: object, owner: type) -> "dict[str, Field[Any]]":
        from dataclasses import field, make_dataclass  # noqa: PLC0415 - the module does without

        made = make_dataclass(
            owner.__name__,
            [
                (name, kind, field(default=self.defaults[name]))
                if name in self.defaults
                else (name, kind)
                for name, kind in self.annotations.items()
            ],
        )
        fields: dict[str, Field[Any]] = vars(made)[_FIELDS]
        return fields


def _fields_of(base: type | None) -> _Fields:
    found = vars(base).get(_FIELDS)
    return found if isinstance(found, _Fields) else _Fields({}, {})


def _represent(record: object) -> str:
    told = ", ".join(f"{name}={_shape(name, it)}" for name, it in _named_values(record).items())
    return f"{type(record).__qualname__}({told})"


def _shape(name: str, value: object) -> str:
    """Return what may be told of a value without telling it."""
    match value:
        case Enum() | None | bool() | int() | float():
            return repr(value)
        case str() if name in _PLACES and all(map(_is_plain, value.replace(",", " ").split())):
            return repr(value)
        case str() | bytes():
            return f"<{len(value)} {'characters' if isinstance(value, str) else 'bytes'}>"
        case tuple() | frozenset():
            return f"<{len(value)} items>"
        case _ if _FIELDS in vars(type(value)):
            return repr(value)
        case _:
            return f"<{type(value).__name__}>"


def _is_plain(word: str) -> bool:
    """Whether this is a word or number of the kind by which a place in a capture is named."""
    return word.isascii() and len(word) <= _LONGEST_PLAIN and (word.isalpha() or word.isdigit())


def _reduce(record: object) -> tuple[type, tuple[object, ...]]:
    return type(record), tuple(_named_values(record).values())


def _named_values(record: object) -> dict[str, object]:
    names: tuple[str, ...] = type(record).__match_args__  # type: ignore[attr-defined]
    return {name: getattr(record, name) for name in names}


def _refuse(_: object, name: str, *value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - the module does without

    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")
