"""JSON text inside other text: HTML escapes, a quoted string, base64."""

import re
from base64 import b64decode
from typing import Final

from pkcedoctor.capture.jsontext import Value, decoded
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_HAR_LIKE: Final = regex(r'"(?:entries|request)"\s*:')
_HTML_ESCAPED: Final = regex(
    r"&(?:amp;)*(?:quot|#0*34|#x0*22);(?:entries|log|request)&", re.IGNORECASE
)
_MOST_ESCAPES: Final = 3
_QUOTED: Final = regex(r'[{\[]\s*+(?:\\[nrt]|\s)*+\\"')
_QUOTED_NAME: Final = regex(r'\\"(?:entries|request)\\"\s*:')
_BASE64: Final = regex(
    r"(?:data:[\w/+.;=-]{0,80},)?+(?P<text>(?:e[yw]|W[wy3])[A-Za-z0-9+/_\s-]++=*)\s*"
)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What was inside.

    Attributes:
        text: the text inside.
        note: what was taken off, without a full stop.
    """

    text: str
    note: str


def unwrapped(text: str) -> Unwrapped | None:
    """Take one wrapping off a text that is no JSON itself; None if it has none."""
    if _HAR_LIKE.search(text) is not None:
        return None
    return _from_html(text) or _from_string(text) or _from_base64(text)


def _from_html(text: str) -> Unwrapped | None:
    if _HTML_ESCAPED.search(text) is None:
        return None
    from html import unescape  # noqa: PLC0415 - a big table that hardly any capture needs

    for _ in range(_MOST_ESCAPES):
        text = unescape(text)
        if _HTML_ESCAPED.search(text) is None:
            break
    return Unwrapped(text, "The JSON was HTML-escaped and was unescaped")


def _from_string(text: str) -> Unwrapped | None:
    opening = _QUOTED.search(text) if _QUOTED_NAME.search(text) is not None else None
    if opening is None:
        return None
    read = decoded(f'"{text[opening.start() :]}"', 0)
    if not isinstance(read, Value):
        return None
    return Unwrapped(str(read.value), "The JSON stood in a string and was taken out of it")


def _from_base64(text: str) -> Unwrapped | None:
    found = _BASE64.fullmatch(text.strip())
    if found is None:
        return None
    letters = "".join(found["text"].split()).rstrip("=")
    padded = letters + "=" * (-len(letters) % 4)
    try:
        inner = b64decode(padded.replace("-", "+").replace("_", "/"), validate=True).decode()
    except ValueError:
        return None
    return Unwrapped(inner, "The JSON was base64 and was decoded")
