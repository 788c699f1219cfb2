from dataclasses import replace

import pytest

from pkcedoctor.capture.http import Capture
from pkcedoctor.catalogue import RULES, rule_by_id
from pkcedoctor.checkup import check
from pkcedoctor.diagnosis import Certainty, Diagnosis, Finding, Meaning, Outcome, diagnose
from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.pkce import s256
from pkcedoctor.rules._rule import Excludes, Explains, NotCaptured, SettledBy, Suspects
from pkcedoctor.servers.model import OwnRule, Server, Source, Wording
from pkcedoctor.servers.recognition import Recognised
from tests.builders import (
    APP,
    CHALLENGE,
    CLIENT_ID,
    CODE,
    OTHER_CHALLENGE,
    OTHER_VERIFIER,
    REDIRECT_URI,
    SECRET,
    TOKEN,
    VERIFIER,
    Draft,
    accepted,
    login_refused,
    login_stopped,
    not_recorded,
    numbered,
    preflight,
    refused,
    server,
)
from tests.rules.verdicts import spoken

PROVEN, LIKELY, POSSIBLE = Certainty.PROVEN, Certainty.LIKELY, Certainty.POSSIBLE
SLASH = f"{REDIRECT_URI}/"


def names(
    exchange: Draft | Exchange, cause: str | None, certainty: Certainty = PROVEN
) -> Diagnosis:
    """The diagnosis names this cause, this surely; or none."""
    found = exchange.diagnosis() if isinstance(exchange, Draft) else diagnose(exchange)
    named = None if found.cause is None else (found.cause.rule.id, found.cause.certainty)
    assert named == (None if cause is None else (cause, certainty))
    return found


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [one.rule.id for one in findings]


# what became of it


@pytest.mark.parametrize(
    ("draft", "outcome"),
    [
        pytest.param(accepted(), Outcome.SUCCEEDED, id="tokens"),
        pytest.param(refused(), Outcome.FAILED, id="an error"),
        pytest.param(refused().answering(200, '{"error": "x"}'), Outcome.FAILED, id="200, error"),
        pytest.param(accepted().unanswered("net::ERR_FAILED"), Outcome.FAILED, id="no network"),
        pytest.param(accepted().unanswered(), Outcome.UNKNOWN, id="no answer"),
    ],
)
def test_the_outcome(draft: Draft, outcome: Outcome) -> None:
    assert draft.diagnosis().outcome is outcome


def test_a_login_refused_at_once_has_failed() -> None:
    assert diagnose(login_refused("invalid_request")).outcome is Outcome.FAILED


# an exchange that was accepted


def test_an_accepted_exchange_has_no_cause() -> None:
    found = names(accepted(), None)
    assert (found.next_failures, found.warnings, found.remaining, found.notes) == ((), (), (), ())
    assert ids(found.findings) == [rule.id for rule in RULES]


def test_what_a_strict_server_would_have_refused_is_a_warning() -> None:
    found = names(accepted().with_(redirect_uri=SLASH, code_verifier=None), None)
    assert ids(found.warnings) == ["redirect-uri-mismatch", "verifier-missing"]


# an exchange without a flaw that failed


def test_a_flawless_exchange_that_failed_has_no_cause_but_says_what_remains() -> None:
    found = names(refused(), None)
    assert {"code-reused", "redirect-uri-not-registered"} <= set(ids(found.remaining))
    assert all(
        isinstance(one.verdict, Suspects) or one.rule.settled_by is SettledBy.SERVER
        for one in found.remaining
    )


def test_what_the_capture_does_not_show_remains_as_well() -> None:
    found = names(refused().without_login(), None)
    assert "code-expired" in ids(found.remaining)


def test_words_outside_the_catalogue_name_no_cause() -> None:
    names(refused("invalid_grant", "The user account is disabled"), None)


# the earliest stage


@pytest.mark.parametrize(
    ("draft", "cause", "then"),
    [
        pytest.param(
            refused().with_(redirect_uri=SLASH, code_verifier=OTHER_VERIFIER),
            "redirect-uri-mismatch",
            ["challenge-mismatch"],
            id="redirect URI before PKCE",
        ),
        pytest.param(
            refused().with_(code=CODE[:12], redirect_uri=SLASH),
            "code-mismatch",
            ["redirect-uri-mismatch"],
            id="code before redirect URI",
        ),
        pytest.param(
            refused("invalid_request").with_(client_id=None, code=None),
            "client-id-missing",
            ["code-missing"],
            id="client before grant",
        ),
        pytest.param(
            refused("invalid_request").as_json().with_(client_id=None).as_json(),
            "content-type-not-form",
            ["client-id-missing"],
            id="body before client",
        ),
        pytest.param(
            refused().with_(code_verifier=OTHER_VERIFIER).answering(405),
            "token-endpoint-wrong",
            ["challenge-mismatch"],
            id="transport before all",
        ),
    ],
)
def test_a_server_stops_at_its_first_complaint(draft: Draft, cause: str, then: list[str]) -> None:
    assert ids(names(draft, cause).next_failures) == then


# the server's words


@pytest.mark.parametrize(
    ("draft", "cause"),
    [
        pytest.param(
            refused("invalid_grant", "PKCE verification failed"), "challenge-mismatch", id="PKCE"
        ),
        pytest.param(
            refused("invalid_grant", "redirect_uri does not match"),
            "redirect-uri-mismatch",
            id="redirect URI",
        ),
    ],
)
def test_the_words_decide_between_proven_causes(draft: Draft, cause: str) -> None:
    names(draft.with_(redirect_uri=SLASH, code_verifier=OTHER_VERIFIER), cause)


def test_words_that_mean_one_thing_go_before_what_the_bytes_show() -> None:
    draft = refused("invalid_grant", "The authorization code has expired")
    found = names(draft.with_(code_verifier=OTHER_VERIFIER).after(900), "code-expired")
    assert found.cause is not None
    assert found.cause.in_words
    assert spoken(found.cause.evidence[0].shows) == (
        "the server says: The authorization code has expired"
    )
    assert ids(found.next_failures) == ["challenge-mismatch"]


def test_a_list_of_reasons_proves_none_of_them() -> None:
    words = (
        "The provided authorization grant is invalid, expired, revoked, does not match the "
        "redirection URI used in the authorization request, or was issued to another client."
    )
    names(refused("invalid_grant", words), None)


@pytest.mark.parametrize(
    ("draft", "cause", "certainty"),
    [
        pytest.param(
            refused("invalid_grant", "Authorization code expired").after(900),
            "code-expired",
            PROVEN,
            id="words and bytes agree",
        ),
        pytest.param(
            refused("invalid_grant", "Code already used"), "code-reused", PROVEN, id="words alone"
        ),
        pytest.param(
            refused("invalid_request", "Code verifier is invalid").without_login(),
            "challenge-mismatch",
            LIKELY,
            id="words about what was not captured",
        ),
        pytest.param(
            refused("invalid_client", status=401),
            "client-authentication-missing",
            LIKELY,
            id="an error code alone",
        ),
        pytest.param(refused().after(700), "code-expired", LIKELY, id="a long time"),
        pytest.param(refused().after(90), "code-expired", POSSIBLE, id="some time"),
        pytest.param(
            refused("invalid_client", "Client secret is wrong").with_(code_verifier=None),
            "verifier-missing",
            LIKELY,
            id="bytes without the words",
        ),
    ],
)
def test_how_sure_it_is(draft: Draft, cause: str, certainty: Certainty) -> None:
    names(draft, cause, certainty)


def test_bytes_that_disprove_the_words_are_noted() -> None:
    words = "PKCE verification failed"
    (note,) = names(refused("invalid_grant", words), None).notes
    assert spoken(note) == (
        "the server's words point at challenge-mismatch, but code_challenge is S256 of "
        "code_verifier"
    )


def test_what_the_words_may_mean_besides_what_the_bytes_disprove_is_a_hint() -> None:
    found = names(
        refused("invalid_grant", "redirect_uri does not match"),
        "redirect-uri-not-registered",
        POSSIBLE,
    )
    (note,) = found.notes
    assert spoken(note) == (
        "the server's words point at redirect-uri-mismatch, but redirect_uri is byte-equal in "
        "both requests"
    )


def test_a_server_may_call_a_code_expired_at_once() -> None:
    found = names(refused("invalid_grant", "Code is expired"), "code-expired", LIKELY)
    (note,) = found.notes
    assert "the code was sent less than a second after it was issued" in spoken(note)


def test_a_code_called_expired_at_once_is_held_against_what_the_bytes_prove() -> None:
    draft = refused("invalid_grant", "Code is expired").with_(code=CODE[:12])
    names(draft, "code-mismatch", LIKELY)


def test_words_about_the_verifier_where_none_was_sent() -> None:
    draft = refused("invalid_grant", "code_verifier does not match").with_(code_verifier=None)
    names(draft.without_login(), "verifier-missing", LIKELY)


def test_two_credentials_go_before_words_about_one_of_them() -> None:
    draft = refused("invalid_client", "Client secret is wrong").with_basic(CLIENT_ID, SECRET)
    names(draft.with_(client_secret=SECRET), "client-authentication-duplicated", LIKELY)


def test_words_about_what_was_not_captured_are_no_disagreement() -> None:
    draft = refused("invalid_grant", "PKCE verification failed").without_login()
    assert names(draft.with_(code=None), "code-missing", LIKELY).notes == ()


def test_a_defect_of_an_error_that_does_not_fit_is_only_likely() -> None:
    names(refused("invalid_client", status=401).with_(redirect_uri=None), "redirect-uri-missing")
    names(
        refused("unsupported_grant_type").with_(code_verifier=OTHER_VERIFIER),
        "challenge-mismatch",
        LIKELY,
    )


def test_what_only_the_host_links_is_only_likely() -> None:
    draft = (
        refused()
        .without_callback()
        .with_(code_verifier=OTHER_VERIFIER, redirect_uri=None, client_id=None)
    )
    draft = draft.asking(redirect_uri=None, client_id="another").with_basic("third", SECRET)
    found = draft.diagnosis()
    assert found.cause is not None
    assert found.cause.certainty is LIKELY


# the specific over the general


@pytest.mark.parametrize(
    ("draft", "cause"),
    [
        pytest.param(
            refused().asking(code_challenge=f"{CHALLENGE}="), "challenge-padding", id="padding"
        ),
        pytest.param(
            refused().asking(code_challenge=CHALLENGE.replace("-", "+") + "="),
            "challenge-not-base64url",
            id="alphabet",
        ),
        pytest.param(
            refused().asking(code_challenge=VERIFIER), "challenge-method-mismatch", id="not hashed"
        ),
        pytest.param(
            refused().asking(code_challenge_method=None), "challenge-method-missing", id="no method"
        ),
        pytest.param(
            refused().asking(code_challenge_method="SHA256"),
            "challenge-method-invalid",
            id="no such method",
        ),
        pytest.param(
            refused().with_(code_verifier="undefined"), "placeholder-value", id="a placeholder"
        ),
        pytest.param(
            refused().with_(redirect_uri="https%3A%2F%2Fapp.example%2Fcb"),
            "double-encoding",
            id="encoded twice",
        ),
        pytest.param(
            refused().proving(f"{VERIFIER}=", s256(f"{VERIFIER}=")),
            "verifier-padding",
            id="verifier padded",
        ),
        pytest.param(
            refused().repeating("code", "another"), "duplicate-parameter", id="a code sent twice"
        ),
        pytest.param(
            refused("invalid_request").in_query().by("GET"), "http-method-not-post", id="a GET"
        ),
        pytest.param(
            refused("invalid_request").with_body("[object Object]"),
            "body-content-type-mismatch",
            id="nothing to read",
        ),
        pytest.param(
            refused("invalid_client").with_basic("another", SECRET),
            "client-id-mismatch",
            id="the credentials of another client",
        ),
    ],
)
def test_the_specific_goes_before_the_general(draft: Draft, cause: str) -> None:
    assert names(draft, cause).next_failures == ()


def test_a_verifier_of_another_login_goes_before_a_mere_mismatch() -> None:
    other = accepted().asking(code_challenge=OTHER_CHALLENGE, state="other").without_callback()
    draft = refused().between(other.authorization()).with_(code_verifier=OTHER_VERIFIER)
    assert names(draft, "verifier-from-another-request").next_failures == ()


# what an answer refutes


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused().as_json(), id="the body was read"),
        pytest.param(
            refused().with_basic(CLIENT_ID, SECRET).with_(client_secret=SECRET),
            id="the client was let in",
        ),
    ],
)
def test_a_server_that_judged_the_grant_came_past_what_is_before(draft: Draft) -> None:
    draft = draft.with_(code_verifier=OTHER_VERIFIER)
    draft = draft.as_json() if draft.body is not None else draft
    found = names(draft, "challenge-mismatch")
    assert len(found.warnings) == 1


def test_a_refuted_cause_is_a_hint_where_nothing_else_is_left() -> None:
    assert names(refused().as_json(), "content-type-not-form", POSSIBLE).warnings == ()


def test_a_refuted_cause_that_the_words_name_is_none() -> None:
    draft = refused("invalid_grant", "Unsupported content type application/json")
    names(draft.as_json(), "content-type-not-form")


def test_a_request_without_any_parameter_leaves_nothing_to_judge() -> None:
    draft = refused().labelled("text/plain").with_body("{")
    names(draft, "content-type-not-form", LIKELY)


# transport


@pytest.mark.parametrize(
    ("draft", "cause", "certainty"),
    [
        pytest.param(
            accepted().from_page().unanswered("net::ERR_FAILED").between(preflight(TOKEN)),
            "cors-blocked",
            PROVEN,
            id="a refused preflight",
        ),
        pytest.param(
            accepted().unanswered("net::ERR_FAILED"), "cors-blocked", LIKELY, id="a blocked answer"
        ),
        pytest.param(
            accepted().unanswered("net::ERR_NAME_NOT_RESOLVED"),
            "token-endpoint-wrong",
            LIKELY,
            id="no such host",
        ),
        pytest.param(
            accepted().unanswered("net::ERR_NAME_NOT_RESOLVED").with_(code_verifier=None),
            "token-endpoint-wrong",
            LIKELY,
            id="no such host, whatever else is wrong",
        ),
        pytest.param(
            accepted().from_page().unanswered("NS_ERROR_NET_PARTIAL_TRANSFER"),
            "cors-blocked",
            POSSIBLE,
            id="some other failure",
        ),
    ],
)
def test_what_never_arrived_was_never_judged(
    draft: Draft, cause: str, certainty: Certainty
) -> None:
    names(draft, cause, certainty)


def test_a_cancelled_request_is_not_accused() -> None:
    names(accepted().from_page().unanswered("net::ERR_ABORTED"), None)


def test_a_failure_of_the_network_that_says_nothing_leaves_the_bytes() -> None:
    draft = accepted().unanswered("net::ERR_ABORTED")
    names(draft.with_(code_verifier=None), "verifier-missing")


def test_a_request_without_an_answer_shows_what_is_wrong_with_it() -> None:
    names(accepted().unanswered().with_(code_verifier=None), "verifier-missing")
    names(accepted().unanswered(), None)


def test_a_token_request_that_the_browser_never_sent() -> None:
    entries = (
        accepted().authorization(),
        accepted().redirection(),
        preflight(TOKEN, status=404, origin=APP),
    )
    (found,) = check(Capture("draft.har", "tests", numbered(entries))).diagnoses
    assert found.cause is not None
    assert found.cause.rule.id == "cors-blocked"


# the login itself


@pytest.mark.parametrize(
    ("exchange", "cause", "certainty"),
    [
        pytest.param(
            login_refused("invalid_request", "code challenge required", code_challenge=None),
            "challenge-missing",
            LIKELY,
            id="no challenge",
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge_method="s256"),
            "challenge-method-invalid",
            PROVEN,
            id="no such method",
        ),
        pytest.param(
            login_refused("invalid_request", code_challenge=f"{CHALLENGE}="),
            "challenge-padding",
            PROVEN,
            id="a padded challenge",
        ),
        pytest.param(
            login_stopped("<h1>Invalid redirect_uri</h1>"),
            "redirect-uri-not-registered",
            LIKELY,
            id="a page about the redirect URI",
        ),
        pytest.param(login_refused("invalid_scope", "No such scope"), None, PROVEN, id="a scope"),
    ],
)
def test_a_login_that_was_refused(
    exchange: Exchange, cause: str | None, certainty: Certainty
) -> None:
    names(exchange, cause, certainty)


# what follows from an earlier attempt


def test_a_code_used_up_by_a_failed_attempt_is_its_consequence() -> None:
    first = refused().with_(code_verifier=None).after(0).redemption()
    found = names(refused("invalid_grant", "Code already used").between(first), "code-reused")
    assert found.consequence_of == "entry 3"


def test_a_code_redeemed_before_is_no_consequence_of_a_failure() -> None:
    found = names(refused().between(accepted().after(0).redemption()), "code-reused")
    assert found.consequence_of is None


def test_a_retry_with_other_credentials_is_no_reuse() -> None:
    first = refused("invalid_client", status=401).with_basic(CLIENT_ID, "wrong").after(0)
    names(
        refused().with_(code_verifier=OTHER_VERIFIER).between(first.redemption()),
        "challenge-mismatch",
    )


# what is known of the server

SOURCE = Source("https://acme.example/docs", "2026-11-20")
HEARSAY = replace(SOURCE, verified=False)


def at(acme: Server, draft: Draft) -> Diagnosis:
    return diagnose(draft.exchange(), Recognised(acme, "its host", certain=True))


def cause_at(acme: Server, draft: Draft) -> tuple[str, Certainty] | None:
    cause = at(acme, draft).cause
    return None if cause is None else (cause.rule.id, cause.certainty)


def test_the_server_is_told_and_what_its_answer_means() -> None:
    wording = Wording(("code-expired",), SOURCE, words="Too late", meaning="it keeps a code 30 s")
    silent = Wording(("code-expired",), SOURCE, words="Too late")
    draft = refused("invalid_grant", "Too late").after(5)
    found = at(server(wordings=(wording, silent)), draft)
    assert found.server is not None
    assert found.server.server.name == "Acme"
    assert found.meanings == (Meaning("it keeps a code 30 s", SOURCE.text),)
    assert found.cause is not None
    assert found.cause.rule.id == "code-expired"


def test_no_one_is_told_where_the_server_is_unknown() -> None:
    assert refused().diagnosis().server is None


@pytest.mark.parametrize("of", ["allows", "ignores"])
def test_what_the_server_excuses_is_no_defect(of: str) -> None:
    own = OwnRule("redirect-uri-mismatch", "compares no trailing slash", SOURCE)
    draft = refused().with_(redirect_uri=SLASH)
    found = at(server(**{of: (own,)}), draft)
    assert found.cause is None
    verdict = next(one.verdict for one in found.findings if one.rule.id == own.cause)
    assert isinstance(verdict, Excludes)
    assert spoken(verdict.reason) == ("Acme has a rule of its own: compares no trailing slash")


def test_an_excuse_may_hold_for_some_findings_only() -> None:
    own = OwnRule(
        "redirect-uri-mismatch", "compares no port", SOURCE, detail=(("difference", "^the port$"),)
    )
    acme = server(allows=(own,))
    other_port = (
        refused()
        .throughout(redirect_uri="http://localhost:1/")
        .with_(redirect_uri="http://localhost:2/")
    )
    assert cause_at(acme, other_port) is None
    assert cause_at(acme, refused().with_(redirect_uri=SLASH)) == ("redirect-uri-mismatch", PROVEN)


def test_the_order_of_its_checks_decides_between_proven_causes() -> None:
    draft = refused().with_(redirect_uri=SLASH, code_verifier=OTHER_VERIFIER)
    own = server(order=("client", "pkce", "grant", "redirect"))
    assert cause_at(own, draft) == ("challenge-mismatch", PROVEN)
    assert cause_at(server(), draft) == ("redirect-uri-mismatch", PROVEN)


def test_what_nobody_has_verified_is_a_hint() -> None:
    wording = Wording(("code-expired",), HEARSAY, words="No luck")
    draft = refused("invalid_grant", "No luck")
    assert cause_at(server(wordings=(wording,)), draft.after(5)) == ("code-expired", POSSIBLE)
    assert cause_at(server(wordings=(wording,)), draft.after(0)) is None


def test_a_status_may_be_all_that_the_server_says() -> None:
    wording = Wording(("code-reused",), SOURCE, status=418)
    found = at(server(wordings=(wording,)), refused().answering(418))
    assert found.cause is not None
    assert (found.cause.rule.id, found.cause.in_words) == ("code-reused", False)


# what makes it whole


def test_a_cause_can_be_printed_whole() -> None:
    cause = names(refused().with_(redirect_uri=SLASH), "redirect-uri-mismatch").cause
    assert cause is not None
    assert not cause.in_words
    assert spoken(cause.summary) == (
        "redirect_uri differs between the two requests in a trailing slash"
    )
    assert spoken(cause.remedy) == rule_by_id("redirect-uri-mismatch").remedy
    assert [one.where for one in cause.evidence] == ["entry 1, query", "entry 3, body"]
    assert cause.comparison is not None
    assert cause.confirm is None
    assert cause.detail == (("difference", "a trailing slash"),)


def test_a_suspicion_says_how_to_confirm_it() -> None:
    cause = names(refused().after(700), "code-expired", LIKELY).cause
    assert cause is not None
    assert cause.comparison is None
    assert cause.confirm is not None


def test_what_the_words_name_says_what_the_capture_lacks() -> None:
    words = "PKCE verification failed: code_verifier does not match"
    cause = names(
        refused("invalid_grant", words).without_login(), "challenge-mismatch", LIKELY
    ).cause
    assert cause is not None
    assert cause.confirm is not None
    assert "authorization request is not in this capture" in cause.confirm


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="whole"),
        pytest.param(refused().without_login(), id="without the login"),
        pytest.param(not_recorded(refused()), id="without the body"),
    ],
)
def test_every_rule_is_heard(draft: Draft) -> None:
    found = draft.diagnosis()
    assert ids(found.findings) == [rule.id for rule in RULES]
    assert all(
        isinstance(one.verdict, Explains | Suspects | Excludes | NotCaptured)
        for one in found.findings
    )


def test_a_checkup_has_a_blamed_exchange_or_none() -> None:
    assert check(refused().with_(code=None).capture()).blamed
    assert not check(accepted().capture()).blamed


def test_two_exchanges_are_two_diagnoses() -> None:
    again = replace(accepted().redemption(), started=None)
    found = check(refused("invalid_client").with_basic(CLIENT_ID, "wrong").then(again).capture())
    assert [one.outcome for one in found.diagnoses] == [Outcome.FAILED, Outcome.SUCCEEDED]


def test_too_many_requests_says_nothing_of_this_one() -> None:
    found = refused("invalid_client", "Bad Request", status=429).as_json().diagnosis()

    assert found.cause is not None
    assert found.cause.certainty is Certainty.LIKELY
    assert refused("invalid_client", status=429).diagnosis().cause is None
