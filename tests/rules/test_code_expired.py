from dataclasses import replace

import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.code_expired import code_expired, in_words
from tests.builders import Draft, refused, server
from tests.rules.verdicts import clears, not_captured, spoken, suspects


@pytest.mark.parametrize(
    ("seconds", "said", "strength"),
    [
        pytest.param(2.0, "2 seconds", 0, id="soon"),
        pytest.param(29.0, "29 seconds", 0, id="within every lifetime"),
        pytest.param(61.0, "61 seconds", 1, id="longer than some lifetimes"),
        pytest.param(150.0, "2 minutes", 1, id="minutes"),
        pytest.param(660.0, "11 minutes", 2, id="longer than RFC 6749 advises"),
        pytest.param(9000.0, "2 hours", 2, id="hours"),
    ],
)
def test_suspects(seconds: float, said: str, strength: int) -> None:
    suspects(
        code_expired,
        refused().after(seconds),
        ("entry 1, Location", "code", "was delivered"),
        ("entry 3", "code", f"was sent {said} later"),
        strength=strength,
        detail={"seconds": f"{seconds:.0f}"},
    )


def test_clears_a_code_redeemed_at_once() -> None:
    clears(
        code_expired,
        refused().after(0.4),
        "the code was sent less than a second after it was issued",
    )


@pytest.mark.parametrize(
    ("seconds", "said"), [(-3.0, "less than a second"), (1.4, "1 second"), (119.0, "119 seconds")]
)
def test_says_it_in_words(seconds: float, said: str) -> None:
    assert in_words(seconds) == said


def timed(draft: Draft, *, zone: bool) -> Exchange:
    exchange = draft.exchange()
    request = exchange.token_request
    assert request is not None
    assert request.started is not None
    started = request.started.replace(tzinfo=None) if not zone else None
    return replace(exchange, token_request=replace(request, started=started))


@pytest.mark.parametrize(
    ("exchange", "needs"),
    [
        pytest.param(
            timed(refused(), zone=True), "comparable times of the redirection", id="no time"
        ),
        pytest.param(
            timed(refused(), zone=False), "comparable times of the redirection", id="no time zone"
        ),
        pytest.param(
            refused().without_login().exchange(), "the redirection that delivered", id="no login"
        ),
    ],
)
def test_not_captured(exchange: Exchange, needs: str) -> None:
    not_captured(code_expired, exchange, needs)


@pytest.mark.parametrize(("seconds", "strength"), [(29.0, 0), (31.0, 2)])
def test_suspects_by_the_lifetime_that_the_server_is_known_for(
    seconds: float, strength: int
) -> None:
    verdict = suspects(
        code_expired,
        refused().after(seconds),
        ("entry 1, Location", "code", "was delivered"),
        ("entry 3", "code", f"was sent {seconds:.0f} seconds later"),
        at=server(code_lifetime=30),
        strength=strength,
        detail={"seconds": f"{seconds:.0f}"},
    )
    assert spoken(verdict.summary).endswith("Acme keeps one for 30 seconds") == (strength == 2)
