import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from pkcedoctor.diagnosis import Checkup, Finding
from pkcedoctor.exchange.messages import AuthorizationResponse, Parameters
from pkcedoctor.report import Format, render
from pkcedoctor.report.json_v1 import schema_text
from pkcedoctor.report.version import installed_version
from tests.report.specimens import (
    CODE,
    MISMATCH,
    SUSPECTS,
    VERIFIER,
    cause,
    checkup,
    clean,
    diagnosis,
    failed_exchange,
    item,
    passed,
    refused,
)

SCHEMA = Draft202012Validator(json.loads(schema_text()))
MESSAGE = (
    "code_challenge is E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, which is not S256 of "
    "code_verifier"
)
EVIDENCE = [
    {
        "where": "entry 3, query",
        "parameter": "code_challenge",
        "shows": "is E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    },
    {
        "where": "entry 12, body",
        "parameter": None,
        "shows": "the verifier is ‹43 characters, begins dBjf›",
    },
]


def report(told: Checkup, *, show_secrets: bool = False) -> Any:
    text = render(told, Format.JSON, show_secrets=show_secrets)
    parsed = json.loads(text)
    SCHEMA.validate(parsed)
    assert text.isascii()
    return parsed


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)


def test_proven() -> None:
    assert report(checkup(notes=("cut off",))) == {
        "schema": "pkcedoctor/report/v1",
        "version": installed_version(),
        "source": "request.har",
        "reader": "HAR written by Firefox 153",
        "contains_secrets": False,
        "notes": ["cut off"],
        "exchanges": [
            {
                "outcome": "failed",
                "server": None,
                "linked_by": "the state",
                "authorization_request": {
                    "where": "entry 3",
                    "url": "https://as.example/authorize?response_type=…&code_challenge=…",
                    "started": "2026-08-22T10:30:00+00:00",
                },
                "token_request": {
                    "where": "entry 12",
                    "method": "POST",
                    "url": "https://as.example/token",
                    "started": "2026-08-22T10:30:00+00:00",
                },
                "response": {
                    "status": 400,
                    "error": "invalid_grant",
                    "error_description": "PKCE verification failed",
                },
                "verdict": {
                    "cause": "challenge-mismatch",
                    "certainty": "proven",
                    "summary": MESSAGE,
                    "remedy": "Keep the verifier until its code is redeemed.",
                    "references": ["https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6"],
                    "detail": {
                        "derivation": "base64url(SHA-256(code_verifier))",
                        "verifier": "‹43 characters, begins dBjf›",
                    },
                    "confirm": None,
                    "comparison": {
                        "first": {
                            "label": "code_challenge",
                            "value": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                        },
                        "second": {
                            "label": "S256 of code_verifier",
                            "value": "E9Melhoa2OwvFrEMTJguXHaoeK1t8URWbuGJSstw-cM",
                        },
                    },
                },
                "consequence_of": None,
                "will_fail_next": [],
                "warnings": [],
                "remaining": [],
                "notes": [],
                "findings": [
                    {
                        "rule": "redirect-uri-mismatch",
                        "status": "excludes",
                        "message": "redirect_uri is https://app.example/callback in both requests",
                        "evidence": [],
                    },
                    {
                        "rule": "code-expired",
                        "status": "not_captured",
                        "message": "the authorization request is not in this capture: tick "
                        "“Preserve log”",
                        "evidence": [],
                    },
                    {
                        "rule": "challenge-mismatch",
                        "status": "explains",
                        "message": MESSAGE,
                        "evidence": EVIDENCE,
                    },
                ],
            }
        ],
    }


def test_accepted_blames_nothing() -> None:
    suspected = Finding(MISMATCH, SUSPECTS)
    told = replace(passed(), findings=(*passed().findings, suspected))
    (exchange,) = report(checkup(told))["exchanges"]

    assert exchange["verdict"] is None
    assert exchange["warnings"] == [{"rule": "challenge-mismatch", "message": MESSAGE}]
    assert exchange["response"] == {"status": 200, "error": None, "error_description": None}
    assert (
        exchange["findings"][-2:]
        == [
            {
                "rule": "challenge-mismatch",
                "status": "excludes",
                "message": "the server accepted the exchange",
                "evidence": [],
            }
        ]
        * 2
    )


def test_clean_failure_says_what_remains() -> None:
    (exchange,) = report(checkup(clean()))["exchanges"]

    assert exchange["verdict"] is None
    assert exchange["remaining"] == [
        {
            "rule": "code-expired",
            "message": "the code waited 11 minutes",
            "find_out": "look up the code lifetime",
        },
        {
            "rule": "redirect-uri-mismatch",
            "message": "the authorization request is not in this capture: tick “Preserve log”",
            "find_out": "the authorization request is not in this capture: tick “Preserve log”",
        },
    ]
    assert [finding["status"] for finding in exchange["findings"]] == [
        "suspects",
        "not_captured",
        "excludes",
    ]


REFUSAL = AuthorizationResponse(
    "entry 4", "", None, Parameters((item("error", "invalid_request"),)), page="Bad request"
)


@pytest.mark.parametrize(
    ("refusal", "response"),
    [
        pytest.param(
            REFUSAL,
            {"status": None, "error": "invalid_request", "error_description": "Bad request"},
            id="in a redirection",
        ),
        pytest.param(
            replace(REFUSAL, parameters=Parameters(), status=400),
            {"status": 400, "error": None, "error_description": "Bad request"},
            id="in a page",
        ),
        pytest.param(
            replace(
                REFUSAL,
                parameters=Parameters((item("error", "e"), item("error_description", f"{CODE}!"))),
            ),
            {"status": None, "error": "e", "error_description": "‹26 characters, begins Splx›!"},
            id="quoting a secret",
        ),
        pytest.param(replace(REFUSAL, parameters=Parameters()), None, id="no refusal"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_refused_at_the_authorization_endpoint(
    refusal: AuthorizationResponse | None, response: dict[str, object] | None
) -> None:
    neighbour = failed_exchange().authorization_response
    exchange = replace(
        failed_exchange(),
        token_request=None,
        token_response=None,
        authorization_request=None,
        authorization_response=refusal,
        linked_by=None,
    )
    other = replace(diagnosis(), exchange=replace(exchange, authorization_response=neighbour))
    shown = report(checkup(replace(diagnosis(), exchange=exchange), other))["exchanges"][0]

    assert shown["token_request"] is None
    assert shown["authorization_request"] is None
    assert shown["linked_by"] is None
    assert shown["response"] == response


def test_no_answer() -> None:
    exchange = replace(failed_exchange(), token_response=None)
    (shown,) = report(checkup(replace(diagnosis(), exchange=exchange)))["exchanges"]

    assert shown["response"] is None


def test_no_comparison() -> None:
    told = replace(diagnosis(), cause=replace(cause(), comparison=None))
    (shown,) = report(checkup(told))["exchanges"]

    assert shown["verdict"]["comparison"] is None


def test_lone_surrogates_are_written_out() -> None:
    exchange = replace(failed_exchange(), token_response=refused("a\ud800\U0001f600\x00"))
    (shown,) = report(checkup(replace(diagnosis(), exchange=exchange)))["exchanges"]

    assert shown["response"]["error_description"] == "a\\ud800\U0001f600\x00"


def test_secrets_are_shown_on_demand_and_marked() -> None:
    shown = report(checkup(), show_secrets=True)

    assert shown["contains_secrets"] is True
    assert shown["exchanges"][0]["verdict"]["detail"]["verifier"] == VERIFIER


def test_schema_refuses_a_blamed_success() -> None:
    shown = report(checkup(passed()))
    shown["exchanges"][0]["findings"][0]["status"] = "explains"

    with pytest.raises(ValidationError):
        SCHEMA.validate(shown)
