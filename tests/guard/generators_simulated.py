"""Generators of verifiers in Python, as they are written in other languages: right and wrong."""

import base64
import string
from collections.abc import Callable
from random import Random
from typing import Final
from uuid import UUID

from pkcedoctor.guard.pairs import Pair
from pkcedoctor.pkce import s256

LETTERS: Final = string.ascii_letters + string.digits
UNRESERVED: Final = LETTERS + "-._~"
WORDS: Final = tuple(
    f"{one}{vowel}{two}{end}"
    for one in "bdfgklmnprst"
    for vowel in "aeiou"
    for two in "lmnrst"
    for end in ("", "a", "e", "o", "y")
)

Make = Callable[[Random], str]


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def drawn(alphabet: str, length: int) -> Make:
    return lambda source: "".join(source.choices(alphabet, k=length))


def modulo(alphabet: str, length: int) -> Make:
    return lambda source: "".join(
        alphabet[byte % len(alphabet)] for byte in source.randbytes(length)
    )


def in_base(number: int, alphabet: str) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits


def stripped(source: Random, count: int, length: int | None = None) -> str:
    text = base64.b64encode(source.randbytes(count)).decode()
    return "".join(character for character in text if character.isalnum())[:length]


def uuid(source: Random) -> str:
    return str(UUID(bytes=source.randbytes(16), version=4))


SOUND: Final[dict[str, Make]] = {
    "32 bytes in base64url": lambda source: base64url(source.randbytes(32)),
    "33 bytes in base64url": lambda source: base64url(source.randbytes(33)),
    "64 bytes in base64url": lambda source: base64url(source.randbytes(64)),
    "96 bytes in base64url": lambda source: base64url(source.randbytes(96)),
    "32 bytes in hexadecimal": lambda source: source.randbytes(32).hex(),
    "64 bytes in hexadecimal": lambda source: source.randbytes(64).hex().upper(),
    "32 bytes in base32": lambda source: base64.b32encode(source.randbytes(35)).decode(),
    "hexadecimal text in base64url": lambda source: base64url(source.randbytes(32).hex().encode()),
    "letters and digits": drawn(LETTERS, 43),
    "unreserved characters": drawn(UNRESERVED, 128),
    "unreserved without the tilde": drawn(UNRESERVED[:-1], 64),
    "lower-case letters": drawn(string.ascii_lowercase, 60),
    "decimal digits": drawn(string.digits, 100),
    "any length": lambda source: drawn(UNRESERVED, source.randint(43, 128))(source),
    "a number in base 58": lambda source: in_base(
        source.getrandbits(256), "".join(sorted(set(LETTERS) - set("0OIl")))
    ).rjust(43, "1"),
    "a number in base 62": lambda source: in_base(source.getrandbits(300), LETTERS).rjust(50, "a"),
    "base64 without its symbols": lambda source: stripped(source, 96, 64),
    "behind a name": lambda source: "my-app.v1." + base64url(source.randbytes(32)),
    "behind a long name": lambda source: "a" * 40 + base64url(source.randbytes(32)),
    "behind a clock": lambda source: (
        f"{1_763_000_000_000 + source.getrandbits(20)}" + base64url(source.randbytes(48))
    ),
    "three UUIDs": lambda source: uuid(source) + uuid(source) + uuid(source),
    "words": lambda source: "-".join(source.choices(WORDS, k=24)),
}
"""Each makes at least 256 bits, and no two of its verifiers depend on each other."""

WEAK: Final[dict[str, tuple[Make, str]]] = {
    "a UUID twice": (lambda source: uuid(source) * 2, "verifier-entropy-low"),
    "two UUIDs": (lambda source: uuid(source) + uuid(source), "verifier-entropy-low"),
    "43 hexadecimal digits": (drawn("0123456789abcdef", 43), "verifier-entropy-low"),
    "43 digits": (drawn(string.digits, 43), "verifier-entropy-low"),
    "43 of base 36": (drawn(LETTERS[:26] + string.digits, 43), "verifier-entropy-low"),
    "43 of base 58": (drawn(LETTERS[4:], 43), "verifier-entropy-low"),
    "a clock and 30 letters": (
        lambda source: f"{1_763_000_000_000 + source.getrandbits(15)}" + drawn(LETTERS, 30)(source),
        "verifier-predictable",
    ),
    "a constant and 20 letters": (
        lambda source: "an-app-with-a-long-name-" + drawn(LETTERS, 20)(source),
        "verifier-predictable",
    ),
    "16 bits of seed": (
        lambda source: base64url(Random(source.getrandbits(16)).randbytes(32)),  # noqa: S311 - the fault
        "verifier-repeated",
    ),
    "byte % 66": (modulo(UNRESERVED, 43), "verifier-biased"),
    "byte % 66, 128 times": (modulo(UNRESERVED, 128), "verifier-biased"),
    "byte % 62": (modulo(LETTERS, 43), "verifier-biased"),
    "an alphabet with three letters twice": (drawn(LETTERS + "abc", 43), "verifier-biased"),
    "both symbols to a hyphen": (
        lambda source: base64url(source.randbytes(32)).replace("_", "-"),
        "verifier-biased",
    ),
    "base64 of 32 bytes without its symbols": (
        lambda source: stripped(source, 32),
        "verifier-length",
    ),
    "base64 of 36 bytes without its symbols": (
        lambda source: stripped(source, 36),
        "verifier-length",
    ),
}
"""A wrong generator → what must be found of it."""


def standard(verifier: str) -> str:
    return s256(verifier).replace("-", "+").replace("_", "/")


def first_only(verifier: str) -> str:
    return standard(verifier).replace("+", "-", 1).replace("/", "_", 1)


WRONG: Final[dict[str, tuple[Callable[[str], str], str]]] = {
    "standard base64": (standard, "challenge-not-base64url"),
    "only + replaced": (lambda one: standard(one).replace("+", "-"), "challenge-not-base64url"),
    "only / replaced": (lambda one: standard(one).replace("/", "_"), "challenge-not-base64url"),
    "only the first of each replaced": (first_only, "challenge-not-base64url"),
    "only the first + replaced": (
        lambda one: standard(one).replace("+", "-", 1).replace("/", "_"),
        "challenge-not-base64url",
    ),
    "symbols deleted": (
        lambda one: s256(one).replace("-", "").replace("_", ""),
        "challenge-mismatch",
    ),
    "padded": (lambda one: s256(one) + "=", "challenge-padding"),
    "standard base64, padded": (lambda one: standard(one) + "=", "challenge-not-base64url"),
    "of the line": (lambda one: s256(one + "\n"), "challenge-mismatch"),
    "not hashed": (lambda one: one, "challenge-mismatch"),
}
"""A wrong formula of the challenge → the cause."""


def pairs_of(make: Make, count: int, seed: int) -> list[Pair]:
    source = Random(seed)  # noqa: S311 - reproducible
    verifiers = [make(source) for _ in range(count)]
    return [Pair(verifier, s256(verifier)) for verifier in verifiers]
