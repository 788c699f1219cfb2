import pytest

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.rules._rule import (
    Comparison,
    Excludes,
    Message,
    Needs,
    Rule,
    SettledBy,
    Stage,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import RFC6749
from tests.builders import CODE, accepted, login_refused, refused
from tests.rules.verdicts import clears, not_captured, spoken


@rule(
    stage=Stage.GRANT, title="all is seen", spec=RFC6749["4.1.3"], answers=(), remedy="Look again."
)
def all_is_seen(
    asked: AuthorizationRequest,
    answered: AuthorizationResponse,
    redeemed: TokenRequest,
    response: TokenResponse,
    exchange: Exchange,
) -> Verdict:
    """Each message is handed over.

    The page goes on.
    """
    assert exchange.token_request is redeemed
    return Excludes(say("{}, {}, {}", asked.where, answered.where, response.status))


@rule(
    stage=Stage.SERVER,
    title="nothing is seen",
    spec=RFC6749["5.2"],
    answers=(),
    remedy="",
    settled_by=SettledBy.SERVER,
)
def nothing_is_seen() -> Verdict:
    raise Unseen("everything")


def test_a_function_becomes_a_rule() -> None:
    assert all_is_seen.id == "all-is-seen"
    assert all_is_seen.page == "Each message is handed over.\n\nThe page goes on."
    assert all_is_seen.settled_by is SettledBy.BYTES
    assert all_is_seen.needs == (
        AuthorizationRequest,
        AuthorizationResponse,
        TokenRequest,
        TokenResponse,
        Exchange,
    )
    assert nothing_is_seen.page == ""


def test_its_signature_says_what_it_is_given() -> None:
    clears(all_is_seen, refused(), "entry 1, entry 1, Location, 400")


@pytest.mark.parametrize(
    ("exchange", "needs"),
    [
        pytest.param(
            refused().without_login().exchange(),
            "the authorization request is not in this capture",
            id="authorization request",
        ),
        pytest.param(
            refused().without_callback().exchange(),
            "the redirection that delivered the code is not in this capture",
            id="authorization response",
        ),
        pytest.param(
            Exchange(
                None,
                authorization_request=refused().exchange().authorization_request,
                authorization_response=refused().exchange().authorization_response,
            ),
            "the token request is not in this capture",
            id="token request",
        ),
        pytest.param(
            accepted().unanswered().exchange(),
            "the answer to the token request is not in this capture",
            id="token response",
        ),
    ],
)
def test_what_is_missing_is_named(exchange: Exchange, needs: str) -> None:
    not_captured(all_is_seen, exchange, needs)


def test_what_is_unseen_is_not_captured() -> None:
    not_captured(nothing_is_seen, refused(), "everything")


def test_a_login_refused_at_once_has_no_token_request_to_judge() -> None:
    clears(
        all_is_seen,
        login_refused("invalid_request"),
        "no token request was made: the login itself was refused",
    )


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(repr(say("holds {}", CODE)), id="a message"),
        pytest.param(repr(Comparison("sent", CODE, "delivered", CODE)), id="a comparison"),
        pytest.param(repr(refused().exchange()), id="an exchange"),
    ],
)
def test_no_traceback_shows_a_value(shown: str) -> None:
    assert CODE not in shown


def test_numbers_become_text() -> None:
    message = say("{} of {}", 1, "2")
    assert message == Message("{} of {}", ("1", "2"))
    assert spoken(message) == "1 of 2"


def test_rules_are_compared_by_what_they_are() -> None:
    needs: tuple[Needs, ...] = ()
    assert nothing_is_seen == Rule(
        id="nothing-is-seen",
        title="nothing is seen",
        stage=Stage.SERVER,
        spec=RFC6749["5.2"],
        answers=(),
        remedy="",
        settled_by=SettledBy.SERVER,
        needs=needs,
        function=nothing_is_seen.function,
    )
