"""The GitHub action: its steps are run in bash as the runner runs them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parent.parent.parent
ACTION: Final = ROOT / ".github" / "actions" / "pkcedoctor" / "action.yml"
GITLAB: Final = ROOT / "examples" / "ci" / "gitlab-ci.yml"
RECORDED: Final = ROOT / "tests" / "recorded" / "browser"
EXPRESSION: Final = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


def load(path: Path) -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="reads the action")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    if shutil.which("bash") is None:  # pragma: no cover - depends on the machine
        pytest.skip("bash is missing")
    return load(ACTION)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """pkcedoctor as the first step would have installed it."""
    path = tmp_path / "pkcedoctor"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pkcedoctor "$@"\n')
    path.chmod(0o755)
    return path


def run(
    action: dict[str, Any], number: int, folder: Path, inputs: dict[str, str], **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a step with its expressions filled in, as GitHub's runner does."""
    step = action["runs"]["steps"][number]
    defaults = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
    known = {f"inputs.{name}": value for name, value in (defaults | inputs).items()}
    known["github.action_path"] = str(ACTION.parent)
    environment = {
        name: EXPRESSION.sub(lambda found: known[found[1]], value)
        for name, value in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment, **more},
        check=False,
        capture_output=True,
        text=True,
    )


def checked(
    action: dict[str, Any], program: Path, **inputs: str
) -> subprocess.CompletedProcess[str]:
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    return run(action, 1, program.parent, given, PKCEDOCTOR=str(program))


def test_the_action_is_composite_and_uploads_nothing(action: dict[str, Any]) -> None:
    assert action["runs"]["using"] == "composite"
    assert {*action["inputs"]} >= {"paths", "format", "fail-on", "version"}
    for step in action["runs"]["steps"]:
        assert step.keys() == {"name", "shell", "env", "run"}
        assert "${{" not in step["run"], "an input in a script could be run"
        for value in step["env"].values():
            for name in EXPRESSION.findall(value):
                assert (
                    name == "github.action_path" or name.removeprefix("inputs.") in action["inputs"]
                )


@pytest.mark.parametrize(
    ("version", "wanted"),
    [("", f"{ACTION.parent}/../../.."), ("1.2.3", "pkcedoctor==1.2.3"), ("1;x", "pkcedoctor==1;x")],
)
def test_the_first_step_installs(
    action: dict[str, Any], tmp_path: Path, version: str, wanted: str
) -> None:
    """With a python3 that notes what it is asked to do."""
    tools = tmp_path / "tools"
    tools.mkdir()
    python = tools / "python3"
    python.write_text(
        '#!/bin/sh\nif [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; else '
        'printf "%s\\n" "$@" > "$NOTED"; fi\n'
    )
    python.chmod(0o755)
    step = run(
        action,
        0,
        tmp_path,
        {"version": version},
        PATH=f"{tools}:{os.environ['PATH']}",
        RUNNER_TEMP=str(tmp_path / "a b"),
        GITHUB_ENV=str(tmp_path / "env"),
        NOTED=str(tmp_path / "noted"),
    )
    assert step.returncode == 0, step.stderr
    assert (tmp_path / "noted").read_text().splitlines()[-1] == wanted
    assert (
        tmp_path / "env"
    ).read_text() == f"PKCEDOCTOR={tmp_path}/a b/pkcedoctor/bin/pkcedoctor\n"


def test_what_stands_beside_the_action_can_be_installed() -> None:
    assert (ACTION.parent / ".." / ".." / ".." / "pyproject.toml").resolve().is_file()


def test_annotations(action: dict[str, Any], program: Path) -> None:
    folder = program.parent / "my logins" / "deep"
    folder.mkdir(parents=True)
    shutil.copy(RECORDED / "sound.har", folder / "sound one.har")
    assert checked(action, program, paths="my logins/**/*.har").returncode == 0

    shutil.copy(RECORDED / "challenge-mismatch.har", folder)
    step = checked(action, program, paths="\n my logins/none/*.har\r\n".strip("\n ") + "\n\n")
    assert step.returncode == 2
    step = checked(action, program, paths="my logins/deep/sound one.har\nmy logins/**/ch*.har\n")
    assert step.returncode == 1
    place = "my logins/deep/challenge-mismatch.har"
    assert f"::error file={place},line=1,title=challenge-mismatch::" in step.stdout
    assert step.stdout.endswith("pkcedoctor: 2 checked, 1 error, 0 warnings\n")


def test_sarif_in_a_file(action: dict[str, Any], program: Path) -> None:
    shutil.copy(RECORDED / "challenge-mismatch.har", program.parent / "a.har")
    step = checked(action, program, paths="*.har", format="sarif", output="report.sarif")
    assert (step.returncode, step.stdout) == (1, "")
    log = json.loads((program.parent / "report.sarif").read_text(encoding="utf-8"))
    assert log["version"] == "2.1.0"


def test_a_baseline(action: dict[str, Any], program: Path) -> None:
    shutil.copy(RECORDED / "challenge-mismatch.har", program.parent / "a.har")
    known = program.parent / "known.json"
    subprocess.run(
        [str(program), "check", "--write-baseline", str(known), "a.har"],
        cwd=program.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    assert checked(action, program, paths="a.har", baseline="known.json").returncode == 0


@pytest.mark.parametrize(
    ("paths", "command"),
    [
        pytest.param("--show-secrets", "check", id="an option"),
        pytest.param("$(touch broken)", "check", id="a command"),
        pytest.param("`touch broken`; touch broken", "check", id="another"),
        pytest.param("a.har", "explain", id="another command of pkcedoctor"),
        pytest.param("a.har", "check; touch broken", id="more commands"),
    ],
)
def test_inputs_are_never_run(
    action: dict[str, Any], program: Path, paths: str, command: str
) -> None:
    assert checked(action, program, paths=paths, command=command).returncode == 2
    assert not (program.parent / "broken").exists()


def test_the_gitlab_example_calls_what_there_is() -> None:
    jobs = load(GITLAB)
    lines = [line for job in jobs.values() for line in job.get("script", ())]
    assert sorted(line.split()[1] for line in lines) == ["check", "guard"]
    for line in lines:
        options = [word for word in line.split() if word.startswith("--")]
        shown = subprocess.run(
            [sys.executable, "-m", "pkcedoctor", line.split()[1], "--help"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert [option for option in options if option not in shown] == []
    assert jobs["recorded-logins"]["artifacts"]["reports"]["junit"] in lines[0]
