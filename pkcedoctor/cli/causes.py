"""``pkcedoctor causes``."""

import click

from pkcedoctor.cli._output import page_width, write


@click.command()
@click.option("--markdown", is_flag=True, help="Write Markdown.")
def causes(*, markdown: bool) -> None:
    """List all causes.

    They stand in the order in which a strict token endpoint meets them.
    """
    from pkcedoctor.catalogue import RULES  # noqa: PLC0415 - loads all rules
    from pkcedoctor.report.page import causes_as_markdown, causes_as_text  # noqa: PLC0415 - as above

    write(causes_as_markdown(RULES) if markdown else causes_as_text(RULES, width=page_width()))
