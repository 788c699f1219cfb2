import subprocess
import sys
from pathlib import Path

import pytest

from pkcedoctor.report import Format, render
from pkcedoctor.report.version import installed_version
from tests.report.specimens import checkup


def test_every_format_ends_with_one_newline() -> None:
    for format_ in Format:
        report = render(checkup(), format_)

        assert report.endswith("\n")
        assert not report.endswith("\n\n")


def test_a_format_loads_no_other() -> None:
    program = (
        "import sys; from pkcedoctor.report import Format, render;"
        "from tests.report.specimens import checkup; render(checkup(), Format.JSON);"
        "print('tabulate' in sys.modules, 'click' in sys.modules, 'httpx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False False False\n"


def test_version_of_nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])

    assert installed_version() == "0"


def test_version_of_an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = tmp_path / "pkcedoctor-1.2.3.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: pkcedoctor\nVersion: 1.2.3\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])

    assert installed_version() == "1.2.3"
