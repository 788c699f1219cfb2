import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.http import Field, FieldsBody, UnrecordedBody
from pkcedoctor.exchange.confidential import from_base64, of_credentials, secret_values
from tests.builders import CODE, TOKEN, VERIFIER, accepted, answer, get, post


def found(text: str) -> frozenset[str]:
    return secret_values(
        replace(accepted(), redeemed=()).without_login().answering(200, text).capture()
    )


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ('{"access_token": "2YotnFZ9", "expires_in": "3600"}', {"2YotnFZ9"}),
        ('{"client_secret": "correct horse \\"battery\\""}', {'correct horse \\"battery\\"'}),
        (f"https://app.example/cb?code={CODE}&state=abc", {CODE}),
        (f"https://a.example/?next=https%3A%2F%2Fb.example%2F%3Fcode%3D{CODE}%26x%3D1", {CODE}),
        (f"<input type=hidden name='code' value='{CODE}'>", {CODE}),
        (f'<input value="{CODE}" type="hidden" name="code">', {CODE}),
        ("<Password>hunter22</Password>", {"hunter22"}),
        ("postgres://jane:hunter2@db.example/x", {"hunter2"}),
        ('{"error": {"code": "invalid_grant"}}', set()),
        ('{"password": "Password", "token": "Token"}', set()),
        ('{"token_endpoint": "https://as.example/token99"}', set()),
        ('{"token_type": "bearer12"}', set()),
        ("password=abc", set()),
        ("client_secret=YOUR_CLIENT_SECRET&code_verifier=undefined", set()),
        ("password=[redacted]", set()),
        ("", set()),
    ],
)
def test_named_values(text: str, secrets: set[str]) -> None:
    told = {
        one
        for one in found(text)
        if not any(one != each and (each in one or one in each) for each in secrets)
    }
    assert told == secrets


def test_what_the_state_holds() -> None:
    inner = json.dumps({"code_verifier": VERIFIER})
    state = base64.urlsafe_b64encode(inner.encode()).decode().rstrip("=")
    draft = accepted().asking(state=state)
    assert VERIFIER in secret_values(draft.with_(code_verifier=None).capture())


def test_headers() -> None:
    draft = accepted().then(
        get(
            "https://a.example/",
            Cookie=f'theme=dark; sid="{CODE}"; lang=en; x={VERIFIER}; sid=hunter22',
            X_Api_Key="key12345",
            Authorization="Basic app:b4d",
            Accept="text/html",
        ),
        post("https://a.example/", "", response=answer(200, Set_Cookie=f"k={TOKEN[:20]}; Path=/")),
    )
    told = secret_values(draft.capture())
    assert {CODE, VERIFIER, "hunter22", "key12345", "b4d", TOKEN[:20]} <= told
    assert not {"dark", "en", "text/html", "/"} & told


def test_bodies() -> None:
    fields = FieldsBody((Field("password", "hunter22"), Field("file", None)), encoded=None)
    draft = accepted().with_body(fields).answered_by(replace(answer(200), body=UnrecordedBody("x")))
    assert "hunter22" in secret_values(draft.capture())


def test_a_login_without_an_answer() -> None:
    assert CODE in secret_values(accepted().unanswered().capture())


@pytest.mark.parametrize(
    ("header", "secrets"),
    [
        ("Basic YXBwOnNlY3JldA==", {"YXBwOnNlY3JldA==", "app:secret", "secret"}),
        ("Basic app:secret", {"app:secret", "secret"}),
        ("Bearer abc", {"abc"}),
    ],
)
def test_credentials(header: str, secrets: set[str]) -> None:
    assert secrets <= set(of_credentials(header))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_base64_of_any_kind(text: str) -> None:
    octets = text.encode()
    assert from_base64(base64.b64encode(octets).decode()) == text
    assert from_base64(base64.urlsafe_b64encode(octets).decode().rstrip("=")) == text
    assert isinstance(from_base64(text), str)


def test_much_is_read_and_not_all() -> None:
    pages = [get("https://a.example/", page="x " * 131_072 + CODE) for _ in range(40)]
    assert CODE not in secret_values(
        replace(accepted(), redeemed=()).without_login().then(*pages).capture()
    )
