import gzip
import re
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pkcedoctor.capture.http import (
    Header,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.messages import rawhttp, rawhttp_trace
from pkcedoctor.capture.messages.rawhttp_octets import Allowance, dechunked
from pkcedoctor.capture.pieces import Piece

SAMPLES = Path(__file__).parents[1] / "samples" / "messages"
FORM = (
    "grant_type=authorization_code&code=4%2F0AbC%2Bd_E%7Ef.g+h%26i%3Dj%25k%2F%3D"
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fcallback&client_id=spa+client%2B1"
    "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
REFUSAL = (
    '{"error":"invalid_grant","error_description":"PKCE verification failed:'
    ' code_verifier does not match code_challenge ✓ é"}'
)
URL = "https://as.example/token"
HEAD = "POST /token HTTP/1.1\nHost: as.example\n"
FORM_HEAD = f"{HEAD}Content-Type: application/x-www-form-urlencoded\n"
SHORT = "grant_type=authorization_code&code=a%20b"


def sample(name: str) -> str:
    return (SAMPLES / name).read_bytes().decode()


def only(text: str) -> Piece:
    (piece,) = rawhttp.find(text)
    return piece


def sent(text: str) -> HttpRequest:
    request = only(text).request
    assert request is not None
    return request


def answered(text: str) -> HttpResponse:
    response = only(text).response
    assert response is not None
    return response


@pytest.mark.parametrize("name", ["request-crlf", "request-lf", "request-h2-pseudo"])
def test_a_request(name: str) -> None:
    piece = only(sample(f"{name}.txt"))
    assert piece.kind == "raw HTTP request"
    assert piece.request is not None
    assert piece.request.method == "POST"
    assert piece.request.url.endswith("/oauth/token")
    assert piece.request.body == TextBody(FORM)
    assert not any(header.name.startswith(":") for header in piece.request.headers)
    assert piece.response is None


@pytest.mark.parametrize("name", ["pair-blank-line", "chunked-response"])
def test_a_pair(name: str) -> None:
    text = sample(f"{name}.txt")
    piece = only(text)
    assert (piece.kind, piece.start, piece.end) == ("raw HTTP exchange", 0, len(text))
    assert piece.request is not None
    assert piece.request.url == "http://127.0.0.1:9000/oauth/token"
    assert piece.request.body == TextBody(FORM)
    assert piece.response is not None
    assert piece.response.status == 400
    assert piece.response.body == TextBody(REFUSAL)


def test_a_copied_head_without_its_body() -> None:
    assert sent(sample("webkit-copy-http-request.txt")).body == UnrecordedBody(
        "Content-Length says 212 bytes, but the text holds no request body; add it"
    )


def test_curl_v() -> None:
    piece = only(sample("curl-v-output.txt"))
    assert piece.kind == "curl -v output"
    assert piece.request == HttpRequest(
        "POST",
        "https://as.example/oauth/token",
        (
            Header("Host", "as.example"),
            Header("user-agent", "curl/8.7.1"),
            Header("accept", "*/*"),
            Header("content-length", "212"),
            Header("content-type", "application/x-www-form-urlencoded"),
        ),
        UnrecordedBody(
            "curl -v does not show what it sends; add the request's body, or the command"
        ),
    )
    assert piece.response == HttpResponse(
        400,
        (Header("content-type", "application/json"), Header("cache-control", "no-store")),
        TextBody(REFUSAL),
    )


CURL_WITH_PROGRESS = """\
*   Trying 127.0.0.1:443...
> GET /authorize?a=b HTTP/1.1
> Host: as.example
>\x20
  % Total    % Received % Xferd  Average Speed
< HTTP/1.1 302 Found
< Location: https://app.example/cb?code=c
<\x20
{ [0 bytes data]
* Connection #0 to host as.example left intact
> POST /token HTTP/1.1
> Host: as.example
> Content-Length: 5
> Expect: 100-continue
>\x20
< HTTP/1.1 100 Continue
} [5 bytes data]
< HTTP/1.1 400 Bad Request
< Content-Type: application/json
<\x20
{"error":"invalid_grant"}* Connection #0 to host as.example left intact
"""


def test_curl_v_with_remarks_between() -> None:
    first, second = rawhttp.find(CURL_WITH_PROGRESS)
    assert first.request is not None
    assert first.request.url == "https://as.example/authorize?a=b"
    assert first.response is not None
    assert first.response.redirect_url == "https://app.example/cb?code=c"
    assert second.request is not None
    assert isinstance(second.request.body, UnrecordedBody)
    assert second.response == HttpResponse(
        400, (Header("Content-Type", "application/json"),), TextBody('{"error":"invalid_grant"}')
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("> < HTTP/2 400\n> <\n> {}\n", TextBody("{}")),
        ("> < HTTP/2 400\n> a: b\n> {}\n", TextBody("{}")),
        ("< HTTP/2 400\n{}", TextBody("{}")),
    ],
)
def test_the_answer_that_curl_v_shows(text: str, body: object) -> None:
    assert answered(text).body == body


def test_a_quotation_that_ends_before_the_body() -> None:
    response = answered("> < HTTP/2 400\n> <\nText\n{}")
    assert response.body == UnrecordedBody(
        "the text holds no response body, and nothing says that there was none; add it"
    )


def test_a_quoted_curl_v() -> None:
    quoted = "".join(f"> {line}\n" for line in sample("curl-v-output.txt").splitlines())
    piece = only(quoted)
    assert piece.kind == "curl -v output"
    assert piece.response is not None
    assert piece.response.body == TextBody(REFUSAL)


@pytest.mark.parametrize("mark", ["> ", ">> ", "    ", "\t", "| ", ">     ", "> > "])
def test_a_mark_before_every_line(mark: str) -> None:
    plain = sample("pair-blank-line.txt").replace("\r\n", "\n")
    marked = "".join(f"{mark}{line}".rstrip(" ") + "\n" for line in plain.split("\n"))
    expected, found = only(plain), only(f"Hello,\n\n{marked}\nBye")
    assert (found.request, found.response) == (expected.request, expected.response)


def test_a_first_line_that_lost_its_indentation() -> None:
    text = f"{HEAD}Content-Type: application/x-www-form-urlencoded\n\n{SHORT}".replace(
        "\n", "\n     "
    )
    assert sent(text).body == TextBody(SHORT)
    assert sent(text).url == URL


def test_several_pairs() -> None:
    pair = f"{FORM_HEAD}\n{SHORT}\n\nHTTP/1.1 400 Bad Request\n\n{{}}\n"
    text = f"{pair}\n### second\n{pair}----\n{pair}"
    pieces = list(rawhttp.find(text))
    assert [piece.kind for piece in pieces] == ["raw HTTP exchange"] * 3
    assert {piece.request for piece in pieces} == {pieces[0].request}
    assert all(text[piece.start :].startswith("POST") for piece in pieces)


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        pytest.param("Host: as.example", "https://as.example/t", id="nothing known"),
        pytest.param("Host: as.example:8443", "https://as.example:8443/t", id="a port"),
        pytest.param("Host: as.example:80", "http://as.example:80/t", id="port 80"),
        pytest.param("Host: localhost:8080", "http://localhost:8080/t", id="port 8080"),
        pytest.param("Host: a:9\nReferer: http://a:9/x", "http://a:9/t", id="its referrer"),
        pytest.param("Host: a:9\nOrigin: https://b", "https://a:9/t", id="another's origin"),
        pytest.param("Host: a:9\nOrigin: null", "https://a:9/t", id="no origin"),
        pytest.param("Host: a:99999\nOrigin: http://[", "https://a:99999/t", id="nonsense"),
        pytest.param("Accept: */*", "/t", id="no host"),
    ],
)
def test_the_url_of_a_request(headers: str, url: str) -> None:
    assert sent(f"GET /t HTTP/1.1\n{headers}\n\n").url == url


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("GET https://as.example/t?a=b HTTP/1.1", "https://as.example/t?a=b"),
        ("GET /t?scope=a b HTTP/1.0", "https://h/t?scope=a b"),
        ("GET /t HTTP/2", "https://h/t"),
        ("GET /t", "https://h/t"),
        ("GET *", "*"),
    ],
)
def test_request_lines(line: str, url: str) -> None:
    assert sent(f"{line}\nHost: h\n\n") == HttpRequest("GET", url, (Header("Host", "h"),), NoBody())


def test_a_quoted_request_line_without_a_version() -> None:
    head = f"POST {URL}\nContent-Type: application/x-www-form-urlencoded\n"
    quoted = "".join(f"> {line}\n" for line in f"{head}\n{SHORT}".split("\n"))
    assert sent(quoted).url == URL
    assert sent(quoted).body == TextBody(SHORT)
    assert list(rawhttp.find(f"{head}\n{SHORT}")) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET started with a problem",
        "POST https://as.example/token\n\ngrant_type=x",
        "We use HTTP/1.1 400 times",
        ":authority: a\n:scheme: https\n\n",
        ":method: POST\n\nx",
        "HTTP/1.1 000 x",
    ],
)
def test_what_is_no_message(text: str) -> None:
    assert list(rawhttp.find(text)) == []


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param(SHORT, SHORT, id="to the end"),
        pytest.param(f"{SHORT}\n", SHORT, id="a line end"),
        pytest.param(f"{SHORT}\n\nThat is all.", SHORT, id="prose after a blank line"),
        pytest.param(f"{SHORT}\nThis is prose.", SHORT, id="prose on the next line"),
        pytest.param(f"{SHORT}\n```\nText", SHORT, id="a fence"),
        pytest.param(f"{SHORT}\n###\nText", SHORT, id="a separator"),
        pytest.param(f"{SHORT} ", f"{SHORT} ", id="a blank at the end is evidence"),
        pytest.param("a=1&\nb=2", "a=1&b=2", id="an ampersand at the end of a line"),
        pytest.param("a=1\n  &b=2\n  &c=3\n", "a=1&b=2&c=3", id="as RFCs print it"),
        pytest.param("a=1\nb=2\n\nbye", "a=1&b=2", id="a field on each line"),
        pytest.param(
            f"{SHORT}&code_verifier=dBjftJeZ4CVP-mB92\nK27uhbUJU1p1r_wW1g\n",
            f"{SHORT}&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1g",
            id="wrapped",
        ),
        pytest.param('{"a":\n{"b": "}"}}\n\nx', '{"a":\n{"b": "}"}}', id="JSON"),
        pytest.param('{"a": ...\n}\n\nx', '{"a": ...\n}', id="JSON that is none"),
        pytest.param("undefined\n\nText", "undefined", id="a word"),
    ],
)
def test_where_a_form_body_ends(content: str, body: str) -> None:
    assert sent(f"{FORM_HEAD}\n{content}").body == TextBody(body)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param("[object Object]\n\nText", "[object Object]", id="15 bytes"),
        pytest.param("a=1\nb=2&c=3é\n\nText", "a=1\nb=2&c=3é", id="as long as it says"),
    ],
)
def test_a_length_that_fits(content: str, body: str) -> None:
    length = len(body.encode())
    assert sent(f"{FORM_HEAD}Content-Length: {length}\n\n{content}").body == TextBody(body)


@pytest.mark.parametrize("length", ["3", "9999", "x", "9" * 99])
def test_a_length_that_does_not_fit_cuts_nothing(length: str) -> None:
    text = f"{FORM_HEAD}Content-Length: {length}\n\n{SHORT}\n\nText"
    assert sent(text).body == TextBody(SHORT)


def test_a_length_joins_a_wrapped_form() -> None:
    text = f"{FORM_HEAD}Content-Length: 9\n\na=1&b=\n234\n567\n\n"
    assert sent(text).body == TextBody("a=1&b=234")


def test_a_length_in_the_middle_of_a_character() -> None:
    assert sent(f"{FORM_HEAD}Content-Length: 3\n\na=é&b=1").body == TextBody("a=é&b=1")


@pytest.mark.parametrize(
    ("headers", "content", "body"),
    [
        ("Content-Type: text/plain", "one\ntwo\n\nthree", "one\ntwo"),
        ("Content-Type: text/plain", "one\n----\nthree", "one"),
        (
            "Content-Type: multipart/form-data; boundary=x",
            '--x\nContent-Disposition: form-data; name="a"\n\nb\n--x--\nText',
            '--x\nContent-Disposition: form-data; name="a"\n\nb\n--x--',
        ),
        ("Content-Type: multipart/form-data; boundary=x", "--x\nb\n\nText", "--x\nb"),
        (
            "Content-Type: application/x-www-form-urlencoded",
            '------x\r\nContent-Disposition: form-data; name="a"\n\nb\n------x--\nText',
            '------x\r\nContent-Disposition: form-data; name="a"\n\nb\n------x--',
        ),
    ],
)
def test_other_bodies(headers: str, content: str, body: str) -> None:
    assert sent(f"{HEAD}{headers}\n\n{content}").body == TextBody(body)


@pytest.mark.parametrize(
    "rest",
    [
        "\nI think this is wrong.",
        "Content-Type: application/json\n\nThis is prose",
        "Content-Type: multipart/form-data; boundary=x\n\n--y\n",
        "Content-Type: application/x-www-form-urlencoded\n\n",
        "Content-Type: application/x-www-form-urlencoded\n\n### next",
        "Content-Length: 12\n",
        "",
    ],
)
def test_a_body_that_is_not_there(rest: str) -> None:
    assert isinstance(sent(f"{HEAD}{rest}").body, UnrecordedBody)


@pytest.mark.parametrize(
    "text", [f"{HEAD}Content-Length: 0\n\na=b", "GET / HTTP/1.1\nHost: a\n\na=b"]
)
def test_no_body(text: str) -> None:
    assert sent(text).body == NoBody()


def test_a_body_right_below_the_headers() -> None:
    assert sent(f"{FORM_HEAD}{SHORT}").body == TextBody(SHORT)
    assert sent(f"{HEAD}https://as.example/").headers == (Header("Host", "as.example"),)


def test_folded_headers() -> None:
    text = "GET / HTTP/1.1\nHost: a\nX-Long: one\n  two\n\n"
    assert sent(text).header("X-Long") == "one two"


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        ("\n{}", TextBody("{}")),
        ("\n\ufeff{}", TextBody("{}")),
        ("\n<html>\n\n</HTML>\nText", TextBody("<html>\n\n</HTML>")),
        ("\n<p>x\n\nText", TextBody("<p>x")),
        ("Content-Type: text/plain\n\nInvalid\n\nText", TextBody("Invalid")),
        ("Transfer-Encoding: chunked\n\n2\n{}\n0\n\nText", TextBody("{}")),
        ("Transfer-Encoding: chunked\n\n3;x=y\n{}\n\n0\n\nText", TextBody("{}\n")),
        ("Transfer-Encoding: chunked\n\nff\n{}\n0\n\nText", TextBody("{}")),
        ("Transfer-Encoding: chunked\n\nff\n{}\nText", TextBody("{}")),
        ("Transfer-Encoding: chunked\n\n{}\nText", TextBody("{}")),
        ("Content-Length: 0\n\n{}", NoBody()),
    ],
)
def test_bodies_of_responses(rest: str, body: object) -> None:
    assert answered(f"HTTP/1.1 400 Bad Request\n{rest}").body == body


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "\nI get this error.",
        "Content-Type: application/json\n\nI get this error.",
        "Content-Encoding: gzip\n\n\x1f\ufffd\x08",
        "Transfer-Encoding: chunked\n\nff\nText",
    ],
)
def test_a_response_without_its_body(rest: str) -> None:
    assert isinstance(answered(f"HTTP/1.1 400\n{rest}").body, UnrecordedBody)


def test_a_response_that_never_has_a_body() -> None:
    assert answered("HTTP/1.1 204 No Content\n\n{}").body == NoBody()


def test_a_decoded_body_whose_header_stayed() -> None:
    text = "HTTP/1.1 400 x\nContent-Encoding: gzip\nContent-Type: text/plain\n\nplain"
    assert answered(text).body == TextBody("plain")


def test_pseudo_headers_of_a_response() -> None:
    text = ":status: 400\ncontent-type: application/json\n\n{}"
    assert answered(text) == HttpResponse(
        400, (Header("content-type", "application/json"),), TextBody("{}")
    )


def test_tunnels_and_interim_responses_are_left_out() -> None:
    text = (
        "CONNECT as.example:443 HTTP/1.1\nHost: as.example:443\n\n"
        "HTTP/1.1 200 Connection established\n\n"
        f"{FORM_HEAD}\n{SHORT}\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 400 Bad\n\n{{}}"
    )
    piece = only(text)
    assert (piece.kind, piece.request is not None) == ("raw HTTP exchange", True)
    assert piece.response is not None
    assert piece.response.status == 400
    assert list(rawhttp.find("HTTP/1.1 100 Continue\n\n")) == []


def test_words_between_a_request_and_a_response_keep_them_apart() -> None:
    text = f"{FORM_HEAD}\n{SHORT}\n\nThen:\n\nHTTP/1.1 400 Bad\n\n{{}}"
    assert [piece.kind for piece in rawhttp.find(text)] == ["raw HTTP request", "raw HTTP response"]


@given(st.text() | st.text(alphabet="POST /HTTP1.2:\n\r> <*{}ab=&\t0"))
@example("POST / HTTP/1.1\nTransfer-Encoding: x\n\n1\n\ud800\n0\n")
def test_any_text_survives(text: str) -> None:
    position = 0
    for piece in rawhttp.find(text):
        assert position <= piece.start < piece.end <= len(text)
        assert (piece.request is None) <= (piece.response is not None)
        position = piece.end


TOKENS = st.text(alphabet="abcXYZ019-_", min_size=1, max_size=8)
VALUES = st.text(alphabet="abc =;,/\"'{}()é:%", max_size=12).map(str.strip)
FORMS = st.lists(st.tuples(TOKENS, st.text(alphabet="abc%+.*~019_-", max_size=9)), min_size=1).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)


@given(
    st.lists(st.tuples(TOKENS.map(lambda name: f"X-{name}"), VALUES), max_size=4),
    FORMS,
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n\nWhat do you think?", "\n###\n"]),
)
def test_a_written_request_comes_back(
    headers: list[tuple[str, str]], form: str, end: str, after: str
) -> None:
    fields = [("Host", "as.example"), *headers]
    lines = ["POST /token HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", form]
    assert sent(end.join(lines) + after) == HttpRequest(
        "POST", URL, tuple(Header(*one) for one in fields), TextBody(form)
    )


def test_many_messages_are_read_fast() -> None:
    unit = f"{FORM_HEAD}\n{SHORT}\n\nHTTP/1.1 400 Bad\n\n{{\n\n"
    for text in (unit * 4_000, "POST / HTTP/1.1\n{" * 20_000, "> " * 300_000, "{" * 500_000):
        started = time.perf_counter()
        list(rawhttp.find(text))
        assert time.perf_counter() - started < 5


PACKED_HEAD = "HTTP/1.1 400 Bad Request\r\nContent-Encoding: {}\r\n\r\n"


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda plain: zlib.compress(plain, wbits=-15)),
        ("deflate, gzip", lambda plain: gzip.compress(zlib.compress(plain))),
        ("identity", bytes),
        ("br", bytes),
        ("gzip", bytes),
    ],
)
def test_packed_bodies(coding: str, pack: Callable[[bytes], bytes]) -> None:
    octets = PACKED_HEAD.format(coding).encode() + pack(REFUSAL.encode())
    response = rawhttp.response(octets)
    assert response is not None
    assert response.body == TextBody(REFUSAL)


@pytest.mark.parametrize(
    ("coding", "octets"),
    [
        ("br", b"\x8b\x02\x80"),
        ("gzip", gzip.compress(b"abc" * 99)[:-20]),
        ("gzip", b"\x1f\x8b\xff\xff"),
        ("br", b"\x00\x01"),
    ],
)
def test_bodies_that_cannot_be_unpacked(coding: str, octets: bytes) -> None:
    response = rawhttp.response(PACKED_HEAD.format(coding).encode() + octets)
    assert response is not None
    assert isinstance(response.body, UnrecordedBody)


def test_unpacking_is_bounded() -> None:
    octets = PACKED_HEAD.format("gzip").encode() + gzip.compress(b"a" * 1000)
    allowance = Allowance(1500)
    first = rawhttp.response(octets, allowance)
    second = rawhttp.response(octets, allowance)
    assert first is not None
    assert first.body == TextBody("a" * 1000)
    assert second is not None
    assert second.body == UnrecordedBody("the body unpacks to more than 500 bytes")


@pytest.mark.parametrize(
    ("octets", "request_"),
    [
        (
            b"\r\nPOST /t?x HTTP/2\r\nHost: other\r\n\r\na=b\r\n",
            HttpRequest("POST", "http://h:1/t?x", (Header("Host", "other"),), TextBody("a=b\r\n")),
        ),
        (
            b"GET https://a/b HTTP/1.1\nX: \xe9\n\n",
            HttpRequest("GET", "https://a/b", (Header("X", "é"),), NoBody()),
        ),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
            HttpRequest(
                "POST",
                "http://h:1/",
                (Header("Content-Length", "3"),),
                UnrecordedBody("its headers announce one, but the capture holds none"),
            ),
        ),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            HttpRequest("POST", "http://h:1/", (Header("Transfer-Encoding", "chunked"),), NoBody()),
        ),
        (
            b"POST / HTTP/1.1\r\nContent-Type: a;charset=ISO-8859-1\r\n\r\n\xe9",
            HttpRequest(
                "POST",
                "http://h:1/",
                (Header("Content-Type", "a;charset=ISO-8859-1"),),
                TextBody("é"),
            ),
        ),
        (
            b"POST / HTTP/1.1\r\n\r\n\xe9",
            HttpRequest("POST", "http://h:1/", (), TextBody("\udce9")),
        ),
        (
            b"POST / HTTP/1.1\nTransfer-Encoding: chunked\nContent-Encoding: gzip\n\n0\n\n",
            HttpRequest(
                "POST",
                "http://h:1/",
                (Header("Transfer-Encoding", "chunked"), Header("Content-Encoding", "gzip")),
                NoBody(),
            ),
        ),
        (b"GET / HTTP/1.1\njunk\n\n", HttpRequest("GET", "http://h:1/", (), NoBody())),
        (b"", None),
        (b"nonsense", None),
        (b"1234 / HTTP/1.1\r\n\r\n", None),
    ],
)
def test_requests_of_known_bounds(octets: bytes, request_: HttpRequest | None) -> None:
    assert rawhttp.request(octets, "http", "h:1") == request_


@pytest.mark.parametrize(
    ("octets", "response"),
    [
        (b"HTTP/1.1 400 Bad\r\n\r\n", HttpResponse(400, (), NoBody())),
        (b"HTTP/2 200\n\n\xef\xbb\xbf{}", HttpResponse(200, (), TextBody("{}"))),
        (b"HTTP/1.1 304 x\r\n\r\nx", HttpResponse(304, (), NoBody())),
        (
            b"HTTP/1.1 302 Found\r\nlocation: /x\r\n\r\n",
            HttpResponse(302, (Header("location", "/x"),), NoBody(), "/x"),
        ),
        (b"HTTP/1.1 000 x", None),
        (b"", None),
    ],
)
def test_responses_of_known_bounds(octets: bytes, response: HttpResponse | None) -> None:
    assert rawhttp.response(octets) == response


@given(st.binary(), st.integers(1, 9))
def test_chunks_come_apart(content: bytes, size: int) -> None:
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert dechunked(framed + b"after") == (content, len(framed))


@pytest.mark.parametrize("octets", [b"", b"x", b"5\r\nab", b"2\r\nab\r\n"])
def test_what_is_not_chunked(octets: bytes) -> None:
    assert dechunked(octets) is None


@given(st.binary())
def test_any_bytes_survive(octets: bytes) -> None:
    rawhttp.request(octets, "", "")
    rawhttp.response(b"HTTP/1.1 400 x\r\nContent-Encoding: gzip\r\n\r\n" + octets)


TRACED = (
    "grant_type=authorization_code&code=4%2F0AbC.x"
    "&redirect_uri=https%3A%2F%2Fapp.example%2Fcb"
    "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)


@pytest.mark.parametrize("name", ["curl-trace.txt", "curl-trace-ascii.txt"])
def test_traces_of_curl(name: str) -> None:
    text = sample(name)
    (piece,) = rawhttp_trace.find(text)
    assert piece.kind == "curl trace"
    assert piece.request is not None
    assert re.fullmatch(r"https://127\.0\.0\.1:\d+/oauth/token", piece.request.url)
    assert piece.request.body == TextBody(TRACED)
    assert piece.response is not None
    assert piece.response.status == 400
    assert piece.response.body == TextBody('{"error":"invalid_grant"}')
    ascii_only = "A curl trace shows a full stop for each byte that is not printable"
    assert piece.notes == ((ascii_only,) if "ascii" in name else ())


def test_a_trace_of_several_requests() -> None:
    text = sample("curl-trace-ascii.txt")
    assert len(list(rawhttp_trace.find(text * 3))) == 3
    cut = text[: text.index("<= Recv")]
    (piece,) = rawhttp_trace.find(f"{cut}Text\n{cut[:40]}")
    assert piece.response is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<= Recv header, 5 bytes (0x5)\n0000: HTTP/1.1 400 x\n",
        "=> Send header, 5 bytes (0x5)\n0007: x\n",
        "=> Send header, 5 bytes (0x5)\nx",
    ],
)
def test_what_is_no_trace(text: str) -> None:
    assert list(rawhttp_trace.find(text)) == []


@given(st.lists(st.sampled_from([*sample("curl-trace.txt").splitlines()[:40], "x"])).map("\n".join))
def test_any_trace_survives(text: str) -> None:
    position = 0
    for piece in rawhttp_trace.find(text):
        assert position <= piece.start < piece.end <= len(text)
        position = piece.end
