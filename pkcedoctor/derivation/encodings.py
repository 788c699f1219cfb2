"""How the digest was encoded: S256 wants base64url without padding (RFC 7636 appendix A)."""

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import Final

from pkcedoctor.derivation.formula import Kind, Step
from pkcedoctor.derivation.texts import Part, Undone, whole
from pkcedoctor.patterns import regex

TO_URL: Final = bytes.maketrans(b"+/", b"-_")
TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")


def encode_standard(value: bytes) -> bytes:
    """Return standard base64 with padding."""
    return binascii.b2a_base64(value, newline=False)


def encode_url(value: bytes) -> bytes:
    """Return base64url without padding."""
    return binascii.b2a_base64(value, newline=False).translate(TO_URL).rstrip(b"=")


def decode_either(text: bytes) -> bytes:
    """Decode the characters of either alphabet, without padding; a lone last one is dropped."""
    if len(text) % 4 == 1:
        text = text[:-1]
    return binascii.a2b_base64(text.translate(TO_STANDARD) + b"=" * (-len(text) % 4))


_CAPITALS: Final = bytes(range(ord("A"), ord("Z") + 1))
_FOLD: Final = bytes.maketrans(_CAPITALS, _CAPITALS.lower())


def sketch(text: bytes) -> bytes:
    """Return base64 without what damage touches: symbols, padding, line ends and case."""
    return text.translate(_FOLD, b"+/-_=\r\n ")


def _encoding(name: str, apply: Callable[[bytes], bytes | None], says: str) -> Step:
    return Step(name, Kind.ENCODING, name + "({})", apply, says)


BASE64URL: Final = _encoding("base64url", encode_url, "base64url-encoded")
BASE64URL_PADDED: Final = _encoding(
    "base64url-padded",
    lambda value: encode_standard(value).translate(TO_URL),
    "base64url-encoded with padding",
)
BASE64: Final = _encoding("base64", encode_standard, "base64-encoded")
BASE64_UNPADDED: Final = _encoding(
    "base64-unpadded",
    lambda value: encode_standard(value).rstrip(b"="),
    "base64-encoded without padding",
)
BASE32: Final = _encoding("base32", base64.b32encode, "base32-encoded")
BASE32_UNPADDED: Final = _encoding(
    "base32-unpadded",
    lambda value: base64.b32encode(value).rstrip(b"="),
    "base32-encoded without padding",
)
BASES: Final = (BASE64URL, BASE64URL_PADDED, BASE64, BASE64_UNPADDED)

_BASES: Final = tuple((step,) for step in BASES)

_STANDARD: Final = regex(rb"[A-Za-z0-9+/]{6,}={0,2}")
_URL: Final = regex(rb"[A-Za-z0-9\-_]{6,}={0,2}")
_BASE32: Final = regex(rb"[A-Z2-7]{8,}={0,6}")


def undo_base64(part: Part) -> Iterator[Undone]:
    """Decode base64 of either alphabet, padded or not."""
    value, size = part.value, part.size
    standard, url = _STANDARD.fullmatch(value), _URL.fullmatch(value)
    if not (standard or url):
        return
    text = value.rstrip(b"=")
    decoded = decode_either(text)
    if part.is_whole:
        yield Undone(_BASES, whole(decoded))
    elif text == value:
        # Whether it was padded is not seen in a text that was cut: its end is missing.
        if size is None:
            ways = (*([(BASE64URL,)] if url else []), *([(BASE64,)] if standard else []))
            yield Undone(ways, Part(decoded, None))
        else:
            yield from (Undone(_BASES, Part(decoded, before)) for before in decoded_sizes(size))


def decoded_sizes(size: int) -> tuple[int, ...]:
    """Return how many bytes base64 of this size may encode."""
    exact = size * 3 // 4
    return (exact,) if size % 4 else (exact, exact - 1, exact - 2)


def undo_base32(part: Part) -> Iterator[Undone]:
    """Decode base32 (RFC 4648 6)."""
    if not _BASE32.fullmatch(part.value):
        return
    text = part.value.rstrip(b"=")
    text = text[: len(text) // 8 * 8] if len(text) % 8 in {1, 3, 6} else text
    decoded = base64.b32decode(text + b"=" * (-len(text) % 8))
    size = len(decoded) if part.is_whole else None
    yield Undone(((BASE32_UNPADDED,), (BASE32,)), Part(decoded, size))


# --- line breaks ----------------------------------------------------------------------------


def _wrap(width: int, newline: bytes, *, last: bool) -> Step:
    def wrapped(text: bytes) -> bytes:
        lines = [text[at : at + width] for at in range(0, len(text), width)]
        return newline.join(lines) + (newline if last else b"")

    shown = "LF" if newline == b"\n" else "CR LF"
    ending = "" if last else ", none at the end"
    notation = f"wrap({{}}, {width}, {shown}{ending})"
    says = f"it was broken into lines of {width} characters"
    return Step(f"wrap-{width}", Kind.DAMAGE, notation, wrapped, says)


WRAPPED: Final = tuple(
    (_wrap(width, newline, last=last), width, newline, last)
    for width, newline, last in (
        (60, b"\n", True),
        (76, b"\r\n", False),
        (76, b"\n", True),
        (76, b"\r\n", True),
        (64, b"\n", True),
        (64, b"\n", False),
        (76, b"\n", False),
        (60, b"\n", False),
        (64, b"\r\n", True),
        (64, b"\r\n", False),
    )
)
"""Each with its width, its line end, and whether that ends the last line too."""

WRAPS: Final = tuple(step for step, *_ in WRAPPED)


def undo_wrap(part: Part) -> Iterator[Undone]:
    """Join the lines of a text that was broken as MIME, PEM or Ruby's encode64 do."""
    if b"\n" in part.value:
        joined = part.value.replace(b"\r", b"").replace(b"\n", b"")
        size = len(joined) if part.is_whole else None
        yield Undone(tuple((step,) for step in WRAPS), Part(joined, size))


ENCODINGS: Final = (*BASES, BASE32, BASE32_UNPADDED)
"""All of them, commonest first."""
