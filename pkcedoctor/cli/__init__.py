"""The command line: options → read → diagnose → render → exit."""

import click

from pkcedoctor.cli._program import Program

__all__ = ["main"]


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        from pkcedoctor.report.version import installed_version  # noqa: PLC0415

        click.echo(f"pkcedoctor {installed_version()}")
        context.exit()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Read a captured OAuth code exchange with PKCE and name the one cause of the 400.

    \b
    Exit status:
      0  no cause found
      1  a cause found
      2  could not check
    """  # noqa: D301 - click looks for the backspace itself
