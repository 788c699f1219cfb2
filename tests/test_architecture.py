"""Imports point one way, and nobody loads what they do not use."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pkcedoctor

PACKAGE = Path(pkcedoctor.__file__).parent
ROOT = PACKAGE.parent
MODULES = tuple(sorted(PACKAGE.rglob("*.py")))

LAYERS = (
    "__init__",
    "__main__",
    "cli",
    "guard",
    "redact",
    "report",
    "checkup",
    "diagnosis",
    "advice",
    "catalogue",
    "rules",
    "servers",
    "exchange",
    "capture",
)
"""Each may import those below it, and the leaves."""

LEAVES = {
    "derivation": {"patterns", "pkce", "records"},
    "pkce": {"patterns"},
    "specs": {"records"},
    "errors": set[str](),
    "patterns": set[str](),
    "records": set[str](),
}
"""Each may import what is named beside it, and nothing else of the package."""

LIBRARIES = {"click": {"cli", "guard", "report"}, "tabulate": {"report"}, "yaml": {"guard"}}
"""Each may be imported in the layers named beside it; httpx by none, for no command asks for it."""

NETWORK = {"asyncio", "ftplib", "http", "smtplib", "socket", "ssl", "subprocess", "webbrowser"}
"""What the standard library offers for leaving the machine; nothing here does."""

RUNS_PROGRAMS = {"guard/generators_running.py"}
"""Runs what its user names, and nothing else does."""

SELDOM_NEEDED = {
    *("asyncio", "difflib", "email", "html", "http", "httpx", "importlib.metadata", "jinja2"),
    *("importlib.resources", "shutil", "socket", "ssl", "tabulate", "tempfile", "tomllib"),
    *("traceback", "zipfile", "pkcedoctor.derivation.search", "pkcedoctor.report.json_v1"),
}
"""What the check of a small HAR does without, because it is slow to import."""


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def below(layer: str) -> set[str]:
    """Return the layers that a layer may import."""
    return LEAVES[layer] if layer in LEAVES else {*LAYERS[LAYERS.index(layer) + 1 :], *LEAVES}


def imports(path: Path) -> Iterator[str]:
    """Return the full name of every module that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                direct = module in ("pkcedoctor", "urllib")
                yield from (f"{module}.{alias.name}" for alias in names) if direct else (module,)
            case ast.ImportFrom():
                yield "a relative import"
            case _:
                pass


def foreign(name: str, layer: str) -> bool:
    """Whether a layer may not import a module."""
    top, _, rest = name.partition(".")
    if top == "pkcedoctor":
        return rest.partition(".")[0] not in {layer, *below(layer)}
    if top in sys.stdlib_module_names:
        return top in NETWORK or name == "urllib.request"
    return layer not in LIBRARIES.get(top, ())


def loaded_by(*arguments: str) -> set[str]:
    """Return all modules that a command imports."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pkcedoctor", *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.stdout
    return {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}


def test_every_module_has_its_layer() -> None:
    assert {layer_of(path) for path in MODULES} == {*LAYERS, *LEAVES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    layer = layer_of(path)
    allowed = {"subprocess"} if str(path.relative_to(PACKAGE)) in RUNS_PROGRAMS else set[str]()
    assert [name for name in imports(path) if foreign(name, layer)] == sorted(allowed)


def test_modules_are_named_after_what_they_hold() -> None:
    names = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert names & {"common", "data", "handler", "helpers", "manager", "misc", "utils"} == set()


def test_help_loads_neither_rules_nor_libraries() -> None:
    loaded = loaded_by("--help")
    assert "pkcedoctor.cli" in loaded
    assert loaded & {"httpx", "tabulate", "pkcedoctor.catalogue", "pkcedoctor.rules"} == set()


@pytest.mark.parametrize("example", ["challenge-padding", "code-expired"])
def test_check_loads_nothing_it_does_not_need(example: str) -> None:
    loaded = loaded_by("check", f"examples/{example}/refused.har")
    assert "pkcedoctor.report.text" in loaded
    assert loaded & SELDOM_NEEDED == set()


def test_check_loads_nothing_that_reaches_the_network() -> None:
    loaded = loaded_by("check", "examples/challenge-mismatch/refused.har")
    assert "pkcedoctor.catalogue" in loaded
    assert loaded & {"httpx", "ssl", "urllib.request"} == set()
