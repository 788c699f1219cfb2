import pytest

from pkcedoctor.rules.client_authentication_wrong import client_authentication_wrong
from tests.builders import CLIENT_ID, SECRET, Draft, accepted, not_recorded, refused
from tests.rules.verdicts import Shown, blames, clears, not_captured, spoken, suspects

HEADER = ("entry 3, header", "Authorization")
DENIED = refused("invalid_client", status=401)
BY_BASIC = DENIED.with_(client_id=None).with_basic(CLIENT_ID, SECRET)


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        pytest.param(
            f"Basic {CLIENT_ID}:{SECRET}",
            (*HEADER, "is no base64 of two parts with a colon between"),
            id="no base64",
        ),
        pytest.param(
            "Basic czZCaGRSa3F0Mw==",
            (*HEADER, "is no base64 of two parts with a colon between"),
            id="no colon",
        ),
        pytest.param(
            "czZCaGRSa3F0Mzo3RmpmcDBaQnIx",
            (*HEADER, "does not begin with “Basic ”"),
            id="no scheme",
        ),
    ],
)
def test_blames_a_header_that_says_nothing(header: str, shown: Shown) -> None:
    blames(client_authentication_wrong, DENIED.with_header("Authorization", header), shown)


@pytest.mark.parametrize(
    ("better", "method"),
    [
        pytest.param(
            accepted().with_(client_secret=SECRET), "client_secret in the body", id="in the body"
        ),
        pytest.param(
            accepted().with_(client_assertion="eyJ.eyJ.sig"), "client_assertion", id="by assertion"
        ),
        pytest.param(accepted(), "no credentials", id="not at all"),
    ],
)
def test_blames_what_was_accepted_in_another_way(better: Draft, method: str) -> None:
    verdict = blames(
        client_authentication_wrong,
        BY_BASIC.then(better.redemption()),
        ("entry 3, header", "client_secret", "was refused"),
        ("entry 4", None, f"was accepted: {method}"),
    )
    assert verdict.remedy is not None
    assert spoken(verdict.remedy) == f"Authenticate as in entry 4: {method}."


@pytest.mark.parametrize(
    ("draft", "shown", "strength"),
    [
        pytest.param(
            BY_BASIC, ("entry 3, header", "client_secret", f"is {SECRET}"), 2, id="a Basic header"
        ),
        pytest.param(
            DENIED.with_(client_secret=SECRET),
            ("entry 3, body", "client_secret", f"is {SECRET}"),
            2,
            id="in the body",
        ),
        pytest.param(
            DENIED.with_(client_assertion="eyJ.eyJ.sig"),
            ("entry 3, body", "client_assertion", "is eyJ.eyJ.sig"),
            2,
            id="an assertion",
        ),
        pytest.param(
            DENIED.with_(client_secret=f"{SECRET}\n"),
            ("entry 3, body", "client_secret", f"is {SECRET}\n"),
            3,
            id="a secret with a line feed",
        ),
        pytest.param(
            DENIED.with_body(f"client_id={CLIENT_ID}&grant_type=x&client_secret=abc+def"),
            ("entry 3, body", "client_secret", "is abc def"),
            3,
            id="a secret with an unencoded plus",
        ),
        pytest.param(
            DENIED.with_header("Authorization", "Bearer abc"),
            (*HEADER, "has the scheme Bearer"),
            2,
            id="another scheme",
        ),
        pytest.param(
            BY_BASIC.then(accepted().with_basic(CLIENT_ID, "another").redemption()),
            ("entry 3, header", "client_secret", f"is {SECRET}"),
            2,
            id="accepted later with another secret sent the same way",
        ),
        pytest.param(
            BY_BASIC.then(accepted().with_(code="another").redemption()),
            ("entry 3, header", "client_secret", f"is {SECRET}"),
            2,
            id="accepted later with another code",
        ),
    ],
)
def test_suspects(draft: Draft, shown: Shown, strength: int) -> None:
    suspects(client_authentication_wrong, draft, shown, strength=strength)


def test_clears_without_credentials() -> None:
    clears(client_authentication_wrong, DENIED, "no credentials are sent")


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(DENIED.exported_without_secrets(), "the Authorization header", id="export"),
        pytest.param(
            DENIED.with_(client_secret="[REDACTED]"), "client_secret is redacted", id="redacted"
        ),
        pytest.param(
            DENIED.with_header("Authorization", "Basic [REDACTED]"),
            "Authorization is redacted (entry 3, header)",
            id="redacted header",
        ),
        pytest.param(not_recorded(DENIED), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(client_authentication_wrong, draft, needs)
