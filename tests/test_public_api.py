"""What ``from pkcedoctor import ...`` gives."""

import ast
import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import pkcedoctor
from pkcedoctor.report.version import installed_version

SOURCE = Path(pkcedoctor.__file__)


def static_homes() -> dict[str, str]:
    """Return what a type checker sees: each name and the module that it is imported from."""
    (block,) = (
        node
        for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {
        alias.name: str(statement.module)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }


def test_the_names_are_sorted() -> None:
    assert sorted(pkcedoctor.__all__) == pkcedoctor.__all__


def test_a_type_checker_sees_the_same_names() -> None:
    assert {*static_homes(), "__version__"} == {*pkcedoctor.__all__}


@pytest.mark.parametrize(("name", "home"), static_homes().items(), ids=str)
def test_a_type_checker_sees_the_same_object(name: str, home: str) -> None:
    assert getattr(pkcedoctor, name) is getattr(import_module(home), name)


def test_the_version_is_the_distributions() -> None:
    assert pkcedoctor.__version__ == installed_version()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'treat'"):
        pkcedoctor.treat  # type: ignore[attr-defined]  # noqa: B018


def test_all_names_are_listed() -> None:
    assert {*pkcedoctor.__all__} <= {*dir(pkcedoctor)}


def test_the_import_is_cheap() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, pkcedoctor; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert [name for name in loaded if name.startswith("pkcedoctor.")] == []
    assert "click" not in loaded


def test_it_runs_as_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["-m", "--version"])
    with pytest.raises(SystemExit) as left:
        runpy.run_module("pkcedoctor", run_name="__main__")
    assert left.value.code == 0
    assert capsys.readouterr().out == f"pkcedoctor {installed_version()}\n"
