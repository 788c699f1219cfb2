"""Every example is what it says it is, and its report and page are what pkcedoctor writes."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

import pytest
from click.testing import CliRunner

from pkcedoctor.catalogue import RULES
from pkcedoctor.checkup import check
from pkcedoctor.cli import main
from pkcedoctor.diagnosis import Outcome
from pkcedoctor.report.page import page_as_markdown
from pkcedoctor.rules._rule import Rule

EXAMPLES: Final = Path(__file__).parent.parent / "examples"


class FromLife(NamedTuple):
    """A case that is named after what happened, not after its cause."""

    cause: str
    line: str
    next_failures: tuple[str, ...] = ()


FROM_LIFE: Final = {
    "genesys-api-host": FromLife(
        "token-endpoint-wrong",
        "Genesys Cloud: the form went to the API host instead of the login host",
    ),
    "genesys-basic-from-browser": FromLife(
        "client-type-mismatch",
        "Genesys Cloud: a page authenticated with the client's secret",
    ),
    "genesys-json-body": FromLife(
        "token-endpoint-wrong",
        "Genesys Cloud: JSON went to the API host instead of a form to the login host",
        ("content-type-not-form",),
    ),
}

OTHERS: Final = {"ci", "guard"}
"""Folders of examples that are no logins, with tests of their own."""
NAMES: Final = sorted(
    path.name for path in EXAMPLES.iterdir() if path.is_dir() and path.name not in OTHERS
)
each_example = pytest.mark.parametrize("name", NAMES)

Golden = Callable[[Path, str], None]


def test_every_cause_has_an_example() -> None:
    assert sorted([*(rule.id for rule in RULES), *FROM_LIFE]) == NAMES


@each_example
def test_the_refused_login_has_this_cause(name: str) -> None:
    expected = FROM_LIFE.get(name, FromLife(name, ""))
    diagnoses = check(EXAMPLES / name / "refused.har").diagnoses
    *before, refused = diagnoses
    assert [diagnosis.outcome for diagnosis in before] == [Outcome.SUCCEEDED] * len(before)
    assert refused.outcome is Outcome.FAILED
    assert refused.cause is not None
    assert refused.cause.rule.id == expected.cause
    assert tuple(found.rule.id for found in refused.next_failures) == expected.next_failures


@each_example
def test_the_accepted_login_has_none(name: str) -> None:
    for diagnosis in check(EXAMPLES / name / "accepted.har").diagnoses:
        assert diagnosis.outcome is Outcome.SUCCEEDED
        assert diagnosis.cause is None
        assert diagnosis.warnings == ()


@each_example
def test_the_report_is_what_the_command_prints(
    name: str, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES / name)
    monkeypatch.setenv("COLUMNS", "80")
    printed = CliRunner().invoke(main, ["check", "refused.har"])
    assert printed.exit_code == 1
    golden(EXAMPLES / name / "report.txt", printed.stdout)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_page_is_the_rule_s(rule: Rule, golden: Golden) -> None:
    golden(EXAMPLES / rule.id / "README.md", page_as_markdown(rule))


def test_the_index_lists_every_example(golden: Golden) -> None:
    lines = [(rule.id, f"refused because {rule.title}") for rule in RULES]
    lines += [(name, case.line) for name, case in FROM_LIFE.items()]
    rows = [f"| [{name}]({name}/README.md) | {line} |" for name, line in lines]
    golden(EXAMPLES / "README.md", "\n".join((INDEX, *rows)) + "\n")


def test_the_origin_of_every_capture_is_told() -> None:
    sources = (EXAMPLES / "SOURCES.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", sources, re.MULTILINE)) == NAMES


@each_example
def test_the_report_holds_no_secret(name: str) -> None:
    report = (EXAMPLES / name / "report.txt").read_text("utf-8")
    unbroken = "".join(report.split())
    secrets = secrets_of(EXAMPLES / name / "refused.har")
    assert secrets or name in REFUSED_BEFORE_A_CODE
    leaked = [
        form
        for secret in secrets
        for form in (secret, quote(secret, safe=""), quote_plus(secret), quote(secret))
        if form in report or form in unbroken
    ]
    assert leaked == []


SECRETS: Final = {
    *("code", "code_verifier", "client_secret"),
    *("access_token", "id_token", "refresh_token", "sessionid"),
}
REFUSED_BEFORE_A_CODE: Final = {"challenge-method-invalid", "redirect-uri-not-registered"}
LONG_ENOUGH: Final = 8
"""Shorter values, such as a code_verifier of "null", are mistakes and no secrets."""

INDEX: Final = """\
# Examples

One folder for each cause: `refused.har` is a login refused for it, `accepted.har` the same login
done right, `report.txt` what `pkcedoctor check refused.har` prints, `README.md` the cause's page.
Three more are cases from life. [SOURCES.md](SOURCES.md) says where the captures come from.

| example | shows |
| --- | --- |"""


def secrets_of(capture: Path) -> set[str]:
    """Return the secret values of a capture: as sent, and decoded."""
    log = json.loads(capture.read_text("utf-8"))["log"]
    found = (value for text in texts_of(log) for value in secrets_in(text))
    return {value for value in found if len(value) >= LONG_ENOUGH}


def texts_of(log: dict[str, Any]) -> Iterator[str]:
    """Yield every text of a capture that can hold parameters."""
    for entry in log["entries"]:
        request, response = entry["request"], entry["response"]
        yield request["url"]
        yield from (header["value"] for header in [*request["headers"], *response["headers"]])
        yield request.get("postData", {}).get("text", "")
        yield response["content"].get("text", "")


def secrets_in(text: str) -> Iterator[str]:
    if text.startswith("Basic "):
        yield text.removeprefix("Basic ")
        yield base64.b64decode(text.removeprefix("Basic ")).decode().partition(":")[2]
    elif text.startswith("{"):
        yield from (str(value) for name, value in json.loads(text).items() if name in SECRETS)
    else:
        parameters = urlsplit(text).query if "://" in text else text
        yield from (value for name, value in parse_qsl(parameters) if name in SECRETS)
