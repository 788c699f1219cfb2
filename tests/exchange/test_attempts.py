from dataclasses import replace

import pytest

from pkcedoctor.capture.http import Capture, HttpExchange
from pkcedoctor.exchange.attempts import Tried, find_attempts, find_preflights
from tests.builders import (
    APP,
    TOKEN,
    Draft,
    accepted,
    answer,
    get,
    numbered,
    post,
    preflight,
    refused,
)


def attempts(*entries: HttpExchange) -> tuple[Tried, ...]:
    return find_attempts(Capture("draft.har", "tests", numbered(entries)), [])


def places(*entries: HttpExchange) -> list[str]:
    return [tried.request.where for tried in attempts(*entries)]


def by_worker(draft: Draft) -> HttpExchange:
    return replace(draft.redemption(), service_worker=True)


def moved(
    status: int, location: str | None = f"{TOKEN}/", draft: Draft | None = None
) -> HttpExchange:
    entry = (draft or accepted()).redemption()
    return replace(entry, response=answer(status, location=location))


def test_each_token_request_is_an_attempt_with_its_answer() -> None:
    first, second = attempts(
        refused("invalid_client").redemption(),
        get(APP),
        accepted().unanswered("net::ERR_FAILED").redemption(),
    )
    assert first.response is not None
    assert first.response.error == "invalid_client"
    assert (second.request.where, second.response, second.failure) == (
        "entry 3",
        None,
        "net::ERR_FAILED",
    )


@pytest.mark.parametrize(
    ("entries", "kept", "repeats"),
    [
        pytest.param(
            (accepted().redemption(), by_worker(accepted())),
            "entry 1",
            ("entry 2",),
            id="the worker's copy",
        ),
        pytest.param(
            (by_worker(accepted()), accepted().redemption()),
            "entry 1",
            ("entry 2",),
            id="the worker's copy first",
        ),
        pytest.param(
            (accepted().unanswered().redemption(), accepted().redemption()),
            "entry 2",
            ("entry 1",),
            id="a copy without an answer",
        ),
        pytest.param(
            (accepted().redemption(), accepted().unanswered().redemption()),
            "entry 1",
            ("entry 2",),
            id="a later copy without an answer",
        ),
        pytest.param(
            (
                replace(accepted().unanswered().redemption(), started=None),
                accepted().redemption(),
            ),
            "entry 2",
            ("entry 1",),
            id="a copy without a time",
        ),
        pytest.param(
            (
                by_worker(accepted()),
                accepted().redemption(),
                accepted().unanswered().redemption(),
            ),
            "entry 1",
            ("entry 2", "entry 3"),
            id="two copies",
        ),
    ],
)
def test_copies_of_one_request_are_one_attempt(
    entries: tuple[HttpExchange, ...], kept: str, repeats: tuple[str, ...]
) -> None:
    (tried,) = attempts(*entries)
    assert tried.request.where == kept
    assert tried.request.repeats == repeats
    assert tried.response is not None


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(accepted().redemption(), id="sent again"),
        pytest.param(accepted().after(9).unanswered().redemption(), id="much later"),
        pytest.param(accepted().with_(code="x").unanswered().redemption(), id="another code"),
        pytest.param(accepted().posted_to(f"{TOKEN}2").unanswered().redemption(), id="elsewhere"),
        pytest.param(accepted().by("PUT").unanswered().redemption(), id="another method"),
        pytest.param(accepted().unanswered("net::ERR_FAILED").redemption(), id="a failure"),
    ],
)
def test_two_requests_are_two_attempts(second: HttpExchange) -> None:
    assert places(refused().redemption(), second) == ["entry 1", "entry 2"]


@pytest.mark.parametrize(
    ("status", "followed"),
    [
        pytest.param(301, accepted().by("GET").with_body(""), id="301 to GET"),
        pytest.param(302, accepted().by("GET").with_body(""), id="302 to GET"),
        pytest.param(303, accepted().by("GET").with_body(""), id="303 to GET"),
        pytest.param(307, accepted(), id="307 as it was"),
        pytest.param(308, accepted(), id="308 as it was"),
    ],
)
def test_a_followed_redirect_is_one_attempt(status: int, followed: Draft) -> None:
    (tried,) = attempts(moved(status), followed.posted_to(f"{TOKEN}/").redemption())
    assert tried.request.where == "entry 2"
    assert tried.request.redirected_from == "entry 1"


def test_a_followed_redirect_may_stand_before_its_cause() -> None:
    (tried,) = attempts(accepted().posted_to(f"{TOKEN}/").redemption(), moved(307))
    assert (tried.request.where, tried.request.redirected_from) == ("entry 1", "entry 2")


def test_a_redirect_without_its_target_is_followed_by_the_same_body() -> None:
    (tried,) = attempts(moved(307, None), accepted().posted_to("https://b.example/").redemption())
    assert tried.request.redirected_from == "entry 1"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(moved(302, "/login"), get("https://as.example/login"), id="to a login"),
        pytest.param(moved(302, None), get(TOKEN), id="nowhere"),
        pytest.param(moved(302), get(f"{APP}/"), id="never followed"),
    ],
)
def test_a_redirect_that_is_not_followed_is_an_attempt_of_its_own(
    first: HttpExchange, second: HttpExchange
) -> None:
    (tried,) = attempts(first, second)
    assert tried.request.where == "entry 1"
    assert tried.request.redirected_from is None


def test_other_requests_are_no_attempts() -> None:
    refresh = post(TOKEN, (("grant_type", "refresh_token"), ("refresh_token", "x")))
    assert places(get(APP), refresh, preflight(TOKEN)) == []


def test_what_the_user_gives_as_the_token_request_is_one() -> None:
    entries = numbered((get(APP), post("https://as.example/x", '{"code": "x"}')))
    capture = Capture("draft.har", "tests", entries, given=True)
    assert [tried.request.where for tried in find_attempts(capture, [])] == ["entry 2"]
    assert find_attempts(replace(capture, given=False), []) == ()


def test_preflights_are_found() -> None:
    capture = Capture("draft.har", "tests", numbered((get(APP), preflight(TOKEN, status=403))))
    (seen,) = find_preflights(capture)
    assert (seen.index, seen.url, seen.origin) == (1, TOKEN, APP)
    assert seen.message.refusal == "the preflight was answered with 403"
