"""Results as JUnit XML, as Jenkins and GitLab read it: a test suite for each file."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.report.escaping import xml_text
from pkcedoctor.report.results import Batch, Case, Complaint, Result

_NO_FILE: Final = "messages"


def write_junit(batch: Batch) -> str:
    """Write results as one XML document: a test case is what was looked at as a whole."""
    by_file: dict[str, list[Case | Complaint]] = {}
    for case in batch.cases:
        by_file.setdefault(case.file, []).append(case)
    for complaint in batch.complaints:
        by_file.setdefault(complaint.file, []).append(complaint)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    failures = sum(map(_fails, batch.cases))
    lines.append(
        f'<testsuites name="pkcedoctor" tests="{len(batch.cases) + len(batch.complaints)}" '
        f'failures="{failures}" errors="{len(batch.complaints)}">'
    )
    for file, members in by_file.items():
        lines += _suite(file or _NO_FILE, members, secret=batch.contains_secrets)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(file: str, members: list[Case | Complaint], *, secret: bool) -> Iterator[str]:
    cases = [one for one in members if isinstance(one, Case)]
    counts = {
        "tests": len(members),
        "failures": sum(map(_fails, cases)),
        "errors": len(members) - len(cases),
        "skipped": sum(map(_is_known, cases)),
    }
    counted = " ".join(f'{name}="{count}"' for name, count in counts.items())
    yield f'  <testsuite name="{xml_text(file)}" {counted}>'
    if secret:
        yield "    <properties>"
        yield '      <property name="contains-secrets" value="true"/>'
        yield "    </properties>"
    for one in members:
        name = one.name if isinstance(one, Case) else "could not be checked"
        yield f'    <testcase name="{xml_text(name)}" classname="{xml_text(file)}">'
        yield from _outcome(one) if isinstance(one, Case) else _error(one)
        yield "    </testcase>"
    yield "  </testsuite>"


def _outcome(case: Case) -> Iterator[str]:
    failing = [result for result in case.results if result.fails]
    if failing:
        message = xml_text(f"{failing[0].rule}: {failing[0].sentence}")
        yield f'      <failure type="{xml_text(failing[0].rule)}" message="{message}">'
        yield "\n\n".join(map(_told, failing))
        yield "      </failure>"
    elif _is_known(case):
        rules = ", ".join(dict.fromkeys(result.rule for result in case.results if result.known))
        yield f'      <skipped message="{xml_text(f"known from the baseline: {rules}")}"/>'
    others = [_told(result) for result in case.results if not result.fails]
    yield f"      <system-out>{xml_text(case.summary)}"
    yield "\n\n".join(others) + "</system-out>"


def _error(complaint: Complaint) -> Iterator[str]:
    yield f'      <error type="not-checked" message="{xml_text(complaint.message)}"/>'


def _fails(case: Case) -> bool:
    return any(result.fails for result in case.results)


def _is_known(case: Case) -> bool:
    return not _fails(case) and any(result.known for result in case.results)


def _told(result: Result) -> str:
    known = ", known from the baseline" if result.known else ""
    told = (
        f"{result.level}[{result.rule}]: {result.sentence}{known}",
        f"  where   {_place(result)}",
        f"  remedy  {result.remedy}",
    )
    return "\n".join(map(xml_text, told if result.remedy else told[:-1]))


def _place(result: Result) -> str:
    line = "" if result.line is None or result.logical else f":{result.line}"
    column = f":{result.column}" if line and result.column is not None else ""
    return ", ".join(part for part in (f"{result.file}{line}{column}", result.logical) if part)
