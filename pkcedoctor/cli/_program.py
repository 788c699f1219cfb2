"""The click group: commands are imported when used, and every failure ends in one line."""

import gc
import os
import sys
from collections.abc import Callable
from enum import IntEnum
from importlib import import_module
from typing import Any, Final

import click

from pkcedoctor.errors import PkcedoctorError
from pkcedoctor.report.escaping import visible

COMMANDS: Final = {
    "check": "Name the cause of a refused exchange.",
    "guard": "Check OAuth client configuration before anyone logs in.",
    "redact": "Write a capture without its secrets, and with its diagnosis.",
    "verify": "Check one code_verifier against one code_challenge.",
    "pair": "Make a code_verifier and its code_challenge (S256).",
    "causes": "List all causes.",
    "explain": "Show the page of a cause.",
    "servers": "List the known servers, or show the page of one.",
    "schema": "Print the JSON Schema of the JSON report.",
}
"""Every command and its help; ``check`` is the object ``check`` of ``pkcedoctor.cli.check``."""

_SELDOM: Final = 50_000
"""Objects until the next search for garbage: a run makes little, and soon ends."""

TRACEBACK: Final = "PKCEDOCTOR_TRACEBACK"


class ExitCode(IntEnum):
    """How pkcedoctor exits; nothing else is ever returned."""

    NO_CAUSE = 0
    CAUSE = 1
    NOT_CHECKED = 2


class Program(click.Group):
    """A group of the commands above."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pkcedoctor.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:  # noqa: ANN401
        """Run, and exit with an :class:`ExitCode` where click would do otherwise."""
        run: Callable[..., object] = super().main
        if not standalone_mode:
            return run(*args, standalone_mode=False, **extra)
        gc.set_threshold(_SELDOM)
        sys.exit(_exit_code(lambda: run(*args, standalone_mode=False, **extra)))


def _exit_code(run: Callable[[], object]) -> int:
    try:
        returned = run()
    except click.UsageError as error:
        _complain_of_usage(error)
    except click.ClickException as error:
        _complain(error.format_message())
    except PkcedoctorError as error:
        _complain(str(error))
    except click.Abort:
        _complain("interrupted")
    except Exception as error:  # noqa: BLE001 - a traceback could show what was captured
        _confess(error)
    else:
        return returned if isinstance(returned, int) else ExitCode.NO_CAUSE
    return ExitCode.NOT_CHECKED


def _complain(text: str) -> None:
    from pkcedoctor.report.undeclared import guarded  # noqa: PLC0415 - only failures need it

    click.echo(f"pkcedoctor: {visible(guarded(text))}", err=True)


def _complain_of_usage(error: click.UsageError) -> None:
    """Show how to use a command, and what was wrong without what may be a secret in it."""
    from io import StringIO  # noqa: PLC0415 - only failures need it

    from pkcedoctor.report.undeclared import guarded  # noqa: PLC0415 - as above

    said, written = error.format_message(), StringIO()
    error.show(written)
    usage = written.getvalue().rstrip("\n").removesuffix(said)
    click.echo(f"{usage}{visible(guarded(said))}", err=True)


def _confess(error: Exception) -> None:
    """Admit a bug without showing any value: an exception's text may quote the capture."""
    if os.environ.get(TRACEBACK) == "1":
        import traceback  # noqa: PLC0415 - seldom used

        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
    _complain(
        f"a bug in pkcedoctor ({type(error).__name__}); please report it with what "
        f"{TRACEBACK}=1 shows, which quotes nothing of the capture"
    )
