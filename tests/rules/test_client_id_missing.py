import pytest

from pkcedoctor.rules.client_id_missing import client_id_missing
from tests.builders import CLIENT_ID, SECRET, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured

NOT_RECORDED = "the body of the token request (entry 3)"


@pytest.mark.parametrize(
    ("draft", "shows"),
    [
        pytest.param(refused().with_(client_id=None), "is not sent", id="left out"),
        pytest.param(refused().with_(client_id=""), "is sent without a value", id="empty"),
        pytest.param(
            refused().with_(client_id=None).with_basic("", SECRET),
            "is not sent",
            id="a Basic header without a user",
        ),
    ],
)
def test_blames(draft: Draft, shows: str) -> None:
    blames(client_id_missing, draft, ("entry 3", "client_id", shows))


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "client_id is sent (entry 3, body)", id="in the body"),
        pytest.param(refused().in_query(), "client_id is sent (entry 3, query)", id="in the URL"),
        pytest.param(
            refused().with_(client_id=None).with_basic(CLIENT_ID, SECRET),
            "client_id is sent (entry 3, header)",
            id="in the Basic header",
        ),
        pytest.param(
            refused().with_(client_id="[REDACTED]"),
            "client_id is sent (entry 3, body)",
            id="redacted",
        ),
        pytest.param(
            refused().with_(client_id=None, client_assertion="eyJ.eyJ.sig"),
            "the client identifies itself by client_assertion",
            id="client_assertion",
        ),
        pytest.param(
            refused().with_(client_id=None).with_header("Authorization", "Basic nonsense"),
            "the request has an Authorization header, judged by another cause",
            id="a header that cannot be read",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(client_id_missing, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(not_recorded(refused()), NOT_RECORDED, id="no body"),
        pytest.param(
            refused().with_(client_id=None).exported_without_secrets(),
            "the Authorization header (entry 3): this export leaves it out",
            id="no credential headers",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(client_id_missing, draft, needs)
