import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.exchange.opaque import looks_random, opaque_runs

GUID = "1b730954-1685-4b74-9bfd-dac224a7b894"


@pytest.mark.parametrize(
    "text",
    [
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "SplxlOBeZQQYbYS6WxSbIA",
        "4/0AX4XfWh-q2J7zR_9",
        "8f14e45fceea167a5a36dedd4bea2543",
        "1234567890123456",
        "bcdfghjklm",
        "a123456789",
    ],
)
def test_random(text: str) -> None:
    assert looks_random(text)


@pytest.mark.parametrize(
    "text",
    [
        "org.springframework.security.oauth2.core.OAuth2AuthorizationException",
        "application/x-www-form-urlencoded",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "AADSTS9002313",
        "code_challenge_method",
        "v2.0 of 2026",
        "a1-b2-c3",
        "",
    ],
)
def test_words(text: str) -> None:
    assert not looks_random(text)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("code abcDEF123xyzQW90lk.", ["abcDEF123xyzQW90lk"]),
        ("'abcDEF123xyzQW90lk='", ["abcDEF123xyzQW90lk="]),
        (f"tenant {GUID}", []),
        (f"code: '{GUID}'", [GUID]),
        (f"code={GUID}.{GUID}", [f"{GUID}.{GUID}"]),
        ("Request-Id: abcDEF123xyzQW90lk", []),
        ("correlation id [abcDEF123xyzQW90lk]", []),
        ("at 2026-08-22T10-30-00.000Z", []),
        (f"https://as.example/{GUID}/abcDEF123xyzQW90lk/token", ["abcDEF123xyzQW90lk"]),
        ("https://as.example.org/oauth2/v2.0/authorize", []),
        ("short abcDEF123", []),
        ("----------------", []),
    ],
)
def test_what_may_be_a_code(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in opaque_runs(text)] == quoted


@given(st.binary(min_size=32, max_size=64).filter(lambda octets: len(set(octets)) > 24))
def test_random_octets_look_random(octets: bytes) -> None:
    for encoded in (base64.urlsafe_b64encode(octets).decode(), octets.hex()):
        assert list(opaque_runs(f"code {encoded} x"))


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for start, end in opaque_runs(text):
        assert 0 <= start < end <= len(text)
