"""The hash functions of the search: S256 wants SHA-256, once."""

import hashlib
from collections.abc import Callable
from typing import Final

from pkcedoctor.derivation.formula import Kind, Step
from pkcedoctor.derivation.texts import HEX

_EMPTY_KEY_INNER: Final = hashlib.sha256(b"\x36" * 64)
_EMPTY_KEY_OUTER: Final = hashlib.sha256(b"\x5c" * 64)
_OF_NOTHING: Final = hashlib.sha256(b"").digest()


def _sha256(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


def _sha1(value: bytes) -> bytes:
    return hashlib.sha1(value, usedforsecurity=False).digest()


def _md5(value: bytes) -> bytes:
    return hashlib.md5(value, usedforsecurity=False).digest()


def _sha384(value: bytes) -> bytes:
    return hashlib.sha384(value).digest()


def _sha512(value: bytes) -> bytes:
    return hashlib.sha512(value).digest()


def _sha3_256(value: bytes) -> bytes:
    return hashlib.sha3_256(value).digest()


def _sha224(value: bytes) -> bytes:
    return hashlib.sha224(value).digest()


def _hmac_with_empty_key(value: bytes) -> bytes:
    inner, outer = _EMPTY_KEY_INNER.copy(), _EMPTY_KEY_OUTER.copy()
    inner.update(value)
    outer.update(inner.digest())
    return outer.digest()


def _append_hash_of_nothing(value: bytes) -> bytes:
    return value + _OF_NOTHING


def from_openssl(name: str) -> Callable[[bytes], bytes | None]:
    """Return a hash that only OpenSSL has; it applies to nothing where OpenSSL has it not."""
    try:
        begun = hashlib.new(name)
    except ValueError:
        return lambda _: None

    def digest(value: bytes) -> bytes:
        hashed = begun.copy()
        hashed.update(value)
        return hashed.digest()

    return digest


def _hash(name: str, apply: Callable[[bytes], bytes | None], says: str = "") -> Step:
    return Step(name, Kind.HASH, name + "({})", apply, says or f"{name} was used, not SHA-256")


SHA_256: Final = _hash("SHA-256", _sha256)
SHA_1: Final = _hash("SHA-1", _sha1)
SHA_224: Final = _hash("SHA-224", _sha224)
SHA_384: Final = _hash("SHA-384", _sha384)
SHA_512: Final = _hash("SHA-512", _sha512)
SHA_512_256: Final = _hash("SHA-512/256", from_openssl("sha512_256"))
SHA3_256: Final = _hash("SHA3-256", _sha3_256)
MD5: Final = _hash("MD5", _md5)
HMAC: Final = Step(
    "HMAC-SHA-256",
    Kind.HASH,
    'HMAC-SHA-256("", {})',
    _hmac_with_empty_key,
    "it was hashed by HMAC-SHA-256 with an empty key, not by SHA-256",
)
GO_SUM: Final = Step(
    "sum",
    Kind.HASH,
    '{} + SHA-256("")',
    _append_hash_of_nothing,
    "it was not hashed: the digest of nothing was appended to it, which is what Go's "
    "`sha256.New().Sum(verifier)` does",
)

HASHES: Final[tuple[tuple[Step, ...], ...]] = (
    (SHA_256,),
    (),
    (SHA_256, SHA_256),
    (SHA_256, HEX, SHA_256),
    (SHA_1,),
    (SHA_512,),
    (MD5,),
    (SHA_384,),
    (SHA3_256,),
    (HMAC,),
    (SHA_512_256,),
)
"""What is done between the input and the text of the digest, commonest first."""

RARE_HASHES: Final[tuple[tuple[Step, ...], ...]] = ((GO_SUM,), (SHA_224,))
"""Further ones, of which the input is at most one step from the verifier."""
