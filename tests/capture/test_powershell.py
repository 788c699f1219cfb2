import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    HttpRequest,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.javascript_forms import ELSEWHERE, FORM
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.powershell import find
from pkcedoctor.capture.redaction import is_redacted, stand_in

SAMPLES = Path(__file__).with_name("samples") / "snippets"
TOKEN = "http://127.0.0.1:9000/oauth/token"


def only(text: str) -> Piece:
    (piece,) = find(text)
    return piece


def sent(text: str) -> HttpRequest:
    request = only(text).request
    assert request is not None
    return request


def posted(value: str, before: str = "") -> Body:
    return sent(f"{before}\nInvoke-RestMethod -Method Post -Uri https://a/t -Body {value}").body


def test_a_copy_of_chrome() -> None:
    text = (SAMPLES / "chrome-156.ps1").read_text()
    piece = only(text)
    request = sent(text)
    assert piece.end == len(text)
    assert text[piece.start :].startswith("Invoke-WebRequest -UseBasicParsing")
    assert (request.method, request.url) == ("POST", TOKEN)
    assert request.header("Cookie") == (
        "sid=secret-session; pkce=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk; as=1"
    )
    assert request.header("sec-ch-ua") == '"Not:A-Brand";v="8", "Chromium";v="156"'
    assert (request.header("User-Agent") or "").startswith("Mozilla/5.0 (X11; Linux x86_64)")
    assert request.header("Content-Type") == f"{FORM};charset=UTF-8"
    assert isinstance(request.body, TextBody)
    assert request.body.text.startswith("grant_type=authorization_code&code=4%2F0AbC%2Bd_E%7Ef.g+h")


def test_a_copy_with_every_escape() -> None:
    torture = json.loads((SAMPLES / "quoting-torture.json").read_text())
    request = sent(torture["ps"])
    assert request.url == torture["url"]
    assert request.body == TextBody('code=it\'s!&p=a\\b\nc\t"q" 100%25 %PATH% $HOME `id` é✓')


def test_httpsnippet() -> None:
    request = sent((SAMPLES / "httpsnippet-powershell.restmethod.txt").read_text())
    assert request.headers == (
        Header("Accept", "application/json"),
        Header("Origin", "http://127.0.0.1:9000"),
        Header("Content-Type", f"{FORM};charset=UTF-8"),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("'a=it''s $x `n'", "a=it's $x `n"),
        ('"a=`"b`" ""c"" `$d `t`0"', 'a="b" "c" $d \t\0'),
        ('"a=$([char]98)$([char]0x63)$"', "a=bc$"),
        ("a=b", "a=b"),
        ("@'\na=b\nc\n'@", "a=b\nc"),
        ('@"\r\na=$([char]98)\r\n"@', "a=b"),
        ("('a=' + 'b')", "a=b"),
        ("('a={0}&c={1}{{}}' -f 'b', 'd')", "a=b&c=d{}"),
        ("(@('a=b', 'c=d') -join '&')", "a=b&c=d"),
        ("([System.Text.Encoding]::UTF8.GetBytes('a=b'))", "a=b"),
        ("@{ a = 'b c~' }", "a=b+c%7E"),
        ("([ordered]@{ a = $true; 'd-e' = 5\n f = $null })", "a=True&d-e=5&f="),
        (
            "(@{ a = 'b'; c = @(1, 'x'); d = @{ e = $false } } | ConvertTo-Json -Depth 5)",
            '{"a": "b", "c": [1, "x"], "d": {"e": false}}',
        ),
        ("\"a=$([uri]::EscapeDataString('b c'))\"", "a=b%20c"),
        ("([string]'a=b').Trim()", "a=b"),
        ("“a=b”", "a=b"),
    ],
)
def test_values(value: str, text: str) -> None:
    assert posted(value) == TextBody(text)


@pytest.mark.parametrize(
    ("before", "value", "text"),
    [
        ("$b = 'a=b'", "$B", "a=b"),
        ("$x = 'b'; $b = \"a=$x\"; $b += '&c=d'", "$b", "a=b&c=d"),
        ("$b = @{}; $b.Add('a', 'b'); $b['c'] = 'd'; $b.e = 'f'", "$b", "a=b&c=d&e=f"),
        ("$b = @{ a = 'b' }", '"x=$($b.a)"', "x=b"),
        ("$b = @('x', 'y')", '"x=$($b[1])"', "x=y"),
        ("$b = @{ a = 'b' } + @{ c = 'd' }", "$b", "a=b&c=d"),
        ("${b} = 'a=b'", "${b}", "a=b"),
    ],
)
def test_variables(before: str, value: str, text: str) -> None:
    assert posted(value, before) == TextBody(text)


@pytest.mark.parametrize(
    "value", ["$body", "$x.y", "(Get-Body)", "$env:BODY", "(Get-Content a.txt -Raw)", "(1 -eq 2)"]
)
def test_bodies_made_elsewhere(value: str) -> None:
    assert posted(value) == UnrecordedBody(ELSEWHERE)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "$code = Get-Code",
        "param([string]$code = 'x')",
        "$code = 'a'\nif ($x) { $code = 'b' }",
        "$code = 'a'\nforeach ($x in $y) {\n $code += 'b'\n}",
        "$code = )",
    ],
)
def test_what_is_not_sure_is_hidden(before: str) -> None:
    found = posted('"code=$code"', before)
    assert isinstance(found, TextBody)
    assert is_redacted(found.text.removeprefix("code="))


def test_a_field_under_a_condition_is_hidden() -> None:
    found = posted("$b", "$b = [ordered]@{ a = 'b' }\nif ($s) { $b.c = $s }")
    assert isinstance(found, TextBody)
    assert found.text.startswith("a=b&c=%5Bhidden")


@pytest.mark.parametrize(
    ("command", "request_"),
    [
        ("iwr https://a", HttpRequest("GET", "https://a", (), NoBody())),
        (
            "irm -Uri 'https://a' -Method Get -Body @{ b = 'c' }",
            HttpRequest("GET", "https://a?b=c", (), NoBody()),
        ),
        (
            "curl -Uri https://a -CustomMethod purge",
            HttpRequest("PURGE", "https://a", (), NoBody()),
        ),
        (
            "iwr -Uri https://a -Me Put -Body x -Verbose",
            HttpRequest("PUT", "https://a", (), TextBody("x")),
        ),
        (
            "irm https://a -Method Post -Form @{ b = 'c' }",
            HttpRequest(
                "POST",
                "https://a",
                (Header("Content-Type", "multipart/form-data"),),
                FieldsBody((Field("b", "c"),), encoded=False),
            ),
        ),
        (
            "irm https://a -Method Put -InFile x.json",
            HttpRequest(
                "PUT",
                "https://a",
                (),
                UnrecordedBody("the body is in a file of its own; record the request itself"),
            ),
        ),
        (
            "irm https://a -Headers @{ B = 'c' } -UserAgent d",
            HttpRequest(
                "GET", "https://a", (Header("B", "c"), Header("User-Agent", "d")), NoBody()
            ),
        ),
        (
            "irm https://a -Authentication Basic -Credential $c",
            HttpRequest(
                "GET",
                "https://a",
                (Header("Authorization", "Basic [hidden: credential]"),),
                NoBody(),
            ),
        ),
        (
            "irm https://a -Authentication Bearer -Token $t",
            HttpRequest(
                "GET",
                "https://a",
                (Header("Authorization", "Bearer [hidden: credential]"),),
                NoBody(),
            ),
        ),
        ("irm https://a -Method $m", HttpRequest("", "https://a", (), NoBody())),
        (
            "$p = @{ Uri = 'https://a'; Method = 'Post'; Body = 'a=b' }\nirm @p",
            HttpRequest("POST", "https://a", (Header("Content-Type", FORM),), TextBody("a=b")),
        ),
        (
            (
                "$s = "
                "[Microsoft.PowerShell.Commands.WebRequestSession]::new()\n"
                "$s.Headers.Add('B', 'c')\nirm https://a -WebSession $s"
            ),
            HttpRequest("GET", "https://a", (Header("B", "c"),), NoBody()),
        ),
        (
            (
                '$h = @{ Authorization = "Basic '
                "$([Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('a:b')))\" }"
                "\nirm https://a -Headers $h"
            ),
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic YTpi"),), NoBody()),
        ),
    ],
)
def test_commands(command: str, request_: HttpRequest) -> None:
    assert sent(command) == request_


@pytest.mark.parametrize("joint", [" `\n", " `  \r\n  ", "\n", "\n\t"])
def test_continued_lines(joint: str) -> None:
    text = joint.join(["irm", "-Uri https://a", "-Method Post", "-Body 'a=b'"])
    if joint[0] == "\n":
        text = text.replace("irm", "irm -UseBasicParsing", 1)
    piece = only(f"{text}\n\nand so on")
    assert piece.end == len(text)
    assert piece.request is not None
    assert piece.request.body == TextBody("a=b")


def test_notes() -> None:
    table = only("irm https://a -Method Post -Body @{ a = 1; b = 2 }")
    letters = only("irm https://a -Method Post -Body 'a=é'")
    headers = only("irm https://a -Method Post -Body 'a=b' -Headers $h")
    assert table.notes == (
        "The order of the fields is that of the text; PowerShell may send them in another one",
    )
    assert letters.notes == (
        "The body has characters beyond ASCII, which PowerShell before 7.4 does not send as UTF-8",
    )
    assert headers.notes == ("Some of the headers are set elsewhere and are not known",)
    assert headers.request is not None
    assert headers.request.headers == (Header("Content-Type", stand_in("headers")),)


def test_a_splat_that_is_not_there() -> None:
    request = sent("irm -Uri https://a -Method Post @rest")
    assert request.body == UnrecordedBody(ELSEWHERE)


@pytest.mark.parametrize(
    "text",
    [
        "curl https://a -d a=b",
        "curl -X POST https://a",
        "the irm of the day",
        "Invoke-WebRequest",
        "Invoke-RestMethod -Uri",
        'irm -Uri "https://a',
        "irm -Uri @('a'",
        "wget -qO- https://a",
        "Invoke-WebRequest is a command",
    ],
)
def test_no_commands(text: str) -> None:
    assert list(find(text)) == []


FRAGMENTS = (
    *"`'\"{}()[]=+,;|.$@-\n ",
    *("irm ", "Invoke-WebRequest ", "-Uri ", "-Body ", "https://a", "@{", "@'\n", '@"\n', "$("),
    *("$a = ", "$a.b", ".Add(", "[char]", "-f ", "| ConvertTo-Json", "if ($x) {", "param($a", "<#"),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3)).map("".join))
@example("irm -Uri https://a -Body " + "(" * 100)
@example('irm "$(' * 40)
def test_any_text_survives(text: str) -> None:
    places = [place for piece in find(text) for place in (piece.start, piece.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@settings(deadline=None)
@given(texts)
def test_single_quotes_come_out_as_they_went_in(text: str) -> None:
    plain = text.replace("\u2018", "").replace("\u2019", "")
    assert posted("'a=" + plain.replace("'", "''") + "'") == TextBody(f"a={plain}")


@settings(deadline=None)
@given(texts)
def test_double_quotes_come_out_as_they_went_in(text: str) -> None:
    escaped = "".join(f"`{each}" if each in '"$`' else each for each in text)
    assert posted(f'"a={escaped}"') == TextBody(f"a={text}")
