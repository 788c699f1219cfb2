import pytest

from pkcedoctor.capture.bodies import Setting
from pkcedoctor.capture.container import no_sidecar
from pkcedoctor.capture.headers import headers_of
from pkcedoctor.capture.producers import Producer
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.urls import request_url

PSEUDO = {":scheme": "https", ":authority": "as.example", ":path": "/token?a=1"}


@pytest.mark.parametrize(
    ("url", "headers", "expected"),
    [
        pytest.param("https://a/b?c#d", PSEUDO, "https://a/b?c#d", id="as captured"),
        pytest.param("https://a/b c?d=[e]", {}, "https://a/b c?d=[e]", id="unescaped"),
        pytest.param("blob:https://a/1", {}, "blob:https://a/1", id="another scheme"),
        pytest.param("", PSEUDO, "https://as.example/token?a=1", id="missing"),
        pytest.param("/token", PSEUDO, "https://as.example/token?a=1", id="relative"),
        pytest.param("/token", {":authority": "as.example"}, "https://as.example/token", id="half"),
        pytest.param("/token", {"Host": "as.example"}, "/token", id="relative, no scheme known"),
        pytest.param(5, {}, "", id="no text"),
    ],
)
def test_url(url: object, headers: object, expected: str) -> None:
    setting = Setting("entry 1", Producer("", ""), no_sidecar, Remarks())
    assert request_url({"url": url}, headers_of(headers), setting) == expected
    assert setting.remarks.sentences() == ()


QUERY = [{"name": "a b", "value": "c+d/é"}, {"name": "e"}]


@pytest.mark.parametrize(
    ("tool", "url", "expected"),
    [
        ("Firefox", "https://a/b#c", "https://a/b?a%20b=c%2Bd%2F%C3%A9&e#c"),
        ("WebInspector", "https://a/b", "https://a/b?a b=c+d/é&e"),
        ("Firefox", "https://a/b?x", "https://a/b?x"),
        ("", "https://a/b", "https://a/b?a%20b=c%2Bd%2F%C3%A9&e"),
    ],
)
def test_query_from_its_own_member(tool: str, url: str, expected: str) -> None:
    setting = Setting("entry 1", Producer(tool, ""), no_sidecar, Remarks())
    assert request_url({"url": url, "queryString": QUERY}, (), setting) == expected
    assert bool(setting.remarks.sentences()) == ("?" not in url)


def test_a_query_that_can_be_read_in_two_ways_is_hidden_where_it_can() -> None:
    setting = Setting("entry 1", Producer("", ""), no_sidecar, Remarks())
    query = [{"name": "code", "value": "4%2F0"}, {"name": "state", "value": "x"}]
    url = request_url({"url": "https://a/b", "queryString": query}, (), setting)
    assert url == "https://a/b?code=%5Bhidden%3A%20value%20of%20unknown%20encoding%5D&state=x"
