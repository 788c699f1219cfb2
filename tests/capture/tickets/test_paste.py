import time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pkcedoctor.capture.http import (
    Field,
    FieldsBody,
    Header,
    HttpExchange,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.tickets import paste
from pkcedoctor.capture.tickets.paste_joined import joined

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
AUTHORIZE = (
    "https://as.example/authorize?response_type=code&client_id=spa"
    f"&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code_challenge={CHALLENGE}"
    "&code_challenge_method=S256&state=xyz"
)
CALLBACK = "https://app.example/cb?code=abc123&state=xyz"
TOKEN = "https://as.example/oauth/token"
FORM = f"grant_type=authorization_code&code=abc%20123&client_id=spa&code_verifier={VERIFIER}"
REFUSAL = '{"error":"invalid_grant","error_description":"PKCE verification failed"}'
FIELDS = (
    Field("grant_type", "authorization_code"),
    Field("code", "abc 123"),
    Field("code_verifier", VERIFIER),
)


def read(text: str, remarks: Remarks | None = None) -> Reading:
    reading = paste.read(text, "ticket", remarks or Remarks())
    assert reading is not None
    return reading


def only(text: str) -> HttpExchange:
    (exchange,) = read(text).exchanges
    return exchange


def urls(text: str) -> list[str]:
    return [exchange.request.url for exchange in read(text).exchanges]


def notes(text: str) -> tuple[str, ...]:
    remarks = Remarks()
    read(text, remarks)
    return remarks.sentences()


TICKET = f"""\
Hi, sign-in fails. The browser opens

{AUTHORIZE}

and comes back to <{CALLBACK.replace("&", "&amp;")}>. Then

curl -X POST {TOKEN} \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  -d '{FORM}'

is answered with 400 Bad Request:

{REFUSAL}

Thanks!
"""


def test_a_ticket() -> None:
    remarks = Remarks()
    reading = read(TICKET, remarks)
    assert reading.reader == "pasted text (2 URLs, 1 cURL command, 1 JSON answer)"
    assert reading.given
    asked, came_back, redeemed = reading.exchanges
    assert [each.where for each in reading.exchanges] == [
        "URL at line 3",
        "URL at line 5",
        "cURL command at line 7",
    ]
    assert (asked.request.method, asked.request.url) == ("GET", AUTHORIZE)
    assert asked.request.body == NoBody()
    assert asked.response is None
    assert came_back.request.url == CALLBACK
    assert (redeemed.request.method, redeemed.request.url) == ("POST", TOKEN)
    assert redeemed.request.body == TextBody(FORM)
    assert redeemed.response is not None
    assert redeemed.response.status == 400
    assert redeemed.response.body == TextBody(REFUSAL)
    assert remarks.sentences() == ("In a URL, &amp; became & (URL at line 5).",)


@pytest.mark.parametrize(
    "text", ["", "Hello", "see https://docs.example/help", "\ufeff", "a=b&c=d"]
)
def test_nothing(text: str) -> None:
    assert paste.read(text, "ticket", Remarks()) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"<{AUTHORIZE}>", id="angle brackets"),
        pytest.param(f"[the login]({AUTHORIZE})", id="a Markdown link"),
        pytest.param(f"[{AUTHORIZE}]({AUTHORIZE})", id="its text a URL, too"),
        pytest.param(f"<{AUTHORIZE}|login>", id="a chat's link"),
        pytest.param(f"We open {AUTHORIZE}.", id="the end of a sentence"),
        pytest.param(f"(see {AUTHORIZE}), then", id="parentheses"),
        pytest.param(f"({AUTHORIZE})", id="parentheses right around it"),
        pytest.param(f'href="{AUTHORIZE}"', id="quotes"),
        pytest.param(f"url: '{AUTHORIZE}',", id="single quotes"),
        pytest.param(f"`{AUTHORIZE}`", id="backticks"),
        pytest.param(f"**{AUTHORIZE}**", id="asterisks"),
        pytest.param(AUTHORIZE.replace("&", "&amp;"), id="HTML escapes"),
        pytest.param(AUTHORIZE.replace("?", "\u200b?"), id="an invisible character"),
        pytest.param(f"Location: {AUTHORIZE}", id="a header"),
        pytest.param(f"GET {AUTHORIZE}", id="a method before it"),
        pytest.param(AUTHORIZE.replace("&", "\n  &"), id="a parameter on each line"),
        pytest.param(AUTHORIZE.replace("&", "&\n"), id="an ampersand at each end"),
        pytest.param(
            f"> {AUTHORIZE[:80]}\n> {AUTHORIZE[80:160]}\n> {AUTHORIZE[160:]}\n>\n> Regards",
            id="a quoted mail",
        ),
        pytest.param(f"<{AUTHORIZE[:50]}\n{AUTHORIZE[50:]}>", id="wrapped in angle brackets"),
        pytest.param(f"({AUTHORIZE[:70]}\n{AUTHORIZE[70:]}) and", id="wrapped in parentheses"),
    ],
)
def test_a_url(text: str) -> None:
    assert urls(f"Hello,\n\n{text}\n\nBye") == [AUTHORIZE]


@pytest.mark.parametrize("width", range(61, 200, 7))
def test_a_wrapped_url(width: int) -> None:
    lines = [AUTHORIZE[start : start + width] for start in range(0, len(AUTHORIZE), width)]
    assert urls("\n".join([*lines, "", "Thanks"])) == [AUTHORIZE]


@pytest.mark.parametrize(
    "url",
    [
        "com.example.app:/oauth2redirect?code=a&state=b",
        "myapp://callback?code=a#_=_",
        "http://127.0.0.1:8080/cb#code=a&state=b",
        "/callback?code=a&state=b",
        "https://as.example/authorize?client_id=<client_id>&code_challenge=<challenge>&state=1",
        "https://as.example/authorize?scope=openid profile email&code_challenge=x",
        "https://as.example/authorize?client_id={id}&a[]=(b)&c=...",
        "https://as.example/authorize?client_id=a&code_challenge=...&state=b",
    ],
)
def test_urls_of_other_kinds(url: str) -> None:
    assert urls(f"it opened\n{url}\nand stopped") == [url]


def test_urls_with_and_without_a_host() -> None:
    assert urls(f"from /a?b=c to {CALLBACK} and /d?e=f") == ["/a?b=c", CALLBACK, "/d?e=f"]


def test_an_answer_belongs_to_what_was_posted() -> None:
    posted, came_back = read(f"{FORM}\n\n{CALLBACK}\n\n{REFUSAL}").exchanges
    assert posted.response is not None
    assert came_back.response is None


def test_a_query_without_an_address() -> None:
    assert urls("we got code=a&state=b back") == ["?code=a&state=b"]


@pytest.mark.parametrize(
    "text",
    [
        f"{CALLBACK}<br>",
        f"{CALLBACK}\nThanks",
        f"{CALLBACK}\n\nabc1=23",
        f"{CALLBACK}\nhttps://docs.example/help",
        f"{CALLBACK} and a word",
        f"{CALLBACK}, {CALLBACK}",
        f"see {CALLBACK}!!!",
    ],
)
def test_where_a_url_ends(text: str) -> None:
    assert urls(text) == [CALLBACK]


@pytest.mark.parametrize(
    "text",
    [
        FORM,
        f"Body: {FORM}",
        f'"{FORM}"',
        f"`{FORM}`",
        f"body='{FORM}'",
        FORM.replace("&", "&amp;"),
        FORM.replace("&", "&\n"),
        FORM.replace("&", "\n&"),
        f"?{FORM}",
        f"{FORM}.",
    ],
)
def test_a_form_body(text: str) -> None:
    exchange = only(f"What we send:\n\n  {text}\n\nWhat now?")
    expected = f"{FORM}." if text.endswith(".") else FORM
    assert (exchange.request.method, exchange.request.url) == ("POST", "")
    assert exchange.request.body == TextBody(expected)


def test_a_form_body_with_blanks_and_placeholders() -> None:
    body = "grant_type=authorization_code&code=a b&code_verifier=<verifier>&x="
    assert only(f"It is {body}").request.body == TextBody(body)


@pytest.mark.parametrize(
    "text",
    [
        "grant_type: authorization_code\ncode: abc 123\ncode_verifier: {0}",
        "grant_type = authorization_code\ncode = abc 123\ncode_verifier = {0}",
        "grant_type\tauthorization_code\ncode\tabc 123\ncode_verifier\t{0}",
        "| grant_type | authorization_code |\n| code | abc 123 |\n| code_verifier | {0} |",
        "* grant_type: authorization_code\n* code: abc 123\n* code_verifier: {0}",
        '"grant_type" => "authorization_code",\n"code" => "abc 123",\n"code_verifier" => "{0}"',
        "grant_type\nauthorization_code\ncode\nabc 123\ncode_verifier\n{0}",
        "grant_type:\nauthorization_code\ncode:\nabc 123\ncode_verifier:\n{0}",
        "{{grant_type: 'authorization_code', code: 'abc 123', code_verifier: '{0}'}}",
        '{{"grant_type": "authorization_code", "code": "abc 123", "code_verifier": "{0}"}}',
    ],
)
def test_listed_fields(text: str) -> None:
    exchange = only(f"Form Data\n\n{text.format(VERIFIER)}\n\nThat is it.")
    assert exchange.request.body == FieldsBody(FIELDS, encoded=False)


def test_listed_fields_before_the_one_that_tells() -> None:
    text = f"code\nabc\ncode_verifier\n{VERIFIER}\nstate\n"
    body = FieldsBody((Field("code", "abc"), Field("code_verifier", VERIFIER)), encoded=False)
    assert only(text).request.body == body


def test_listed_fields_that_may_be_encoded() -> None:
    exchange = only("grant_type: a\ncode: b%2Fc")
    assert isinstance(exchange.request.body, FieldsBody)
    assert exchange.request.body.encoded is None
    assert "still percent-encoded" in notes("grant_type: a\ncode: b%2Fc")[0]


@pytest.mark.parametrize(
    "text",
    [
        "grant_type: authorization_code",
        "name: value\nother: thing",
        "grant_type\n\nx",
        "grant_type",
        "code_verifier:\nx:",
        "grant_type:\ncode:",
        "code_verifier: a\ncode_challenge: b",
        "code: c\ncode_verifier: a\ncode_challenge: b",
    ],
)
def test_what_are_no_fields(text: str) -> None:
    assert paste.read(text, "ticket", Remarks()) is None


@pytest.mark.parametrize(
    "text",
    [
        f"We POST to {TOKEN}:\n\n{FORM}",
        f"POST {TOKEN}\n{FORM}",
        f"url: {TOKEN}\nbody: {FORM}",
        f"{TOKEN}\n{FORM}",
        f'body = "{FORM}"\nurl = "{TOKEN}"',
    ],
)
def test_where_a_form_body_was_sent(text: str) -> None:
    exchange = only(text)
    assert (exchange.request.url, exchange.request.body) == (TOKEN, TextBody(FORM))


def test_a_token_url_with_a_query() -> None:
    exchange = only(f"POST {TOKEN}?tenant=1\n\n{FORM}")
    assert (exchange.request.method, exchange.request.url) == ("POST", f"{TOKEN}?tenant=1")


@pytest.mark.parametrize(
    "text",
    [
        f"redirect_uri: https://app.example/cb\n{FORM}",
        f"Our site is https://app.example/ and\n{FORM}",
        f"{TOKEN}{chr(10) * 500}{FORM}",
        f"{FORM}{chr(10) * 500}{TOKEN}",
        f"{FORM}\n\n{FORM}",
    ],
)
def test_a_url_that_a_body_was_not_sent_to(text: str) -> None:
    assert only(text).request.url == ""


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (f"400 Bad Request\n{REFUSAL}", 400),
        (f"HTTP 401: {REFUSAL}", 401),
        (f"Status Code: 400\n\n{REFUSAL}", 400),
        (f"{REFUSAL}\nstatus=403", 403),
        (f"AxiosError: Request failed with status code 400 {REFUSAL}", 400),
        (f"Response status code does not indicate success: 400 (Bad Request). {REFUSAL}", 400),
        (f"401 Client Error: Unauthorized for url: {TOKEN} {REFUSAL}", 401),
        (f"<-- 401 {TOKEN} (12ms)\n{REFUSAL}", 401),
        (f"{REFUSAL}", 400),
        (f"It took 400 ms {REFUSAL}", 400),
        (f"status 500{' ' * 900}{REFUSAL}{' ' * 900}status 501", 400),
        ('{"access_token":"x"}', 200),
    ],
)
def test_the_status_of_an_answer(answer: str, status: int) -> None:
    response = only(f"{FORM}\n\n{answer}").response
    assert response is not None
    assert response.status == status


def test_an_assumed_status_is_noted() -> None:
    assert notes(f"{FORM}\n\n{REFUSAL}") == (
        "The text names no status for an answer; 400 was assumed (form body at line 1).",
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("{ error: 'invalid_grant' }", '{"error": "invalid_grant"}'),
        ("{'error': 'invalid_grant', 'x': None}", '{"error": "invalid_grant", "x": null}'),
        (r'msg="{\"error\":\"invalid_grant\"}"', '{"error":"invalid_grant"}'),
        ('{"data": {"error": "invalid_grant"}}', '{"error": "invalid_grant"}'),
        ('{"x": {"y": 1}, "error": "a"}', '{"x": {"y": 1}, "error": "a"}'),
        ("{&quot;error&quot;:&quot;invalid_grant&quot;}", '{"error":"invalid_grant"}'),
        ("{“error”: “invalid_grant”}", '{"error": "invalid_grant"}'),
    ],
)
def test_notations_of_an_answer(text: str, body: str) -> None:
    exchange = only(f"400 Bad Request {text}")
    assert exchange.where == "JSON answer at line 1"
    assert exchange.request.body == UnrecordedBody(
        "the text holds the answer, but not its request; add the request's body"
    )
    assert exchange.response is not None
    assert exchange.response.body == TextBody(body)


@pytest.mark.parametrize(
    "text",
    [
        "error: something",
        '"error": "x"}',
        '{"error": 1}',
        '{"error": ""}',
        '{"errors": []}',
        "{" * 20 + '"error": 1',
        r"{\"error\": \q}",
        r"{\"error\": 1}",
        r"{\"error\" \u12",
        r"{\"error\": [}",
        "{error: [}",
    ],
)
def test_what_is_no_answer(text: str) -> None:
    assert paste.read(text, "ticket", Remarks()) is None


def test_a_status_without_its_answer() -> None:
    exchange = only(f"{FORM}\n\nWe get 400 Bad Request.")
    assert exchange.response is not None
    assert exchange.response.status == 400
    assert isinstance(exchange.response.body, UnrecordedBody)
    assert only(f"{FORM}\nstatus 400, then status 401").response is None


def test_an_answer_before_its_request() -> None:
    exchange = only(f"400 Bad Request\n{REFUSAL}\n\nis what we get for\n\n{FORM}")
    assert exchange.where == "form body at line 6"
    assert exchange.response is not None
    assert exchange.response.body == TextBody(REFUSAL)


def test_an_answer_that_is_there_twice() -> None:
    text = f"{FORM}\n\nHTTP/1.1 400 Bad Request\n\n{REFUSAL}\n\nConsole:\n{REFUSAL}\n"
    assert len(read(text).exchanges) == 1
    assert not any("left out" in note for note in notes(text))


def test_an_answer_of_no_request() -> None:
    text = f"{FORM}\n\n400 Bad Request {REFUSAL}\n\nand 400 Bad Request {{'error': 'other'}}"
    assert len(read(text).exchanges) == 1
    assert "An answer was left out, because the text holds no request without one." in notes(text)


RAW = f"POST /oauth/token HTTP/1.1\nHost: as.example\nContent-Length: {len(FORM)}\n\n{FORM}\n"


def test_a_raw_pair_with_words_between() -> None:
    exchange = only(f"{RAW}\nand the answer is\n\nHTTP/1.1 400 Bad Request\n\nBody:\n\n{REFUSAL}")
    assert exchange.where == "raw HTTP request at line 1"
    assert exchange.request.url == TOKEN
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (400, TextBody(REFUSAL))


def test_a_raw_answer_belongs_to_no_url() -> None:
    text = f"{RAW}\nfrom {CALLBACK}\n\nHTTP/1.1 400 Bad Request\n\n{REFUSAL}"
    posted, came_back = read(text).exchanges
    assert came_back.response is None
    assert posted.response is not None
    assert posted.response.body == TextBody(REFUSAL)
    came_back, posted = read(f"{CALLBACK}\n\nHTTP/1.1 302 Found\n\n{RAW}").exchanges
    assert came_back.response is not None
    assert posted.response is None


def test_a_raw_answer_of_no_request() -> None:
    exchange = only(f"HTTP/1.1 400 Bad Request\n\n{REFUSAL}\n")
    assert exchange.where == "raw HTTP response at line 1"
    assert isinstance(exchange.request.body, UnrecordedBody)


def test_a_raw_head_and_its_body_apart() -> None:
    head, _, _ = RAW.partition("\n\n")
    exchange = only(f"{head}\n\nPOST data was:\n\n{FORM}\n")
    assert exchange.request.body == TextBody(FORM)
    assert exchange.request.header("Host") == "as.example"


def test_raw_messages_of_a_whole_login() -> None:
    redirect = f"HTTP/1.1 302 Found\nLocation: {CALLBACK}\n\n"
    login = f"GET /authorize?{AUTHORIZE.partition('?')[2]} HTTP/1.1\nHost: as.example\n\n{redirect}"
    text = f"{login}{RAW}\nHTTP/1.1 400 Bad Request\n\n{REFUSAL}\n"
    reading = read(text)
    assert reading.reader == "2 raw HTTP exchanges"
    assert reading.given
    assert [exchange.request.url for exchange in reading.exchanges] == [AUTHORIZE, TOKEN]
    assert notes(text) == ("Raw HTTP text carries no times, so the order of the text was kept.",)


CURL_V = f"""\
$ curl -v {TOKEN} -d '{FORM}'
> POST /oauth/token HTTP/2
> Host: as.example
> content-type: application/x-www-form-urlencoded
>
< HTTP/2 400
< content-type: application/json
<
{REFUSAL}* Connection #0 left intact
"""


def test_a_command_and_what_it_shows() -> None:
    reading = read(CURL_V)
    assert reading.reader == "pasted text (1 cURL command, 1 curl -v output)"
    (exchange,) = reading.exchanges
    assert exchange.request.url == TOKEN
    assert exchange.request.body == TextBody(FORM)
    assert exchange.request.headers == (
        Header("Host", "as.example"),
        Header("content-type", "application/x-www-form-urlencoded"),
    )
    assert exchange.response is not None
    assert exchange.response.body == TextBody(REFUSAL)


def test_a_command_that_hides_its_host() -> None:
    exchange = only(CURL_V.replace(f"-v {TOKEN}", '-v "$HOST/oauth/token"'))
    assert exchange.request.url == TOKEN
    assert exchange.request.body == TextBody(FORM)


def test_a_command_that_prints_the_whole_request() -> None:
    text = f"http --verbose {TOKEN} a=b\n\n{RAW}\nHTTP/1.1 400 Bad Request\n\n{REFUSAL}\n"
    exchange = only(text)
    assert exchange.where == "HTTPie command at line 1"
    assert exchange.request.body == TextBody(FORM)


def test_copied_commands_do_not_belong_together() -> None:
    command = f"curl '{TOKEN}' --data-raw 'grant_type=authorization_code&code={{}}'"
    text = " ;\n".join(command.format(code) for code in "ab")
    reading = read(text)
    assert reading.reader == "2 cURL commands"
    assert not reading.given
    (note,) = notes(text)
    assert note == (
        "A cURL command holds the request and never the answer; add the response's status and body."
    )


SNIPPET = f"""\
const params = new URLSearchParams({{grant_type: 'authorization_code', code: code,
  code_verifier: verifier}});
fetch('{TOKEN}', {{method: 'POST', body: params}});
"""


def test_a_snippet_says_its_fields_once() -> None:
    exchange = only(SNIPPET)
    assert exchange.where == "fetch call at line 3"
    assert isinstance(exchange.request.body, TextBody)
    assert "hidden" in exchange.request.body.text


def test_fields_fill_what_a_snippet_hides() -> None:
    body = f"grant_type=authorization_code&code=c&code_verifier={VERIFIER}"
    text = f"{SNIPPET}\nIt sends {body}\n"
    exchange = only(text)
    assert exchange.where == "fetch call at line 3"
    assert exchange.request.url == TOKEN
    assert exchange.request.body == TextBody(body)
    assert any("taken from the fields" in note for note in notes(text))


def test_the_same_body_twice() -> None:
    assert only(f"{RAW}\n\nThat is {FORM}\n\n{FORM}").where == "raw HTTP request at line 1"


def test_another_body_is_another_request() -> None:
    text = f"{RAW}\n\nThen {FORM.replace('abc', 'xyz')}"
    assert len(read(text).exchanges) == 2
    assert not read(text).given


LOG = """\
1.2.3.4 - - [20/Nov/2026:08:26:27 +0000] "GET /authorize?code_challenge=x HTTP/1.1" 302 0
1.2.3.4 - - [20/Nov/2026:08:26:28 +0000] "POST /token HTTP/1.1" 400 9
"""


def test_log_lines() -> None:
    reading = read(LOG)
    assert reading.reader == "2 log lines"
    assert not reading.given
    assert [exchange.started for exchange in reading.exchanges] == [
        datetime(2026, 11, 20, 8, 26, 27, tzinfo=UTC),
        datetime(2026, 11, 20, 8, 26, 28, tzinfo=UTC),
    ]
    assert notes(LOG) == (
        "Access logs hold neither headers nor bodies; capture the sign-in in a browser.",
    )
    assert len(read(f"{LOG}{REFUSAL}").exchanges) == 2


REQUEST_FILE = f"""\
@verifier = {VERIFIER}

### redeem
POST {TOKEN} HTTP/1.1
Content-Type: application/x-www-form-urlencoded

grant_type=authorization_code
&code_verifier={{{{verifier}}}}
"""


def test_a_request_file_wins_over_raw_text() -> None:
    exchange = only(REQUEST_FILE)
    assert exchange.where.startswith("request file")
    assert exchange.request.body == TextBody(
        f"grant_type=authorization_code&code_verifier={VERIFIER}"
    )


def test_a_preflight() -> None:
    text = "OPTIONS /token HTTP/1.1\nHost: a\nAccess-Control-Request-Method: POST\n\n"
    assert only(text).preflight


def test_invisible_characters_are_noted() -> None:
    assert notes(f"\u200b{CALLBACK}") == ("In the pasted text, invisible characters were removed.",)


def test_a_piece_that_holds_nothing() -> None:
    assert joined([Piece(0, 1, "thing")], (), Remarks()).drafts == ()


@pytest.mark.parametrize(
    "text",
    [
        f"x {CALLBACK}\n" + "&a=b\n" * 99,
        f"(x=1&{'(' * 9}) {CALLBACK}",
        f"a:/b:/c {CALLBACK}",
        f"see {CALLBACK}{'!' * 99}",
    ],
)
def test_odd_surroundings_of_a_url(text: str) -> None:
    assert any(url.startswith(CALLBACK) for url in urls(text))


def test_plurals() -> None:
    fields = "grant_type: a\ncode: {}\n\n"
    text = f"{FORM}\n\n{FORM.replace('abc', 'x')}\n\n{fields.format('b')}{fields.format('c')}"
    assert read(text).reader == "pasted text (2 form bodies, 2 lists of form fields)"


SOUP = st.lists(
    st.sampled_from(
        [
            *TICKET.splitlines(keepends=True),
            *CURL_V.splitlines(keepends=True),
            *REQUEST_FILE.splitlines(keepends=True),
            *LOG.splitlines(keepends=True),
            *SNIPPET.splitlines(keepends=True),
            RAW,
            FORM,
            REFUSAL,
            "Request URL: https://a/b\n",
            "Status Code: 400\n",
            "Form Data\n",
            "grant_type: a\n",
            "\n",
            "{",
            "> ",
        ]
    ),
    max_size=30,
).map("".join)


@given(st.text() | SOUP)
@example("\ud800=a&grant_type=")
def test_any_text_survives(text: str) -> None:
    remarks = Remarks()
    reading = paste.read(text, "ticket", remarks)
    if reading is None:
        return
    assert reading.exchanges
    lines = [int(exchange.where.rpartition(" ")[2]) for exchange in reading.exchanges]
    assert lines == sorted(lines)
    assert lines[-1] <= text.count("\n") + 1
    assert VERIFIER not in "".join(remarks.sentences())


@given(
    st.text(alphabet="abc%+.~019_-", max_size=40),
    st.text(alphabet="abc019_-", min_size=1, max_size=60),
    st.sampled_from(["{}", "<{}>", "({})", "it is {} and", '"{}"', "a\n{}\n\nb"]),
)
def test_a_written_url_comes_back(code: str, state: str, around: str) -> None:
    url = f"https://app.example/cb?code={code}&state={state}"
    assert urls(around.format(url)) == [url]


@pytest.mark.parametrize(
    "unit",
    ["(https://", '{"error":', "grant_type=a&", "grant_type\n", "Request URL:\n", "a:/", "<"],
)
def test_long_text_is_read_fast(unit: str) -> None:
    started = time.perf_counter()
    paste.read(unit * (200_000 // len(unit)), "ticket", Remarks())
    assert time.perf_counter() - started < 10
