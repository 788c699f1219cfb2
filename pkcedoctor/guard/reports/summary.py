"""The last line of a report."""

from pkcedoctor.guard.findings import Finding, Level
from pkcedoctor.guard.inspection import Inspection


def sum_up(inspection: Inspection) -> str:
    """Say in one line what was read and what was found."""
    errors, warnings = count(inspection.findings)
    parts = [
        f"{_many(errors, 'error')}, {_many(warnings, 'warning')}",
        f"in {_many(len(inspection.recognised), 'file')}",
        f"({_many(inspection.clients, 'client')},",
        f"{_many(inspection.registrations, 'registration')},",
        f"{_many(inspection.pairs, 'pair')} compared)",
    ]
    aside = []
    if inspection.allowed:
        aside.append(f"{len(inspection.allowed)} allowed")
    if inspection.known:
        aside.append(f"{len(inspection.known)} in the baseline")
    return " ".join(parts) + (f"; {', '.join(aside)}" if aside else "")


def count(findings: tuple[Finding, ...]) -> tuple[int, int]:
    """Return how many are errors and how many are warnings."""
    errors = sum(found.level is Level.ERROR for found in findings)
    return errors, len(findings) - errors


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
