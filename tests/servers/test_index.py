"""What is gathered from the servers' files, so that they need not be read."""

from collections.abc import Callable
from pathlib import Path

from pkcedoctor.servers import files, index
from pkcedoctor.servers.files import server_ids

SHIPPED = Path(index.__file__).with_name(index.INDEX_FILE)


def test_the_shipped_lines_are_what_the_files_say(golden: Callable[[Path, str], None]) -> None:
    golden(SHIPPED.with_name(files.LINES), files.build_lines())


def test_the_shipped_index_is_what_the_files_say(golden: Callable[[Path, str], None]) -> None:
    golden(SHIPPED, index.build_index())


def test_names_every_server() -> None:
    assert tuple(sorted(index.load_index().names)) == server_ids()


def test_words_are_compared_without_case_blanks_and_full_stop() -> None:
    assert index.normalised("  Code  not\nvalid. ") == "code not valid"


def test_a_sentence_of_two_servers_tells_neither() -> None:
    words = index.load_index().words

    assert words["pkce verification failed: code mismatch"] == "keycloak"
    assert "invalid code_verifier" not in words
