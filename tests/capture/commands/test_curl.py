import base64
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.commands import curl, httpie, wget
from pkcedoctor.capture.http import Body, HttpRequest, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted

SAMPLES = Path(__file__).parents[1] / "samples" / "commands"
URL = "https://as.example/token"
IN_FILE = UnrecordedBody("the body is in a file that is not part of the paste")
IN_STDIN = UnrecordedBody("the body came from standard input, which is not part of the paste")
IN_VARIABLE = UnrecordedBody("the body is in a variable whose value is not part of the paste")
CODE = "[hidden: variable CODE]"


def sample(name: str) -> str:
    return (SAMPLES / name).read_bytes().decode()


def rows(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(sample(name))
    return found


def pieces(text: str) -> list[Piece]:
    return list(curl.find(text))


def only(text: str) -> Piece:
    (piece,) = pieces(text)
    return piece


def request(text: str) -> HttpRequest:
    made = only(text).request
    assert made is not None
    return made


def body(text: str) -> Body:
    return request(text).body


def headers(made: HttpRequest) -> list[tuple[str, str]]:
    return sorted((header.name.casefold(), header.value) for header in made.headers)


def text_of(made: HttpRequest) -> str:
    return made.body.text if isinstance(made.body, TextBody) else ""


def shown(made: HttpRequest | None) -> dict[str, object]:
    assert made is not None
    target = re.sub(r"^https?://[^/?#]*", "", made.url).partition("#")[0]
    return {
        "method": made.method,
        "target": target if target.startswith("/") else f"/{target}",
        "headers": [list(pair) for pair in headers(made) if pair[0] != "host"],
        "body": text_of(made),
    }


@pytest.mark.parametrize(
    "row", json.loads(sample("curl-7.88.json")), ids=lambda row: row["command"]
)
def test_a_request_is_what_curl_sent(row: dict[str, object]) -> None:
    command = str(row["command"])
    assert [shown(piece.request) for piece in pieces(command)] == row["requests"]


@pytest.mark.parametrize("row", rows("chrome-156.json"), ids=lambda row: row["method"] + row["url"])
def test_chrome(row: dict[str, str]) -> None:
    bash, cmd = only(row["bash"]), only(row["cmd"])
    assert bash.request is not None
    assert cmd.request is not None
    assert (bash.start, bash.end) == (0, len(row["bash"]))
    assert (cmd.start, cmd.end) == (0, len(row["cmd"]))
    assert (bash.request.method, bash.request.url) == (row["method"], row["url"])
    assert (cmd.request.method, cmd.request.url) == (row["method"], row["url"])
    assert headers(cmd.request) == headers(bash.request)
    text = text_of(cmd.request)
    assert is_redacted(text) or text == text_of(bash.request).replace("\r", "")


@pytest.mark.parametrize(
    "row", rows("firefox-153.json"), ids=lambda row: row["method"] + row["url"]
)
def test_firefox(row: dict[str, str]) -> None:
    posix, windows = request(row["posix"]), request(row["win"])
    assert (posix.method, posix.url) == (row["method"], row["url"])
    assert (windows.method, windows.url) == (row["method"], row["url"])
    assert headers(windows) == headers(posix)
    assert text_of(windows) == text_of(posix).replace("\r", "")


def test_quoting_of_chrome() -> None:
    row = json.loads(sample("chrome-156-quoting.json"))
    bash, cmd = only(row["bash"]), only(row["cmd"])
    assert bash.request is not None
    assert cmd.request is not None
    assert bash.request.url == cmd.request.url == row["url"]
    assert bash.request.header("X-Empty") == cmd.request.header("x-empty") == ""
    start = 'code=it\'s!&p=a\\b\nc{}"q" 100%25 %PATH% $HOME `id` '
    assert text_of(bash.request) == start.format("\t") + "é✓"
    assert text_of(cmd.request) == start.format(" ") + "[hidden: letter lost by the browser]"
    assert bash.notes == ()
    assert cmd.notes == (
        "Letters that the browser could not write for cmd.exe are missing from the command",
    )


def test_all_of_chrome_at_once() -> None:
    commands = rows("chrome-156.json")
    for kind, glue in (("bash", " ;\n"), ("cmd", " &\r\n")):
        text = glue.join(row[kind] for row in commands)
        found = pieces(text)
        assert [piece.request for piece in found] == [request(row[kind]) for row in commands]
        assert [text[piece.start : piece.end].rstrip() for piece in found] == [
            row[kind] for row in commands
        ]


@pytest.mark.parametrize("number", ["04", "08"])
@pytest.mark.parametrize("tool", ["curl", "httpie"])
def test_mitmproxy(number: str, tool: str) -> None:
    find = {"curl": curl.find, "httpie": httpie.find}[tool]
    (piece,) = find(sample(f"mitmproxy-11-{number}.{tool}"))
    head, _, sent = sample(f"mitmproxy-11-{number}.raw_request").partition("\r\n\r\n")
    line, *fields = head.split("\r\n")
    assert piece.request is not None
    method, target, _ = line.split(" ")
    assert piece.request.method == method
    assert piece.request.url == f"http://127.0.0.1:9000{target}"
    assert text_of(piece.request) == sent
    split = [field.partition(": ") for field in fields]
    wire = {(name.casefold(), value) for name, _, value in split}
    dropped = {"content-length", "accept-encoding"} if tool == "curl" else {"content-length"}
    expected = {pair for pair in wire if pair[0] not in dropped}
    assert set(headers(piece.request)) == expected


def test_postman_encodes_nothing_and_curl_does() -> None:
    code = "code=4%2F0AbC%2Bd_E~f.g+h%26i%3Dj%25k%2F%3D"
    assert text_of(request(sample("postman.txt"))).split("&")[1] == code


def test_httpsnippet() -> None:
    assert text_of(request(sample("httpsnippet-3-curl.params.txt"))).split("&")[1:3] == [
        "code=4/0AbC+d_E~f.g h",
        "i=j%k/=",
    ]
    lost = UnrecordedBody("its Content-Type announces a body, but the command has none")
    assert body(sample("httpsnippet-3-curl.text.txt")) == lost


@pytest.mark.parametrize(
    ("command", "text"),
    [
        pytest.param("-d 'a=b' -d c=$CODE", f"a=b&c={CODE}", id="a variable"),
        pytest.param('-d "a=${CODE}"', f"a={CODE}", id="a variable in braces"),
        pytest.param("-d 'a=$CODE'", "a=$CODE", id="a variable in single quotes"),
        pytest.param('-d "a=\\$CODE"', "a=$CODE", id="an escaped variable"),
        pytest.param('-d "a=$"', "a=$", id="a lonely dollar"),
        pytest.param('-d "a=$(cat (x) y)b"', "a=[hidden: variable command]b", id="a command"),
        pytest.param('-d "a=`cat x`"', "a=[hidden: variable command]", id="backticks"),
        pytest.param('-d "a=`"', "a=`", id="a lonely backtick"),
        pytest.param('-d "a=$1"', "a=[hidden: variable]", id="a parameter"),
        pytest.param('-d "a=${CODE:-x}"', f"a={CODE}", id="a default"),
        pytest.param('-d \'{"a":"\'"$CODE"\'"}\'', f'{{"a":"{CODE}"}}', id="a variable in JSON"),
        pytest.param("-d $'a=\\xc3\\xa9\\u00e9\\U0001F600'", "a=éé\U0001f600", id="ANSI-C"),
        pytest.param("-d $'a=\\xff'", "a=\xff", id="ANSI-C that is no UTF-8"),
        pytest.param("-d $'\\ud83d\\ude00'", "\U0001f600", id="surrogates"),
        pytest.param("-d $'a=\\ud83d'", "a=\ud83d", id="half a surrogate"),
        pytest.param(
            "-d $'a=\\a\\b\\e\\f\\n\\r\\t\\v\\\\\\'\\\"\\?\\101\\cA\\q\\x'",
            "a=\a\b\x1b\f\n\r\t\v\\'\"?A\x01\\q\\x",
            id="all of ANSI-C",
        ),
        pytest.param("-d $'\\UFFFFFFFF'", "\\UFFFFFFFF", id="beyond Unicode"),
        pytest.param('-d $"a=b"', "a=b", id="a translated string"),
        pytest.param("-d a=b\\ c\\'", "a=b c'", id="backslashes"),
        pytest.param("-d a=b#c", "a=b#c", id="no comment"),
        pytest.param("-d a=<your-code>", "a=<your-code>", id="a placeholder"),
        pytest.param('-d "a\\\nb"', "ab", id="a line joined in quotes"),
        pytest.param('-d "a\\\r\nb\\c"', "ab\\c", id="a line of Windows joined in quotes"),
        pytest.param("-d a='b'\"c\"d", "a=bcd", id="glued quotes"),
        pytest.param("-d \"$(printf 'a\\x0d\\n%%2Fb')\"", "a\r\n%%2Fb", id="printf"),
        pytest.param('-d @- <<< "a=b"', "a=b", id="a here-string"),
        pytest.param("--data-binary @- <<<a=b", "a=b\n", id="a here-string as it is"),
        pytest.param(
            "-d @- <<EOF\na=$CODE\\\n\\$x\\q\nEOF", f"a={CODE}$x\\q", id="a here-document"
        ),
        pytest.param("-d @- <<'EOF' | jq\na=$CODE\nEOF", "a=$CODE", id="a quoted here-document"),
        pytest.param('-d @- <<-"E F"\n\ta=1\n\tE F', "a=1", id="a here-document with tabs"),
        pytest.param("-d @- <<\\EOF\r\na=$b\r\nEOF", "a=$b", id="a here-document of Windows"),
        pytest.param("-d @- <<EOF\na=b\n", "a=b", id="an open here-document"),
        pytest.param("--data 'a=1^&b=2'", "a=1&b=2", id="carets"),
        pytest.param("--data 'a=^1&b=2'", "a=^1&b=2", id="other carets"),
        pytest.param("--data 'a=1&amp;b=2'", "a=1&b=2", id="entities"),
        pytest.param("--data 'a=1&amp;b=2&c'", "a=1&amp;b=2&c", id="other entities"),
        pytest.param("--expand-data 'a={{x}}'", "a=[hidden: variable x]", id="curl's own"),
        pytest.param("--expand-data 'a=\\{{x}}'", "a={{x}}", id="curl's own, escaped"),
        pytest.param(
            "--variable 'x= 1&' --expand-data '{{x}}{{x:trim}}{{x:trim:url}}{{x:b64}}=z'",
            None,
            id="curl's own, with functions",
        ),
        pytest.param(
            "--variable 'x= 1&' --expand-data 'q={{x}}{{x:trim}}{{x:trim:url}}{{x:url}}'",
            "q= 1&1&1%26%201%26",
            id="curl's own, known",
        ),
        pytest.param("--variable %HOME --expand-data 'q={{HOME}}'", "q=[hidden: variable HOME]"),
        pytest.param("-d a=b --data", "a=b", id="an option without its value"),
        pytest.param("-d={x}", "={x}", id="an equals sign after a letter"),
    ],
)
def test_body(command: str, text: str | None) -> None:
    expected = IN_VARIABLE if text is None else TextBody(text)
    assert body(f"curl {URL} {command}") == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("-d @body.txt", IN_FILE, id="a file"),
        pytest.param("-d a=b -d @body.txt", IN_FILE, id="a file beside fields"),
        pytest.param("--data-urlencode @body.txt", IN_FILE, id="an encoded file"),
        pytest.param("-T body.txt", IN_FILE, id="an upload"),
        pytest.param("-d @-", IN_STDIN, id="standard input"),
        pytest.param("-d @- < body.txt", IN_STDIN, id="a redirected file"),
        pytest.param("-d @- <<", IN_STDIN, id="no here-document"),
        pytest.param("-d @- <<EOF", IN_STDIN, id="a here-document that is not there"),
        pytest.param("-T -", IN_STDIN, id="an upload of standard input"),
        pytest.param('-d "$BODY"', IN_VARIABLE, id="all in a variable"),
        pytest.param('-d "a=b&$BODY"', IN_VARIABLE, id="a field in a variable"),
        pytest.param("-d '{\"a\": '$BODY'}'", IN_VARIABLE, id="a member in a variable"),
        pytest.param('-F "$FIELD"', IN_VARIABLE, id="a part in a variable"),
        pytest.param("-d ''", NoBody(), id="empty"),
        pytest.param("-G -d @query", NoBody(), id="a query in a file"),
    ],
)
def test_body_that_is_not_there(command: str, expected: Body) -> None:
    if command.startswith("-G"):
        assert only(f"curl {URL} {command}").request is None
    else:
        assert body(f"curl {URL} {command}") == expected


def test_a_field_in_a_file_is_hidden() -> None:
    name, _, value = text_of(request(f"curl {URL} --data-urlencode code@code.txt")).partition("=")
    assert name == "code"
    assert is_redacted(value)
    assert "\r\n\r\n[hidden: file]\r\n" in text_of(request(f"curl {URL} -F a=@code.txt"))


def test_the_media_type_of_a_form_gets_a_boundary() -> None:
    made = request(f"curl -F a=b -H 'Content-Type: x/y' -H 'X: y' {URL}")
    assert headers(made) == [("content-type", f"x/y; boundary={'-' * 24}{'0' * 16}"), ("x", "y")]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param("CODE=abc\n", "c=abc", id="plain"),
        pytest.param("$ export CODE='a c'\n", "c=a c", id="exported"),
        pytest.param('A=1\nCODE="$A$B"\n', "c=1[hidden: variable B]", id="of others"),
        pytest.param("CODE=x; ", "c=x", id="on the same line"),
        pytest.param("CODE=\n", "c=", id="empty"),
        pytest.param("CODE=1\nCODE=2\n", "c=2", id="twice"),
        pytest.param("CODE=1 other\n", f"c={CODE}", id="for another program"),
        pytest.param("CODE=abc ", f"c={CODE}", id="too late"),
        pytest.param("CODE='a b' X=1 ", f"c={CODE}", id="too late, with a blank"),
        pytest.param("CODE=$(cat x)\n", "c=[hidden: variable command]", id="a command"),
    ],
)
def test_variable(before: str, text: str) -> None:
    assert text_of(request(f'{before}curl {URL} -d "c=$CODE"')) == text


def test_a_bare_variable_falls_into_words() -> None:
    made = request(f"ARGS='-X PUT  -d a=b'\ncurl $ARGS {URL}")
    assert (made.method, text_of(made)) == ("PUT", "a=b")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        pytest.param("{}", 0, id="alone"),
        pytest.param("$ {}", 2, id="a prompt"),
        pytest.param("# {}", 2, id="root"),
        pytest.param("> {}", 2, id="a mark"),
        pytest.param("user@host:~$ {}", 13, id="a long prompt"),
        pytest.param("PS C:\\Users\\me> {}", 16, id="PowerShell"),
        pytest.param("C:\\Users\\me>{}", 12, id="cmd"),
        pytest.param("I sent `{}` and then", 8, id="a code span"),
        pytest.param("```sh\n{}\n```\nend", 6, id="a fence"),
        pytest.param("```{}``` end", 3, id="a fence on one line"),
        pytest.param("sudo {}", 5, id="sudo"),
        pytest.param("A=b C='d e' {}", 12, id="assignments"),
        pytest.param("x && A=b {}", 9, id="an assignment after an operator"),
        pytest.param("/usr/bin/{}", 9, id="a path"),
        pytest.param("1. {}", 3, id="a list"),
        pytest.param("RESPONSE=$({})", 11, id="a substitution"),
        pytest.param("x; {} | jq .", 3, id="a pipe"),
        pytest.param("Command: {} # comment", 9, id="a comment"),
        pytest.param("<pre>{}</pre>", 5, id="HTML"),
    ],
)
def test_where_a_command_stands(text: str, start: int) -> None:
    command = f"curl -d a=b {URL}"
    piece = only(text.format(command))
    assert piece.start == start
    assert text.format(command)[piece.start : piece.end].rstrip() == command
    assert piece.kind == "cURL command"


@pytest.mark.parametrize(
    "text",
    [
        "I used curl to test",
        "curl is a tool. See https://curl.se/",
        "see https://curl.se/ for curl -d",
        "the curl -d option",
        "curl",
        "curl -v\n",
        "curl -X POST is what I sent",
        "mycurl https://a.example/",
        "curl -Uri https://a.example/ -Method POST",
        "curl -x",
        "curl $",
    ],
)
def test_no_command(text: str) -> None:
    assert [piece for piece in pieces(text) if piece.request and piece.request.url != "$"] == []


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param(
            f"curl —data \u2018a=b\u2019 “{URL}”",
            "Typographic quotes and blanks that a chat put in were taken for plain ones",
            id="quotes",
        ),
        pytest.param(
            f"curl\u00a0\u2013d\u00a0'a=b'\u00a0{URL}",
            "Long dashes that a chat put in were taken for the hyphens of options",
            id="dashes",
        ),
        pytest.param(
            f"curl --data=a=b {URL}",
            "The program knows no --option=value; it was read as --option value",
            id="equals",
        ),
        pytest.param(
            f"curl {URL}\n  -d 'a=b'\n",
            "Lines that begin with an option were taken as part of the command before them",
            id="lost backslashes",
        ),
        pytest.param(
            f"curl {URL} -d 'a=b\n\nIt doesn't work",
            "A quote was never closed, so the command was read until the end of its paragraph",
            id="open quote",
        ),
        pytest.param(
            f'curl {URL} -d "a=b\n\n',
            "A quote was never closed, so the command was read until the end of its paragraph",
            id="open double quote",
        ),
        pytest.param(
            f"curl {URL} -d $'a=b\n\n",
            "A quote was never closed, so the command was read until the end of its paragraph",
            id="open ANSI-C quote",
        ),
        pytest.param(
            f"curl {URL} -d a=b&c=d",
            "An & outside quotes ends a command in a shell, so what follows it was not sent",
            id="cut",
        ),
        pytest.param(
            f"curl {URL} -d a=b -K conf",
            ("curl reads more options from a file that is not part of the paste"),
            id="config",
        ),
        pytest.param(
            f"curl {URL} -d a=b -b jar", "Cookies are in a file that is not part of the paste"
        ),
        pytest.param(
            f"curl {URL} -d a=b -H @h", "Header lines are in a file that is not part of the paste"
        ),
        pytest.param(
            f"curl {URL} -d a=b --nonsense -%",
            ("Options that the program does not know were left out"),
        ),
        pytest.param(
            f"curl {URL} -X post -d a=b",
            "The method was not written in capital letters and is sent so",
        ),
        pytest.param(
            f"curl {URL} -I -d a=b",
            "curl refuses this mixture of -d, -F and -I; the body was taken to be sent",
        ),
        pytest.param("curl -d a=b", "The command has no URL"),
        pytest.param(
            "curl as.example/token -d a=b",
            "A URL without http:// or https:// was taken as http://, as the program does",
        ),
    ],
)
def test_note(text: str, note: str) -> None:
    piece = only(text)
    assert note in piece.notes
    assert piece.request is not None
    assert text_of(piece.request) == "a=b"


def test_a_quoted_mail_and_the_prompts_of_shells() -> None:
    mail = f"> curl {URL} \\\n>   -d 'a=b\n> c=d'\n> hello\n"
    piece = only(mail)
    assert piece.request is not None
    assert text_of(piece.request) == "a=b\nc=d"
    assert mail[piece.start : piece.end].endswith("c=d'")
    assert mail[piece.end :] == "\n> hello\n"
    assert text_of(request(f"$ curl {URL} \\\n> -d a=b")) == "a=b"
    assert text_of(request(f'C:\\> curl {URL} ^\nMore? -d "a=b"')) == "a=b"
    assert text_of(request(f"curl {URL} -d a=b \\\n > out.txt")) == "a=b"


@pytest.mark.parametrize("tool", ["echo", "printf", "printf '%s'", "echo -n"])
def test_a_pipe(tool: str) -> None:
    made = request(f"{tool} 'a=b' | curl {URL} --data-binary @-")
    assert text_of(made) == ("a=b\n" if tool == "echo" else "a=b")
    assert body(f"cat x | curl {URL} -d @-") == IN_STDIN


@pytest.mark.parametrize(
    ("options", "value"),
    [
        pytest.param("-u id", "id:[hidden: password]", id="no password"),
        pytest.param("-u 'id:$S'", "id:$S", id="single quotes"),
        pytest.param("-n", "[hidden: user name]:[hidden: password]", id="netrc"),
    ],
)
def test_basic_credentials(options: str, value: str) -> None:
    found = request(f"curl {options} {URL}").header("Authorization")
    assert found is not None
    assert base64.b64decode(found.removeprefix("Basic ")).decode() == value


def test_credentials_that_are_negotiated() -> None:
    piece = only(f"curl --digest -u a:b {URL}")
    assert piece.request is not None
    assert piece.request.headers == ()
    assert piece.notes == ("The credentials are sent only after the server has asked for them",)


def test_urls_that_are_hidden() -> None:
    assert request('curl "$URL" -d a=b').url == "[hidden: variable URL]"
    assert request('curl "https://$HOST/token" -d a=b').url == (
        "https://[hidden: variable HOST]/token"
    )
    assert only('curl "https://a.example/?$QUERY"').request is None
    assert request("curl <https://a.example/>").url == "https://a.example/"
    assert request("curl -X POST myhost").url == "http://myhost"


def test_several_requests_share_the_text() -> None:
    text = f"curl {URL} -d a=b --next {URL}2 {URL}3 -d c=d | jq"
    found = pieces(text)
    assert [text_of(piece.request) for piece in found if piece.request] == ["a=b", "c=d", "c=d"]
    assert [text[piece.start : piece.end].strip() for piece in found] == [
        f"curl {URL}",
        f"-d a=b --next {URL}2",
        f"{URL}3 -d c=d",
    ]


words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


def single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def double(text: str) -> str:
    return '"' + re.sub(r'([\\"$`])', r"\\\1", text) + '"'


def ansi(text: str) -> str:
    return "$'" + "".join(f"\\x{byte:02x}" for byte in text.encode()) + "'"


def power(text: str) -> str:
    return '"' + re.sub(r'([`"$])', r"`\1", text) + '"'


def chrome(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"[^a-zA-Z0-9\s_\-:=+~'/.',?;*]", r"^\g<0>", text)
    text = re.sub(r"%(?=[a-zA-Z0-9_])", "%^", text).replace("\n", "^\n\n")
    return f'^"{text}^"'


@settings(deadline=None)
@given(words.filter(bool), st.sampled_from([single, double, ansi]))
def test_posix_quoting_comes_back(value: str, quoted: object) -> None:
    assert callable(quoted)
    text = f"curl -d {quoted(f'v=|{value}|')} \\\n  {URL}"
    piece = only(text)
    assert (piece.start, piece.end) == (0, len(text))
    assert piece.request is not None
    undone = "^&" in value or re.search("&(amp|quot|lt|gt|apos|#38|#39|#34|#x26|#x27);", value)
    assert undone or text_of(piece.request) == f"v=|{value}|"


@settings(deadline=None)
@given(st.text(st.sampled_from("ab1 %&\\\"'^$`!?{}[]()<>|;,.:=+~*#@/-_\n"), min_size=1))
def test_the_quoting_of_chrome_for_cmd_comes_back(value: str) -> None:
    text = f"curl --url {chrome(URL)} ^\n  --data-raw {chrome(f'v=&{value}|')}"
    piece = only(text)
    assert (piece.start, piece.end) == (0, len(text))
    assert piece.request is not None
    assert text_of(piece.request) == f"v=&{value}|"


@settings(deadline=None)
@given(st.text(st.sampled_from("ab1 %&\"'^$`!?{}[]()<>|;,.:=+~*#@/-_"), min_size=1))
def test_the_quoting_of_powershell_comes_back(value: str) -> None:
    text = f"curl.exe `\n -d {power(f'v=&{value}|')} {URL}"
    piece = only(text)
    assert piece.request is not None
    assert text_of(piece.request) == f"v=&{value}|"


FRAGMENTS = [
    "curl ",
    "curl.exe ",
    "http POST ",
    "wget ",
    "-d ",
    "'",
    '"',
    "$'",
    "\\",
    "\\\n",
    "^\n",
    "`\n",
    "\n",
    "\n\n",
    "\r\n",
    "^",
    '^"',
    "`",
    "$(",
    ")",
    "${",
    "}",
    "$x",
    "%x%",
    "&",
    "&amp;",
    "|",
    ";",
    "<<EOF\n",
    "EOF",
    "<<<",
    "<",
    ">",
    "> ",
    "More? ",
    "```",
    "“",
    "”",
    "\u2018",
    "\u00a0",
    "—",
    "\u2013",
    "https://a.example/t",
    "a=b",
    "x=1\n",
    "$x='1'\n",
    "set x=1\n",
    "--next ",
    "-H ",
    "-F ",
    "@-",
    "{{",
    "}}",
    "[hidden: ",
    "--json ",
    "{",
    "-u ",
    ":",
    "@",
    "=",
    ":=",
    "#",
    "\ud800",
    "é",
    "--%",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_survives(text: str) -> None:
    for find in (curl.find, httpie.find, wget.find):
        end = 0
        for piece in find(text):
            assert end <= piece.start <= piece.end <= len(text)
            end = piece.end
            assert all(note and not note.endswith(".") for note in piece.notes)


@pytest.mark.parametrize(
    "unit",
    ["curl -d x\n", "curl '", 'curl -d "\\\n', "curl ${a ", "a=b curl -x ", "> curl -x \\\n",
     "a=$(\n", "curl -H a:b ", 'curl ^"a^\n', "```\ncurl -x '\n", "curl -d a=^&b "],
)  # fmt: skip
def test_work_is_bounded(unit: str) -> None:
    begun = time.monotonic()
    pieces(unit * (100_000 // len(unit)))
    assert time.monotonic() - begun < 10
