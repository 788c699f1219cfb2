"""Why a generator fails for some logins only: what the failing verifiers have in common."""

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pkcedoctor.pkce import s256
from pkcedoctor.records import dataclass

_LINE_FEED: Final = 10
_TWO_DIGITS: Final = 0x10
"""The least byte whose hexadecimal text has two digits by itself."""
_SIGNED: Final = 0x80
"""The least byte that is negative where bytes have signs."""

_LEAST: Final = 4
"""Fewest pairs on either side of which a common property is no chance."""


@dataclass(frozen=True, slots=True)
class _Property:
    says: str
    holds: Callable[[str, str, bytes], bool]


def _has(characters: str, *, times: int = 1) -> Callable[[str, str, bytes], bool]:
    """Whether one of the characters of a challenge stands there so many times."""
    return lambda _, challenge, __: any(
        challenge.count(character) >= times for character in characters
    )


_PROPERTIES: Final = (
    _Property("where the base64 of the digest has a + or a /", _has("-_")),
    _Property("where the base64 of the digest has a +", _has("-")),
    _Property("where the base64 of the digest has a /", _has("_")),
    _Property(
        "where the base64 of the digest has two or more + or two or more /", _has("-_", times=2)
    ),
    _Property("where the base64 of the digest has two or more +", _has("-", times=2)),
    _Property("where the base64 of the digest has two or more /", _has("_", times=2)),
    _Property(
        "where a byte of the digest is less than 16",
        lambda _, __, digest: min(digest) < _TWO_DIGITS,
    ),
    _Property("where a byte of the digest is 0", lambda _, __, digest: 0 in digest),
    _Property(
        "where a byte of the digest is a line feed", lambda _, __, digest: _LINE_FEED in digest
    ),
    _Property("where the digest begins with a 0 byte", lambda _, __, digest: digest[0] == 0),
    _Property(
        "where the digest's first byte is less than 16",
        lambda _, __, digest: digest[0] < _TWO_DIGITS,
    ),
    _Property(
        "where the digest's first byte is 128 or more", lambda _, __, digest: digest[0] >= _SIGNED
    ),
    _Property(
        "where the challenge should begin with -", lambda _, challenge, __: challenge[0] == "-"
    ),
    _Property("where the verifier begins with -", lambda verifier, _, __: verifier[:1] == "-"),
    _Property(
        "where the verifier has a - or _",
        lambda verifier, _, __: "-" in verifier or "_" in verifier,
    ),
    _Property("where the verifier has a -", lambda verifier, _, __: "-" in verifier),
    _Property("where the verifier has a _", lambda verifier, _, __: "_" in verifier),
    _Property("where the verifier has a ~", lambda verifier, _, __: "~" in verifier),
    _Property("where the verifier has a .", lambda verifier, _, __: "." in verifier),
    _Property(
        "where the verifier has a . or ~",
        lambda verifier, _, __: "." in verifier or "~" in verifier,
    ),
    _Property(
        "where the verifier has a character beside letters and digits",
        lambda verifier, _, __: not (verifier.isascii() and verifier.isalnum()),
    ),
    _Property("where the verifier has a +", lambda verifier, _, __: "+" in verifier),
    _Property("where the verifier has a %", lambda verifier, _, __: "%" in verifier),
    _Property("where the verifier ends with =", lambda verifier, _, __: verifier[-1:] == "="),
)


def separation(failing: Sequence[str], right: Sequence[str]) -> str | None:
    """Say what all failing verifiers have and no right one has, as ``exactly where ...``.

    None where the pairs are few, or nothing tells them apart.
    """
    if min(len(failing), len(right)) < _LEAST:
        return None
    one, other = list(map(_seen, failing)), list(map(_seen, right))
    return next(_apart(one, other), None)


def _seen(verifier: str) -> tuple[str, str, bytes]:
    challenge = s256(verifier)
    return verifier, challenge, urlsafe_b64decode(f"{challenge}=")


def _apart(
    failing: Sequence[tuple[str, str, bytes]], right: Sequence[tuple[str, str, bytes]]
) -> Iterator[str]:
    for one in _PROPERTIES:
        if all(one.holds(*seen) for seen in failing) and not any(
            one.holds(*seen) for seen in right
        ):
            yield f"exactly {one.says}"
    lengths = {len(verifier) for verifier, _, _ in right}
    if not lengths & {len(verifier) for verifier, _, _ in failing}:
        yield "exactly where the verifier has another length"
