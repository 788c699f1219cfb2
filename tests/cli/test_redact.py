import io
import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pkcedoctor import redact as package
from pkcedoctor.cli import main
from tests.builders import CODE, accepted, get, refused
from tests.redact.captures import drafted


def run(*arguments: str, typed: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["redact", *arguments], input=typed)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    path = tmp_path / "request.har"
    path.write_bytes(drafted(refused().with_(code=CODE[:-3]).then(get("https://x.example/y"))))
    return path


def test_a_redacted_capture_is_written_and_told_of(capture: Path, tmp_path: Path) -> None:
    output = tmp_path / "redacted.har"

    result = run(str(capture), "-o", str(output))

    assert result.exit_code == 0
    assert result.stdout == ""
    told, wrote = result.stderr.splitlines()
    assert told.startswith("replaced: 1 client_id (2 places), 2 code (")
    assert wrote == "wrote 4 entries; 1 unrelated entry emptied"
    assert CODE[:10] not in output.read_text()
    assert json.loads(output.read_bytes())["log"]["comment"].startswith("Redacted by pkcedoctor.")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["redacted.har", "request.har"]
    assert CliRunner().invoke(main, ["check", str(output)]).exit_code == 1


def test_unrelated_entries_are_left_out(capture: Path, tmp_path: Path) -> None:
    output = tmp_path / "redacted.har"

    result = run(str(capture), "-o", str(output), "--drop-unrelated")

    assert result.stderr.splitlines()[1] == "wrote 3 entries; 1 unrelated entry left out"
    assert len(json.loads(output.read_bytes())["log"]["entries"]) == 3


def test_standard_input_becomes_standard_output(capture: Path) -> None:
    first = run("-", "-o", "-", "--seed", "1", typed=capture.read_bytes())
    second = run("-", "-o", "-", "--seed", "1", typed=capture.read_bytes())

    assert first.exit_code == 0
    assert json.loads(first.stdout)["log"]["version"] == "1.2"
    assert first.stdout == second.stdout


def test_nothing_replaced_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "empty.har"
    path.write_bytes(drafted(accepted().without_login()).replace(b"access_token", b"error"))
    assert run(str(path), "-o", "-").exit_code == 0


def test_the_capture_itself_is_never_overwritten(capture: Path, tmp_path: Path) -> None:
    before = capture.read_bytes()
    link = tmp_path / "link.har"
    link.symlink_to(capture)

    for output in (capture, link):
        result = run(str(capture), "-o", str(output))
        assert result.exit_code == 2
        assert "OUT is the capture itself; name another file" in result.stderr
    assert run("\0", "-o", str(capture)).exit_code == 2
    assert capture.read_bytes() == before


def test_what_cannot_be_redacted_is_not_written(
    capture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "leaks", lambda _log, _known: frozenset({"a secret"}))
    output = tmp_path / "redacted.har"

    result = run(str(capture), "-o", str(output))

    assert result.exit_code == 2
    assert result.stderr == (
        "pkcedoctor: request.har: nothing was written: 1 of its secrets would still be in it\n"
    )
    assert not output.exists()


@pytest.mark.parametrize("output", ["missing/redacted.har", "a\0b"])
def test_a_place_that_cannot_be_written_to(capture: Path, tmp_path: Path, output: str) -> None:
    result = run(str(capture), "-o", str(tmp_path / output))
    assert result.exit_code == 2
    assert result.stderr.startswith("pkcedoctor: cannot write to ")


def test_a_folder_is_not_replaced(capture: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run(str(capture), "-o", str(folder)).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "request.har"]


def test_a_reader_that_leaves_early_is_no_error(
    capture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(io.RawIOBase):
        def write(self, _octets: object) -> int:
            raise BrokenPipeError

    class Output:
        buffer = Closed()

        def fileno(self) -> int:
            return os.open(tmp_path / "elsewhere", os.O_WRONLY | os.O_CREAT)

    from pkcedoctor.cli.redact import _write  # noqa: PLC0415 - only this test knows of it

    monkeypatch.setattr(sys, "stdout", Output())
    _write(capture.read_bytes(), "-")


def test_no_capture_is_an_error(tmp_path: Path) -> None:
    result = run(str(tmp_path / "missing.har"), "-o", "-")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr
