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
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted, stand_in
from pkcedoctor.capture.snippets.javascript_forms import ELSEWHERE, FORM
from pkcedoctor.capture.snippets.powershell import find

SAMPLES = Path(__file__).parents[1] / "samples" / "snippets"
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
        ('@"\n{"a": "b`n", ""}\n"@', '{"a": "b\n", ""}'),
        ("@('a=b', 'c'; 'd')[0]", "a=b"),
        ("(@('a=b'\n'c') -join '&')", "a=b&c"),
        ("('a=b' | Out-String)", "a=b"),
        ('"a=$(@(1, 2))"', "a=1 2"),
        ('"a=$([Convert]::ToBase64String([byte[]](1, 2)))"', "a=[hidden: variable tobase64string]"),
        ("('a=' + [Web.HttpUtility]::UrlEncode('b c') + '&d')", "a=b+c&d"),
        (
            (
                "('a=' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('>>?b'))"
                ".TrimEnd('=').Replace('+', '-').Replace('/', '_'))"
            ),
            "a=Pj4_Yg",
        ),
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
        ("$b = @{ a = @{} }; $b.a.c = 'd'; $b.a['e'] = 'f'", '"x=$($b.a.c)$($b.a.e)"', "x=df"),
        ("$b = @{ a = 'b' }; $b.Remove('x'); $b.Add('y'); $b.c = )", "$b", "a=b"),
        ("$b = 'a=b'; $b.c = 'd'; $x.y.z = 'w'", "$b", "a=b"),
        ("$b = $('a=b')", "$b", "a=b"),
        ("$b = 'a=b'\n" + "$x = (1 + )\n" * 100, "$($b)", "a=b"),
        ("$b = 'a=b'\nif ($x) { foreach ($y in (1, 2)) { $z = 1; $v = 2 }; $w = 3 }", "$b", "a=b"),
    ],
)
def test_variables(before: str, value: str, text: str) -> None:
    assert posted(value, before) == TextBody(text)


@pytest.mark.parametrize(
    "value",
    [
        "$body",
        "$x.y",
        "(Get-Body)",
        "$env:BODY",
        "(Get-Content a.txt -Raw)",
        "(1 -eq 2)",
        "a=b,c=d",
        "$($x = 1; 'a=b')",
        "(Get-Body -Of @ x)",
        "(@{ a = 'b' } | Select-Object a)",
        "(@{ a = 'b' } + 'c')",
        "(1 + 2)",
        "([guid]::Empty)",
        "([uri]::EscapeDataString($x))",
        "([guid]::Parse('a'))",
        "('a=b'.ToUpper())",
        "('a=b'.Replace('a', $x))",
        "@('a=b', 'c')",
        "$PSVersionTable[0]",
    ],
)
def test_bodies_made_elsewhere(value: str) -> None:
    assert posted(value) == UnrecordedBody(ELSEWHERE)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "$code = Get-Code",
        "param([string]$code = 'x')",
        "$code = 'a'; function f { param([Parameter(Mandatory)][string]$code) }",
        "$code = 'a'\nif ($x) { $code = 'b' }",
        "$code = 'a'\nforeach ($x in $y) {\n $code += 'b'\n}",
        "$code = )",
    ],
)
def test_what_is_not_sure_is_hidden(before: str) -> None:
    found = posted('"code=$code"', before)
    assert isinstance(found, TextBody)
    assert is_redacted(found.text.removeprefix("code="))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("\"a=$('b' -f (1 + ]))&c=d\"", "a=[hidden: expression]&c=d"),
        ("\"a=$(@{ b = 'c' })\"", "a=[hidden: expression]"),
        ("('a={0:x}{1}{2}' -f 'b', 'c')", "a=[hidden: formatted value]c[hidden: formatted value]"),
        (
            "(@{ a = $x; b = [Text.Encoding]::UTF8.GetBytes('c') } | ConvertTo-Json)",
            '{"a": "[hidden: variable x]", "b": "c"}',
        ),
    ],
)
def test_parts_that_are_not_known(value: str, text: str) -> None:
    assert posted(value) == TextBody(text)


def test_values_that_nest_too_deep() -> None:
    script = "$v = 1\n" + "$v = @{ a = $v }\n" * 50
    found = posted("($v | ConvertTo-Json)", script)
    assert isinstance(found, TextBody)
    assert found.text.endswith('"[hidden: nested value]"' + "}" * 31)


@pytest.mark.parametrize(
    ("first", "step", "value"),
    [
        ("'aaaa'", "$b = $b + $b", "$b"),
        ("'aaaa'", "$b += $b", "$b"),
        ("'aaaa'", '$b = "$b$b"', "$b"),
        ("'aaaa'", "$b = $b.Replace('a', $b)", "$b"),
        ("'aaaa'", "$b = '{0}{0}' -f $b", "$b"),
        ("@('a', 'b')", "$b = @($b; $b)", "($b -join '&')"),
        ("1", "$b = @{ a = $b; c = $b }", "($b | ConvertTo-Json)"),
    ],
)
def test_names_that_double_one_another(first: str, step: str, value: str) -> None:
    found = posted(value, f"$b = {first}\n" + f"{step}\n" * 28)
    text = found.text if isinstance(found, TextBody) else stand_in("body")
    assert is_redacted(text)
    assert len(text) < 3_000_000


def test_more_than_a_script_has() -> None:
    command = "irm https://a"
    assert list(find("$a = 1\n" * 30_000 + command)) == []
    assert sent(f"function f {{ param( ${'x' * 3000}\n{command}").url == "https://a"
    hidden = sent(f"$c = 'a'\nif ($x) {{ $c = 'b'\n{' ' * 60_000}\nirm https://a/$c")
    assert hidden.url == f"https://a/{stand_in('variable c')}"


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
        (
            "irm https://a/$path -CM Patch -UseBasic -SkipCertificateCheck:$true",
            HttpRequest("PATCH", "https://a/[hidden: variable path]", (), NoBody()),
        ),
        (
            "irm \"https://a\"/t$x'y'",
            HttpRequest("GET", "https://a/t[hidden: variable x]y", (), NoBody()),
        ),
        (
            (
                '$h = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"\n'
                '$h.Add("Content-Type", "a/b")\n'
                "$r = Invoke-RestMethod 'https://a' -Method 'POST' -Headers $h -Body \"c=d\"\n"
                "$r | ConvertTo-Json"
            ),
            HttpRequest("POST", "https://a", (Header("Content-Type", "a/b"),), TextBody("c=d")),
        ),
        (
            (
                "$s = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
                '$s.Cookies.Add((New-Object System.Net.Cookie("a", "b", "/", "h")))\n'
                "$s.Cookies.Add($cookie)\n"
                "$s.Timeout = 5\n$s.UserAgent = 'x'\nirm https://a/$($s.Timeout) -WebSession $s"
            ),
            HttpRequest(
                "GET",
                "https://a/[hidden: variable Timeout]",
                (Header("Cookie", "a=b"), Header("User-Agent", "x")),
                NoBody(),
            ),
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
    assert (request.method, request.body) == ("POST", UnrecordedBody(ELSEWHERE))
    assert sent("irm -Uri https://a @rest").method == ""


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
        "irm -Uri https://a -Body ( <# not closed",
        "irm -Uri https://a -Body @{ a 'b' }",
        "irm -Uri https://a -Body (1 | 2)",
        "irm -Uri https://a -Body $ x",
        "irm -Uri https://a -Body [",
        "irm -Uri https://a -Body @'\na=b",
        "irm -Uri https://a -Body $($b",
        "irm -Uri https://a -Body 'a=b",
        'irm -Uri https://a -Body (1 + "a=b)',
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
