"""The other direction: what is missing from a verifier that was cut or folded on its way.

What was lost is not in the verifier. Two characters can still be found by trying all; of a plain
challenge more can, because the challenge is the verifier.
"""

import hashlib
import string
from itertools import product
from typing import Final

from pkcedoctor.derivation.encodings import BASE64URL, decode_either
from pkcedoctor.derivation.formula import VERIFIER, Formula, Kind, Step, as_bytes
from pkcedoctor.derivation.hashes import SHA_256
from pkcedoctor.patterns import regex
from pkcedoctor.pkce import reserved_characters

_UNRESERVED: Final = (string.ascii_letters + string.digits + "-._~").encode()
_FEWEST: Final = 20
_S256: Final = regex(r"[A-Za-z0-9\-_]{43}")


def _append(lost: bytes) -> Step:
    """Give back the end of a verifier; which characters these are is not shown."""
    characters = "1 more character" if len(lost) == 1 else f"{len(lost)} more characters"
    return Step(
        "append",
        Kind.INPUT,
        f"{{}} + {characters}",
        lambda value: value + lost,
        f"was given {characters}",
        undoes=f"lost its last {'character' if len(lost) == 1 else f'{len(lost)} characters'}",
        unwraps=True,
    )


def _recase(original: bytes) -> Step:
    upper = frozenset(at for at, byte in enumerate(original) if chr(byte).isupper())

    def recased(value: bytes) -> bytes:
        return b"".join(
            value[at : at + 1].upper() if at in upper else value[at : at + 1]
            for at in range(len(value))
        )

    return Step(
        "restore-case",
        Kind.INPUT,
        "restore-case({})",
        recased,
        "got its upper-case letters back",
        undoes="was made lower-case, as a case-insensitive database column does",
        unwraps=True,
    )


def restore(code_verifier: str, code_challenge: str) -> Formula | None:
    """Return the formula that gives a verifier back what it lost on its way, or None."""
    if len(code_verifier) < _FEWEST or reserved_characters(code_verifier):
        return None
    if not reserved_characters(code_challenge):
        if code_challenge.startswith(code_verifier):
            lost = as_bytes(code_challenge[len(code_verifier) :])
            return Formula(VERIFIER, (_append(lost),))
        if code_challenge.lower() == code_verifier:
            return Formula(VERIFIER, (_recase(as_bytes(code_challenge)),))
    end = _lost_end(as_bytes(code_verifier), code_challenge)
    return None if end is None else Formula(VERIFIER, (_append(end), SHA_256, BASE64URL))


def _lost_end(verifier: bytes, challenge: str) -> bytes | None:
    """Return the one or two characters that make the challenge S256 of the verifier again."""
    if not _S256.fullmatch(challenge):
        return None
    digest = decode_either(as_bytes(challenge))
    begun = hashlib.sha256(verifier)
    for count in (1, 2):
        for characters in product(_UNRESERVED, repeat=count):
            hashed = begun.copy()
            hashed.update(bytes(characters))
            if hashed.digest() == digest:
                return bytes(characters)
    return None
