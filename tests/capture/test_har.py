import json
from datetime import UTC, datetime

import pytest

from pkcedoctor.capture import (
    Capture,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
    VisitedUrl,
    read_capture,
)
from pkcedoctor.errors import UnreadableInput

TOKEN = "https://as.example/token"


def entry(**changes: object) -> dict[str, object]:
    return {
        "startedDateTime": "2026-11-20T08:25:11Z",
        "time": 1500,
        "request": {
            "method": "POST",
            "url": TOKEN,
            "headers": [{"name": "Content-Type", "value": "text/plain"}],
            "postData": {"text": "a=b"},
        },
        "response": {"status": 400, "headers": [], "content": {"text": "{}"}},
        **changes,
    }


def requesting(**changes: object) -> dict[str, object]:
    return entry(request={"method": "POST", "url": TOKEN, **changes})


def answering(**changes: object) -> dict[str, object]:
    return entry(response={"status": 400, "content": {"text": "{}"}, **changes})


def log(*entries: object, **members: object) -> dict[str, object]:
    return {"log": {"entries": list(entries), **members}}


def captured(value: object) -> Capture:
    return read_capture(json.dumps(value).encode(), name="a.har")


def exchanged(value: object) -> HttpExchange:
    (exchange,) = captured(log(value)).exchanges
    return exchange


def test_a_whole_entry() -> None:
    assert captured(log(entry(), creator={"name": "Tool", "version": "1"})) == Capture(
        source="a.har",
        reader="HAR written by Tool 1",
        exchanges=(
            HttpExchange(
                where="entry 1",
                index=0,
                started=datetime(2026, 11, 20, 8, 25, 11, tzinfo=UTC),
                duration=1.5,
                request=HttpRequest(
                    "POST", TOKEN, (Header("Content-Type", "text/plain"),), TextBody("a=b")
                ),
                response=HttpResponse(400, (), TextBody("{}")),
            ),
        ),
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"entries": [entry()]}, id="no wrapper"),
        pytest.param([log(entry())], id="an array"),
        pytest.param([entry()], id="an array of entries"),
        pytest.param(entry(), id="one entry"),
    ],
)
def test_every_root_gives_the_same_messages(value: object) -> None:
    assert captured(value).exchanges == (exchanged(entry()),)


def test_several_documents_are_numbered() -> None:
    capture = captured([log(entry()), log(entry(), entry(), creator={"name": "Tool"})])
    assert [each.where for each in capture.exchanges] == [
        "document 1, entry 1",
        "document 2, entry 1",
        "document 2, entry 2",
    ]
    assert capture.reader == "HAR written by Tool"


def test_entries_are_ordered_by_time_and_keep_their_numbers() -> None:
    later, earlier = "2026-11-20T08:25:12Z", "2026-11-20T09:25:11+01:00"
    capture = captured(
        log(
            entry(startedDateTime=later),
            entry(startedDateTime=None),
            entry(startedDateTime=earlier),
        )
    )
    assert [(each.where, each.index) for each in capture.exchanges] == [
        ("entry 3", 0),
        ("entry 2", 1),
        ("entry 1", 2),
    ]


def test_times_that_cannot_be_compared_keep_the_order_of_the_file() -> None:
    capture = captured(
        log(
            entry(startedDateTime="2026-11-20T08:25:12Z"),
            entry(startedDateTime="2026-11-20T08:25:11"),
        )
    )
    assert [each.where for each in capture.exchanges] == ["entry 1", "entry 2"]
    assert capture.notes == (
        "Some times have a zone and some have none, so the order of the file was kept.",
    )


def test_entries_without_a_request_are_left_out_and_counted() -> None:
    capture = captured(log(None, "text", {"response": {}}, entry()))
    assert [each.where for each in capture.exchanges] == ["entry 4"]
    assert capture.notes == (
        "Entries without a request were left out (entry 1, entry 2, entry 3).",
    )


@pytest.mark.parametrize(
    ("time", "duration"),
    [(1500, 1.5), ("250", 0.25), (0, None), (-1, None), (None, None), ([], None)],
)
def test_duration(time: object, duration: float | None) -> None:
    assert exchanged(entry(time=time)).duration == duration


@pytest.mark.parametrize(
    ("method", "expected"), [("post", "POST"), ("Custom ", "CUSTOM"), (None, ""), (5, "")]
)
def test_method(method: object, expected: str) -> None:
    assert exchanged(requesting(method=method)).request.method == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, 400), ("400", 400), ("400 Bad Request", 400), (400.0, 400), (" 200", 200)],
)
def test_status(status: object, expected: int) -> None:
    exchange = exchanged(answering(status=status))
    assert exchange.response is not None
    assert exchange.response.status == expected
    assert exchange.failure is None


@pytest.mark.parametrize(
    "response",
    [None, "text", {}, {"status": None}, {"status": "none"}, {"status": 4000}, {"status": True}],
)
def test_no_response(response: object) -> None:
    exchange = exchanged(entry(response=response))
    assert exchange.response is None
    assert exchange.failure is None


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        pytest.param({"response": {"status": 0}}, "status 0", id="nothing but the status"),
        pytest.param({"response": {"status": "-1"}}, "status -1", id="a status in text"),
        pytest.param(
            {"response": {"status": 0, "_error": "net::ERR_ABORTED"}},
            "net::ERR_ABORTED",
            id="Chrome",
        ),
        pytest.param(
            {"response": {"status": -1, "_failureText": "net::ERR_FAILED"}},
            "net::ERR_FAILED",
            id="Playwright",
        ),
        pytest.param({"response": {"status": -2}, "_error": "dns"}, "dns", id="at the entry"),
        pytest.param(
            {"response": {"status": 0, "_error": "", "comment": "timeout"}}, "timeout", id="comment"
        ),
        pytest.param({"response": None, "_error": "dns"}, "dns", id="no response at all"),
    ],
)
def test_a_failed_request(changes: dict[str, object], failure: str) -> None:
    exchange = exchanged(entry(**changes))
    assert exchange.response is None
    assert exchange.failure == failure


def test_a_response_that_the_browser_withheld_keeps_its_status() -> None:
    exchange = exchanged(answering(_error="net::ERR_FAILED", content={"size": 0}, comment="x"))
    assert exchange.response is not None
    assert exchange.response.status == 400
    assert isinstance(exchange.response.body, UnrecordedBody)
    assert exchange.failure == "net::ERR_FAILED"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"headers": [{"name": "location", "value": "/a"}], "redirectURL": "https://b"}, "/a"),
        ({"redirectURL": "https://b"}, "https://b"),
        ({"redirectURL": ""}, None),
        ({"redirectURL": None}, None),
    ],
)
def test_redirect_url(changes: dict[str, object], expected: str | None) -> None:
    response = exchanged(answering(**changes)).response
    assert response is not None
    assert response.redirect_url == expected


ASKS = [{"name": "access-control-request-method", "value": "POST"}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"request": {"method": "OPTIONS", "url": TOKEN, "headers": ASKS}}, True),
        ({"request": {"method": "OPTIONS", "url": TOKEN}}, False),
        ({"request": {"method": "POST", "url": TOKEN, "headers": ASKS}}, False),
        ({"_resourceType": "preflight"}, True),
        ({"_resourceType": "fetch"}, False),
    ],
)
def test_preflight(changes: dict[str, object], expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert exchanged(entry(**changes)).preflight is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"response": {"_fetchedViaServiceWorker": True}}, True),
        ({"_serviceWorkerRef": "worker@1"}, True),
        ({"response": {"_fetchedViaServiceWorker": False}}, False),
        ({"_fetchedViaServiceWorker": []}, False),
    ],
)
def test_service_worker(changes: dict[str, object], expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert exchanged(entry(**changes)).service_worker is expected


PSEUDO = [{"name": ":authority", "value": "as.example"}, {"name": ":path", "value": "/t"}]


def test_pseudo_headers_are_no_headers_but_mend_a_url() -> None:
    request = exchanged(requesting(url="", headers=[*PSEUDO, *ASKS])).request
    assert request.url == "https://as.example/t"
    assert request.headers == (Header("access-control-request-method", "POST"),)


def test_pseudo_headers_of_a_response() -> None:
    response = exchanged(answering(headers=[{"name": ":status", "value": "400"}])).response
    assert response is not None
    assert response.headers == ()


def test_a_tool_that_writes_each_header_twice() -> None:
    twice = requesting(
        headers=[
            {"name": "Authorization", "value": "Basic eA=="},
            {"name": "Host", "value": "a"},
            {"name": "authorization", "value": "Basic eA=="},
            {"name": "Host", "value": "b"},
        ]
    )
    (exchange,) = captured(log(twice, creator={"name": "chrome-har"})).exchanges
    assert [(header.name.lower(), header.value) for header in exchange.request.headers] == [
        ("authorization", "Basic eA=="),
        ("host", "a"),
        ("host", "b"),
    ]
    assert len(exchanged(twice).request.headers) == 4


def test_urls_seen_outside_requests() -> None:
    pages = [{"title": "https://as.example/authorize?a"}, {"title": f"{TOKEN}#fragment"}]
    assert captured(log(entry(), pages=pages)).visited == (
        VisitedUrl("page 1 title", "https://as.example/authorize?a", None),
    )


def test_a_sanitized_log() -> None:
    assert captured(log(entry(), creator={"name": "WebInspector"})).sanitized
    assert not captured(log(entry())).sanitized


def test_a_damaged_file_says_what_was_saved() -> None:
    text = json.dumps(log(entry(), entry(), entry()))
    capture = read_capture(text[: text.rindex("status")].encode())
    assert [each.where for each in capture.exchanges] == ["entry 1", "entry 2", "entry 3"]
    assert capture.exchanges[2].response is None
    assert capture.notes == (
        f"The file breaks off at byte {text.rindex('status')}; 2 whole entries were read.",
        "Entries were read although they are damaged behind the request (entry 3).",
    )
    assert capture.source == "the input"


def test_notes_of_the_container_are_handed_on() -> None:
    text = json.dumps(log(requesting(url="https://as.example/\xe9")), ensure_ascii=False)
    assert read_capture(text.encode("latin-1")).notes == (
        "The file is not UTF-8 and was read as Latin-1 (Windows-1252).",
    )


def test_notes_of_the_text_are_handed_on() -> None:
    assert read_capture(f"Here: {json.dumps(log(entry()))}".encode()).notes == (
        "Text in front of the JSON was left out.",
    )


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({}, 'this is JSON, but not a HAR: it has no list "entries"'),
        (5, 'this is JSON, but not a HAR: it has no list "entries"'),
        (log(), "this HAR has no entries"),
        (log(None, {}), "none of the 2 entries of this HAR holds a request"),
    ],
)
def test_no_messages(value: object, complaint: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        captured(value)
    assert str(caught.value).startswith(f"a.har: {complaint}; ")


def test_an_empty_request_is_still_one() -> None:
    exchange = exchanged({"request": {}})
    assert exchange.request == HttpRequest(
        "",
        "",
        (),
        UnrecordedBody(
            "nothing says that there was none, but the file holds no body;"
            " capture again with bodies included"
        ),
    )
    assert exchanged({"request": {"method": "GET"}}).request == HttpRequest("GET", "", (), NoBody())
