"""``pkcedoctor schema``."""

import click

from pkcedoctor.cli._output import write


@click.command()
def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    from pkcedoctor.report.json_v1 import schema_text  # noqa: PLC0415 - loads the model

    write(schema_text())
