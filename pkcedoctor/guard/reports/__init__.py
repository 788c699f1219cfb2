"""An inspection, written for people and for programs."""

from enum import StrEnum
from typing import assert_never

from pkcedoctor.guard.inspection import Inspection


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def render(inspection: Inspection, form: Format, *, color: bool = False) -> str:
    """Write a report."""
    match form:
        case Format.TEXT:
            from pkcedoctor.guard.reports.text import render_text  # noqa: PLC0415 - one of three

            return render_text(inspection, color=color)
        case Format.MARKDOWN:
            from pkcedoctor.guard.reports.markdown import (  # noqa: PLC0415 - one of three
                render_markdown,
            )

            return render_markdown(inspection)
        case Format.JSON:
            from pkcedoctor.guard.reports.json_v1 import render_json  # noqa: PLC0415 - one of three

            return render_json(inspection)
        case _ as never:
            assert_never(never)
