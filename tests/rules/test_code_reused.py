from dataclasses import replace

import pytest

from pkcedoctor.capture.http import HttpExchange
from pkcedoctor.rules.code_reused import code_reused
from tests.builders import CLIENT_ID, SECRET, Draft, accepted, not_recorded, refused, server
from tests.rules.verdicts import blames, clears, not_captured, spoken, suspects

AGAIN = ("entry 4, body", "code", "sent it again")
ELSEWHERE = "another program or tab may have redeemed the code before"


def sent_before(draft: Draft) -> HttpExchange:
    return draft.after(0).redemption()


def test_blames_a_code_redeemed_before() -> None:
    verdict = blames(
        code_reused,
        refused().between(sent_before(accepted())),
        ("entry 3", "code", "redeemed it"),
        AGAIN,
    )
    assert spoken(verdict.summary) == "entry 3 had already redeemed this code"


def test_blames_the_loser_of_two_requests_at_once() -> None:
    loser = refused().after(0.4).redemption()
    winner = accepted().after(0.45).redemption()
    draft = refused().after(0.4).then(winner)
    assert draft.redemption() == loser
    blames(
        code_reused,
        draft,
        ("entry 4", "code", "redeemed it"),
        ("entry 3, body", "code", "sent it again"),
    )


@pytest.mark.parametrize(
    ("before", "became"),
    [
        pytest.param(
            sent_before(refused()), "refused with invalid_grant", id="refused for the grant"
        ),
        pytest.param(
            sent_before(refused().answering(500)), "refused with 500", id="refused without a word"
        ),
        pytest.param(
            replace(sent_before(accepted().unanswered("net::ERR_FAILED"))),
            "left without a captured answer",
            id="blocked by the browser",
        ),
    ],
)
def test_suspects_an_earlier_attempt(before: HttpExchange, became: str) -> None:
    verdict = suspects(
        code_reused,
        refused().between(before),
        ("entry 3", "code", "sent it first"),
        AGAIN,
        strength=2,
    )
    assert spoken(verdict.summary) == f"entry 3 had sent the same code before and was {became}"


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="nothing else"),
        pytest.param(
            refused().between(
                sent_before(refused("invalid_client", status=401).with_basic(CLIENT_ID, SECRET))
            ),
            id="a retry with other credentials",
        ),
        pytest.param(
            refused().between(sent_before(refused().answering(404))), id="a retry at another URL"
        ),
        pytest.param(
            refused().between(sent_before(accepted().with_(code="another"))), id="another code"
        ),
        pytest.param(
            refused().between(sent_before(accepted().with_(code="[REDACTED]"))),
            id="a redacted code",
        ),
        pytest.param(
            refused().between(sent_before(accepted().with_(code=None))), id="a request without one"
        ),
        pytest.param(refused().then(refused().after(3).redemption()), id="a later attempt"),
    ],
)
def test_suspects_at_least_what_the_capture_cannot_show(draft: Draft) -> None:
    verdict = suspects(code_reused, draft)
    assert spoken(verdict.summary) == ELSEWHERE


def untimed(draft: Draft) -> HttpExchange:
    return replace(draft.redemption(), started=None)


def without_zone(draft: Draft) -> HttpExchange:
    entry = draft.redemption()
    assert entry.started is not None
    return replace(entry, started=entry.started.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused().with_(code=None), "no code was sent", id="no code"),
        pytest.param(
            refused().then(accepted().after(9).redemption()),
            "entry 4 redeemed this code later on",
            id="redeemed after the answer",
        ),
        pytest.param(
            refused().then(accepted().with_(redirect_uri=None).redemption()),
            "entry 4 redeemed this code later on",
            id="redeemed by another request",
        ),
        pytest.param(
            refused().then(untimed(accepted())),
            "entry 4 redeemed this code later on",
            id="without a time",
        ),
        pytest.param(
            refused().then(without_zone(accepted())),
            "entry 4 redeemed this code later on",
            id="without a time zone",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(code_reused, draft, reason)


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(refused().with_(code="[REDACTED]"), "code is redacted", id="redacted"),
        pytest.param(not_recorded(refused()), "the body of the token request", id="no body"),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(code_reused, draft, needs)


@pytest.mark.parametrize(
    ("burns_code", "strength", "confirm"),
    [
        pytest.param(
            True, 3, "start a new login: a failed attempt uses up the code at Acme", id="burns it"
        ),
        pytest.param(
            False,
            0,
            "a failed attempt does not use up the code at Acme: look for another reason first",
            id="keeps it",
        ),
    ],
)
def test_suspects_an_earlier_attempt_by_what_the_server_is_known_for(
    *, burns_code: bool, strength: int, confirm: str
) -> None:
    verdict = suspects(
        code_reused,
        refused().between(sent_before(refused())),
        ("entry 3", "code", "sent it first"),
        AGAIN,
        at=server(burns_code=burns_code),
        strength=strength,
    )
    assert verdict.confirm == confirm
