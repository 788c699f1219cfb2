"""A report for a ticket or a pull request, in GitHub-flavoured Markdown."""

from pkcedoctor.guard.findings import Finding, remedy_of
from pkcedoctor.guard.inspection import Inspection
from pkcedoctor.guard.model import Place
from pkcedoctor.guard.reports.summary import sum_up
from pkcedoctor.report.escaping import markdown_code, markdown_prose


def render_markdown(inspection: Inspection) -> str:
    """Write an inspection as Markdown."""
    blocks = [_block(finding) for finding in inspection.findings]
    return "\n\n".join([*blocks, markdown_prose(sum_up(inspection))]) + "\n"


def _block(finding: Finding) -> str:
    sure = "" if finding.certainty == "proven" else f" ({finding.certainty})"
    head = f"### {finding.level}: {markdown_code(finding.rule)}{sure}"
    rows = [
        f"| {markdown_prose(related.label)} | {markdown_code(related.value or ' ', in_table=True)} "
        f"| {_at(related.place)} |"
        for related in finding.related
    ]
    table = ["", "| | value | where |", "| --- | --- | --- |", *rows] if rows else []
    return "\n".join(
        (
            head,
            "",
            f"{_at(finding.place)}: {markdown_prose(finding.message)}",
            *table,
            "",
            f"**Fix**: {markdown_prose(finding.remedy or remedy_of(finding.rule))}",
        )
    )


def _at(place: Place) -> str:
    return markdown_code(f"{place.file}:{place.line}:{place.column}", in_table=True)
