"""An inspection for code scanning and test reports, by the writers that ``check`` uses too."""

from collections.abc import Callable

from pkcedoctor.guard.findings import RULES, Finding
from pkcedoctor.guard.inspection import Inspection
from pkcedoctor.report import Format, write_batch
from pkcedoctor.report.results import Batch, Case, Level, Result, RuleText


def write_gathered(inspection: Inspection, form: Format, fails: Callable[[Finding], bool]) -> str:
    """Write an inspection as SARIF, JUnit or workflow commands.

    Args:
        inspection: what was found.
        form: one of ``pkcedoctor.report.GATHERED``.
        fails: whether a finding fails the build.
    """
    return write_batch(_batch(inspection, fails), form, _describe)


def _batch(inspection: Inspection, fails: Callable[[Finding], bool]) -> Batch:
    found = [
        *(_result(finding, fails=fails(finding)) for finding in inspection.findings),
        *(_result(finding, known=True) for finding in inspection.known),
    ]
    files = dict.fromkeys(
        [*(each.file for each in inspection.recognised), *(r.file for r in found)]
    )
    return Batch(
        tuple(
            _case(file, tuple(result for result in found if result.file == file)) for file in files
        )
    )


def _case(file: str, results: tuple[Result, ...]) -> Case:
    count = len(results)
    summary = f"{count} finding{'' if count == 1 else 's'}" if count else "nothing found"
    return Case(file, file, summary, results)


def _result(finding: Finding, *, fails: bool = False, known: bool = False) -> Result:
    return Result(
        rule=finding.rule,
        level=Level(str(finding.level)),
        certainty=str(finding.certainty),
        message=finding.message,
        remedy=finding.remedy,
        file=finding.place.file.replace("\\", "/"),
        line=finding.place.line,
        column=finding.place.column,
        logical="",
        fingerprint=finding.fingerprint,
        fails=fails,
        known=known,
    )


def _describe(id_: str) -> RuleText:
    """Return the page of a rule of the guard or of a cause."""
    if id_ not in RULES:
        from pkcedoctor.report.gathering import describe  # noqa: PLC0415 - loads all causes

        return describe(id_)
    rule = RULES[id_]
    text = f"{id_}: {rule.title}\n\nRemedy\n{rule.remedy}\n\nReference\n{rule.reference}"
    markdown = (
        f"# {id_}\n\n{rule.title}\n\n## Remedy\n\n{rule.remedy}\n\n## Reference\n\n{rule.reference}"
    )
    url = rule.reference if "://" in rule.reference else ""
    return RuleText(id_, rule.title, text, markdown, url, ("configuration",))
