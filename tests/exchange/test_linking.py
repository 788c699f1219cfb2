from collections.abc import Sequence
from dataclasses import replace

import pytest

from pkcedoctor.capture.http import Capture, HttpExchange
from pkcedoctor.errors import NoExchange
from pkcedoctor.exchange.linking import assemble
from pkcedoctor.exchange.messages import ClientFacts, Exchange, LinkedBy
from tests.builders import (
    APP,
    AUTHORIZE,
    CLIENT_ID,
    CODE,
    OTHER_CHALLENGE,
    OTHER_VERIFIER,
    REDIRECT_URI,
    SECRET,
    STATE,
    TOKEN,
    Draft,
    accepted,
    answer,
    get,
    login_refused,
    login_stopped,
    not_recorded,
    numbered,
    post,
    preflight,
    refused,
    with_query,
)

OTHER = (
    accepted()
    .throughout(state="n-0S6_WzA2Mj", code="i1WsRn1uB1jdLgYkzKr0")
    .proving(OTHER_VERIFIER, OTHER_CHALLENGE)
)


def assembled(entries: Sequence[HttpExchange], *, given: bool = False) -> tuple[Exchange, ...]:
    return assemble(
        Capture("draft.har", "tests", numbered(tuple(entries)), given=given), ClientFacts()
    )


def links(*entries: HttpExchange) -> list[tuple[str | None, str | None, str | None]]:
    """Where the token request, its login and the code's delivery stand."""
    return [
        (
            None if one.token_request is None else one.token_request.where,
            None if one.authorization_request is None else one.authorization_request.where,
            None if one.authorization_response is None else one.authorization_response.where,
        )
        for one in assembled(entries)
    ]


def test_a_login_and_its_token_request() -> None:
    exchange = accepted().exchange()
    assert exchange.linked_by is LinkedBy.CODE
    assert exchange.token_response is not None
    assert [one.where for one in exchange.neighbours.authorization_requests] == ["entry 1"]
    assert [one.where for one in exchange.neighbours.authorization_responses] == [
        "entry 1, Location"
    ]
    assert [one.request.where for one in exchange.neighbours.attempts] == ["entry 3"]


@pytest.mark.parametrize(
    ("draft", "linked_by"),
    [
        pytest.param(accepted(), LinkedBy.CODE, id="code"),
        pytest.param(refused().with_(code=CODE[:10]), LinkedBy.CODE, id="a damaged code"),
        pytest.param(accepted().with_(code="other"), LinkedBy.STATE, id="state"),
        pytest.param(accepted().without_callback(), LinkedBy.PAIR, id="pair"),
        pytest.param(
            accepted().without_callback().with_(code_verifier=None),
            LinkedBy.REDIRECT_URI,
            id="redirect_uri",
        ),
        pytest.param(
            accepted().without_callback().with_(code_verifier=None, redirect_uri=None),
            LinkedBy.CLIENT_ID,
            id="client_id",
        ),
        pytest.param(
            accepted()
            .without_callback()
            .with_(code_verifier=None, redirect_uri=None, client_id=None)
            .with_basic(CLIENT_ID, SECRET),
            LinkedBy.CLIENT_ID,
            id="client_id in the Basic header",
        ),
        pytest.param(
            accepted()
            .without_callback()
            .with_(code_verifier=None, redirect_uri=None, client_id=None),
            LinkedBy.HOST,
            id="host",
        ),
        pytest.param(accepted().typed_in(), LinkedBy.GIVEN, id="given"),
        pytest.param(
            refused().with_(code="x", redirect_uri="y", client_id="z").typed_in(),
            LinkedBy.GIVEN,
            id="given with nothing in common",
        ),
        pytest.param(accepted().without_callback().typed_in(), LinkedBy.GIVEN, id="given in part"),
        pytest.param(accepted().without_login(), None, id="nothing"),
        pytest.param(
            accepted()
            .without_callback()
            .with_(code_verifier=None, redirect_uri=None, client_id=None)
            .posted_to("https://other.example/token"),
            None,
            id="nothing in common",
        ),
    ],
)
def test_what_links_them(draft: Draft, linked_by: LinkedBy | None) -> None:
    exchange = draft.exchange()
    assert exchange.linked_by is linked_by
    assert (exchange.authorization_request is None) == (linked_by is None)


def test_two_logins_keep_to_themselves() -> None:
    assert links(
        accepted().authorization(),
        OTHER.authorization(),
        accepted().redirection(),
        OTHER.redirection(),
        OTHER.redemption(),
        accepted().redemption(),
    ) == [
        ("entry 5", "entry 2", "entry 2, Location"),
        ("entry 6", "entry 1", "entry 1, Location"),
    ]


def test_the_code_decides_although_the_verifier_is_of_another_login() -> None:
    assert links(
        accepted().authorization(),
        OTHER.without_callback().authorization(),
        refused().with_(code_verifier=OTHER_VERIFIER).redemption(),
    ) == [("entry 3", "entry 1", "entry 1, Location")]


def test_the_pair_decides_where_no_redirection_was_captured() -> None:
    assert links(
        accepted().without_callback().authorization(),
        OTHER.without_callback().authorization(),
        accepted().redemption(),
    ) == [("entry 3", "entry 1", None)]


def test_the_latest_of_equal_logins_is_taken() -> None:
    assert links(
        accepted().without_callback().authorization(),
        OTHER.without_callback().authorization(),
        accepted().with_(code_verifier=None).redemption(),
    ) == [("entry 3", "entry 2", None)]


def test_a_retry_with_other_credentials_belongs_to_the_same_login() -> None:
    denied = refused("invalid_client", status=401)
    assert links(
        accepted().authorization(),
        denied.with_(client_id=None).with_basic(CLIENT_ID, SECRET).redemption(),
        accepted().with_(client_secret=SECRET).redemption(),
    ) == [
        ("entry 2", "entry 1", "entry 1, Location"),
        ("entry 3", "entry 1", "entry 1, Location"),
    ]


def federated(request: HttpExchange) -> tuple[HttpExchange, ...]:
    """A login at a server that lets a second server log the user in."""
    broker = "https://as.example/broker"
    upstream = (
        ("response_type", "code"),
        ("client_id", "as"),
        ("redirect_uri", broker),
        ("state", "up"),
    )
    back = with_query(REDIRECT_URI, (("code", CODE), ("state", STATE)))
    return (
        accepted().without_callback().authorization(),
        get(with_query("https://idp.example/authorize", upstream)),
        get(f"{broker}?code=upstream-code&state=up", status=302, location=back),
        accepted().redirection(),
        request,
    )


def test_a_federated_login() -> None:
    assert links(*federated(accepted().redemption())) == [
        ("entry 5", "entry 1", "entry 3, Location")
    ]


def test_a_federated_login_whose_token_request_has_another_code() -> None:
    assert links(*federated(refused().with_(code="another").redemption())) == [
        ("entry 5", "entry 1", "entry 3, Location")
    ]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(get(f"{REDIRECT_URI}#code={CODE}&state={STATE}"), id="fragment"),
        pytest.param(post(REDIRECT_URI, (("code", CODE), ("state", STATE))), id="form_post"),
        pytest.param(
            get("https://as.example/login", location=f"com.app:/cb?code={CODE}&state={STATE}"),
            id="an app's Location",
        ),
        pytest.param(
            get(f"{APP}/a.js", Referer=f"{REDIRECT_URI}?code={CODE}&state={STATE}"), id="Referer"
        ),
    ],
)
def test_wherever_the_code_was_delivered(entry: HttpExchange) -> None:
    exchange = accepted().without_callback().between(entry).exchange()
    assert exchange.linked_by is LinkedBy.CODE
    assert exchange.authorization_request is not None


def test_a_code_delivered_in_a_page_title() -> None:
    draft = accepted().without_callback()
    exchange = draft.seen_in_title(f"{REDIRECT_URI}?code={CODE}&state={STATE}").exchange()
    assert exchange.authorization_response is not None
    assert exchange.authorization_response.where == "page 1, title"
    assert exchange.linked_by is LinkedBy.CODE


def test_a_response_without_a_state_finds_its_request() -> None:
    draft = accepted().asking(state=None).delivering(state=None)
    assert draft.exchange().authorization_request is not None


def test_a_response_without_a_state_finds_its_request_by_the_redirect_uri() -> None:
    other = OTHER.throughout(redirect_uri=f"{APP}/other").without_callback().authorization()
    draft = accepted().without_callback().asking(state=None).before(other)
    exchange = draft.between(get(f"{REDIRECT_URI}?code={CODE}")).exchange()
    assert exchange.authorization_request is not None
    assert exchange.authorization_request.where == "entry 2"


def forged(draft: Draft) -> Exchange:
    """The code comes back with a state that no login of the capture has."""
    callback = get(f"{REDIRECT_URI}?code={CODE}&state=forged")
    return draft.without_callback().between(callback).exchange()


def test_a_state_of_no_login_belongs_to_none() -> None:
    exchange = forged(refused().with_(code_verifier=OTHER_VERIFIER))
    assert exchange.authorization_response is not None
    assert exchange.authorization_request is None


def test_a_state_of_no_login_is_overruled_by_the_pair() -> None:
    exchange = forged(accepted())
    assert exchange.authorization_request is not None
    assert exchange.linked_by is LinkedBy.CODE


def test_a_state_is_not_compared_with_a_redacted_one() -> None:
    exchange = forged(accepted().asking(state="[REDACTED]", code_challenge=None))
    assert exchange.authorization_request is not None


def test_a_code_is_not_compared_with_a_redacted_one() -> None:
    exchange = accepted().delivering(code="[REDACTED]").exchange()
    assert exchange.authorization_response is not None
    assert exchange.linked_by is LinkedBy.STATE


def test_a_response_to_no_login_of_the_capture_is_not_claimed() -> None:
    callback = get("https://other.example/cb?code=x&state=y")
    stray = accepted().with_(redirect_uri="https://other.example/cb2", code="z")
    exchange = stray.without_login().between(callback).exchange()
    assert exchange.authorization_response is None


def test_a_response_is_not_claimed_for_a_request_that_goes_elsewhere() -> None:
    callback = get("https://other.example/cb?code=unclaimed")
    there = accepted().with_(code="x", redirect_uri="https://other.example/cb")
    here = accepted().with_(code="y", redirect_uri=None)
    assert links(callback, there.redemption(), here.redemption()) == [
        ("entry 2", None, "entry 1"),
        ("entry 3", None, None),
    ]


def test_what_the_user_gives_belongs_together_whatever_it_says() -> None:
    draft = refused().with_(code="x", redirect_uri="https://y.example/", client_id="z")
    exchange = draft.posted_to("").typed_in().exchange()
    assert exchange.authorization_response is not None


def test_a_redacted_code_is_linked_by_what_is_left() -> None:
    draft = accepted().throughout(code="[REDACTED]")
    exchange = draft.exchange()
    assert exchange.authorization_request is not None
    assert exchange.authorization_response is not None


def test_a_redacted_login_is_linked_by_its_place() -> None:
    draft = accepted().throughout(code="[REDACTED]", state="[REDACTED]", client_id="[REDACTED]")
    exchange = draft.with_(code_verifier="[REDACTED]").exchange()
    assert exchange.authorization_request is not None


def test_a_body_that_was_not_recorded_is_linked_by_the_host() -> None:
    exchange = not_recorded(accepted()).exchange()
    assert exchange.authorization_request is not None


def test_a_login_whose_code_was_redeemed_is_not_claimed_for_another_code() -> None:
    stray = refused().with_(code="stray", code_verifier=OTHER_VERIFIER)
    assert links(accepted().authorization(), accepted().redemption(), stray.redemption()) == [
        ("entry 2", "entry 1", "entry 1, Location"),
        ("entry 3", None, None),
    ]


def test_a_login_whose_code_was_redeemed_is_claimed_by_its_verifier() -> None:
    again = refused().with_(code="stray")
    assert links(accepted().authorization(), accepted().redemption(), again.redemption()) == [
        ("entry 2", "entry 1", "entry 1, Location"),
        ("entry 3", "entry 1", None),
    ]


def test_a_token_request_before_any_login_has_none() -> None:
    assert links(accepted().redemption(), OTHER.authorization()) == [("entry 1", None, None)]


def test_a_preflight_belongs_to_the_request_it_asks_for() -> None:
    draft = accepted().between(preflight(f"{TOKEN}x", status=403), preflight(TOKEN))
    found = draft.exchange().preflight
    assert found is not None
    assert found.where == "entry 4"


def test_a_refused_preflight_is_an_exchange_whose_request_was_never_sent() -> None:
    (found,) = assembled(
        [
            accepted().authorization(),
            accepted().redirection(),
            preflight(TOKEN, status=405),
            preflight(TOKEN, status=405),
            preflight(f"{APP}/api/items", status=405),
            preflight(f"{TOKEN}/", Access_Control_Allow_Origin="*"),
        ]
    )
    assert found.token_request is None
    assert found.preflight is not None
    assert found.preflight.where == "entry 3"
    assert found.authorization_request is not None
    assert found.linked_by is LinkedBy.TIME


def test_a_refused_preflight_after_a_redirection_that_names_no_state() -> None:
    draft = accepted().asking(state=None).delivering(state=None).without_callback()
    callback = get(f"{REDIRECT_URI}?code={CODE}")
    (found,) = assembled([draft.authorization(), callback, preflight(TOKEN, status=405)])
    assert found.authorization_request is not None


def test_a_refused_preflight_after_a_redirection_of_no_login() -> None:
    other = accepted().throughout(state="other").without_callback()
    entries = [other.authorization(), accepted().redirection(), preflight(TOKEN, status=405)]
    (found,) = assembled(entries)
    assert found.authorization_request is None
    assert found.authorization_response is not None


@pytest.mark.parametrize("logins", [0, 1])
def test_a_refused_preflight_where_no_code_was_delivered(logins: int) -> None:
    login = [accepted().without_callback().authorization()] * logins
    (found,) = assembled([*login, preflight(TOKEN, status=405)])
    assert (found.authorization_request is None) == (logins == 0)
    assert found.authorization_response is None


@pytest.mark.parametrize(
    ("exchange", "status", "description"),
    [
        pytest.param(login_refused("invalid_scope", "No such scope"), 302, "No such scope", id="r"),
        pytest.param(login_stopped("<h1>Unknown client</h1>"), 400, "Unknown client", id="page"),
    ],
)
def test_a_login_that_was_refused(exchange: Exchange, status: int, description: str) -> None:
    assert exchange.token_request is None
    assert exchange.token_response is not None
    assert exchange.token_response.status == status
    assert exchange.token_response.description == description
    assert exchange.token_response.accepted is False
    assert exchange.authorization_request is not None


def error(name: str, **more: str) -> tuple[HttpExchange, HttpExchange]:
    pairs = (("error", name), *more.items())
    draft = replace(accepted(), answered=pairs)
    return draft.authorization(), draft.redirection()


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param((accepted().without_callback().authorization(), error("x")[1]), id="target"),
        pytest.param(
            (
                accepted().without_callback().authorization(),
                get(f"{APP}/elsewhere?error=x&state={STATE}"),
            ),
            id="state",
        ),
        pytest.param((error("x")[0],), id="the request's own answer"),
    ],
)
def test_how_a_refusal_finds_its_request(entries: tuple[HttpExchange, ...]) -> None:
    (found,) = assembled(entries)
    assert found.authorization_request is not None
    assert found.authorization_request.where == "entry 1"


def test_a_refusal_is_told_once() -> None:
    first, second = error("invalid_request", state=STATE)
    assert len(assembled([first, second, second])) == 1


@pytest.mark.parametrize(
    "name", ["login_required", "interaction_required", "consent_required", "access_denied"]
)
def test_a_login_that_the_user_must_finish_was_not_refused(name: str) -> None:
    silent = error(name, state=STATE)
    assert len(assembled([*silent, *OTHER.capture().exchanges])) == 1


def test_a_login_refused_at_first_and_made_again_is_not_told_twice() -> None:
    first = error("invalid_request", state=STATE)
    assert len(assembled([*first, *accepted().capture().exchanges])) == 1


def test_a_refused_login_and_another_that_was_made() -> None:
    assert len(assembled([*error("invalid_request", state=STATE), *OTHER.capture().exchanges])) == 2


def test_a_refusal_of_no_login_is_none() -> None:
    refusal = get(f"{REDIRECT_URI}?error=x&state={STATE}")
    (found,) = assembled([refusal, accepted().redemption()])
    assert found.token_request is not None


def test_what_the_user_knows_is_handed_on() -> None:
    exchange = accepted().known_as("public").registered_for(REDIRECT_URI).exchange()
    assert exchange.client == ClientFacts("public", (REDIRECT_URI,))


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        pytest.param(
            [get(APP)], "no authorization-code exchange in the only request: record", id="nothing"
        ),
        pytest.param(
            [get(f"{AUTHORIZE}?response_type=code&client_id=a"), get(APP)],
            "entry 1 starts a login, but no token request was found among the 2 requests",
            id="a login",
        ),
        pytest.param(
            [accepted().authorization(), accepted().redirection()],
            "a login delivers its code in entry 1, Location, but no token request was found among "
            "the 2 requests",
            id="a code",
        ),
    ],
)
def test_where_there_is_no_exchange(entries: list[HttpExchange], said: str) -> None:
    with pytest.raises(NoExchange, match=said):
        assembled(entries)


def test_a_refusal_page_of_a_request_without_an_answer() -> None:
    entry = replace(accepted().authorization(), response=answer(500))
    (found,) = assembled([entry])
    assert found.token_response is not None
    assert (found.token_response.error, found.token_response.description) == (None, None)
