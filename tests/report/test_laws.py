"""What holds for every text that a capture may hold."""

import json
import unicodedata
from dataclasses import replace
from urllib.parse import quote

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pkcedoctor.diagnosis import Checkup, Diagnosis, Finding, Outcome
from pkcedoctor.exchange.messages import BasicCredentials, Parameters
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.report import Format, render
from pkcedoctor.report.json_v1 import schema_text
from pkcedoctor.rules._rule import Comparison, Evidence, Explains, Suspects, say
from tests.report.specimens import (
    EXPIRED,
    MISMATCH,
    accepted,
    asked,
    cause,
    checkup,
    delivered,
    diagnosis,
    failed_exchange,
    item,
    redeemed,
    refused,
)

WINDOW = 8
SCHEMA = Draft202012Validator(json.loads(schema_text()))

UNTIMED = settings(deadline=None)

ANY_TEXT = st.text(st.characters(), max_size=60)
ODD_TEXT = st.text(
    st.sampled_from("abcXYZ019+/=-_.~% \n\t\x1b\u202e\ud800é漢|`<&\\\"'@#[](){}"), max_size=60
)
TEXTS = ANY_TEXT | ODD_TEXT
SECRETS = st.lists(
    st.text(st.sampled_from("ABCXYZabcxyz01789+/=-_.~% &\n\\é"), min_size=WINDOW, max_size=90),
    min_size=6,
    max_size=6,
)


def quoting(*texts: str) -> tuple[Explains, Suspects]:
    """Verdicts that quote every text in every place where a verdict may quote."""
    quoted = say(" and ".join("{}" for _ in texts), *texts)
    first, second = texts[0], texts[-1]
    evidence = Evidence("entry 12, body", first, quoted)
    detail = (("value", first),)
    explains = Explains(quoted, (evidence,), Comparison("a", first, "b", second), quoted, detail)
    return explains, Suspects(quoted, (evidence,), "look there", detail=detail)


def telling(told: Diagnosis, *texts: str) -> Checkup:
    explains, suspects = quoting(*texts)
    findings = Finding(MISMATCH, explains), Finding(EXPIRED, suspects)
    return checkup(
        replace(
            told,
            cause=replace(cause(explains), detail=explains.detail, remedy=explains.summary),
            next_failures=findings,
            notes=(explains.summary,),
            findings=findings,
        ),
        replace(told, cause=None, remaining=findings, findings=findings),
        replace(told, outcome=Outcome.SUCCEEDED, cause=None, warnings=findings, findings=findings),
        notes=texts,
    )


def with_secrets(secrets: list[str]) -> Checkup:
    code, verifier, client_secret, token, basic, hint = secrets
    exchange = replace(
        failed_exchange(),
        authorization_request=asked(item("id_token_hint", hint)),
        authorization_response=delivered(code),
        token_request=replace(
            redeemed(item("client_secret", client_secret), url=f"https://as.example/?code={code}"),
            query=Parameters((item("code_verifier", verifier),)),
            authorization=item("Authorization", f"Basic {basic}"),
            basic=BasicCredentials(item("client_id", "app"), item("client_secret", basic)),
        ),
        token_response=replace(
            refused(f"no {code} and {quote(verifier, safe='')} here"),
            tokens=Parameters((item("access_token", token),)),
        ),
    )
    forms = [
        form
        for secret in secrets
        for form in (secret, quote(secret), quote(quote(secret, safe=""), safe=""), f"x={secret};")
    ]
    return telling(replace(diagnosis(), exchange=exchange), *forms, secrets[1])


def everything_said(told: Checkup) -> str:
    text = render(told) + render(told, Format.MARKDOWN)
    return text + json.dumps(json.loads(render(told, Format.JSON)), ensure_ascii=False)


INNOCENT = everything_said(with_secrets([f"{letter}Qj0" * 12 for letter in "UVWGHK"]))


@settings(UNTIMED, max_examples=50)
@given(SECRETS)
def test_no_part_of_a_secret_is_printed(secrets: list[str]) -> None:
    assume(not any(map(is_placeholder, secrets)))
    said = everything_said(with_secrets(secrets))

    windows = {
        secret[start : start + WINDOW]
        for secret in secrets
        for start in range(len(secret) - WINDOW + 1)
    }
    assert not [window for window in windows if window in said and window not in INNOCENT]


@UNTIMED
@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_printed_harmlessly(first: str, second: str, words: str) -> None:
    exchange = replace(
        failed_exchange(),
        token_response=replace(refused(words), error=first),
        network_failure=second,
    )
    told = replace(
        telling(replace(diagnosis(), exchange=exchange), first, second), source=words, reader=first
    )

    for text in (render(told), render(told, Format.MARKDOWN)):
        assert text.encode()
        assert not [
            character
            for character in text
            if character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs")
        ]
    SCHEMA.validate(json.loads(render(told, Format.JSON)))


@UNTIMED
@given(TEXTS)
def test_any_text_is_shown_as_it_is_on_demand(words: str) -> None:
    exchange = replace(failed_exchange(), token_response=replace(accepted(), description=words))
    told = checkup(replace(diagnosis(), exchange=exchange))
    shown = json.loads(render(told, Format.JSON, show_secrets=True))

    assert shown["exchanges"][0]["response"]["error_description"].encode() == words.encode(
        errors="backslashreplace"
    )
