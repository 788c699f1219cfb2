"""Postman collections: saved requests, and the examples that were saved with them."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from pkcedoctor.capture.http import (
    Body,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.snippets.javascript_forms import (
    AUTHORIZATION,
    CONTENT_TYPE,
    FORM,
    JSON,
    MULTIPART,
    basic,
    first,
    joined,
    method_of,
    parts_body,
    scalars,
    strict,
    text_body,
    with_query,
    without,
)
from pkcedoctor.capture.untyped import items, member, number, string, whole, written
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_READER = "Postman collection"
_VARIABLE = regex(r"\{\{([^{}\n]{0,200})\}\}")
_SCHEME = regex(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PATH_VARIABLE = regex(r"(?<=/):([^/?#:]++)")
_KEPT_IN_URL = ";,/?:@&=+$-_.!~*()#[]%{}|^\\'`"
_DEEPEST = 50
_DEEPEST_VARIABLE = 8
_MOST_FILLED = 4_000_000
_BODILESS = frozenset({"GET", "HEAD", "COPY", "PURGE", "UNLOCK"})
_LANGUAGES = {
    "html": "text/html",
    "json": JSON,
    "javascript": "application/javascript",
    "xml": "application/xml",
}
_MILLISECONDS = 1000
_IN_A_FILE = "the body is in a file of its own that the collection only names"
_NO_ANSWER = "the collection keeps no body of this response"
_BORROWED = "An example keeps neither headers nor body of its request; its item's were taken"
_SETTINGS = "A collection's OAuth 2.0 settings are no message and were left out"
_OTHER_AUTH = "An authorization that Postman computes when it sends was left out"
_LOOSE = "A variable that the collection does not define was taken as hidden"


def read(value: object, remarks: Remarks) -> Reading | None:
    """Read a collection of version 2.0 or 2.1, also one in an API answer; None if it is none."""
    wrapped = member(value, "collection")
    collection = value if wrapped is None else wrapped
    if not isinstance(member(collection, "info"), dict) or not isinstance(
        member(collection, "item"), list
    ):
        return None
    if member(collection, "log") is not None:
        return None
    variables = _Variables(remarks)
    scope = _Scope(variables.with_those_of(collection), None, "").inside(collection, "")
    return Reading(_READER, tuple(_exchanges(collection, scope, remarks)))


class _Variables:
    """The variables of a collection and of the folders around a request."""

    def __init__(self, remarks: Remarks, known: dict[str, str] | None = None) -> None:
        self._remarks = remarks
        self._known = known or {}
        self._filled: dict[str, str] = {}
        self._left = _MOST_FILLED

    def with_those_of(self, holder: object) -> "_Variables":
        """Return the variables that hold inside a collection, a folder or an item."""
        own = {
            string(member(each, "key")) or string(member(each, "id")): _text(member(each, "value"))
            for each in items(member(holder, "variable"))
            if member(each, "disabled") is not True
        }
        return _Variables(self._remarks, {**self._known, **own}) if own else self

    def filled(self, text: str, depth: int = 0) -> str:
        """Replace variables with their values, or with a stand-in where there is none."""
        if "{{" not in text:
            return text
        return _VARIABLE.sub(lambda found: self._value(found[1].strip(), depth), text)

    def _value(self, name: str, depth: int) -> str:
        written_value = self._known.get(name)
        if written_value is None or depth > _DEEPEST_VARIABLE or self._left < 0:
            self._remarks.add(_LOOSE)
            return stand_in(f"variable {name}")
        if name not in self._filled:
            self._filled[name] = stand_in(f"variable {name}")
            self._filled[name] = self.filled(written_value, depth + 1)
        self._left -= len(self._filled[name])
        return self._filled[name]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a request inherits.

    Attributes:
        variables: those that hold for it.
        auth: the authorization of the innermost folder that has one.
        place: its number, as ``2.1``.
    """

    variables: _Variables
    auth: object
    place: str

    def inside(self, holder: object, place: str) -> "_Scope":
        """Return what holds within a folder or an item."""
        own = member(holder, "auth")
        return _Scope(
            self.variables.with_those_of(holder),
            own if isinstance(own, dict) else self.auth,
            f"{self.place}.{place}" if self.place else place,
        )


def _exchanges(
    holder: object, scope: _Scope, remarks: Remarks, depth: int = 0
) -> Iterator[HttpExchange]:
    for place, item in enumerate(items(member(holder, "item")), start=1):
        inner = scope.inside(item, str(place))
        if isinstance(member(item, "item"), list):
            if depth < _DEEPEST:
                yield from _exchanges(item, inner, remarks, depth + 1)
        elif member(item, "request") is not None:
            yield from _of_item(item, inner, remarks)


def _of_item(item: object, scope: _Scope, remarks: Remarks) -> Iterator[HttpExchange]:
    where = f"item {scope.place}"
    saved = member(item, "request")
    pruned = member(member(item, "protocolProfileBehavior"), "disableBodyPruning") is not True
    examples = items(member(item, "response"))
    for place, example in enumerate(examples, start=1):
        there = f"{where}, example {place}"
        original = member(example, "originalRequest")
        if not (items(member(original, "header")) or member(original, "body")):
            if original is not None and (member(saved, "header") or member(saved, "body")):
                remarks.add(_BORROWED, there)
            original = _borrowed(original, saved)
        seconds = number(member(example, "responseTime"))
        yield HttpExchange(
            where=there,
            index=0,
            started=None,
            duration=None if seconds is None else seconds / _MILLISECONDS,
            request=_request(original, scope, remarks, there, pruned=pruned),
            response=_response(example),
        )
    if not examples:
        request = _request(saved, scope, remarks, where, pruned=pruned)
        yield HttpExchange(where, 0, None, None, request, None)


def _borrowed(original: object, saved: object) -> object:
    """Return an item's request with the method and URL that its example has."""
    if not isinstance(original, dict) or not isinstance(saved, dict):
        return saved if original is None else original
    kept = {name: each for name, each in original.items() if name in {"method", "url"}}
    return {**saved, **kept}


def _request(
    request: object, scope: _Scope, remarks: Remarks, where: str, *, pruned: bool
) -> HttpRequest:
    variables = scope.variables
    if not isinstance(request, dict):
        return HttpRequest("GET", _url(request, variables), (), NoBody())
    method = method_of(variables.filled(string(request.get("method")) or "GET"))
    headers = tuple(_headers(request.get("header"), variables.filled))
    content = request.get("body")
    body: Body = NoBody()
    if not (pruned and method in _BODILESS) and member(content, "disabled") is not True:
        body, declared = _body(content, variables)
        if declared and first(headers, CONTENT_TYPE) is None:
            headers = (*headers, Header(CONTENT_TYPE, declared))
    own = request.get("auth")
    signed = _Signed(own if isinstance(own, dict) else scope.auth, variables)
    signed.say(remarks, where)
    url = with_query(_url(request.get("url"), variables), signed.query())
    return HttpRequest(method, url, signed.headers(headers), body)


def _headers(value: object, fill: Callable[[str], str]) -> Iterator[Header]:
    if isinstance(value, str):
        for line in value.splitlines():
            name, mark, content = line.partition(":")
            if mark:
                yield Header(name.strip(), fill(content.strip()))
    for each in items(value):
        name = string(member(each, "key"))
        if name and member(each, "disabled") is not True:
            yield Header(fill(name), fill(_text(member(each, "value"))))


def _url(value: object, variables: _Variables) -> str:
    if isinstance(value, str):
        return _sendable(variables.filled(value))
    raw = string(member(value, "raw")) or _put_together(value)
    parameters = items(member(value, "query"))
    address, mark, query = raw.partition("#")[0].partition("?")
    if parameters:
        query = "&".join(_parameters(parameters))
        mark = "?" if query else ""
    named = {
        string(member(each, "key")): _text(member(each, "value"))
        for each in items(member(value, "variable"))
    }
    address = _PATH_VARIABLE.sub(lambda found: named.get(found[1]) or found[0], address)
    return _sendable(variables.filled(f"{address}{mark}{query}"))


def _parameters(parameters: Sequence[object]) -> Iterator[str]:
    for each in parameters:
        if member(each, "disabled") is True:
            continue
        name, value = member(each, "key"), member(each, "value")
        yield _text(name) if value is None else f"{_text(name)}={_text(value)}"


def _put_together(value: object) -> str:
    host, path, port = (member(value, name) for name in ("host", "path", "port"))
    scheme = string(member(value, "protocol")) or "http"
    where = ".".join(map(_text, items(host))) or string(host)
    steps = "/".join(_step(each) for each in items(path)) or string(path).lstrip("/")
    authority = f"{where}:{_text(port)}" if port else where
    return f"{scheme}://{authority}/{steps}" if authority else ""


def _step(value: object) -> str:
    return _text(member(value, "value") if isinstance(value, dict) else value)


def _sendable(url: str) -> str:
    """Encode what Postman encodes in a URL (postman-url-encoder); escapes stay as they are."""
    bare = url.strip()
    if bare and not _SCHEME.match(bare) and not bare.startswith("["):
        bare = f"http://{bare}"
    address, mark, query = bare.partition("?")
    encoded = quote(scalars(query), safe=_KEPT_IN_URL.replace("'", ""))
    return f"{_outside_stand_ins(address)}{mark}{encoded}"


def _outside_stand_ins(address: str) -> str:
    return address if "[hidden" in address else quote(scalars(address), safe=_KEPT_IN_URL)


def _body(body: object, variables: _Variables) -> tuple[Body, str | None]:
    """Return a body as Postman sends it, and the type that it declares for it."""
    mode = string(member(body, "mode"))
    content = member(body, mode) if mode else None
    match mode:
        case "raw":
            language = string(member(member(member(body, "options"), "raw"), "language"))
            text = variables.filled(_text(content))
            return text_body(text), _LANGUAGES.get(language, "text/plain") if text else None
        case "urlencoded":
            return _form(content, variables), FORM
        case "formdata":
            parts = [
                (variables.filled(_text(member(each, "key"))), _part(each, variables))
                for each in items(content)
                if member(each, "disabled") is not True
            ]
            return parts_body(parts), MULTIPART
        case "graphql":
            sent = json.dumps({"query": member(content, "query")}, ensure_ascii=False)
            has_variables = bool(member(content, "variables"))
            return UnrecordedBody("GraphQL") if has_variables else TextBody(sent), JSON
        case "file":
            return UnrecordedBody(_IN_A_FILE), None
        case _:
            return NoBody(), None


def _part(part: object, variables: _Variables) -> str | None:
    if string(member(part, "type")) == "file":
        return None
    return variables.filled(_text(member(part, "value")))


def _form(content: object, variables: _Variables) -> Body:
    """Return a form as Postman writes it: a repeated name's values stand together."""
    if isinstance(content, str):
        return text_body(variables.filled(content))
    fields: dict[str, list[str]] = {}
    for each in items(content):
        if member(each, "disabled") is not True:
            name = variables.filled(_text(member(each, "key")))
            fields.setdefault(name, []).append(variables.filled(_text(member(each, "value"))))
    pairs = ((name, value) for name, values in fields.items() for value in values)
    return text_body(joined((strict(name), strict(value)) for name, value in pairs))


class _Signed:
    """What an authorization adds to a request."""

    def __init__(self, auth: object, variables: _Variables) -> None:
        self._type = string(member(auth, "type"))
        settings = member(auth, self._type) if self._type else None
        self._variables = variables
        if isinstance(settings, dict):
            self._settings = {name: _text(value) for name, value in settings.items()}
        else:
            self._settings = {
                string(member(each, "key")): _text(member(each, "value"))
                for each in items(settings)
            }

    def _setting(self, name: str) -> str:
        return self._variables.filled(self._settings.get(name, ""))

    def headers(self, lines: tuple[Header, ...]) -> tuple[Header, ...]:
        """Return header lines with those of the authorization."""
        match self._type:
            case "basic":
                value = basic(self._setting("username"), self._setting("password"))
            case "bearer":
                value = f"Bearer {self._setting('token')}"
            case "apikey" if self._settings.get("in", "header") == "header":
                name = self._setting("key")
                return (*without(lines, name), Header(name, self._setting("value")))
            case _:
                return lines
        return (*without(lines, AUTHORIZATION), Header(AUTHORIZATION, value))

    def query(self) -> str:
        """Return what the authorization adds to the query."""
        if self._type != "apikey" or self._settings.get("in") != "query":
            return ""
        return f"{strict(self._setting('key'))}={strict(self._setting('value'))}"

    def say(self, remarks: Remarks, where: str) -> None:
        """Note an authorization that is not reproduced."""
        if self._type == "oauth2":
            remarks.add(_SETTINGS, where)
        elif self._type not in {"", "noauth", "basic", "bearer", "apikey"}:
            remarks.add(_OTHER_AUTH, where)


def _response(example: object) -> HttpResponse | None:
    status = whole(member(example, "code"))
    if status is None or status <= 0:
        return None
    content = member(example, "body")
    body: Body = TextBody(_text(content)) if content else NoBody()
    if content is None:
        body = UnrecordedBody(_NO_ANSWER)
    lines = tuple(_headers(member(example, "header"), str))
    location = first(lines, "Location")
    return HttpResponse(status, lines, body, location)


def _text(value: object) -> str:
    return written(value) or ""
