import pytest

from pkcedoctor.rules.grant_type_missing import grant_type_missing
from tests.builders import Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured


@pytest.mark.parametrize(
    ("draft", "shows"),
    [
        pytest.param(refused().with_(grant_type=None), "is not sent", id="left out"),
        pytest.param(refused().with_(grant_type=""), "is sent without a value", id="empty"),
        pytest.param(
            refused().with_(grant_type=None, GRANT_TYPE="authorization_code"),
            "is not sent",
            id="another name",
        ),
    ],
)
def test_blames(draft: Draft, shows: str) -> None:
    blames(grant_type_missing, draft, ("entry 3", "grant_type", shows))


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="in the body"),
        pytest.param(refused().in_query("grant_type"), id="in the URL"),
        pytest.param(refused().with_(grant_type="code"), id="another one"),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(grant_type_missing, draft, "grant_type is sent")


def test_not_captured() -> None:
    not_captured(grant_type_missing, not_recorded(refused()), "the body of the token request")
