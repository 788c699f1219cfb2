"""A report for programs: version 1 of the contract, described by ``schema_v1.json``."""

import json
from pkgutil import get_data
from typing import Final, TypedDict

from pkcedoctor.guard.findings import Finding, remedy_of
from pkcedoctor.guard.inspection import Inspection
from pkcedoctor.guard.model import Place
from pkcedoctor.guard.reports.summary import count
from pkcedoctor.report.escaping import well_formed
from pkcedoctor.report.version import installed_version

SCHEMA: Final = "pkcedoctor/guard/v1"


class FileV1(TypedDict):
    """A file in which something was recognised."""

    path: str
    kinds: list[str]


class RelatedV1(TypedDict):
    """One of the lines that contradict each other."""

    label: str
    value: str
    path: str
    line: int
    column: int


class FindingV1(TypedDict):
    """One defect."""

    rule: str
    level: str
    certainty: str
    status: str
    reason: str | None
    message: str
    path: str
    line: int
    column: int
    related: list[RelatedV1]
    remedy: str
    fingerprint: str


class SummaryV1(TypedDict):
    """How much was read and found; ``errors`` and ``warnings`` count what is new."""

    clients: int
    registrations: int
    pairs: int
    errors: int
    warnings: int
    allowed: int
    known: int


class GuardV1(TypedDict):
    """The whole report."""

    schema: str
    version: str
    files: list[FileV1]
    findings: list[FindingV1]
    summary: SummaryV1


def render_json(inspection: Inspection) -> str:
    """Write an inspection as JSON, in ASCII."""
    return json.dumps(report(inspection), indent=2) + "\n"


def schema_text() -> str:
    """Return the JSON Schema of the report."""
    return (get_data(__package__, "schema_v1.json") or b"").decode("utf-8")


def report(inspection: Inspection) -> GuardV1:
    """Return the report as a tree of plain values."""
    errors, warnings = count(inspection.findings)
    return {
        "schema": SCHEMA,
        "version": installed_version(),
        "files": [
            {"path": well_formed(found.file), "kinds": list(found.kinds)}
            for found in inspection.recognised
        ],
        "findings": [
            *(_finding(finding, "new", None) for finding in inspection.findings),
            *(_finding(finding, "allowed", reason) for finding, reason in inspection.allowed),
            *(_finding(finding, "baseline", None) for finding in inspection.known),
        ],
        "summary": {
            "clients": inspection.clients,
            "registrations": inspection.registrations,
            "pairs": inspection.pairs,
            "errors": errors,
            "warnings": warnings,
            "allowed": len(inspection.allowed),
            "known": len(inspection.known),
        },
    }


def _finding(finding: Finding, status: str, reason: str | None) -> FindingV1:
    place = finding.place
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "certainty": finding.certainty.value,
        "status": status,
        "reason": None if reason is None else well_formed(reason),
        "message": well_formed(finding.message),
        "path": well_formed(place.file),
        "line": place.line,
        "column": place.column,
        "related": [
            _related(related.label, related.value, related.place) for related in finding.related
        ],
        "remedy": finding.remedy or remedy_of(finding.rule),
        "fingerprint": finding.fingerprint,
    }


def _related(label: str, value: str, place: Place) -> RelatedV1:
    return {
        "label": well_formed(label),
        "value": well_formed(value),
        "path": well_formed(place.file),
        "line": place.line,
        "column": place.column,
    }
