"""Whatever a capture holds: its diagnosis stays, its secrets go, and any HAR reader opens it."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Final
from urllib.parse import quote, quote_plus

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.http import NoBody, UnrecordedBody
from pkcedoctor.pkce import s256
from pkcedoctor.redact import NotRedacted, redact
from pkcedoctor.redact.proof import judged
from tests.builders import CODE, STATE, VERIFIER, Draft, accepted, get, post, preflight, refused
from tests.derivation.compositions import STATE as HASHED_STATE
from tests.derivation.compositions import any_composition
from tests.redact.captures import drafted
from tests.redact.har12 import HAR_1_2
from tests.redact.spelled import left_in
from tests.strategies import code_verifiers, sound_exchanges, unrelated_entries

FEW: Final = settings(max_examples=25)
VALIDATOR: Final = jsonschema.Draft202012Validator(HAR_1_2)
SECRET: Final = "Tr0ub4dor-x7Kq99Zt2LmN"


def survives(har: bytes, *secrets: str) -> bytes:
    """Redact, and hold the laws."""
    redacted = redact(har).har
    assert judged(redacted).verdicts == judged(har).verdicts
    assert left_in(redacted, secrets) == []
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(redacted))] == []
    return redacted


DEFECTS: Final = {
    "another code": refused().with_(code=f"{CODE}#_=_"),
    "a short code": refused().with_(code=CODE[:-3]),
    "code in upper case": refused().with_(code=CODE.upper()),
    "another verifier": refused().with_(code_verifier=VERIFIER[::-1]),
    "no verifier": refused().with_(code_verifier=None),
    "no challenge": refused().asking(code_challenge=None, code_challenge_method=None),
    "plain": refused().proving(VERIFIER, VERIFIER, None),
    "a newline": refused().proving(f"{VERIFIER}\n", s256(VERIFIER)),
    "padding": refused().asking(code_challenge=s256(VERIFIER) + "="),
    "a slash": refused().with_(redirect_uri="https://app.example/callback/"),
    "another host": refused().with_(redirect_uri="https://www.app.example/callback"),
    "twice encoded": refused().with_(redirect_uri="https%3A%2F%2Fapp.example%2Fcallback"),
    "another client": refused("invalid_client").with_(client_id="another"),
    "a placeholder": refused().with_(code="undefined"),
    "repeated": refused("invalid_request").repeating("code", CODE),
    "JSON": refused("invalid_request").as_json(),
    "the query": refused("invalid_request").in_query(),
    "basic": refused("invalid_client").with_basic("client", "s3cret-of-client"),
    "late": refused().after(900),
    "tokens": accepted(),
    "no answer": refused().unanswered(),
    "a failure": refused().unanswered("net::ERR_CONNECTION_REFUSED"),
    "status 0": refused().unanswered("status 0"),
    "GET": refused("invalid_request").by("GET").in_query(),
    "no body": refused("invalid_request").with_body(NoBody()),
    "a form without a body": refused().labelled("text/plain").with_body(NoBody()),
    "a lost body": refused().with_body(UnrecordedBody("the tool records no bodies")),
    "no login": refused().without_login(),
    "no callback": refused().without_callback(),
    "a page": refused().answering(404, "<html>Not found, Alice</html>", "text/html"),
    "words": refused("invalid_grant", f"Code {CODE} was not issued to {VERIFIER}"),
    "CORS": refused().from_page().allowing("https://other.example"),
    "a preflight": refused().between(preflight("https://as.example/token", status=405)),
    "a redirect": refused().redirecting("https://as.example/token/"),
    "cookies": refused().with_header("Cookie", f"sid={SECRET}").with_header("X-Api-Key", SECRET),
    "a title": refused().seen_in_title("https://app.example/callback?code=x"),
    "a later try": refused().then(
        post("https://as.example/token", (("grant_type", "authorization_code"), ("code", CODE)))
    ),
    "unrelated": refused().before(get(f"https://alice.example/{SECRET}?password={SECRET}")),
}


@pytest.mark.parametrize("draft", DEFECTS.values(), ids=DEFECTS)
def test_a_defect_stays_the_same_defect(draft: Draft) -> None:
    har = drafted(draft)
    redacted = survives(har, CODE, VERIFIER, STATE, SECRET, "s3cret-of-client")
    assert judged(redacted) == judged(har)
    survives(redacted)


@FEW
@given(sound_exchanges(), st.lists(unrelated_entries(), max_size=2))
def test_a_sound_exchange_stays_sound(draft: Draft, entries: list[Any]) -> None:
    survives(drafted(draft.then(*entries)))


@FEW
@given(code_verifiers(), st.integers(0, 1 << 30))
def test_a_wrong_formula_stays_that_formula(verifier: str, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same composition for the same example
    try:
        challenge = any_composition(random)(verifier)
    except (ValueError, UnicodeError):
        return
    if not challenge:
        return
    draft = refused(description="PKCE verification failed").throughout(state=HASHED_STATE)
    har = drafted(draft.proving(verifier, challenge))
    try:
        survives(har, verifier)
    except NotRedacted:
        # A formula that the symbols of a digest decide may need another digest than those tried.
        return


SPELLED: Final[dict[str, Callable[[str], str]]] = {
    "as it is": str,
    "percent-encoded": lambda text: quote(text, safe=""),
    "percent-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "escaped throughout": lambda text: "".join(f"%{ord(each):02x}" for each in text),
    "in capitals": str.upper,
    "quoted": lambda text: f'"{text}"',
    "with a tail": lambda text: f"{text}#_=_",
    "in base64": lambda text: b64encode(text.encode()).decode(),
    "in a URL": lambda text: f"https://u:{text}@h.example/p?x={text}",
}


def planted(place: int, spelling: str) -> bytes:
    """Put a secret into one string of a capture, and beside the name of another."""
    har = json.loads(drafted(refused(description="Bad code").with_(client_secret=SECRET)))
    har["log"] |= {"pages": [{"id": "p1", "title": "t", "startedDateTime": "x"}], "comment": "c"}
    har["log"]["entries"][0] |= {"pageref": "p1", "connection": "1", "serverIPAddress": "::1"}
    har["log"]["entries"][2]["request"]["cookies"] = [{"name": "sid", "value": "v"}]
    strings = list(strings_of(har))
    holder, key = strings[place % len(strings)]
    written = SPELLED[spelling](SECRET)
    holder[key] += written
    if isinstance(holder, dict):
        holder["_x"] = {written: [written]}
    return json.dumps(har).encode()


def strings_of(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        if isinstance(inner, str):
            yield value, key
        elif isinstance(inner, dict | list):
            yield from strings_of(inner)


@pytest.mark.parametrize("spelling", SPELLED)
@pytest.mark.parametrize("place", range(0, 80, 3))
def test_a_secret_planted_anywhere_goes(place: int, spelling: str) -> None:
    survives(planted(place, spelling), SECRET)


HOSTILE: Final = (
    'p&ss=w%rd+1"<x>/\u00e9',
    "correct horse battery",
    "\u043f\u0430\u0440\u043e\u043b\u044c-\u0441\u0435\u043a\u0440\u0435\u04429",
    "O'Brien{{x}}7f3k2",
    "%41%42secretQ9",
    "12345678901",
    "-._~-._~-._~",
    "back\\slash\\u0041Zq9",
    "REDACTED-but-not9Kx",
    "hunter2!",
    "alice.smith@corp.example",
    "\ud800\udc00\ud83d-lone9x",
    "line\nbreak\r\nq8w7",
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["client_secret", "code", "code_verifier", "password", "state"])
def test_a_hostile_value_survives_nowhere(value: str, name: str) -> None:
    draft = refused().with_(**{name: value})
    har = drafted(replace(draft, redeemed=tuple(draft.redeemed)))
    secrets = () if name == "state" or "lone" in value else (value, quote_plus(value))
    survives(har, *secrets)
