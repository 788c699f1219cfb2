from urllib.parse import quote

import pytest

from pkcedoctor.pkce import s256
from pkcedoctor.rules.double_encoding import double_encoding
from tests.builders import (
    REDIRECT_URI,
    VERIFIER,
    Draft,
    accepted,
    login_refused,
    refused,
)
from tests.rules.verdicts import blames, clears, suspects

CODE = "4/0Adeu5BWq+x=="
TILDES = VERIFIER.replace("-", "~")


def twice(value: str) -> str:
    return quote(value, safe="")


@pytest.mark.parametrize(
    ("draft", "name", "expected", "source"),
    [
        pytest.param(
            refused().throughout(code=CODE).with_(code=twice(CODE)),
            "code",
            CODE,
            "entry 1, Location, query",
            id="code",
        ),
        pytest.param(
            refused().with_(redirect_uri=twice(REDIRECT_URI)),
            "redirect_uri",
            REDIRECT_URI,
            "entry 1, query",
            id="redirect_uri",
        ),
        pytest.param(
            refused().throughout(client_id="app:web").with_(client_id="app%3Aweb"),
            "client_id",
            "app:web",
            "entry 1, query",
            id="client_id",
        ),
        pytest.param(
            refused().proving(VERIFIER.replace("~", "%7E"), s256(VERIFIER)),
            "code_verifier",
            VERIFIER,
            "the code_challenge of entry 1, query",
            id="code_verifier",
        ),
        pytest.param(
            refused().proving(TILDES.replace("~", "%7e"), TILDES, "plain"),
            "code_verifier",
            TILDES,
            "the code_challenge of entry 1, query",
            id="code_verifier of a plain challenge",
        ),
    ],
)
def test_blames(draft: Draft, name: str, expected: str, source: str) -> None:
    sent = dict(draft.redeemed)[name]
    verdict = blames(
        double_encoding,
        draft,
        ("entry 3, body", name, f"is {sent} after decoding once; {source} has {expected}"),
        compares=(sent, expected),
        detail={"parameter": name},
    )
    assert verdict.supersedes


def test_blames_a_verifier_by_its_looks() -> None:
    sent = f"{VERIFIER}%7E"
    blames(
        double_encoding,
        refused().without_login().with_(code_verifier=sent),
        (
            "entry 1, body",
            "code_verifier",
            f"is {sent} after decoding once; its own decoded form has {VERIFIER}~",
        ),
        compares=(sent, f"{VERIFIER}~"),
        detail={"parameter": "code_verifier"},
    )


@pytest.mark.parametrize("name", ["token request alone", "authorization request"])
def test_blames_a_redirect_uri_by_its_looks(name: str) -> None:
    sent = twice(REDIRECT_URI)
    alone = refused().without_login().with_(redirect_uri=sent)
    both = refused().throughout(redirect_uri=sent)
    draft, where = {
        "token request alone": (alone, "entry 1, body"),
        "authorization request": (both, "entry 3, body"),
    }[name]
    blames(
        double_encoding,
        draft,
        (
            where,
            "redirect_uri",
            f"is {sent} after decoding once; its own decoded form has {REDIRECT_URI}",
        ),
        compares=(sent, REDIRECT_URI),
        detail={"parameter": "redirect_uri"},
    )


def test_blames_the_redirect_uri_of_a_refused_login() -> None:
    sent = "http%3A//localhost%3A3000/cb"
    blames(
        double_encoding,
        login_refused("invalid_request", redirect_uri=sent),
        (
            "entry 1, query",
            "redirect_uri",
            f"is {sent} after decoding once; its own decoded form has http://localhost:3000/cb",
        ),
        compares=(sent, "http://localhost:3000/cb"),
        detail={"parameter": "redirect_uri"},
    )


def test_suspects_a_code_that_holds_escapes() -> None:
    suspects(
        double_encoding,
        refused().without_login().with_(code="4%2F0Adeu5BWq%2Fx"),
        ("entry 1, body", "code", "holds %2F"),
        strength=1,
    )


@pytest.mark.parametrize(
    "draft",
    [
        pytest.param(refused(), id="nothing encoded"),
        pytest.param(refused().throughout(code="a%2Fb"), id="a code that holds an escape"),
        pytest.param(
            refused().throughout(redirect_uri="https://app.example/cb?to=%2Fhome"),
            id="a redirect_uri that holds an escape",
        ),
        pytest.param(refused().without_login(), id="nothing to compare with"),
        pytest.param(
            refused().asking(code_challenge=None).with_(code_verifier="%20" * 20),
            id="a verifier without a challenge",
        ),
        pytest.param(
            refused().with_(code_verifier=f"{VERIFIER}%2B"),
            id="a verifier that stays illegal",
        ),
        pytest.param(
            refused().with_(code="[REDACTED]", redirect_uri=None, code_verifier="[REDACTED]"),
            id="redacted values",
        ),
        pytest.param(
            refused().asking(redirect_uri="[REDACTED]", code_challenge="[REDACTED]"),
            id="a redacted login",
        ),
    ],
)
def test_clears(draft: Draft) -> None:
    clears(double_encoding, draft, "no value holds another layer of percent-encoding")


def test_clears_a_refused_login() -> None:
    clears(
        double_encoding,
        login_refused("invalid_request", redirect_uri=None),
        "no value holds another layer of percent-encoding",
    )


def test_decodes_the_wire_once() -> None:
    draft = accepted().with_body(
        f"grant_type=authorization_code&code=x&redirect_uri={twice(twice(REDIRECT_URI))}"
    )
    sent = twice(REDIRECT_URI)
    blames(
        double_encoding,
        draft,
        (
            "entry 3, body",
            "redirect_uri",
            f"is {sent} after decoding once; entry 1, query has {REDIRECT_URI}",
        ),
        compares=(sent, REDIRECT_URI),
        detail={"parameter": "redirect_uri"},
    )
