"""Finds the few requests of a big HAR that matter, without parsing the rest.

Most bytes of a HAR are response bodies that nobody needs. In sound JSON a quote inside a string
has a backslash before it, so the name of a member, in quotes, can never be found inside a body:
looking for ``"request"`` jumps from request to request as fast as memory can be searched. Only
what is worth reading is decoded, with the parser that would have read it anyway.

Whatever looks unusual ends the attempt, and the whole file is parsed instead.
"""

import re
from collections.abc import Iterator

from pkcedoctor.capture.interest import Interest
from pkcedoctor.capture.jsontext import Fault, decoded
from pkcedoctor.capture.octets import KEPT, MOST_KEPT, Octets
from pkcedoctor.capture.untyped import member, string
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_REQUEST = b'"request"'
_RESPONSE = b'"response"'
_CONTENT = b'"content"'
_TEXT = b'"text"'
_QUERY_STRING = b'"queryString"'
_POST_DATA = b'"postData"'
_INITIATOR = b'"_initiator"'
_ENTRIES = b'"entries"'
_START = regex(rb"(?:\xef\xbb\xbf)?\s*\{")
_ARRAY = regex(rb"\s*:\s*\[\s*(?=\{)")
_OBJECT = regex(rb'"request"\s*:\s*\{')
_COLON = regex(rb"\s*:")
_STRING = regex(rb'\s*:\s*"')
_OWN_LINE = regex(rb"\n[ \t]*\Z")
_METHOD = regex(rb'"method"\s*:\s*"([A-Za-z]*)"')
_URL = regex(rb'"url"\s*:\s*("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_UNREADABLE_BODY = regex(rb'"encoding"\s*:\s*"base64|"_file"\s*:|"_content"\s*:', re.IGNORECASE)
_BACKWARD_TOKEN = regex(rb'"(?:[^"]++|"(?=\\(?:\\\\)*+(?!\\)))*+"|[{}\[\]]')
_CREDENTIAL_MARKS = (b"ookie", b"uthorization")
_CREDENTIAL_NAME = rb'"(?:(?:set-)?cookie|(?:proxy-)?authorization)"'
_CREDENTIAL = regex(
    rb'"name"\s*:\s*%b|\[\s*%b\s*,|%b\s*:|"cookies"\s*:\s*\[\s*[^\]\s]' % ((_CREDENTIAL_NAME,) * 3),
    re.IGNORECASE,
)
_WRAPPERS = 3
_HEADING_LIMIT = 16 << 20
_CLOSING_LIMIT = 8 << 20
_PREFIXES = (16 << 10, 256 << 10, KEPT)
_HEADS = (8 << 10, 64 << 10, 1 << 20)
_CALL_STACK = 8 << 10
_SNIFFED = 256


@dataclass(frozen=True, slots=True)
class Skimmed:
    """What was found.

    Attributes:
        log: the members of the log before and after its entries.
        entries: each entry worth reading with its place, from 1.
        count: how many entries there are.
        has_credentials: whether any request or response shows a credential header or a cookie.
        damage: where the file is damaged, as the start of a sentence; empty if it is not.
    """

    log: dict[str, object]
    entries: tuple[tuple[int, object], ...]
    count: int
    has_credentials: bool
    damage: str


class Unusual(Exception):
    """The file is not laid out as this reader expects."""


def skim(octets: Octets, interest: Interest) -> Skimmed:
    """Find the entries that are worth reading.

    Args:
        octets: a HAR in UTF-8.
        interest: what makes an entry worth reading.

    Raises:
        Unusual: the file must be parsed as a whole.
    """
    try:
        return _Skimming(octets, interest).result()
    except LookupError as error:
        raise Unusual from error


@dataclass(frozen=True, slots=True)
class _Head:
    """The bytes of an entry from its request to the body of its response."""

    octets: bytes
    end: int


class _Skimming:
    def __init__(self, octets: Octets, interest: Interest) -> None:
        self._octets = octets
        self._interest = interest
        self._needle = _REQUEST
        self._landings: list[str] = []
        self._has_credentials = False
        self._damage = ""
        self._count = 0
        self._closing: dict[str, object] = {}

    def result(self) -> Skimmed:
        """Skim from the first entry to the end."""
        heading, first = self._heading()
        self._needle = self._layout(first)
        entries = tuple(self._entries(first))
        return Skimmed(
            heading | self._closing, entries, self._count, self._has_credentials, self._damage
        )

    def _heading(self) -> tuple[dict[str, object], int]:
        """Return what stands before the entries, and where the first of them begins."""
        if _START.match(self._octets.part(0, _SNIFFED)) is None:
            raise Unusual
        key = self._octets.find(_ENTRIES, 0)
        if not 0 < key < _HEADING_LIMIT:
            raise Unusual
        after = key + len(_ENTRIES)
        opening = _ARRAY.match(self._octets.part(after, after + _SNIFFED))
        text = _text(self._octets.part(0, key))
        if opening is None or '"request"' in text:
            raise Unusual
        return _opened(text), after + opening.end()

    def _layout(self, first: int) -> bytes:
        """Read the first entry whole; return what stands before each request.

        A name at the start of its line is looked for with its indentation: such a line cannot be
        part of a string, and no deeper member has the same one.
        """
        key = self._next(first)
        if key < 0:
            raise Unusual
        entry, _ = self._entry(first, self._next(key + len(_REQUEST)))
        names = list(entry)
        if "request" not in names or "response" not in names[names.index("request") :]:
            raise Unusual
        line = _OWN_LINE.search(self._octets.part(max(first, key - _SNIFFED), key))
        if line is not None:
            return line[0] + _REQUEST
        opening = _OBJECT.match(self._octets.part(key, key + _SNIFFED))
        return _REQUEST if opening is None else opening[0]

    def _entries(self, first: int) -> Iterator[tuple[int, object]]:
        lower, key = first, self._next(first)
        while key >= 0:
            self._count += 1
            name = key + len(self._needle)
            head = self._head(name)
            matters = self._matters(head.octets, lower, key)
            following = self._next(self._beyond_body(head.end), forgets=not matters)
            if matters or following < 0:
                yield from self._chosen(lower, key, following)
            self._octets.release(max(head.end, following - _PREFIXES[-1]))
            lower, key = head.end, following

    def _next(self, position: int, *, forgets: bool = False) -> int:
        """Return where the next request's name begins, or the line break before it, or -1."""
        while True:
            found = self._octets.find(self._needle, position, forgets=forgets)
            if found < 0:
                return found
            name = found + len(self._needle.partition(_REQUEST)[0])
            around = self._octets.part(name - 1, name + _SNIFFED)
            if around[:1] != b"\\" and _COLON.match(around, 1 + len(_REQUEST)):
                return found
            position = found + 1

    def _beyond_body(self, position: int) -> int:
        """Return where to go on searching, if possible behind the body that begins there.

        The first quote in a body ends it unless a backslash stands before it, and where each
        member has a line of its own, so does the line's end.
        """
        content = self._octets.part(position, position + _SNIFFED)
        text = _position(content, _TEXT, 0)
        opening = _STRING.match(content, text + len(_TEXT)) if text >= 0 else None
        if opening is None:
            return position
        quote = self._octets.find(b'"', position + opening.end())
        if quote >= 0 and self._octets.part(quote - 1, quote) != b"\\":
            return quote
        line_end = self._octets.find(b"\n", quote) if self._needle[:1] == b"\n" else -1
        return max(line_end, quote, position)

    def _head(self, name: int) -> _Head:
        head, end = b"", 0
        for size in _HEADS:
            head = self._octets.part(name, name + size)
            answer = _position(head, _RESPONSE, 0)
            content = _position(head, _CONTENT, answer) if answer >= 0 else -1
            another = head.find(self._needle)
            if another >= 0 and (content < 0 or another < content):
                return _Head(head[:another], name + another)
            if content >= 0:
                return _Head(head[:content], name + content)
            end = max(answer, 0)
            if len(head) < size:
                break
        return _Head(head, name + end)

    def _matters(self, head: bytes, lower: int, key: int) -> bool:
        if not self._has_credentials:
            self._has_credentials = _has_credentials(head)
        before = self._octets.part(max(lower, key - _CALL_STACK), key)
        if _ENTRIES in before:
            raise Unusual
        calls = before.rfind(_INITIATOR)
        for mark in self._interest.mentioned:
            if mark in head or (calls >= 0 and before.find(mark, calls) >= 0):
                return True
        url = _url(head)
        if url is None or self._interest.url.search(url) is not None:
            return True
        if any(url.endswith(landing) for landing in self._landings):
            return True
        query = head.find(_QUERY_STRING) if "?" not in url else -1
        if query >= 0 and self._interest.posted.search(head, query) is not None:
            return True
        method = _METHOD.search(head)
        if method is not None and method[1].upper() == b"GET":
            return False
        posted = max(head.find(_POST_DATA), 0)
        return (
            self._interest.target.search(url) is not None
            or self._interest.posted.search(head, posted) is not None
            or _UNREADABLE_BODY.search(head, posted) is not None
        )

    def _chosen(self, lower: int, key: int, following: int) -> Iterator[tuple[int, object]]:
        start = self._opening(lower, key)
        try:
            entry, end = self._entry(start, following)
        except Unusual:
            self._damage = self._damage or f"entry {self._count} is damaged or cut off"
            return
        if following < 0:
            self._close(end)
        target = string(member(entry.get("response"), "redirectURL"))
        if target and string(member(entry.get("request"), "method")).upper() != "GET":
            self._landings.append(target)
        yield self._count, entry

    def _opening(self, lower: int, key: int) -> int:
        """Return where the entry begins whose request is named at a position."""
        for size in _PREFIXES:
            start = max(lower, key - size)
            distance = _distance_to_opening(self._octets.part(start, key))
            if distance is not None:
                return key - distance
            if start == lower:
                break
        raise Unusual

    def _entry(self, start: int, following: int) -> tuple[dict[str, object], int]:
        """Decode the entry that begins at a position and ends before another."""
        bound = self._octets.size() if following < 0 else following
        if bound - start > MOST_KEPT:
            raise Unusual
        text = _text(self._octets.part(start, bound))
        read = decoded(text, 0)
        if isinstance(read, Fault) or not isinstance(read.value, dict):
            raise Unusual
        used = len(text[: read.end].encode("utf-8", "surrogatepass"))
        return read.value, start + used

    def _close(self, end: int) -> None:
        """Read what follows the last entry."""
        size = self._octets.size()
        rest = _text(self._octets.part(end, min(size, end + _CLOSING_LIMIT))).lstrip(" \t\r\n,")
        if not rest.startswith("]"):
            self._damage = self._damage or f"the file breaks off at byte {size}"
            return
        if '"entries"' in rest:
            raise Unusual
        read = decoded("{" + rest[1:].lstrip(" \t\r\n,"), 0)
        if isinstance(read, Fault):
            self._damage = self._damage or f"the file breaks off at byte {size}"
        else:
            self._closing = read.value if isinstance(read.value, dict) else {}


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return octets.decode("utf-8", "replace")


def _opened(text: str) -> dict[str, object]:
    """Return the members of a log whose text stops before its entries."""
    cut = text.lstrip("\ufeff \t\r\n").rstrip(" \t\r\n,")
    for depth in range(1, _WRAPPERS + 1):
        read = decoded(cut + "}" * depth, 0)
        if isinstance(read, Fault):
            continue
        value = read.value
        for _ in range(depth - 1):
            value = list(value.values())[-1] if isinstance(value, dict) and value else None
        if isinstance(value, dict):
            return value
    raise Unusual


def _position(head: bytes, name: bytes, start: int) -> int:
    """Return where a member of this name begins, or -1."""
    found = head.find(name, start)
    while found >= 0 and (
        head[found - 1 : found] == b"\\" or not _COLON.match(head, found + len(name))
    ):
        found = head.find(name, found + 1)
    return found


def _url(head: bytes) -> str | None:
    found = _URL.search(head)
    if found is None:
        return None
    if b"\\" not in found[1]:
        return found[1][1:-1].decode("utf-8", "replace")
    read = decoded(_text(found[1]), 0)
    return None if isinstance(read, Fault) else string(read.value)


def _has_credentials(head: bytes) -> bool:
    return any(mark in head for mark in _CREDENTIAL_MARKS) and _CREDENTIAL.search(head) is not None


def _distance_to_opening(prefix: bytes) -> int | None:
    """Return how far back the object begins that holds the end of some JSON text."""
    depth = 0
    for token in _BACKWARD_TOKEN.finditer(prefix[::-1]):
        if token[0] in (b"}", b"]"):
            depth += 1
        elif token[0] in (b"{", b"["):
            if depth == 0:
                return token.end() if token[0] == b"{" else None
            depth -= 1
    return None
