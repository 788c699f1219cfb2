from pkcedoctor.capture.http import HttpExchange
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER
from pkcedoctor.rules.verifier_from_another_request import verifier_from_another_request
from tests.builders import CHALLENGE, OTHER_CHALLENGE, OTHER_VERIFIER, accepted, refused
from tests.rules.verdicts import blames, clears, not_captured, spoken


def other_login(challenge: str, method: str = "S256") -> HttpExchange:
    return (
        accepted()
        .asking(code_challenge=challenge, code_challenge_method=method, state="n-0S6_WzA2Mj")
        .without_callback()
        .authorization()
    )


def test_blames_a_verifier_that_a_second_login_overwrote() -> None:
    verdict = blames(
        verifier_from_another_request,
        refused().between(other_login(OTHER_CHALLENGE)).with_(code_verifier=OTHER_VERIFIER),
        ("entry 1, query", "code_challenge", f"is {CHALLENGE}, of the code's login"),
        ("entry 3, query", "code_challenge", f"is {OTHER_CHALLENGE}, which the verifier fits"),
        ("entry 4, body", "code_verifier", f"hashes to {OTHER_CHALLENGE}"),
        compares=(CHALLENGE, OTHER_CHALLENGE),
    )
    assert spoken(verdict.summary) == (
        "code_verifier belongs to the login of entry 3, the code to that of entry 1"
    )
    assert "challenge-mismatch" in verdict.supersedes


def test_blames_a_verifier_of_a_plain_login() -> None:
    blames(
        verifier_from_another_request,
        refused().before(other_login(OTHER_VERIFIER, "plain")).with_(code_verifier=OTHER_VERIFIER),
        ("entry 2, query", "code_challenge", f"is {CHALLENGE}, of the code's login"),
        ("entry 1, query", "code_challenge", f"is {OTHER_VERIFIER}, which the verifier fits"),
        ("entry 4, body", "code_verifier", f"hashes to {OTHER_CHALLENGE}"),
        compares=(CHALLENGE, OTHER_CHALLENGE),
    )


def test_clears_the_right_verifier() -> None:
    clears(
        verifier_from_another_request,
        refused().between(other_login(OTHER_CHALLENGE)),
        "code_verifier belongs to the code_challenge of entry 1",
    )


def test_clears_the_right_verifier_whose_method_is_not_sent() -> None:
    clears(
        verifier_from_another_request,
        refused().between(other_login(OTHER_CHALLENGE)).asking(code_challenge_method=None),
        "code_verifier belongs to the code_challenge of entry 1",
    )


def test_clears_a_verifier_of_no_login() -> None:
    others = other_login("[REDACTED]"), other_login(EXAMPLE_CHALLENGE)
    clears(
        verifier_from_another_request,
        refused().before(*others).with_(code_verifier=OTHER_VERIFIER),
        "no other authorization request of this capture fits code_verifier",
    )


def test_clears_a_login_without_a_challenge() -> None:
    clears(
        verifier_from_another_request,
        refused().asking(code_challenge=None).with_(code_verifier=EXAMPLE_VERIFIER),
        "code_challenge and code_verifier were not both sent",
    )


def test_not_captured() -> None:
    not_captured(
        verifier_from_another_request,
        refused().without_login(),
        "the authorization request is not in this capture",
    )
    not_captured(
        verifier_from_another_request,
        refused().with_(code_verifier="[REDACTED]"),
        "code_verifier is redacted",
    )
