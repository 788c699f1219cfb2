"""What an input is, is told by its content, and the report says which reader understood it."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from pkcedoctor.capture import Capture, read_capture
from pkcedoctor.capture.exports import flows
from pkcedoctor.capture.reading import Reading
from pkcedoctor.errors import UnreadableInput

REQUEST = {"method": "POST", "url": "https://as.example/token"}
ENTRY = {"request": REQUEST, "response": {"status": 400}}
TRACER = {
    "requests": [{"method": "GET", "url": "https://as.example/a?b=c", "requestHeaders": []}],
    "timestamp": "2026-11-20T08:00:00.000Z",
}
POSTMAN = {
    "info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [{"name": "token", "request": REQUEST}],
}
BURP = """<?xml version="1.0"?><items burpVersion="2022.8.4" exportTime="x"><item>
<url><![CDATA[https://as.example/token]]></url><method>POST</method>
<request base64="false"><![CDATA[POST /token HTTP/1.1\r\nHost: as.example\r\n\r\na=b]]></request>
<status></status><response base64="false"></response></item></items>"""
RAW = "POST /token HTTP/1.1\r\nHost: as.example\r\n\r\na=b"
CADDY = json.dumps(
    {
        "ts": 1795000000.5,
        "request": {"method": "GET", "host": "as.example", "uri": "/authorize?client_id=a"},
        "status": 400,
    }
)


def saz() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("raw/1_c.txt", RAW.replace("/token", "https://as.example/token", 1))
        file.writestr("raw/1_s.txt", "HTTP/1.1 400 Bad Request\r\n\r\n{}")
    return archive.getvalue()


def read(content: str | bytes | object) -> Capture:
    match content:
        case bytes():
            return read_capture(content)
        case str():
            return read_capture(content.encode())
        case _:
            return read_capture(json.dumps(content).encode())


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        pytest.param({"log": {"entries": [ENTRY]}}, "HAR", id="HAR"),
        pytest.param({"entries": [ENTRY]}, "HAR", id="HAR without a log"),
        pytest.param(ENTRY, "HAR", id="one entry"),
        pytest.param([ENTRY, ENTRY], "HAR", id="a list of entries"),
        pytest.param(json.dumps(json.dumps({"entries": [ENTRY]})), "HAR", id="HAR in a string"),
        pytest.param(POSTMAN, "Postman collection", id="Postman"),
        pytest.param(TRACER, "SAML-tracer", id="SAML-tracer"),
        pytest.param(BURP, "Burp items", id="Burp"),
        pytest.param(saz(), "Fiddler", id="Fiddler"),
        pytest.param("curl https://as.example/token -d a=b", "1 cURL command", id="cURL"),
        pytest.param("http POST https://as.example/token a=b", "1 HTTPie command", id="HTTPie"),
        pytest.param("wget https://as.example/token --post-data a=b", "1 wget", id="wget"),
        pytest.param('fetch("https://as.example/token", {"method": "POST"})', "1 fetch", id="JS"),
        pytest.param("irm https://as.example/token -Method Post", "1 PowerShell", id="PowerShell"),
        pytest.param('requests.post("https://as.example/token")', "1 Python call", id="Python"),
        pytest.param("### a\nGET https://as.example/a?b=c\n", "1 request file", id="request file"),
        pytest.param(RAW, "1 raw HTTP request", id="raw HTTP"),
        pytest.param(CADDY, "1 log line", id="a log line with a request"),
        pytest.param("look: https://as.example/authorize?client_id=a", "1 URL", id="a ticket"),
    ],
)
def test_recognised(content: str | bytes | object, reader: str) -> None:
    capture = read(content)
    assert capture.reader.startswith(reader)
    assert all(each.request.url.startswith("https://as.example/") for each in capture.exchanges)


def test_a_name_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "request.har"
    path.write_text("curl https://as.example/token -d a=b")
    assert read_capture(path).reader == "1 cURL command"


def test_entries_without_an_address_stay_where_nothing_else_is_found() -> None:
    capture = read({"request": {"method": "POST"}})
    assert [each.request.url for each in capture.exchanges] == [""]


def test_a_flow_file_asks_for_its_library_or_is_read() -> None:
    flows = b"13:4:type;4:http;}"
    with pytest.raises(UnreadableInput, match=r"mitm|no request"):
        read_capture(flows)


def test_text_in_a_damaged_har_is_still_found() -> None:
    text = '"entries": broken.\ncurl https://as.example/token -d a=b'
    assert read(text).reader == "1 cURL command"


def test_what_came_with_the_text_is_told() -> None:
    data = "curl https://as.example/token -d a=éb".encode("latin-1")
    assert any("Latin-1" in note for note in read_capture(data).notes)


def test_a_fiddler_archive_tells_what_it_met() -> None:
    assert not any(note.endswith("..") for note in read_capture(saz()).notes)


def test_a_flow_file_is_read_where_its_library_is(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = read("curl https://as.example/token -d a=b").exchanges[0]
    monkeypatch.setattr(flows, "read", lambda _octets, _remarks: Reading("flows", (exchange,)))
    assert read_capture(b"13:4:type;4:http;}").exchanges == (exchange,)
    monkeypatch.setattr(flows, "read", lambda _octets, _remarks: None)
    with pytest.raises(UnreadableInput, match="no request was found in it"):
        read_capture(b"13:4:type;4:http;}")


def test_much_text_is_refused_in_one_line() -> None:
    for text in ("x " * (3 << 20), '"request": ' + "x " * (3 << 20), '{"a": ' + " " * (5 << 20)):
        with pytest.raises(UnreadableInput) as caught:
            read(text)
        assert "\n" not in str(caught.value)


def test_much_json_without_an_address_is_read_as_far_as_it_goes() -> None:
    capture = read({"request": {"method": "POST"}, "x": " " * (5 << 20)})
    assert [each.request.url for each in capture.exchanges] == [""]


@pytest.mark.parametrize("text", ["[" * 200_000, "[" + "9" * 5000 + "]"])
def test_what_is_refused_where_damage_is(text: str) -> None:
    with pytest.raises(UnreadableInput, match="leave out --strict"):
        read_capture(text.encode(), strict=True)
