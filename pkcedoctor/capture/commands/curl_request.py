"""The request that curl makes of its options.

What curl sends was compared with curl 7.88.1; later releases differ from it in nothing that is
read here.
"""

import re
from dataclasses import dataclass, field

from pkcedoctor.capture.commands.curl_multipart import BOUNDARY, multipart_body
from pkcedoctor.capture.commands.curl_options import EXPAND, NEGATED
from pkcedoctor.capture.commands.shell_options import Argument
from pkcedoctor.capture.commands.shell_requests import (
    ADDRESS,
    FORM,
    IN_FILE,
    IN_STDIN,
    JSON,
    NO_SCHEME,
    OPEN_QUERY,
    PASSWORD,
    USER_IN_URL,
    basic,
    body_of,
    escaped,
    hides_names,
    proxied,
    query_of,
    sent_body,
    with_query,
    with_scheme,
    without_user,
)
from pkcedoctor.capture.commands.shell_words import UNKNOWN, Notes
from pkcedoctor.capture.http import Body, Header, HttpRequest, UnrecordedBody
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.patterns import regex

CONFIG = "curl reads more options from a file that is not part of the paste"
HEADERS = "Header lines are in a file that is not part of the paste"
COOKIES = "Cookies are in a file that is not part of the paste"
NO_HEADER = "A -H without a colon was left out, as curl does"
NEGOTIATED = "The credentials are sent only after the server has asked for them"
NETRC = "The credentials are in a .netrc file that is not part of the paste"
REFUSED = "curl refuses this mixture of -d, -F and -I; the body was taken to be sent"
LOWER_CASE = "The method was not written in capital letters and is sent so"

_DATA = frozenset({"data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"})
_NEGOTIATES = frozenset({"digest", "ntlm", "ntlm-wb", "negotiate", "anyauth"})
_HOST = regex(r"[A-Za-z][\w-]*")
_MOST_URLS = 20
_NETRC = frozenset({"netrc", "netrc-optional", "netrc-file"})
_STDIN = ("-", ".")
_STRIPPED = str.maketrans("", "", "\r\n\0")
_GLOB = regex(r"\\([\[\]{}])")
_EXPANSION = regex(r"\\?\{\{([A-Za-z_]\w*)((?::\w+)*)\}\}", re.ASCII)
_HEADER_BLANKS = " \t\r\n"

_CERTAIN = regex(r"[A-Za-z][A-Za-z0-9+.-]*://|\[hidden|\{\{|localhost(?:[:/]|\Z)|[\d.]+[:/]")


@dataclass(slots=True)
class Options:
    """What the options of one transfer amount to."""

    stdin: str | None
    notes: Notes
    variables: dict[str, str] = field(default_factory=dict)
    urls: list[Argument] = field(default_factory=list)
    method: str = ""
    data: list[str] = field(default_factory=list)
    missing: str = ""
    forms: list[tuple[str, bool]] = field(default_factory=list)
    headers: list[tuple[str, str | None]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    user: str | None = None
    bearer: str | None = None
    agent: str = ""
    referer: str = ""
    upload: str | None = None
    flags: set[str] = field(default_factory=set)

    def take(self, argument: Argument) -> None:
        """Take one more argument into account."""
        name, value = argument.name, argument.value
        if argument.prefix == EXPAND:
            value = self._expanded(value)
        if name in _DATA:
            self._add_data(name, value)
            return
        match name:
            case "" | "url":
                self.urls.append(argument)
            case "header":
                self._add_header(value)
            case "form" | "form-string":
                self.forms.append((value, name == "form-string"))
            case "cookie":
                self._add_cookie(value)
            case "url-query":
                self._add_query(value)
            case "variable":
                self._assign(value)
            case _:
                self._set(name, value, negated=argument.prefix == NEGATED)

    def _set(self, name: str, value: str, *, negated: bool) -> None:
        match name:
            case "request":
                self.method = value
            case "user":
                self.user = value
            case "oauth2-bearer":
                self.bearer = value
            case "user-agent":
                self.agent = value
            case "referer":
                self.referer = value.removesuffix(";auto")
            case "upload-file":
                self.upload = value
            case "config":
                self.notes.add(CONFIG)
            case _ if negated:
                self.flags.discard(name)
            case _:
                self.flags.add(name)

    def _add_data(self, name: str, value: str) -> None:
        if self.data and name != "json":
            self.data.append("&")
        self.data.append(self._piece(name, value))
        if name == "json":
            self.flags.add("json")

    def _piece(self, name: str, value: str) -> str:
        if name == "data-urlencode":
            return self._encoded(value)
        if name == "data-raw" or not value.startswith("@"):
            return proxied(value, self.notes)
        read = self._file(value[1:])
        return read.translate(_STRIPPED) if name in ("data", "data-ascii") else read

    def _encoded(self, value: str) -> str:
        if "=" in value:
            name, _, content = value.partition("=")
        elif "@" in value:
            name, _, path = value.partition("@")
            content = stand_in("file") if name and path != "-" else self._file(path)
        else:
            name, content = "", value
        text = escaped(content, blank="+")
        return f"{name}={text}" if name else text

    def _file(self, path: str) -> str:
        if path == "-" and self.stdin is not None:
            return self.stdin
        self.missing = IN_STDIN if path == "-" else IN_FILE
        return ""

    def _add_header(self, line: str) -> None:
        if line.startswith("@"):
            self.notes.add(HEADERS)
            return
        name, colon, value = line.partition(":")
        if colon:
            self.headers.append((name.strip(), value.strip(_HEADER_BLANKS) or None))
        elif line.rstrip(_HEADER_BLANKS).endswith(";"):
            self.headers.append((line.rstrip(_HEADER_BLANKS)[:-1].strip(), ""))
        else:
            self.notes.add(NO_HEADER)

    def _add_cookie(self, value: str) -> None:
        if "=" in value:
            self.cookies.append(value)
        elif value:
            self.notes.add(COOKIES)

    def _add_query(self, value: str) -> None:
        self.queries.append(value[1:] if value.startswith("+") else self._encoded(value))

    def _assign(self, value: str) -> None:
        """Define one of curl's own variables (curl 8.3)."""
        name, equals, content = value.partition("=")
        if equals and "@" not in name and not name.startswith("%"):
            self.variables[name] = content

    def _expanded(self, text: str) -> str:
        return _EXPANSION.sub(self._expansion, text)

    def _expansion(self, found: re.Match[str]) -> str:
        if found[0].startswith("\\"):
            return found[0][1:]
        value = self.variables.get(found[1])
        if value is not None and found[2] in ("", ":trim"):
            return value.strip() if found[2] else value
        if value is not None and found[2] in (":url", ":trim:url"):
            return escaped(value.strip() if ":trim" in found[2] else value)
        self.notes.add(UNKNOWN)
        return stand_in(f"variable {found[1]}")


def addresses(options: Options) -> tuple[Argument, ...]:
    """Return the URLs of a transfer, without the words of prose that stand beside them."""
    certain = [each for each in options.urls if each.name or _CERTAIN.match(each.value)]
    if certain:
        return tuple(certain[:_MOST_URLS])
    likely = [each for each in options.urls if ADDRESS.match(each.value)]
    return tuple(likely[:_MOST_URLS] or _host(options))


def _host(options: Options) -> list[Argument]:
    """Return the only argument without an option, where it may be the name of a host."""
    alone = len(options.urls) == 1 and _HOST.fullmatch(options.urls[0].value)
    return options.urls if alone else []


def request(options: Options, address: str) -> HttpRequest | None:
    """Return the request to one URL.

    Args:
        options: what the command says.
        address: the URL as it was typed; empty where the command has none.

    Returns:
        The request, or None where it has no body and nothing tells its query.
    """
    url, credentials = _url(options, address)
    body = _body(options)
    if body is None and hides_names(query_of(url)):
        options.notes.add(OPEN_QUERY)
        return None
    method, headers = _method(options), _headers(options, credentials)
    typed = _typed_headers(options)
    return HttpRequest(method, url, headers, sent_body(method, url, typed, body))


def _url(options: Options, address: str) -> tuple[str, tuple[str, str] | None]:
    url = address.strip()
    url = url if "globoff" in options.flags else _GLOB.sub(r"\1", url)
    url, guessed = with_scheme(url)
    if guessed:
        options.notes.add(NO_SCHEME)
    url, credentials = without_user(url)
    if credentials is not None:
        options.notes.add(USER_IN_URL)
    if "get" not in options.flags or not options.data:
        return with_query(url, "&".join(options.queries)), credentials
    missing = stand_in("file") if options.missing else ""
    return with_query(url, "".join(options.data) + missing), credentials


def _body(options: Options) -> Body | None:
    if options.forms:
        return multipart_body(options.forms)
    if options.upload is not None:
        return _uploaded(options.upload, options.stdin)
    if not options.data or "get" in options.flags:
        return None
    return UnrecordedBody(options.missing) if options.missing else body_of("".join(options.data))


def _uploaded(path: str, stdin: str | None) -> Body:
    if path not in _STDIN:
        return UnrecordedBody(IN_FILE)
    return UnrecordedBody(IN_STDIN) if stdin is None else body_of(stdin)


def _method(options: Options) -> str:
    if options.method:
        if options.method != options.method.upper():
            options.notes.add(LOWER_CASE)
        return options.method.upper()
    if options.upload is not None:
        return "PUT"
    has_body = options.forms or (options.data and "get" not in options.flags)
    if has_body:
        if "head" in options.flags or (options.forms and options.data):
            options.notes.add(REFUSED)
        return "POST"
    return "HEAD" if "head" in options.flags else "GET"


def _headers(options: Options, credentials: tuple[str, str] | None) -> tuple[Header, ...]:
    """Return curl's own headers, as far as no ``-H`` replaces them, and then those of ``-H``."""
    typed = {name.casefold() for name, _ in options.headers}
    own = [
        Header(name, value)
        for name, value in (
            ("Authorization", _authorization(options, credentials)),
            ("User-Agent", options.agent),
            ("Referer", options.referer),
            ("Cookie", ";".join(options.cookies).strip()),
            ("Content-Type", _content_type(options)),
            ("Accept", JSON if "json" in options.flags else ""),
        )
        if value and name.casefold() not in typed
    ]
    return (*own, *_typed_headers(options))


def _typed_headers(options: Options) -> tuple[Header, ...]:
    return tuple(
        Header(name, value)
        if not options.forms or name.casefold() != "content-type"
        else Header(name, f"{value}; boundary={BOUNDARY}")
        for name, value in options.headers
        if value is not None
    )


def _content_type(options: Options) -> str:
    if options.forms:
        return f"multipart/form-data; boundary={BOUNDARY}"
    if not options.data or "get" in options.flags:
        return ""
    return JSON if "json" in options.flags else FORM


def _authorization(options: Options, credentials: tuple[str, str] | None) -> str:
    if options.bearer is not None:
        return f"Bearer {options.bearer}"
    if options.user is None and credentials is None:
        return _from_netrc(options)
    if options.flags & _NEGOTIATES:
        options.notes.add(NEGOTIATED)
        return ""
    if options.user is None:
        return basic(*credentials) if credentials else ""
    user, colon, password = options.user.partition(":")
    return basic(user, password if colon else PASSWORD)


def _from_netrc(options: Options) -> str:
    if not options.flags & _NETRC:
        return ""
    options.notes.add(NETRC)
    return basic(stand_in("user name"), PASSWORD)
