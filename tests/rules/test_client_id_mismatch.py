import pytest

from pkcedoctor.rules.client_id_mismatch import client_id_mismatch
from tests.builders import CLIENT_ID, SECRET, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


@pytest.mark.parametrize(
    ("draft", "sent", "where", "how"),
    [
        pytest.param(
            refused().with_(client_id="other"), "other", "entry 3, body", "", id="another client"
        ),
        pytest.param(
            refused().with_(client_id=f"{CLIENT_ID} "),
            f"{CLIENT_ID} ",
            "entry 3, body",
            ", with a space around it",
            id="a blank copied along",
        ),
        pytest.param(
            refused().with_(client_id=f'"{CLIENT_ID}"'),
            f'"{CLIENT_ID}"',
            "entry 3, body",
            ", with quotation marks around it",
            id="quotation marks copied along",
        ),
        pytest.param(
            refused().with_(client_id=CLIENT_ID.lower()),
            CLIENT_ID.lower(),
            "entry 3, body",
            ", in lower case",
            id="lower case",
        ),
        pytest.param(
            refused().with_(client_id=None).with_basic("other", SECRET),
            "other",
            "entry 3, header",
            "",
            id="in the Basic header",
        ),
    ],
)
def test_blames(draft: Draft, sent: str, where: str, how: str) -> None:
    verdict = blames(
        client_id_mismatch,
        draft,
        ("entry 1, query", "client_id", f"is {CLIENT_ID}"),
        (where, "client_id", f"is {sent}"),
        compares=(CLIENT_ID, sent),
    )
    assert spoken(verdict.summary) == (
        f"client_id differs between the authorization request and the token request{how}"
    )


def test_blames_a_header_and_a_body_that_differ() -> None:
    verdict = blames(
        client_id_mismatch,
        refused().with_basic("other", SECRET),
        ("entry 3, header", "client_id", "is other"),
        ("entry 3, body", "client_id", f"is {CLIENT_ID}"),
        compares=("other", CLIENT_ID),
    )
    assert spoken(verdict.summary) == (
        "client_id differs between the Authorization header and the body"
    )


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), "client_id is byte-equal in both requests", id="in the body"),
        pytest.param(
            refused().with_(client_id=None).with_basic(CLIENT_ID, SECRET),
            "client_id is byte-equal in both requests",
            id="in the header",
        ),
        pytest.param(
            refused().with_basic(CLIENT_ID, SECRET),
            "client_id is byte-equal in both requests",
            id="in the header and in the body",
        ),
        pytest.param(
            refused().throughout(client_id="a b+c").with_(client_id=None).with_basic("a b+c", "x"),
            "client_id is byte-equal in both requests",
            id="in a header that was not form-encoded",
        ),
        pytest.param(
            refused().throughout(client_id="a b").with_(client_id=None).with_basic("a+b", "x"),
            "client_id is byte-equal in both requests",
            id="in a header that was form-encoded",
        ),
        pytest.param(
            refused().throughout(client_id="a+b").with_basic("a+b", "x"),
            "client_id is byte-equal in both requests",
            id="in the body and in a header that was not form-encoded",
        ),
        pytest.param(
            refused().with_(client_id=None),
            "client_id was not sent in both requests",
            id="not in the token request",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(client_id_mismatch, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            refused().without_login(), "the authorization request is not in this", id="no login"
        ),
        pytest.param(refused().with_(client_id="[REDACTED]"), "client_id is redacted", id="hidden"),
        pytest.param(
            refused().with_(client_id=None).with_header("Authorization", "Basic [REDACTED]"),
            "Authorization is redacted (entry 3, header)",
            id="hidden header",
        ),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(client_id_mismatch, draft, needs)
