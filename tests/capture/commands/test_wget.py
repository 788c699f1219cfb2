from pathlib import Path

import pytest

from pkcedoctor.capture.commands.wget import find
from pkcedoctor.capture.http import Body, HttpRequest, NoBody, TextBody, UnrecordedBody

SAMPLES = Path(__file__).parents[1] / "samples" / "commands"
URL = "https://as.example/token"
FORM = ("Content-Type", "application/x-www-form-urlencoded")


def request(text: str) -> HttpRequest:
    (piece,) = find(text)
    assert piece.request is not None
    assert piece.kind == "wget command"
    return piece.request


def headers(made: HttpRequest) -> list[tuple[str, str]]:
    return [(header.name, header.value) for header in made.headers]


@pytest.mark.parametrize(
    ("options", "method", "body", "sent"),
    [
        pytest.param("-qO- -nv", "GET", NoBody(), [], id="plain"),
        pytest.param("--post-data 'a=b c'", "POST", TextBody("a=b c"), [FORM], id="post"),
        pytest.param("--post-data=a=b", "POST", TextBody("a=b"), [FORM], id="with equals"),
        pytest.param("--method=put --body-data a", "PUT", TextBody("a"), [FORM], id="method"),
        pytest.param(
            "--post-file f",
            "POST",
            UnrecordedBody("the body is in a file that is not part of the paste"),
            [FORM],
            id="file",
        ),
        pytest.param("--spider", "HEAD", NoBody(), [], id="spider"),
        pytest.param(
            "--header 'content-type: x/y' --header A:b --header nonsense --post-data a",
            "POST",
            TextBody("a"),
            [("content-type", "x/y"), ("A", "b")],
            id="headers",
        ),
        pytest.param("--user a --password b", "GET", NoBody(), [], id="challenged"),
        pytest.param(
            "--user a --password b --auth-no-challenge",
            "GET",
            NoBody(),
            [("Authorization", "Basic YTpi")],
            id="unchallenged",
        ),
        pytest.param(
            "--http-user a --auth-no-challenge -U ua --referer r",
            "GET",
            NoBody(),
            [
                ("Authorization", "Basic YTpbaGlkZGVuOiBwYXNzd29yZF0="),
                ("User-Agent", "ua"),
                ("Referer", "r"),
            ],
            id="no password",
        ),
    ],
)
def test_request(options: str, method: str, body: Body, sent: list[tuple[str, str]]) -> None:
    made = request(f"wget {options} {URL}")
    assert (made.method, made.url, made.body) == (method, URL, body)
    assert headers(made) == sent


def test_addresses() -> None:
    first, second = find("wget a.example/ https://b:c@b.example/ --auth-no-challenge")
    assert first.request is not None
    assert second.request is not None
    assert (first.request.url, second.request.url) == ("http://a.example/", "https://b.example/")
    assert headers(second.request) == [("Authorization", "Basic Yjpj")]
    (hidden,) = find('wget "https://a.example/?$Q"')
    assert hidden.request is None


def test_httpsnippet() -> None:
    made = request((SAMPLES / "httpsnippet-3-wget.params.txt").read_text(encoding="utf-8"))
    assert made.url == "http://127.0.0.1:9000/oauth/token"
    assert isinstance(made.body, TextBody)
    assert made.body.text.split("&")[1] == "code=4%2F0AbC%2Bd_E~f.g%20h%26i%3Dj%25k%2F%3D"
    lost = request((SAMPLES / "httpsnippet-3-wget.text.txt").read_text(encoding="utf-8"))
    assert isinstance(lost.body, UnrecordedBody)


@pytest.mark.parametrize("text", ["I used wget to test", "wget is old", "wget -q", "wgetx a.b/"])
def test_no_command(text: str) -> None:
    assert list(find(text)) == []
