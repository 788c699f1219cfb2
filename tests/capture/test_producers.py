import pytest

from pkcedoctor.capture.producers import Producer, producer


@pytest.mark.parametrize(
    ("creator", "reader"),
    [
        ({"name": "Firefox", "version": "153.7.0"}, "HAR written by Firefox 153.7.0"),
        (
            {"name": "WebInspector", "version": "537.36"},
            "HAR written by Chrome or Edge (WebInspector 537.36)",
        ),
        (
            {"name": "WebKit Web Inspector", "version": "1.0"},
            "HAR written by WebKit Web Inspector 1.0",
        ),
        ({"name": "Charles\x1b[31m\n Proxy", "version": 4}, "HAR written by Charles[31m Proxy"),
        ({"name": "a" * 200}, f"HAR written by {'a' * 40}"),
        ({}, "HAR"),
        (None, "HAR"),
        ("Firefox", "HAR"),
    ],
)
def test_reader(creator: object, reader: str) -> None:
    assert producer({"creator": creator}).reader == reader


@pytest.mark.parametrize(
    ("name", "encodes"),
    [
        ("WebInspector", True),
        ("Internet Explorer Network Inspector", True),
        ("Firefox", False),
        ("WebKit Web Inspector", False),
        ("Charles Proxy", False),
        ("Unheard of", None),
    ],
)
def test_form_fields(name: str, encodes: bool | None) -> None:  # noqa: FBT001 - a table's column
    assert Producer(name, "").encodes_fields is encodes


@pytest.mark.parametrize(
    ("name", "request_advice", "response_advice"),
    [
        ("Playwright", "record with content 'embed'", "record with content 'embed'"),
        ("WebInspector", "export before the page navigates away", "use 'Export HAR'"),
        ("BrowserMob Proxy", "content capture", "capture again"),
        ("WebKit Web Inspector", "Blob", "capture again"),
        ("Firefox", "capture again", "includeResponseBodies"),
    ],
)
def test_advice(name: str, request_advice: str, response_advice: str) -> None:
    assert request_advice in Producer(name, "").request_advice
    assert response_advice in Producer(name, "").response_advice
