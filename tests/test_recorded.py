"""Every exchange recorded with a real server is diagnosed as its record says it must be."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from pkcedoctor.checkup import check
from pkcedoctor.diagnosis import Certainty, Checkup, Outcome
from pkcedoctor.report import Format, render

RECORDED: Final = Path(__file__).parent / "recorded"
SHORTEST_SECRET: Final = 8


@dataclass(frozen=True, slots=True)
class Case:
    """One table of ``expected.toml``."""

    har: str
    cause: str | None
    determined: bool
    outcome: str
    secrets: tuple[str, ...]


def read_case(table: dict[str, Any]) -> Case:
    cause = table["cause"]
    if table["fault"] == "challenge-method-mismatch-plain-with-digest":
        # A server that refuses plain altogether stops at the authorization request, before there
        # is a verifier to compare with: the method is then all that can be wrong.
        refuses_plain = table.get("refused_at") == "authorization"
        cause = "challenge-method-invalid" if refuses_plain else cause
    return Case(
        har=table["har"],
        cause=None if cause == "none" else cause,
        determined=table["determined"],
        outcome=table["outcome"],
        secrets=tuple(one for one in table["secrets"] if len(one) >= SHORTEST_SECRET),
    )


TABLES: Final = tomllib.loads((RECORDED / "expected.toml").read_text(encoding="utf-8"))
CASES: Final = tuple(read_case(table) for tables in TABLES.values() for table in tables.values())
every_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.har) for case in CASES])


@cache
def diagnosed(har: str) -> Checkup:
    return check(RECORDED / har)


def test_every_capture_is_expected() -> None:
    recorded = {path.relative_to(RECORDED).as_posix() for path in RECORDED.rglob("*.har")}
    assert recorded == {case.har for case in CASES}


@every_case
def test_the_cause_is_named(case: Case) -> None:
    *_, diagnosis = diagnoses = diagnosed(case.har).diagnoses
    accepted = [one for one in diagnoses if one.outcome is Outcome.SUCCEEDED]
    assert [one.cause for one in accepted] == [None] * len(accepted)
    named = None if diagnosis.cause is None else diagnosis.cause.rule.id
    assert diagnosis.outcome.value == case.outcome
    if case.determined or case.cause is None:
        assert named == case.cause
    elif diagnosis.cause is not None and named != case.cause:
        assert diagnosis.cause.certainty is not Certainty.PROVEN


@every_case
def test_no_secret_is_printed(case: Case) -> None:
    for format_ in Format:
        report = render(diagnosed(case.har), format_)
        for secret in case.secrets:
            written = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
            assert not [text for text in written if text in report], format_
