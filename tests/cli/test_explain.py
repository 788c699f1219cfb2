import click
import pytest
from click.testing import CliRunner

from pkcedoctor.catalogue import RULES
from pkcedoctor.cli import main
from pkcedoctor.cli.explain import explain

HEADINGS = [
    "Cause",
    "How it is recognised",
    "Needs",
    "What the server answers",
    "Remedy",
    "Refused and accepted",
    "Reference",
]


@pytest.mark.parametrize("cause", [rule.id for rule in RULES])
def test_every_cause_has_its_page(cause: str) -> None:
    text = CliRunner().invoke(main, ["explain", cause])
    markdown = CliRunner().invoke(main, ["explain", "--markdown", cause])

    assert text.exit_code == markdown.exit_code == 0
    assert [line for line in text.stdout.splitlines() if line in HEADINGS] == HEADINGS
    assert [
        line.removeprefix("## ") for line in markdown.stdout.splitlines() if line[:3] == "## "
    ] == HEADINGS


def test_an_unknown_cause() -> None:
    result = CliRunner().invoke(main, ["explain", "challenge-mismatsh"])

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "did you mean challenge-mismatch?" in result.stderr
    assert result.stderr.count("\n") == 1


def test_causes_are_completed() -> None:
    (cause,) = (parameter for parameter in explain.params if parameter.name == "cause")
    found = cause.shell_complete(click.Context(explain), "challenge-method")

    assert [item.value for item in found] == [
        "challenge-method-missing",
        "challenge-method-invalid",
        "challenge-method-mismatch",
    ]
