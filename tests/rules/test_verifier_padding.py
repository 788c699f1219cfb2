import pytest

from pkcedoctor.pkce import s256
from pkcedoctor.rules._rule import Explains
from pkcedoctor.rules.verifier_padding import verifier_padding
from tests.builders import VERIFIER, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


@pytest.mark.parametrize("padding", ["=", "=="])
def test_blames(padding: str) -> None:
    count = len(padding)
    verdict = blames(
        verifier_padding,
        refused().with_(code_verifier=VERIFIER + padding),
        ("entry 3, body", "code_verifier", f"ends with {count} “=”"),
    )
    assert spoken(verdict.summary) == f"code_verifier ends with {count} “=”"
    assert verdict.supersedes == ("verifier-length",)


@pytest.mark.parametrize(
    ("verifier", "reason"),
    [
        pytest.param(VERIFIER, "code_verifier does not end with “=”", id="none"),
        pytest.param(f"{VERIFIER}=a", "code_verifier does not end with “=”", id="inside"),
        pytest.param(f"a+{VERIFIER}=", "code_verifier does not end with “=”", id="and a plus"),
        pytest.param(None, "no code_verifier was sent", id="not sent"),
    ],
)
def test_clears(verifier: str | None, reason: str) -> None:
    clears(verifier_padding, refused().with_(code_verifier=verifier), reason)


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
    not_captured(verifier_padding, draft, needs)


PADDED = f"{VERIFIER}="


@pytest.mark.parametrize(
    ("draft", "detail"),
    [
        pytest.param(
            refused().proving(PADDED, s256(PADDED)), (("pair", "fits"),), id="hashed as it is"
        ),
        pytest.param(refused().with_(code_verifier=PADDED), (), id="hashed without it"),
        pytest.param(
            refused().with_(code_verifier=PADDED).asking(code_challenge="[REDACTED]"),
            (),
            id="redacted challenge",
        ),
        pytest.param(
            refused().with_(code_verifier=PADDED).without_login(), (), id="no authorization request"
        ),
    ],
)
def test_tells_whether_the_challenge_fits_all_the_same(
    draft: Draft, detail: tuple[tuple[str, str], ...]
) -> None:
    verdict = verifier_padding.examine(draft.exchange())

    assert isinstance(verdict, Explains)
    assert verdict.detail == detail
