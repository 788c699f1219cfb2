"""HTTPie commands (``http``, ``https``) and those of its twin xh."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from pkcedoctor.capture.commands.curl_multipart import BOUNDARY, multipart_body
from pkcedoctor.capture.commands.shell_options import Argument, Grammar, letters, names, sorted_out
from pkcedoctor.capture.commands.shell_requests import (
    ADDRESS,
    FORM,
    IN_STDIN,
    JSON,
    OPEN_QUERY,
    PASSWORD,
    basic,
    body_of,
    hides_names,
    proxied,
    query_of,
    sent_body,
    with_query,
    with_scheme,
    without_user,
)
from pkcedoctor.capture.commands.shell_words import Notes
from pkcedoctor.capture.commands.shells import Program, Typed, named, typed
from pkcedoctor.capture.http import Body, Header, HttpRequest, UnrecordedBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.patterns import regex

KIND = "HTTPie command"
SESSION = "The session may add headers that are not part of the paste"
NEGOTIATED = "The credentials are sent only after the server has asked for them"
LINE_END = "The line end that a shell adds after <<< was removed, because a proxy wrote the command"
NESTED = "the body is nested JSON, which is not read from HTTPie's notation"

_WITH_VALUE = names(
    """
    auth auth-type bearer boundary cert cert-key cert-key-pass ciphers default-scheme
    format-options history-print max-headers max-redirects output pretty print proxy raw
    resolve response-charset response-mime session session-read-only ssl style timeout verify
    """
)
_WITHOUT = names(
    """
    all body check-status chunked compress continue curl debug download follow form headers help
    http-version https ignore-netrc ignore-stdin json manual meta multipart no-verify offline
    path-as-is quiet sorted stream traceback unsorted verbose version
    """
)
_LETTERS = letters(
    """
    A=auth-type F=follow I=ignore-stdin P=history-print S=stream a=auth b=body c=continue d=download
    f=form h=headers j=json m=meta o=output p=print q=quiet s=style v=verbose x=compress
    """
)
_GRAMMAR = Grammar(with_value=_WITH_VALUE, without=_WITHOUT, letters=_LETTERS, equals=True)
_PROGRAM = Program(
    name=named(r"(?:https?|xhs?)"),
    options=regex(r"(?!)"),
    arguments=regex(
        r"[\s\u00a0\\^`]*+"
        r"(?:[A-Z]{3,10}[ \t]|--?[A-Za-z]|[\u2013\u2014]\w|['\"$:“”]|\S*[./:]|localhost)"
    ),
)
_METHOD = regex(r"[A-Za-z]+")
_SHORTHAND = regex(r":(?:\d|/|\Z)")
_SEPARATOR = regex(r"\\[:=@;]|:=@|==@|:=|==|=@|:@|[=@:]")
_ESCAPE = regex(r"\\([:=@;])")
_PROXIED = frozenset({"host", "user-agent"})
_FORM_TYPE = f"{FORM}; charset=utf-8"
_ACCEPT = f"{JSON}, */*;q=0.5"


@dataclass(slots=True)
class _Items:
    """What the request items amount to."""

    headers: list[Header] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    fields: list[tuple[str, object]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def take(self, item: str) -> None:
        """Take one more item into account."""
        separator = _separator(item)
        if separator is None:
            if item.endswith(";"):
                self.headers.append(Header(_plain(item[:-1]), ""))
            return
        name, value = _plain(item[: separator.start()]), _plain(item[separator.end() :])
        kind = separator[0]
        if kind.endswith("@") and kind != "@":
            kind, value = kind[:-1], stand_in("file")
        match kind:
            case ":":
                self._add_header(name, value)
            case "==":
                self.queries.append(f"{_encoded(name)}={_encoded(value)}")
            case ":=":
                self.fields.append((name, _json(value)))
            case "@":
                self.files.append(name)
            case _:
                self.fields.append((name, value))

    def _add_header(self, name: str, value: str) -> None:
        if text := value.strip():
            self.headers.append(Header(name.strip(), text))


def find(text: str) -> Iterator[Piece]:
    """Yield the requests that HTTPie commands in a text make.

    Args:
        text: any text.
    """
    for command in typed(text, _PROGRAM):
        notes = Notes()
        notes.add(*command.notes)
        arguments = tuple(sorted_out(command.words, _GRAMMAR, notes))
        loose = [each.value for each in arguments if not each.name]
        method = loose.pop(0) if len(loose) > 1 and _METHOD.fullmatch(loose[0]) else ""
        if loose and (_SHORTHAND.match(loose[0]) or ADDRESS.match(loose[0])):
            made = _request(command, method.upper(), loose, arguments, notes)
            yield Piece(command.start, command.end, KIND, request=made, notes=notes.all())


def _separator(item: str) -> re.Match[str] | None:
    return next((each for each in _SEPARATOR.finditer(item) if each[0][0] != "\\"), None)


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def _encoded(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return stand_in("JSON value")


def _request(
    command: Typed,
    method: str,
    loose: Sequence[str],
    arguments: Sequence[Argument],
    notes: Notes,
) -> HttpRequest | None:
    given = {each.name: each.value for each in arguments if each.name}
    items = _Items()
    for item in loose[1:]:
        items.take(item)
    if "session" in given or "session-read-only" in given:
        notes.add(SESSION)
    url, credentials = without_user(_address(command, loose[0], given))
    url = with_query(url, "&".join(items.queries))
    body, media_type = _body(command, items, given, notes)
    if body is None and hides_names(query_of(url)):
        notes.add(OPEN_QUERY)
        return None
    typed_names = {header.name.casefold() for header in items.headers}
    own = (
        ("Authorization", _authorization(given, credentials, notes)),
        ("Content-Type", media_type),
        ("Accept", _ACCEPT if media_type == JSON else ""),
    )
    method = method or ("GET" if body is None else "POST")
    unreplaced = (Header(name, text) for name, text in own if text)
    return HttpRequest(
        method,
        url,
        headers=(
            *(header for header in unreplaced if header.name.casefold() not in typed_names),
            *items.headers,
        ),
        body=sent_body(method, url, items.headers, body),
    )


def _address(command: Typed, typed_url: str, given: dict[str, str]) -> str:
    url = f"localhost{typed_url}" if typed_url.startswith(":") else typed_url
    url = url.replace("localhost:/", "localhost/", 1)
    completed, guessed = with_scheme(url)
    secure = command.name in ("https", "xhs") or given.get("default-scheme") == "https"
    return f"https{completed.removeprefix('http')}" if guessed and secure else completed


def _body(
    command: Typed, items: _Items, given: dict[str, str], notes: Notes
) -> tuple[Body | None, str]:
    """Return the body, and the media type that HTTPie gives it."""
    is_form = "form" in given
    if "multipart" in given or (is_form and items.files):
        return _multipart(items), f"multipart/form-data; boundary={BOUNDARY}"
    if items.fields:
        return _fields(items.fields, is_form=is_form), _FORM_TYPE if is_form else JSON
    if "raw" in given:
        return body_of(given["raw"]), JSON
    if items.files:
        return UnrecordedBody(IN_STDIN), ""
    if command.stdin is not None and "ignore-stdin" not in given:
        text = proxied(_sent(command.stdin, items, notes), notes)
        return body_of(text), _FORM_TYPE if is_form else JSON
    return None, ""


def _sent(stdin: str, items: _Items, notes: Notes) -> str:
    if not any(header.name.casefold() in _PROXIED for header in items.headers):
        return stdin
    notes.add(LINE_END)
    return stdin.removesuffix("\n")


def _multipart(items: _Items) -> Body:
    fields = [(f"{name}={value}", True) for name, value in items.fields]
    return multipart_body([*fields, *((f"{name}=@file", False) for name in items.files)])


def _fields(fields: Sequence[tuple[str, object]], *, is_form: bool) -> Body:
    if is_form:
        return body_of(
            "&".join(f"{_encoded(name)}={_encoded(str(value))}" for name, value in fields)
        )
    if any("[" in name for name, _ in fields):
        return UnrecordedBody(NESTED)
    return body_of(json.dumps(dict(fields)))


def _authorization(given: dict[str, str], credentials: tuple[str, str] | None, notes: Notes) -> str:
    kind = given.get("auth-type", "basic")
    token = given.get("bearer", given.get("auth", "") if kind == "bearer" else "")
    if token:
        return f"Bearer {token}"
    if "auth" in given:
        user, colon, password = given["auth"].partition(":")
        credentials = (user, password if colon else PASSWORD)
    if credentials is None:
        return ""
    if kind != "basic":
        notes.add(NEGOTIATED)
        return ""
    return basic(*credentials)
