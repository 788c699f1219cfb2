"""The arithmetic of RFC 7636. Pure: text in, text or bool out."""

import base64
import hashlib
from typing import Final

from pkcedoctor.patterns import regex

MIN_LENGTH: Final = 43
"""Shortest code_verifier and code_challenge, in characters (RFC 7636 4.1, 4.2)."""

MAX_LENGTH: Final = 128
"""Longest code_verifier and code_challenge, in characters (RFC 7636 4.1, 4.2)."""

S256: Final = "S256"
PLAIN: Final = "plain"

EXAMPLE_VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
EXAMPLE_CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The pair of RFC 7636 appendix B."""

_RESERVED = regex(r"[^A-Za-z0-9\-._~]")


def s256(code_verifier: str) -> str:
    """Return the S256 code_challenge of a verifier (RFC 7636 4.2), 43 characters.

    The verifier is hashed as UTF-8; a legal one is ASCII, for which that is the same.
    """
    digest = hashlib.sha256(code_verifier.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def reserved_characters(text: str) -> tuple[tuple[int, str], ...]:
    """Return ``(position, character)`` of all that is not unreserved (RFC 3986 2.3), from 0."""
    return tuple((found.start(), found.group()) for found in _RESERVED.finditer(text))


def is_code_verifier(text: str) -> bool:
    """Whether the text obeys the ABNF of code_verifier (RFC 7636 4.1)."""
    return MIN_LENGTH <= len(text) <= MAX_LENGTH and not reserved_characters(text)
