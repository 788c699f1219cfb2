from collections.abc import Callable
from hashlib import sha1, sha256

import pytest

from pkcedoctor.derivation import derive
from tests.derivation.compositions import STATE, Composition

VERIFIER = "4mrCL0Zg-x.3T5E1wS~h8yVb7iQJXPkUoKpdIqY0002"


@pytest.mark.parametrize(
    ("composition", "sentence"),
    [
        pytest.param(
            Composition((), "SHA-256", "hex", "base64url", "none"),
            "the hex text of the digest was base64url-encoded, not its 32 bytes",
        ),
        pytest.param(
            Composition(("+LF",), "SHA-1", "raw", "base64url", "none"),
            "the verifier was given a line feed at its end before it was hashed; "
            "SHA-1 was used, not SHA-256",
        ),
        pytest.param(
            Composition(("quoted", "UTF-16LE"), "SHA-256 twice", "raw", "base64url padded", "none"),
            "the verifier was put in quotes and then was written as UTF-16LE, not as ASCII, "
            "before it was hashed; the digest was hashed once more; the base64url of the digest "
            "was left padded with `=`",
        ),
        pytest.param(
            Composition((), "SHA-512", "raw", "base64", "+ to space"),
            "SHA-512 was used, not SHA-256; the digest was encoded in standard base64 with "
            "padding, not in base64url; each `+` became a space, because it was not "
            "percent-encoded in the URL",
        ),
        pytest.param(
            Composition((), "SHA-256 of hex", "raw", "base32", "none"),
            "the hex text of the digest was hashed once more; the digest was base32-encoded, not "
            "base64url-encoded",
        ),
        pytest.param(
            Composition(("state",), "SHA-256", "hex", "none", "+LF"),
            "the state parameter was hashed in the verifier's place; the hex text of the digest "
            "was sent, not the base64url of its 32 bytes; a line feed was left at its end",
        ),
        pytest.param(
            Composition((), "SHA-256", "first half of hex", "base64url twice", "none"),
            "the hex text of the digest was base64url-encoded, not its 32 bytes; before it was "
            "encoded, only the first 32 characters were kept; that was base64url-encoded once "
            "more",
        ),
        pytest.param(
            Composition((), "SHA-256", "raw", "base64url twice", "none"),
            "the base64url of the digest was base64url-encoded once more",
        ),
        pytest.param(
            Composition((), "SHA-256", "first half", "base64url", "none"),
            "before the digest was encoded, only the first 16 bytes were kept",
        ),
        pytest.param(
            Composition((), "HMAC", "numbers", "base64", "HTML"),
            "it was hashed by HMAC-SHA-256 with an empty key, not by SHA-256; the text of the "
            "digest's bytes as numbers joined by commas was base64-encoded, not its bytes; it "
            "was HTML-escaped",
        ),
        pytest.param(Composition((), "none", "raw", "none", "none"), "the verifier was not hashed"),
        pytest.param(
            Composition((), "none", "numbers", "base64", "to 40"),
            "the verifier was not hashed; the text of its bytes as numbers joined by commas was "
            "taken; it was base64url-encoded; only the first 40 characters were kept",
        ),
        pytest.param(
            Composition(("promise", "+LF"), "none", "raw", "base64url", "none"),
            "the text `[object Promise]` was taken for the digest; a line feed was left at its end",
        ),
        pytest.param(
            Composition((), "none", "ArrayBuffer", "base64", "none"),
            "the text `[object ArrayBuffer]` was taken for the digest; it was base64-encoded",
        ),
        pytest.param(
            Composition(("empty",), "SHA-256", "raw", "base64url", "none"),
            "the empty text was hashed in the verifier's place",
        ),
    ],
)
def test_only_what_is_wrong_is_said(composition: Composition, sentence: str) -> None:
    found = derive(VERIFIER, composition(VERIFIER), state=STATE)

    assert found is not None
    assert found.sentence == sentence


def test_the_initial_state_is_a_broken_hash() -> None:
    found = derive(VERIFIER, "agnmZ7tnroU8bvNypU_1OlEOUn-bBWiMH4PZq1vgzRk")

    assert found is not None
    assert found.sentence == ("the hash function returned its initial state, so its code is broken")


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        (repr, "repr(SHA-256(code_verifier))"),
        (lambda d: repr(list(d)), "number-list(SHA-256(code_verifier))"),
        (lambda d: str([*d]).replace(",", ""), "number-slice(SHA-256(code_verifier))"),
        (
            lambda d: "{" + ",".join(f'"{at}":{byte}' for at, byte in enumerate(d)) + "}",
            "number-object(SHA-256(code_verifier))",
        ),
        (
            lambda d: "".join(f"{byte if byte < 128 else byte | 0xFFFFFF00:x}" for byte in d),
            "hex-of-signed-bytes(SHA-256(code_verifier))",
        ),
        (lambda d: d.decode("cp1252"), "UTF-8-of-Windows-1252(SHA-256(code_verifier))"),
        (lambda d: d.decode("ascii", "replace"), "ASCII-replaced(SHA-256(code_verifier))"),
        (
            lambda d: d.decode("ascii", "replace").replace("\ufffd", "?"),
            "ASCII-questioned(SHA-256(code_verifier))",
        ),
        (lambda d: "(stdin)= " + d.hex() + "\n", '"(stdin)= " + hex(SHA-256(code_verifier)) + LF'),
        (lambda d: d.decode("latin-1"), "SHA-256(code_verifier)"),
    ],
)
def test_texts_of_real_programs(text: Callable[[bytes], str], notation: str) -> None:
    challenge = text(sha256(VERIFIER.encode()).digest())
    found = derive(VERIFIER, challenge)

    assert found is not None
    assert found.notation == notation
    assert found.formula.evaluate(VERIFIER) == challenge


def test_hex_of_a_number() -> None:
    verifier = next(
        candidate
        for candidate in (f"{number:043}" for number in range(9999))
        if sha1(candidate.encode()).hexdigest().startswith("00")  # noqa: S324 - clients do use it
    )
    challenge = f"{int(sha1(verifier.encode()).hexdigest(), 16):x}"  # noqa: S324 - as above
    found = derive(verifier, challenge)

    assert found is not None
    assert found.notation == "hex-of-number(SHA-1(code_verifier))"
