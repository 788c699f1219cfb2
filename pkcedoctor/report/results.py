"""What CI is told, whichever command found it: one neutral list, before any format.

``sarif``, ``junit`` and ``github`` write it. Texts hold no secrets any more and are not escaped
yet.
"""

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from pkcedoctor.records import dataclass, replace
from pkcedoctor.report import FailOn


class Level(StrEnum):
    """How bad a result is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found.

    Attributes:
        rule: the id of the cause or rule.
        level: error where a login fails, warning where it should, note for what is only told.
        certainty: ``proven``, ``likely`` or ``possible``.
        message: one sentence without a full stop.
        remedy: what to change, in sentences; empty where there is nothing to say.
        file: where, as the user wrote it, with slashes; empty for what is no file.
        line: from 1; None where the file's lines say nothing.
        column: from 1, or None.
        logical: where in the file, for people: ``entry 12, body``; empty where the line says it.
        fingerprint: the same for the same defect in every run; see :func:`fingerprint_of`.
        fails: whether it fails the build.
        known: whether the baseline has it.
    """

    rule: str
    level: Level
    certainty: str
    message: str
    remedy: str
    file: str
    line: int | None
    column: int | None
    logical: str
    fingerprint: str
    fails: bool = True
    known: bool = False

    @property
    def sentence(self) -> str:
        """The message, with its certainty where it is not proven."""
        return self.message if self.certainty == "proven" else f"{self.message} ({self.certainty})"


@dataclass(frozen=True, slots=True)
class Case:
    """What was looked at as a whole: an exchange, or a file of settings.

    Attributes:
        name: what to call it.
        file: the file it is in; empty for what is no file.
        summary: what became of it, in one sentence.
        results: what was found.
    """

    name: str
    file: str
    summary: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A file that could not be checked, and why."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Batch:
    """All that one run has to tell.

    Attributes:
        cases: in the order of the files.
        complaints: what could not be checked.
        contains_secrets: whether the user asked for the secrets.
    """

    cases: tuple[Case, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    contains_secrets: bool = False

    @property
    def results(self) -> tuple[Result, ...]:
        """The results of all cases."""
        return tuple(result for case in self.cases for result in case.results)

    @property
    def fails(self) -> bool:
        """Whether anything fails the build."""
        return any(result.fails for result in self.results)


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a report says of a rule, apart from any result.

    Attributes:
        id: its public id.
        title: the defect in a few words.
        text: its page as plain text.
        markdown: its page as Markdown.
        url: where the requirement can be read; empty where nowhere.
        tags: words to sort rules by.
    """

    id: str
    title: str
    text: str
    markdown: str
    url: str
    tags: tuple[str, ...] = ()


def fingerprint_of(*parts: str) -> str:
    """Return 32 hexadecimal digits that stand for these parts, none of which is secret."""
    told = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]


def merge(batches: Iterable[Batch]) -> Batch:
    """Join what several captures have to tell."""
    several = tuple(batches)
    return Batch(
        tuple(case for batch in several for case in batch.cases),
        tuple(complaint for batch in several for complaint in batch.complaints),
        any(batch.contains_secrets for batch in several),
    )


def judge(batch: Batch, fail_on: FailOn, known: frozenset[str] = frozenset()) -> Batch:
    """Say of every result whether it fails the build.

    Args:
        batch: what was found.
        fail_on: the least that fails.
        known: fingerprints of the baseline, which fail nothing.
    """

    def judged(result: Result) -> Result:
        is_known = result.fingerprint in known
        return replace(result, fails=not is_known and _fails(result, fail_on), known=is_known)

    return replace(
        batch,
        cases=tuple(
            replace(case, results=tuple(judged(result) for result in case.results))
            for case in batch.cases
        ),
    )


def _fails(result: Result, least: FailOn) -> bool:
    match result.level:
        case Level.ERROR if least is FailOn.WARNING:
            return True
        case Level.ERROR:
            order = [*FailOn]
            return order.index(FailOn(result.certainty)) <= order.index(least)
        case Level.WARNING:
            return least is FailOn.WARNING
        case Level.NOTE:
            return False
        case _ as never:
            assert_never(never)
