"""What the shape of a challenge tells alone, when no verifier was captured."""

import re
from collections.abc import Iterator
from typing import Final

from pkcedoctor.derivation.constants import constant_in
from pkcedoctor.derivation.encodings import decode_either
from pkcedoctor.patterns import regex

_HASH_OF: Final = {
    16: "MD5",
    20: "SHA-1",
    28: "SHA-224",
    32: "SHA-256",
    48: "SHA-384",
    64: "SHA-512",
}
_HEX: Final = regex(r"[0-9a-f]+|[0-9A-F]+")
_SEPARATED: Final = regex(r"[0-9A-Fa-f]{2}(?:([:\- ])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2})+")
_BASE64: Final = regex(r"[A-Za-z0-9+/\-_ ]+={0,2}")
_ESCAPED: Final = regex(r"%(?:25)?(?:2B|2F|3D)|&#?\w+;|\\u00", re.IGNORECASE)
_TEXT: Final = regex(rb"[ -~]+\r?\n?")
_UNRESERVED: Final = regex(r"[A-Za-z0-9\-._~]+")
_LAST: Final = frozenset("AEIMQUYcgkosw048")
"""What the base64 of 32 bytes can end with: two bits of the last character are zero."""
_S256: Final = 43
_DIGEST: Final = 32
_HEX_DIGITS: Final = 64
_SHORTEST_HEX: Final = 56
_FEWEST_LEFT: Final = 36
_READABLE: Final = 12


def seen_in(challenge: str) -> Iterator[str]:
    """Say what the shape of a challenge shows to be wrong with it, the plainest first."""
    if challenge != challenge.strip():
        yield "it has white space at an end, as a line feed that was not removed"
    if challenge.startswith(("b'", 'b"')):
        yield "it is what Python prints for bytes, with `b'` before and `'` after"
    if found := _ESCAPED.search(challenge):
        yield f"it was escaped once too often: it holds `{found[0]}`"
    if constant := constant_in(challenge):
        yield f"it is the same for every verifier: it is made of {constant}"
    if _HEX.fullmatch(challenge):
        yield from _seen_in_hex(challenge)
    if _SEPARATED.fullmatch(challenge):
        yield "pairs of hexadecimal digits: the text of a digest, not the base64url of its bytes"
    if _BASE64.fullmatch(challenge):
        yield from _seen_in_base64(challenge)
    if _UNRESERVED.fullmatch(challenge) and not _BASE64.fullmatch(challenge):
        yield "it holds `.` or `~`, which base64url has not: perhaps it is the verifier, not hashed"
    if len(challenge) != _S256:
        counted = "1 character" if len(challenge) == 1 else f"{len(challenge)} characters"
        yield f"{counted}, where S256 makes {_S256}"


def _seen_in_hex(digits: str) -> Iterator[str]:
    size, odd = divmod(len(digits), 2)
    if not odd and size in _HASH_OF:
        yield (
            f"{len(digits)} hexadecimal digits: the hex text of a {_HASH_OF[size]} digest, "
            f"not the base64url of its {size} bytes"
        )
    elif _SHORTEST_HEX <= len(digits) < _HEX_DIGITS:
        yield (
            f"{len(digits)} hexadecimal digits: perhaps the hex text of a SHA-256 digest that "
            "lost leading zeros"
        )


def _seen_in_base64(challenge: str) -> Iterator[str]:
    decoded = decode_either(challenge.replace(" ", "+").rstrip("=").encode())
    if _TEXT.fullmatch(decoded):
        yield from _seen_in_text(challenge, decoded.decode())
    elif b"\xef\xbf\xbd" in decoded:
        yield "the base64 of text with U+FFFD: the digest's bytes were read as UTF-8"
    elif len(decoded) == _DIGEST:
        yield from _seen_in_digest(challenge)
    elif len(decoded) in _HASH_OF:
        yield (
            f"{len(challenge)} characters: the base64 of {len(decoded)} bytes, as many as a "
            f"{_HASH_OF[len(decoded)]} digest has, not the {_DIGEST} of SHA-256"
        )
    elif _FEWEST_LEFT <= len(challenge) < _S256:
        yield (
            f"{len(challenge)} characters, {_S256 - len(challenge)} fewer than S256 makes: "
            "it was cut, or its symbols were deleted"
        )


def _seen_in_text(challenge: str, text: str) -> Iterator[str]:
    digits = text.strip()
    if _HEX.fullmatch(digits) and len(digits) % 2 == 0 and len(digits) // 2 in _HASH_OF:
        size = len(digits) // 2
        ending = "" if digits == text else " and a line feed"
        yield (
            f"{len(challenge)} characters: the base64 of {len(digits)} hexadecimal digits{ending}, "
            f"so the hex text of the digest was encoded, not its {size} bytes"
        )
    elif len(text) >= _READABLE:
        yield (
            "the base64 of readable text, not of a digest: perhaps of the verifier, "
            "which was not hashed"
        )


def _seen_in_digest(challenge: str) -> Iterator[str]:
    if " " in challenge:
        yield "it holds a space where base64 has `+`: it was not percent-encoded in the URL"
    if challenge.endswith("="):
        yield f"{len(challenge)} characters with `=` at the end: the padding was left on"
    if "+" in challenge or "/" in challenge:
        yield f"{len(challenge)} characters with `+` or `/`: standard base64, not base64url"
    if challenge in {challenge.lower(), challenge.upper()}:
        yield "all its letters are of one case: they were made lower-case or upper-case"
    if challenge[-1] not in _LAST:
        yield (
            f"{_S256} characters, but the base64url of {_DIGEST} bytes cannot end with "
            f"`{challenge[-1]}`: perhaps it was cut, or is no digest"
        )
