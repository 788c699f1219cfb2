import json

import pytest

from pkcedoctor.capture.logs import logs_of

ENTRY: dict[str, object] = {"request": {}}
LOG = {"entries": [ENTRY, None]}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([{"log": LOG}], [LOG], id="as specified"),
        pytest.param([LOG], [LOG], id="getHAR"),
        pytest.param([[{"log": LOG}, {"log": LOG}]], [LOG, LOG], id="an array of HARs"),
        pytest.param([{"log": LOG}, LOG], [LOG, LOG], id="two documents"),
        pytest.param([{"data": {"har": {"log": LOG}}}], [LOG], id="wrapped in something else"),
        pytest.param([[ENTRY, None]], [LOG], id="an array of entries"),
        pytest.param([ENTRY], [{"entries": [ENTRY]}], id="one entry"),
        pytest.param([ENTRY, ENTRY], [{"entries": [ENTRY, ENTRY]}], id="entries line by line"),
        pytest.param([{"entry": ENTRY}], [{"entries": [ENTRY]}], id="one entry, wrapped"),
        pytest.param(
            [{"log": {"a": 1, "entries": {"0": ENTRY, "7": None}}}],
            [{"a": 1, "entries": [ENTRY, None]}],
            id="entries by number",
        ),
        pytest.param([{"har": json.dumps({"log": LOG})}], [LOG], id="in a string"),
        pytest.param([{"har": '"entries":'}], [], id="a string that is no JSON"),
        pytest.param([{"a": {"b": {"c": json.dumps(LOG)}}}], [], id="a string too deep"),
        pytest.param([{"log": {"entries": None}}], [], id="no list"),
        pytest.param([{"a": {"b": {"c": {"log": LOG}}}}], [], id="too deep"),
        pytest.param([[[[[LOG]]]]], [], id="too deep in arrays"),
        pytest.param(["entries", 5, None, {}, []], [], id="none"),
    ],
)
def test_logs(values: list[object], expected: list[object]) -> None:
    assert list(logs_of(values)) == expected
