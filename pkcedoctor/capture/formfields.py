"""Whether form fields that a tool parsed still carry their form encoding.

HAR does not say. Where the tool is unknown, the values themselves may: text that a form encoder
never leaves behind speaks for decoded values, an encoded URL among nothing but encoded values for
encoded ones. Everything else can be read in two ways: an escape is either the encoding that the
tool kept, or the second of two that the client applied.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

from pkcedoctor.patterns import regex

_ENCODED_URL = regex(r"[a-z][a-z0-9+.-]*%3a%2f%2f", re.IGNORECASE)
_ESCAPE = regex(r"%[0-9a-f]{2}", re.IGNORECASE)
_NEVER_ENCODED = regex(r"%(?![0-9a-f]{2})|[^!$'()*+,\-./0-9:;=?@A-Z_a-z~%]", re.IGNORECASE)
_SELDOM_ENCODED = regex(r"[/:=?@]")


class Encoding(Enum):
    """What the values say."""

    ENCODED = auto()
    DECODED = auto()
    EITHER = auto()


def encoding_of(values: Sequence[str]) -> Encoding:
    """Judge from the names and values alone."""
    escaped = any(map(_ESCAPE.search, values))
    if any(map(_NEVER_ENCODED.search, values)):
        return Encoding.DECODED
    plain = any(map(_SELDOM_ENCODED.search, values))
    if not escaped and not any("+" in value for value in values):
        return Encoding.DECODED
    if not plain and any(map(_ENCODED_URL.match, values)):
        return Encoding.ENCODED
    return Encoding.EITHER
