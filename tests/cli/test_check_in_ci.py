"""What the check of a recorded login tells a build."""

import json
import os
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from pkcedoctor.cli import main
from tests.cli.logins import ACCEPTED, AUTHORIZE_URL, CODE, REFUSED, VERIFIER, token_body

RECORDED: Final = Path(__file__).parent.parent / "recorded"
SOUND: Final = RECORDED / "browser" / "sound-oidc-provider.har"
LAX: Final = RECORDED / "authlib" / "sound-plain-public.har"
LIKELY: Final = RECORDED / "django-oauth-toolkit" / "client-authentication-missing-confidential.har"
FORMATS: Final = ("sarif", "junit", "github")


def run(*arguments: object, stdin: bytes = b"") -> Result:
    given = ["check", *map(str, arguments)]
    return CliRunner().invoke(main, given, input=stdin, prog_name="pkcedoctor")


@pytest.fixture(autouse=True)
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("refused.har")
    path.write_bytes(REFUSED)
    return path


def results(output: str) -> list[dict[str, Any]]:
    (run_,) = json.loads(output)["runs"]
    found: list[dict[str, Any]] = run_["results"]
    return found


def test_a_login_that_playwright_recorded_passes() -> None:
    for path in (SOUND, RECORDED / "browser" / "sound.har"):
        result = run("--fail-on", "warning", path)
        assert result.exit_code == 0
        assert "warning" not in result.stdout


def test_a_login_that_playwright_recorded_fails() -> None:
    path = RECORDED / "browser" / "challenge-mismatch.har"
    assert run("--fail-on", "proven", path).exit_code == 1


def test_a_lax_login_fails_where_warnings_do() -> None:
    for least in ("proven", "likely", "possible"):
        assert run("--fail-on", least, LAX).exit_code == 0
    result = run("--fail-on", "warning", LAX)
    assert result.exit_code == 1
    assert "challenge-method-plain: code_challenge_method is plain" in result.stdout


def test_a_cause_fails_where_it_is_as_sure_as_asked() -> None:
    (found,) = results(run("--format", "sarif", LIKELY).stdout)
    sure = found["properties"]["certainty"]
    assert sure in ("likely", "possible")
    assert run("--fail-on", "proven", LIKELY).exit_code == 0
    assert run("--fail-on", sure, LIKELY).exit_code == 1
    assert run(LIKELY).exit_code == 1


def test_warnings_in_every_format() -> None:
    markdown = run("--format", "markdown", LAX).stdout
    assert "challenge-method-plain" in markdown
    (exchange,) = json.loads(run("--format", "json", LAX).stdout)["exchanges"]
    assert [warning["rule"] for warning in exchange["warnings"]] == ["challenge-method-plain"]


def test_one_document_tells_of_several_captures(refused: Path) -> None:
    sarif = run("--format", "sarif", refused, LAX)
    assert sarif.exit_code == 1
    assert [one["ruleId"] for one in results(sarif.stdout)] == [
        "redirect-uri-mismatch",
        "verifier-weak",
        "challenge-method-plain",
    ]
    suites = ET.fromstring(run("--format", "junit", refused, LAX).stdout)  # noqa: S314 - our own
    assert [suite.attrib["failures"] for suite in suites] == ["1", "0"]
    lines = run("--format", "github", refused, LAX).stdout.splitlines()
    assert lines[0].startswith("::error file=refused.har,line=1,title=redirect-uri-mismatch::")
    assert lines[1].startswith("::warning file=refused.har,line=1,title=verifier-weak::")
    assert lines[3] == "pkcedoctor: 2 checked, 1 error, 2 warnings"


@pytest.mark.parametrize("form", FORMATS)
def test_several_processes_write_the_same_document(
    form: str, refused: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [refused, LAX] * 20
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone = run("--format", form, *paths).stdout
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert run("--format", form, *paths).stdout == alone


@pytest.mark.parametrize("form", FORMATS)
def test_what_cannot_be_checked_is_in_the_document(form: str, refused: Path) -> None:
    result = run("--format", form, refused, "missing.har")
    assert result.exit_code == 2
    assert result.stdout.count("there is no such file; check the name") == 1
    assert result.stderr == "pkcedoctor: missing.har: there is no such file; check the name\n"


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_in_a_file(form: str, refused: Path) -> None:
    for paths in ((refused,), (refused, LAX)):
        result = run("--format", form, "--output", "report", *paths)
        assert (result.exit_code, result.stdout) == (1, "")
        assert Path("report").read_text(encoding="utf-8") == run("--format", form, *paths).stdout


def test_no_document_has_a_secret(refused: Path) -> None:
    for form in FORMATS:
        shown = run("--format", form, "--fail-on", "warning", refused).output
        assert not [secret for secret in (CODE, VERIFIER) if secret in shown]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(("-",), id="standard input"),
        pytest.param(
            ("--authorize-url", AUTHORIZE_URL, "--token-body", token_body("https://x.example/")),
            id="messages",
        ),
    ],
)
def test_what_is_no_file_has_no_place(given: tuple[str, ...]) -> None:
    found, *_ = results(run("--format", "sarif", *given, stdin=REFUSED).stdout)
    (location,) = found["locations"]
    assert location.keys() == {"logicalLocations"}


def test_paths_are_told_from_the_working_directory(tmp_path: Path) -> None:
    folder = tmp_path / "logins"
    folder.mkdir()
    (folder / "a.har").write_bytes(REFUSED)
    found, *_ = results(run("--format", "sarif", folder / "a.har").stdout)
    place = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "logins/a.har"}
    found, *_ = results(run("--format", "sarif", LAX).stdout)
    place = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"].startswith("file:///")


def test_a_baseline(refused: Path) -> None:
    written = run("--write-baseline", "known.json", "--fail-on", "warning", refused, LAX)
    assert written.exit_code == 0
    assert written.stderr == "pkcedoctor: baseline written to known.json\n"
    rows = json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]
    assert {row["rule"] for row in rows} >= {"redirect-uri-mismatch", "challenge-method-plain"}

    judged = ("--fail-on", "warning", "--baseline", "known.json")
    result = run(*judged, refused, LAX)
    assert result.exit_code == 0
    assert result.stderr.startswith("pkcedoctor: known from the baseline: ")
    assert run(*judged, RECORDED / "mcp" / "sound-plain-by-default-public.har").exit_code == 1
    (lax,) = results(run(*judged, "--format", "sarif", LAX).stdout)
    assert lax["suppressions"]
    assert run(*judged, LAX, "missing.har").exit_code == 2


def test_a_baseline_does_not_depend_on_the_values_of_a_login(tmp_path: Path) -> None:
    """The same defect in the next run: another code, another verifier, another loopback port."""
    assert run("--write-baseline", "known.json", "--fail-on", "warning", LAX).exit_code == 0
    text = LAX.read_text(encoding="utf-8").replace("127.0.0.1:8610", "127.0.0.1:40123")
    again = tmp_path / "again.har"
    again.write_text(text.replace("state=", "state=other"), encoding="utf-8")
    assert run("--baseline", "known.json", "--fail-on", "warning", again).exit_code == 0


def test_an_empty_baseline_knows_nothing(refused: Path) -> None:
    Path("known.json").write_text('{"findings": []}', encoding="utf-8")
    result = run("--baseline", "known.json", refused)
    assert (result.exit_code, result.stderr) == (1, "")
    assert run("--baseline", "known.json", "-", stdin=ACCEPTED).exit_code == 0


def test_a_baseline_that_cannot_be_read(refused: Path) -> None:
    result = run("--baseline", "missing.json", refused)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "pkcedoctor: missing.json: cannot be read: No such file or directory; "
        "write it with --write-baseline\n"
    )
