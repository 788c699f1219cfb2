from dataclasses import replace

import pytest

from pkcedoctor.diagnosis import Certainty, Diagnosis, Finding, Outcome
from pkcedoctor.exchange.messages import (
    AuthorizationResponse,
    LinkedBy,
    Parameters,
    Preflight,
    TokenResponse,
)
from pkcedoctor.report.account import (
    Account,
    certainty_in_words,
    give_account,
    how_to_find_out,
    in_words,
    plain,
    sum_up,
    what_it_found,
)
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.rules._rule import Message, say
from tests.report.specimens import (
    CHALLENGE,
    CODE,
    EXCLUDES,
    EXPIRED,
    EXPLAINS,
    MISMATCH,
    NOT_CAPTURED,
    REDIRECT,
    SUSPECTS,
    asked,
    cause,
    checkup,
    clean,
    delivered,
    diagnosis,
    failed_exchange,
    item,
    passed,
    redeemed,
    refused,
)

SECRECY = Secrecy(checkup())


def account(told: Diagnosis) -> Account:
    return give_account(told, Secrecy(checkup(told)))


def told_under(label: str, of: Account) -> list[str]:
    facts = (*of.facts, *of.advice)
    return [plain(line) for fact in facts if fact.label == label for line in fact.lines]


def tables(of: Account) -> dict[str, list[tuple[str, str]]]:
    return {
        table.title: [(plain(first), plain(second)) for first, second in table.rows]
        for table in of.tables
    }


@pytest.mark.parametrize(
    ("message", "words"),
    [
        pytest.param(say("nothing in {braces} quoted"), "nothing in {braces} quoted", id="bare"),
        pytest.param(Message("an {} in prose"), "an {} in prose", id="no values"),
        pytest.param(say("{} of {}", 1, "two"), "1 of two", id="values"),
        pytest.param(say("by name{}", ""), "by name", id="an empty name"),
        pytest.param(say("is {}", item("redirect_uri", "")), "is ", id="an empty parameter"),
        pytest.param(
            say("is {}", item("code", CODE)), "is ‹26 characters, begins Splx›", id="code"
        ),
        pytest.param(say("is {}", item("code", "x", hidden=True)), "is (redacted)", id="redacted"),
        pytest.param(Message("{} and {}", ("one",)), "one and ", id="too few values"),
        pytest.param(Message("{}", ("one", " two")), "one two", id="too many values"),
    ],
)
def test_in_words(message: Message, words: str) -> None:
    assert plain(in_words(message, SECRECY)) == words


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        (Certainty.PROVEN, "proven: the bytes of this capture show it"),
        (Certainty.LIKELY, "likely: it fits best of the few causes that remain"),
        (Certainty.POSSIBLE, "possible: a hint, not a proof"),
    ],
)
def test_certainty_in_words(certainty: Certainty, words: str) -> None:
    assert certainty_in_words(cause(certainty=certainty)) == words


def test_proven_by_words_alone() -> None:
    assert certainty_in_words(replace(cause(), in_words=True)) == "proven: the server says so"


def test_likely_by_words_alone() -> None:
    told = replace(cause(certainty=Certainty.LIKELY), in_words=True)

    assert certainty_in_words(told) == "likely: the server's words point at it"


def test_findings_in_words() -> None:
    verdicts = EXPLAINS, SUSPECTS, EXCLUDES, NOT_CAPTURED
    findings = [Finding(MISMATCH, verdict) for verdict in verdicts]

    assert [how_to_find_out(finding) for finding in findings] == [
        None,
        "look up the code lifetime",
        None,
        NOT_CAPTURED.needs,
    ]
    assert [what_it_found(finding) for finding in findings] == [
        EXPLAINS.summary,
        SUSPECTS.summary,
        EXCLUDES.reason,
        Message(NOT_CAPTURED.needs),
    ]


@pytest.mark.parametrize(
    ("told", "line"),
    [
        pytest.param(
            clean(),
            "no cause found: the exchange failed, and nothing in this capture explains why",
            id="failed",
        ),
        pytest.param(passed(), "ok: the server accepted this exchange", id="succeeded"),
        pytest.param(
            replace(clean(), outcome=Outcome.UNKNOWN),
            "no cause found: nothing is wrong as far as this capture tells, and it does not hold "
            "the answer",
            id="unknown",
        ),
    ],
)
def test_headline_without_a_cause(told: Diagnosis, line: str) -> None:
    shown = account(told)

    assert f"{shown.tag}: {plain(shown.headline)}" == line


@pytest.mark.parametrize(
    ("link", "line"),
    [
        (None, "entry 3: https://as.example/authorize?…"),
        (
            LinkedBy.CODE,
            "entry 3: https://as.example/authorize?… (linked by the authorization code)",
        ),
        (LinkedBy.GIVEN, "entry 3: https://as.example/authorize?… (you gave them together)"),
    ],
)
def test_asked(link: LinkedBy | None, line: str) -> None:
    told = replace(diagnosis(), exchange=replace(failed_exchange(), linked_by=link))

    assert told_under("asked", account(told)) == [line]


def test_asked_by_a_pushed_request() -> None:
    exchange = replace(failed_exchange(), authorization_request=replace(asked(), url=""))
    told = account(replace(diagnosis(), exchange=exchange))

    assert told_under("asked", told) == ["entry 3 (linked by the state)"]


def test_not_asked() -> None:
    exchange = replace(failed_exchange(), authorization_request=None)

    assert told_under("asked", account(replace(diagnosis(), exchange=exchange))) == []


def test_secret_urls_are_shown_on_demand() -> None:
    exchange = replace(failed_exchange(), token_request=redeemed(url=f"https://a/?code={CODE}"))
    told = replace(diagnosis(), exchange=exchange)

    assert told_under("redeemed", account(told)) == ["entry 12: POST https://a/?…"]
    assert told_under(
        "redeemed", give_account(told, Secrecy(checkup(told), show_secrets=True))
    ) == [f"entry 12: POST https://a/?code={CODE}"]


ANSWER = refused()


@pytest.mark.parametrize(
    ("response", "line"),
    [
        pytest.param(ANSWER, "400 invalid_grant: PKCE verification failed", id="usual"),
        pytest.param(replace(ANSWER, description=None), "400 invalid_grant", id="error alone"),
        pytest.param(
            replace(ANSWER, error=None, description="Not Found", page=True, status=404),
            "404, in a page: Not Found",
            id="page",
        ),
        pytest.param(
            replace(ANSWER, error=None, description=None, status=200, accepted=True),
            "200, with tokens",
            id="tokens",
        ),
        pytest.param(
            replace(ANSWER, error=None, description=None, body_missing="the body was not kept"),
            "400; the body was not kept",
            id="no body",
        ),
        pytest.param(
            replace(ANSWER, error=None, description=None, status=0), "no status", id="no status"
        ),
        pytest.param(
            replace(ANSWER, description="word " * 100),
            f"400 invalid_grant: {'word ' * 80}…",
            id="long",
        ),
        pytest.param(
            replace(ANSWER, description=f"bad code {CODE}"),
            "400 invalid_grant: bad code ‹26 characters, begins Splx›",
            id="quoting a secret",
        ),
    ],
)
def test_answered(response: TokenResponse, line: str) -> None:
    told = replace(diagnosis(), exchange=replace(failed_exchange(), token_response=response))

    assert told_under("answered", account(told)) == [line]


REFUSAL = AuthorizationResponse(
    "entry 4",
    "https://app.example/callback",
    None,
    Parameters((item("error", "invalid_request"), item("error_description", "bad challenge"))),
)


@pytest.mark.parametrize(
    ("response", "line"),
    [
        pytest.param(
            REFUSAL,
            "entry 4: the authorization endpoint refused, invalid_request: bad challenge",
            id="redirection",
        ),
        pytest.param(
            replace(REFUSAL, parameters=Parameters(), status=400, page="Bad redirect"),
            "entry 4: the authorization endpoint refused with 400, in a page: Bad redirect",
            id="page",
        ),
        pytest.param(
            replace(REFUSAL, parameters=Parameters(), status=400),
            "entry 4: the authorization endpoint refused with 400",
            id="bare",
        ),
        pytest.param(delivered(), "the answer is not in this capture", id="no refusal"),
        pytest.param(None, "the answer is not in this capture", id="nothing"),
    ],
)
def test_answered_by_the_authorization_endpoint(
    response: AuthorizationResponse | None, line: str
) -> None:
    exchange = replace(
        failed_exchange(), token_request=None, token_response=None, authorization_response=response
    )
    told = account(replace(diagnosis(), exchange=exchange))

    assert told_under("redeemed", told) == []
    assert told_under("answered", told) == [line]


def test_answered_by_nobody() -> None:
    silent = replace(failed_exchange(), token_response=None)
    failed = replace(silent, network_failure="net::ERR_FAILED")
    asked_first = replace(silent, preflight=Preflight("entry 11", 404, "no header allows it"))
    allowed = replace(silent, preflight=Preflight("entry 11", 204, None))

    assert [
        told_under("answered", account(replace(diagnosis(), exchange=exchange)))
        for exchange in (silent, failed, asked_first, allowed)
    ] == [
        ["the answer is not in this capture"],
        ["nothing: the request failed with net::ERR_FAILED"],
        ["nothing: the browser's preflight (entry 11) failed: no header allows it"],
        ["the answer is not in this capture"],
    ]


def test_advice() -> None:
    told = account(
        replace(
            diagnosis(),
            cause=cause(certainty=Certainty.LIKELY, confirm="ask the operator"),
            consequence_of="entry 5",
            next_failures=(Finding(EXPIRED, SUSPECTS),),
            notes=(say("the server blames {}", "redirect_uri"),),
        )
    )

    assert told_under("follows", told) == ["entry 5, an earlier attempt: look there first"]
    assert told_under("evidence", told) == [
        "code_challenge (entry 3, query) is E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "entry 12, body: the verifier is ‹43 characters, begins dBjf›",
    ]
    assert told_under("confirm", told) == ["ask the operator"]
    assert told_under("then fails", told) == ["code-expired: the code waited 11 minutes"]
    assert told_under("note", told) == ["the server blames redirect_uri"]
    assert told_under("more", told) == ["pkcedoctor explain challenge-mismatch"]


def test_warnings() -> None:
    told = account(passed())

    assert told_under("warning", told) == [
        "a strict server would have refused this exchange",
        f"challenge-mismatch: code_challenge is {CHALLENGE}, which is not S256 of code_verifier",
    ]
    assert told.tables == ()


def test_no_evidence_no_line() -> None:
    told = account(replace(diagnosis(), cause=replace(cause(), evidence=())))

    assert told_under("evidence", told) == []


def test_tables() -> None:
    told = replace(
        diagnosis(),
        cause=cause(certainty=Certainty.LIKELY),
        findings=(
            Finding(MISMATCH, EXPLAINS),
            Finding(REDIRECT, EXPLAINS),
            Finding(EXPIRED, replace(SUSPECTS, strength=1)),
            Finding(EXPIRED, SUSPECTS),
            Finding(REDIRECT, EXCLUDES),
            Finding(EXPIRED, NOT_CAPTURED),
            Finding(REDIRECT, NOT_CAPTURED),
        ),
    )

    assert tables(account(told)) == {
        "Also seen": [
            (
                "redirect-uri-mismatch",
                f"code_challenge is {CHALLENGE}, which is not S256 of code_verifier",
            ),
            ("code-expired", "the code waited 11 minutes; look up the code lifetime"),
        ],
        "Ruled out": [
            (
                "redirect-uri-mismatch",
                "redirect_uri is https://app.example/callback in both requests",
            )
        ],
        "Could not be told": [
            ("code-expired", "look up the code lifetime"),
            (
                "code-expired, redirect-uri-mismatch",
                "the authorization request is not in this capture: tick “Preserve log”",
            ),
        ],
    }


def test_what_remains_is_told_once() -> None:
    assert list(tables(account(clean()))) == ["What remains", "Ruled out"]


def test_sum_up() -> None:
    several = checkup(diagnosis(), passed(), replace(clean(), outcome=Outcome.UNKNOWN), passed())

    assert plain(sum_up(checkup(clean()), SECRECY)) == "request.har: 1 exchange, 1 failed"
    assert plain(sum_up(several, SECRECY)) == (
        "request.har: 4 exchanges, 1 failed, 2 succeeded, 1 without a known outcome; refused "
        "because of challenge-mismatch"
    )


def test_a_proven_cause_leaves_no_suspicion() -> None:
    suspicion = Finding(EXPIRED, replace(SUSPECTS, strength=2))
    told = replace(diagnosis(), findings=(Finding(MISMATCH, EXPLAINS), suspicion))

    assert tables(account(told)) == {
        "Could not be told": [("code-expired", "look up the code lifetime")]
    }
