import json
import re
import secrets
import time
from unittest.mock import patch
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pkcedoctor.capture import redaction
from pkcedoctor.capture.redaction import is_redacted, stand_in, what_is_missing
from pkcedoctor.exchange.parameters import parse_form, parse_json_object

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("[code redacted]", id="Cloudflare"),
        pytest.param("[code_verifier redacted]", id="Cloudflare, verifier"),
        pytest.param("https://app.example/?code=[code redacted]", id="Cloudflare, in a URL"),
        pytest.param("%5Bcode%20redacted%5D", id="percent-encoded brackets"),
        pytest.param("%5Bcode+redacted%5D", id="form-encoded brackets"),
        pytest.param("[word redacted]", id="Google"),
        pytest.param("COOKIE_6f67210b", id="har-capture, cookie"),
        pytest.param("AUTH_c1aed282", id="har-capture, authorization"),
        pytest.param("***COOKIE***", id="har-capture without salt"),
        pytest.param("obfuscated", id="har-sanitizer"),
        pytest.param("REDACTED", id="by hand, capitals"),
        pytest.param("Basic REDACTED", id="a scheme is left"),
        pytest.param("Basic xxx", id="a scheme is left, then crosses"),
        pytest.param("Bearer ---", id="a scheme is left, then dashes"),
        pytest.param("[text/javascript redacted]", id="Cloudflare, a body"),
        pytest.param("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.redacted", id="Cloudflare, a signature"),
        pytest.param("[deleted]", id="deleted"),
        pytest.param("<anonymised>", id="anonymised"),
        pytest.param("[truncated]", id="truncated"),
        pytest.param("[REMOVED]", id="Browsertime"),
        pytest.param("{overwritten}", id="SAML-tracer"),
        pytest.param("{hash:4f2a}", id="SAML-tracer, hash"),
        pytest.param("{obf:aaaa}", id="SAML-tracer, obfuscated"),
        pytest.param("scrubbed_code_1", id="Polly"),
        pytest.param("<redacted>", id="angle brackets"),
        pytest.param("[Filtered]", id="Sentry"),
        pytest.param("(hidden)", id="parentheses"),
        pytest.param("xxx", id="crosses"),
        pytest.param("<xxxx>", id="crosses in brackets"),
        pytest.param("x" * 43, id="crosses as long as a verifier"),
        pytest.param("4/0AbCxxxxxxxxxx", id="crosses after a prefix"),
        pytest.param("***", id="stars"),
        pytest.param("%2A%2A%2A", id="percent-encoded stars"),
        pytest.param("•••••", id="dots of a password field"),
        pytest.param("...", id="an ellipsis"),
        pytest.param("dBjf...jXk", id="an ellipsis inside"),
        pytest.param("dBjf…jXk", id="a typographic ellipsis"),
        pytest.param("https://app.example/...", id="an elided URL"),
        pytest.param("---", id="dashes"),
        pytest.param("____", id="a blank to fill in"),
        pytest.param("00000000", id="one digit, repeated"),
        pytest.param("https://REDACTED/cb", id="capitals in a URL"),
        pytest.param("code_verifier_redacted_for_ticket_12345678901234", id="long, set off"),
        pytest.param("overwritten", id="a word"),
        pytest.param("value removed by support", id="a phrase"),
    ],
)
def test_hidden(value: str) -> None:
    assert is_redacted(value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("  ", id="blank"),
        pytest.param(VERIFIER, id="RFC 7636 appendix B verifier"),
        pytest.param("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", id="its challenge"),
        pytest.param("a" * 43, id="a legal verifier of one letter"),
        pytest.param("A" * 43, id="a legal verifier of zero bytes"),
        pytest.param("a" * 42, id="a verifier of one letter, too short"),
        pytest.param("4/0AbC+d_E~f.g h&i=j%k/=", id="a nasty code"),
        pytest.param(
            "abcRedactabcdefghijklmnopqrstuvwxyz0123456789AB", id="long, a word by chance"
        ),
        pytest.param("abc7hidden7defghijklmnopqrstuvwxyz0123456789ABC", id="long, not set off"),
        pytest.param("https://app.example/removed/cb", id="a word in a URL"),
        pytest.param("com.hidden.app:/callback", id="a word in a private scheme"),
        pytest.param("xx", id="two crosses"),
        pytest.param("Basic Y2xpZW50OnMzY3JldA==", id="Basic credentials"),
        pytest.param("basic", id="a scheme alone"),
        pytest.param("5f3a" * 16, id="a hash, which npm's har-sanitizer leaves"),
        pytest.param("unmasking", id="a longer word"),
        pytest.param("a-b", id="a short value"),
        pytest.param("-", id="one dash"),
        pytest.param("S256", id="a method"),
        pytest.param("%zz", id="a broken escape"),
        pytest.param("\ud800", id="a lone surrogate"),
    ],
)
def test_in_the_open(value: str) -> None:
    assert not is_redacted(value)


@given(st.text(UNRESERVED.replace(".", ""), min_size=43, max_size=128))
def test_a_legal_verifier_is_hidden_only_by_a_whole_word_or_a_row_of_crosses(value: str) -> None:
    assert not is_redacted(value) or "xxxxxxxx" in value.lower() or len(set(value)) == 1


def test_random_verifiers_are_in_the_open() -> None:
    assert not [value for _ in range(2000) if is_redacted(value := secrets.token_urlsafe(96))]


@given(st.text())
def test_any_text_is_judged(value: str) -> None:
    assert isinstance(is_redacted(value), bool)


@pytest.mark.parametrize("unit", ["[", "[redacte", ".", "-", "x ", "%5B", "{hash", "A_", "\u2022 "])
def test_long_text_is_judged_fast(unit: str) -> None:
    started = time.perf_counter()
    is_redacted(unit * 20_000)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("what", ["variable CODE", "", "a]b", "x" * 200, "`rm`; $(y)"])
def test_takes_what_stands_in_for_an_unknown_value_as_hidden(what: str) -> None:
    assert is_redacted(stand_in(what))
    assert is_redacted(quote(stand_in(what)))


HIDDEN_BY_TOOLS = [
    "[code redacted]",
    "COOKIE_6f67210b",
    "AUTH_c1aed282",
    "***COOKIE***",
    "obfuscated",
    "REDACTED",
    "{overwritten}",
    "{hash:4f2a}",
    "{obf:aaaa}",
    "[REMOVED]",
    "scrubbed_code_1",
    "<redacted>",
    "[Filtered]",
    "xxx",
    "***",
    "...",
]


@pytest.mark.parametrize("value", HIDDEN_BY_TOOLS)
def test_hidden_wherever_it_stands(value: str) -> None:
    query = parse_form(f"code={value}", "")
    form = parse_form(f"code={quote_plus(value)}", "")
    escaped = parse_form(f"code={quote(value, safe='')}", "")
    members = parse_json_object(json.dumps({"code": value}), "")
    assert members is not None
    assert all(item.hidden for group in (query, form, escaped, members) for item in group)
    assert is_redacted(f"Basic {value}")
    assert is_redacted(f"Bearer {value}")


def test_what_stands_in_for_a_value_can_be_told() -> None:
    assert what_is_missing(f"a%20{stand_in('variable CODE')}") == "variable CODE"
    assert what_is_missing(quote(stand_in("variable CODE"))) == "variable CODE"
    assert what_is_missing("[code redacted]") == ""


@given(
    st.text(
        st.sampled_from("*•…xX.-_0#[]{}<>% aredctuhidnmsklfCOKIEAUTH1"), min_size=1, max_size=24
    )
)
@example("x-X.x")
@example("{hash:ab}")
@example("AUTH_0a1b2c3d")
def test_no_value_is_passed_over(value: str) -> None:
    found = is_redacted(value)
    with patch.object(redaction, "_TELLING", re.compile("")):
        assert found == is_redacted(value)
