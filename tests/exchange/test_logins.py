import base64
from dataclasses import replace

import pytest

from pkcedoctor.capture.http import Capture, HttpExchange
from pkcedoctor.exchange.logins import (
    Answered,
    Asked,
    find_authorization_requests,
    find_authorization_responses,
    text_of,
)
from tests.builders import (
    APP,
    AUTHORIZE,
    CODE,
    REDIRECT_URI,
    STATE,
    TOKEN,
    Draft,
    Pairs,
    accepted,
    answer,
    form,
    get,
    numbered,
    post,
    with_query,
)

ASKED: Pairs = accepted().asked or ()
QUERY = form(ASKED)
BACK = f"{REDIRECT_URI}?code={CODE}&state={STATE}"


def capture(*entries: HttpExchange, draft: Draft | None = None) -> Capture:
    visited = () if draft is None else draft.visited
    return Capture("draft.har", "tests", numbered(entries), visited=visited)


def requests(*entries: HttpExchange, draft: Draft | None = None) -> tuple[Asked, ...]:
    return find_authorization_requests(capture(*entries, draft=draft))


def responses(
    *entries: HttpExchange, draft: Draft | None = None, given: bool = False
) -> list[Answered]:
    found = replace(capture(*entries, draft=draft), given=given)
    asked = find_authorization_requests(found)
    return list(find_authorization_responses(found, asked, ()))


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        pytest.param(get(f"{AUTHORIZE}?{QUERY}"), "entry 1", id="in the URL"),
        pytest.param(post(AUTHORIZE, ASKED), "entry 1", id="in a form"),
        pytest.param(
            get(f"{APP}/login", status=302, location=f"{AUTHORIZE}?{QUERY}"),
            "entry 1, Location",
            id="in a redirect",
        ),
        pytest.param(
            get("https://as.example/login.css", Referer=f"{AUTHORIZE}?{QUERY}"),
            "entry 1, Referer",
            id="in a Referer",
        ),
    ],
)
def test_where_an_authorization_request_stands(entry: HttpExchange, where: str) -> None:
    (found,) = requests(entry)
    assert found.message.where == where
    assert text_of(found.message.state) == STATE


def test_an_authorization_request_in_a_page_title() -> None:
    (found,) = requests(draft=accepted().seen_in_title(f"{AUTHORIZE}?{QUERY}"))
    assert (found.index, found.message.where) == (-1, "page 1, title")


def test_a_request_that_is_repeated_is_one_request() -> None:
    page = get(f"{AUTHORIZE}?{QUERY}")
    (found,) = requests(page, post(AUTHORIZE, ASKED), get(f"https://as.example/login?{QUERY}"))
    assert (found.index, found.places) == (0, frozenset({0, 1, 2}))


def test_two_logins_are_two_requests() -> None:
    other = accepted().asking(state="other").authorization()
    assert len(requests(get(f"{AUTHORIZE}?{QUERY}"), other)) == 2


PUSHED = answer(201, '{"request_uri": "urn:x"}')


def test_the_parameters_of_a_pushed_request() -> None:
    (found,) = requests(
        post("https://as.example/par", ASKED, response=PUSHED),
        get(f"{AUTHORIZE}?client_id=a&request_uri=urn:x"),
    )
    assert found.message.where == "entry 2"
    assert text_of(found.message.redirect_uri) == REDIRECT_URI
    assert found.message.unresolved is None


def test_a_pushed_request_that_is_missing() -> None:
    first, second = requests(
        get(f"{AUTHORIZE}?client_id=a&request_uri=urn:x"),
        get(f"{AUTHORIZE}?client_id=a&request_uri=urn:y"),
    )
    assert first.message.unresolved == (
        "the pushed authorization request of entry 1: capture the client's request to the PAR "
        "endpoint as well"
    )
    assert second.message.unresolved is not None


def test_a_request_object_goes_before_the_query() -> None:
    claims = base64.urlsafe_b64encode(b'{"state": "inside"}').decode()
    url = f"{AUTHORIZE}?client_id=a&state=outside&request=e30.{claims}.s"
    (found,) = requests(get(url))
    assert text_of(found.message.state) == "inside"
    assert text_of(found.message.client_id) == "a"


def test_a_request_object_that_is_encrypted() -> None:
    (found,) = requests(get(f"{AUTHORIZE}?client_id=a&request=a.b.c.d.e"))
    assert found.message.unresolved is not None


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        pytest.param(get(BACK), "entry 2", id="in the query"),
        pytest.param(get(BACK.replace("?", "#")), "entry 2", id="in the fragment"),
        pytest.param(
            get(f"{REDIRECT_URI}#/login?code={CODE}&state={STATE}"),
            "entry 2",
            id="behind the route of a page",
        ),
        pytest.param(
            post(REDIRECT_URI, (("code", CODE), ("state", STATE))), "entry 2", id="in a form"
        ),
        pytest.param(
            get("https://as.example/consent", status=302, location=BACK),
            "entry 2, Location",
            id="in a redirect",
        ),
        pytest.param(
            get(
                "https://as.example/consent",
                status=302,
                location=f"com.app:/cb?code={CODE}&state={STATE}",
            ),
            "entry 2, Location",
            id="in a redirect to an app",
        ),
        pytest.param(get(f"{APP}/main.js", Referer=BACK), "entry 2, Referer", id="in a Referer"),
    ],
)
def test_where_a_code_is_delivered(entry: HttpExchange, where: str) -> None:
    (found,) = responses(get(f"{AUTHORIZE}?{QUERY}"), entry)
    assert found.message.where == where
    assert text_of(found.message.code) == CODE


def test_a_code_in_a_page_title() -> None:
    (found,) = responses(
        get(f"{AUTHORIZE}?{QUERY}"), draft=accepted().seen_in_title(APP).seen_in_title(BACK)
    )
    assert found.message.where == "page 2, title"


def test_a_code_delivered_once_is_found_once() -> None:
    found = responses(
        get(f"{AUTHORIZE}?{QUERY}", status=302, location=BACK),
        get(BACK),
        get(f"{APP}/main.js", Referer=BACK),
    )
    assert [(one.message.where, one.asked_at) for one in found] == [("entry 1, Location", 0)]


def test_the_time_of_a_redirect_is_when_it_was_complete() -> None:
    (found,) = responses(get(f"{AUTHORIZE}?{QUERY}", status=302, location=BACK))
    started = get(BACK).started
    assert started is not None
    assert found.message.started is not None
    assert (found.message.started - started).total_seconds() == pytest.approx(0.1)


def test_the_time_of_a_redirect_without_a_duration() -> None:
    entry = get(f"{AUTHORIZE}?{QUERY}", status=302, location=BACK)
    (found,) = responses(replace(entry, duration=None))
    assert found.message.started == entry.started


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(get("https://shop.example/de?code=SAVE10&state=new"), id="a voucher"),
        pytest.param(get(f"{APP}/search?code=de"), id="another page of the application"),
        pytest.param(get(REDIRECT_URI), id="nothing delivered"),
        pytest.param(get(f"{APP}/x", status=302, location="/login"), id="a redirect"),
        pytest.param(get(f"{REDIRECT_URI}#top"), id="a fragment of another kind"),
        pytest.param(
            post(TOKEN, accepted().redeemed), id="a code on its way to the token endpoint"
        ),
        pytest.param(
            post(REDIRECT_URI, f'{{"code": "{CODE}"}}', Content_Type="application/json"),
            id="a code as JSON",
        ),
        pytest.param(
            get(with_query(REDIRECT_URI, (*ASKED, ("code", "x")))), id="an authorization request"
        ),
    ],
)
def test_what_delivers_nothing(entry: HttpExchange) -> None:
    assert responses(get(f"{AUTHORIZE}?{QUERY}"), entry) == []


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(get(f"https://elsewhere.example/?code=x&state={STATE}"), id="by the state"),
        pytest.param(get(f"{REDIRECT_URI}/?code=x"), id="by the redirect_uri"),
    ],
)
def test_what_ties_a_code_to_a_login(entry: HttpExchange) -> None:
    (found,) = responses(get(f"{AUTHORIZE}?{QUERY}"), entry)
    assert text_of(found.message.code) == "x"


def test_what_the_user_gives_needs_no_tie() -> None:
    (found,) = responses(get("https://app.example/?code=x"), given=True)
    assert text_of(found.message.code) == "x"


def test_a_refusal_comes_back_as_a_redirect() -> None:
    (found,) = responses(
        get(
            f"{AUTHORIZE}?{QUERY}",
            status=302,
            location=f"{REDIRECT_URI}?error=invalid_scope&state={STATE}",
        )
    )
    assert found.message.refused
    assert found.asked_at == 0


@pytest.mark.parametrize(
    ("body", "error", "page"),
    [
        pytest.param("<html><h1>Invalid redirect_uri</h1>", None, "Invalid redirect_uri", id="a"),
        pytest.param('{"error": "invalid_client"}', "invalid_client", None, id="JSON"),
        pytest.param("", None, None, id="nothing"),
    ],
)
def test_a_refusal_may_be_a_page(body: str, error: str | None, page: str | None) -> None:
    entry = replace(get(f"{AUTHORIZE}?{QUERY}"), response=answer(400, body))
    (found,) = responses(entry)
    assert (found.message.status, found.message.page) == (400, page)
    assert text_of(found.message.parameters.first("error")) == error


def test_an_authorization_request_without_an_answer() -> None:
    assert responses(replace(get(f"{AUTHORIZE}?{QUERY}"), response=None)) == []
