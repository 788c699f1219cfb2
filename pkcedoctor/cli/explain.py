"""``pkcedoctor explain``."""

from functools import partial

import click

from pkcedoctor.cli._output import page_width, wants_color, write


def _complete(
    context: click.Context,  # noqa: ARG001 - click's signature
    parameter: click.Parameter,  # noqa: ARG001 - as above
    incomplete: str,
) -> list[str]:
    from pkcedoctor.catalogue import RULES  # noqa: PLC0415 - loads all rules

    return [rule.id for rule in RULES if rule.id.startswith(incomplete)]


@click.command()
@click.argument("cause", shell_complete=_complete)
@click.option("--markdown", is_flag=True, help="Write Markdown.")
def explain(cause: str, *, markdown: bool) -> None:
    """Show the page of a cause.

    It says how the cause is recognised, what servers answer and what to change.
    """
    from pkcedoctor.catalogue import rule_by_id  # noqa: PLC0415 - loads all rules
    from pkcedoctor.report.page import page_as_markdown, page_as_text  # noqa: PLC0415 - as above

    rule = rule_by_id(cause)
    if markdown:
        write(page_as_markdown(rule))
    else:
        color = wants_color()
        heading = partial(click.style, bold=True) if color else str
        write(page_as_text(rule, width=page_width(), heading=heading), color=color)
