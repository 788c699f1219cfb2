"""Checkup → a report in any format. Every format is imported when it is used."""

from enum import StrEnum
from typing import TYPE_CHECKING, Final, assert_never

if TYPE_CHECKING:
    from collections.abc import Callable

    from pkcedoctor.diagnosis import Checkup
    from pkcedoctor.report.results import Batch, RuleText


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


GATHERED: Final = frozenset({Format.SARIF, Format.JUNIT, Format.GITHUB})
"""The formats that tell of several captures in one document."""


class FailOn(StrEnum):
    """The least that fails a build: a cause of this certainty, or any cause or warning."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"
    WARNING = "warning"


def render(
    checkup: "Checkup",
    format: Format = Format.TEXT,  # noqa: A002 - the option's name
    *,
    show_secrets: bool = False,
    color: bool = False,
    width: int = 80,
) -> str:
    """Write a report.

    Args:
        checkup: what was found.
        format: how to write it.
        show_secrets: whether to print secrets as they are; mark such a report well.
        color: whether text may hold ANSI colours.
        width: how many columns text may use.

    Returns:
        The report, with a final newline.
    """
    from pkcedoctor.report.secrecy import Secrecy  # noqa: PLC0415 - loads only what is used

    secrecy = Secrecy(checkup, show_secrets=show_secrets)
    match format:
        case Format.TEXT:
            from pkcedoctor.report.text import render_text  # noqa: PLC0415 - as above

            return render_text(checkup, secrecy, color=color, width=width)
        case Format.MARKDOWN:
            from pkcedoctor.report.markdown import render_markdown  # noqa: PLC0415 - as above

            return render_markdown(checkup, secrecy)
        case Format.JSON:
            from pkcedoctor.report.json_v1 import render_json  # noqa: PLC0415 - as above

            return render_json(checkup, secrecy)
        case Format.SARIF | Format.JUNIT | Format.GITHUB:
            from pkcedoctor.report.gathering import describe, gather  # noqa: PLC0415 - as above
            from pkcedoctor.report.results import judge  # noqa: PLC0415 - as above

            batch = gather(checkup, secrecy, file=checkup.source)
            return write_batch(judge(batch, FailOn.POSSIBLE), format, describe)
        case _:
            assert_never(format)


def write_batch(batch: "Batch", form: Format, describe: "Callable[[str], RuleText]") -> str:
    """Write what one run found as one document.

    Args:
        batch: what was found, judged.
        form: one of :data:`GATHERED`.
        describe: gives the page of a rule by its id.
    """
    if form is Format.SARIF:
        from pkcedoctor.report.sarif import write_sarif  # noqa: PLC0415 - loads only what is used

        return write_sarif(batch, describe)
    if form is Format.JUNIT:
        from pkcedoctor.report.junit import write_junit  # noqa: PLC0415 - as above

        return write_junit(batch)
    from pkcedoctor.report.github import write_github  # noqa: PLC0415 - as above

    return write_github(batch)
