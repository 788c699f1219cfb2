import json
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from pkcedoctor.cli import main

CLIENT = {"client_id": "app", "redirect_uri": "https://a.io/cb", "issuer": "https://id.a.io"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["guard", *arguments])


def client(**changes: str) -> None:
    Path("client.json").write_text(json.dumps({**CLIENT, **changes}), "utf-8")


def test_sound_configuration_passes() -> None:
    client()
    result = run("client.json")
    assert result.exit_code == 0
    assert result.stdout == (
        "0 errors, 0 warnings in 1 file (1 client, 0 registrations, 0 pairs compared)\n"
    )


def test_a_finding_fails_with_its_place() -> None:
    client(client_id="YOUR_CLIENT_ID")
    result = run(".")
    assert result.exit_code == 1
    assert result.stdout.startswith("client.json:1:15: error[placeholder-value] client_id is still")


@pytest.mark.parametrize(
    ("least", "code"), [("proven", 0), ("likely", 0), ("possible", 0), ("warning", 1)]
)
def test_a_warning_fails_only_where_it_should(least: str, code: int) -> None:
    client(redirect_uri="http://a.io/cb")
    assert run("client.json", "--fail-on", least).exit_code == code


@pytest.mark.parametrize(("least", "code"), [("proven", 0), ("likely", 1), ("warning", 1)])
def test_certainty_counts_too(least: str, code: int) -> None:
    client(redirect_uri="https://a.io/#/cb")
    assert run("client.json", "--fail-on", least).exit_code == code


def test_what_cannot_be_checked_is_told_in_one_line() -> None:
    result = run("none.json")
    assert result.exit_code == 2
    assert result.stderr == "pkcedoctor: none.json: cannot be read: No such file or directory\n"
    assert run(".").exit_code == 2
    assert run().exit_code == 2


def test_a_baseline_is_written_and_then_kept() -> None:
    client(client_id="YOUR_CLIENT_ID")
    assert run(".", "--update-baseline").exit_code == 2
    written = run(".", "--baseline", "baseline.txt", "--update-baseline")
    assert written.exit_code == 0
    assert written.stderr == "pkcedoctor: findings written to baseline.txt: 1\n"
    result = run(".", "--baseline", "baseline.txt")
    assert result.exit_code == 0
    assert "1 in the baseline" in result.stdout


def test_settings_are_found_or_named() -> None:
    client()
    Path("pyproject.toml").write_text('[tool.pkcedoctor]\nclient_id = "other"\n', "utf-8")
    assert run("client.json").exit_code == 1
    Path("mine.toml").write_text('[tool.pkcedoctor]\nclient_id = "app"\n', "utf-8")
    assert run("client.json", "--config", "mine.toml").exit_code == 0


def test_a_report_goes_to_a_file() -> None:
    client(client_id="YOUR_CLIENT_ID")
    result = run("client.json", "--format", "json", "--output", "report.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(Path("report.json").read_text("utf-8"))["schema"] == "pkcedoctor/guard/v1"


SOUND = """
import base64, hashlib, secrets
verifier = secrets.token_urlsafe(32)
digest = hashlib.sha256(verifier.encode()).digest()
print(verifier, base64.urlsafe_b64encode(digest).decode().rstrip("="))
"""


def test_a_sound_generator(tmp_path: Path) -> None:
    program = tmp_path / "make.py"
    program.write_text(SOUND)
    result = CliRunner().invoke(
        main, ["guard", "--generator", f"{sys.executable} {program}", "--runs", "25"]
    )
    assert result.exit_code == 0
    assert result.stdout.startswith("sound: no fault in 25 runs")


def test_recorded_pairs(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.json"
    pairs.write_text(json.dumps({"code_verifier": "a" * 43, "code_challenge": "b" * 43}))
    output = tmp_path / "report.json"
    result = CliRunner().invoke(
        main, ["guard", "--pairs", str(pairs), "--format", "json", "--output", str(output)]
    )
    assert result.exit_code == 1
    assert result.stdout == ""
    found = json.loads(output.read_text())["findings"]
    assert "challenge-mismatch" in {finding["id"] for finding in found}


def test_a_generator_that_fails() -> None:
    result = CliRunner().invoke(main, ["guard", "--generator", "exit 3", "--runs", "2"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "give a PATH, or --generator or --pairs"),
        (("a", "--pairs", "b"), "give one of PATH, --generator and --pairs"),
        (("--generator", "a", "--pairs", "b"), "give one of PATH, --generator and --pairs"),
        (("--pairs", "b", "--format", "markdown"), "pairs are reported as text or json"),
        (("--generator", "a", "--runs", "0"), "0 is not in the range"),
    ],
)
def test_usage_of_generators(arguments: tuple[str, ...], says: str) -> None:
    result = CliRunner().invoke(main, ["guard", *arguments])
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize(
    ("report_format", "says"),
    [
        ("sarif", '"ruleId": "placeholder-value"'),
        ("junit", "<failure"),
        ("github", "::error file=client.json,line=1,col=15"),
    ],
)
def test_formats_for_continuous_integration(report_format: str, says: str) -> None:
    client(client_id="YOUR_CLIENT_ID")
    result = run("client.json", "--format", report_format)
    assert result.exit_code == 1
    assert says in result.stdout
    run("client.json", "--baseline", "known.json", "--update-baseline")
    known = run("client.json", "--baseline", "known.json", "--format", report_format)
    assert known.exit_code == 0


def test_sarif_of_a_rule_of_the_guard() -> None:
    client(redirect_uri="http://a.io/cb")
    log = json.loads(run("client.json", "--format", "sarif").stdout)
    (described,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert described["id"] == "redirect-uri-not-https"
    schema = Path(__file__).parents[1] / "report" / "sarif-2.1.0.json"
    jsonschema.validate(log, json.loads(schema.read_text("utf-8")))
