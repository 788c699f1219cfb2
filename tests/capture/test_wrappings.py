import pytest

from pkcedoctor.capture.wrappings import unwrapped


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        pytest.param("{&quot;log&quot;: 1}", '{"log": 1}', id="HTML"),
        pytest.param("&amp;#34;entries&amp;#34;: 1", '"entries": 1', id="HTML twice"),
        pytest.param("&amp;amp;amp;quot;log&amp;amp;amp;quot;", "&quot;log&quot;", id="four times"),
        pytest.param(r"x={\"entries\": []} y", '{"entries": []} y', id="a string"),
        pytest.param(r'x="{\n \"entries\": []}" y', '{\n "entries": []}', id="a quoted string"),
        pytest.param(r"{\"entries\": \z}", None, id="no string"),
        pytest.param(r"\"entries\": []", None, id="a string without a bracket"),
        pytest.param("eyJlbnRyaWVzIjogW119", '{"entries": []}', id="base64"),
        pytest.param("eyJlbnRyaWVzIjogW1 19\n", '{"entries": []}', id="base64 in lines"),
        pytest.param("data:text/plain;base64,eyJhIjoiLT8_In0=", '{"a":"-??"}', id="URL-safe"),
        pytest.param("eyJl/////w", None, id="base64 of something else"),
        pytest.param("eyJlb", None, id="base64 that is cut"),
        pytest.param("eyJhIjoxfQ.eyJhIjoxfQ.x", None, id="a token"),
        pytest.param('{"entries": "&quot;log&quot;"', None, id="JSON"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_unwrapped(text: str, inner: str | None) -> None:
    found = unwrapped(text)
    assert (None if found is None else found.text) == inner
