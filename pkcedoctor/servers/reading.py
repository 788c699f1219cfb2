"""What an answer means at the server that gave it, else in plain words."""

import re
from typing import Final

from pkcedoctor.exchange.messages import TokenResponse
from pkcedoctor.records import dataclass
from pkcedoctor.servers.index import normalised
from pkcedoctor.servers.model import Server, Wording
from pkcedoctor.servers.recognition import descriptions
from pkcedoctor.servers.words import LOOK_ALIKE, Force, Reading, read_words

_LONGEST: Final = 2000
_FAMILIES: Final = (("challenge-", "verifier-"), "redirect-uri-")
"""Causes of one family look the same to a server, so its words mean the first or one like it."""


@dataclass(frozen=True, slots=True)
class KnownReading(Reading):
    """A reading by a row of a server's file.

    Attributes:
        wordings: the rows that match, never empty.
    """

    wordings: tuple[Wording, ...] = ()


def read_answer_of(answer: TokenResponse, server: Server | None) -> Reading:
    """Say what an answer points at, by what is known of the server first.

    A row that lists several causes, or none, is believed before any plain reading: a server's
    generic sentence proves nothing, however telling it sounds.
    """
    rows = () if server is None else matching_wordings(answer, server)
    if not rows:
        return read_words(answer)
    causes = dict.fromkeys(cause for row in rows for cause in row.causes)
    if not causes:
        return KnownReading((), Force.LISTS, "", wordings=rows)
    force = Force.MEANS if len(causes) == 1 else Force.LISTS
    if not all(row.source.verified for row in rows):
        force = Force.LISTS
    if len(causes) > 1 and any(
        all(cause.startswith(family) for cause in causes) for family in _FAMILIES
    ):
        force = Force.SUGGESTS
    alike = dict.fromkeys(other for cause in causes for other in LOOK_ALIKE.get(cause, ()))
    said = answer.description or answer.error or ""
    return KnownReading(tuple(causes | alike), force, said.lower(), wordings=rows)


def matching_wordings(answer: TokenResponse, server: Server) -> tuple[Wording, ...]:
    """Return the rows of a server that an answer matches, exact words before patterns."""
    exact = [row for row in server.wordings if row.words and _says(row, answer)]
    if exact:
        return tuple(exact)
    patterns = [row for row in server.wordings if row.pattern and _matches(row, answer)]
    if patterns:
        return tuple(patterns)
    if answer.description is not None:
        return ()
    return tuple(
        row for row in server.wordings if not (row.words or row.pattern) and _has_code(row, answer)
    )


def _says(row: Wording, answer: TokenResponse) -> bool:
    wanted = normalised(row.words)
    said = (*descriptions(answer), *([answer.error] if answer.error else []))
    return _fits_code(row, answer) and any(normalised(words) == wanted for words in said)


def _matches(row: Wording, answer: TokenResponse) -> bool:
    return _fits_code(row, answer) and any(
        re.search(row.pattern, words[:_LONGEST], re.IGNORECASE) for words in descriptions(answer)
    )


def _has_code(row: Wording, answer: TokenResponse) -> bool:
    """Whether an answer without words is this row's: its code, or its status without a code."""
    if row.error:
        return row.error == answer.error and row.status in (0, answer.status)
    return answer.error is None and row.status == answer.status


def _fits_code(row: Wording, answer: TokenResponse) -> bool:
    return not row.error or answer.error is None or row.error == answer.error


def unverified(reading: Reading) -> bool:
    """Whether a reading rests on rows that nobody has seen at their source."""
    return isinstance(reading, KnownReading) and not all(
        row.source.verified for row in reading.wordings
    )
