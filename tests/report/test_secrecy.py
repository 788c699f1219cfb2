import base64
from dataclasses import replace
from urllib.parse import quote

import pytest

from pkcedoctor.diagnosis import Checkup
from pkcedoctor.exchange.messages import (
    Attempt,
    BasicCredentials,
    Exchange,
    Neighbours,
    Parameters,
)
from pkcedoctor.pkce import s256
from pkcedoctor.report.secrecy import Secrecy, fingerprint
from tests.report.specimens import (
    CHALLENGE,
    CLIENT_SECRET,
    CODE,
    REDIRECT_URI,
    VERIFIER,
    accepted,
    asked,
    checkup,
    delivered,
    diagnosis,
    failed_exchange,
    item,
    redeemed,
)

CODE_SHOWN = "‹26 characters, begins Splx›"
SHORT_VERIFIER = "0b3c8a52-6c1f-4f0e-9a77-1d2e3f4a5b6c"


def of(exchange: Exchange) -> Checkup:
    return checkup(replace(diagnosis(), exchange=exchange))


def secrecy(exchange: Exchange | None = None) -> Secrecy:
    return Secrecy(of(exchange or failed_exchange()))


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        pytest.param(VERIFIER, "‹43 characters, begins dBjf›", id="long and varied"),
        pytest.param("abcdefghijklmno", "‹hidden›", id="short"),
        pytest.param("k7Qx2mVt9LwZ4RbN8yHs", "‹20 characters›", id="not long enough"),
        pytest.param("9a1b" * 8, "‹hidden›", id="not varied"),
        pytest.param("a" * 43, "‹hidden›", id="one character"),
        pytest.param("correct horse battery staple", "‹hidden›", id="words"),
        pytest.param("CorrectHorseBatteryStaple2024", "‹hidden›", id="words in one"),
        pytest.param("abcdefghijklmnopqrstuvwxyz", "‹hidden›", id="the alphabet"),
        pytest.param("johnathan.smith1985@example.com", "‹hidden›", id="an address"),
        pytest.param("0123456789abcdef" * 2, "‹32 characters, begins 0123›", id="hexadecimal"),
        pytest.param("\x1b[0m" + VERIFIER, "‹47 characters›", id="odd beginning"),
        pytest.param("éàüö" + VERIFIER, "‹47 characters›", id="beginning not in ASCII"),
    ],
)
def test_fingerprint(secret: str, told: str) -> None:
    assert fingerprint(secret) == told


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(CODE, id="as it is"),
        pytest.param(f"the code {CODE}, it says", id="in a sentence"),
        pytest.param(f"x{CODE}x", id="inside a word"),
        pytest.param(CODE.upper(), id="upper case"),
        pytest.param("".join(f"%{ord(character):02x}" for character in CODE), id="escaped whole"),
        pytest.param(base64.b64encode(CODE.encode()).decode(), id="base64"),
    ],
)
def test_a_secret_is_found_in_any_form(form: str) -> None:
    shown = secrecy().quote(form)

    assert "‹" in shown
    assert CODE.lower()[4:] not in shown.lower()


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda code: quote(code, safe=""), id="once"),
        pytest.param(lambda code: quote(quote(code, safe=""), safe=""), id="twice"),
        pytest.param(lambda code: quote(code, safe="").lower(), id="lower-case escapes"),
        pytest.param(lambda code: code.replace("+", " "), id="plus as space"),
        pytest.param(lambda code: code.replace("/", "\\/"), id="JSON"),
        pytest.param(lambda code: code.replace("&", "&amp;"), id="HTML"),
        pytest.param(lambda code: code.rstrip("="), id="without padding"),
        pytest.param(lambda code: f"%25{code}", id="after a percent sign"),
    ],
)
def test_a_secret_is_found_however_it_was_encoded(form: "type[str]") -> None:
    code = "ab12+/&é%3D=0aXb9-qLw7Tz="
    shown = secrecy(replace(failed_exchange(), authorization_response=delivered(code))).quote(
        f"got {form(code)}"
    )

    assert "qLw7" not in shown
    assert "‹" in shown


def test_a_text_without_secrets_stays() -> None:
    text = f"100%, %zz, {CHALLENGE} and {REDIRECT_URI}?a=%2F&amp;b İx"

    assert secrecy().quote(text) == text


@pytest.mark.parametrize(
    ("message", "secret"),
    [
        pytest.param(
            replace(failed_exchange(), token_request=redeemed(item("clientSecret", CLIENT_SECRET))),
            CLIENT_SECRET,
            id="a secret in camel case",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                token_request=replace(
                    redeemed(),
                    authorization=item("Authorization", "Basic YXBwOnNlY3JldA=="),
                    basic=BasicCredentials(item("client_id", "app"), item("x", CLIENT_SECRET)),
                ),
            ),
            CLIENT_SECRET,
            id="a secret in a Basic header",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                token_request=replace(
                    redeemed(), authorization=item("Authorization", "Basic YXBwOnNlY3JldA==")
                ),
            ),
            "YXBwOnNlY3JldA",
            id="the credentials of a header",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                token_request=replace(
                    redeemed(), authorization=item("Authorization", "Basic YXBwOmI0ZCBzZWNyZXQ=")
                ),
            ),
            "b4d secret",
            id="a secret in a header that is not read as Basic",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                token_request=replace(
                    redeemed(), authorization=item("Authorization", "Basic app:b4d secret")
                ),
            ),
            "b4d secret",
            id="a secret in a header without base64",
        ),
        pytest.param(
            replace(failed_exchange(), token_response=accepted()),
            "2YotnFZFEjr1zCsicMWpAA00",
            id="a token",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                token_response=replace(
                    accepted(), headers=(("set-cookie", "sid=c00kieV4lue9x; Path=/"), ("a", "b"))
                ),
            ),
            "c00kieV4lue9x",
            id="a cookie",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                neighbours=Neighbours(
                    (asked(item("id_token_hint", "h1ntV4lueAbc")),),
                    (delivered("an0therC0deAbc"),),
                    (
                        Attempt(redeemed(item("password", "p4sswordAbc")), None),
                        Attempt(redeemed(), accepted()),
                    ),
                ),
            ),
            "p4sswordAbc",
            id="a neighbour's secret",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                authorization_request=replace(
                    asked(),
                    parameters=Parameters(
                        (
                            item("code_challenge", "pl41nChallenge"),
                            item("code_challenge_method", "Plain"),
                        )
                    ),
                ),
            ),
            "pl41nChallenge",
            id="a plain challenge",
        ),
        pytest.param(
            replace(
                failed_exchange(),
                token_request=redeemed(item("code_verifier", SHORT_VERIFIER)),
            ),
            s256(SHORT_VERIFIER),
            id="the hash of a verifier that could be guessed",
        ),
    ],
)
def test_every_secret_is_known(message: Exchange, secret: str) -> None:
    assert secret not in secrecy(message).quote(f"got {secret} here")


def test_the_hash_of_a_long_verifier_is_shown() -> None:
    assert secrecy().quote(s256(VERIFIER)) == CHALLENGE


def test_a_parameter_is_shown_by_what_it_is() -> None:
    shown = secrecy()

    assert shown.quote(item("code_verifier", VERIFIER)) == "‹43 characters, begins dBjf›"
    assert shown.quote(item("refresh_token", "unknown elsewhere")) == "‹hidden›"
    assert shown.quote(item("redirect_uri", REDIRECT_URI)) == REDIRECT_URI
    assert shown.quote(item("code", "[hidden]", hidden=True)) == "redacted"


def test_what_a_redactor_left_is_no_secret() -> None:
    left = item("Authorization", "[redacted]", hidden=True)
    request = replace(
        redeemed(), authorization=left, basic=BasicCredentials(item("client_id", "app"), left)
    )

    assert secrecy(replace(failed_exchange(), token_request=request)).quote(left.text) == left.text


@pytest.mark.parametrize(
    "text", ["undefined", "{{code}}", "[object Object]", "YOUR_CODE", "${CODE}"]
)
def test_a_placeholder_is_evidence(text: str) -> None:
    sent = item("code", text)
    shown = secrecy(replace(failed_exchange(), token_request=redeemed(sent)))

    assert shown.quote(sent) == text
    assert shown.quote(text) == text


def test_a_random_text_is_no_placeholder_whatever_it_contains() -> None:
    secret = "kZ81__ABC__9vQxT42mLw"

    assert secrecy().quote(item("code", secret)) == "‹21 characters›"


@pytest.mark.parametrize(
    ("secret", "text", "shown"),
    [
        pytest.param("secret", "client_secret secrets", "client_secret secrets", id="inside words"),
        pytest.param("secret", "it is secret.", "it is ‹hidden›.", id="as a word"),
        pytest.param("abc", "abc", "‹hidden›", id="tiny and alone"),
        pytest.param("abc", "abc d", "abc d", id="tiny in a sentence"),
    ],
)
def test_a_short_secret_hides_no_other_word(secret: str, text: str, shown: str) -> None:
    request = redeemed(item("client_secret", secret))

    assert secrecy(replace(failed_exchange(), token_request=request)).quote(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqIn0.c2ln bad",
            "token ‹41 characters, begins eyJh› bad",
            id="a JWT",
        ),
        pytest.param(
            "https://x/cb?code=unknownC0de99&state=1",
            "https://x/cb?code=‹hidden›&state=1",
            id="a code in a URL",
        ),
        pytest.param("?code=undefined_____", "?code=‹hidden›", id="nearly a placeholder"),
        pytest.param("?code=[object Object]", "?code=[object Object]", id="a placeholder"),
        pytest.param("?code=YOUR_CODE_HERE", "?code=YOUR_CODE_HERE", id="another"),
        pytest.param("error_code=1234567890123", "error_code=1234567890123", id="no code"),
    ],
)
def test_what_looks_secret_is_hidden_even_if_unknown(text: str, shown: str) -> None:
    assert secrecy().quote(text) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://as.example/token", "https://as.example/token", id="bare"),
        pytest.param(
            f"https://as.example/cb?code={CODE}&state=&x",
            "https://as.example/cb?code=…&state=&x",
            id="query",
        ),
        pytest.param(
            f"https://a/cb#access_token=1&{CODE}",
            f"https://a/cb#access_token=…&{CODE_SHOWN}",
            id="fragment",
        ),
        pytest.param("https://user:pw@as.example/", "https://…@as.example/", id="user information"),
        pytest.param(
            f"https://as.example/{CODE}/x", f"https://as.example/{CODE_SHOWN}/x", id="path"
        ),
        pytest.param("", "", id="empty"),
    ],
)
def test_url(url: str, shown: str) -> None:
    assert secrecy().url(url) == shown


def dots(text: str, mask: tuple[bool, ...]) -> str:
    return "".join(
        "•" if hidden else character for character, hidden in zip(text, mask, strict=True)
    )


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("4/0AX4XfWh+q2J7-zR_9", "•/••••••••+••••-••_•", id="not long enough to begin"),
        pytest.param(
            "4%2F0AX4XfWh%41+q2J7 zR_9kkkkk",
            "4%2F••••••••%••+•••• ••_••••••",
            id="escapes of punctuation only",
        ),
        pytest.param("a-b-+/=.~_&#?:%-abcdefghij", "•" * 26, id="mostly punctuation"),
        pytest.param(
            "abcdefghijklmnopqrstu/=+/=+/=+/=vw123",
            "•••••••••••••••••••••/=+/=+/•+/=•••••",
            id="long runs of punctuation",
        ),
    ],
)
def test_masks_keep_the_marks_by_which_encodings_differ(sent: str, shown: str) -> None:
    exchange = replace(failed_exchange(), authorization_response=delivered(sent))
    one, other = secrecy(exchange).masked(sent, sent)

    assert dots(sent, one) == dots(sent, other)
    assert dots(sent, one) == shown


def test_beside_a_secret_its_variation_is_masked() -> None:
    one, other = secrecy().masked(CODE, f"{CODE[:20]}")

    assert dots(CODE, one) == "Splx" + "•" * 22
    assert dots(CODE[:20], other) == "•" * 20


def test_beside_a_secret_a_placeholder_is_not_masked() -> None:
    _, other = secrecy().masked(CODE, "undefined")

    assert not any(other)


def test_a_secret_inside_a_value_is_masked_alone() -> None:
    url = f"https://a/{CODE}/b"
    one, other = secrecy().masked(url, "https://a/b")

    assert dots(url, one) == "https://a/Splx" + "•" * 22 + "/b"
    assert not any(other)


def test_show_secrets() -> None:
    shown = Secrecy(checkup(), show_secrets=True)
    url = f"https://user:pw@as.example/?code={CODE}"

    assert shown.off
    assert shown.quote(item("code", CODE)) == CODE
    assert shown.url(url) == url
    assert not any(shown.masked(CODE, CODE)[0])
