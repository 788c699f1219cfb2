"""One cause is one module, one test module, one example and one row, all of the same name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest

import pkcedoctor
from pkcedoctor.catalogue import RULES, rule_by_id
from pkcedoctor.errors import UnknownName
from pkcedoctor.rules._rule import ErrorCode, Needs, Rule

PACKAGE: Final = Path(pkcedoctor.__file__).parent
ROOT: Final = PACKAGE.parent
EXAMPLE: Final = {"README.md", "accepted.har", "refused.har", "report.txt"}

NO_CAUSES: Final = {"content-type"}
"""Literals that look like a cause's id and are something else."""

IDS: Final = [rule.id for rule in RULES]
each_rule = pytest.mark.parametrize("rule", RULES, ids=IDS)


def modules(folder: Path, prefix: str = "") -> set[str]:
    """Return the ids of the causes that have a module here."""
    names = (path.stem for path in folder.glob(f"{prefix}[a-z]*.py"))
    return {name.removeprefix(prefix).replace("_", "-") for name in names}


def syntax(*places: str) -> Iterator[tuple[str, ast.AST]]:
    """Return every syntax node of some parts of the package, and the file that it is in."""
    for place in places:
        for path in sorted(PACKAGE.glob(place)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield path.name, node


def test_every_rule_on_disk_is_in_the_catalogue() -> None:
    assert modules(PACKAGE / "rules") == {*IDS}


def test_every_id_is_used_once() -> None:
    assert sorted({*IDS}) == sorted(IDS)


def test_every_rule_has_a_test_module() -> None:
    assert modules(ROOT / "tests/rules", "test_") >= {*IDS}


@pytest.mark.parametrize("name", IDS)
def test_every_rule_has_a_whole_example(name: str) -> None:
    assert {path.name for path in (ROOT / "examples" / name).iterdir()} == EXAMPLE


def test_every_rule_has_its_row_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \w+ \| `([\w-]+)` \| .", readme, re.MULTILINE) == IDS


def test_the_catalogue_follows_the_stages() -> None:
    stages = [rule.stage for rule in RULES]
    assert sorted(stages) == stages


@each_rule
def test_a_rule_is_named_after_its_function_and_module(rule: Rule) -> None:
    name = rule.id.replace("-", "_")
    assert rule.function.__name__ == name
    assert rule.function.__module__ == f"pkcedoctor.rules.{name}"


@each_rule
def test_a_rule_says_all_that_its_page_needs(rule: Rule) -> None:
    assert rule.page
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.remedy.endswith(".")
    assert {*rule.answers} <= {*ErrorCode}


@each_rule
def test_a_rule_needs_messages(rule: Rule) -> None:
    messages = {kind for alias in get_args(Needs) for kind in get_args(alias)}
    assert rule.needs
    assert {*rule.needs} <= messages


@each_rule
def test_general_texts_quote_no_value(rule: Rule) -> None:
    assert "{}" not in rule.title + rule.remedy


def test_sentences_quote_as_many_values_as_they_have_places() -> None:
    wrong = [
        (name, ast.unparse(node))
        for name, node in syntax("rules/*.py", "diagnosis.py")
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "say"
        and isinstance(node.args[0], ast.Constant)
        and not any(isinstance(argument, ast.Starred) for argument in node.args)
        and str(node.args[0].value).count("{}") != len(node.args) - 1
    ]
    assert wrong == []


def test_whatever_names_a_cause_names_one_of_the_catalogue() -> None:
    subjects = "|".join({name.partition("-")[0] for name in IDS})
    unknown = {
        (name, node.value)
        for name, node in syntax("rules/*.py", "servers/*.py", "diagnosis.py")
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(rf"({subjects})(-[a-z0-9]+)+", node.value)
        and node.value not in {*IDS, *NO_CAUSES}
    }
    assert unknown == set()


@pytest.mark.parametrize(
    "name", ["challenge-mismatch", "challenge_mismatch", " Challenge-Mismatch"]
)
def test_a_rule_is_found_by_its_id(name: str) -> None:
    assert rule_by_id(name).id == "challenge-mismatch"


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"'challange-mismatch'; did you mean challenge-mismatch"):
        rule_by_id("challange-mismatch")
    with pytest.raises(UnknownName, match=r"'xyz' \(pkcedoctor causes lists them all\)"):
        rule_by_id("xyz")
