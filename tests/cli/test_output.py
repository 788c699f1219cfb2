import io
import os
import shutil
import sys
from pathlib import Path

import click
import pytest

from pkcedoctor.cli._output import page_width, wants_color, write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "width"), [("20", 60), ("60", 60), ("100", 100), ("300", 120)])
def test_page_width(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    assert page_width() == width


@pytest.mark.parametrize("columns", [None, "", "wide", "-1", "0", "1_00", " 90 ", "9" * 5000])
@pytest.mark.parametrize("terminal", [None, 0, 66, 200])
def test_page_width_is_that_of_the_terminal(
    columns: str | None, terminal: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def size(_: int) -> os.terminal_size:
        if terminal is None:
            raise OSError("no terminal")
        return os.terminal_size((terminal, 24))

    monkeypatch.setattr(os, "get_terminal_size", size)
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)

    assert page_width() == min(max(shutil.get_terminal_size().columns, 60), 120)


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_page_width_without_a_stream(
    stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stdout__", stream)
    monkeypatch.delenv("COLUMNS", raising=False)

    assert page_width() == 80


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        pytest.param(Terminal(), {}, True, id="terminal"),
        pytest.param(Terminal(), {"NO_COLOR": "1"}, False, id="forbidden"),
        pytest.param(Terminal(), {"NO_COLOR": ""}, True, id="not really forbidden"),
        pytest.param(Terminal(), {"TERM": "dumb"}, False, id="dumb terminal"),
        pytest.param(io.StringIO(), {}, False, id="pipe"),
    ],
)
def test_wants_color(
    stream: io.StringIO,
    environment: dict[str, str],
    wanted: bool,  # noqa: FBT001 - a parameter of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert wants_color() is wanted


def test_colours_reach_only_who_wants_them(capsys: pytest.CaptureFixture[str]) -> None:
    write("\x1b[1mbold\x1b[0m\n", color=True)
    write("plain\n")

    assert capsys.readouterr().out == "\x1b[1mbold\x1b[0m\nplain\n"


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [
        pytest.param("utf-8", "‹a•…› “é漢”\n", id="UTF-8"),
        pytest.param("ascii", '<a*~> "\\xe9\\u6f22"\n', id="ASCII"),
        pytest.param("latin-1", '<a*~> "é\\u6f22"\n', id="Latin-1"),
    ],
)
def test_a_poor_encoding_gets_plainer_characters(
    encoding: str, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    octets = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(octets, encoding=encoding, newline="\n"))
    write("‹a•…› “é漢”\n")

    assert octets.getvalue().decode(encoding) == printed


def test_a_closed_pipe_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        write("a report\n")
        write("another\n")


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full device")
    stream = full.open("w", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(click.ClickException, match="cannot write to standard output: No space"):
        write("a report\n")
    with pytest.raises(OSError, match="No space"):
        stream.close()


def test_a_file_has_unix_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "report"
    write("‹é›\n", path)

    assert path.read_bytes() == "‹é›\n".encode()
