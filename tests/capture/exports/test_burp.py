import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.exports import burp
from pkcedoctor.capture.http import HttpExchange, TextBody, UnrecordedBody
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput

SAMPLE = (Path(__file__).parents[1] / "samples" / "messages" / "burp.xml").read_text("utf-8")
REQUEST = "POST /token HTTP/2\r\nHost: as.example\r\n\r\ncode=a&b=<&amp;]]>&c=é"
RESPONSE = 'HTTP/2 400 Bad Request\r\n\r\n{"error":"invalid_grant"}'
ITEM = """\
  <item>
    <time>{time}</time>
    <url><![CDATA[{protocol}://as.example/token]]></url>
    <host ip="1.2.3.4">as.example</host>
    <port>{port}</port>
    <protocol>{protocol}</protocol>
    <method><![CDATA[post]]></method>
    <path><![CDATA[/token]]></path>
    <extension>null</extension>
    <request base64="{packed}">{request}</request>
    <status>{status}</status>
    <responselength>1</responselength>
    <mimetype>JSON</mimetype>
    <response base64="{packed}">{response}</response>
    <comment>{comment}</comment>
  </item>
"""


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def packed(text: str) -> str:
    return cdata(base64.encodebytes(text.encode()).decode())


def item(**texts: str) -> str:
    usual = {
        "time": "Fri Nov 20 08:24:30 UTC 2026",
        "protocol": "https",
        "port": "443",
        "packed": "true",
        "request": packed(REQUEST),
        "response": packed(RESPONSE),
        "status": "400",
        "comment": "",
    }
    return ITEM.format(**(usual | texts))


def read(*items: str, remarks: Remarks | None = None) -> Reading:
    text = f'<?xml version="1.0"?>\n<items burpVersion="2026.1">\n{"".join(items)}</items>'
    reading = burp.read(text, remarks or Remarks())
    assert reading is not None
    return reading


def only(**texts: str) -> HttpExchange:
    (exchange,) = read(item(**texts)).exchanges
    return exchange


def test_the_sample() -> None:
    remarks = Remarks()
    reading = burp.read(SAMPLE, remarks)
    assert reading is not None
    assert reading.reader == "Burp items (2022.8.4)"
    assert not reading.given
    (exchange,) = reading.exchanges
    assert exchange.where == "item 1"
    assert exchange.started == datetime(2026, 11, 20, 8, 24, 30, tzinfo=UTC)
    assert (exchange.request.method, exchange.request.url) == (
        "POST",
        "http://127.0.0.1:9000/oauth/token",
    )
    assert isinstance(exchange.request.body, TextBody)
    assert exchange.request.body.text.startswith("grant_type=authorization_code&code=4%2F0AbC")
    assert exchange.response is not None
    assert exchange.response.status == 400
    assert isinstance(exchange.response.body, TextBody)
    assert "✓" in exchange.response.body.text
    assert remarks.sentences() == ()


def test_the_sample_that_is_not_well_formed() -> None:
    remarks = Remarks()
    damaged = burp.read(SAMPLE.replace("<comment>", "<comment>\x01"), remarks)
    assert damaged == burp.read(SAMPLE, Remarks())
    assert remarks.sentences() == (
        "The XML is not well-formed; the items in it were read one by one.",
    )


@pytest.mark.parametrize("comment", ["", "\x01 & <"])
@pytest.mark.parametrize(("is_packed", "pack"), [("true", packed), ("false", cdata)])
def test_both_ways_to_hold_a_message(comment: str, is_packed: str, pack: object) -> None:
    assert callable(pack)
    exchange = only(
        packed=is_packed, request=pack(REQUEST), response=pack(RESPONSE), comment=comment
    )
    assert exchange.request.url == "https://as.example/token"
    assert exchange.request.body == TextBody("code=a&b=<&amp;]]>&c=é")
    assert exchange.response is not None
    assert exchange.response.body == TextBody('{"error":"invalid_grant"}')


def test_text_that_shows_a_byte_as_a_character() -> None:
    garbled = REQUEST.encode().decode("latin-1")
    assert only(packed="false", request=cdata(garbled)).request.body == TextBody(
        "code=a&b=<&amp;]]>&c=é"
    )
    beyond = cdata(REQUEST + "✓")
    assert only(packed="false", request=beyond).request.body == TextBody("code=a&b=<&amp;]]>&c=é✓")


def test_escaped_text_in_a_damaged_file() -> None:
    escaped = "GET /?a&amp;b&lt;&quot; HTTP/1.1"
    exchange = only(packed="false", request=escaped, comment="\x01")
    assert exchange.request.url == 'https://as.example/?a&b<"'


@pytest.mark.parametrize(
    ("protocol", "port", "url"),
    [
        ("https", "443", "https://as.example/token"),
        ("http", "80", "http://as.example/token"),
        ("https", "8443", "https://as.example:8443/token"),
        ("http", "443", "http://as.example:443/token"),
        ("https", "", "https://as.example/token"),
    ],
)
def test_the_url(protocol: str, port: str, url: str) -> None:
    assert only(protocol=protocol, port=port).request.url == url


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("Fri Nov 20 08:24:30 UTC 2026", datetime(2026, 11, 20, 8, 24, 30, tzinfo=UTC)),
        ("Fri Nov 20 08:24:30 GMT 2026", datetime(2026, 11, 20, 8, 24, 30, tzinfo=UTC)),
        ("Fri Nov 20 08:24:30 CET 2026", datetime(2026, 11, 20, 8, 24, 30)),  # noqa: DTZ001
        ("Fri Foo 20 08:24:30 UTC 2026", None),
        ("Fri Nov 99 08:24:30 UTC 2026", None),
        ("", None),
    ],
)
def test_when(time: str, moment: datetime | None) -> None:
    assert only(time=time).started == moment


@pytest.mark.parametrize("request_", ["", cdata("!"), cdata("QUJDR"), cdata("nonsense")])
def test_an_item_without_its_request(request_: str) -> None:
    exchange = only(request=request_)
    assert (exchange.request.method, exchange.request.url) == ("POST", "https://as.example/token")
    assert isinstance(exchange.request.body, UnrecordedBody)


def test_an_item_without_anything() -> None:
    remarks = Remarks()
    reading = read("<item></item>", item(), remarks=remarks)
    assert [exchange.where for exchange in reading.exchanges] == ["item 2"]
    assert remarks.sentences() == ("Items without a request were left out (item 1).",)


@pytest.mark.parametrize(("status", "expected"), [("400", 400), ("", None), ("000", None)])
def test_an_item_without_its_response(status: str, expected: int | None) -> None:
    response = only(response="", status=status).response
    assert (None if response is None else response.status) == expected
    assert response is None or isinstance(response.body, UnrecordedBody)


@pytest.mark.parametrize("missing", ["<request", "</request>", "<port>"])
def test_a_damaged_item(missing: str) -> None:
    reading = read(item(comment="\x01").replace(missing, ""), item())
    assert len(reading.exchanges) == 2
    assert reading.exchanges[1].request.body == TextBody("code=a&b=<&amp;]]>&c=é")


@pytest.mark.parametrize(
    "text", ["", "<html>", "<items>", "<itemset/>", " " * 70_000 + "<items burpVersion='1'>"]
)
def test_what_is_no_export(text: str) -> None:
    assert burp.read(text, Remarks()) is None


def test_an_export_without_a_version() -> None:
    reading = burp.read(f"<items>{item()}</items>", Remarks())
    assert reading is not None
    assert reading.reader == "Burp items"


def test_a_declared_encoding_does_not_matter() -> None:
    held = item(packed="false", request=cdata(REQUEST + "✓"))
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    text = f'{declared}<items burpVersion="1">{held}</items>'
    reading = burp.read(text, Remarks())
    assert reading is not None
    assert reading.exchanges[0].request.body == TextBody("code=a&b=<&amp;]]>&c=é✓")


LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{place} "{f"&a{place - 1};" * 10}">' for place in range(1, 12)
)


@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;',
        "<!ENTITY broken",
    ],
)
def test_entities_are_refused(declaration: str) -> None:
    text = f'<!DOCTYPE items [{declaration}]><items burpVersion="1">&x;&a11;{item()}</items>'
    with pytest.raises(UnreadableInput, match="declares entities"):
        burp.read(text, Remarks())


@given(st.text() | st.text(alphabet='<>/itemrqus[]! ="&;'))
def test_any_text_survives(text: str) -> None:
    burp.read(f'<items burpVersion="1">{text}<item>{text}', Remarks())
    burp.read(text, Remarks())
