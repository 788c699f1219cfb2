"""Sections are looked up, never spelled out."""

from collections.abc import Mapping

import pytest

from pkcedoctor import specs
from pkcedoctor.specs import FETCH, RFC7636, Section

DOCUMENTS = tuple(
    value for name, value in vars(specs).items() if name.isupper() and isinstance(value, Mapping)
)


def test_a_section_knows_its_place() -> None:
    assert RFC7636["4.6"] == Section(
        "RFC 7636",
        "4.6",
        "Server Verifies code_verifier before Returning the Tokens",
        "https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6",
    )


def test_a_section_is_cited_as_people_do() -> None:
    assert str(RFC7636["4.6"]) == "RFC 7636 section 4.6"
    assert str(FETCH["3.3"]) == "Fetch Standard section 3.3"


def test_a_section_that_does_not_exist_cannot_be_cited() -> None:
    with pytest.raises(KeyError, match=r"4\.9"):
        RFC7636["4.9"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda found: next(iter(found.values())).url)
def test_every_section_stands_under_its_own_number(document: Mapping[str, Section]) -> None:
    assert {key: section.number for key, section in document.items()} == {
        key: key for key in document
    }
    assert len({section.document for section in document.values()}) == 1
    assert all(section.heading for section in document.values())
