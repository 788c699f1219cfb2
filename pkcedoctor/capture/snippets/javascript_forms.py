"""How client libraries write form fields, and what a request is made of."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.redaction import stand_in

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data"
CONTENT_TYPE = "Content-Type"
AUTHORIZATION = "Authorization"
HIDDEN = stand_in("").removesuffix("]").rstrip()
"""What every stand-in begins with."""
_HIDDEN_NAMES = (HIDDEN, quote(HIDDEN, safe=""), quote(HIDDEN, safe=":"))
_LONGEST_TEXT = 2_000_000
WEIGHT = 40
"""What an item of a structure takes from an ``Allowance``, in characters."""
ELSEWHERE = "what was sent is made elsewhere than in this text; record the request itself"
"""Why a body that a snippet leaves open is not there."""

Pair = tuple[str, str]


def scalars(text: str) -> str:
    """Return text with halves of surrogate pairs joined, or replaced where they stand alone."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def component(text: str) -> str:
    """Encode as ``encodeURIComponent`` does (ECMA-262 19.2.6.4)."""
    return quote(scalars(text), safe="!*'()")


def strict(text: str) -> str:
    """Encode all but the unreserved characters of RFC 3986."""
    return quote(scalars(text), safe="")


def plus(text: str) -> str:
    """Encode as jQuery does: a component with ``+`` for blanks."""
    return component(text).replace("%20", "+")


def angular(text: str) -> str:
    """Encode as the ``HttpUrlEncodingCodec`` of Angular 14 and later does."""
    return quote(scalars(text), safe="!*'()@:$,;=?/")


def serialised(text: str) -> str:
    """Encode as the URL standard serialises a form (URL 5.2)."""
    return quote(scalars(text), safe="*").replace("~", "%7E").replace("%20", "+")


@dataclass(slots=True)
class Allowance:
    """How much more a value may come to, in characters and items."""

    left: int = _LONGEST_TEXT

    def is_spent_by(self, amount: int) -> bool:
        """Take an amount; say whether there was too little left."""
        self.left -= amount
        return self.left < 0


def concatenated(parts: Iterable[str]) -> str:
    """Join texts; a stand-in where names that double one another would make them endless."""
    allowance = Allowance()
    kept: list[str] = []
    for part in parts:
        if allowance.is_spent_by(len(part)):
            return stand_in("long text")
        kept.append(part)
    return "".join(kept)


def concatenated_by(joint: str, parts: Iterable[str]) -> str:
    """Join texts as ``concatenated`` does, with another one between them."""
    return concatenated(f"{joint if place else ''}{part}" for place, part in enumerate(parts))


def joined(pairs: Iterable[Pair]) -> str:
    """Join encoded names and values to a form."""
    return concatenated_by("&", (f"{name}={value}" for name, value in pairs))


def form(pairs: Iterable[Pair]) -> str:
    """Return what ``URLSearchParams`` makes of names and values."""
    return joined((serialised(name), serialised(value)) for name, value in pairs)


def is_open(text: str) -> bool:
    """Whether a text holds a stand-in."""
    return HIDDEN in text


def method_of(text: str) -> str:
    """Return a method in upper case; empty where a variable names it."""
    return "" if is_open(text) else text.strip().upper()


def base64(text: str, encoding: str = "utf-8") -> str:
    """Encode text; a stand-in where the text holds one or cannot be encoded."""
    if is_open(text):
        return stand_in("base64 of a variable")
    try:
        return b64encode(scalars(text).encode(encoding)).decode()
    except UnicodeEncodeError:
        return stand_in("base64")


def basic(name: str, secret: str, encoding: str = "utf-8") -> str:
    """Return the value of an Authorization header (RFC 7617)."""
    return f"Basic {base64(f'{name}:{secret}', encoding)}"


def first(headers: Iterable[Header], name: str) -> str | None:
    """Return the first value of a header, whatever the case of its name."""
    wanted = name.casefold()
    return next((header.value for header in headers if header.name.casefold() == wanted), None)


def without(headers: Iterable[Header], name: str) -> tuple[Header, ...]:
    """Return headers without those of one name, whatever its case."""
    wanted = name.casefold()
    return tuple(header for header in headers if header.name.casefold() != wanted)


def with_query(url: str, query: str) -> str:
    """Add a query to a URL, before its fragment."""
    if not query:
        return url
    address, mark, fragment = url.partition("#")
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{query}{mark}{fragment}"


def text_body(text: str) -> Body:
    """Return a body; none of it is recorded where a stand-in may stand for whole fields."""
    if not text:
        return NoBody()
    if text[0] not in "{[" or text.startswith(HIDDEN):
        names = (part.partition("=")[0] for part in text.split("&"))
        if any(hidden in name for name in names for hidden in _HIDDEN_NAMES):
            return UnrecordedBody(ELSEWHERE)
    return TextBody(text)


def parts_body(pairs: Iterable[tuple[str, str | None]]) -> Body:
    """Return multipart form data, whose boundary nobody knows before it is sent."""
    fields = tuple(Field(name, value) for name, value in pairs)
    return FieldsBody(fields, encoded=False) if fields else NoBody()
