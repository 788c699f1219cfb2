"""JSON, and what editors make of it: comments and trailing commas (JSONC, RFC 8259)."""

import json
from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.documents.tree import (
    DEEPEST,
    Document,
    Node,
    Place,
    Positions,
    Record,
    Scalar,
    Sequence,
)
from pkcedoctor.patterns import regex

_BLANK: Final = regex(r"(?:[\s\ufeff]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING: Final = regex(r'"(?:[^"\\\n]|\\.)*+"')
_WORD: Final = regex(r"[-+\w.]++")
_WORDS: Final = frozenset({"true", "false", "null"})
_NUMBER: Final = regex(r"-?\d++(?:\.\d++)?+(?:[eE][-+]?\d++)?+")


def read_json(text: str, file: str) -> Document:
    """Read a JSON file.

    Raises:
        UnreadableInput: with the line at which it stops being JSON.
    """
    reader = _Reader(text, file)
    root = reader.value(0)
    reader.end()
    return Document(file, "json", (root,))


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._positions = Positions(text, file)
        self._offset = 0

    def value(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._wrong("it nests too deeply")
        sign = self._peek()
        place = self._here()
        if sign == "{":
            return self._record(depth, place)
        if sign == "[":
            return self._sequence(depth, place)
        if sign == '"':
            return Scalar((self._string(),), place)
        word = _WORD.match(self._text, self._offset)
        if word is None or not (word[0] in _WORDS or _NUMBER.fullmatch(word[0])):
            raise self._wrong("a value is expected")
        self._offset = word.end()
        return Scalar((word[0],), place, native=True)

    def end(self) -> None:
        if self._peek():
            raise self._wrong("nothing more is expected")

    def _record(self, depth: int, place: Place) -> Record:
        self._offset += 1
        members: dict[str, Node] = {}
        names: dict[str, Place] = {}
        while self._peek() != "}":
            where = self._here()
            name = self._string()
            names[name] = where
            self._take(":")
            members[name] = self.value(depth + 1)
            if self._peek() != "}":
                self._take(",")
        self._offset += 1
        return Record(members, place, "", names)

    def _sequence(self, depth: int, place: Place) -> Sequence:
        self._offset += 1
        items: list[Node] = []
        while self._peek() != "]":
            items.append(self.value(depth + 1))
            if self._peek() != "]":
                self._take(",")
        self._offset += 1
        return Sequence(tuple(items), place)

    def _string(self) -> str:
        found = _STRING.match(self._text, self._offset)
        if found is None:
            raise self._wrong("a text in double quotes is expected")
        try:
            value = json.loads(found[0], strict=False)
        except ValueError:
            raise self._wrong("this text has an escape that JSON does not know") from None
        self._offset = found.end()
        return str(value)

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._wrong(f"{sign!r} is expected")
        self._offset += 1

    def _peek(self) -> str:
        blank = _BLANK.match(self._text, self._offset)
        self._offset = blank.end() if blank is not None else self._offset
        return self._text[self._offset : self._offset + 1]

    def _here(self) -> Place:
        return self._positions.at(self._offset)

    def _wrong(self, what: str) -> UnreadableInput:
        place = self._here()
        return UnreadableInput(
            f"{place.file}:{place.line}:{place.column}: this is no JSON: {what} here"
        )
