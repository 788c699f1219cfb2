import pytest

from pkcedoctor.exchange.urls import Url, resolve, split_url


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "https://App.example:8443/a/b?x=1#y=2",
            Url("https", "App.example", "8443", "/a/b", "x=1", "y=2"),
            id="all parts",
        ),
        pytest.param(
            "com.app:/cb?code=1", Url("com.app", "", None, "/cb", "code=1", None), id="private use"
        ),
        pytest.param("http://[::1]:80/", Url("http", "[::1]", "80", "/", None, None), id="IPv6"),
        pytest.param(
            "http://u:p@h.example/", Url("http", "h.example", None, "/", None, None), id="user"
        ),
        pytest.param("?a=b", Url("", "", None, "", "a=b", None), id="a query alone"),
        pytest.param("/a", Url("", "", None, "/a", None, None), id="a path alone"),
        pytest.param("", Url("", "", None, "", None, None), id="nothing"),
        pytest.param("https://h?#", Url("https", "h", None, "", "", ""), id="empty parts"),
        pytest.param("https://h:/", Url("https", "h", "", "/", None, None), id="an empty port"),
        pytest.param("a\nb", Url("", "", None, "a\nb", None, None), id="a line break"),
    ],
)
def test_a_url_is_taken_apart_as_written(text: str, parts: Url) -> None:
    assert split_url(text) == parts


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        pytest.param("HTTPS://App.Example:443/x", "https://app.example", id="default port"),
        pytest.param("http://app.example:80", "http://app.example", id="default port of http"),
        pytest.param("https://app.example:80", "https://app.example:80", id="another port"),
        pytest.param("https://app.example:/", "https://app.example", id="an empty port"),
        pytest.param("com.app:/cb", "com.app://", id="private use"),
    ],
)
def test_the_origin(text: str, origin: str) -> None:
    assert split_url(text).origin == origin


def test_the_endpoint() -> None:
    assert split_url("https://AS.example/Token/?a=b#c").endpoint == "https://as.example/Token"


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        pytest.param("https://b.example/c#d", "https://b.example/c#d", id="absolute"),
        pytest.param("com.app:/cb", "com.app:/cb", id="private use"),
        pytest.param("//b.example/c", "https://b.example/c", id="without a scheme"),
        pytest.param("/c?d", "https://a.example:81/c?d", id="without a host"),
        pytest.param("c", "https://a.example:81/x/c", id="beside"),
        pytest.param("?c", "https://a.example:81/x/y?c", id="a query"),
        pytest.param("#c", "https://a.example:81/x/y#c", id="a fragment"),
        pytest.param("", "https://a.example:81/x/y", id="nothing"),
    ],
)
def test_a_location_is_resolved(reference: str, target: str) -> None:
    assert resolve("https://a.example:81/x/y?z", reference) == target


def test_a_location_is_resolved_without_a_port() -> None:
    assert resolve("https://a.example/x", "/c") == "https://a.example/c"
