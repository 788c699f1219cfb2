"""What was hashed in the verifier's place: S256 wants the verifier's own characters."""

import hashlib
import re
import string
from collections.abc import Callable, Iterator
from typing import Final

from pkcedoctor.derivation.blurred import LOWER, UPPER
from pkcedoctor.derivation.damage import ENTITY, character_of
from pkcedoctor.derivation.encodings import (
    TO_STANDARD,
    TO_URL,
    decode_either,
    encode_standard,
    encode_url,
)
from pkcedoctor.derivation.formula import (
    INITIAL_STATE,
    STATE,
    VERIFIER,
    Kind,
    Origin,
    Step,
    as_bytes,
    as_text,
)
from pkcedoctor.patterns import regex

_Apply = Callable[[bytes], bytes | None]


def _input(
    name: str,
    notation: str,
    apply: _Apply,
    says: str,
    *,
    undoes: str = "",
    unwraps: bool = False,
    weight: int = 1,
) -> Step:
    return Step(name, Kind.INPUT, notation, apply, says, undoes, unwraps, weight)


def _around(before: bytes, after: bytes) -> _Apply:
    return lambda value: before + value + after


# --- decoded --------------------------------------------------------------------------------

_NOT_BASE64: Final = regex(rb"[^A-Za-z0-9+/\-_]")
_NOT_STANDARD: Final = regex(rb"[^A-Za-z0-9+/]")
_HEX: Final = regex(rb"(?:[0-9A-Fa-f]{2})+")
_PERCENT: Final = regex(rb"%([0-9A-Fa-f]{2})")
_QUOTED: Final = regex(rb"""(["'])(.*)\1""", re.DOTALL)
_SPACE: Final = b" \t\n\r\0"


def _base64_decode(value: bytes) -> bytes | None:
    return decode_either(_NOT_BASE64.sub(b"", value)) or None


def _standard_decode(value: bytes) -> bytes | None:
    return decode_either(_NOT_STANDARD.sub(b"", value)) or None


def _hex_decode(value: bytes) -> bytes | None:
    """Decode as Node does: up to the first pair that is no hexadecimal number."""
    found = _HEX.match(value)
    return bytes.fromhex(found[0].decode()) if found else None


def _percent_decode(value: bytes) -> bytes:
    if b"%" not in value:
        return value
    return _PERCENT.sub(lambda found: bytes.fromhex(found[1].decode()), value)


def _html_unescape(value: bytes) -> bytes | None:
    if b"&" not in value:
        return value
    return ENTITY.sub(lambda found: character_of(found[0]), value)


def _unquote(value: bytes) -> bytes | None:
    found = _QUOTED.fullmatch(value)
    return found[2].replace(b'\\"', b'"').replace(b"\\/", b"/") if found else None


# --- encoded --------------------------------------------------------------------------------

_JSON: Final = {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord("\b"): "\\b",
    ord("\f"): "\\f",
    **{code: f"\\u{code:04x}" for code in range(32) if code not in b"\n\r\t\b\f"},
}


_TO_ESCAPE: Final = regex(r'["\\\x00-\x1f]')


def _json_string(value: bytes) -> bytes | None:
    text = as_text(value)
    if _TO_ESCAPE.search(text):
        text = text.translate(_JSON)
    return as_bytes(f'"{text}"')


def _percent_encode(kept: str, *, written: str = "%%%02X") -> Callable[[bytes], bytes]:
    safe = string.ascii_letters + string.digits + kept
    table = [(chr(byte) if chr(byte) in safe else written % byte).encode() for byte in range(256)]
    return lambda value: b"".join(map(table.__getitem__, value))


_ENCODE: Final = _percent_encode("-._~")


def _in_unicode(encoding: str, *, mark: bytes = b"") -> _Apply:
    return lambda value: mark + as_text(value).encode(encoding, "surrogatepass")


_NUMBERS: Final = [b"%d" % byte for byte in range(256)]


def _codes(before: bytes, between: bytes, after: bytes) -> _Apply:
    return lambda value: before + between.join(map(_NUMBERS.__getitem__, value)) + after


def _first(count: int) -> _Apply:
    return lambda value: value[:count]


def _pad(value: bytes) -> bytes:
    return value + b"=" * (-len(value) % 4)


def _s256(value: bytes) -> bytes:
    return encode_url(hashlib.sha256(value).digest())


LINE_FEED: Final = _input(
    "line-feed", "{} + LF", _around(b"", b"\n"), "was given a line feed at its end"
)
_APPENDED: Final = (
    _input("CR-LF", "{} + CR LF", _around(b"", b"\r\n"), "was given CR LF at its end"),
    _input("space", "{} + SPACE", _around(b"", b" "), "was given a space at its end"),
    _input("NUL", "{} + NUL", _around(b"", b"\0"), "was given a NUL at its end"),
)
_DECODED: Final = (
    _input(
        "base64-decode",
        "base64-decode({})",
        _base64_decode,
        "was base64-decoded to the random bytes it was made of",
        undoes="was base64-encoded",
        unwraps=True,
    ),
    _input(
        "hex-decode",
        "hex-decode({})",
        _hex_decode,
        "was hex-decoded",
        undoes="was hex-encoded",
        unwraps=True,
    ),
    _input(
        "base64-decode-standard",
        'base64-decode(delete({}, "-_"))',
        _standard_decode,
        "was decoded as standard base64, which skips `-` and `_`,",
    ),
    _input(
        "percent-decode",
        "percent-decode({})",
        _percent_decode,
        "was percent-decoded",
        undoes="was percent-encoded",
        unwraps=True,
    ),
    _input(
        "percent-decode-twice",
        "percent-decode(percent-decode({}))",
        lambda value: _percent_decode(_percent_decode(value)),
        "was percent-decoded twice",
        undoes="was percent-encoded twice",
        unwraps=True,
        weight=2,
    ),
    _input(
        "plus-to-space",
        'replace({}, "+", " ")',
        lambda value: value.replace(b"+", b" "),
        "was form-decoded, which turns `+` to a space,",
    ),
    _input(
        "trim",
        "trim({})",
        lambda value: value.strip(_SPACE),
        "was trimmed",
        undoes="was given white space at an end",
        unwraps=True,
    ),
    _input(
        "unquote",
        "unquote({})",
        _unquote,
        "was taken out of its quotes",
        undoes="was put in quotes",
        unwraps=True,
    ),
)
_ENCODED: Final = (
    _input(
        "base64url",
        "base64url({})",
        encode_url,
        "was base64url-encoded",
        undoes="was base64url-decoded",
    ),
    _input(
        "base64", "base64({})", encode_standard, "was base64-encoded", undoes="was base64-decoded"
    ),
    _input(
        "hex",
        "hex({})",
        lambda value: value.hex().encode(),
        "was hex-encoded",
        undoes="was hex-decoded",
    ),
    _input(
        "base64-unpadded",
        "base64-unpadded({})",
        lambda value: encode_standard(value).rstrip(b"="),
        "was base64-encoded without padding",
    ),
    _input(
        "base64url-padded",
        "base64url-padded({})",
        lambda value: encode_standard(value).translate(TO_URL),
        "was base64url-encoded with padding",
    ),
    _input(
        "HEX",
        "HEX({})",
        lambda value: value.hex().upper().encode(),
        "was hex-encoded in upper case",
        undoes="was hex-decoded",
    ),
    _input("quote", "quote({})", _around(b'"', b'"'), "was put in quotes"),
    _input("json", "json({})", _json_string, "was written as a JSON string"),
    _input("single-quote", "single-quote({})", _around(b"'", b"'"), "was put in single quotes"),
    _input("str", "str({})", _around(b"b'", b"'"), "was written as Python prints bytes, `b'...'`,"),
    _input(
        "percent-encode",
        "percent-encode({})",
        _ENCODE,
        "was percent-encoded",
        undoes="was percent-decoded",
    ),
    _input(
        "percent-encode-twice",
        "percent-encode(percent-encode({}))",
        lambda value: _ENCODE(_ENCODE(value)),
        "was percent-encoded twice",
        undoes="was percent-decoded twice",
        weight=2,
    ),
    _input(
        "form-encode",
        "form-encode({})",
        _percent_encode("-._*"),
        "was form-encoded, which turns `~` to `%7E`,",
    ),
    _input(
        "form-encode-lower",
        "form-encode-lower({})",
        _percent_encode("-._*", written="%%%02x"),
        "was form-encoded, which turns `~` to `%7e`,",
    ),
    _input(
        "percent-encode-all",
        "percent-encode-all({})",
        _percent_encode(""),
        "was percent-encoded except for letters and digits",
    ),
)
_UNICODE: Final = tuple(
    _input(
        name, name + "({})", _in_unicode(codec, mark=mark), f"was written as {name}, not as ASCII,"
    )
    for name, codec, mark in (
        ("UTF-16LE", "utf-16-le", b""),
        ("UTF-16LE-BOM", "utf-16-le", b"\xff\xfe"),
        ("UTF-16BE", "utf-16-be", b""),
        ("UTF-16BE-BOM", "utf-16-be", b"\xfe\xff"),
        ("UTF-32LE", "utf-32-le", b""),
        ("UTF-32LE-BOM", "utf-32-le", b"\xff\xfe\0\0"),
        ("UTF-32BE", "utf-32-be", b""),
        ("UTF-32BE-BOM", "utf-32-be", b"\0\0\xfe\xff"),
        ("UTF-8-BOM", "utf-8", b"\xef\xbb\xbf"),
    )
)
_REWRITTEN: Final = (
    _input("lower-case", "lower-case({})", LOWER.apply, "was made lower-case"),
    _input(
        "upper-case",
        "upper-case({})",
        UPPER.apply,
        "was made upper-case",
        undoes="was made lower-case, as a case-insensitive database column does",
        unwraps=True,
    ),
    _input("pad", "pad({})", _pad, "was padded with `=`", undoes="lost its `=` padding"),
    _input(
        "unpad",
        "unpad({})",
        lambda value: value.rstrip(b"="),
        "lost its `=` padding",
        undoes="was padded with `=`",
    ),
    _input("append-pad", '{} + "="', _around(b"", b"="), "was given a `=`"),
    _input(
        "to-standard",
        'replace({}, "-_", "+/")',
        lambda value: value.translate(TO_STANDARD),
        "had `+` and `/` for `-` and `_`",
        undoes="had its `+` and `/` replaced by `-` and `_`",
    ),
    _input(
        "to-url",
        'replace({}, "+/", "-_")',
        lambda value: value.translate(TO_URL),
        "had `-` and `_` for `+` and `/`",
        undoes="had its `-` and `_` replaced by `+` and `/`",
    ),
    _input(
        "dash-to-plus",
        'replace({}, "-", "+")',
        lambda value: value.replace(b"-", b"+"),
        "had `+` for `-`",
    ),
    _input(
        "underscore-to-slash",
        'replace({}, "_", "/")',
        lambda value: value.replace(b"_", b"/"),
        "had `/` for `_`",
    ),
    _input(
        "alphanumeric",
        'delete({}, "-._~")',
        lambda value: value.translate(None, b"-._~"),
        "was stripped of all but letters and digits",
    ),
    _input(
        "undashed",
        'delete({}, "-")',
        lambda value: value.replace(b"-", b""),
        "was stripped of its dashes",
    ),
    *(
        _input("first", f"first({{}}, {count})", _first(count), f"was cut after {count} characters")
        for count in (43, 128, 64)
    ),
    _input("reverse", "reverse({})", lambda value: value[::-1], "was reversed"),
    _input(
        "codes",
        "codes({})",
        _codes(b"", b",", b""),
        "was written as character codes joined by commas",
    ),
    _input(
        "code-list",
        "code-list({})",
        _codes(b"[", b", ", b"]"),
        "was written as a list of character codes",
    ),
    _input(
        "UTF-8-of-Latin-1",
        "UTF-8-of-Latin-1({})",
        lambda value: value.decode("latin-1").encode(),
        "was read as Latin-1 and written as UTF-8",
    ),
    _input(
        "UTF-8-replaced",
        "UTF-8-replaced({})",
        lambda value: value.decode("utf-8", "replace").encode(),
        "was read as UTF-8, with U+FFFD for each invalid byte,",
    ),
)
_SUBSTITUTED: Final = (
    _input(
        "S256",
        "S256({})",
        _s256,
        "was replaced by its own challenge",
        weight=2,
    ),
)
_RESTORING: Final = (
    _input(
        "space-to-plus",
        'replace({}, " ", "+")',
        lambda value: value.replace(b" ", b"+"),
        "had `+` for each space",
        undoes="had each `+` turned to a space, because the form body was not percent-encoded",
        unwraps=True,
    ),
    _input(
        "html-unescape",
        "html-unescape({})",
        _html_unescape,
        "was HTML-unescaped",
        undoes="was HTML-escaped",
        unwraps=True,
    ),
)

PAIRED: Final = (
    LINE_FEED,
    *_DECODED,
    *_SUBSTITUTED,
    *_ENCODED,
    *_APPENDED,
    *_UNICODE,
    *_REWRITTEN,
    *_RESTORING,
)
"""What may be done to the verifier before it is hashed, commonest first; two of these compose."""

ALONE: Final = (
    _input("repeat", "{} + {}", lambda value: value + value, "was hashed twice over"),
    _input(
        "named",
        '"code_verifier=" + {}',
        _around(b"code_verifier=", b""),
        "was hashed together with its name",
    ),
    _input("line-feed-before", "LF + {}", _around(b"\n", b""), "was given a line feed before it"),
    _input("space-before", "SPACE + {}", _around(b" ", b""), "was given a space before it"),
    *(
        _input("first", f"first({{}}, {count})", _first(count), f"was cut after {count} characters")
        for count in range(20, 128)
        if count not in {43, 64}
    ),
)
"""Further ones, which are tried alone."""

# --- taken in the verifier's place ------------------------------------------------------------


def _literal(text: str) -> Origin:
    return Origin(f'"{text}"', f"the text `{text}`" if text else "the empty text", text.encode())


LITERALS: Final = tuple(
    map(_literal, ("", "undefined", "null", "[object Promise]", "[object Object]"))
)
"""Texts that programs put in the place of a value, commonest first."""

RARE_LITERALS: Final = (
    INITIAL_STATE,
    *map(
        _literal,
        (
            "[object ArrayBuffer]",
            "[object Uint8Array]",
            "None",
            "System.Byte[]",
            "code_verifier",
            "codeVerifier",
            "nil",
            "NaN",
            "Array",
        ),
    ),
)
Candidates = dict[bytes, tuple[Origin, tuple[Step, ...]]]
"""What may have been hashed, and how it came about: the simplest way of each."""


def simple_inputs(code_verifier: str, state: str | None) -> Candidates:
    """Return the verifier, what stands for it, and each of them after one step."""
    verifier = as_bytes(code_verifier)
    found: Candidates = {verifier: (VERIFIER, ())}
    for step, value in _stepped(verifier, (*PAIRED, *ALONE)):
        found.setdefault(value, (VERIFIER, (step,)))
    if state is not None:
        found.setdefault(as_bytes(state), (STATE, ()))
    for literal in (*LITERALS, *RARE_LITERALS):
        found.setdefault(literal.literal or b"", (literal, ()))
    return found


def literal_inputs() -> Candidates:
    """Return what depends on no verifier: the literals, also as `echo` prints them."""
    literals = (*LITERALS, *RARE_LITERALS)
    found: Candidates = {}
    for literal in literals:
        found[literal.literal or b""] = (literal, ())
    for literal in literals:
        found.setdefault((literal.literal or b"") + b"\n", (literal, (LINE_FEED,)))
    return found


def paired_inputs(code_verifier: str, state: str | None, known: Candidates) -> Candidates:
    """Return what two steps make of the verifier, or one of what stands for it."""
    verifier = as_bytes(code_verifier)
    bases: list[tuple[bytes, Origin, tuple[Step, ...]]] = [
        (value, VERIFIER, (step,)) for step, value in _stepped(verifier, PAIRED)
    ]
    if state is not None:
        bases.append((as_bytes(state), STATE, ()))
    bases += [(literal.literal or b"", literal, ()) for literal in LITERALS]
    found: Candidates = {}
    for base, origin, steps in bases:
        for step, value in _stepped(base, PAIRED):
            if value not in known:
                found.setdefault(value, (origin, (*steps, step)))
    return found


def _stepped(value: bytes, steps: tuple[Step, ...]) -> Iterator[tuple[Step, bytes]]:
    for step in steps:
        made = step.apply(value)
        if made is not None and made != value:
            yield step, made
