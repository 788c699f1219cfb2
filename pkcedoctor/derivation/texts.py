"""How a digest was turned into text before it was encoded: S256 wants its bytes, untouched.

Each text is a step forward, and a function that reads such a text back. Reading gives what the
text may stand for: all bytes, or the first few where the text was cut or says less than that.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from pkcedoctor.derivation.formula import Kind, Step
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass


class Part(NamedTuple):
    """What is known of some bytes.

    Attributes:
        value: the bytes, or the first of them.
        size: how many there are, or None where that is not known.
        sketch: what the base64 of all of them looks like without symbols and case, if known.
    """

    value: bytes
    size: int | None
    sketch: bytes | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all the bytes are known."""
        return self.size == len(self.value)


class Undone(NamedTuple):
    """What some bytes may have been made of.

    Attributes:
        ways: each some steps that may lead from there to the bytes.
        part: what was there before these steps.
    """

    ways: tuple[tuple[Step, ...], ...]
    part: Part


def whole(value: bytes) -> Part:
    """Return all of some bytes."""
    return Part(value, len(value))


def _text(name: str, apply: Callable[[bytes], bytes | None], says: str) -> Step:
    return Step(name, Kind.TEXT, name + "({})", apply, says)


# --- hexadecimal ---------------------------------------------------------------------------

HEX: Final = _text("hex", lambda digest: digest.hex().encode(), "the hex text of the digest")
HEX_UPPER: Final = _text(
    "HEX", lambda digest: digest.hex().upper().encode(), "the upper-case hex text of the digest"
)


def _separated(name: str, separator: str, says: str) -> tuple[Step, Step]:
    lower = _text(
        f"hex-{name}",
        lambda digest: digest.hex(separator).encode(),
        f"the hex text of the digest with {says}",
    )
    upper = _text(
        f"HEX-{name}",
        lambda digest: digest.hex(separator).upper().encode(),
        f"the upper-case hex text of the digest with {says}",
    )
    return lower, upper


SEPARATED_HEX: Final = {
    b"-": _separated("dashes", "-", "dashes"),
    b":": _separated("colons", ":", "colons"),
    b" ": _separated("spaces", " ", "spaces"),
}
HEX_SHORT: Final = _text(
    "hex-without-zeros",
    lambda digest: b"".join(b"%x" % byte for byte in digest),
    "the hex text of the digest without each byte's leading zero (`toString(16)` unpadded)",
)
HEX_SIGNED: Final = _text(
    "hex-of-signed-bytes",
    lambda digest: b"".join(b"%x" % (byte if byte < 128 else byte | 0xFFFFFF00) for byte in digest),  # noqa: PLR2004 - the first negative byte
    "the hex text of the digest's signed bytes (`ffffff` before each above 7f)",
)
HEX_OF_NUMBER: Final = _text(
    "hex-of-number",
    lambda digest: b"%x" % int.from_bytes(digest),
    "the hex text of the digest as one number, which drops leading zeros,",
)

_HEX: Final = regex(rb"[0-9a-f]+|[0-9A-F]+")
_PAIRS: Final = regex(rb"[0-9A-Fa-f]{2}(?:([:\- ])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{0,2})*")
_DIGEST_SIZES: Final = (16, 20, 28, 32, 48, 64)
_PREFIX: Final = 5
"""Bytes that are read of a text with several readings; enough to look the digest up."""


def undo_hex(part: Part) -> Iterator[Undone]:
    """Read hexadecimal digits in pairs."""
    value, size = part.value, part.size
    if not _HEX.fullmatch(value) or (part.is_whole and len(value) % 2):
        return
    digest = bytes.fromhex(value[: len(value) & ~1].decode())
    yield Undone(_by_case(value, HEX, HEX_UPPER), Part(digest, None if size is None else size // 2))


def undo_separated_hex(part: Part) -> Iterator[Undone]:
    """Read pairs of hexadecimal digits with something between them."""
    value, size = part.value, part.size
    if found := _PAIRS.fullmatch(value):
        digits = value.replace(found[1], b"")
        digest = bytes.fromhex(digits[: len(digits) & ~1].decode())
        count = None if size is None else (size + 1) // 3
        yield Undone(_by_case(value, *SEPARATED_HEX[found[1]]), Part(digest, count))


def undo_short_hex(part: Part) -> Iterator[Undone]:
    """Read hexadecimal digits of which some zeros were lost."""
    value = part.value
    if not _HEX.fullmatch(value) or value.isupper():
        return
    if part.is_whole and value[:1] != b"0":
        for size in _DIGEST_SIZES:
            if (size - 2) * 2 < len(value) < size * 2:
                yield Undone(((HEX_OF_NUMBER,),), whole(int(value, 16).to_bytes(size)))
    for digest in _short_readings(value):
        yield Undone(((HEX_SHORT,),), Part(digest, None))
    if b"ffffff" in value:
        for digest in _signed_readings(value):
            yield Undone(((HEX_SIGNED,),), Part(digest, None))


def _by_case(value: bytes, lower: Step, upper: Step) -> tuple[tuple[Step, ...], ...]:
    if value.islower():
        return ((lower,),)
    return ((upper,),) if value.isupper() else ((lower,), (upper,))


def _short_readings(text: bytes) -> Iterator[bytes]:
    """Read the first bytes: a pair does not begin with 0, for that zero was lost."""
    readings = [(b"", 0)]
    for _ in range(_PREFIX):
        readings = [
            (head + bytes((int(text[at:end], 16),)), end)
            for head, at in readings
            for end in (at + 1, at + 2)
            if end <= len(text) and (end == at + 1 or text[at] != ord("0"))
        ]
    return (head for head, _ in readings)


def _signed_readings(text: bytes) -> Iterator[bytes]:
    readings = [(b"", 0)]
    for _ in range(_PREFIX):
        longer = []
        for head, at in readings:
            if text.startswith(b"ffffff", at) and at + 8 <= len(text):
                longer.append((head + bytes((int(text[at + 6 : at + 8], 16),)), at + 8))
                continue
            longer += [
                (head + bytes((int(text[at:end], 16),)), end)
                for end in (at + 1, at + 2)
                if end <= len(text) and (end == at + 1 or text[at] in b"1234567")
            ]
        readings = longer
    return (head for head, _ in readings)


# --- numbers -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a list of numbers is written."""

    before: bytes
    between: bytes
    after: bytes


_LAYOUTS: Final = (
    ("numbers", _Layout(b"", b",", b""), "joined by commas"),
    ("number-array", _Layout(b"[", b",", b"]"), "as a JSON array"),
    ("number-list", _Layout(b"[", b", ", b"]"), "as a list in brackets"),
    ("number-slice", _Layout(b"[", b" ", b"]"), "as Go prints a slice"),
    ("spaced-numbers", _Layout(b"", b" ", b""), "with spaces between"),
    ("comma-spaced-numbers", _Layout(b"", b", ", b""), "with commas and spaces between"),
)


def _written(digest: bytes, layout: _Layout, *, signed: bool) -> bytes:
    numbers = (byte - 256 if signed and byte > 127 else byte for byte in digest)  # noqa: PLR2004 - the greatest signed byte
    return layout.before + layout.between.join(b"%d" % number for number in numbers) + layout.after


def _number_steps(name: str, layout: _Layout, says: str) -> tuple[Step, Step]:
    return (
        _text(
            name,
            lambda digest: _written(digest, layout, signed=False),
            f"the text of the digest's bytes as numbers {says}",
        ),
        _text(
            f"signed-{name}",
            lambda digest: _written(digest, layout, signed=True),
            f"the text of the digest's bytes as signed numbers {says}",
        ),
    )


_NUMBERS: Final = tuple(
    (layout, *_number_steps(name, layout, says)) for name, layout, says in _LAYOUTS
)
NUMBER_OBJECT: Final = _text(
    "number-object",
    lambda digest: b"{%s}" % b",".join(b'"%d":%d' % pair for pair in enumerate(digest)),
    "the JSON of a byte array as an object (`JSON.stringify` of a Uint8Array)",
)

_NUMBER: Final = regex(rb"-?\d{1,3}")
_NUMBER_TEXT: Final = regex(rb"\[?-?\d{1,3}(?:(?:, ?| )-?\d{1,3}){2,}(?:, ?| |,?-)?\]?")
_OBJECT_TEXT: Final = regex(rb'\{"0":\d{1,3},"1":\d.*', re.DOTALL)
_OBJECT_NUMBER: Final = regex(rb":(\d{1,3})(?=[,}])")


def undo_numbers(part: Part) -> Iterator[Undone]:
    """Read a list of byte values."""
    value = part.value
    if _OBJECT_TEXT.fullmatch(value):
        numbers = [int(number) for number in _OBJECT_NUMBER.findall(value)]
        yield from _bytes_of(part, numbers, ((NUMBER_OBJECT,),))
    elif _NUMBER_TEXT.fullmatch(value):
        numbers = [int(number) for number in _NUMBER.findall(value)]
        # The last number of a text that was cut may be cut too.
        read = numbers if part.is_whole else numbers[:-1]
        for layout, unsigned, signed in _NUMBERS:
            if value.startswith(layout.before) and layout.between in value:
                yield from _bytes_of(part, read, ((unsigned,), (signed,)))


def _bytes_of(
    part: Part, numbers: list[int], ways: tuple[tuple[Step, ...], ...]
) -> Iterator[Undone]:
    if all(-129 < number < 256 for number in numbers):  # noqa: PLR2004 - what a byte can be
        digest = bytes(number & 255 for number in numbers)
        yield Undone(ways, Part(digest, len(digest) if part.is_whole else None))


# --- characters ----------------------------------------------------------------------------

LATIN_1: Final = _text(
    "UTF-8-of-Latin-1",
    lambda digest: digest.decode("latin-1").encode(),
    "the digest read as Latin-1 and written as UTF-8",
)
_WINDOWS_1252: Final = {
    byte: bytes((byte,)).decode("cp1252", "replace").replace("\ufffd", chr(byte))
    for byte in range(256)
}
_FROM_WINDOWS_1252: Final = {character: byte for byte, character in _WINDOWS_1252.items()}
WINDOWS_1252: Final = _text(
    "UTF-8-of-Windows-1252",
    lambda digest: "".join(map(_WINDOWS_1252.__getitem__, digest)).encode(),
    "the digest read as Windows-1252 and written as UTF-8",
)
PYTHON_BYTES: Final = _text(
    "repr", lambda digest: repr(digest).encode(), "the text Python prints for the digest"
)

_PYTHON_TOKENS: Final = regex(rb"""b['"]((?:\\x[0-9a-f]{2}|\\[nrt\\']|[^\\])*)""")


def undo_characters(part: Part) -> Iterator[Undone]:
    """Read UTF-8 of which each character was a byte."""
    text = None if part.value.isascii() else decode_start(part.value)
    if text is None or text.isascii() or (part.is_whole and len(text.encode()) < len(part.value)):
        return
    size = len(text) if part.is_whole else None
    if max(text) < "\u0100":
        yield Undone(((LATIN_1,),), Part(text.encode("latin-1"), size))
    if all(character in _FROM_WINDOWS_1252 for character in text):
        digest = bytes(map(_FROM_WINDOWS_1252.__getitem__, text))
        yield Undone(((WINDOWS_1252,),), Part(digest, size))


def undo_python_bytes(part: Part) -> Iterator[Undone]:
    r"""Read ``b'\x13...'``."""
    found = _PYTHON_TOKENS.match(part.value[:-1] if part.is_whole else part.value)
    if found and b"\\x" in found[1]:
        digest = found[1].decode("unicode_escape").encode("latin-1")
        yield Undone(((PYTHON_BYTES,),), Part(digest, len(digest) if part.is_whole else None))


def decode_start(value: bytes) -> str | None:
    """Decode UTF-8 whose last character may be cut; None if it is none."""
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        if error.end == len(value) and error.reason == "unexpected end of data":
            return value[: error.start].decode()
        return None


# --- what cannot be read back ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """A text that loses bits: it is made of every digest of the search, and compared.

    Attributes:
        step: how it is made.
        may_be: whether all of a text can be one.
        may_begin: whether the first bytes of a text can be those of one.
        is_rare: whether it is only looked for where the input is at most one step from the
            verifier.
    """

    step: Step
    may_be: Callable[[bytes], bool]
    may_begin: Callable[[bytes], bool]
    is_rare: bool = False

    def fits(self, part: Part) -> bool:
        """Whether what is known of a text can be of this one."""
        return self.may_be(part.value) if part.is_whole else self.may_begin(part.value)


_SEVEN_BITS: Final = bytes(byte & 0x7F for byte in range(256))
_QUESTIONED: Final = bytes(byte if byte < 128 else ord("?") for byte in range(256))  # noqa: PLR2004 - the end of ASCII
_PLAIN: Final = regex(rb"[\w+/=:, .%;&#'\"()\[\]{}\\~-]*[\r\n]*")
_REPLACEMENT: Final = "\ufffd".encode()

SEVEN_BIT: Final = _text(
    "7-bit", lambda digest: digest.translate(_SEVEN_BITS), "the digest with its eighth bits cleared"
)
REPLACED: Final = _text(
    "UTF-8-replaced",
    lambda digest: digest.decode("utf-8", "replace").encode(),
    "the digest read as UTF-8, each invalid byte replaced by U+FFFD,",
)
ASCII_REPLACED: Final = _text(
    "ASCII-replaced",
    lambda digest: digest.decode("ascii", "replace").encode(),
    "the digest read as ASCII, each byte above 7f replaced by U+FFFD,",
)
QUESTIONED: Final = _text(
    "ASCII-questioned",
    lambda digest: digest.translate(_QUESTIONED),
    "the digest read as ASCII, each byte above 7f replaced by a question mark,",
)
IGNORED: Final = _text(
    "UTF-8-ignored",
    lambda digest: digest.decode("utf-8", "ignore").encode(),
    "the digest read as UTF-8, each invalid byte dropped,",
)


_FEWEST: Final = 5


def _is_odd_ascii(value: bytes) -> bool:
    return value.isascii() and not _PLAIN.fullmatch(value)


def _is_odd_text(value: bytes) -> bool:
    is_odd = _REPLACEMENT not in value and not _PLAIN.fullmatch(value)
    return is_odd and decode_start(value) is not None


def _is_replaced(value: bytes) -> bool:
    return _REPLACEMENT in value and decode_start(value) is not None


def _begins_ascii(value: bytes) -> bool:
    return len(value) >= _FEWEST and value.isascii()


def _never(_: bytes) -> bool:
    return False


VIEWS: Final = (
    View(SEVEN_BIT, _is_odd_ascii, _begins_ascii),
    View(REPLACED, _is_replaced, _is_replaced),
    View(QUESTIONED, lambda value: b"?" in value and value.isascii(), _never, is_rare=True),
    View(ASCII_REPLACED, _is_replaced, _never, is_rare=True),
    View(IGNORED, _is_odd_text, _never, is_rare=True),
)

TEXTS: Final = (
    HEX,
    HEX_UPPER,
    *(step for pair in SEPARATED_HEX.values() for step in pair),
    HEX_SHORT,
    SEVEN_BIT,
    REPLACED,
    LATIN_1,
    *islice((step for _, *steps in _NUMBERS for step in steps), 4),
    HEX_OF_NUMBER,
    HEX_SIGNED,
    *islice((step for _, *steps in _NUMBERS for step in steps), 4, None),
    NUMBER_OBJECT,
    PYTHON_BYTES,
    WINDOWS_1252,
    QUESTIONED,
    ASCII_REPLACED,
    IGNORED,
)
"""All of them, commonest first."""
