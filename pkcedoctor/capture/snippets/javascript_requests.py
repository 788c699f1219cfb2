"""The request that a call of ``fetch``, ``XMLHttpRequest`` or a client library sends."""

import re
from collections.abc import Sequence

from pkcedoctor.capture.http import Body, Header, HttpRequest, NoBody, UnrecordedBody
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.snippets.javascript_forms import (
    AUTHORIZATION,
    CONTENT_TYPE,
    ELSEWHERE,
    FORM,
    JSON,
    MULTIPART,
    basic,
    component,
    first,
    form,
    is_open,
    joined,
    method_of,
    parts_body,
    plus,
    strict,
    text_body,
    with_query,
    without,
)
from pkcedoctor.capture.snippets.javascript_values import (
    UNDEFINED,
    Address,
    Function,
    Number,
    Octets,
    Pairs,
    PairsOf,
    Record,
    Undefined,
    Unknown,
    Value,
    Xhr,
    flat,
    json_text,
    search_form,
    shown,
)
from pkcedoctor.capture.snippets.javascript_values import Sequence as Array
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_UTF8_FORM = f"{FORM};charset=UTF-8"
_UTF8_TEXT = "text/plain;charset=UTF-8"
_JQUERY_FORM = f"{FORM}; charset=UTF-8"
_ABSOLUTE = regex(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_BODILESS = frozenset({"GET", "HEAD"})
_FORM_BY_DEFAULT = frozenset({"POST", "PUT", "PATCH"})
_NOTHING: tuple[None, Undefined] = (None, UNDEFINED)
_OPEN = Unknown("")
_AXIOS_LETTERS = (
    ("%3A", ":"),
    ("%24", "$"),
    ("%2C", ","),
    ("%20", "+"),
    ("%5B", "["),
    ("%5D", "]"),
)
_NO_OPTIONS = Record(quoted=False)
_OTHER_BODIES = frozenset({"data", "formData", "multipart"})
_TYPES = {"form": FORM, "form-data": FORM, "urlencoded": FORM, "json": JSON}
AS_JSON = (
    "axios sends an object as JSON unless a form Content-Type is set;"
    " URLSearchParams would send a form"
)
_BY_VERSION = "axios before 0.27 sends an object as JSON even where a form Content-Type is set"
_OBJECT = "fetch was given an object as its body, which is sent as the text [object Object]"
_OPEN_HEADERS = "Some of the headers are set elsewhere and are not known"
_ANGULAR_JSON = (
    "Angular declares URLSearchParams as application/json unless a form Content-Type is set;"
    " HttpParams would be declared as a form"
)
_ANGULAR_PLUS = "Angular before 14 sends a + of HttpParams as it is, which servers read as a blank"
_NO_GET_BODY = "A GET is given a body, which fetch refuses to send"


@dataclass(frozen=True, slots=True)
class Built:
    """A request and what has to be said of it."""

    request: HttpRequest
    notes: tuple[str, ...] = ()


def by_fetch(given: Sequence[Value]) -> Built | None:
    """Return what ``fetch(url, options)`` sends (Fetch 5.4); None where nothing is known."""
    options = _options(given, 1)
    url = given[0] if given else UNDEFINED
    if not _is_address(url) or (isinstance(url, Unknown) and not options.members):
        return None
    notes: list[str] = []
    headers = list(_lines(options, notes))
    body, declared = _sent(_member(options, "body"))
    if isinstance(options.members.get("body"), Record):
        notes.append(_OBJECT)
    method = _verb(options, "method")
    if not _is_copy(options):
        headers = list(_declared(headers, declared, body, notes))
        if method in _BODILESS and not isinstance(body, NoBody):
            notes.append(_NO_GET_BODY)
    elif isinstance(referrer := options.members.get("referrer"), str) and ":" in referrer:
        headers.append(Header("Referer", referrer))
    return Built(HttpRequest(method, shown(url), tuple(headers), body), tuple(notes))


def by_axios(method: str, given: Sequence[Value], defaults: Record = _NO_OPTIONS) -> Built | None:
    """Return what axios sends.

    Args:
        method: the method that is called, in lower case; empty for ``axios()`` itself.
        given: its arguments.
        defaults: the options that ``axios.create`` was given.
    """
    if method in {"post", "put", "patch", "postform", "putform", "patchform"}:
        config = _options(given, 2)
        config.members |= {"data": given[1]} if len(given) > 1 else {}
        url = given[0] if given else UNDEFINED
    elif method in {"", "request"} and given and isinstance(given[0], Record):
        config = given[0]
        url = config.members.get("url", UNDEFINED if config.whole else Unknown("url"))
    else:
        config = _options(given, 1)
        url = given[0] if given else UNDEFINED
    config = _with_defaults(config, defaults)
    based = isinstance(url, str) and "baseURL" in config.members
    if not (based or _is_address(url)) or (isinstance(url, Unknown) and not config.members):
        return None
    verb = method.removesuffix("form").replace("request", "")
    sent_as = method_of(verb) or _verb(config, "method")
    return _by_axios(sent_as, url, config, as_parts=method.endswith("form"))


def _with_defaults(options: Record, defaults: Record) -> Record:
    members = {**defaults.members, **options.members}
    own, usual = (each.members.get("headers") for each in (options, defaults))
    if isinstance(own, Record) and isinstance(usual, Record):
        lines = {name.casefold(): (name, each) for name, each in usual.members.items()}
        lines |= {name.casefold(): (name, each) for name, each in own.members.items()}
        members["headers"] = Record(dict(lines.values()), whole=own.whole and usual.whole)
    return Record(members, whole=options.whole and defaults.whole)


def _by_axios(method: str, url: Value, config: Record, *, as_parts: bool) -> Built:
    notes: list[str] = []
    headers = tuple(
        header for header in _lines(config, notes) if header.value not in {"undefined", "null"}
    )
    account = config.members.get("auth")
    if isinstance(account, Record):
        name, secret = (shown(account.members.get(key, "")) for key in ("username", "password"))
        headers = (
            *without(headers, AUTHORIZATION),
            Header(AUTHORIZATION, basic(name, secret)),
        )
    content = _member(config, "data")
    body, declared = _axios_body(content, first(headers, CONTENT_TYPE) or "", notes, as_parts)
    if declared is None and method in _FORM_BY_DEFAULT and not isinstance(body, UnrecordedBody):
        declared = FORM
    if isinstance(body, NoBody):
        headers = without(headers, CONTENT_TYPE)
    else:
        headers = _declared(headers, declared, body, notes)
    address = with_query(_based(shown(url), config), _axios_query(config.members.get("params")))
    return Built(HttpRequest(method, address, headers, body), tuple(notes))


def _axios_body(
    content: Value,
    declared: str,
    notes: list[str],
    as_parts: bool,  # noqa: FBT001
) -> tuple[Body, str | None]:
    match content:
        case Pairs(PairsOf.SEARCH):
            return text_body(search_form(content)), f"{FORM};charset=utf-8"
        case Record() | Array() if FORM in declared and not as_parts:
            notes.append(_BY_VERSION)
            return _axios_form(content), FORM
        case Record() if as_parts or MULTIPART in declared:
            return parts_body((name, shown(each)) for name, each in flat(content, indexed=True)), (
                MULTIPART
            )
        case Record() | Array():
            if not declared:
                notes.append(AS_JSON)
            whole = not isinstance(content, Record) or content.whole
            text = json_text(content) or ""
            return (text_body(text) if whole else UnrecordedBody(ELSEWHERE)), JSON
        case str() if JSON in declared and not is_open(content):
            return text_body(_json_string(content)), JSON
        case _:
            body, kind = _sent(content)
            return body, None if isinstance(content, str) else kind


def _json_string(text: str) -> str:
    import json  # noqa: PLC0415 - only for a string that is declared as JSON

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return json.dumps(text, ensure_ascii=False)
    return text.strip()


def _axios_form(content: Record | Array) -> Body:
    if isinstance(content, Array) or not content.whole:
        return UnrecordedBody(ELSEWHERE)
    members = flat(content, indexed=True)
    return text_body(
        form(
            (name, "" if each is None else shown(each))
            for name, each in members
            if each != UNDEFINED
        )
    )


def _axios_query(params: Value) -> str:
    match params:
        case Pairs(PairsOf.SEARCH):
            return search_form(params)
        case Record(whole=True):
            members = flat(params, indexed=False, mark="[]")
            return joined(
                (_axios_encoded(name), _axios_encoded(shown(each)))
                for name, each in members
                if each not in _NOTHING
            )
        case None | Undefined():
            return ""
        case _:
            return stand_in("parameters")


def _axios_encoded(text: str) -> str:
    encoded = component(text)
    for escape, letter in _AXIOS_LETTERS:
        encoded = encoded.replace(escape, letter)
    return encoded


def _based(url: str, config: Record) -> str:
    base = config.members.get("baseURL", UNDEFINED)
    if base in _NOTHING or _ABSOLUTE.match(url):
        return url
    return f"{shown(base).rstrip('/')}/{url.lstrip('/')}" if url else shown(base)


def by_jquery(method: str, given: Sequence[Value]) -> Built | None:
    """Return what ``$.ajax``, ``$.post`` or ``$.get`` sends.

    Args:
        method: ``ajax``, ``post``, ``get`` or ``getjson``.
        given: its arguments.
    """
    start = given[0] if given else UNDEFINED
    settings = start if isinstance(start, Record) else _options(given, 1)
    url = settings.members.get("url", UNDEFINED) if settings is start else start
    if method != "ajax" and settings is not start:
        content = given[1] if len(given) > 1 else UNDEFINED
        content = UNDEFINED if isinstance(content, Function) else content
        settings = Record({} if content == UNDEFINED else {"data": content}, quoted=False)
    if not _is_address(url) or (isinstance(url, Unknown) and not settings.members):
        return None
    verb = _verb(settings, "method", "type") if method == "ajax" else method.removesuffix("json")
    return _by_jquery(method_of(verb), shown(url), settings)


def _by_jquery(method: str, url: str, settings: Record) -> Built:
    notes: list[str] = []
    headers = _lines(settings, notes)
    kind = settings.members.get("contentType", _JQUERY_FORM)
    name = settings.members.get("username")
    if name is not None and first(headers, AUTHORIZATION) is None:
        secret = shown(settings.members.get("password", ""))
        headers = (*headers, Header(AUTHORIZATION, basic(shown(name), secret)))
    content = _member(settings, "data")
    if method in _BODILESS:
        return _jquery_query(method, url, headers, content, notes)
    processed = settings.members.get("processData", True) is not False
    body, declared = _jquery_body(content, shown(kind), processed=processed)
    if kind is not False and declared is None and content not in _NOTHING:
        headers = _declared(headers, shown(kind), body, notes)
    elif declared is not None:
        headers = _declared(headers, declared, body, notes)
    return Built(HttpRequest(method, url, headers, body), tuple(notes))


def _jquery_query(
    method: str, url: str, headers: tuple[Header, ...], content: Value, notes: list[str]
) -> Built:
    match content:
        case Record(whole=True):
            url = with_query(url, _jquery_form(content))
        case str():
            url = with_query(url, content)
        case None | Undefined():
            pass
        case _:
            url = with_query(url, stand_in("parameters"))
    return Built(HttpRequest(method, url, headers, NoBody()), tuple(notes))


def _jquery_form(content: Record) -> str:
    return joined(
        (plus(name), plus("" if each in _NOTHING else shown(each)))
        for name, each in flat(content, indexed=True)
    )


def _jquery_body(content: Value, kind: str, *, processed: bool) -> tuple[Body, str | None]:
    match content:
        case Record(whole=True) if processed:
            return text_body(_jquery_form(content)), None
        case str() if processed and kind.startswith(FORM):
            return text_body(content.replace("%20", "+")), None
        case str():
            return text_body(content), None
        case Pairs(PairsOf.FORM):
            body, _ = _sent(content)
            return body, MULTIPART if kind == "false" else None
        case None | Undefined():
            return NoBody(), None
        case Pairs(PairsOf.SEARCH) if not processed:
            return text_body(search_form(content)), None
        case _:
            return UnrecordedBody(ELSEWHERE), None


def by_xhr(opened: Xhr, content: Value) -> Built | None:
    """Return what ``send`` sends, after ``open`` and ``setRequestHeader`` (XHR 4.5.6)."""
    if not opened.url:
        return None
    body, declared = (NoBody(), None) if opened.method in _BODILESS else _sent(content)
    notes: list[str] = []
    headers = _declared(tuple(opened.headers), declared, body, notes)
    return Built(HttpRequest(opened.method, opened.url, headers, body), tuple(notes))


def by_angular(method: str, given: Sequence[Value]) -> Built | None:
    """Return what Angular's ``HttpClient`` sends.

    Args:
        method: the method that is called, in lower case.
        given: its arguments.
    """
    verb = method
    if method == "request":
        verb, given = shown(given[0] if given else UNDEFINED), given[1:]
    bodied = method in {"post", "put", "patch"}
    options = _options(given, 2 if bodied else 1)
    url = given[0] if given else UNDEFINED
    content = options.members.get("body", UNDEFINED)
    if bodied:
        content = given[1] if len(given) > 1 else UNDEFINED
    if not _is_address(url) or len(given) < 1 + bodied:
        return None
    notes: list[str] = []
    lines = _lines(options, notes)
    body, declared = _angular_body(content)
    match content:
        case Pairs(PairsOf.ANGULAR) if "%2B" in shown(content):
            notes.append(_ANGULAR_PLUS)
        case Pairs(PairsOf.SEARCH) if first(lines, CONTENT_TYPE) is None:
            notes.append(_ANGULAR_JSON)
        case _:
            pass
    headers = _declared(lines, declared, body, notes)
    address = with_query(shown(url), _angular_query(options.members.get("params")))
    return Built(HttpRequest(method_of(verb), address, headers, body), tuple(notes))


def _angular_body(content: Value) -> tuple[Body, str | None]:
    match content:
        case Pairs(PairsOf.ANGULAR):
            return text_body(search_form(content)), _UTF8_FORM
        case Pairs(PairsOf.SEARCH):
            return text_body(search_form(content)), JSON
        case str():
            return text_body(content), "text/plain" if content else None
        case Record(whole=True) | Array() | bool() | Number():
            return text_body(json_text(content) or ""), JSON
        case _:
            return _sent(content if isinstance(content, Pairs) or content in _NOTHING else _OPEN)


def _angular_query(params: Value) -> str:
    match params:
        case Record(whole=True):
            items = list(flat(params, indexed=False))
            return search_form(Pairs(PairsOf.ANGULAR, items))
        case Pairs(PairsOf.ANGULAR):
            return search_form(params)
        case None | Undefined():
            return ""
        case _:
            return stand_in("parameters")


def by_options(library: str, method: str, given: Sequence[Value]) -> Built | None:
    """Return what got, ky or request sends.

    Args:
        library: its name.
        method: the method that is called, in lower case; empty for the library itself.
        given: the arguments.
    """
    start = given[0] if given else UNDEFINED
    options = start if isinstance(start, Record) else _options(given, 1)
    url = start
    if options is start:
        url = options.members.get("url", options.members.get("uri", UNDEFINED))
    if not _is_address(url) or not (options.members or "://" in shown(url)):
        return None
    verb = "delete" if method == "del" else method or _verb(options, "method")
    notes: list[str] = []
    headers = _option_headers(options, notes)
    body, declared = _option_body(library, options)
    headers = _declared(headers, declared, body, notes)
    query = _option_query(options.members.get("qs", options.members.get("searchParams")))
    base = options.members.get("prefixUrl", options.members.get("baseUrl", UNDEFINED))
    address = _based(shown(url), Record({"baseURL": base}))
    return Built(
        HttpRequest(method_of(verb), with_query(address, query), headers, body), tuple(notes)
    )


def _option_headers(options: Record, notes: list[str]) -> tuple[Header, ...]:
    headers = _lines(options, notes)
    account = options.members.get("auth", options if "username" in options.members else None)
    match account:
        case Record(members) if "bearer" in members:
            value = f"Bearer {shown(members['bearer'])}"
        case Record(members):
            name = members.get("user", members.get("username", ""))
            secret = members.get("pass", members.get("password", ""))
            value = basic(shown(name), shown(secret))
        case None | Undefined():
            return headers
        case _:
            value = stand_in("auth")
    return (*without(headers, AUTHORIZATION), Header(AUTHORIZATION, value))


def _option_body(library: str, options: Record) -> tuple[Body, str | None]:
    content = _member(options, "body")
    fields, tree = (options.members.get(name, UNDEFINED) for name in ("form", "json"))
    if fields is True:
        fields, content = content, UNDEFINED
    if tree is True:
        tree, content = content, UNDEFINED
    if options.members.keys() & _OTHER_BODIES:
        return UnrecordedBody(ELSEWHERE), None
    if fields not in _NOTHING:
        return _option_form(library, fields), FORM
    if tree not in _NOTHING and tree is not False:
        return _tree(tree), JSON
    body, declared = _sent(content)
    return body, declared if library == "ky" else None


def _option_form(library: str, fields: Value) -> Body:
    match fields:
        case str():
            return text_body(fields)
        case Record(members, whole=True) if library == "got":
            return text_body(form((name, shown(each)) for name, each in members.items()))
        case Record(whole=True):
            return text_body(_strict_form(fields))
        case _:
            return UnrecordedBody(ELSEWHERE)


def _strict_form(fields: Record) -> str:
    return joined(
        (strict(name), strict("" if each is None else shown(each)))
        for name, each in flat(fields, indexed=True)
        if each != UNDEFINED
    )


def _tree(content: Value) -> Body:
    if isinstance(content, Unknown) or (isinstance(content, Record) and not content.whole):
        return UnrecordedBody(ELSEWHERE)
    return text_body(json_text(content) or "")


def _option_query(params: Value) -> str:
    match params:
        case Record(whole=True):
            return form((name, shown(each)) for name, each in flat(params, indexed=True))
        case Pairs(PairsOf.SEARCH):
            return search_form(params)
        case str():
            return params.removeprefix("?")
        case None | Undefined():
            return ""
        case _:
            return stand_in("parameters")


Step = tuple[str, Sequence[Value]]


def by_superagent(method: str, given: Sequence[Value], steps: Sequence[Step]) -> Built | None:
    """Return what superagent sends.

    Args:
        method: the method that is called, in lower case.
        given: its arguments.
        steps: the methods that are called on the request, and their arguments.
    """
    url = given[0] if given else UNDEFINED
    if not _is_address(url) or not (steps or "://" in shown(url)):
        return None
    headers: tuple[Header, ...] = ()
    queries: list[str] = []
    sent: list[Value] = []
    for name, values in steps:
        match name, values:
            case "set", [Record() as lines, *_]:
                headers += _lines(Record({"headers": lines}), [])
            case "set", [key, value, *_]:
                headers += (Header(shown(key), shown(value)),)
            case "type", [kind, *_]:
                headers += (Header(CONTENT_TYPE, _TYPES.get(shown(kind), shown(kind))),)
            case "auth", [account, secret, *_]:
                headers += (_signature(account, secret),)
            case "query", [params, *_]:
                queries.append(_option_query(params))
            case "send", [content, *_]:
                sent.append(content)
            case "field" | "attach", _:
                sent.append(_OPEN)
            case _:
                pass
    body, declared = _superagent_body(sent, first(headers, CONTENT_TYPE) or "")
    address = with_query(shown(url), "&".join(queries))
    verb = "delete" if method == "del" else method
    headers = _declared(headers, declared, body, [])
    return Built(HttpRequest(method_of(verb), address, headers, body))


def _signature(account: Value, secret: Value) -> Header:
    if isinstance(secret, Record):
        return Header(AUTHORIZATION, f"Bearer {shown(account)}")
    return Header(AUTHORIZATION, basic(shown(account), shown(secret)))


def _superagent_body(sent: Sequence[Value], declared: str) -> tuple[Body, str | None]:
    if not sent:
        return NoBody(), None
    if all(isinstance(each, str) for each in sent):
        joint = "&" if FORM in (declared or FORM) else ""
        return text_body(joint.join(map(shown, sent))), FORM
    whole = Record()
    for each in sent:
        if not isinstance(each, Record) or not each.whole:
            return UnrecordedBody(ELSEWHERE), None
        whole.members.update(each.members)
    if FORM in declared:
        return text_body(_strict_form(whole)), FORM
    return text_body(json_text(whole) or ""), JSON


def _member(options: Record, name: str) -> Value:
    """Return an option; unknown where it may be among those that are set elsewhere."""
    return options.members.get(name, UNDEFINED if options.whole else Unknown(name))


def _verb(options: Record, *names: str) -> str:
    """Return the method that options name."""
    given = next((options.members[name] for name in names if name in options.members), None)
    if given is None:
        return "GET" if options.whole else ""
    return method_of(shown(given))


def _sent(content: Value) -> tuple[Body, str | None]:
    """Return a body as the platform sends it, and the type that it declares by itself."""
    match content:
        case None | Undefined():
            return NoBody(), None
        case Pairs(PairsOf.SEARCH):
            return text_body(search_form(content)), _UTF8_FORM
        case Pairs(PairsOf.FORM, items, source):
            if source:
                return UnrecordedBody(ELSEWHERE), MULTIPART
            return parts_body((name, shown(each)) for name, each in items), MULTIPART
        case Octets(text):
            return text_body(text), None
        case str() | bool() | Number() | Record() | Array() | Address():
            return text_body(shown(content)), _UTF8_TEXT
        case _:
            return UnrecordedBody(ELSEWHERE), None


def _declared(
    headers: Sequence[Header], kind: str | None, body: Body, notes: list[str]
) -> tuple[Header, ...]:
    """Add the Content-Type that the library sets where the call sets none."""
    own = first(headers, CONTENT_TYPE)
    if isinstance(body, NoBody) and kind is None:
        return tuple(headers)
    if _OPEN_HEADERS in notes and own is None:
        return (*headers, Header(CONTENT_TYPE, stand_in("headers")))
    if own is None and kind is None and isinstance(body, UnrecordedBody):
        return (*headers, Header(CONTENT_TYPE, stand_in("body")))
    if own is not None or kind is None:
        return tuple(headers)
    return (*headers, Header(CONTENT_TYPE, kind))


def _lines(options: Record, notes: list[str]) -> tuple[Header, ...]:
    match _member(options, "headers"):
        case Record(members, whole=whole):
            pairs = list(members.items())
        case Pairs(items=items, source=source):
            pairs, whole = items, not source
        case Array(values):
            inner = [each.values for each in values if isinstance(each, Array)]
            pairs = [(shown(each[0]), each[1]) for each in inner if len(each) > 1]
            whole = len(pairs) == len(values)
        case None | Undefined():
            pairs, whole = [], True
        case _:
            pairs, whole = [], False
    if not whole:
        notes.append(_OPEN_HEADERS)
    return tuple(Header(name, shown(each)) for name, each in pairs)


def _options(given: Sequence[Value], place: int) -> Record:
    value = given[place] if len(given) > place else UNDEFINED
    match value:
        case Record(members, quoted, whole):
            return Record(dict(members), quoted, whole)
        case None | Undefined() | Function():
            return Record(quoted=False)
        case _:
            return Record(quoted=False, whole=False)


def _is_address(value: Value) -> bool:
    match value:
        case str():
            return bool(value.strip())
        case Unknown() | Address():
            return True
        case _:
            return False


def _is_copy(options: Record) -> bool:
    """Whether a browser wrote the call, with every header that it had sent."""
    return options.quoted and (
        "mode" in options.members or "credentials" in options.members or _has_accept(options)
    )


def _has_accept(options: Record) -> bool:
    lines = options.members.get("headers")
    return isinstance(lines, Record) and lines.quoted and "accept" in lines.members
