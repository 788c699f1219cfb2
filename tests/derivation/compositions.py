"""Wrong formulas put together at random, written independently of the code under test.

Each column is a dictionary: what a client may do at that place, by name. A composition is two
inputs at most, a hash, a text of the digest, an encoding and a damage.
"""

import base64
import hashlib
import hmac
import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote, unquote_to_bytes

from pkcedoctor.pkce import s256

Change = Callable[[bytes], bytes]


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _unbase64(value: bytes) -> bytes:
    kept = re.sub(rb"[^A-Za-z0-9\-_+/]", b"", value).replace(b"+", b"-").replace(b"/", b"_")
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return base64.urlsafe_b64decode(kept + b"=" * (-len(kept) % 4))


def _unhex(value: bytes) -> bytes:
    found = re.match(rb"([0-9a-fA-F]{2})*", value)
    return bytes.fromhex(found[0].decode()) if found else b""


def _quoted(value: bytes) -> bytes:
    return quote(value, safe="").encode()


def _jsoned(value: bytes) -> bytes:
    return json.dumps(_text(value), ensure_ascii=False).encode()


def _in(encoding: str, mark: bytes = b"") -> Change:
    return lambda value: mark + _text(value).encode(encoding)


def _instead(text: str) -> Change:
    return lambda _: text.encode()


STATE = "af0ifjsldkj-state-8600b31f"

INPUTS: dict[str, Change] = {
    "+LF": lambda v: v + b"\n",
    "+CRLF": lambda v: v + b"\r\n",
    "+NUL": lambda v: v + b"\0",
    "+space": lambda v: v + b" ",
    "trimmed": bytes.strip,
    "quoted": lambda v: b'"' + v + b'"',
    "JSON": _jsoned,
    "percent-encoded": _quoted,
    "percent-encoded twice": lambda v: _quoted(_quoted(v)),
    "percent-decoded": unquote_to_bytes,
    "percent-decoded twice": lambda v: unquote_to_bytes(unquote_to_bytes(v)),
    "base64-decoded": _unbase64,
    "hex-decoded": _unhex,
    "base64": base64.b64encode,
    "base64 bare": lambda v: base64.b64encode(v).rstrip(b"="),
    "base64url": lambda v: base64.urlsafe_b64encode(v).rstrip(b"="),
    "base64url padded": base64.urlsafe_b64encode,
    "hex": lambda v: v.hex().encode(),
    "HEX": lambda v: v.hex().upper().encode(),
    "upper": bytes.upper,
    "lower": bytes.lower,
    "UTF-16LE": _in("utf-16-le"),
    "UTF-16BE": _in("utf-16-be"),
    "UTF-16LE BOM": _in("utf-16-le", b"\xff\xfe"),
    "UTF-16BE BOM": _in("utf-16-be", b"\xfe\xff"),
    "UTF-32LE": _in("utf-32-le"),
    "UTF-32BE": _in("utf-32-be"),
    "padded": lambda v: v + b"=" * (-len(v) % 4),
    "unpadded": lambda v: v.rstrip(b"="),
    "standard alphabet": lambda v: v.replace(b"-", b"+").replace(b"_", b"/"),
    "first 43": lambda v: v[:43],
    "first 64": lambda v: v[:64],
    "first 128": lambda v: v[:128],
    "reversed": lambda v: v[::-1],
    "codes": lambda v: ",".join(map(str, v)).encode(),
    "undefined": _instead("undefined"),
    "null": _instead("null"),
    "empty": _instead(""),
    "promise": _instead("[object Promise]"),
    "object": _instead("[object Object]"),
    "challenge": lambda v: s256(_text(v)).encode() if _text(v).encode() == v else v,
    "state": _instead(STATE),
}

HASHES: dict[str, Change] = {
    "none": lambda v: v,
    "SHA-256": lambda v: hashlib.sha256(v).digest(),
    "SHA-256 twice": lambda v: hashlib.sha256(hashlib.sha256(v).digest()).digest(),
    "SHA-1": lambda v: hashlib.sha1(v).digest(),  # noqa: S324 - clients do use it
    "SHA-384": lambda v: hashlib.sha384(v).digest(),
    "SHA-512": lambda v: hashlib.sha512(v).digest(),
    "SHA-512/256": lambda v: hashlib.new("sha512_256", v).digest(),
    "SHA3-256": lambda v: hashlib.sha3_256(v).digest(),
    "MD5": lambda v: hashlib.md5(v).digest(),  # noqa: S324 - as SHA-1
    "HMAC": lambda v: hmac.new(b"", v, "sha256").digest(),
    "SHA-256 of hex": lambda v: hashlib.sha256(hashlib.sha256(v).hexdigest().encode()).digest(),
}


def _signed(digest: bytes) -> bytes:
    return ",".join(str(byte - 256 if byte > 127 else byte) for byte in digest).encode()


TEXTS: dict[str, Change] = {
    "raw": lambda d: d,
    "hex": lambda d: d.hex().encode(),
    "HEX": lambda d: d.hex().upper().encode(),
    "hex:": lambda d: d.hex(":").encode(),
    "HEX:": lambda d: d.hex(":").upper().encode(),
    "hex-": lambda d: d.hex("-").encode(),
    "HEX-": lambda d: d.hex("-").upper().encode(),
    "hex ": lambda d: d.hex(" ").encode(),
    "HEX ": lambda d: d.hex(" ").upper().encode(),
    "7-bit": lambda d: bytes(byte & 127 for byte in d),
    "Latin-1": lambda d: d.decode("latin-1").encode(),
    "replaced": lambda d: d.decode("utf-8", "replace").encode(),
    "numbers": lambda d: ",".join(map(str, d)).encode(),
    "signed numbers": _signed,
    "ArrayBuffer": _instead("[object ArrayBuffer]"),
    "Uint8Array": _instead("[object Uint8Array]"),
    "Promise": _instead("[object Promise]"),
    "first half": lambda d: d[: len(d) // 2],
    "first half of hex": lambda d: d.hex()[: len(d)].encode(),
    "first 32 of hex": lambda d: d.hex()[:32].encode(),
    "first 32": lambda d: d[:32],
}


def _mime(value: bytes) -> bytes:
    encoded = base64.b64encode(value)
    return b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))


ENCODINGS: dict[str, Change] = {
    "none": lambda t: t,
    "base64": base64.b64encode,
    "base64 bare": lambda t: base64.b64encode(t).rstrip(b"="),
    "base64url": lambda t: base64.urlsafe_b64encode(t).rstrip(b"="),
    "base64url padded": base64.urlsafe_b64encode,
    "base64 twice": lambda t: base64.b64encode(base64.b64encode(t)),
    "base64url twice": lambda t: base64.urlsafe_b64encode(
        base64.urlsafe_b64encode(t).rstrip(b"=")
    ).rstrip(b"="),
    "base64url of base64": lambda t: base64.urlsafe_b64encode(base64.b64encode(t)).rstrip(b"="),
    "base32": base64.b32encode,
    "base32 bare": lambda t: base64.b32encode(t).rstrip(b"="),
    "MIME": _mime,
    "encodebytes": base64.encodebytes,
    "Ruby": lambda t: b"".join(
        base64.b64encode(t[at : at + 45]) + b"\n" for at in range(0, len(t), 45)
    ),
}

DAMAGES: dict[str, Callable[[str], str]] = {
    "none": lambda c: c,
    "first + and /": lambda c: c.replace("+", "-", 1).replace("/", "_", 1),
    "first +": lambda c: c.replace("+", "-", 1).replace("/", "_"),
    "first /": lambda c: c.replace("+", "-").replace("/", "_", 1),
    "+ left": lambda c: c.replace("/", "_"),
    "+ to space": lambda c: c.replace("+", " "),
    "+ deleted": lambda c: c.replace("+", ""),
    "both deleted": lambda c: c.replace("+", "").replace("/", ""),
    "= encoded": lambda c: c.replace("=", "%3D"),
    "= encoded twice": lambda c: c.replace("=", "%253D"),
    "all encoded": lambda c: quote(c, safe=""),
    "to 43": lambda c: c[:43],
    "to 40": lambda c: c[:40],
    "lower": str.lower,
    "upper": str.upper,
    "+LF": lambda c: c + "\n",
    "escaped": html.escape,
    "HTML": lambda c: (
        html.escape(c).replace("+", "&#43;").replace("/", "&#x2F;").replace("=", "&#x3D;")
    ),
}


_NO_STEP = {"none", "raw"}
_TWO_STEPS = {
    "percent-encoded twice",
    "percent-decoded twice",
    "challenge",
    "SHA-256 twice",
    "first half of hex",
    "first 32 of hex",
    "base64 twice",
    "base64url twice",
    "base64url of base64",
    "MIME",
    "encodebytes",
    "Ruby",
    "first +",
    "first /",
}
_ORIGINS = {"undefined", "null", "empty", "promise", "object", "state"}
_CONSTANTS = {"ArrayBuffer", "Uint8Array", "Promise"}


def _count(name: str) -> int:
    if name == "SHA-256 of hex":
        return 3
    return 0 if name in _NO_STEP else 2 if name in _TWO_STEPS else 1


@dataclass(frozen=True, slots=True)
class Composition:
    """One wrong formula, by the names of its parts."""

    inputs: tuple[str, ...]
    hashed: str
    text: str
    encoding: str
    damage: str

    def __call__(self, code_verifier: str) -> str:
        """Compute the challenge that it makes."""
        return DAMAGES[self.damage](self.undamaged(code_verifier))

    def undamaged(self, code_verifier: str) -> str:
        """Compute the challenge before it is damaged."""
        value = code_verifier.encode()
        for name in self.inputs:
            value = INPUTS[name](value)
        return _text(ENCODINGS[self.encoding](TEXTS[self.text](HASHES[self.hashed](value))))

    @property
    def steps(self) -> int:
        """How many steps it has; what comes before a constant is none."""
        parts = [*self.inputs, self.hashed, self.text]
        for at, name in enumerate(parts):
            if (name in _ORIGINS and at < len(self.inputs)) or name in _CONSTANTS:
                parts = ["none"] * at + parts[at:]
        # Bytes that are sent without an encoding are read as Latin-1, which is a step.
        read = self.encoding == "none" and self.text in {"raw", "first half", "first 32"}
        return read + sum(map(_count, (*parts, self.encoding, self.damage)))


def any_composition(random: Random) -> Composition:
    """Choose one, each part with equal chances."""
    return Composition(
        tuple(random.choices(sorted(INPUTS), k=random.randrange(3))),
        random.choice(sorted(HASHES)),
        random.choice(sorted(TEXTS)),
        random.choice(sorted(ENCODINGS)),
        random.choice(sorted(DAMAGES)),
    )
