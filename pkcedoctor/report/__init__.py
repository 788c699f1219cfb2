"""Checkup → text, Markdown or JSON. Every format is imported when it is used."""

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from pkcedoctor.diagnosis import Checkup


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


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
        case _:
            assert_never(format)
