import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.http import HttpRequest, HttpResponse, NoBody, UnrecordedBody
from pkcedoctor.capture.messages import accesslog

UNKNOWN = UnrecordedBody(
    "an access log holds no body; capture the request with a browser or a proxy"
)
CET = timezone(timedelta(hours=1))
COMBINED = (
    '203.0.113.9 - bob [20/Nov/2026:08:26:27 +0100] "{} HTTP/1.1" {} 0 "https://app/" "Moz (X)"'
)
Seen = tuple[str, str, int | None]


def seen(text: str) -> list[Seen]:
    found = []
    for piece in accesslog.find(text):
        assert piece.kind == "log line"
        assert piece.request is not None
        expected = NoBody() if piece.request.method == "GET" else UNKNOWN
        assert piece.request == HttpRequest(piece.request.method, piece.request.url, (), expected)
        assert piece.response is None or piece.response == HttpResponse(
            piece.response.status, (), UNKNOWN
        )
        status = None if piece.response is None else piece.response.status
        found.append((piece.request.method, piece.request.url, status))
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            COMBINED.format("GET /authorize?a=b", 302),
            ("GET", "/authorize?a=b", 302),
            id="combined",
        ),
        pytest.param(
            'as.example 203.0.113.9 - - [x] "POST /token HTTP/2.0" 400 1',
            ("POST", "https://as.example/token", 400),
            id="a virtual host",
        ),
        pytest.param(
            'as.example:443 ::1 - - [x] "POST /token HTTP/2.0" 400 1',
            ("POST", "https://as.example/token", 400),
            id="its usual port",
        ),
        pytest.param(
            'as.example:80 1.2.3.4 - - [x] "POST /token HTTP/2.0" 400 1',
            ("POST", "http://as.example:80/token", 400),
            id="its other port",
        ),
        pytest.param(
            'proxy.example - - [x] "POST /token HTTP/2.0" 400 1',
            ("POST", "/token", 400),
            id="a client's name is no virtual host",
        ),
        pytest.param(
            '1.2.3.4 - - [x] "GET https://as.example/?a=b HTTP/1.1" 200',
            ("GET", "https://as.example/?a=b", 200),
            id="a proxy's log",
        ),
        pytest.param(
            COMBINED.format(r"GET /a?b=\x22c\xC3\xA9\\d", 302),
            ("GET", '/a?b="cé\\d', 302),
            id="escapes",
        ),
        pytest.param(
            '10.0.0.1 - - [x] "POST /token HTTP/2.0" 400 124 "-" "ua" 212 0.005 [ns-svc-80] [] '
            "10.0.0.1:80 124 0.004 400 abc",
            ("POST", "/token", 400),
            id="an ingress of Kubernetes",
        ),
        pytest.param(
            '[pod/x] 2026-11-20T08:26:27Z 1.2.3.4 "POST /token HTTP/1.1" 999',
            ("POST", "/token", None),
            id="no status",
        ),
        pytest.param(
            '{"method":"POST","host":"as.example","uri":"/token","status":400}',
            ("POST", "https://as.example/token", 400),
            id="JSON",
        ),
        pytest.param(
            'app | {"request":"GET /a?b=c HTTP/1.1","status":"302"}',
            ("GET", "/a?b=c", 302),
            id="a request line in JSON",
        ),
        pytest.param(
            '{"request":{"method":"GET","host":"h","uri":"/a?b"},"status":200}',
            ("GET", "https://h/a?b", 200),
            id="Caddy",
        ),
        pytest.param(
            '{"httpRequest":{"requestMethod":"POST","requestUrl":"https://h/t","status":400}}',
            ("POST", "https://h/t", 400),
            id="Google Cloud",
        ),
        pytest.param(
            '{"req":{"method":"POST","url":"/t"},"res":{"statusCode":400}}',
            ("POST", "/t", 400),
            id="pino",
        ),
        pytest.param(
            '{"request_method":"get","path":"/a","query_string":"?b=c","scheme":"http","host":"h"}',
            ("GET", "http://h/a?b=c", None),
            id="a query of its own",
        ),
    ],
)
def test_a_line(line: str, expected: Seen) -> None:
    assert seen(f"noise\r\n{line}\r\nnoise") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "",
        COMBINED.format("GET /favicon.ico", 200),
        COMBINED.format("OPTIONS /token", 200),
        '1.2.3.4 - - [x] "-" 400 0',
        r'1.2.3.4 - - [x] "\x16\x03\x01" 400 0',
        '1.2.3.4 - - [x] "POST /token HTTP/1.1" - 0',
        '{"method":"POST"}',
        '{"method":1,"url":"/token"}',
        '{"method":"POST","url":"token"}',
        '{"method":"POST","url":"/token"',
        '{"method":"GET","url":"/token"}',
        '["method", {"method":"POST"}]',
        '"POST /' + "a" * 70_000 + ' HTTP/1.1" 400',
    ],
)
def test_a_line_of_no_interest(line: str) -> None:
    assert seen(line) == []


IIS = """\
#Software: Microsoft Internet Information Services 10.0
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs(User-Agent) sc-status{host}
2026-11-20 08:26:29 10.0.0.2 POST /token - {port} Moz+illa 400{name}
2026-11-20 08:26:30 10.0.0.2 GET /authorize a=b&c=d {port} Moz+illa 302{name}
2026-11-20 08:26:30 10.0.0.2 GET /x - {port} Moz+illa 302{name}
a line with too few fields
2026-11-20 08:26:30 10.0.0.2 GET x a=b {port} Moz+illa 302{name}
2026-11-20 08:26:30 10.0.0.2 - /x a=b {port} Moz+illa 302{name}
# a remark
"""


@pytest.mark.parametrize(
    ("port", "host", "name", "origin"),
    [
        ("443", "", "", ""),
        ("443", " cs-host", " as.example", "https://as.example"),
        ("80", " cs-host", " as.example", "http://as.example"),
        ("80", " cs-host", " -", ""),
    ],
)
def test_the_extended_format(port: str, host: str, name: str, origin: str) -> None:
    assert seen(IIS.format(port=port, host=host, name=name)) == [
        ("POST", f"{origin}/token", 400),
        ("GET", f"{origin}/authorize?a=b&c=d", 302),
    ]


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (COMBINED.format("POST /", 400), datetime(2026, 11, 20, 8, 26, 27, tzinfo=CET)),
        ("[20/Nov/2026:08:26:27.123 +0000]", datetime(2026, 11, 20, 8, 26, 27, tzinfo=UTC)),
        ("[20/Nov/2026:08:26:27 -0100]", datetime(2026, 11, 20, 9, 26, 27, tzinfo=UTC)),
        ("2026-11-20 08:26:29 10.0.0.2 POST", datetime(2026, 11, 20, 8, 26, 29, tzinfo=UTC)),
        ("x 2026-11-20T08:26:29+01:00", datetime(2026, 11, 20, 7, 26, 29, tzinfo=UTC)),
        (
            '{"method":"POST","url":"/","time":"2026-11-20T08:26:29Z"}',
            datetime(2026, 11, 20, 8, 26, 29, tzinfo=UTC),
        ),
        (
            '{"method":"POST","url":"/","ts":1795163187.5}',
            datetime(2026, 11, 20, 8, 26, 27, 500_000, tzinfo=UTC),
        ),
        (
            '{"method":"POST","url":"/","timestamp":1795163187500}',
            datetime(2026, 11, 20, 8, 26, 27, 500_000, tzinfo=UTC),
        ),
        ('{"method":"POST","url":"/","ts":9e15}', None),
        ('{"method":"POST","url":"/","ts":-1}', None),
        ('{"method":"POST","url":"/","ts":"x"}', None),
        ('{"method":"POST"}', None),
        ("[20/Foo/2026:08:26:27 +0000]", None),
        ("[99/Nov/2026:08:26:27 +0000]", None),
        ("2026-99-20 08:26:29", None),
        ("POST", None),
    ],
)
def test_when(line: str, moment: datetime | None) -> None:
    assert accesslog.started(line) == moment


@given(st.text() | st.text(alphabet='"GETPOS /?=HTP1.#Fields: \n4'))
def test_any_text_survives(text: str) -> None:
    position = 0
    for piece in accesslog.find(f"{text}\n{COMBINED.format('POST /', 400)}"):
        assert position <= piece.start < piece.end
        position = piece.end
    accesslog.started(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["method", "url", "status", "time", "ts", "request", "req", "host"]),
            inner,
        )
    ),
)


@given(JSON)
def test_any_json_survives(value: object) -> None:
    text = json.dumps(value)
    list(accesslog.find(text))
    accesslog.started(text)


@given(
    st.sampled_from(["GET", "POST"]),
    st.text(alphabet="abc/-._~%&=+,:@", max_size=20),
    st.integers(100, 599),
)
def test_a_written_line_comes_back(method: str, query: str, status: int) -> None:
    line = COMBINED.format(f"{method} /a?{query}", status)
    assert seen(line) == [(method, f"/a?{query}", status)]
