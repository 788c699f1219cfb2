from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from pkcedoctor.cli._given import read_given
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
