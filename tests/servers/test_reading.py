"""What an answer means at one server, before plain words are read."""

import pytest

from pkcedoctor.exchange.messages import Parameters, TokenResponse
from pkcedoctor.servers.model import Source, Wording
from pkcedoctor.servers.reading import matching_wordings, read_answer_of, unverified
from pkcedoctor.servers.words import Force
from tests.builders import server

SEEN = Source("https://acme.example/docs", "2026-11-20")
HEARSAY = Source("a forum", "2026-11-20", verified=False)


def answer(
    description: str | None = None, *, error: str | None = "invalid_grant", status: int = 400
) -> TokenResponse:
    return TokenResponse(
        "entry 3, response", status, error, description, Parameters(), accepted=False
    )


def row(*causes: str, source: Source = SEEN, **known: str | int) -> Wording:
    return Wording(causes, source, **known)  # type: ignore[arg-type] # one of its own fields


def test_an_unknown_server_is_read_in_plain_words() -> None:
    assert read_answer_of(answer("the code has expired"), None).causes[0] == "code-expired"


def test_a_row_with_one_cause_means_it() -> None:
    acme = server(wordings=(row("code-expired", words="E17: too late"),))
    reading = read_answer_of(answer("E17: Too late."), acme)

    assert (reading.causes[0], reading.force) == ("code-expired", Force.MEANS)


def test_a_row_without_causes_silences_the_plain_reading() -> None:
    acme = server(wordings=(row(words="the code has expired"),))
    reading = read_answer_of(answer("the code has expired"), acme)

    assert (reading.causes, reading.said) == ((), "")


def test_a_row_with_several_causes_lists_them() -> None:
    acme = server(wordings=(row("code-expired", "redirect-uri-mismatch", words="no"),))
    reading = read_answer_of(answer("no"), acme)

    assert reading.causes[:2] == ("code-expired", "redirect-uri-mismatch")
    assert reading.force is Force.LISTS


def test_causes_of_one_pair_suggest_the_first() -> None:
    acme = server(wordings=(row("challenge-mismatch", "verifier-missing", words="no"),))

    assert read_answer_of(answer("no"), acme).force is Force.SUGGESTS


def test_hearsay_means_nothing_for_certain() -> None:
    acme = server(wordings=(row("code-expired", words="no", source=HEARSAY),))
    reading = read_answer_of(answer("no"), acme)

    assert reading.force is Force.LISTS
    assert unverified(reading)


def test_a_plain_reading_is_no_hearsay() -> None:
    assert not unverified(read_answer_of(answer("the code has expired"), None))


def test_a_server_without_a_fitting_row_is_read_in_plain_words() -> None:
    acme = server(wordings=(row("code-expired", words="too late"),))

    assert read_answer_of(answer("already redeemed"), acme).causes[0] == "code-reused"


WORDS = row("code-expired", words="Code is expired", error="invalid_grant")
PATTERN = row("code-reused", pattern="^code .* expired$")
PART = row("code-missing", words="hint: no code")
BARE = row("code-mismatch", error="invalid_grant", status=400)
STATUS = row("content-type-not-form", status=415)
ACME = server(wordings=(WORDS, PATTERN, PART, BARE, STATUS))


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        pytest.param(answer("code is expired"), (WORDS,), id="words before patterns"),
        pytest.param(answer("code was long expired"), (PATTERN,), id="pattern"),
        pytest.param(answer("generic / hint: no code"), (PART,), id="one part of a description"),
        pytest.param(answer(), (BARE,), id="no words"),
        pytest.param(answer(status=401), (), id="no words, other status"),
        pytest.param(answer(error=None, status=415), (STATUS,), id="status alone"),
        pytest.param(answer("something else"), (), id="unknown words"),
        pytest.param(
            answer("code is expired", error="invalid_request"), (PATTERN,), id="other error code"
        ),
    ],
)
def test_matching_wordings(given: TokenResponse, rows: tuple[Wording, ...]) -> None:
    assert matching_wordings(given, ACME) == rows


def test_causes_of_the_redirection_suggest_the_first() -> None:
    causes = ("redirect-uri-mismatch", "redirect-uri-not-registered")
    acme = server(wordings=(row(*causes, words="no"),))

    assert read_answer_of(answer("no"), acme).force is Force.SUGGESTS
