"""The README is true: its transcripts, its tables and its Python are compared with pkcedoctor."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from pkcedoctor.catalogue import RULES
from pkcedoctor.cli._program import COMMANDS, ExitCode
from pkcedoctor.report import Format
from pkcedoctor.report.page import causes_as_markdown

ROOT: Final = Path(__file__).parent.parent
README: Final = ROOT / "README.md"
TEXT: Final = README.read_text(encoding="utf-8")

TRANSCRIPT: Final = re.compile(
    r"^```console\n\$ (?P<command>.*?[^\\|])\n(?P<output>.*?)^```$", re.DOTALL | re.MULTILINE
)
SETUP: Final = re.compile(r"^```sh\n(.*)\n```$", re.MULTILINE)
SESSION: Final = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CAUSES: Final = re.compile(
    r"(?<=^<!-- causes -->\n).*?(?=^<!-- end of causes -->$)", re.DOTALL | re.MULTILINE
)
LINK: Final = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def output_of(command: str) -> str:
    """Return what a command prints, on either stream, where pkcedoctor is installed."""
    program = f'pkcedoctor() {{ {shlex.quote(sys.executable)} -m pkcedoctor "$@"; }}'
    return subprocess.run(
        ["bash", "-c", f"{program}\n{command}"],  # noqa: S607 - wherever bash is
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    ).stdout


def replayed(text: str) -> str:
    """Return the README with what every command prints today."""
    return TRANSCRIPT.sub(
        lambda shown: f"```console\n$ {shown['command']}\n{output_of(shown['command'])}```", text
    )


def tabulated(text: str) -> str:
    """Return the README with today's causes."""
    return CAUSES.sub(lambda _: causes_as_markdown(RULES), text)


def test_the_readme_shows_what_pkcedoctor_prints(golden: Callable[[Path, str], None]) -> None:
    golden(README, tabulated(replayed(TEXT)))


def test_there_are_transcripts() -> None:
    commands = [shown["command"] for shown in TRANSCRIPT.finditer(TEXT)]
    assert commands[0].startswith("pkcedoctor check examples/challenge-mismatch/refused.har")
    assert all(command.startswith("pkcedoctor ") for command in commands)
    assert TEXT.count("```console\n") == len(commands)


def test_two_commands_set_everything_up() -> None:
    check, test = SETUP.findall(TEXT)
    assert check.endswith(".venv/bin/pkcedoctor check examples/challenge-mismatch/refused.har")
    assert test.endswith(".venv/bin/python -m pytest")


def test_the_python_session_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (session,) = SESSION.findall(TEXT)
    example = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    results = doctest.DocTestRunner().run(example)
    assert results.attempted > 0
    assert results.failed == 0, capsys.readouterr().out


def test_every_exit_status_has_its_row() -> None:
    codes = [str(int(code)) for code in ExitCode]
    assert re.findall(r"^\| (\d) \| \S", TEXT, re.MULTILINE) == codes
    assert re.findall(r"^    (\d)  \S", output_of("pkcedoctor --help"), re.MULTILINE) == codes


@pytest.mark.parametrize("format_", Format)
def test_every_format_is_named(format_: Format) -> None:
    assert f"--format {format_}" in TEXT


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_named(command: str) -> None:
    assert f"pkcedoctor {command}" in TEXT


@pytest.mark.parametrize("target", sorted({*LINK.findall(TEXT)}))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
