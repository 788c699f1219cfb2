import base64
from dataclasses import replace

import pytest

from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.rules.duplicate_parameter import duplicate_parameter
from tests.builders import (
    AUTHORIZE,
    CHALLENGE,
    CLIENT_ID,
    CODE,
    OTHER_CHALLENGE,
    TOKEN,
    Draft,
    login_refused,
    not_recorded,
    refused,
)
from tests.rules.verdicts import blames, clears, not_captured, spoken, suspects

BODY = ("entry 3, body", "code")


@pytest.mark.parametrize(
    ("second", "how"),
    [
        pytest.param(CODE, "with the same value", id="the same twice"),
        pytest.param("other", "with different values", id="two values"),
        pytest.param("", "with different values", id="once without a value"),
    ],
)
def test_blames(second: str, how: str) -> None:
    verdict = blames(
        duplicate_parameter,
        refused("invalid_request").repeating("code", second),
        (*BODY, f"is sent: {CODE}"),
        (*BODY, f"is sent: {second}"),
        detail={"parameter": "code"},
    )
    assert spoken(verdict.summary) == f"code is sent 2 times, {how}"
    assert verdict.supersedes == ("code-mismatch",)


def test_blames_a_repetition_in_the_url() -> None:
    draft = refused().posted_to(f"{TOKEN}?p=a&p=b")
    where = "entry 3, query"
    blames(
        duplicate_parameter,
        draft,
        (where, "p", "is sent: a"),
        (where, "p", "is sent: b"),
        detail={"parameter": "p"},
    )


def test_blames_a_json_array() -> None:
    body = '{"grant_type": "authorization_code", "code": "x", "scope": ["openid", "email"]}'
    draft = refused().as_json().with_body(body)
    blames(
        duplicate_parameter,
        draft,
        ("entry 3, body", "scope", "is sent: openid"),
        ("entry 3, body", "scope", "is sent: email"),
        detail={"parameter": "scope"},
    )


def test_blames_two_challenges_of_one_login() -> None:
    draft = replace(refused(), authorize_url=f"{AUTHORIZE}?code_challenge={OTHER_CHALLENGE}")
    verdict = blames(
        duplicate_parameter,
        draft,
        ("entry 1, query", "code_challenge", f"is sent: {OTHER_CHALLENGE}"),
        ("entry 1, query", "code_challenge", f"is sent: {CHALLENGE}"),
        detail={"parameter": "code_challenge"},
    )
    assert verdict.supersedes == ("challenge-mismatch",)


def test_suspects_a_parameter_in_both_places() -> None:
    suspects(
        duplicate_parameter,
        refused().posted_to(f"{TOKEN}?client_id={CLIENT_ID}"),
        ("entry 3, query", "client_id", "is in the body as well"),
    )


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="each once"),
        pytest.param(
            refused().repeating("resource", "https://a").repeating("resource", "https://b"),
            id="two resources (RFC 8707)",
        ),
        pytest.param(
            refused().repeating("audience", "a").repeating("audience", "b"), id="two audiences"
        ),
        pytest.param(
            refused().repeating("resource", "a").posted_to(f"{TOKEN}?resource=b"),
            id="resources in both places",
        ),
        pytest.param(
            replace(refused(), authorize_url=f"{AUTHORIZE}?code_challenge={CHALLENGE}"),
            id="a login that says the same twice",
        ),
        pytest.param(
            replace(refused(), authorize_url=f"{AUTHORIZE}?ui_locales=de&ui_locales=en"),
            id="a login that repeats what its code is not bound to",
        ),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(duplicate_parameter, draft, "every parameter was sent once")


def test_clears_a_refused_login() -> None:
    clears(
        duplicate_parameter,
        login_refused("invalid_request"),
        "every parameter of the authorization request was sent once",
    )


def test_clears_a_request_object_that_repeats_the_query() -> None:
    claims = '{"response_type": "code", "client_id": "s6BhdRkqt3"}'
    payload = base64.urlsafe_b64encode(claims.encode()).decode()
    clears(
        duplicate_parameter,
        login_refused("invalid_request", request=f"e30.{payload}."),
        "every parameter of the authorization request was sent once",
    )


def test_blames_a_refused_login() -> None:
    url = "https://as.example/oauth2/authorize?response_type=code&client_id=a&state=1&state=1"
    blames(
        duplicate_parameter,
        login_refused("invalid_request", at=url),
        ("entry 1, query", "state", "is sent: 1"),
        ("entry 1, query", "state", "is sent: 1"),
        detail={"parameter": "state"},
    )


@pytest.mark.parametrize(
    ("exchange", "needs"),
    [
        pytest.param(
            not_recorded(refused()).exchange(),
            "the body of the token request (entry 3)",
            id="no body",
        ),
        pytest.param(Exchange(None), "the token request is not in this capture", id="nothing"),
    ],
)
def test_not_captured(exchange: Exchange, needs: str) -> None:
    not_captured(duplicate_parameter, exchange, needs)
