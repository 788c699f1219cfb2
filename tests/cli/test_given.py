from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from pkcedoctor.cli._given import read_given, read_size
from pkcedoctor.errors import UnreadableInput


@click.command()
@click.option("--text", callback=read_given)
@click.option("--texts", callback=read_given, multiple=True)
def echo(text: str | None, texts: tuple[str, ...]) -> None:
    click.echo(ascii((text, *texts)))


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(echo, arguments, input=stdin)


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        pytest.param(b"a b\n", "a b", id="final line break"),
        pytest.param(b"a\n\r\n", "a\n", id="one final line break"),
        pytest.param(b"\xef\xbb\xbfa", "a", id="byte order mark"),
        pytest.param(b"\xe9", "\udce9", id="no UTF-8"),
    ],
)
def test_files_and_streams(octets: bytes, text: str, tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(octets)

    assert run("--text", f"@{path}").output == f"({text!a},)\n"
    assert run("--text", "-", stdin=octets).output == f"({text!a},)\n"


def test_text_is_taken_as_it_is() -> None:
    assert run("--text", "a@b\n", "--texts", "x", "--texts", "-", stdin=b"y").output == (
        "('a@b\\n', 'x', 'y')\n"
    )
    assert run().output == "(None,)\n"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("nowhere", "nowhere: cannot be read: No such file or directory", id="missing"),
        pytest.param("a\0b", "a\0b: cannot be read: no file has such a name", id="no name"),
    ],
)
def test_files_that_cannot_be_read(name: str, says: str) -> None:
    result = run("--text", f"@{name}")

    assert isinstance(result.exception, UnreadableInput)
    assert str(result.exception) == says


def test_standard_input_is_read_once() -> None:
    result = run("--text", "-", "--texts", "-", stdin=b"x")

    assert result.exit_code == 2
    assert "standard input can be read once only" in result.output


@click.command()
@click.option("--size", callback=read_size)
def measure(size: int) -> None:
    click.echo(size)


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("500", 500), ("2k", 2048), ("3M", 3 << 20), ("4 GiB", 4 << 30), ("1TB", 1 << 40)],
)
def test_sizes(text: str, size: int) -> None:
    assert CliRunner().invoke(measure, ["--size", text]).output == f"{size}\n"


def test_the_usual_size() -> None:
    assert CliRunner().invoke(measure, []).output == f"{2 << 30}\n"


@pytest.mark.parametrize("text", ["", "-1", "1.5G", "2X", "G", "\u0663"])
def test_no_size(text: str) -> None:
    result = CliRunner().invoke(measure, ["--size", text])
    assert result.exit_code == 2
    assert "write a number of bytes as 500000, 500M or 4G" in result.output
