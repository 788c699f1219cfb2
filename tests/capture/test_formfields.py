import pytest

from pkcedoctor.capture.formfields import Encoding, encoding_of


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["http%3A%2F%2Fapp%2Fcb", "4%2F0"], Encoding.ENCODED, id="an encoded URL"),
        pytest.param(["authorization_code", "4%2F0"], Encoding.EITHER, id="only escapes"),
        pytest.param(["http://app/cb", "spa client"], Encoding.DECODED, id="a space"),
        pytest.param(["http%3A%2F%2Fapp%2Fcb", "a b"], Encoding.DECODED, id="doubly encoded URL"),
        pytest.param(["100%", "4%2F0"], Encoding.DECODED, id="a bare percent sign"),
        pytest.param(["http://app/cb"], Encoding.DECODED, id="a plain URL"),
        pytest.param(["http://app/cb", "4%2F0"], Encoding.EITHER, id="a plain URL and escapes"),
        pytest.param(["a+b"], Encoding.EITHER, id="a plus sign"),
        pytest.param(["abc"], Encoding.DECODED, id="the same in both"),
        pytest.param(["é"], Encoding.DECODED, id="beyond ASCII"),
        pytest.param([], Encoding.DECODED, id="nothing"),
    ],
)
def test_encoding(values: list[str], expected: Encoding) -> None:
    assert encoding_of(values) is expected
