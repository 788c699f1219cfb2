"""What the parts of a request are that a command line describes."""

import base64
import json
from collections.abc import Sequence
from urllib.parse import quote, unquote

from pkcedoctor.capture.commands.shell_words import Notes
from pkcedoctor.capture.http import Body, Header, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.patterns import regex

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
IN_FILE = "the body is in a file that is not part of the paste"
IN_STDIN = "the body came from standard input, which is not part of the paste"
IN_VARIABLE = "the body is in a variable whose value is not part of the paste"
LOST = "its Content-Type announces a body, but the command has none"
NO_SCHEME = "A URL without http:// or https:// was taken as http://, as the program does"
USER_IN_URL = "The user name in the URL was read as the Basic credentials that are sent for it"

PASSWORD = stand_in("password")
OPEN_QUERY = "The query of the URL is in a variable whose value is not in the text"
PROXIED = "Escapes that mitmproxy put into a multipart body were undone, though a shell keeps them"

ADDRESS = regex(
    r"[A-Za-z][A-Za-z0-9+.-]*://|\[hidden|\{\{|localhost(?:[:/]|\Z)|[\w-]+(?:\.[\w-]+)+(?:[:/?#]|\Z)"
    r"|[\w.-]+:\d|[\w.-]+/|\[[0-9A-Fa-f:.]+\]"
)
"""Matches what is an address and no word of prose."""

_ANNOUNCED = (FORM, JSON, "multipart/")
_WRITTEN_LINE_END = r"\x0d\x0a"
_WRITTEN_CONTROL = regex(r"\\x([01][0-9a-f])")
_HIDDEN = stand_in("variable").partition(":")[0]
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*://")
_USER = regex(r"([A-Za-z][A-Za-z0-9+.-]*://)([^\s/?#@\[\]]*(?:\[hidden:[^\]]*\][^\s/?#@\[\]]*)*)@")


def body_of(text: str) -> Body:
    """Return a body that was written out, unless a variable hides which fields it has."""
    if not text:
        return NoBody()
    return UnrecordedBody(IN_VARIABLE) if hides_names(text) else TextBody(text)


def sent_body(method: str, url: str, headers: Sequence[Header], body: Body | None) -> Body:
    """Return the body of a request, or that a tool lost it where its header announces one.

    Snippet generators write ``Content-Type`` and then no body, when they were given none to write.
    """
    if body is not None and not isinstance(body, NoBody):
        return body
    announced = any(
        header.name.casefold() == "content-type" and header.value.startswith(_ANNOUNCED)
        for header in headers
    )
    return UnrecordedBody(LOST) if announced and method != "GET" and not query_of(url) else NoBody()


def hides_names(text: str) -> bool:
    """Whether a stand-in leaves open which parameters a form, a query or an object has."""
    if _HIDDEN not in text:
        return False
    if text.lstrip().startswith(("{", "[")) and not text.startswith(_HIDDEN):
        try:
            json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return True
        return False
    return any(_HIDDEN in piece.partition("=")[0] for piece in text.split("&"))


def proxied(text: str, notes: Notes) -> str:
    r"""Return a multipart body whose line ends mitmproxy wrote as ``\x0d\x0a``."""
    if not text.startswith("--") or _WRITTEN_LINE_END not in text or "\n" in text:
        return text
    notes.add(PROXIED)
    return _WRITTEN_CONTROL.sub(lambda found: chr(int(found[1], 16)), text)


def basic(user: str, password: str) -> str:
    """Return the value of an Authorization header (RFC 7617 2)."""
    pair = f"{user}:{password}".encode("utf-8", "surrogatepass")
    return f"Basic {base64.b64encode(pair).decode()}"


def escaped(text: str, *, blank: str = "%20") -> str:
    """Percent-encode all but the unreserved letters of RFC 3986 2.3."""
    return quote(text, safe="", errors="surrogatepass").replace("%20", blank)


def with_scheme(url: str) -> tuple[str, bool]:
    """Complete a URL as command-line programs do; tell whether that was necessary."""
    if _SCHEME.match(url) or url.startswith((_HIDDEN, "{{")) or not url:
        return url, False
    return f"http://{url}", True


def without_user(url: str) -> tuple[str, tuple[str, str] | None]:
    """Split the credentials off a URL, decoded."""
    found = _USER.match(url)
    if found is None:
        return url, None
    user, _, password = found[2].partition(":")
    return found[1] + url[found.end() :], (unquote(user), unquote(password))


def with_query(url: str, query: str) -> str:
    """Append to the query of a URL."""
    address, mark, fragment = url.partition("#")
    if not query:
        return url
    glue = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{glue}{query}{mark}{fragment}"


def query_of(url: str) -> str:
    """Return the query of a URL, without its question mark."""
    return url.partition("#")[0].partition("?")[2]
