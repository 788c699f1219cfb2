"""What comes out: JSON by its schema, baselines, and nothing that a terminal would obey."""

import json
from pathlib import Path

import jsonschema
import pytest

from pkcedoctor.catalogue import RULES as CAUSES
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.baseline import baseline_text, read_baseline
from pkcedoctor.guard.findings import RULES, remedy_of, title_of
from pkcedoctor.guard.inspection import inspect
from pkcedoctor.guard.reports import Format, render
from pkcedoctor.guard.reports.json_v1 import schema_text
from tests.guard.places import inspected

FILES = {
    "one.json": json.dumps(
        {
            "client_id": "YOUR_CLIENT_ID",
            "redirect_uri": "http://a.io/\x1b[31m|cb",
            "issuer": "https://id.a.io",
        }
    )
}


def test_the_json_report_obeys_its_schema(tmp_path: Path) -> None:
    content = json.loads(render(inspected(tmp_path, FILES), Format.JSON))
    jsonschema.validate(content, json.loads(schema_text()))
    assert [found["rule"] for found in content["findings"]] == [
        "placeholder-value",
        "redirect-uri-not-https",
    ]
    assert content["summary"]["errors"] == 1


@pytest.mark.parametrize("form", Format)
def test_nothing_steers_a_terminal(form: Format, tmp_path: Path) -> None:
    report = render(inspected(tmp_path, FILES), form)
    assert "\x1b" not in report
    assert "redirect-uri-not-https" in report


def test_colours_are_for_terminals(tmp_path: Path) -> None:
    assert "\x1b[31m" in render(inspected(tmp_path, FILES), Format.TEXT, color=True)


def test_fingerprints_survive_moved_lines(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    before = inspected(tmp_path, FILES)
    after = inspected(tmp_path, {name: f"\n\n{text}" for name, text in FILES.items()})
    assert [found.fingerprint for found in before.findings] == [
        found.fingerprint for found in after.findings
    ]
    assert before.findings[0].place != after.findings[0].place


def test_a_baseline_hides_what_was_known(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, FILES)
    file = tmp_path / "baseline"
    file.write_text(baseline_text(inspection.findings[:1]), "utf-8")
    again = inspect((tmp_path / "one.json",), baseline=read_baseline(file))
    assert [found.rule for found in again.findings] == ["redirect-uri-not-https"]
    assert [found.rule for found in again.known] == ["placeholder-value"]
    file.write_text(render(inspection, Format.JSON), "utf-8")
    assert inspect((tmp_path / "one.json",), baseline=read_baseline(file)).findings == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("{", "it is no JSON"), ("[]", "no list of findings"), ('{"findings": 1}', "no list")],
)
def test_a_broken_baseline_is_refused(content: str, complaint: str, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(content, "utf-8")
    with pytest.raises(UnreadableInput, match=complaint):
        read_baseline(file)


def test_a_missing_baseline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="--update-baseline"):
        read_baseline(tmp_path / "none")


def test_own_rules_and_causes_share_no_id() -> None:
    causes = {cause.id for cause in CAUSES}
    assert not causes & set(RULES)
    for rule in (*RULES, *causes):
        assert remedy_of(rule).endswith(".")
        assert title_of(rule)
