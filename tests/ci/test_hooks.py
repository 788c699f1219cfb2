"""The hooks, run by pre-commit itself in a repository of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent.parent
RECORDED: Final = ROOT / "tests" / "recorded" / "browser"
GIT: Final = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
PUBLISHED: Final = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE")
OFFLINE: Final = ("No matching distribution", "Could not find a version", "NewConnectionError")


def pre_commit(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PRE_COMMIT_HOME": str(folder.parent / "cache")}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def committed(folder: Path) -> None:
    for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "-m", "x")):
        subprocess.run([*GIT, *command], cwd=folder, check=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a recorded login, and pkcedoctor's as its hooks' home."""
    pytest.importorskip("pre_commit", reason="runs the hooks")
    if shutil.which("git") is None:  # pragma: no cover - everybody has it
        pytest.skip("git is missing")
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("project")
    for name in PUBLISHED:
        shutil.copy(ROOT / name, home / name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "pkcedoctor", home / "pkcedoctor", ignore=ignored)
    committed(home)
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {home}\n  rev: HEAD\n  hooks:\n"
        "  - id: pkcedoctor-check\n  - id: pkcedoctor-guard\n"
    )
    shutil.copy(RECORDED / "sound.har", folder / "sound.har")
    (folder / ".env").write_text("OIDC_CLIENT_ID=app\nOIDC_REDIRECT_URI=https://a.example/cb\n")
    committed(folder)
    installed = pre_commit(folder, "install-hooks")
    if installed.returncode and any(sign in installed.stdout for sign in OFFLINE):
        pytest.skip("no package index can be reached")  # pragma: no cover - depends on the machine
    assert installed.returncode == 0, installed.stdout
    return folder


def test_the_manifest_is_sound() -> None:
    pytest.importorskip("pre_commit", reason="knows what a manifest is")
    assert pre_commit(ROOT, "validate-manifest", ".pre-commit-hooks.yaml").returncode == 0


def test_a_sound_login_passes(project: Path) -> None:
    run = pre_commit(project, "run", "pkcedoctor-check", "--files", "sound.har")
    assert run.returncode == 0, run.stdout
    assert "Passed" in run.stdout


def test_a_refused_login_fails(project: Path) -> None:
    shutil.copy(RECORDED / "challenge-mismatch.har", project / "refused.har")
    run = pre_commit(project, "run", "pkcedoctor-check", "--files", "sound.har", "refused.har")
    assert run.returncode == 1
    assert "error[challenge-mismatch]" in run.stdout


def test_settings_are_guarded(project: Path) -> None:
    sound = pre_commit(project, "run", "pkcedoctor-guard", "--files", ".env")
    assert sound.returncode == 0, sound.stdout
    lax = "OIDC_CLIENT_ID=app\nOIDC_REDIRECT_URI=http://a.example/cb#x\n"
    (project / ".env").write_text(lax)
    run = pre_commit(project, "run", "pkcedoctor-guard", "--files", ".env")
    assert run.returncode == 1
    assert "redirect-uri" in run.stdout


def test_other_files_are_let_alone(project: Path) -> None:
    run = pre_commit(project, "run", "--files", ".pre-commit-config.yaml")
    assert "pkcedoctor check" in run.stdout
    assert "(no files to check)Skipped" in run.stdout
