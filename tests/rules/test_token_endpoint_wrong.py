from dataclasses import replace

import pytest

from pkcedoctor.rules.token_endpoint_wrong import token_endpoint_wrong
from pkcedoctor.servers.model import Endpoints, WrongEndpoint
from tests.builders import AUTHORIZE, Draft, accepted, refused, server
from tests.rules.verdicts import Shown, blames, clears, not_captured, spoken, suspects

PAGE = "<!doctype html><title>Log in</title>"
KEYCLOAK = "https://sso.example/realms/{}/protocol/openid-connect/{}"


def at(authorize: str, token: str) -> Draft:
    return replace(refused(), authorize_url=authorize, token_url=token)


def test_blames_a_url_that_is_known_to_be_no_token_endpoint() -> None:
    api = WrongEndpoint("api.{domain}", "", "is the API", "https://login.{domain}/oauth/token")
    verdict = blames(
        token_endpoint_wrong,
        refused().posted_to("https://api.mypurecloud.de/oauth/token"),
        ("entry 3", None, "went to https://api.mypurecloud.de/oauth/token"),
        at=server(endpoints=Endpoints(wrong=(api,))),
    )
    assert spoken(verdict.summary) == "api.mypurecloud.de is the API"
    assert verdict.remedy is not None
    assert spoken(verdict.remedy) == "Post to https://login.mypurecloud.de/oauth/token."


def test_blames_the_authorization_endpoint() -> None:
    blames(
        token_endpoint_wrong,
        refused().posted_to(f"{AUTHORIZE}/"),
        ("entry 1", None, "used it as the authorization endpoint"),
        ("entry 3", None, "sent the token request there"),
    )


@pytest.mark.parametrize(
    ("draft", "told", "status"),
    [
        pytest.param(
            refused().answering(404, PAGE, "text/html"), "the answer is 404", "404", id="404"
        ),
        pytest.param(refused().answering(405), "the answer is 405", "405", id="405"),
        pytest.param(
            refused().answering(410, '{"message": "gone"}'), "the answer is 410", "410", id="410"
        ),
        pytest.param(
            refused("not_found", status=404), "the answer is 404", "404", id="404 in the API's JSON"
        ),
        pytest.param(
            refused().answering(200, PAGE, "text/html"),
            "the answer is a web page with status 200",
            "200",
            id="a page of the application",
        ),
    ],
)
def test_blames_what_the_answer_tells(draft: Draft, told: str, status: str) -> None:
    blames(
        token_endpoint_wrong, draft, ("entry 3, response", None, told), detail={"status": status}
    )


def test_blames_a_redirect_to_a_login() -> None:
    blames(
        token_endpoint_wrong,
        refused().redirecting("https://as.example/login"),
        ("entry 3, response", None, "the answer is a redirect (302)"),
        detail={"status": "302"},
    )


def test_blames_another_realm() -> None:
    asked, went = KEYCLOAK.format("master", "auth"), KEYCLOAK.format("shop", "token")
    verdict = blames(
        token_endpoint_wrong,
        at(asked, went),
        ("entry 1", None, f"asked {asked}"),
        ("entry 3", None, f"went to {went}"),
        compares=(asked, went),
    )
    assert spoken(verdict.summary) == (
        "the code comes from realm master, the token request went to shop"
    )


@pytest.mark.parametrize(
    ("draft", "shown", "strength"),
    [
        pytest.param(
            accepted().unanswered("net::ERR_NAME_NOT_RESOLVED"),
            (("entry 3", None, "ended with NET::ERR_NAME_NOT_RESOLVED"),),
            2,
            id="no such host",
        ),
        pytest.param(
            accepted().unanswered("NS_ERROR_CONNECTION_REFUSED"),
            (("entry 3", None, "ended with NS_ERROR_CONNECTION_REFUSED"),),
            1,
            id="nothing listens",
        ),
        pytest.param(
            at("https://as.example/v1/oauth/authorize", "https://as.example/v2/oauth/token"),
            (
                ("entry 1", None, "asked https://as.example/v1/oauth/authorize"),
                ("entry 3", None, "went to https://as.example/v2/oauth/token"),
            ),
            2,
            id="another path segment",
        ),
        pytest.param(
            at("https://accounts.example/authorize", "https://api.example/token"),
            (("entry 3", None, "went to https://api.example/token"),),
            0,
            id="another host",
        ),
    ],
)
def test_suspects(draft: Draft, shown: tuple[Shown, ...], strength: int) -> None:
    suspects(token_endpoint_wrong, draft, *shown, strength=strength)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="the same host"),
        pytest.param(accepted().unanswered("net::ERR_FAILED"), id="a failure of another kind"),
        pytest.param(refused("invalid_client", status=404), id="an OAuth error with status 404"),
        pytest.param(
            refused("not_found", "Client not found", status=404), id="a 404 about the client"
        ),
        pytest.param(
            refused().answering(200, '{"error": "bad_verification_code"}'),
            id="an error with status 200",
        ),
        pytest.param(refused().answering(304), id="a 304 without Location"),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(token_endpoint_wrong, draft, "both requests went to https://as.example")


@pytest.mark.parametrize(
    ("draft", "needs"),
    [
        pytest.param(
            refused().posted_to(""), "the URL of the token request", id="a body without a URL"
        ),
        pytest.param(
            refused().without_login(),
            "the authorization request is not in this capture",
            id="alone",
        ),
    ],
)
def test_not_captured(draft: Draft, needs: str) -> None:
    not_captured(token_endpoint_wrong, draft, needs)
