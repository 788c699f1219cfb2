import pytest

from pkcedoctor.rules.verifier_charset import verifier_charset
from tests.builders import VERIFIER, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


@pytest.mark.parametrize(
    ("verifier", "named"),
    [
        pytest.param(f"{VERIFIER}\n", "a line feed (U+000A) at position 44", id="a line feed"),
        pytest.param(
            f"{VERIFIER}\r\n",
            "a carriage return (U+000D) at position 44; a line feed (U+000A) at position 45",
            id="a Windows line end",
        ),
        pytest.param(f" {VERIFIER}", "a space (U+0020) at position 1", id="a space"),
        pytest.param(f"{VERIFIER}\t", "a tab (U+0009) at position 44", id="a tab"),
        pytest.param(f"{VERIFIER}\0", "a NUL (U+0000) at position 44", id="a NUL"),
        pytest.param(
            f"{VERIFIER}\xa0", "a no-break space (U+00A0) at position 44", id="a no-break space"
        ),
        pytest.param(
            f"a+b/c{VERIFIER}", "“+” at position 2; “/” at position 4", id="standard base64"
        ),
        pytest.param(
            f"a+b{VERIFIER}=", "“+” at position 2; “=” at position 47", id="padding and more"
        ),
        pytest.param(f"{VERIFIER}%20", "“%” at position 44", id="a percent sign"),
        pytest.param(
            f"{VERIFIER}ü",
            "latin small letter u with diaeresis (U+00FC) at position 44",
            id="a letter beyond ASCII",
        ),
        pytest.param(
            f"{VERIFIER}\ufffd", "a byte that is no UTF-8 (U+FFFD) at position 44", id="no UTF-8"
        ),
        pytest.param(
            f"{VERIFIER}\ue000", "a character (U+E000) at position 44", id="a private character"
        ),
        pytest.param(
            "//////" + VERIFIER,
            "“/” at position 1; “/” at position 2; “/” at position 3; “/” at position 4; "
            "“/” at position 5; and 1 more",
            id="many",
        ),
    ],
)
def test_blames(verifier: str, named: str) -> None:
    verdict = blames(
        verifier_charset,
        refused().with_(code_verifier=verifier),
        ("entry 3, body", "code_verifier", f"holds {named}"),
        detail={"characters": named},
    )
    assert (
        spoken(verdict.summary) == f"code_verifier holds characters that are not allowed: {named}"
    )


def test_blames_an_unencoded_plus_as_the_space_that_it_becomes() -> None:
    blames(
        verifier_charset,
        refused().with_body(f"grant_type=authorization_code&code=x&code_verifier=a+{VERIFIER}"),
        ("entry 3, body", "code_verifier", "holds a space (U+0020) at position 2"),
        detail={"characters": "a space (U+0020) at position 2"},
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "code_verifier holds unreserved characters only", id="legal"),
        pytest.param(
            refused().with_(code_verifier="-._~" * 11),
            "code_verifier holds unreserved characters only",
            id="nothing but symbols",
        ),
        pytest.param(
            refused().with_(code_verifier=f"{VERIFIER}=="),
            "only its “=” padding is out of place, another cause",
            id="padding",
        ),
        pytest.param(
            refused().with_(code_verifier=None), "no code_verifier was sent", id="not sent"
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(verifier_charset, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            refused().with_(code_verifier="[REDACTED]"), "code_verifier is redacted", id="redacted"
        ),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(verifier_charset, draft, needs)
