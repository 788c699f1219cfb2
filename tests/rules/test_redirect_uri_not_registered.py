from dataclasses import replace

import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.redirect_uri_not_registered import redirect_uri_not_registered
from tests.builders import REDIRECT_URI, Draft, login_refused, login_stopped, not_recorded, refused
from tests.rules.verdicts import Shown, blames, clears, not_captured, suspects

SENT = ("entry 1, query", "redirect_uri", f"is {REDIRECT_URI}")


@pytest.mark.parametrize(
    ("registered", "nearest", "difference"),
    [
        pytest.param((f"{REDIRECT_URI}/",), f"{REDIRECT_URI}/", "a trailing slash", id="slash"),
        pytest.param(
            ("http://localhost/cb", "https://app.example/callback"),
            "https://app.example/callback",
            "the path",
            id="the nearest of two",
        ),
    ],
)
def test_blames(registered: tuple[str, ...], nearest: str, difference: str) -> None:
    blames(
        redirect_uri_not_registered,
        refused().registered_for(*registered),
        SENT,
        compares=(nearest, REDIRECT_URI),
        detail={"difference": difference},
    )


@pytest.mark.parametrize(
    ("exchange", "shown", "strength"),
    [
        pytest.param(refused().exchange(), (), 0, id="a code was issued for it"),
        pytest.param(
            refused().without_login().exchange(),
            (("entry 1, body", "redirect_uri", f"is {REDIRECT_URI}"),),
            0,
            id="the token request alone",
        ),
        pytest.param(
            login_stopped("<h1>Invalid redirect_uri</h1>"), (SENT,), 2, id="a page says no"
        ),
    ],
)
def test_suspects(exchange: Exchange, shown: tuple[Shown, ...], strength: int) -> None:
    suspects(redirect_uri_not_registered, exchange, *shown, strength=strength)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(
            refused().registered_for("http://localhost/cb", REDIRECT_URI),
            "redirect_uri is byte-equal to a registered one",
            id="registered",
        ),
        pytest.param(
            refused().asking(redirect_uri=None), "no redirect_uri was sent", id="none sent"
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(redirect_uri_not_registered, draft, reason)


def test_clears_where_the_refusal_itself_came_back_to_it() -> None:
    clears(
        redirect_uri_not_registered,
        login_refused("invalid_request"),
        "the server sent its refusal to this redirect_uri",
    )


@pytest.mark.parametrize(
    ("exchange", "needs"),
    [
        pytest.param(Exchange(None), "the authorization request is not in this", id="nothing"),
        pytest.param(
            replace(not_recorded(refused()).exchange(), authorization_request=None),
            "the body of the token request",
            id="no body",
        ),
        pytest.param(
            refused().asking(redirect_uri="[REDACTED]").registered_for(REDIRECT_URI).exchange(),
            "redirect_uri is redacted",
            id="redacted",
        ),
    ],
)
def test_not_captured(exchange: Exchange, needs: str) -> None:
    not_captured(redirect_uri_not_registered, exchange, needs)
