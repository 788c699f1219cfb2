from pathlib import Path

import pytest

from pkcedoctor.capture.commands.httpie import find
from pkcedoctor.capture.http import Body, HttpRequest, NoBody, TextBody, UnrecordedBody

SAMPLES = Path(__file__).parents[1] / "samples" / "commands"
URL = "https://as.example/token"
JSON = ("Content-Type", "application/json"), ("Accept", "application/json, */*;q=0.5")
FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")


def request(text: str) -> HttpRequest:
    (piece,) = find(text)
    assert piece.request is not None
    assert piece.kind == "HTTPie command"
    return piece.request


def headers(made: HttpRequest) -> list[tuple[str, str]]:
    return [(header.name, header.value) for header in made.headers]


@pytest.mark.parametrize(
    ("command", "method", "body", "sent"),
    [
        pytest.param(f"http {URL}", "GET", NoBody(), [], id="plain"),
        pytest.param(f"http {URL} a=b", "POST", TextBody('{"a": "b"}'), [*JSON], id="JSON"),
        pytest.param(
            f"http PUT {URL} a:=1 b:=[x c:@f d=@f",
            "PUT",
            TextBody('{"a": 1, "b": "[hidden: JSON value]", "d": "[hidden: file]"}'),
            [*JSON, ("c", "[hidden: file]")],
            id="raw JSON",
        ),
        pytest.param(
            f"http -f {URL} 'a=b c' d='/é' 'e\\=f=g' X:y 'Z;' W: nonsense",
            "POST",
            TextBody("a=b+c&d=%2F%C3%A9&e%3Df=g"),
            [FORM, ("X", "y"), ("Z", "")],
            id="a form",
        ),
        pytest.param(
            f"http --form {URL} a=b Content-Type:x/y -a id:secret",
            "POST",
            TextBody("a=b"),
            [("Authorization", "Basic aWQ6c2VjcmV0"), ("Content-Type", "x/y")],
            id="headers",
        ),
        pytest.param(f"http {URL} --raw a=b", "POST", TextBody("a=b"), [*JSON], id="raw"),
        pytest.param(f"http -f {URL} <<< a=b", "POST", TextBody("a=b\n"), [FORM], id="input"),
        pytest.param(
            f"http {URL} User-Agent:x <<< a=b",
            "POST",
            TextBody("a=b"),
            [*JSON, ("User-Agent", "x")],
            id="a proxy's",
        ),
        pytest.param(f"http -I {URL} <<< a=b", "GET", NoBody(), [], id="input ignored"),
        pytest.param(
            f"http {URL} @f",
            "POST",
            UnrecordedBody("the body came from standard input, which is not part of the paste"),
            [],
            id="a file",
        ),
        pytest.param(
            f"http {URL} a[b]=c",
            "POST",
            UnrecordedBody("the body is nested JSON, which is not read from HTTPie's notation"),
            [*JSON],
            id="nested",
        ),
        pytest.param(
            f"http -A bearer -a tok {URL}", "GET", NoBody(), [("Authorization", "Bearer tok")]
        ),
        pytest.param(
            f"http --bearer tok {URL}", "GET", NoBody(), [("Authorization", "Bearer tok")]
        ),
        pytest.param(f"http -A digest -a a:b {URL} --session=x", "GET", NoBody(), [], id="digest"),
        pytest.param(
            "http https://a:b@as.example/token",
            "GET",
            NoBody(),
            [("Authorization", "Basic YTpi")],
            id="in the URL",
        ),
    ],
)
def test_request(command: str, method: str, body: Body, sent: list[tuple[str, str]]) -> None:
    made = request(command)
    assert (made.method, made.url, made.body) == (method, URL, body)
    assert headers(made) == sent


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("http :3000/a", "http://localhost:3000/a"),
        ("http :/a", "http://localhost/a"),
        ("https as.example/a", "https://as.example/a"),
        ("xhs as.example/a", "https://as.example/a"),
        ("http --default-scheme=https as.example/a", "https://as.example/a"),
        ("http as.example/a q=='x y' r==@f", "http://as.example/a?q=x+y&r=%5Bhidden%3A+file%5D"),
        ('http "$HOST/token" a=b', "[hidden: variable HOST]/token"),
    ],
)
def test_address(command: str, url: str) -> None:
    assert request(command).url == url


def test_a_query_in_a_variable() -> None:
    (piece,) = find('http "https://a.example/?$Q"')
    assert piece.request is None
    assert "The query of the URL is in a variable whose value is not in the text" in piece.notes


def test_multipart() -> None:
    made = request(f"http -f {URL} a=b c@f")
    assert isinstance(made.body, TextBody)
    assert 'name="a"\r\n\r\nb\r\n' in made.body.text
    assert 'name="c"; filename="file"\r\n\r\n[hidden: file]\r\n' in made.body.text
    assert made.headers[0].value.startswith("multipart/form-data; boundary=")


def test_a_password_that_is_asked_for() -> None:
    assert headers(request(f"http -a id {URL}")) == [
        ("Authorization", "Basic aWQ6W2hpZGRlbjogcGFzc3dvcmRd")
    ]


def test_httpsnippet() -> None:
    made = request((SAMPLES / "httpsnippet-3-httpie.params.txt").read_text(encoding="utf-8"))
    assert isinstance(made.body, TextBody)
    assert made.body.text.split("&")[1] == "code=4%2F0AbC%2Bd_E~f.g+h%26i%3Dj%25k%2F%3D"
    lost = request((SAMPLES / "httpsnippet-3-httpie.text.txt").read_text(encoding="utf-8"))
    assert isinstance(lost.body, UnrecordedBody)


@pytest.mark.parametrize(
    "text",
    ["http is a protocol", "http: //a.example", "http POST requests", "http {", "HTTP/1.1 400"],
)
def test_no_command(text: str) -> None:
    assert list(find(text)) == []
