"""What is told of a generator, as text and as JSON. No verifier and no challenge is in it."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from pkcedoctor.guard.generators_findings import FAULTS, GeneratorFinding, wilson
from pkcedoctor.guard.generators_statistics import unseen_space
from pkcedoctor.records import dataclass
from pkcedoctor.report.version import installed_version

SCHEMA: Final = "pkcedoctor/generator/v1"
_WIDTH: Final = 80
_LABEL: Final = 13


@dataclass(frozen=True, slots=True)
class GeneratorReport:
    """What came of a generator, or of recorded pairs.

    Attributes:
        findings: the errors first.
        pairs: how many were judged.
        unit: ``runs`` where each run made one pair, else ``pairs``.
        asked: how many were asked for; None for recorded ones.
        stopped: why no more were made, or an empty text.
    """

    findings: tuple[GeneratorFinding, ...]
    pairs: int
    unit: str
    asked: int | None = None
    stopped: str = ""

    @property
    def refused(self) -> bool:
        """Whether there is an error, so that a build should fail."""
        return any(finding.level == "error" for finding in self.findings)


def render_generator(report: GeneratorReport) -> str:
    """Write a report for people."""
    lines: list[str] = []
    for finding in report.findings:
        lines += [*_of_finding(finding, report.unit), ""]
    lines += wrap(_summary(report), _WIDTH, break_on_hyphens=False)
    for fact in _limits(report):
        lines += wrap(fact, _WIDTH, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def _of_finding(finding: GeneratorFinding, unit: str) -> Iterator[str]:
    headline = f"{finding.level}[{finding.id}]: {finding.summary}"
    yield from wrap(headline, _WIDTH, break_on_hyphens=False, break_long_words=False)
    facts = [
        ("seen", f"{finding.rate(unit)}; {finding.certainty}"),
        *(("why" if not at else "", reason) for at, reason in enumerate(finding.why)),
        ("remedy", finding.remedy),
        ("more", _more(finding.id)),
    ]
    for label, text in facts:
        start = f"  {label}".ljust(_LABEL)
        yield from wrap(
            text,
            _WIDTH,
            initial_indent=start,
            subsequent_indent=" " * _LABEL,
            break_on_hyphens=False,
            break_long_words=False,
        )


def _more(name: str) -> str:
    return FAULTS[name].reference if name in FAULTS else f"pkcedoctor explain {name}"


def _summary(report: GeneratorReport) -> str:
    judged = f"{report.pairs} {report.unit}" if report.pairs != 1 else f"1 {report.unit[:-1]}"
    errors = sum(finding.level == "error" for finding in report.findings)
    warnings = len(report.findings) - errors
    counted = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    said = counted if report.findings else "sound: no fault"
    stopped = f"; stopped before {report.asked}: {report.stopped}" if report.stopped else ""
    return f"{said} in {judged}{stopped}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _limits(report: GeneratorReport) -> Iterator[str]:
    """Say what so many pairs can show, and what none can."""
    if report.findings:
        return
    _, rate = wilson(0, report.pairs)
    yield (
        f"A fault of more than {rate * 100:.1f} % of all logins would have shown (95 %), and so "
        f"would a choice of less than 2^{unseen_space(report.pairs)} verifiers. Whether the source "
        "of randomness is fit for secrets cannot be seen from outside."
    )


def generator_json(report: GeneratorReport) -> dict[str, object]:
    """Return a report for programs."""
    return {
        "schema": SCHEMA,
        "pkcedoctor": installed_version(),
        "pairs": report.pairs,
        "unit": report.unit,
        "asked": report.asked,
        "stopped": report.stopped or None,
        "refused": report.refused,
        "findings": [_as_json(finding) for finding in report.findings],
    }


def _as_json(finding: GeneratorFinding) -> dict[str, object]:
    low, high = wilson(finding.wrong, finding.of)
    return {
        "id": finding.id,
        "level": finding.level,
        "certainty": finding.certainty,
        "summary": finding.summary,
        "why": list(finding.why),
        "remedy": finding.remedy,
        "wrong": finding.wrong,
        "of": finding.of,
        "interval": [round(low, 4), round(high, 4)],
        "detail": dict(finding.detail),
    }


def errors_first(findings: Sequence[GeneratorFinding]) -> tuple[GeneratorFinding, ...]:
    """Return findings in the order in which they are told."""
    return tuple(sorted(findings, key=lambda finding: finding.level != "error"))
