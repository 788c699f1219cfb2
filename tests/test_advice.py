"""What a lax login is warned of, and that a sound one is not."""

import secrets
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.advice import PRACTICES, Lapse
from pkcedoctor.catalogue import RULES
from pkcedoctor.checkup import check
from pkcedoctor.exchange.messages import Parameter
from pkcedoctor.pkce import EXAMPLE_VERIFIER, s256
from tests.builders import APP, CODE, REDIRECT_URI, Draft, accepted, get, not_recorded, refused

RECORDED: Final = Path(__file__).parent / "recorded"
EXAMPLES: Final = Path(__file__).parent.parent / "examples"
BASE64URL: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
VERIFIER: Final = "uK7xQ2mZ9tRb4VwYc6HsJpLnD8fGeA1oTiXkM3qSvBz"
ELSEWHERE: Final = "https://metrics.example/collect"


def sound() -> Draft:
    return accepted().proving(VERIFIER, s256(VERIFIER))


def lapses(draft: Draft) -> tuple[Lapse, ...]:
    """Return those of the draft's own exchange, the last one."""
    return check(draft.capture()).diagnoses[-1].lapses


def warned(draft: Draft) -> list[str]:
    return [lapse.practice.id for lapse in lapses(draft)]


def without_pkce() -> Draft:
    bare = sound().asking(code_challenge=None, code_challenge_method=None)
    return bare.with_(code_verifier=None)


def plain() -> Draft:
    return sound().proving(VERIFIER, VERIFIER, "plain")


def leaking(referer: str = f"{REDIRECT_URI}?code={CODE}&state=x", to: str = ELSEWHERE) -> Draft:
    return sound().then(get(to, started=0.5, Referer=referer))


def twice(**asking: str | None) -> Draft:
    """Two logins with one verifier."""
    other = (
        sound().asking(state="another-state", **asking).throughout(code="another-code-0123456789")
    )
    return sound().before(*other.capture().exchanges)


def hidden_twice() -> Draft:
    hidden = sound().asking(state="another-state", code_challenge="[REDACTED]")
    return sound().before(*hidden.with_(code_verifier="[REDACTED]").capture().exchanges)


def with_secret(draft: Draft) -> Draft:
    return draft.with_(client_secret="GOCSPX-n0tAreal5ecretQ8rTzw")


@pytest.mark.parametrize(
    ("draft", "practices"),
    [
        pytest.param(without_pkce(), ["no-pkce"], id="no PKCE"),
        pytest.param(not_recorded(without_pkce()), ["no-pkce"], id="no body recorded"),
        pytest.param(without_pkce().without_login(), ["no-pkce"], id="no login captured"),
        pytest.param(plain(), ["challenge-method-plain"], id="plain"),
        pytest.param(
            sound().proving(VERIFIER, VERIFIER, None), ["challenge-method-plain"], id="by default"
        ),
        pytest.param(sound().asking(state=None), ["state-missing"], id="no state"),
        pytest.param(sound().asking(state=""), ["state-missing"], id="an empty state"),
        pytest.param(
            with_secret(sound()).from_page(), ["client-secret-in-browser"], id="a secret in a page"
        ),
        pytest.param(
            sound().with_basic("app", "n0tAreal5ecret").from_page(),
            ["client-secret-in-browser"],
            id="a header in a page",
        ),
        pytest.param(twice(), ["verifier-reused"], id="two logins"),
        pytest.param(leaking(), ["code-in-referer"], id="a code in a Referer"),
        pytest.param(leaking().without_callback(), ["code-in-referer"], id="no callback"),
    ],
)
def test_warns(draft: Draft, practices: list[str]) -> None:
    found = lapses(draft)

    assert [lapse.practice.id for lapse in found] == practices
    assert all(lapse.summary.template for lapse in found)


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(sound(), id="sound"),
        pytest.param(sound().without_login().without_callback(), id="the token request alone"),
        pytest.param(not_recorded(sound()), id="no body recorded"),
        pytest.param(
            without_pkce().without_login().without_callback().with_(code=None), id="no code"
        ),
        pytest.param(hidden_twice(), id="a hidden login beside it"),
        pytest.param(sound().proving(VERIFIER * 3, s256(VERIFIER * 3)), id="a long one"),
        pytest.param(sound().from_page(), id="a page"),
        pytest.param(with_secret(sound()), id="a server with a secret"),
        pytest.param(sound().from_page().with_(client_secret="[REDACTED]"), id="a hidden secret"),
        pytest.param(sound().asking(state="[REDACTED]"), id="a hidden state"),
        pytest.param(sound().with_(code_verifier="[REDACTED]"), id="a hidden verifier"),
        pytest.param(sound().asking(code_challenge_method="[REDACTED]"), id="a hidden method"),
        pytest.param(sound().asking(code_challenge="[REDACTED]"), id="a hidden challenge"),
        pytest.param(leaking(to=f"{APP}/app.js"), id="a Referer of the same site"),
        pytest.param(leaking(f"{APP}/?page=1"), id="a Referer without a code"),
        pytest.param(leaking(f"{APP}/?code=SAVE20"), id="another code"),
        pytest.param(leaking(f"{REDIRECT_URI}?code=[REDACTED]"), id="a hidden code"),
        pytest.param(
            sound().asking(
                state=None, code_challenge=None, request_uri="urn:x:1", code_challenge_method=None
            ),
            id="a pushed request",
        ),
    ],
)
def test_does_not_warn(draft: Draft) -> None:
    assert warned(draft) == []


def test_a_refused_login_is_warned_of_what_is_not_its_cause() -> None:
    failing = refused("invalid_grant").asking(state=None).with_(redirect_uri=f"{REDIRECT_URI}/")
    (diagnosis,) = check(failing.capture()).diagnoses
    assert diagnosis.cause is not None
    assert diagnosis.cause.rule.id == "redirect-uri-mismatch"
    assert "state-missing" in {lapse.practice.id for lapse in diagnosis.lapses}


def test_what_a_cause_says_is_not_said_again() -> None:
    (diagnosis,) = check(sound().asking(code_challenge=None).capture()).diagnoses
    assert "challenge-missing" in diagnosis.told
    assert diagnosis.lapses == ()


def test_a_login_that_never_came_to_a_token_request() -> None:
    asked = without_pkce().asking(state=None)
    stopped = replace(asked, answered=(("error", "invalid_request"), ("error_description", "no")))
    capture = replace(stopped.capture(), exchanges=stopped.capture().exchanges[:2])
    (diagnosis,) = check(capture).diagnoses
    assert "state-missing" in {lapse.practice.id for lapse in diagnosis.lapses}


def test_one_login_asked_twice_is_no_reuse() -> None:
    capture = sound().capture()
    first, *others = capture.exchanges
    again = replace(capture, exchanges=(first, first, *others))
    assert check(again).diagnoses[-1].lapses == ()


def test_a_challenge_asked_for_with_two_states() -> None:
    abandoned = sound().asking(state="another-state").authorization()
    (lapse,) = lapses(sound().before(abandoned))
    assert lapse.practice.id == "verifier-reused"
    assert [shown.parameter for shown in lapse.evidence] == ["code_challenge"]


@pytest.mark.parametrize(
    ("verifier", "says"),
    [
        pytest.param(EXAMPLE_VERIFIER, "is the example of RFC 7636 appendix B", id="sample"),
        pytest.param("a" * 43, "is made of 1 characters", id="one"),
        pytest.param("01" * 32, "is made of 2 characters", id="two"),
        pytest.param("0123456789" * 5, "repeats itself after 10 characters", id="digits"),
        pytest.param(
            "correcthorsebatterystaple" * 2, "repeats itself after 25 characters", id="words"
        ),
        pytest.param(BASE64URL, "counts up or down", id="alphabet"),
        pytest.param(BASE64URL[::-1], "counts up or down", id="backwards"),
    ],
)
def test_a_weak_verifier(verifier: str, says: str) -> None:
    (lapse,) = lapses(sound().proving(verifier, s256(verifier)))

    assert lapse.practice.id == "verifier-weak"
    assert lapse.summary.template == "code_verifier can be guessed: it {}"
    assert lapse.summary.values == (says,)


def test_a_short_verifier_that_the_server_never_looks_at() -> None:
    """django-oauth-toolkit does not check the length, so that no cause tells of it."""
    path = RECORDED / "django-oauth-toolkit" / "verifier-length-42-public.har"
    (diagnosis,) = check(path).diagnoses
    assert diagnosis.told == frozenset()
    assert [lapse.summary.values for lapse in diagnosis.lapses] == [
        ("has 42 characters, fewer than 43",)
    ]


@given(st.integers(43, 128), st.sampled_from([BASE64URL, BASE64URL[:62], "0123456789abcdef"]))
def test_no_random_verifier_is_weak(length: int, alphabet: str) -> None:
    verifier = "".join(secrets.choice(alphabet) for _ in range(length))
    assert warned(sound().proving(verifier, s256(verifier))) == []


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.text(max_size=80))
def test_any_text_is_judged(verifier: str, referer: str) -> None:
    draft = leaking(f"https://x.example/?code={referer}").with_(code_verifier=verifier)
    assert set(warned(draft)) <= {*PRACTICES}


def test_ids_are_no_causes() -> None:
    causes = {rule.id for rule in RULES}
    assert not causes & {*PRACTICES}
    assert {cause for one in PRACTICES.values() for cause in one.causes} <= causes


Case = dict[str, Any]
TABLES: Final = tomllib.loads((RECORDED / "expected.toml").read_text(encoding="utf-8"))
CASES: Final[list[Case]] = [case for tables in TABLES.values() for case in tables.values()]
LAX: Final = ("sound-plain", "sound-without-pkce")


def recorded(wanted: Callable[[Case], bool]) -> list[str]:
    return [case["har"] for case in CASES if wanted(case)]


def is_sound(case: Case) -> bool:
    return case["fault"].startswith("sound") and not case["fault"].startswith(LAX)


@pytest.mark.parametrize("har", recorded(is_sound))
def test_no_sound_login_of_a_real_server_is_warned(har: str) -> None:
    for diagnosis in check(RECORDED / har).diagnoses:
        assert (diagnosis.warnings, diagnosis.lapses) == ((), ())


@pytest.mark.parametrize("har", recorded(lambda one: one["fault"].startswith(LAX)))
def test_every_lax_login_of_a_real_server_is_warned(har: str) -> None:
    (diagnosis,) = check(RECORDED / har).diagnoses
    assert diagnosis.lapses or diagnosis.told


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("*/accepted.har")), ids=lambda path: path.parent.name
)
def test_no_accepted_example_is_warned(path: Path) -> None:
    for diagnosis in check(path).diagnoses:
        assert (diagnosis.warnings, diagnosis.lapses) == ((), ())


def test_a_lapse_shows_no_value() -> None:
    draft = twice().then(*leaking().later)
    assert {"verifier-reused", "code-in-referer"} <= set(warned(draft))
    for lapse in lapses(draft):
        shown = [*lapse.summary.values, *(v for one in lapse.evidence for v in one.shows.values)]
        assert not [value for value in shown if isinstance(value, Parameter)]
        assert VERIFIER not in shown
