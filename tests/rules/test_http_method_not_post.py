from dataclasses import replace

from pkcedoctor.rules._rule import Explains
from pkcedoctor.rules.http_method_not_post import http_method_not_post
from tests.builders import TOKEN, accepted, answer, get, post, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


def test_blames_a_get() -> None:
    draft = refused("invalid_request").in_query().by("GET")
    verdict = blames(http_method_not_post, draft, ("entry 3", None, "is a GET request"))
    assert spoken(verdict.summary) == "the token request was sent with GET"


def test_blames_a_put() -> None:
    blames(http_method_not_post, refused().by("PUT"), ("entry 3", None, "is a PUT request"))


def test_blames_a_redirect_that_turned_the_post_into_a_get() -> None:
    draft = refused("invalid_request").by("GET").with_body("").posted_to(f"{TOKEN}/")
    before = accepted().redemption()
    moved = replace(before, response=answer(301, location=f"{TOKEN}/"))
    verdict = blames(
        http_method_not_post,
        draft.between(moved),
        ("entry 3", None, "was answered with a redirect"),
        ("entry 4", None, "followed it with GET"),
    )
    assert spoken(verdict.summary) == "a redirect turned the POST of entry 3 into a GET"
    assert verdict.remedy is not None
    assert spoken(verdict.remedy) == f"Post to {TOKEN}/ directly, without the redirect before it."


def test_accounts_for_everything_that_a_get_lacks() -> None:
    verdict = http_method_not_post.examine(refused().in_query().by("GET").exchange())
    assert isinstance(verdict, Explains)
    assert {"grant-type-missing", "code-missing", "verifier-missing"} <= set(verdict.supersedes)


def test_clears_a_post() -> None:
    clears(http_method_not_post, refused(), "the token request is a POST")


def test_clears_a_post_repeated_as_a_post() -> None:
    moved = post(TOKEN, accepted().redeemed, response=answer(307, location=f"{TOKEN}/"))
    draft = accepted().posted_to(f"{TOKEN}/").between(moved)
    clears(http_method_not_post, draft, "the token request is a POST")


def test_clears_whatever_else_is_fetched() -> None:
    draft = refused().between(get(f"{TOKEN}/help"))
    clears(http_method_not_post, draft, "the token request is a POST")


def test_not_captured() -> None:
    not_captured(
        http_method_not_post, refused().by(""), "the HTTP method of the token request (entry 3)"
    )
