import pytest

from pkcedoctor.rules.body_content_type_mismatch import body_content_type_mismatch
from tests.builders import FORM, Draft, not_recorded, refused
from tests.rules.verdicts import blames, clears, not_captured

MULTIPART = (
    '--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\nauthorization_code\r\n--x--'
)


@pytest.mark.parametrize(
    ("draft", "declared", "actual"),
    [
        pytest.param(refused().as_json().labelled(FORM), FORM, "is JSON", id="JSON as a form"),
        pytest.param(
            refused().labelled("application/json"),
            "application/json",
            "is a form",
            id="form as JSON",
        ),
        pytest.param(
            refused().labelled("application/vnd.api+json"),
            "application/vnd.api+json",
            "is a form",
            id="form as some JSON",
        ),
        pytest.param(
            refused().with_body(MULTIPART),
            FORM,
            "is multipart form data",
            id="multipart as a form",
        ),
        pytest.param(
            refused().labelled("multipart/form-data; boundary=x"),
            "multipart/form-data",
            "is a form",
            id="form as multipart",
        ),
        pytest.param(
            refused().with_body("[object Object]"),
            FORM,
            "is text that is no form",
            id="an object that became a word",
        ),
        pytest.param(
            refused().with_body('"grant_type=authorization_code&code=abc"'),
            FORM,
            "is JSON",
            id="a form in quotation marks",
        ),
    ],
)
def test_blames(draft: Draft, declared: str, actual: str) -> None:
    verdict = blames(
        body_content_type_mismatch,
        draft,
        ("entry 3, header", "Content-Type", f"is {declared}"),
        ("entry 3, body", None, actual),
    )
    assert "grant-type-missing" in verdict.supersedes


def test_blames_multipart_without_a_boundary() -> None:
    blames(
        body_content_type_mismatch,
        refused().with_body(MULTIPART).labelled("multipart/form-data"),
        ("entry 3, header", "Content-Type", "has no boundary"),
    )


@pytest.mark.parametrize(
    ("draft", "actual"),
    [
        pytest.param(refused(), "a form", id="a form"),
        pytest.param(refused().as_json(), "JSON", id="JSON"),
        pytest.param(
            refused().with_body(MULTIPART).labelled("multipart/form-data; boundary=x"),
            "multipart form data",
            id="multipart",
        ),
        pytest.param(refused().with_body(""), "empty", id="no body"),
        pytest.param(refused().labelled(None), "a form", id="no header"),
        pytest.param(refused().labelled("text/plain"), "a form", id="a form as text"),
    ],
)
def test_clears(draft: Draft, actual: str) -> None:
    clears(body_content_type_mismatch, draft, f"the body is {actual}, as its Content-Type allows")


def test_not_captured() -> None:
    not_captured(
        body_content_type_mismatch,
        not_recorded(refused()),
        "the body of the token request (entry 3): the tool records no bodies",
    )
