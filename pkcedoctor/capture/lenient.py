"""JSON as people and programs misspell it, read as far as it makes sense.

Names without quotes, single and typographic quotes, Python's and JavaScript's literals, comments,
commas too many or too few, and escapes that JSON does not know are read for what they mean. A
place that makes no sense damages every object around it; so does the end of the text.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from pkcedoctor.capture.jsontext import Fault, Value, decoded_near
from pkcedoctor.capture.untyped import Cut
from pkcedoctor.patterns import regex

_NOTHING: Final = regex(
    r"(?:[\s\ufeff\x00\x1e]++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|\#[^\n]*+)*+"
)
_STRINGS: Final = {
    opening: regex(rf"(?:[^\\{closing}]++|\\.)*+(?P<end>[{closing}])", re.DOTALL)
    for opening, closing in zip("\"'`“”„", ('"', "'", "`", "”“", "”“", "”“"), strict=True)
}
_PREFIX: Final = regex(r"[bBuUrR]{1,2}(?=[\"'])")
_WORD: Final = regex(r"[A-Za-z_$][\w$.\-]*+")
_NUMBER: Final = regex(r"[-+.\d][\w.+\-]*+")
_SKIPPED: Final = regex(r'[^\[\]{}"]++|"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_ESCAPE: Final = regex(
    r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|(.))",
    re.DOTALL,
)
_PAIR: Final = regex("[\ud800-\udbff][\udc00-\udfff]")
_LETTERS: Final = dict(zip("bfnrtv0", "\b\f\n\r\t\v\0", strict=True)) | {"\n": ""}
_ITSELF: Final = "\"'`\\/“”"
_LITERALS: Final[dict[str, object]] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "None": None,
    "undefined": None,
    "NaN": None,
    "Infinity": None,
}
_LONGEST_NUMBER: Final = 300
_DEEPEST: Final = 200
_STRICT_DEPTH: Final = 8


@dataclass(frozen=True, slots=True)
class Gleaned:
    """What was read.

    Attributes:
        value: an object or a list, or None where reading ended before there was one.
        end: where the text goes on.
        fault: the first place that makes no sense, or where the text ends too early.
    """

    value: object
    end: int
    fault: Fault | None


def glean(text: str, start: int, *, whole: bool) -> Gleaned:
    """Read the object or list that begins at a position.

    Args:
        text: the text.
        start: where the brace or bracket is.
        whole: whether nothing but a whole value will do, so that reading ends at the first
            place that makes no sense.
    """
    gleaner = _Gleaner(text, start, whole=whole)
    gleaner.run()
    return Gleaned(gleaner.root, gleaner.position, gleaner.fault)


def skipped(text: str, position: int) -> int:
    """Return where the text goes on after blanks and comments."""
    nothing = _NOTHING.match(text, position)
    return position if nothing is None else nothing.end()


@dataclass(slots=True)
class _Frame:
    """An object or list that is being read."""

    held: dict[str, object] | list[object]
    key: str | None = None
    colon: bool = False
    complete: bool = False
    damaged: bool = False
    orphan: bool = False

    def finished(self) -> dict[str, object] | list[object]:
        if self.damaged and isinstance(self.held, dict):
            return Cut(self.held)
        return self.held


@dataclass(slots=True)
class _Gleaner:
    text: str
    start: int
    whole: bool = field(kw_only=True)
    position: int = field(init=False)
    root: object = field(init=False, default=None)
    fault: Fault | None = field(init=False, default=None)
    stack: list[_Frame] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.position = self.start

    def run(self) -> None:
        while not (self.whole and self.fault):
            self.position = skipped(self.text, self.position)
            if self.position >= len(self.text):
                self._end()
                return
            self._step(self.text[self.position])
            if not self.stack:
                return

    def _step(self, letter: str) -> None:
        if letter in "{[":
            self._open(letter)
        elif letter in "}]":
            self.position += 1
            self._close("{" if letter == "}" else "[")
        elif letter == ",":
            self.position += 1
            self._comma()
        elif letter == ":":
            self.position += 1
            self._colon()
        else:
            self._scalar(letter)

    def _open(self, letter: str) -> None:
        if not self._takes_value():
            self._lose("a value without a name")
        if len(self.stack) >= _DEEPEST:
            self._skip_nested()
            return
        if 0 < len(self.stack) < _STRICT_DEPTH:
            read = decoded_near(self.text, self.position)
            if isinstance(read, Value):
                self.position = read.end
                self._give(read.value)
                return
        self.position += 1
        orphan = bool(self.stack) and not self._takes_value()
        self.stack.append(_Frame({} if letter == "{" else [], orphan=orphan))

    def _takes_value(self) -> bool:
        if not self.stack:
            return True
        top = self.stack[-1]
        return isinstance(top.held, list) or (top.key is not None and top.colon)

    def _skip_nested(self) -> None:
        depth = 0
        for token in _SKIPPED.finditer(self.text, self.position):
            depth += (token[0] in "{[") - (token[0] in "}]")
            self.position = token.end()
            if depth == 0:
                break
        self._give(None)

    def _close(self, opening: str) -> None:
        if self._is(-1, opening):
            top = self.stack[-1]
            if top.key is not None:
                self._lose("a name without a value")
            self._pop()
            return
        self._lose("a bracket that closes nothing")
        if self._is(-2, opening):
            self._pop()
            self._pop()

    def _is(self, place: int, opening: str) -> bool:
        if len(self.stack) < -place:
            return False
        return isinstance(self.stack[place].held, dict) == (opening == "{")

    def _pop(self) -> None:
        frame = self.stack.pop()
        if not self.stack:
            self.root = frame.finished()
        elif not frame.orphan:
            self._give(frame.finished())

    def _give(self, value: object) -> None:
        top = self.stack[-1]
        if isinstance(top.held, list):
            top.held.append(value)
        elif top.key is not None:
            top.held[top.key] = value
        top.key, top.colon, top.complete = None, False, True

    def _comma(self) -> None:
        top = self.stack[-1]
        if top.key is not None:
            self._lose("a name without a value")
        top.key, top.colon, top.complete = None, False, False

    def _colon(self) -> None:
        top = self.stack[-1]
        if top.key is None or top.colon:
            self._lose("a colon without a name")
        top.colon = top.key is not None

    def _scalar(self, letter: str) -> None:
        prefix = _PREFIX.match(self.text, self.position)
        if prefix is not None:
            self.position = prefix.end()
            letter = self.text[self.position]
        if letter in _STRINGS:
            found = self._string(letter)
            if found is not None:
                self._take(found, names=True)
            return
        token = _WORD.match(self.text, self.position) or _NUMBER.match(self.text, self.position)
        if token is None:
            self.position += 1
            self._lose("a letter that means nothing here")
            return
        self.position = token.end()
        if self.position < len(self.text):
            self._bare(token[0])

    def _bare(self, word: str) -> None:
        if not self._takes_value():
            self._take(word, names=True)
        elif word in _LITERALS:
            self._take(_LITERALS[word], names=False)
        elif (number := _number(word)) is not None:
            self._take(number, names=False)
        else:
            self._lose("a word that is no value")
            self._take(None, names=False)

    def _take(self, value: object, *, names: bool) -> None:
        top = self.stack[-1]
        if isinstance(top.held, list):
            if top.complete:
                self._lose("two values without a comma between them")
            self._give(value)
        elif top.key is None and names:
            top.key, top.colon = str(value), False
        elif top.colon:
            self._give(value)
        else:
            self._lose("a name without a colon")
            top.key = str(value) if names else None

    def _string(self, quote: str) -> str | None:
        if quote == '"':
            read = decoded_near(self.text, self.position)
            if isinstance(read, Value):
                self.position = read.end
                return str(read.value)
        found = _STRINGS[quote].match(self.text, self.position + 1)
        if found is None:
            self.position = len(self.text)
            return None
        self.position = found.end()
        return _unescaped(self.text[found.start() : found.start("end")])

    def _lose(self, reason: str) -> None:
        if self.fault is None:
            self.fault = Fault(self.start, self.position, reason, cut_off=False)
        for frame in self.stack:
            frame.damaged = True

    def _end(self) -> None:
        if self.fault is None:
            self.fault = Fault(self.start, len(self.text), "the end is missing", cut_off=True)
        for frame in self.stack:
            frame.damaged = True
        while self.stack:
            self._pop()


def _number(word: str) -> float | None:
    if len(word) > _LONGEST_NUMBER:
        return None
    try:
        return int(word)
    except ValueError:
        pass
    try:
        return float(word)
    except ValueError:
        return None


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _PAIR.sub(_joined, _ESCAPE.sub(_meant, text))


def _meant(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code:
        return chr(int(code, 16))
    letter = escape[4]
    if letter in _ITSELF:
        return letter
    return _LETTERS.get(letter, f"\\{letter}")


def _joined(pair: re.Match[str]) -> str:
    high, low = map(ord, pair[0])
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
