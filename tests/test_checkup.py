from pathlib import Path

import pytest

from pkcedoctor.capture.http import Capture
from pkcedoctor.checkup import check
from pkcedoctor.diagnosis import Outcome
from pkcedoctor.errors import NoExchange, UnreadableInput
from pkcedoctor.exchange.messages import ClientFacts
from tests.builders import CLIENT_ID, REDIRECT_URI, accepted, get, numbered, refused, server

HAR = Path(__file__).parent / "recorded/authlib/verifier-missing-public.har"


def test_a_path_a_text_bytes_and_a_capture_are_all_checked_alike() -> None:
    by_path, by_text = check(HAR), check(str(HAR))
    assert by_path == by_text
    assert by_path.source == HAR.name
    assert by_path.reader
    assert by_path.blamed
    by_bytes = check(HAR.read_bytes(), name="another.har")
    assert by_bytes.source == "another.har"
    assert by_bytes.diagnoses == by_path.diagnoses
    capture = refused().with_(code=None).capture()
    found = check(capture)
    assert (found.source, found.reader) == (capture.source, capture.reader)


def test_what_the_reader_noted_is_handed_on() -> None:
    capture = accepted().capture()
    noted = Capture("x", "tests", capture.exchanges, notes=("A BOM was removed",))
    assert check(noted).notes == ("A BOM was removed",)


def test_what_the_user_knows_counts() -> None:
    facts = ClientFacts("confidential", ("https://other.example/",))
    (found,) = check(accepted().capture(), client=facts).diagnoses
    assert {one.rule.id for one in found.warnings} == {
        "client-authentication-missing",
        "redirect-uri-not-registered",
    }


def test_the_server_that_the_user_names_counts() -> None:
    capture = refused("invalid_request").as_json().capture()
    assert check(capture).blamed
    (found,) = check(capture, server=server(takes=("form", "json"))).diagnoses
    assert found.cause is None
    assert found.server is not None
    assert (found.server.server.name, found.server.certain) == ("Acme", True)


def test_exchanges_are_told_in_order_of_time() -> None:
    first = refused("invalid_client", status=401).with_basic(CLIENT_ID, "wrong")
    found = check(first.then(accepted().redemption()).capture())
    assert [one.outcome for one in found.diagnoses] == [Outcome.FAILED, Outcome.SUCCEEDED]


def test_a_capture_without_an_exchange() -> None:
    with pytest.raises(NoExchange, match="no authorization-code exchange"):
        check(Capture("draft.har", "tests", numbered((get(REDIRECT_URI),))))


def test_what_is_no_capture() -> None:
    with pytest.raises(UnreadableInput, match="nonsense"):
        check(b"\0\1\2", name="nonsense")
    with pytest.raises(UnreadableInput, match="no such file"):
        check("no/such.har")


def test_what_was_cut_off_is_told_where_nothing_was_found() -> None:
    entry = '{"request": {"method": "GET", "url": "https://app.example/"}}'
    content = f'{{"log": {{"entries": [{entry}, {{"request": '.encode()

    with pytest.raises(NoExchange, match=r"the only request: .*1 whole entries were read"):
        check(content, name="cut.har")
