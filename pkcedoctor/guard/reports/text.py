"""A report as linters write it: a line with file, line and column, and the lines that show it."""

from collections.abc import Iterator
from typing import Final

import click

from pkcedoctor.guard.findings import Finding, Level, remedy_of
from pkcedoctor.guard.inspection import Inspection
from pkcedoctor.guard.model import Place
from pkcedoctor.guard.reports.summary import sum_up
from pkcedoctor.report.escaping import visible

_COLOURS: Final = {Level.ERROR: "red", Level.WARNING: "yellow"}


def render_text(inspection: Inspection, *, color: bool) -> str:
    """Write an inspection as plain text, in colours if asked."""
    lines: list[str] = []
    for finding in inspection.findings:
        lines += [*_block(finding, color=color), ""]
    return "\n".join([*lines, sum_up(inspection)]) + "\n"


def _block(finding: Finding, *, color: bool) -> Iterator[str]:
    tag = f"{finding.level}[{finding.rule}]"
    tag = click.style(tag, fg=_COLOURS[finding.level], bold=True) if color else tag
    sure = "" if finding.certainty == "proven" else f" ({finding.certainty})"
    yield f"{_at(finding.place)}: {tag} {visible(finding.message)}{sure}"
    labels = max((len(visible(related.label)) for related in finding.related), default=0)
    values = max((len(_quoted(related.value)) for related in finding.related), default=0)
    for related in finding.related:
        shown = f"{visible(related.label):<{labels}}  {_quoted(related.value):<{values}}"
        yield f"    {shown}  {_at(related.place)}"
    yield f"    fix: {visible(finding.remedy or remedy_of(finding.rule))}"


def _at(place: Place) -> str:
    return f"{visible(place.file)}:{place.line}:{place.column}"


def _quoted(value: str) -> str:
    """Return a value, in quotation marks where its ends could not be seen."""
    return f'"{visible(value)}"' if value != value.strip() or not value else visible(value)
