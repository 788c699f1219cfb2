"""PowerShell commands that send requests: ``Invoke-WebRequest``, ``Invoke-RestMethod``."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pkcedoctor.capture.http import Body, Header, HttpRequest, NoBody, UnrecordedBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    AUTHORIZATION,
    CONTENT_TYPE,
    ELSEWHERE,
    FORM,
    MULTIPART,
    concatenated,
    first,
    method_of,
    parts_body,
    text_body,
    with_query,
    without,
)
from pkcedoctor.capture.snippets.powershell_values import (
    Names,
    NotUnderstood,
    Octets,
    Reader,
    Session,
    Table,
    Unknown,
    Value,
    form,
    member_of,
    shown,
)
from pkcedoctor.patterns import regex

_COMMANDS = r"(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm|curl|wget)"
_ANY = regex(rf"(?<![\w$.-]){_COMMANDS}(?![\w-])", re.IGNORECASE)
_EVENT = regex(
    rf"(?<![\w$.-])(?P<command>{_COMMANDS})(?![\w.-])"
    r"|(?P<param>\bparam[ \t]*+\()"
    r"|(?P<block>\b(?:if|elseif|else|foreach|while|for|switch|catch)\b[^{}\n]*+\{)"
    r"|\$(?:\w++:)?\{?(?P<name>\w++)\}?(?P<path>(?:\.\w++|\[[^\]\n]{1,200}\])*+)"
    r"[ \t]*+(?:(?P<sign>\+?=)(?!=)|(?P<call>\())",
    re.IGNORECASE,
)
_PARAMETER = regex(r"-([A-Za-z]++)(:?)")
_NEXT_LINE = regex(r"[ \t]*+\r?\n[ \t]*+(?=-[A-Za-z])")
_ENDS = frozenset({"", "\n", "\r", ";", "|", ")", "}", "&"})
_VARIABLE = regex(r"\$(\w++)")
_KEY = regex(r"\.(\w++)|\[\s*+['\"]?([^'\"\]]*+)['\"]?\s*+\]")
_WITH_VALUE = (
    "uri",
    "method",
    "headers",
    "body",
    "contenttype",
    "websession",
    "sessionvariable",
    "useragent",
    "authentication",
    "credential",
    "token",
    "form",
    "custommethod",
    "infile",
    "outfile",
    "timeoutsec",
    "proxy",
    "proxycredential",
    "certificate",
    "certificatethumbprint",
    "maximumredirection",
    "maximumretrycount",
    "retryintervalsec",
    "transferencoding",
    "erroraction",
    "errorvariable",
    "outvariable",
    "httpversion",
    "sslprotocol",
    "responseheadersvariable",
    "statuscodevariable",
)
_SWITCHES = (
    "usebasicparsing",
    "skipcertificatecheck",
    "skipheadervalidation",
    "skiphttperrorcheck",
    "usedefaultcredentials",
    "allowunencryptedauthentication",
    "disablekeepalive",
    "noproxy",
    "passthru",
    "resume",
    "verbose",
    "debug",
    "preserveauthorizationonredirect",
)
_SHORT = {"cm": "custommethod", "usebasic": "usebasicparsing", "sv": "sessionvariable"}
_LONGEST_COMMAND = 2000
_MOST_EVENTS = 20_000
_MOST_READ = 1_000_000
_LONGEST_EXPRESSION = 100_000
_LONGEST_BLOCK = 50_000
_UNORDERED = "The order of the fields is that of the text; PowerShell may send them in another one"
_BEYOND_ASCII = (
    "The body has characters beyond ASCII, which PowerShell before 7.4 does not send as UTF-8"
)
_OPEN_HEADERS = "Some of the headers are set elsewhere and are not known"
_IN_A_FILE = "the body is in a file of its own; record the request itself"
_PSEUDO = frozenset({"authority", "method", "path", "scheme"})
_KIND = "PowerShell command"


def find(text: str) -> Iterator[Piece]:
    """Yield the requests of every command in a text."""
    if _ANY.search(text) is not None:
        yield from _Walk(text).pieces()


@dataclass(slots=True)
class _Call:
    """The parameters of a command, by their full names in lower case."""

    given: dict[str, Value] = field(default_factory=dict)
    named: bool = False
    whole: bool = True


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        self._names: Names = {}
        self._reader = Reader(text, self._names)
        self._undone: list[tuple[int, Callable[[], None]]] = []
        self._blocks: list[int] = []

    def pieces(self) -> Iterator[Piece]:
        place = 0
        left = _MOST_READ
        for _ in range(_MOST_EVENTS):
            found = _EVENT.search(self._text, place)
            left -= self._reader.wasted + max(0, self._reader.place - place)
            if found is None or left < 0:
                return
            self._reader.wasted = 0
            self._reader.place = found.end()
            self._reader.limit = min(len(self._text), found.end() + _LONGEST_EXPRESSION)
            self._leave(found.start())
            place = found.end()
            if found["command"]:
                piece = self._command(found)
                if piece is not None:
                    yield piece
                    place = piece.end
            elif found["param"]:
                place = self._parameters(found.end())
            elif found["block"]:
                end = _end_of_block(self._text, found.end())
                self._blocks.append(end)
                self._reader.wasted += end - found.end()
            else:
                place = max(place, self._changed(found))

    def _leave(self, place: int) -> None:
        for end, undo in self._undone:
            if end < place:
                undo()
        self._undone = [each for each in self._undone if each[0] >= place]
        while self._blocks and self._blocks[-1] < place:
            self._blocks.pop()

    def _only_here(self, undo: Callable[[], None]) -> None:
        if self._blocks:
            self._undone.append((self._blocks[-1], undo))

    def _parameters(self, start: int) -> int:
        """Note the parameters of a function; return where they end."""
        stop = _end_of_parameters(self._text, start)
        for name in _VARIABLE.findall(self._text[start:stop]):
            self._names[name.casefold()] = Unknown(name)
        return stop

    def _changed(self, found: re.Match[str]) -> int:
        """Follow an assignment or an ``Add``; return where to look on."""
        name, path = found["name"], found["path"]
        self._reader.place = found.end()
        try:
            if found["call"]:
                self._added(name, path, found.end() - 1)
            else:
                self._assigned(name, path, found["sign"])
        except NotUnderstood:
            if not path:
                self._names[name.casefold()] = Unknown(name)
            return found.end()
        return found.end()

    def _assigned(self, name: str, path: str, sign: str) -> None:
        reader = self._reader
        value = reader.expression()
        key = name.casefold()
        keys = [one or other for one, other in _KEY.findall(path)]
        if not keys:
            old = self._names.get(key)
            if sign == "+=":
                value = concatenated([old, shown(value)]) if isinstance(old, str) else Unknown(name)
            self._names[key] = Unknown(name) if value == Unknown() else value
            self._only_here(lambda: self._names.update({key: Unknown(name)}))
            return
        owner = self._names.get(key, Unknown(name))
        for each in keys[:-1]:
            owner = member_of(owner, each)
        self._put(owner, keys[-1], value)

    def _put(self, owner: Value, key: str, value: Value) -> None:
        match owner:
            case Table():
                owner.put(key, value)
                self._only_here(lambda: owner.put(key, Unknown("under a condition")))
            case Session() if key.casefold() == "useragent":
                owner.agent = value
            case _:
                pass

    def _added(self, name: str, path: str, opening: int) -> None:
        keys = [one.casefold() for one, other in _KEY.findall(path) if one]
        if keys[-1:] != ["add"]:
            return
        self._reader.place = opening
        given = self._reader.arguments()
        owner = self._names.get(name.casefold(), Unknown(name))
        if isinstance(owner, Session) and keys == ["cookies", "add"]:
            cookie = given if isinstance(given[0], str) else getattr(given[0], "values", [])
            if len(cookie) > 1:
                owner.cookies.append((shown(cookie[0]), shown(cookie[1])))
            return
        for each in keys[:-1]:
            owner = member_of(owner, each)
        if len(given) > 1:
            self._put(owner, shown(given[0]), given[1])

    def _command(self, found: re.Match[str]) -> Piece | None:
        reader = self._reader
        reader.place = found.end()
        call = _Call()
        try:
            self._arguments(call)
        except NotUnderstood:
            return None
        url = call.given.get("uri")
        if not call.named or not isinstance(url, str | Unknown) or not shown(url):
            return None
        request, notes = _built(shown(url), call)
        end = len(self._text[: reader.place].rstrip())
        return Piece(found.start(), max(end, found.end()), _KIND, request=request, notes=notes)

    def _arguments(self, call: _Call) -> None:
        reader = self._reader
        while True:
            reader.skip_blank()
            if (line := _NEXT_LINE.match(self._text, reader.place)) is not None:
                reader.place = line.end()
            first_letter = self._text[reader.place : reader.place + 1]
            if first_letter in _ENDS:
                return
            parameter = _PARAMETER.match(self._text, reader.place)
            if parameter is not None:
                reader.place = parameter.end()
                self._parameter(call, parameter[1].casefold())
            elif self._splat(call):
                pass
            else:
                value = reader.argument()
                call.given.setdefault("uri", value)
                call.named = call.named or (isinstance(value, str) and "://" in value)

    def _parameter(self, call: _Call, written: str) -> None:
        name = _full_name(written)
        if name in _SWITCHES:
            if self._text[self._reader.place - 1] == ":":
                self._reader.argument()
            return
        if name not in _WITH_VALUE:
            raise NotUnderstood
        call.given[name] = self._reader.listed_argument()
        call.named = True

    def _splat(self, call: _Call) -> bool:
        found = regex(r"@(\w++)").match(self._text, self._reader.place)
        if found is None:
            return False
        self._reader.place = found.end()
        value = self._names.get(found[1].casefold(), Unknown(found[1]))
        if isinstance(value, Table):
            call.given.update(
                {_full_name(key.casefold()): each for key, each in value.members.items()}
            )
            call.named = True
        else:
            call.whole = False
        return True


def _end_of_parameters(text: str, start: int) -> int:
    depth = 1
    limit = min(len(text), start + _LONGEST_COMMAND)
    for found in regex(r"[()]").finditer(text, start, limit):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.start()
    return limit


def _full_name(written: str) -> str:
    if written in _SHORT:
        return _SHORT[written]
    names = [name for name in (*_WITH_VALUE, *_SWITCHES) if name.startswith(written)]
    return written if written in names else names[0] if len(names) == 1 else written


def _end_of_block(text: str, start: int) -> int:
    """Return where a block ends; quotes are not minded."""
    depth = 1
    for found in regex(r"[{}]").finditer(text, start, start + _LONGEST_BLOCK):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return start + _LONGEST_BLOCK


def _built(url: str, call: _Call) -> tuple[HttpRequest, tuple[str, ...]]:
    given = call.given
    notes: list[str] = []
    unnamed: Value = "GET" if call.whole else Unknown("method")
    method = method_of(shown(given.get("custommethod", given.get("method", unnamed))))
    session = given.get("websession")
    headers = _headers(call, session, notes)
    content = given.get("body")
    if method == "GET" and isinstance(content, Table):
        _say_order(content, notes)
        return HttpRequest(method, with_query(url, form(content)), headers, NoBody()), tuple(notes)
    body, multipart = _body(call, notes)
    declared = shown(given["contenttype"]) if "contenttype" in given else None
    if multipart:
        declared = MULTIPART
    if declared is not None:
        headers = (*without(headers, CONTENT_TYPE), Header(CONTENT_TYPE, declared))
    elif first(headers, CONTENT_TYPE) is None and method == "POST" and _adds_type(call, body):
        unknown = _OPEN_HEADERS in notes
        headers = (*headers, Header(CONTENT_TYPE, stand_in("headers") if unknown else FORM))
    return HttpRequest(method, url, headers, body), tuple(notes)


def _adds_type(call: _Call, body: Body) -> bool:
    """Whether PowerShell adds a type; a browser's copy has every header that was sent."""
    own = call.given.get("headers")
    copied = isinstance(call.given.get("websession"), Session) and (
        isinstance(own, Table) and "Accept-Encoding" in own.members
    )
    return not copied and not isinstance(body, NoBody)


def _say_order(table: Table, notes: list[str]) -> None:
    if not table.ordered and len(table.members) > 1:
        notes.append(_UNORDERED)


def _headers(call: _Call, session: Value, notes: list[str]) -> tuple[Header, ...]:
    lines: list[Header] = []
    agent: Value = None
    if isinstance(session, Session):
        agent = session.agent
        lines += _lines(session.headers)
        if session.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in session.cookies)
            lines.append(Header("Cookie", pairs))
    own = call.given.get("headers")
    if isinstance(own, Table):
        lines += _lines(own)
    if not call.whole or (own is not None and not isinstance(own, Table)):
        notes.append(_OPEN_HEADERS)
    agent = call.given.get("useragent", agent)
    found = tuple(lines)
    if agent is not None:
        found = (*without(found, "User-Agent"), Header("User-Agent", shown(agent)))
    scheme = shown(call.given.get("authentication")).casefold()
    if scheme in {"basic", "bearer", "oauth"}:
        word = "Basic" if scheme == "basic" else "Bearer"
        found = (
            *without(found, AUTHORIZATION),
            Header(AUTHORIZATION, f"{word} {stand_in('credential')}"),
        )
    return found


def _lines(table: Table) -> Sequence[Header]:
    """Return header lines without those of HTTP/2, which Chrome writes without their colon."""
    lines = [Header(name, shown(each)) for name, each in table.members.items()]
    left_out = _PSEUDO if table.members.keys() >= _PSEUDO else frozenset[str]()
    return [line for line in lines if line.name not in left_out]


def _body(call: _Call, notes: list[str]) -> tuple[Body, bool]:
    given = call.given
    parts = given.get("form")
    if isinstance(parts, Table):
        return parts_body((name, shown(each)) for name, each in parts.members.items()), True
    if "infile" in given:
        return UnrecordedBody(_IN_A_FILE), False
    content = given.get("body", None if call.whole else Unknown("body"))
    match content:
        case None:
            return NoBody(), False
        case Table():
            _say_order(content, notes)
            return text_body(form(content)), False
        case str() | int():
            text = shown(content)
            if not text.isascii():
                notes.append(_BEYOND_ASCII)
            return text_body(text), False
        case Octets(text):
            return text_body(text), False
        case _:
            return UnrecordedBody(ELSEWHERE), False
