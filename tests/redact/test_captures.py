"""Every example and many recorded captures keep their diagnosis and lose their secrets."""

import json
import tomllib
from pathlib import Path
from typing import Final

import jsonschema
import pytest

from pkcedoctor.redact import redact
from pkcedoctor.redact.proof import judged
from tests.redact.har12 import HAR_1_2
from tests.redact.spelled import left_in

ROOT: Final = Path(__file__).parents[2]
RECORDED: Final = ROOT / "tests" / "recorded"
SHORTEST_SECRET: Final = 8
SPREAD: Final = 7

TABLES: Final = tomllib.loads((RECORDED / "expected.toml").read_text(encoding="utf-8"))
CASES: Final = [
    pytest.param(
        RECORDED / table["har"],
        tuple(one for one in table["secrets"] if len(one) >= SHORTEST_SECRET),
        id=table["har"],
    )
    for table in [one for tables in TABLES.values() for one in tables.values()][::SPREAD]
]
EXAMPLES: Final = sorted((ROOT / "examples").rglob("*.har"))
VALIDATOR: Final = jsonschema.Draft202012Validator(HAR_1_2)

every_example = pytest.mark.parametrize(
    "path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}"
)


@pytest.mark.parametrize(("path", "secrets"), CASES)
def test_a_recorded_capture_keeps_its_diagnosis_and_loses_its_secrets(
    path: Path, secrets: tuple[str, ...]
) -> None:
    redacted = redact(path)

    assert judged(redacted.har) == judged(path)
    assert left_in(redacted.har, secrets) == []
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(redacted.har))] == []


@every_example
def test_an_example_keeps_its_diagnosis_also_when_redacted_twice(path: Path) -> None:
    once = redact(path, seed="first")
    twice = redact(once.har, seed="second")

    assert judged(twice.har) == judged(once.har) == judged(path)
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(twice.har))] == []


@pytest.mark.parametrize("path", EXAMPLES[::3], ids=lambda path: path.parent.name)
def test_an_example_keeps_its_diagnosis_without_unrelated_entries(path: Path) -> None:
    assert judged(redact(path, drop_unrelated=True).har).verdicts == judged(path).verdicts


def test_another_reader_opens_it(tmp_path: Path) -> None:
    haralyzer = pytest.importorskip("haralyzer")
    path = ROOT / "examples" / "challenge-mismatch" / "refused.har"
    written = tmp_path / "redacted.har"
    written.write_bytes(redact(path).har)

    parser = haralyzer.HarParser.from_file(written)

    methods = [entry.request.method for page in parser.pages for entry in page.entries]
    assert methods == ["GET", "GET", "POST"]
