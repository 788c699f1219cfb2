from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.exchange.escapes import layers, peeled

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("plain, ü", ["plain, ü"]),
        ("100%, %zz &co; \\", ["100%, %zz &co; \\"]),
        ("%2f%C3%A9", ["%2f%C3%A9", "/é"]),
        ("%ff", ["%ff", "\udcff"]),
        ("%252F", ["%252F", "%2F", "/"]),
        (r"\u00e9\ud83d\ude00\/\"\n\q", [r"\u00e9\ud83d\ude00\/\"\n\q", 'é😀/"\nq']),
        (r"\ud83d\x2F\u", [r"\ud83d\x2F\u", "\ud83d/u"]),
        ("&#x2F;&#47;&#47a&quot;&NewLine;", ["&#x2F;&#47;&#47a&quot;&NewLine;", '///a"\n']),
        ("&#9999999;", ["&#9999999;", "\ufffd"]),
        ("&amp;lt;", ["&amp;lt;", "&lt;", "<"]),
        ("%252525252525", ["%252525252525", *("%" + "25" * left for left in (5, 4, 3, 2, 1))]),
    ],
)
def test_every_layer_is_undone_alone(text: str, undone: list[str]) -> None:
    assert [layer for layer, _ in layers(text)] == undone
    assert list(peeled(text)) == undone


@given(ANY_TEXT)
def test_places_lead_back_into_the_text(text: str) -> None:
    for layer, origins in layers(text):
        assert len(origins) == len(layer) + 1
        assert list(origins) == sorted(origins)
        assert origins[-1] == len(text)


@pytest.mark.parametrize(
    "escape",
    [
        lambda text: quote(text, safe=""),
        lambda text: "".join(f"&#{ord(each)};" for each in text),
        lambda text: "".join(
            rf"\u{unit:04x}"
            for each in text
            for octets in [each.encode("utf-16-be")]
            for unit in (int.from_bytes(octets[at : at + 2]) for at in range(0, len(octets), 2))
        ),
    ],
)
@given(text=ANY_TEXT.filter(bool))
def test_what_was_escaped_comes_back(escape: Callable[[str], str], text: str) -> None:
    assert text in list(peeled(escape(text)))[:2]
