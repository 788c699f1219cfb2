from datetime import UTC, datetime

from pkcedoctor.capture.http import VisitedUrl
from pkcedoctor.capture.visited import visited_urls

AUTHORIZE = "https://as.example/authorize?code_challenge=x"
CALLBACK = "https://app.example/cb?code=1"
AT = "2026-11-20T08:25:11Z"
MOMENT = datetime(2026, 11, 20, 8, 25, 11, tzinfo=UTC)


def test_page_titles_that_are_urls() -> None:
    pages = [
        {"title": "My App"},
        {"title": f" {AUTHORIZE} ", "startedDateTime": AT},
        {"title": AUTHORIZE},
        {"title": "https://app.example/ - Login"},
        None,
    ]
    assert list(visited_urls({"pages": pages}, "")) == [
        VisitedUrl("page 2 title", AUTHORIZE, MOMENT)
    ]


def test_urls_of_a_call_stack() -> None:
    stack = {
        "callFrames": [{"url": "https://app.example/app.js"}, {"url": CALLBACK}, None],
        "parent": {"callFrames": [{"url": CALLBACK}, {"url": AUTHORIZE}]},
    }
    entries = [
        {"_initiator": {"type": "other"}},
        {"_initiator": {"stack": stack}, "startedDateTime": AT},
        {"_initiator": {"url": "https://app.example/x?y"}},
        {"_initiator": "parser"},
    ]
    assert list(visited_urls({"entries": entries}, "document 2, ")) == [
        VisitedUrl("document 2, entry 2, initiator", CALLBACK, MOMENT),
        VisitedUrl("document 2, entry 2, initiator", AUTHORIZE, MOMENT),
        VisitedUrl("document 2, entry 3, initiator", "https://app.example/x?y", None),
    ]
