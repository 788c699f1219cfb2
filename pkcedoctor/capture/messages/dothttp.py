"""Request files as VS Code's REST Client and JetBrains' HTTP Client read them (.http, .rest)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pkcedoctor.capture.http import Body, Header, HttpRequest, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    CONTENT_TYPE,
    FORM,
    base64,
    component,
    first,
    is_open,
    scalars,
    text_body,
)
from pkcedoctor.patterns import regex

_METHODS = r"(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]++"
_VERSION = r"(?:[ \t]++HTTP/\d(?:\.\d)?)?+[ \t\r]*+"
_ABSOLUTE = r"(?:https?://|\{\{)\S*+"
_ANYWHERE = regex(rf"(?P<blank>[ \t]*+){_METHODS}(?P<url>{_ABSOLUTE}){_VERSION}$")
_AT_START = regex(
    rf"(?P<blank>[ \t]*+)(?:{_METHODS}(?P<target>(?:https?://|\{{\{{|/)\S*+)|(?P<bare>{_ABSOLUTE}))"
    rf"{_VERSION}$"
)
_LOOKS_SO = regex(
    rf"^[ \t]*+(?:{_METHODS}(?:https?://|\{{\{{|/)|#{{3,}}|https?://|\{{\{{)", re.MULTILINE
)
_SEPARATOR = regex(r"#{3,}(?!#)")
_FENCE = regex(r"[ \t]*+(?:```|~~~)")
_COMMENT = regex(r"[ \t]*+(?:#|//)")
_DEFINITION = regex(r"[ \t]*+@([^\s=]++)[ \t]*+=[ \t]*+([^\r\n]*+)")
_HEADER = regex(r"[ \t]*+([!$%&'*+.^_`|~0-9A-Za-z-]++)[ \t]*+:[ \t]*+(.*+)$")
_QUERY = regex(r"[ \t]*+[?&]|[ \t]++[^\s:]++$")
_SCRIPT = regex(r"[ \t]*+<[ \t]*+\{%")
_AFTER = regex(r"(?:>>?|<>)[ \t{]|<>")
_FILE = regex(r"<(?:@\w*+)?[ \t]++\S")
_VARIABLE = regex(r"\{\{(%?)([^{}\n]{0,200})\}\}")
_ACCOUNT = regex(r"(basic)[ \t]++([^\s:]++)(?:[ \t]++|:)(\S[^\r\n]*+)", re.IGNORECASE)
_BODY_LIKE = regex(r"[\w.%-]++=|\{")
_BARE_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_STAND_IN = regex(r"\[hidden: [^\]]*+\]")
_AMPERSAND = regex(r"\s*+&\s*+")
_KEPT = ";,/?:@&=+$-_.!~*'()#[]%"
_DEEPEST = 8
_MOST_LINES = 100_000
_MOST_FILLED = 2_000_000
_BODIES = frozenset({"POST", "PUT", "PATCH"})
_IN_A_FILE = "the body is in a file of its own; hand over its content or record the request"
_NOT_SHOWN = "the text shows a request line and headers but no body"
_UNENCODED = (
    "The form body holds characters that the editor may send percent-encoded or as they are"
)
_KIND = "request file"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class _Draft:
    """A request before its variables are replaced."""

    method: str
    url: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


class _Variables:
    """The variables of a file, each worked out once.

    Args:
        lines: the lines that may define some.
    """

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._written: dict[str, str | None] = {}
        self._known: dict[str, str] = {}
        self._left = _MOST_FILLED
        for line in lines:
            if (found := _DEFINITION.match(line.text)) is not None:
                name, value = found[1], found[2].strip()
                same = self._written.get(name, value) == value
                self._written[name] = value if same else None

    def __bool__(self) -> bool:
        return bool(self._written)

    def filled(self, text: str, depth: int = 0) -> str:
        """Replace variables with their values, or with a stand-in where the file has none."""

        def value(found: re.Match[str]) -> str:
            known = self._value(found[2].strip(), depth)
            return component(known) if found[1] and not is_open(known) else known

        return _VARIABLE.sub(value, text)

    def _value(self, name: str, depth: int) -> str:
        written = self._written.get(name)
        if written is None or depth > _DEEPEST or self._left < 0:
            return stand_in(f"variable {name}")
        if name not in self._known:
            self._known[name] = stand_in(f"variable {name}")
            self._known[name] = self.filled(written, depth + 1)
        self._left -= len(self._known[name])
        return self._known[name]


def find(text: str) -> Iterator[Piece]:
    """Yield the requests of a request file, also of one within prose."""
    if _LOOKS_SO.search(text) is None:
        return
    lines = _lines(text)
    names = _Variables(lines)
    is_file = bool(names) or any(_SEPARATOR.match(line.text) for line in lines)
    place, fresh = 0, True
    while place < len(lines):
        line = lines[place]
        if _is_border(line):
            fresh = True
        elif fresh and _SCRIPT.match(line.text):
            place = _after_script(lines, place)
            continue
        elif not _is_silent(line):
            found = _read(lines, place, fresh=fresh and is_file, is_file=is_file)
            fresh = False
            if found is not None:
                draft, after = found
                end = lines[after - 1].end
                yield _piece(draft, names, line.start, end)
                place = after
                continue
        place += 1


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    start = 0
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        found.append(_Line(line.removesuffix("\r"), start))
        start += len(line) + 1
    return found


def _is_border(line: _Line) -> bool:
    return _SEPARATOR.match(line.text) is not None or _FENCE.match(line.text) is not None


def _is_silent(line: _Line) -> bool:
    return (
        not line.text.strip()
        or _COMMENT.match(line.text) is not None
        or _DEFINITION.match(line.text) is not None
    )


def _after_script(lines: Sequence[_Line], place: int) -> int:
    while place < len(lines) and "%}" not in lines[place].text:
        place += 1
    return place + 1


def _read(
    lines: Sequence[_Line], place: int, *, fresh: bool, is_file: bool
) -> tuple[_Draft, int] | None:
    """Read the request that begins in a line; also return the line after it."""
    pattern = _AT_START if fresh else _ANYWHERE
    found = pattern.match(lines[place].text)
    if found is None:
        return None
    parts = found.groupdict()
    url = parts.get("url") or parts.get("target") or parts.get("bare") or ""
    draft = _Draft((parts.get("method") or "GET").upper(), url)
    place = _read_query(lines, place + 1, draft)
    place = _read_headers(lines, place, draft)
    if url.startswith("/") and not any(name.casefold() == "host" for name, _ in draft.headers):
        return None
    end = _end_of_body(lines, place, draft, is_file=is_file)
    draft.body = [line.text for line in lines[place + 1 : end]]
    while draft.body and not draft.body[-1].strip():
        draft.body.pop()
    if not draft.body:
        end = place
    elif not is_file and not draft.headers and not _BODY_LIKE.match(draft.body[0]):
        draft.body, end = [], place
    if not is_file and draft.method in _BODIES and not draft.body and not draft.headers:
        return None
    return draft, end


def _read_query(lines: Sequence[_Line], place: int, draft: _Draft) -> int:
    parts = [draft.url]
    while place < len(lines) and (_QUERY.match(lines[place].text) or _is_note(lines[place])):
        if not _is_note(lines[place]):
            parts.append(re.sub(r"\s++HTTP/[\d.]++\s*+$", "", lines[place].text).strip())
        place += 1
    draft.url = "".join(parts)
    return place


def _is_note(line: _Line) -> bool:
    return _COMMENT.match(line.text) is not None and _SEPARATOR.match(line.text) is None


def _read_headers(lines: Sequence[_Line], place: int, draft: _Draft) -> int:
    while place < len(lines):
        line = lines[place]
        found = _HEADER.match(line.text)
        if found is not None:
            draft.headers.append((found[1], found[2].strip()))
        elif not _is_note(line):
            break
        place += 1
    return place


def _end_of_body(lines: Sequence[_Line], place: int, draft: _Draft, *, is_file: bool) -> int:
    """Return the line after the body, which begins after the empty line at ``place``."""
    if place >= len(lines) or lines[place].text.strip():
        return place
    kind = next((value for name, value in draft.headers if _is_type(name)), "").casefold()
    by_paragraph = not is_file or FORM in kind
    end = place + 1
    opening = ""
    while end < len(lines) and not _is_border(lines[end]) and not _AFTER.match(lines[end].text):
        blank = not lines[end].text.strip()
        if opening and blank and (by_paragraph or (opening == "{" and lines[end - 1].text == "}")):
            break
        if not is_file and _ANYWHERE.match(lines[end].text):
            break
        opening = opening or lines[end].text.strip()[:1]
        end += 1
    return end


def _is_type(name: str) -> bool:
    return name.casefold() == "content-type"


def _piece(draft: _Draft, names: _Variables, start: int, end: int) -> Piece:
    headers = tuple(Header(name, _signed(names.filled(value))) for name, value in draft.headers)
    notes: list[str] = []
    body = _body(draft, headers, names, notes)
    url = names.filled(draft.url)
    if url.startswith("/"):
        host = first(headers, "Host") or ""
        url = f"{'https' if host.endswith('443') else 'http'}://{host}{url}"
    return Piece(
        start, end, _KIND, HttpRequest(draft.method, url, headers, body), None, tuple(notes)
    )


def _signed(value: str) -> str:
    found = _ACCOUNT.fullmatch(value)
    if found is None or value.casefold().startswith("basic [hidden"):
        return value
    return f"{found[1]} {base64(f'{found[2]}:{found[3].strip()}')}"


def _body(draft: _Draft, headers: Sequence[Header], names: _Variables, notes: list[str]) -> Body:
    kind = (first(headers, CONTENT_TYPE) or "").casefold()
    if not draft.body:
        shows_none = draft.method in _BODIES and FORM in kind
        return UnrecordedBody(_NOT_SHOWN) if shows_none else NoBody()
    if any(map(_FILE.match, draft.body)):
        return UnrecordedBody(_IN_A_FILE)
    if FORM not in kind:
        return _filled_body("\n".join(draft.body), names)
    text = _form_of([line for line in draft.body if not _COMMENT.match(line)])
    filled = names.filled(text)
    encoded = _encoded(filled)
    if _encoded(_STAND_IN.sub("", filled)) != _STAND_IN.sub("", filled):
        notes.append(_UNENCODED)
    return text_body(encoded)


def _encoded(text: str) -> str:
    """Encode what REST Client encodes in a form: all that no URL may hold."""
    return quote(scalars(_BARE_PERCENT.sub("%25", text)), safe=_KEPT)


def _filled_body(text: str, names: _Variables) -> Body:
    filled = names.filled(text)
    return text_body(filled) if filled.strip() else TextBody(filled)


def _form_of(lines: Sequence[str]) -> str:
    """Join the lines of a form: each begins with ``&`` (VS Code), or ends with it (JetBrains)."""
    if any(line.rstrip().endswith("&") for line in lines[:-1]):
        joined = _AMPERSAND.sub("&", "\n".join(lines).strip())
        return "&".join(_without_blanks(part) for part in joined.split("&"))
    others = (line.rstrip() if line.startswith("&") else f"\n{line}" for line in lines[1:])
    return "".join((lines[0], *others))


def _without_blanks(part: str) -> str:
    name, mark, value = part.partition("=")
    return f"{name.strip()}{mark}{value.strip()}"
