import pytest

from pkcedoctor.rules.code_missing import code_missing
from tests.builders import Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured


@pytest.mark.parametrize(
    ("draft", "shows"),
    [
        pytest.param(refused().with_(code=None), "is not sent", id="left out"),
        pytest.param(refused().with_(code=""), "is sent without a value", id="empty"),
        pytest.param(
            refused().with_(code=None, authorization_code="x"), "is not sent", id="another name"
        ),
    ],
)
def test_blames(draft: Draft, shows: str) -> None:
    blames(code_missing, draft, ("entry 3", "code", shows))


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="in the body"),
        pytest.param(refused().in_query("code"), id="in the URL"),
        pytest.param(refused().with_(code="[REDACTED]"), id="redacted"),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(code_missing, draft, "code is sent")


def test_not_captured() -> None:
    not_captured(code_missing, not_recorded(refused()), "the body of the token request")
