import pytest

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Parameter,
    Parameters,
    TokenRequest,
)
from tests.builders import (
    CLIENT_ID,
    CODE,
    REDIRECT_URI,
    SECRET,
    STATE,
    VERIFIER,
    Draft,
    accepted,
    login_refused,
    login_stopped,
    not_recorded,
    refused,
)


def item(name: str, text: str, *, hidden: bool = False) -> Parameter:
    return Parameter(name, text, text, "entry 1, body", hidden)


def redeemed(**knobs: str | None) -> TokenRequest:
    request = accepted().with_(**knobs).exchange().token_request
    assert request is not None
    return request


def asked() -> AuthorizationRequest:
    request = accepted().exchange().authorization_request
    assert request is not None
    return request


def answered() -> AuthorizationResponse:
    response = accepted().exchange().authorization_response
    assert response is not None
    return response


def test_a_redacted_value_cannot_be_judged() -> None:
    with pytest.raises(Unseen, match="code is redacted"):
        assert item("code", "***", hidden=True).value


def test_a_value_sent_empty_counts_as_not_sent() -> None:
    found = Parameters((item("a", ""), item("a", "1"), item("a", "2"), item("b", "")))
    first = found.first("a")
    assert first is not None
    assert first.value == "1"
    assert found.first("b") is None
    assert [one.text for one in found.every("a")] == ["", "1", "2"]


def test_parameters_can_be_joined_and_counted() -> None:
    one, other = Parameters((item("a", "1"),)), Parameters((item("b", "2"),))
    assert [found.name for found in one + other] == ["a", "b"]
    assert one
    assert not Parameters()


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (item("code", "secret"), "<Parameter code: 6 characters, entry 1, body>"),
        (item("code", "***", hidden=True), "<Parameter code: redacted, entry 1, body>"),
        (redeemed(), "<TokenRequest entry 3: POST, a form>"),
        (answered(), "<AuthorizationResponse entry 1, Location>"),
    ],
)
def test_what_is_shown_of_a_message(shown: object, expected: str) -> None:
    assert repr(shown) == expected


def test_the_parameters_of_an_authorization_request() -> None:
    request = asked()
    found = (
        request.client_id,
        request.redirect_uri,
        request.state,
        request.code_challenge,
        request.code_challenge_method,
    )
    assert [one.value for one in found if one is not None] == [
        CLIENT_ID,
        REDIRECT_URI,
        STATE,
        dict(accepted().asked or ())["code_challenge"],
        "S256",
    ]


def test_a_pushed_request_that_was_not_captured_hides_what_it_does_not_repeat() -> None:
    draft = refused().asking(request_uri="urn:x", code_challenge=None)
    request = draft.exchange().authorization_request
    assert request is not None
    assert request.client_id is not None
    with pytest.raises(Unseen, match="pushed authorization request of entry 1"):
        assert request.code_challenge


def test_the_parameters_of_an_authorization_response() -> None:
    response = answered()
    assert response.code is not None
    assert response.code.value == CODE
    assert response.state is not None
    assert response.state.value == STATE
    assert not response.refused


def test_a_refusal_may_be_a_redirect_or_a_page() -> None:
    redirected = login_refused("invalid_request").authorization_response
    stopped = login_stopped("<h1>Unknown client</h1>").authorization_response
    assert redirected is not None
    assert redirected.refused
    assert stopped is not None
    assert stopped.refused
    assert (stopped.status, stopped.page) == (400, "Unknown client")


def test_the_parameters_of_a_token_request() -> None:
    request = redeemed(client_assertion="eyJ")
    found = (
        request.grant_type,
        request.code,
        request.redirect_uri,
        request.client_id,
        request.code_verifier,
        request.secret_in_body,
    )
    assert [one.value for one in found if one is not None] == [
        "authorization_code",
        CODE,
        REDIRECT_URI,
        CLIENT_ID,
        VERIFIER,
        "eyJ",
    ]


def test_what_is_in_the_body_goes_before_what_is_in_the_url() -> None:
    draft = accepted().posted_to("https://as.example/token?client_id=other")
    request = draft.exchange().token_request
    assert request is not None
    assert request.client_id is not None
    assert request.client_id.value == CLIENT_ID


def test_a_body_that_was_not_recorded_hides_what_the_url_does_not_say() -> None:
    request = not_recorded(accepted().in_query("code")).exchange().token_request
    assert request is not None
    assert request.code is not None
    with pytest.raises(Unseen, match="the tool records no bodies"):
        assert request.code_verifier


def test_credentials_in_the_header() -> None:
    draft = accepted().with_(client_id=None).with_basic(CLIENT_ID, SECRET)
    request = draft.exchange().token_request
    assert request is not None
    assert request.client_id is not None
    assert request.client_id.value == CLIENT_ID
    assert request.credential is not None
    assert request.credential.value == SECRET


def test_credentials_in_the_body() -> None:
    request = redeemed(client_secret=SECRET)
    assert request.credential is not None
    assert request.credential.where == "entry 3, body"


def test_a_header_without_a_secret_is_no_credential() -> None:
    request = accepted().with_basic(CLIENT_ID, "").exchange().token_request
    assert request is not None
    assert request.credential is None


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(accepted().exported_without_secrets(), "this export leaves it out", id="left"),
        pytest.param(
            accepted().with_header("Authorization", "Basic ***"),
            "Authorization is redacted",
            id="redacted",
        ),
    ],
)
def test_a_header_that_cannot_be_seen_may_hold_credentials(draft: Draft, needs: str) -> None:
    request = draft.with_(client_id=None).exchange().token_request
    assert request is not None
    with pytest.raises(Unseen, match=needs):
        assert request.credential
    with pytest.raises(Unseen, match=needs):
        assert request.client_id


def test_a_login_refused_at_once_has_no_token_request() -> None:
    assert login_refused("invalid_request").refused_before_token_request
    assert not refused().exchange().refused_before_token_request
