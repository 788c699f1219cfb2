"""No secret of a capture is told anywhere, and nothing captured is obeyed anywhere."""

import base64
import dataclasses
import html
import json
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pkcedoctor.capture import read_capture
from pkcedoctor.capture.http import Capture, TextBody
from pkcedoctor.checkup import check
from pkcedoctor.cli import main
from pkcedoctor.derivation import derive
from pkcedoctor.diagnosis import Checkup
from pkcedoctor.errors import PkcedoctorError
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.report import Format, render
from tests.builders import (
    CODE,
    REDIRECT_URI,
    SECRET,
    VERIFIER,
    Draft,
    accepted,
    answer,
    get,
    post,
    refused,
)

markdown_it = pytest.importorskip("markdown_it")

FOREIGN: Final = "k7Qx2mVt9LwZ4RbN8yHs/6+Gd3"
"""A secret that no token request holds."""

WINDOW: Final = 8
EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "code-expired" / "refused.har"
Knob = Callable[[Draft, str], Draft]
Encoding = Callable[[str], str]


def reports(checkup: Checkup, **how: Any) -> dict[str, str]:
    return {str(each): render(checkup, each, **how) for each in Format}


def echoing(text: str) -> Draft:
    return refused("invalid_grant", text)


# every kind of secret, wherever it stands in the capture

JWT: Final = base64.urlsafe_b64encode(json.dumps({"code_verifier": FOREIGN}).encode()).decode()
KINDS: Final[dict[str, Knob]] = {
    "code": lambda draft, secret: draft.before(get(f"https://b.example/cb?code={secret}&state=1")),
    "code in a fragment": lambda draft, secret: draft.before(
        get(f"https://b.example/#x=1&code={secret}")
    ),
    "verifier": lambda draft, secret: draft.then(
        post("https://b.example/", (("code_verifier", secret),))
    ),
    "client secret": lambda draft, secret: draft.then(
        post("https://b.example/", (("client_secret", secret),))
    ),
    "client secret in JSON": lambda draft, secret: draft.then(
        post("https://b.example/", json.dumps({"clientSecret": secret}))
    ),
    "password": lambda draft, secret: draft.before(
        post("https://b.example/login", (("username", "jane"), ("password", secret)))
    ),
    "assertion": lambda draft, secret: draft.then(
        post("https://b.example/", (("client_assertion", secret),))
    ),
    "access token": lambda draft, secret: draft.then(
        get("https://b.example/", page=json.dumps({"a": {"access_token": secret}}))
    ),
    "registration token": lambda draft, secret: draft.then(
        get("https://b.example/", page=json.dumps({"registration_access_token": secret}))
    ),
    "ID token": lambda draft, secret: draft.then(
        get("https://b.example/", page=json.dumps([{"id_token": secret}]))
    ),
    "refresh token": lambda draft, secret: draft.then(
        get("https://b.example/", page=json.dumps({"refresh_token": secret}))
    ),
    "cookie": lambda draft, secret: draft.with_header("Cookie", f"theme=dark; sid={secret}; b=1"),
    "set cookie": lambda draft, secret: draft.then(
        replace(
            get("https://b.example/"),
            response=answer(200, Set_Cookie=f"s={secret}; Path=/"),
        )
    ),
    "bearer": lambda draft, secret: draft.then(
        get("https://b.example/", Authorization=f"Bearer {secret}")
    ),
    "Basic": lambda draft, secret: draft.then(
        get(
            "https://b.example/",
            Authorization=f"Basic {base64.b64encode(f'app:{secret}'.encode()).decode()}",
        )
    ),
    "proxy": lambda draft, secret: draft.with_header("Proxy-Authorization", f"Bearer {secret}"),
    "DPoP": lambda draft, secret: draft.with_header("DPoP", secret),
    "API key": lambda draft, secret: draft.with_header("X-API-Key", secret),
    "session": lambda draft, secret: draft.with_header("X-Session-Id", secret),
    "referer": lambda draft, secret: draft.then(
        get(
            "https://b.example/",
            Referer=f"https://c.example/?next={quote(f'https://d.example/?token={secret}')}",
        )
    ),
    "user information": lambda draft, secret: draft.then(
        get(f"https://jane:{quote(secret, safe='')}@b.example/")
    ),
    "form_post": lambda draft, secret: draft.before(
        get(
            "https://b.example/",
            page=f'<form><input type="hidden" name="code" value="{html.escape(secret)}"></form>',
        )
    ),
    "form_post, reversed": lambda draft, secret: draft.before(
        get("https://b.example/", page=f"<input value='{secret}' type=hidden name='id_token' />")
    ),
    "SAML": lambda draft, secret: draft.before(
        get("https://b.example/", page=f"<a:SessionIdToken> {secret} </a:SessionIdToken>")
    ),
    "multipart": lambda draft, secret: draft.before(
        post(
            "https://b.example/",
            f'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n{secret}\r\n--b--',
        )
    ),
    "page title": lambda draft, secret: draft.seen_in_title(f"https://b.example/?code={secret}"),
    "state": lambda draft, secret: draft.asking(
        state=base64.urlsafe_b64encode(json.dumps({"code_verifier": secret}).encode()).decode()
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_is_known_wherever_it_stands(kind: str) -> None:
    # A sentence of words: nothing in its looks says that it is a secret.
    secret = "correct-horse-battery" if kind != "cookie" else FOREIGN
    secret = (
        FOREIGN if kind in ("code", "code in a fragment", "form_post", "page title") else secret
    )
    draft = KINDS[kind](echoing(f"got [{secret}] here"), secret)
    for name, report in reports(check(draft.capture())).items():
        assert secret not in report, name


def test_what_everybody_may_see_is_shown_whatever_else_holds_it() -> None:
    draft = echoing("unknown client s6BhdRkqt3s6BhdRkqt3").throughout(
        client_id="s6BhdRkqt3s6BhdRkqt3"
    )
    report = render(check(draft.with_header("Cookie", "id=s6BhdRkqt3s6BhdRkqt3").capture()))
    assert "unknown client s6BhdRkqt3s6BhdRkqt3" in report


# every encoding


def aligned(before: int, encode: Callable[[bytes], bytes]) -> Encoding:
    return lambda text: encode(b"x" * before + text.encode() + b"yz").decode()


def jwt(text: str) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"v": text}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{payload}."


ENCODINGS: Final[dict[str, Encoding]] = {
    "as it is": str,
    "upper case": str.upper,
    "percent": lambda text: quote(text, safe=""),
    "percent, all": lambda text: "".join(f"%{octet:02x}" for octet in text.encode()),
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent, thrice": lambda text: quote(quote(quote(text, safe=""), safe=""), safe=""),
    "percent, small": lambda text: quote(text, safe="").lower(),
    "plus for a space": lambda text: text.replace("+", " "),
    "JSON": lambda text: json.dumps(text).replace("/", "\\/"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "JSON, all": lambda text: "".join(f"\\u{ord(each):04X}" for each in text),
    "JavaScript": lambda text: "".join(f"\\x{ord(each):02x}" for each in text),
    "HTML": html.escape,
    "HTML, all": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "HTML, decimal": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "HTML of percent": lambda text: html.escape(quote(text, safe="").replace("%", "&#37;")),
    "percent of HTML": lambda text: quote("".join(f"&#{ord(each)};" for each in text), safe=""),
    "base64": aligned(0, base64.b64encode),
    "base64, one after": aligned(1, base64.b64encode),
    "base64, two after": aligned(2, base64.b64encode),
    "base64url": aligned(0, base64.urlsafe_b64encode),
    "base64url, one after": aligned(1, base64.urlsafe_b64encode),
    "base64url, two after": aligned(2, base64.urlsafe_b64encode),
    "hexadecimal": lambda text: text.encode().hex(),
    "JWT": jwt,
    "cut": lambda text: text[:-6],
    "Referer": lambda text: f"Referer: https://a.example/cb?x=1&code={quote(text)}#f",
}
PLAIN_WORDS: Final = ("correct-horse-battery&staple\"<über>'", "kilo/lima+mike november", FOREIGN)


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("secret", PLAIN_WORDS)
def test_a_secret_is_met_in_every_encoding(name: str, secret: str) -> None:
    if name.startswith(("JavaScript",)) and not secret.isascii():
        return
    if name == "cut" and secret is not FOREIGN:
        return
    told = ENCODINGS[name](secret)
    draft = echoing(f"we got {told} from you").then(
        post("https://b.example/", json.dumps({"password": secret}))
    )
    shown = json.loads(render(check(draft.capture()), Format.JSON))
    description = shown["exchanges"][0]["response"]["error_description"]
    assert "‹" in description
    inside = {"JWT": told.split(".")[-2:][0], "Referer": quote(secret)}.get(name, told)
    assert not [
        start
        for start in range(3, len(inside) - WINDOW - 3)
        if inside[start : start + WINDOW] in description
    ]


# words of a server


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("code abcDEF123xyzQW90lk is expired", "code ‹18 characters› is expired"),
        ("Code 4/0AX4XfWh-q2J7zR_9kLmNp.", "Code ‹24 characters, begins 4/0A›."),
        (
            "code 1b730954-1685-4b74-9bfd-dac224a7b894 not valid",
            "code ‹36 characters, begins 1b73› not valid",
        ),
        (
            "Trace ID: 1b730954-1685-4b74-9bfd-dac224a7b894 Timestamp: 2026-08-22 10:30:00Z",
            "Trace ID: 1b730954-1685-4b74-9bfd-dac224a7b894 Timestamp: 2026-08-22 10:30:00Z",
        ),
        ("request_id=q8273hfq8hf7834hf83hf8", "request_id=q8273hfq8hf7834hf83hf8"),
        ("see https://as.example/docs/OAuth2AuthorizationException", None),
        ("urn:ietf:params:oauth:client-assertion-type:jwt-bearer is unknown", None),
        ("AADSTS9002313: malformed, at 2026-08-22T10:30:00.000Z", None),
        ("got Bearer abc1.def2 in the header", "got Bearer ‹hidden› in the header"),
        ("in https://as.example/x/abcDEF123xyzQW90lk/y", None),
    ],
)
def test_what_looks_like_a_code_in_a_servers_words(words: str, shown: str | None) -> None:
    report = json.loads(render(check(echoing(words).capture()), Format.JSON))
    told = report["exchanges"][0]["response"]["error_description"]
    if "abcDEF123" in words:
        assert "abcDEF123" not in told
    else:
        assert told == (words if shown is None else shown)


# the law

SECRETS = st.text(
    st.sampled_from("ABCXYZKabcxyzk0178923+/=-_.~!*"), min_size=12, max_size=90
).filter(
    lambda text: (
        any(map(str.isdigit, text))
        and any(map(str.isalpha, text))
        and len(set(text)) > 6
        and "~-" not in text
        and not is_placeholder(text)
        and "___" not in text
        and "---" not in text
        and "..." not in text
        and "***" not in text
    )
)
SURE_KINDS = [
    *("verifier", "client secret", "client secret in JSON", "password", "access token"),
    *("refresh token", "bearer", "Basic", "DPoP", "API key", "state"),
]


def nodes(value: object) -> Iterator[object]:
    """Yield all records within a record."""
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        for name in type(value).__match_args__:  # type: ignore[attr-defined]
            yield from nodes(getattr(value, name))


@settings(deadline=None, max_examples=60)
@given(
    SECRETS,
    st.sampled_from(SURE_KINDS),
    st.sampled_from([name for name in ENCODINGS if name not in ("cut", "upper case")]),
)
def test_no_report_and_no_representation_tells_a_secret(
    secret: str, kind: str, encoding: str
) -> None:
    draft = KINDS[kind](echoing(f"got <{ENCODINGS[encoding](secret)}> here"), secret)
    capture = draft.capture()
    checkup = check(capture)
    told = {**reports(checkup), "capture": repr(capture)}
    told |= {f"node {at}": f"{node!r} {node}" for at, node in enumerate(nodes(checkup))}
    told |= {f"part {at}": f"{node!r} {node}" for at, node in enumerate(nodes(capture))}
    for name, text in told.items():
        assert secret not in text, name
        for encode in ENCODINGS.values():
            form = encode(secret)
            if len(form) > WINDOW and form != secret[:-6]:
                assert form not in text, name


@pytest.mark.parametrize("name", ["code", "code_verifier", "client_secret", "state"])
def test_no_representation_tells_what_a_message_holds(name: str) -> None:
    capture = refused().with_(**{name: FOREIGN, FOREIGN: name}).capture()
    for node in (*nodes(check(capture)), *nodes(capture), derive(VERIFIER, VERIFIER[::-1])):
        assert FOREIGN not in repr(node)
        assert CODE not in repr(node)
        assert VERIFIER not in repr(node)


# failures

NOT_CAPTURES: Final = (
    '{"log": {"entries": "SECRET"}}',
    '{"log": {"entries": [{"request": {"url": "SECRET", "method": 1}}]}}',
    '{"a": SECRET',
    "SECRET",
    "curl 'SECRET",
    "GET SECRET",
    '{"log": {"version": "SECRET", "entries": []}}',
    "PK\x03\x04SECRET",
    "<items><item>SECRET",
    '{"info": {"schema": "https://schema.getpostman.com/SECRET"}, "item": "SECRET"}',
)


@pytest.mark.parametrize("text", NOT_CAPTURES)
@pytest.mark.parametrize("strict", [False, True])
def test_no_exception_tells_a_secret(text: str, *, strict: bool) -> None:
    octets = text.replace("SECRET", FOREIGN).encode()
    with pytest.raises(PkcedoctorError) as failed:
        check(octets, name="x", strict=strict)
    assert FOREIGN not in "".join(traceback.format_exception(failed.value))
    assert FOREIGN not in repr(failed.value)


@settings(deadline=None, max_examples=40)
@given(before=st.text(max_size=40), after=st.text(max_size=40), strict=st.booleans())
def test_no_exception_tells_what_it_read(before: str, after: str, *, strict: bool) -> None:
    octets = f"{before}{FOREIGN}{after}".encode("utf-8", "surrogatepass")
    failed = None
    try:
        read_capture(octets, name="x", strict=strict)
    except PkcedoctorError as error:
        failed = error
    assert FOREIGN not in "".join(traceback.format_exception(failed))


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", f"code={SECRET}"],
        ["check", "code=hunter2"],
        ["check", f"cb?code={SECRET}&state=1"],
        ["check", SECRET],
        ["check", f"https://as.example/cb?code={SECRET}"],
        ["check", f"curl 'https://as.example/{SECRET}"],
        ["check", f"--{SECRET}"],
        ["check", f"--code={SECRET}"],
        ["check", "a.har", f"code={SECRET}"],
        ["check", "--format", SECRET, "x"],
        ["check", "--response-status", SECRET],
        ["check", "--server", SECRET, "x"],
        ["check", "--output", f"/nowhere/code={SECRET}", str(EXAMPLE)],
        ["check", "--token-body", f"@code={SECRET}"],
        ["check", "--authorize-url", "x", "--token-header", SECRET],
        ["check", "--max-size", SECRET, "x"],
        [SECRET],
        ["explain", SECRET],
        ["servers", SECRET],
        ["verify", SECRET, "--", SECRET, SECRET],
        ["verify", f"@{SECRET}", "x"],
        ["redact", f"code={SECRET}", "-o", f"{SECRET}.har"],
        ["guard", f"code={SECRET}"],
    ],
)
def test_no_complaint_tells_an_argument(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert done.output
    for secret in (SECRET, "hunter2"):
        assert secret not in done.output


# only on demand


@pytest.mark.parametrize("form", list(Format))
def test_secrets_are_shown_on_demand_and_the_report_says_so(form: Format) -> None:
    checkup = check(echoing("x").with_(redirect_uri=f"{REDIRECT_URI}?code={CODE}").capture())
    report = render(checkup, form, show_secrets=True)
    mark = {Format.TEXT: "do not share it", Format.MARKDOWN: "**This report contains secrets"}
    assert form not in (Format.TEXT, Format.MARKDOWN, Format.JSON) or CODE in report
    assert mark.get(form, "") in report
    assert "secret" in report.casefold().replace("client_secret", "")


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("count", [1, 3])
def test_secrets_go_to_no_file_unless_forced(form: Format, count: int, tmp_path: Path) -> None:
    out = tmp_path / "report"
    captures = [str(EXAMPLE)] * count
    arguments = ["check", *captures, "--format", str(form), "--show-secrets", "--output", str(out)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert not out.exists()

    done = CliRunner().invoke(main, [*arguments, "--force"])
    assert done.exit_code in (0, 1), done.output
    assert "secret" in out.read_text().casefold()


# nothing captured is obeyed

MARK: Final = "evilmark"
PAYLOADS: Final = (
    f"\n::error file={MARK}::x",
    f"::set-output name={MARK}::x",
    f"x y ::warning::{MARK}",
    f"##[error]{MARK}",
    f"a ##vso[task.setvariable variable={MARK}]",
    f"##teamcity[{MARK}]",
    f"\x1b[31m{MARK}\x1b]8;;https://{MARK}.example\x07x",
    f"\u202e{MARK}\u2066 \u200b\ufeff",
    f"\x9b31m{MARK}\r\x08",
    f"[{MARK}](https://{MARK}.example)",
    f"![{MARK}](https://{MARK}.example/i.png)",
    f"<img src=https://{MARK}.example onerror=alert(1)>",
    f"<script>{MARK}</script>",
    f"</details><b>{MARK}",
    f"https://{MARK}.example/ www.{MARK}.example a@{MARK}.example",
    f"hello @{MARK} and #1 and org/{MARK}#2 GH-3",
    f"`{MARK}` ``<b>{MARK}</b>`` ```",
    f"a | b | <i>{MARK}</i> | [{MARK}](//{MARK}.example)",
    f"\n\n# {MARK}\n\n- x\n\n```\n{MARK}",
    f"[x]: https://{MARK}.example\n[x]",
    f"]]><{MARK}/>&{MARK};\"'",
    f"=cmd|'{MARK}'!A1",
    f"<https://{MARK}.example> <a@{MARK}.example>",
    f"&lt;b&gt;{MARK}&#x3c;i&#x3e;",
    f"\\[{MARK}](https://{MARK}.example) \\`<b>{MARK}</b>\\`",
    f"$`{MARK}`$ $x^{MARK}$",
)
FIELDS: Final[dict[str, Knob]] = {
    "error": lambda draft, text: draft.answering(400, json.dumps({"error": text})),
    "description": lambda draft, text: draft.answering(
        400, json.dumps({"error": "invalid_grant", "error_description": text})
    ),
    "page": lambda draft, text: draft.answering(500, f"<html><body>{text}</body>", "text/html"),
    "page, as it is": lambda draft, text: draft.answering(500, text, "text/plain"),
    "redirect_uri": lambda draft, text: draft.with_(redirect_uri=text),
    "redirect_uri, asked": lambda draft, text: draft.asking(redirect_uri=text),
    "redirect_uri, behind": lambda draft, text: draft.with_(
        redirect_uri=f"https://app.example/cb{text}"
    ),
    "client_id": lambda draft, text: draft.with_(client_id=text),
    "code": lambda draft, text: draft.with_(code=text),
    "state": lambda draft, text: draft.delivering(state=text),
    "grant_type": lambda draft, text: draft.with_(grant_type=text),
    "method": lambda draft, text: draft.asking(code_challenge_method=text),
    "challenge": lambda draft, text: draft.asking(code_challenge=text),
    "verifier": lambda draft, text: draft.with_(code_verifier=text),
    "scope": lambda draft, text: draft.asking(scope=text),
    "a name": lambda draft, text: draft.with_(**{text: "x"}).repeating(text, "y"),
    "HTTP method": lambda draft, text: draft.by(text.upper()),
    "URL": lambda draft, text: draft.posted_to(text),
    "URL, behind": lambda draft, text: draft.posted_to(f"{draft.token_url}/{text}"),
    "content type": lambda draft, text: draft.labelled(text),
    "origin": lambda draft, text: draft.from_page(text),
    "header": lambda draft, text: draft.with_header(text, text),
    "body": lambda draft, text: draft.with_body(TextBody(text)),
    "failure": lambda draft, text: draft.unanswered(text),
    "redirection": lambda draft, text: draft.redirecting(text),
    "title": lambda draft, text: draft.seen_in_title(f"https://app.example/cb?code={text}"),
    "where": lambda draft, text: draft.before(get(f"https://as.example/authorize?code={text}")),
    "refusal": lambda draft, text: draft.delivering(code=None, error=text, error_description=text),
}


def hostile(field: str, text: str) -> Checkup | None:
    draft = FIELDS[field](refused("invalid_grant"), text)
    capture: Capture = draft.capture()
    capture = replace(capture, source=text, reader=text, notes=(text,))
    try:
        return check(capture)
    except PkcedoctorError:
        return None


def innocuous(text: str) -> None:
    """Assert that neither a terminal nor a build server obeys a text."""
    for line in text.split("\n"):
        assert not [
            each for each in line if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        ]
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
        assert "##teamcity[" not in line


ALLOWED_HTML: Final = ("<details>", "<details open>", "</details>", "<summary>", "<sub>", "</sub>")


def harmless_markdown(text: str) -> None:
    parser = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": True})
    for token in parser.parse(text):
        for each in (token, *(token.children or ())):
            if each.type in ("html_block", "html_inline"):
                assert MARK not in each.content
                lines = each.content.strip().split("\n")
                assert all(line.startswith(ALLOWED_HTML) for line in lines), lines
            assert each.type != "image"
            assert not [value for value in each.attrs.values() if MARK in str(value)]
            if each.type == "text":
                assert f"@{MARK}" not in each.content
                assert f"<b>{MARK}" not in each.content
            if each.type == "heading_open":
                assert each.markup in ("#", "##", "###")
    titles = [line for line in text.split("\n") if line.startswith("#")]
    assert not [title for title in titles if MARK in title]


def check_formats(told: Checkup) -> None:
    for form in (Format.TEXT, Format.MARKDOWN, Format.JSON):
        innocuous(render(told, form))
    harmless_markdown(render(told, Format.MARKDOWN))
    innocuous(render(told, color=False, width=60))


@pytest.mark.parametrize("field", FIELDS)
def test_no_payload_is_obeyed(field: str) -> None:
    start = list(FIELDS).index(field) % 4
    for payload in (*PAYLOADS[start::4], " ".join(PAYLOADS), "".join(reversed(PAYLOADS))):
        told = hostile(field, payload)
        if told is not None:
            check_formats(told)


@settings(deadline=None, max_examples=80)
@given(
    st.sampled_from(list(FIELDS)),
    st.lists(
        st.sampled_from(PAYLOADS)
        | st.text(max_size=6)
        | st.text("`*_[]()<>!|\\#:@ \n&;~$", max_size=8),
        min_size=1,
        max_size=4,
    ).map("".join),
)
def test_no_text_is_obeyed(field: str, text: str) -> None:
    told = hostile(field, text)
    assume(told is not None)
    if told is not None:
        check_formats(told)


def test_a_hostile_login_of_everything() -> None:
    draft = accepted()
    for payload in PAYLOADS:
        for knob in FIELDS.values():
            draft = knob(draft, payload)
    told = check(replace(draft, response=refused("x", PAYLOADS[0]).response).capture())
    check_formats(told)
