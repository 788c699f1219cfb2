"""TOML: ``tomllib`` reads the values, and a second look at the text finds their places."""

from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.documents.tree import Document, Node, Place, Positions, Record, Scalar
from pkcedoctor.guard.documents.tree import Sequence as Items
from pkcedoctor.patterns import regex

_HEADER: Final = regex(r"^[ \t]*+(\[\[?+)([^\[\]\n]++)\]", 8)
_ONE: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_KEY: Final = regex(rf"^[ \t]*+({_ONE}(?:[ \t]*+\.[ \t]*+{_ONE})*+)[ \t]*+=[ \t]*+", 8)
_NAME: Final = regex(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")
_AT: Final = regex(r" \(at line (\d+), column (\d+)\)$")

_END: Final = " (at end of document)"


def read_toml(text: str, file: str) -> Document:
    """Read a TOML file.

    Raises:
        UnreadableInput: with the line at which it stops being TOML.
    """
    import tomllib  # noqa: PLC0415 - only TOML needs it

    try:
        table = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "it nests too deeply"
        found = _AT.search(told)
        place = f"{file}:{found[1]}:{found[2]}" if found else _end(text, file)
        raise UnreadableInput(
            f"{place}: this is no TOML: {_AT.sub('', told).removesuffix(_END)}"
        ) from None
    return Document(file, "toml", (_Tree(text, file).node(table, ()),))


class _Tree:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._positions = Positions(text, file)
        self._values: dict[tuple[str, ...], int] = {}
        self._names: dict[tuple[str, ...], int] = {}
        self._find_places()

    def _find_places(self) -> None:
        """Note where each key and value begins; tables of an array are told by their number."""
        headers = {found.start(): found for found in _HEADER.finditer(self._text)}
        keys = {found.start(): found for found in _KEY.finditer(self._text)}
        numbers: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        for offset in sorted({*headers, *keys}):
            if offset in headers:
                found = headers[offset]
                table = self._numbered(_path(found[2]), numbers, new=found[1] == "[[")
                self._names.setdefault(table, found.start(1))
            else:
                found = keys[offset]
                path = (*table, *_path(found[1]))
                self._names.setdefault(path, found.start(1))
                self._values.setdefault(path, found.end())

    def _numbered(
        self, path: tuple[str, ...], numbers: dict[tuple[str, ...], int], *, new: bool
    ) -> tuple[str, ...]:
        whole: tuple[str, ...] = ()
        for position, name in enumerate(path):
            whole = (*whole, name)
            if new and position == len(path) - 1:
                numbers[whole] = numbers.get(whole, -1) + 1
            if whole in numbers:
                whole = (*whole, str(numbers[whole]))
        return whole

    def node(self, value: object, path: tuple[str, ...]) -> Node:
        match value:
            case dict():
                members = {
                    str(name): self.node(item, (*path, str(name))) for name, item in value.items()
                }
                names = {name: self._name(path, name) for name in members}
                return Record(members, self._place(path), "", names)
            case list():
                return self._items(value, path)
            case bool():
                return Scalar(("true" if value else "false",), self._place(path), native=True)
            case str():
                return Scalar((value,), self._place(path))
            case _:
                return Scalar((str(value),), self._place(path), native=True)

    def _items(self, values: list[object], path: tuple[str, ...]) -> Items:
        items: list[Node] = []
        offset = self._values.get(path, -1)
        for number, value in enumerate(values):
            if isinstance(value, str) and offset >= 0:
                found = self._text.find(value, offset)
                offset = found + len(value) if found >= 0 else offset
                begins = max(found - 1, 0) if found >= 0 else self._values[path]
                items.append(Scalar((value,), self._positions.at(begins)))
            else:
                items.append(self.node(value, (*path, str(number))))
        return Items(tuple(items), self._place(path))

    def _name(self, path: tuple[str, ...], name: str) -> Place:
        offset = self._names.get((*path, name))
        return self._positions.at(offset) if offset is not None else self._place((*path, name))

    def _place(self, path: tuple[str, ...]) -> Place:
        for length in range(len(path), 0, -1):
            known = self._values.get(path[:length], self._names.get(path[:length]))
            if known is not None:
                return self._positions.at(known)
        return self._positions.at(0)


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(found[0].strip("\"'") for found in _NAME.finditer(dotted))


def _end(text: str, file: str) -> str:
    end = Positions(text, file).at(len(text))
    return f"{file}:{end.line}:{end.column}"
