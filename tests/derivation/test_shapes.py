import pytest

from pkcedoctor.derivation import describe_shape, recognise_constant, recognise_sample
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER

BASE64_OF_HEX = (
    "MTNkMzFlOTYxYTFhZDhlYzJmMTZiMTBjNGM5ODJlMDg3NmE4NzhhZDZkZjE0NDU2NmVlMTg5NGFjYjcwZjljMw"
)


@pytest.mark.parametrize(
    ("code_challenge", "shape"),
    [
        (
            "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
            (
                "64 hexadecimal digits: the hex text of a SHA-256 digest, "
                "not the base64url of its 32 bytes"
            ),
        ),
        (
            "C0EB1DC5057B4BC59B683C85F34F2F0545E85E46",
            (
                "40 hexadecimal digits: the hex text of a SHA-1 digest, "
                "not the base64url of its 20 bytes"
            ),
        ),
        (
            "13d31e961a1ad8ec2f16b1c4c982e876a878ad6df144566ee1894acb70f9c3",
            (
                "62 hexadecimal digits: perhaps the hex text of a SHA-256 digest that lost "
                "leading zeros"
            ),
        ),
        ("0123456789abcdef0", "17 characters, where S256 makes 43"),
        (
            "13-D3-1E-96-1A-1A-D8-EC-2F-16-B1-0C-4C-98-2E-08",
            "pairs of hexadecimal digits: the text of a digest, not the base64url of its bytes",
        ),
        (
            BASE64_OF_HEX,
            (
                "86 characters: the base64 of 64 hexadecimal digits, so the hex text of the digest "
                "was encoded, not its 32 bytes"
            ),
        ),
        (
            BASE64_OF_HEX + "==",
            (
                "88 characters: the base64 of 64 hexadecimal digits, so the hex text of the digest "
                "was encoded, not its 32 bytes"
            ),
        ),
        (
            BASE64_OF_HEX[:-1] + "wo",
            (
                "87 characters: the base64 of 64 hexadecimal digits and a line feed, so the hex "
                "text of the digest was encoded, not its 32 bytes"
            ),
        ),
        (
            "ZEJqZnRKZVo0Q1ZQLW1COTJLMjd1aGJVSlUxcDFyX3dXMWdGV0ZPRWpYaw",
            (
                "the base64 of readable text, not of a digest: perhaps of the verifier, which was "
                "not hashed"
            ),
        ),
        ("c2hvcnQ", "7 characters, where S256 makes 43"),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
            "44 characters with `=` at the end: the padding was left on",
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
            "43 characters with `+` or `/`: standard base64, not base64url",
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw cM",
            "it holds a space where base64 has `+`: it was not percent-encoded in the URL",
        ),
        (
            EXAMPLE_CHALLENGE.lower(),
            "all its letters are of one case: they were made lower-case or upper-case",
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN",
            (
                "43 characters, but the base64url of 32 bytes cannot end with `N`: perhaps it was "
                "cut, or is no digest"
            ),
        ),
        (
            "wOsdxQV7S8WbaDyF800vBUXoXkY",
            (
                "27 characters: the base64 of 20 bytes, as many as a SHA-1 digest has, not the 32 "
                "of SHA-256"
            ),
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstwcM",
            "42 characters, 1 fewer than S256 makes: it was cut, or its symbols were deleted",
        ),
        (
            "E--_ve-_ve-_vRvve-_vS_vv70W77-977-9DEzvv70uCHbvv71477-9bfFFVm7vv71K77-9cO-_ve-_vQ",
            "the base64 of text with U+FFFD: the digest's bytes were read as UTF-8",
        ),
        (
            BASE64_OF_HEX + "%3D%3D",
            "it was escaped once too often: it holds `%3D`",
        ),
        (
            EXAMPLE_CHALLENGE + "\n",
            "it has white space at an end, as a line feed that was not removed",
        ),
        (
            "b'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM='",
            "it is what Python prints for bytes, with `b'` before and `'` after",
        ),
        (
            "W29iamVjdCBBcnJheUJ1ZmZlcl0",
            "it is the same for every verifier: it is made of the text `[object ArrayBuffer]`",
        ),
        (
            "4mrCL0Zg-x.3T5E1wS~h8yVb7iQJXPkUoKpdIqYN9Az",
            "it holds `.` or `~`, which base64url has not: perhaps it is the verifier, not hashed",
        ),
        ("x", "1 character, where S256 makes 43"),
        ("", "0 characters, where S256 makes 43"),
        ("A" * 50, "50 characters, where S256 makes 43"),
    ],
)
def test_what_the_shape_tells(code_challenge: str, shape: str) -> None:
    assert describe_shape(code_challenge) == shape


@pytest.mark.parametrize("code_challenge", [EXAMPLE_CHALLENGE, "!" * 43])
def test_a_shape_that_tells_nothing(code_challenge: str) -> None:
    assert describe_shape(code_challenge) is None


@pytest.mark.parametrize(
    ("code_challenge", "constant"),
    [
        ("W29iamVjdCBBcnJheUJ1ZmZlcl0", "the text `[object ArrayBuffer]`"),
        ("W29iamVjdCBBcnJheUJ1ZmZlcl0=", "the text `[object ArrayBuffer]`"),
        ("[object Promise]", "the text `[object Promise]`"),
        ("dW5kZWZpbmVk", "the text `undefined`"),
        ("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "SHA-256 of the empty text"),
        ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "SHA-256 of the empty text"),
        (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "SHA-256 of the empty text",
        ),
        (
            "AbpHGcgLb-kRsJGnwFEktk7uzpZOCcBY74-YBdrKVGs",
            "SHA-256 of the empty text, which was given a line feed at its end",
        ),
        ("2jmj7l5rSw0yVb_vlWAYkK_YBwk", "SHA-1 of the empty text"),
        ("agnmZ7tnroU8bvNypU_1OlEOUn-bBWiMH4PZq1vgzRk", "the initial state of SHA-256"),
        (EXAMPLE_CHALLENGE, None),
        ("[object P", None),
        ("", None),
    ],
)
def test_constants_are_recognised(code_challenge: str, constant: str | None) -> None:
    assert recognise_constant(code_challenge) == constant


@pytest.mark.parametrize(
    ("value", "whose"),
    [
        (EXAMPLE_VERIFIER, "the example of RFC 7636 appendix B"),
        (EXAMPLE_CHALLENGE, "the example of RFC 7636 appendix B"),
        (
            "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag",
            "the sample of Okta's documentation",
        ),
        ("qjrzSW9gMiUgpUvqgEPE4_-8swvyCtfOVvg55o5S_es", "the sample of Okta's documentation"),
        (
            "ThisIsntRandomButItNeedsToBe43CharactersLong",
            "the sample of Microsoft's documentation",
        ),
        ("4mrCL0Zg-x.3T5E1wS~h8yVb7iQJXPkUoKpdIqYN9Az", None),
    ],
)
def test_samples_are_recognised(value: str, whose: str | None) -> None:
    assert recognise_sample(value) == whose
