import pytest

from pkcedoctor.capture.headers import headers_of
from pkcedoctor.capture.producers import Producer
from pkcedoctor.capture.sanitized import is_sanitized

CHROME = Producer("WebInspector", "537.36")
OTHER = Producer("Firefox", "153")


def log(*cookies: object) -> object:
    return {"entries": [{"request": {"cookies": list(cookies)}, "response": {}}, None]}


@pytest.mark.parametrize(
    ("har", "lines", "tool", "expected"),
    [
        pytest.param(log(), [], CHROME, True, id="Chrome without any credentials"),
        pytest.param(log(), [], OTHER, False, id="another tool without any"),
        pytest.param(log({"name": "sid"}), [], CHROME, False, id="Chrome with a cookie"),
        pytest.param(log(), ["Cookie: sid=1"], CHROME, False, id="Chrome with a cookie header"),
        pytest.param(
            log(), ["authorization: Basic eA=="], CHROME, False, id="Chrome with credentials"
        ),
        pytest.param(
            log(), ["Authorization: [Authorization redacted]"], OTHER, True, id="redacted"
        ),
        pytest.param(
            log(), ["Cookie: a=1; sid=COOKIE_6f67210b"], OTHER, True, id="a redacted cookie"
        ),
        pytest.param(log(), ["Cookie: banner_hidden=1"], OTHER, False, id="a cookie's own name"),
        pytest.param(log(), ["Set-Cookie: REDACTED"], OTHER, True, id="a whole redacted cookie"),
        pytest.param(
            {"_har_capture": {"sanitization": {}}}, [], OTHER, True, id="har-capture's mark"
        ),
    ],
)
def test_sanitized(har: object, lines: list[str], tool: Producer, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_sanitized(har, tool, headers_of(["Host: a", *lines])) is expected
