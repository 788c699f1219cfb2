"""Whether form fields that a tool parsed still carry their form encoding.

HAR does not say. Where the tool is unknown, the values themselves must: text that a form encoder
never leaves behind speaks for decoded values, an encoded URL for encoded ones.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

_ENCODED_URL = re.compile(r"[a-z][a-z0-9+.-]*%3a%2f%2f", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_NEVER_ENCODED = re.compile(r"%(?![0-9a-f]{2})|[^!$'()*+,\-./0-9:;=?@A-Z_a-z~%]", re.IGNORECASE)
_SELDOM_ENCODED = re.compile(r"[/:=?@]")


class Encoding(Enum):
    """What the values say."""

    ENCODED = auto()
    DECODED = auto()
    EITHER = auto()


def encoding_of(values: Sequence[str]) -> Encoding:
    """Judge from the values alone."""
    escaped = any(map(_ESCAPE.search, values))
    if any(map(_NEVER_ENCODED.search, values)):
        return Encoding.DECODED
    if any(map(_ENCODED_URL.match, values)):
        return Encoding.ENCODED
    if any(map(_SELDOM_ENCODED.search, values)):
        return Encoding.EITHER if escaped else Encoding.DECODED
    if escaped:
        return Encoding.ENCODED
    return Encoding.EITHER if any("+" in value for value in values) else Encoding.DECODED
