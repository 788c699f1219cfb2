import pytest

from pkcedoctor.rules.content_type_not_form import content_type_not_form
from tests.builders import FORM, Draft, not_recorded, refused, server
from tests.rules.verdicts import blames, clears, not_captured, spoken

MULTIPART = (
    '--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nauthorization_code\r\n--x--'
)


@pytest.mark.parametrize(
    ("draft", "shows", "content_type"),
    [
        pytest.param(
            refused("invalid_request").as_json(),
            "is application/json",
            "application/json",
            id="JSON",
        ),
        pytest.param(
            refused().as_json().labelled("application/json; charset=utf-8"),
            "is application/json; charset=utf-8",
            "application/json",
            id="JSON with a charset",
        ),
        pytest.param(
            refused().with_body(MULTIPART).labelled("multipart/form-data; boundary=x"),
            "is multipart/form-data; boundary=x",
            "multipart/form-data",
            id="multipart",
        ),
        pytest.param(
            refused().labelled("text/plain;charset=UTF-8"),
            "is text/plain;charset=UTF-8",
            "text/plain",
            id="a string in fetch",
        ),
        pytest.param(
            refused().labelled(None).with_header("Accept", "*/*"),
            "has no Content-Type header; the body is a form",
            "",
            id="none",
        ),
        pytest.param(
            refused().labelled(""),
            "has no Content-Type header; the body is a form",
            "",
            id="an empty one",
        ),
    ],
)
def test_blames(draft: Draft, shows: str, content_type: str) -> None:
    verdict = blames(
        content_type_not_form,
        draft,
        ("entry 3, header", "Content-Type", shows),
        detail={"content_type": content_type},
    )
    assert verdict.supersedes == ()


def test_accounts_for_what_cannot_be_read() -> None:
    draft = refused("invalid_request").with_body("nothing to read").labelled("text/plain")
    verdict = blames(
        content_type_not_form,
        draft,
        ("entry 3, header", "Content-Type", "is text/plain"),
        detail={"content_type": "text/plain"},
    )
    assert (
        spoken(verdict.summary) == "the token request's body is sent as text/plain, not as a form"
    )
    assert "grant-type-missing" in verdict.supersedes


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param(refused(), f"the Content-Type is {FORM}", id="a form"),
        pytest.param(
            refused().labelled("Application/X-WWW-Form-URLEncoded;charset=UTF-8"),
            f"the Content-Type is {FORM}",
            id="a form in other letters",
        ),
        pytest.param(refused().by("GET"), "the request is no POST", id="a GET"),
        pytest.param(refused().with_body(""), "the request has no body", id="no body"),
        pytest.param(
            refused().labelled("application/json"),
            "the header and the body contradict each other, another cause",
            id="a form called JSON",
        ),
    ],
)
def test_clears(draft: Draft, reason: str) -> None:
    clears(content_type_not_form, draft, reason)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused().labelled(None).typed_in(), id="typed in without headers"),
        pytest.param(refused().labelled(None), id="a capture without headers"),
        pytest.param(not_recorded(refused()).labelled(None), id="nothing at all"),
    ],
)
def test_not_captured(draft: Draft) -> None:
    not_captured(content_type_not_form, draft, "the Content-Type of the token request")


@pytest.mark.parametrize(
    ("draft", "takes", "named"),
    [
        pytest.param(refused().as_json(), "json", "JSON", id="JSON"),
        pytest.param(
            refused().with_body(MULTIPART).labelled("multipart/form-data; boundary=x"),
            "multipart",
            "multipart form data",
            id="multipart",
        ),
    ],
)
def test_clears_what_the_server_takes(draft: Draft, takes: str, named: str) -> None:
    clears(content_type_not_form, draft, f"Acme takes {named}", at=server(takes=("form", takes)))
