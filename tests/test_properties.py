from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.http import HttpExchange, HttpResponse, TextBody
from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.catalogue import RULES
from pkcedoctor.checkup import check
from pkcedoctor.diagnosis import Diagnosis
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, s256
from pkcedoctor.rules._rule import Explains, SettledBy
from tests.builders import (
    CHALLENGE,
    CLIENT_ID,
    CODE,
    OTHER_VERIFIER,
    REDIRECT_URI,
    SECRET,
    STATE,
    VERIFIER,
    Draft,
    accepted,
    refused,
)
from tests.strategies import (
    UNRESERVED,
    VSCHAR,
    Login,
    code_verifiers,
    logins,
    sound_exchanges,
    unrelated_entries,
)


def told(diagnosis: Diagnosis) -> tuple[object, ...]:
    """A diagnosis without the places, which differ as soon as an entry is added."""
    cause = diagnosis.cause
    return (
        diagnosis.outcome,
        None if cause is None else (cause.rule.id, cause.certainty, cause.summary.template),
        tuple((one.rule.id, type(one.verdict)) for one in diagnosis.findings),
    )


# a sound exchange is never accused


@given(sound_exchanges())
def test_no_sound_exchange_is_blamed_by_its_bytes(draft: Draft) -> None:
    exchange = draft.exchange()
    for rule in RULES:
        if rule.settled_by is SettledBy.BYTES:
            assert not isinstance(rule.examine(exchange), Explains), rule.id


@given(sound_exchanges())
def test_no_sound_exchange_is_given_a_cause(draft: Draft) -> None:
    assert draft.diagnosis().cause is None


@given(st.lists(unrelated_entries(), max_size=3), st.lists(unrelated_entries(), max_size=3))
def test_unrelated_entries_accuse_no_one(
    before: list[HttpExchange], after: list[HttpExchange]
) -> None:
    found = check(accepted().before(*before).then(*after).capture())
    assert [one.cause for one in found.diagnoses] == [None]


NOISE = st.lists(unrelated_entries(), max_size=3)


@given(
    st.sampled_from(
        [
            accepted(),
            refused(),
            refused().with_(code_verifier=OTHER_VERIFIER),
            refused().with_(redirect_uri=None),
            refused("invalid_request").as_json(),
            refused().with_(code=CODE[:9]).without_callback(),
            refused("invalid_client", status=401).with_basic(CLIENT_ID, SECRET),
        ]
    ),
    NOISE,
    NOISE,
    NOISE,
)
def test_unrelated_entries_never_change_the_diagnosis(
    draft: Draft,
    before: list[HttpExchange],
    between: list[HttpExchange],
    after: list[HttpExchange],
) -> None:
    noisy = draft.before(*before).between(*between).then(*after)
    assert told(noisy.diagnosis()) == told(draft.diagnosis())


# each fault is called by its name


def _cut(draft: Draft, login: Login) -> Draft:
    cut = login.code[:-4]
    assume(not is_redacted(cut))
    return draft.with_(code=cut)


def _slash(draft: Draft, login: Login) -> Draft:
    return draft.with_(redirect_uri=f"{login.redirect_uri}/")


def _no_redirect_uri(draft: Draft, _: Login) -> Draft:
    return draft.with_(redirect_uri=None)


def _encoded_twice(draft: Draft, login: Login) -> Draft:
    return draft.with_(redirect_uri=quote(login.redirect_uri, safe=""))


def _another_client(draft: Draft, login: Login) -> Draft:
    return draft.with_(client_id=f"{login.client_id}2")


def _no_client(draft: Draft, _: Login) -> Draft:
    return draft.with_(client_id=None)


def _no_code(draft: Draft, _: Login) -> Draft:
    return draft.with_(code=None)


def _no_grant_type(draft: Draft, _: Login) -> Draft:
    return draft.with_(grant_type=None)


def _another_grant_type(draft: Draft, _: Login) -> Draft:
    return draft.with_(grant_type="authorization-code")


def _no_verifier(draft: Draft, _: Login) -> Draft:
    return draft.with_(code_verifier=None)


def _another_verifier(draft: Draft, _: Login) -> Draft:
    return draft.with_(code_verifier=OTHER_VERIFIER)


def _short_verifier(draft: Draft, login: Login) -> Draft:
    short = login.verifier[:42]
    assume(not is_redacted(short))
    return draft.proving(short, s256(short))


def _long_verifier(draft: Draft, login: Login) -> Draft:
    long = (login.verifier * 3)[:129]
    return draft.proving(long, s256(long))


def _line_feed(draft: Draft, login: Login) -> Draft:
    long = f"{login.verifier}\n"
    return draft.proving(long, s256(long))


def _padded_verifier(draft: Draft, login: Login) -> Draft:
    padded = f"{login.verifier[:43]}="
    return draft.proving(padded, s256(padded))


def _padded_challenge(draft: Draft, login: Login) -> Draft:
    return draft.asking(code_challenge=f"{s256(login.verifier)}=")


def _standard_base64(draft: Draft, login: Login) -> Draft:
    challenge = s256(login.verifier)
    standard = challenge.replace("-", "+").replace("_", "/")
    assume(challenge != standard)
    return draft.asking(code_challenge=f"{standard}=")


def _no_challenge(draft: Draft, _: Login) -> Draft:
    return draft.asking(code_challenge=None, code_challenge_method=None)


def _no_method(draft: Draft, _: Login) -> Draft:
    return draft.asking(code_challenge_method=None)


def _no_such_method(draft: Draft, _: Login) -> Draft:
    return draft.asking(code_challenge_method="s256")


def _not_hashed(draft: Draft, login: Login) -> Draft:
    return draft.asking(code_challenge=login.verifier)


def _json(draft: Draft, _: Login) -> Draft:
    return draft.as_json()


def _form_called_json(draft: Draft, _: Login) -> Draft:
    return draft.labelled("application/json")


def _query(draft: Draft, _: Login) -> Draft:
    return draft.in_query()


def _get(draft: Draft, _: Login) -> Draft:
    return draft.in_query().by("GET")


def _twice(draft: Draft, login: Login) -> Draft:
    return draft.repeating("code", login.code)


def _undefined(draft: Draft, _: Login) -> Draft:
    return draft.with_(code_verifier="undefined")


def _two_credentials(draft: Draft, login: Login) -> Draft:
    assume(":" not in login.client_id)
    return draft.with_basic(login.client_id, SECRET).with_(client_secret=SECRET)


GRANT, REQUEST, CLIENT, GRANT_TYPE = (
    "invalid_grant",
    "invalid_request",
    "invalid_client",
    "unsupported_grant_type",
)
FAULTS: Final[list[tuple[str, str, Callable[[Draft, Login], Draft]]]] = [
    ("code-mismatch", GRANT, _cut),
    ("redirect-uri-mismatch", GRANT, _slash),
    ("redirect-uri-missing", GRANT, _no_redirect_uri),
    ("double-encoding", GRANT, _encoded_twice),
    ("client-id-mismatch", GRANT, _another_client),
    ("client-id-missing", CLIENT, _no_client),
    ("code-missing", REQUEST, _no_code),
    ("grant-type-missing", REQUEST, _no_grant_type),
    ("grant-type-wrong", GRANT_TYPE, _another_grant_type),
    ("verifier-missing", GRANT, _no_verifier),
    ("challenge-mismatch", GRANT, _another_verifier),
    ("verifier-length", GRANT, _short_verifier),
    ("verifier-length", REQUEST, _long_verifier),
    ("verifier-charset", GRANT, _line_feed),
    ("verifier-padding", GRANT, _padded_verifier),
    ("challenge-padding", GRANT, _padded_challenge),
    ("challenge-not-base64url", GRANT, _standard_base64),
    ("challenge-missing", GRANT, _no_challenge),
    ("challenge-method-missing", GRANT, _no_method),
    ("challenge-method-invalid", GRANT, _no_such_method),
    ("challenge-method-mismatch", GRANT, _not_hashed),
    ("content-type-not-form", REQUEST, _json),
    ("body-content-type-mismatch", REQUEST, _form_called_json),
    ("parameters-in-query", REQUEST, _query),
    ("http-method-not-post", REQUEST, _get),
    ("duplicate-parameter", REQUEST, _twice),
    ("placeholder-value", GRANT, _undefined),
    ("client-authentication-duplicated", CLIENT, _two_credentials),
]


@pytest.mark.parametrize(
    ("cause", "error", "knob"), [pytest.param(*fault, id=fault[2].__name__) for fault in FAULTS]
)
@settings(max_examples=8)
@given(login=logins())
def test_a_fault_is_called_by_its_name(
    cause: str, error: str, knob: Callable[[Draft, Login], Draft], login: Login
) -> None:
    found = knob(login.in_(refused(error)), login).diagnosis()
    assert found.cause is not None
    assert found.cause.rule.id == cause
    assert found.cause.evidence


@given(code_verifiers(), code_verifiers())
def test_another_legal_verifier_is_always_blamed(first: str, second: str) -> None:
    assume(first != second)
    found = refused().proving(second, s256(first)).diagnosis()
    assert found.cause is not None
    assert found.cause.rule.id == "challenge-mismatch"


# any input is survived


TEXTS = st.text(max_size=60)
ASKED = [name for name, _ in accepted().asked or ()]
REDEEMED = [*(name for name, _ in accepted().redeemed), "client_secret", "client_assertion"]


@given(st.sampled_from([*ASKED, "request", "request_uri"]), TEXTS)
def test_any_text_in_the_authorization_request_is_survived(name: str, text: str) -> None:
    check(refused().asking(**{name: text}).capture())


@given(st.sampled_from(["code", "state", "error", "iss"]), TEXTS)
def test_any_text_in_the_authorization_response_is_survived(name: str, text: str) -> None:
    check(refused().delivering(**{name: text}).capture())


@given(st.sampled_from(REDEEMED), TEXTS)
def test_any_text_in_the_token_request_is_survived(name: str, text: str) -> None:
    check(refused().with_(**{name: text}).capture())


@given(st.text(VSCHAR + "\n\0ü€%", max_size=60))
def test_any_text_without_encoding_is_survived(text: str) -> None:
    body = f"grant_type=authorization_code&code={text}&code_verifier={text}&redirect_uri={text}"
    draft = refused().with_body(body)
    check(replace(draft, authorize_url=f"{draft.authorize_url}?code_challenge={text}").capture())


@given(st.binary(max_size=60), st.sampled_from([200, 302, 400, 401, 404, 500]))
def test_any_bytes_in_an_answer_are_survived(body: bytes, status: int) -> None:
    text = body.decode("utf-8", "surrogateescape")
    response = HttpResponse(status, (), TextBody(text), text)
    check(refused().answered_by(response).capture())


@given(TEXTS, TEXTS)
def test_any_words_of_a_refusal_are_survived(error: str, words: str) -> None:
    check(refused(error or "x", words).capture())


@given(TEXTS)
def test_any_header_is_survived(text: str) -> None:
    draft = refused().with_header("Authorization", text).labelled(text).from_page(text)
    check(draft.capture())


@given(TEXTS)
def test_any_url_is_survived(text: str) -> None:
    check(refused().posted_to(text).capture())
    check(replace(refused(), redirected_to=text).capture())


@given(TEXTS)
def test_any_body_is_survived(text: str) -> None:
    check(refused().with_body(text).then(accepted().redemption()).capture())


@given(TEXTS)
def test_any_registered_redirect_uri_is_survived(text: str) -> None:
    check(refused().capture(), client=refused().registered_for(text).client)


# fixed anchors


def test_the_pair_of_rfc_7636() -> None:
    assert EXAMPLE_VERIFIER == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert EXAMPLE_CHALLENGE == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert s256(EXAMPLE_VERIFIER) == EXAMPLE_CHALLENGE
    assert accepted().proving(EXAMPLE_VERIFIER, EXAMPLE_CHALLENGE).diagnosis().warnings == ()


def test_the_pair_of_the_builder() -> None:
    assert s256(VERIFIER) == CHALLENGE
    assert set(VERIFIER) <= set(UNRESERVED)
    assert len({CODE, STATE, REDIRECT_URI, CLIENT_ID}) == 4
