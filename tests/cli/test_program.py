import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import click
import pytest
from click.testing import CliRunner

from pkcedoctor.cli import main
from pkcedoctor.cli._program import COMMANDS, ExitCode, Program
from pkcedoctor.errors import PkcedoctorError
from pkcedoctor.report.version import installed_version
from tests.cli.logins import REFUSED

SECRET = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def shell(
    *arguments: str, stdin: bytes = b"", **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "pkcedoctor", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )


def failing(error: BaseException) -> Program:
    class Failing(Program):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002
            return command

    @click.command()
    def command() -> None:
        raise error

    return Failing("pkcedoctor")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        pytest.param(PkcedoctorError("a.har: no\nHAR"), "pkcedoctor: a.har: no\\nHAR\n", id="ours"),
        pytest.param(
            click.ClickException("cannot write"), "pkcedoctor: cannot write\n", id="click's"
        ),
        pytest.param(click.Abort(), "pkcedoctor: interrupted\n", id="abort"),
        pytest.param(
            KeyError(SECRET),
            "pkcedoctor: a bug in pkcedoctor (KeyError); please report it with what "
            "PKCEDOCTOR_TRACEBACK=1 shows, which quotes nothing of the capture\n",
            id="a bug",
        ),
    ],
)
def test_every_failure_is_one_line(error: BaseException, line: str) -> None:
    result = CliRunner().invoke(failing(error), ["check"])

    assert result.exit_code == ExitCode.NOT_CHECKED
    assert result.stdout == ""
    assert result.stderr == line


def test_an_interrupt_is_no_verdict() -> None:
    result = CliRunner().invoke(failing(KeyboardInterrupt()), ["check"])

    assert result.exit_code == ExitCode.NOT_CHECKED
    assert result.stderr.strip() == "pkcedoctor: interrupted"


def test_a_traceback_on_demand_quotes_nothing() -> None:
    result = CliRunner().invoke(
        failing(KeyError(SECRET)), ["check"], env={"PKCEDOCTOR_TRACEBACK": "1"}
    )

    assert "    raise error\n" in result.stderr
    assert SECRET not in result.stderr


def test_used_from_python_it_does_not_exit() -> None:
    assert main.main(["schema"], standalone_mode=False) is None
    with pytest.raises(click.NoSuchOption):
        main.main(["--nothing"], standalone_mode=False)


def test_unknown_command() -> None:
    result = CliRunner().invoke(main, ["cure"])

    assert result.exit_code == 2
    assert "No such command 'cure'" in result.stderr


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(option: str) -> None:
    result = CliRunner().invoke(main, [option])

    assert result.exit_code == 0
    assert "  check    Name the cause of a refused exchange.\n" in result.stdout
    assert "  2  could not check\n" in result.stdout


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if find_spec(f"pkcedoctor.cli.{name}") is not None]
)
def test_the_table_of_commands_says_what_each_command_says(name: str) -> None:
    command = getattr(import_module(f"pkcedoctor.cli.{name}"), name)

    assert COMMANDS[name] == command.get_short_help_str(100)


def test_version() -> None:
    result = CliRunner().invoke(main, ["--version"])

    assert result.exit_code == 0
    assert result.stdout == f"pkcedoctor {installed_version()}\n"


def test_help_loads_nothing_it_does_not_need() -> None:
    program = (
        "import sys\n"
        "from pkcedoctor.cli import main\n"
        "for arguments in (['--help'], ['check', '--help']):\n"
        "    main.main(arguments, standalone_mode=False)\n"
        "names = ('httpx', 'tabulate', 'pkcedoctor.catalogue', 'pkcedoctor.rules')\n"
        "sys.exit(any(name in sys.modules for name in names))\n"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "status"),
    [
        pytest.param(("check", "-"), REFUSED, 1, id="a cause found"),
        pytest.param(("check", "-"), b"{}", 2, id="not checked"),
        pytest.param(("check",), b"", 2, id="usage"),
        pytest.param(("explain", "code-reused"), b"", 0, id="nothing to check"),
    ],
)
def test_exit_status(arguments: tuple[str, ...], stdin: bytes, status: int) -> None:
    assert shell(*arguments, stdin=stdin).returncode == status


def test_a_log_without_utf8_gets_the_report() -> None:
    done = shell("check", "-", stdin=REFUSED, PYTHONIOENCODING="ascii")

    assert done.returncode == 1
    assert done.stderr == b""
    assert b"error[redirect-uri-mismatch]" in done.stdout


def test_a_pager_that_quits_early_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pkcedoctor", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        assert started.stdin is not None
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        started.stdin.write(REFUSED)
        started.stdin.close()

        assert started.stderr.read() == b""
        assert started.wait() == 1


def test_commands_are_completed() -> None:
    found = main.shell_complete(click.Context(main), "ca")

    assert [item.value for item in found] == ["causes"]


def test_completion_in_a_shell() -> None:
    done = shell(
        COMP_WORDS="pkcedoctor explain cors", COMP_CWORD="2", _PKCEDOCTOR_COMPLETE="bash_complete"
    )

    assert done.stdout == b"plain,cors-blocked\n"
