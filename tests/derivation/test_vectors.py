"""Fixed anchors: challenges seen in public code, for the verifier of RFC 7636 appendix B."""

import pytest

from pkcedoctor.derivation import Derivation, derive
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, s256

HEX = "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
BASE64_OF_HEX = (
    "MTNkMzFlOTYxYTFhZDhlYzJmMTZiMTBjNGM5ODJlMDg3NmE4NzhhZDZkZjE0NDU2NmVlMTg5NGFjYjcwZjljMw"
)


def derived(code_verifier: str, code_challenge: str, state: str | None = None) -> Derivation:
    """Return the derivation of a pair that has one, after evaluating its formula."""
    found = derive(code_verifier, code_challenge, state=state)
    assert found is not None
    assert found.formula.evaluate(code_verifier, state=state) == code_challenge
    return found


@pytest.mark.parametrize(
    ("code_challenge", "notation"),
    [
        pytest.param(HEX, "hex(SHA-256(code_verifier))", id="hex"),
        pytest.param(BASE64_OF_HEX, "base64url(hex(SHA-256(code_verifier)))", id="base64url hex"),
        pytest.param(BASE64_OF_HEX + "==", "base64(hex(SHA-256(code_verifier)))", id="base64 hex"),
        pytest.param(
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM=",
            "base64(SHA-256(code_verifier))",
            id="standard base64",
        ),
        pytest.param(
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
            "base64-unpadded(SHA-256(code_verifier))",
            id="standard base64 without padding",
        ),
        pytest.param(
            EXAMPLE_CHALLENGE + "=", "base64url-padded(SHA-256(code_verifier))", id="padded"
        ),
        pytest.param(
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw cM=",
            'replace(base64(SHA-256(code_verifier)), "+", " ")',
            id="plus to space",
        ),
        pytest.param(EXAMPLE_VERIFIER, "code_verifier", id="not hashed"),
        pytest.param(
            "ZEJqZnRKZVo0Q1ZQLW1COTJLMjd1aGJVSlUxcDFyX3dXMWdGV0ZPRWpYaw",
            "base64url(code_verifier)",
            id="not hashed, encoded",
        ),
        pytest.param(
            "AzV44Od887h21WZgjhInEFjKMEPzzLOPAksJ5Pf1eoc",
            "base64url(SHA-256(code_verifier + LF))",
            id="line feed",
        ),
        pytest.param(
            "MDMzNTc4ZTBlNzdjZjNiODc2ZDU2NjYwOGUxMjI3MTA1OGNhMzA0M2YzY2NiMzhmMDI0YjA5ZTRmN2Y1N2E4"
            "Nwo",
            "base64url(hex(SHA-256(code_verifier + LF)) + LF)",
            id="line feed, hex, line feed",
        ),
        pytest.param(
            "38v3YOi6zQgk1xkqk6Y5dvSDoBHqZrTh3mmWHxxWvyk",
            "base64url(SHA-256(base64-decode(code_verifier)))",
            id="random bytes hashed",
        ),
        pytest.param(
            "e11558ad545e357f9a4f7ee4db4cd7c974491715330a6c937925f33c103b389f",
            "hex(SHA-256(base64url(code_verifier)))",
            id="order swapped",
        ),
        pytest.param(
            "E1MeFhoaWGwvFjEMTBguCHYoeC1tcURWbmEJSktweUM",
            "base64url(7-bit(SHA-256(code_verifier)))",
            id="7-bit",
        ),
        pytest.param(
            "agnmZ7tnroU8bvNypU_1OlEOUn-bBWiMH4PZq1vgzRk",
            "base64url(SHA-256-initial-state)",
            id="initial state",
        ),
        pytest.param(
            "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            'base64url(SHA-256(""))',
            id="empty text",
        ),
        pytest.param(
            BASE64_OF_HEX + "%3D%3D",
            "percent-encode(base64(hex(SHA-256(code_verifier))))",
            id="percent-encoded",
        ),
        pytest.param(
            BASE64_OF_HEX + "%253D%253D",
            "percent-encode-twice(base64(hex(SHA-256(code_verifier))))",
            id="percent-encoded twice",
        ),
        pytest.param(
            "W29iamVjdCBBcnJheUJ1ZmZlcl0",
            'base64url("[object ArrayBuffer]")',
            id="array buffer",
        ),
        pytest.param(
            BASE64_OF_HEX[:60] + "\n" + BASE64_OF_HEX[60:] + "==\n",
            "wrap(base64(hex(SHA-256(code_verifier))), 60, LF)",
            id="Ruby's encode64",
        ),
        pytest.param(
            "DSmbHrVIcI0EU05+BQxCe1bt+hXRNjejSEvdYbq/g4Q=",
            "base64(SHA-256(S256(code_verifier)))",
            id="challenge of the challenge",
        ),
        pytest.param(
            "KSf-8RhBUYjbDy6BDpUAjVnY6konuMb0z0zSe70Qc20",
            "base64url(SHA-256(UTF-16LE(code_verifier)))",
            id="UTF-16",
        ),
        pytest.param("wOsdxQV7S8WbaDyF800vBUXoXkY", "base64url(SHA-1(code_verifier))", id="SHA-1"),
        pytest.param(
            "DSmbHrVIcI0EU05-BQxCe1bt-hXRNjejSEvdYbq_g4Q",
            "base64url(SHA-256(S256(code_verifier)))",
            id="challenge of the challenge, base64url",
        ),
        pytest.param(
            "19,211,30,150,26,26,216,236,47,22,177,12,76,152,46,8,118,168,120,173,109,241,68,86,"
            "110,225,137,74,203,112,249,195",
            "numbers(SHA-256(code_verifier))",
            id="numbers",
        ),
        pytest.param(
            "13-D3-1E-96-1A-1A-D8-EC-2F-16-B1-0C-4C-98-2E-08-76-A8-78-AD-6D-F1-44-56-6E-E1-89-4A-"
            "CB-70-F9-C3",
            "HEX-dashes(SHA-256(code_verifier))",
            id="BitConverter",
        ),
        pytest.param(
            "13d31e961a1ad8ec2f16b1c4c982e876a878ad6df144566ee1894acb70f9c3",
            "hex-without-zeros(SHA-256(code_verifier))",
            id="toString(16) without padding",
        ),
        pytest.param(
            "b'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM='",
            "str(base64url-padded(SHA-256(code_verifier)))",
            id="str of bytes",
        ),
        pytest.param(
            HEX + "  -\n", 'hex(SHA-256(code_verifier)) + "  -" + LF', id="sha256sum uncut"
        ),
        pytest.param(
            "ZEJqZnRKZVo0Q1ZQLW1COTJLMjd1aGJVSlUxcDFyX3dXMWdGV0ZPRWpYa-OwxEKY_BwUmvv0yJlvuSQnrkHkZ"
            "JuTTKSVmRt4UrhV",
            'base64url(code_verifier + SHA-256(""))',
            id="Go's Sum",
        ),
        pytest.param(
            EXAMPLE_CHALLENGE.lower(),
            "lower-case(base64url(SHA-256(code_verifier)))",
            id="lower-case",
        ),
        pytest.param(
            EXAMPLE_CHALLENGE.replace("-", ""),
            'delete(base64url(SHA-256(code_verifier)), "-")',
            id="symbols deleted",
        ),
        pytest.param(
            EXAMPLE_CHALLENGE[:40], "first(base64url(SHA-256(code_verifier)), 40)", id="cut"
        ),
    ],
)
def test_a_wrong_challenge_is_named(code_challenge: str, notation: str) -> None:
    found = derived(EXAMPLE_VERIFIER, code_challenge)

    assert found.notation == notation
    assert found.of == "challenge"


def test_the_sample_of_microsoft_lost_the_zeros_of_its_hex() -> None:
    found = derived(
        "ThisIsntRandomButItNeedsToBe43CharactersLong",
        "YTFjNjI1OWYzMzA3MTI4ZDY2Njg5M2RkNmVjNDE5YmEyZGRhOGYyM2IzNjdmZWFhMTQ1ODg3NDcxY2Nl",
    )

    assert found.notation == "base64url(hex-without-zeros(SHA-256(code_verifier)))"


@pytest.mark.parametrize(
    ("sent", "made", "notation", "happened"),
    [
        (EXAMPLE_VERIFIER + "\n", EXAMPLE_VERIFIER, "trim", "was given white space at an end"),
        (f'"{EXAMPLE_VERIFIER}"', EXAMPLE_VERIFIER, "unquote", "was put in quotes"),
        (
            EXAMPLE_VERIFIER.replace("-", "%2D"),
            EXAMPLE_VERIFIER,
            "percent-decode",
            "was percent-encoded",
        ),
        (
            "ZEJqZnRKZVo0Q1ZQLW1COTJLMjd1aGJVSlUxcDFyX3dXMWdGV0ZPRWpYaw==",
            EXAMPLE_VERIFIER,
            "base64-decode",
            "was base64-encoded",
        ),
        (
            EXAMPLE_VERIFIER.encode().hex(),
            EXAMPLE_VERIFIER,
            "hex-decode",
            "was hex-encoded",
        ),
        (EXAMPLE_VERIFIER + "=", EXAMPLE_VERIFIER, "unpad", "was padded with `=`"),
        (
            "0a&#x2F;b" * 8,
            "0a/b" * 8,
            "html-unescape",
            "was HTML-escaped",
        ),
        (
            "0123456789abcdef" * 4,
            "0123456789ABCDEF" * 4,
            "upper-case",
            "was made lower-case, as a case-insensitive database column does",
        ),
    ],
)
def test_a_damaged_verifier_is_named(sent: str, made: str, notation: str, happened: str) -> None:
    found = derived(sent, s256(made))

    assert found.notation == f"S256({notation}(code_verifier))"
    assert found.of == "verifier"
    assert found.sentence == (
        f"the challenge is right, but on its way to the token request the verifier {happened}"
    )


@pytest.mark.parametrize(
    ("sent", "made", "notation"),
    [
        ("0a b" * 12, "0a+b" * 12, 'S256(replace(code_verifier, " ", "+"))'),
        ("0a+/" * 12, "0a-_" * 12, 'S256(replace(code_verifier, "+/", "-_"))'),
        (EXAMPLE_VERIFIER[:-1], EXAMPLE_VERIFIER, "S256(code_verifier + 1 more character)"),
        (EXAMPLE_VERIFIER[:-2], EXAMPLE_VERIFIER, "S256(code_verifier + 2 more characters)"),
    ],
)
def test_a_verifier_that_lost_characters_is_named(sent: str, made: str, notation: str) -> None:
    found = derived(sent, s256(made))

    assert found.notation == notation
    assert found.of == "verifier"


@pytest.mark.parametrize(
    ("sent", "notation"),
    [
        (EXAMPLE_VERIFIER[:30], "code_verifier + 13 more characters"),
        (EXAMPLE_VERIFIER[:-1], "code_verifier + 1 more character"),
        (EXAMPLE_VERIFIER.lower(), "restore-case(code_verifier)"),
        (f'"{EXAMPLE_VERIFIER}"', "unquote(code_verifier)"),
    ],
)
def test_a_plain_challenge_shows_what_its_verifier_lost(sent: str, notation: str) -> None:
    found = derived(sent, EXAMPLE_VERIFIER)

    assert found.notation == notation
    assert found.of == "verifier"


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        pytest.param(EXAMPLE_VERIFIER[:-3], EXAMPLE_VERIFIER, id="three characters lost"),
        pytest.param("short", "shorter", id="too short to tell"),
        pytest.param("ä" * 43, "ü" * 43, id="not of a verifier's characters"),
    ],
)
def test_what_cannot_be_restored(sent: str, made: str) -> None:
    assert derive(sent, s256(made)) is None


def test_a_challenge_that_is_no_digest_restores_nothing() -> None:
    assert derive(EXAMPLE_VERIFIER, "another.challenge.of.the.method.plain.maybe") is None


def test_the_state_was_hashed() -> None:
    found = derived(EXAMPLE_VERIFIER, s256("af0ifjsldkj"), "af0ifjsldkj")

    assert found.notation == "base64url(SHA-256(state))"
    assert found.sentence == "the state parameter was hashed in the verifier's place"
    with pytest.raises(ValueError, match="does not apply"):
        found.formula.evaluate(EXAMPLE_VERIFIER)


def test_a_formula_may_not_apply_to_another_verifier() -> None:
    found = derived("0a" * 32, "ubB91OdxhFRHbwTt65NQIq5PTZCTSrfOkT_yDIuus5k")

    assert found.notation == "base64url(SHA-256(hex-decode(code_verifier)))"
    with pytest.raises(ValueError, match="does not apply"):
        found.formula.evaluate("~" * 43)
