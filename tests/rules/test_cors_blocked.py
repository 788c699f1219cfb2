import pytest

from pkcedoctor.capture.http import HttpExchange
from pkcedoctor.rules.cors_blocked import cors_blocked
from tests.builders import APP, TOKEN, Draft, accepted, login_refused, preflight, refused
from tests.rules.verdicts import Shown, blames, clears, suspects


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        pytest.param(
            preflight(TOKEN, status=405),
            "the preflight was answered with 405",
            id="OPTIONS not understood",
        ),
        pytest.param(
            preflight(TOKEN),
            "the preflight's answer has no Access-Control-Allow-Origin header",
            id="no origin allowed",
        ),
        pytest.param(
            preflight(TOKEN, Access_Control_Allow_Origin="https://other.example"),
            "the preflight's answer allows another origin",
            id="another origin allowed",
        ),
    ],
)
def test_blames_a_refused_preflight(question: HttpExchange, refusal: str) -> None:
    draft = accepted().from_page().unanswered("net::ERR_FAILED").between(question)
    blames(cors_blocked, draft, ("entry 3", None, refusal))


def test_blames_a_refused_preflight_whose_request_was_never_sent() -> None:
    draft = accepted().between(preflight(TOKEN, status=403))
    draft = draft.posted_to("https://as.example/userinfo").with_body("a=b")
    (found,) = draft.exchanges()
    blames(cors_blocked, found, ("entry 3", None, "the preflight was answered with 403"))


def test_blames_an_answer_that_the_browser_kept() -> None:
    blames(
        cors_blocked,
        accepted().from_page().failing("net::ERR_FAILED"),
        ("entry 3", "Origin", "is https://app.example, another than the endpoint's"),
        ("entry 3", None, "ended with net::ERR_FAILED"),
    )


ENDED = ("entry 3", None, "ended with net::ERR_FAILED")
CROSSED = "went to https://as.example, from a page of https://app.example"
FAILED = ("entry 2", None, "ended with net::ERR_FAILED")


@pytest.mark.parametrize(
    ("draft", "shown", "strength"),
    [
        pytest.param(
            refused().from_page().failing("net::ERR_FAILED"),
            (ENDED, ("entry 3, response", None, "has status 400")),
            2,
            id="the server refused as well",
        ),
        pytest.param(
            accepted().allowing(APP).from_page().failing("net::ERR_FAILED"),
            (ENDED, ("entry 3, response", None, "has status 200")),
            2,
            id="the origin is allowed",
        ),
        pytest.param(
            accepted().unanswered("net::ERR_FAILED"),
            (("entry 3", None, CROSSED), ENDED),
            3,
            id="the recording has no Origin header",
        ),
        pytest.param(
            accepted().without_callback().unanswered("net::ERR_FAILED"),
            (("entry 2", None, CROSSED), FAILED),
            3,
            id="the page is known by its redirect_uri",
        ),
        pytest.param(
            accepted().from_page().unanswered("NS_ERROR_NET_PARTIAL_TRANSFER"),
            (("entry 3", None, "ended with NS_ERROR_NET_PARTIAL_TRANSFER"),),
            1,
            id="some other failure",
        ),
        pytest.param(accepted().from_page().unanswered(), (), 1, id="no answer, no failure"),
        pytest.param(
            accepted().from_page().allowing("https://other.example"),
            (
                (
                    "entry 3, response",
                    "Access-Control-Allow-Origin",
                    "is not https://app.example",
                ),
            ),
            0,
            id="an answer for another origin",
        ),
    ],
)
def test_suspects(draft: Draft, shown: tuple[Shown, ...], strength: int) -> None:
    suspects(cors_blocked, draft, *shown, strength=strength)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(
            accepted(),
            "no page's script sent it: the request has no Origin header",
            id="a server-side client",
        ),
        pytest.param(
            accepted().unanswered("ECONNRESET"),
            "no page's script sent it: the request has no Origin header",
            id="a program's failure",
        ),
        pytest.param(
            accepted().throughout(redirect_uri="com.example.app:/cb").unanswered("net::ERR_FAILED"),
            "no page's script sent it: the request has no Origin header",
            id="a mobile app",
        ),
        pytest.param(
            accepted().without_login().unanswered("net::ERR_FAILED"),
            "no page's script sent it: the request has no Origin header",
            id="no login to know the page by",
        ),
        pytest.param(
            accepted().from_page("https://as.example:443").failing("net::ERR_FAILED"),
            "the page and the token endpoint have the same origin",
            id="same origin",
        ),
        pytest.param(
            accepted().from_page().allowing("*"),
            "the page was allowed to read the answer",
            id="any origin allowed",
        ),
        pytest.param(
            accepted().from_page().allowing(APP),
            "the page was allowed to read the answer",
            id="this origin allowed",
        ),
        pytest.param(
            refused().from_page().unanswered("net::ERR_NAME_NOT_RESOLVED"),
            "the request failed with net::ERR_NAME_NOT_RESOLVED, before any answer",
            id="no such host",
        ),
        pytest.param(
            accepted().from_page().unanswered("net::ERR_ABORTED"),
            "the request failed with net::ERR_ABORTED, before any answer",
            id="cancelled by the page",
        ),
        pytest.param(
            refused().from_page().allowing(APP).between(preflight(TOKEN, status=500)),
            "the page was allowed to read the answer",
            id="an answer in spite of the preflight",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(cors_blocked, draft, reason)


def test_clears_a_login_that_was_refused_before() -> None:
    clears(
        cors_blocked,
        login_refused("invalid_request"),
        "the capture shows no request that a browser blocked",
    )
