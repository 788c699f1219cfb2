import pytest

from pkcedoctor.rules.code_mismatch import code_mismatch
from tests.builders import (
    CODE,
    REDIRECT_URI,
    STATE,
    Draft,
    accepted,
    get,
    not_recorded,
    refused,
)
from tests.rules.verdicts import blames, clears, not_captured, spoken

DELIVERED = "entry 1, Location, query"


@pytest.mark.parametrize(
    ("issued", "sent", "how"),
    [
        pytest.param(CODE, CODE[:16], "cut after 16 of 22 characters", id="cut"),
        pytest.param(CODE, CODE[3:], "without its first 3 characters", id="beginning lost"),
        pytest.param("a1+b2c3", "a1 b2c3", "with its “+” turned into a space", id="plus lost"),
        pytest.param("a1 b2c3", "a1+b2c3", "with a space turned into “+”", id="plus gained"),
        pytest.param(
            CODE,
            f"{CODE}#_=_",
            "with “#_=_” appended, the fragment that some servers add to the redirection",
            id="Facebook's fragment",
        ),
        pytest.param(
            CODE,
            f"{CODE}&state={STATE}",
            f"with the next parameters of the URL appended ({len(STATE) + 7} characters)",
            id="the rest of the URL",
        ),
        pytest.param(CODE, f"{CODE}\n", "with a line feed around it", id="a line feed"),
        pytest.param(CODE, f'"{CODE}"', "with quotation marks around it", id="quotation marks"),
        pytest.param(CODE, CODE.lower(), "in lower case", id="lower case"),
        pytest.param("a%2Fb9", "a/b9", "percent-decoded once more", id="decoded twice"),
        pytest.param("a/b+c==", "a/b+c", "without its “=” padding", id="padding lost"),
    ],
)
def test_blames_a_code_damaged_on_its_way(issued: str, sent: str, how: str) -> None:
    verdict = blames(
        code_mismatch,
        refused().throughout(code=issued).with_(code=sent),
        (DELIVERED, "code", f"delivered {issued}"),
        ("entry 3, body", "code", f"sent {sent}"),
        compares=(issued, sent),
    )
    assert spoken(verdict.summary) == f"the code was sent {how}"


def test_blames_a_code_of_another_login() -> None:
    verdict = blames(
        code_mismatch,
        refused().with_(code="n0zKXI9kQ2uSxDmB"),
        (DELIVERED, "code", f"delivered {CODE}"),
        ("entry 3, body", "code", "sent n0zKXI9kQ2uSxDmB"),
        compares=(CODE, "n0zKXI9kQ2uSxDmB"),
    )
    assert spoken(verdict.summary) == "the code sent is another than the one delivered"


def test_blames_an_unencoded_plus_in_the_redirection() -> None:
    callback = get(f"{REDIRECT_URI}?code=a1+b2c3&state={STATE}")
    draft = refused().without_callback().between(callback).with_(code="a1 b2c3")
    blames(
        code_mismatch,
        draft,
        ("entry 2, query", "code", "holds an unencoded “+”"),
        ("entry 3, body", "code", "holds a space in its place"),
        compares=("a1+b2c3", "a1 b2c3"),
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(
            refused(),
            f"code is byte-equal to the one delivered in {DELIVERED}",
            id="equal",
        ),
        pytest.param(
            refused().throughout(code="a b/c%2F+=&ü"),
            f"code is byte-equal to the one delivered in {DELIVERED}",
            id="equal with every awkward character",
        ),
        pytest.param(refused().with_(code=None), "no code to compare", id="no code"),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(code_mismatch, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            accepted().without_login(), "the redirection that delivered the code", id="no login"
        ),
        pytest.param(refused().with_(code="[REDACTED]"), "code is redacted", id="redacted"),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(code_mismatch, draft, needs)
