"""Which server an exchange was made with, and when nothing is concluded."""

from dataclasses import replace

import pytest

from pkcedoctor.capture.http import Header
from pkcedoctor.servers.recognition import recognise
from tests.builders import Draft, accepted, refused


def at(authorize: str, token: str, draft: Draft | None = None) -> Draft:
    return replace(draft or refused(), authorize_url=authorize).posted_to(token)


KEYCLOAK = "https://sso.acme.example/auth/realms/main/protocol/openid-connect"


@pytest.mark.parametrize(
    ("draft", "server_id", "how", "certain"),
    [
        pytest.param(
            at(
                "https://login.mypurecloud.de/oauth/authorize",
                "https://login.mypurecloud.de/oauth/token",
            ),
            "genesys-cloud",
            "its host login.mypurecloud.de",
            True,
            id="exact host",
        ),
        pytest.param(
            at("https://acme.eu.auth0.com/authorize", "https://acme.eu.auth0.com/oauth/token"),
            "auth0",
            "its host acme.eu.auth0.com",
            True,
            id="host below a domain",
        ),
        pytest.param(
            at("https://accounts.google.com/o/oauth2/v2/auth", "https://proxy.example/token"),
            "google",
            "its host accounts.google.com",
            True,
            id="host of the authorization endpoint alone",
        ),
        pytest.param(
            at(f"{KEYCLOAK}/auth", f"{KEYCLOAK}/token"),
            "keycloak",
            "the form of its URLs",
            False,
            id="path below a prefix",
        ),
        pytest.param(
            refused("invalid_grant", "PKCE verification failed: Code mismatch"),
            "keycloak",
            "the wording of its answer",
            False,
            id="words that one server alone says",
        ),
    ],
)
def test_recognises(draft: Draft, server_id: str, how: str, *, certain: bool) -> None:
    found = recognise(draft.exchange())

    assert found is not None
    assert (found.server.id, found.how, found.certain) == (server_id, how, certain)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused("invalid_grant"), id="nothing telling"),
        pytest.param(accepted().unanswered(), id="no answer"),
        pytest.param(
            at("https://as.example/authorize", "https://as.example/oauth/token"),
            id="a path that half the world has",
        ),
        pytest.param(
            refused().answering(400, '{"error": "invalid_grant"}', Server="nginx"),
            id="a header that says nothing",
        ),
    ],
)
def test_does_not_guess(draft: Draft) -> None:
    assert recognise(draft.exchange()) is None


def test_the_longest_path_tells_most() -> None:
    base = "https://sso.example/application/o"
    found = recognise(at(f"{base}/authorize/", f"{base}/token/").exchange())

    assert found is not None
    assert found.server.id == "authentik"


def test_a_telling_header() -> None:
    draft = refused("invalid_grant")
    response = draft.redemption().response
    assert response is not None
    realm = Header("WWW-Authenticate", 'Bearer realm="Doorkeeper", error="invalid_grant"')
    found = recognise(draft.answered_by(replace(response, headers=(realm,))).exchange())

    assert found is not None
    assert (found.server.id, found.how) == ("doorkeeper", "its WWW-Authenticate header")


def test_a_telling_error_code() -> None:
    found = recognise(refused("invalid_code_challenge_method").exchange())

    assert found is not None
    assert (found.server.id, found.how) == (
        "doorkeeper",
        "its error code invalid_code_challenge_method",
    )


def test_telling_words_in_a_longer_answer() -> None:
    words = "PKCE verification failed: Code mismatch (see the log)"
    found = recognise(refused("invalid_grant", words).exchange())

    assert found is not None
    assert (found.server.id, found.how) == ("keycloak", "the wording of its answer")


def test_two_servers_with_the_same_paths_are_told_apart_by_the_answer() -> None:
    base = "https://git.example/login/oauth"
    draft = at(f"{base}/authorize", f"{base}/access_token")

    assert recognise(draft.exchange()) is None
    words = "failed PKCE code challenge"
    body = f'{{"error": "unauthorized_client", "error_description": "{words}"}}'
    found = recognise(draft.answering(400, body).exchange())
    assert found is not None
    assert found.server.id == "gitea"


def test_a_telling_member() -> None:
    body = '{"error": "invalid_grant", "error_hint": "look again"}'
    found = recognise(refused().answering(400, body).exchange())

    assert found is not None
    assert (found.server.id, found.how) == ("hydra", "the member error_hint of its answer")


def test_a_weak_trait_confirms_a_path() -> None:
    draft = at("https://idm.example/ui/oauth2", "https://idm.example/oauth2/token")
    found = recognise(draft.answering(400, '{"error": "invalid_origin"}').exchange())

    assert found is not None
    assert (found.server.id, found.how, found.certain) == (
        "kanidm",
        "the form of its URLs and of its answer",
        True,
    )
