"""Results for CI, and the three ways in which they are written."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from pkcedoctor.advice import PRACTICES, Lapse
from pkcedoctor.catalogue import RULES
from pkcedoctor.checkup import check
from pkcedoctor.diagnosis import Certainty, Checkup, Diagnosis, Finding, Outcome
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.exchange.messages import Exchange
from pkcedoctor.report import FailOn, Format, render, write_batch
from pkcedoctor.report.baseline import baseline_text, read_baseline
from pkcedoctor.report.gathering import describe, gather
from pkcedoctor.report.results import (
    Batch,
    Case,
    Complaint,
    Level,
    Result,
    RuleText,
    fingerprint_of,
    judge,
    merge,
)
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.rules._rule import Evidence, say
from tests.report.specimens import (
    CODE,
    EXCLUDES,
    EXPLAINS,
    MISMATCH,
    REDIRECT,
    VERIFIER,
    asked,
    cause,
    checkup,
    clean,
    delivered,
    diagnosis,
    failed_exchange,
    passed,
    redeemed,
    refused,
)

HERE: Final = Path(__file__).parent
SARIF: Final = Draft202012Validator(
    json.loads((HERE / "sarif-2.1.0.json").read_text(encoding="utf-8")),
    format_checker=FormatChecker(),
)
LAPSE: Final = Lapse(
    PRACTICES["state-missing"],
    say("the authorization request has no state"),
    (Evidence("entry 3", "state", say("is not sent")),),
)
ONE: Final = Result(
    rule="state-missing",
    level=Level.WARNING,
    certainty="proven",
    message="no state",
    remedy="Send one.",
    file="a b/login.har",
    line=3,
    column=7,
    logical="entry 3",
    fingerprint="0" * 32,
)
UNTIMED: Final = settings(deadline=None)
TEXTS: Final = st.text(max_size=40) | st.text(
    st.sampled_from("abc%:,{}[]()<>&\"'/\\\n\r\t\x1b\u202e\ufffe\ud800]]>-_"), max_size=40
)


def gathered(told: Checkup, file: str = "logins/login.har", *, show_secrets: bool = False) -> Batch:
    return gather(told, Secrecy(told, show_secrets=show_secrets), file=file)


def lax() -> Diagnosis:
    return replace(passed(), lapses=(LAPSE,))


def sarif(batch: Batch) -> Any:
    text = write_batch(batch, Format.SARIF, own_text)
    log = json.loads(text)
    SARIF.validate(log)
    assert text.isascii()
    (run,) = log["runs"]
    return run


def own_text(id_: str) -> RuleText:
    return (
        describe(id_)
        if id_ in {*PRACTICES, *(rule.id for rule in RULES)}
        else RuleText(id_, "a title", "a page", "# a page", "pkcedoctor.toml")
    )


def junit(batch: Batch) -> ET.Element:
    text = write_batch(batch, Format.JUNIT, own_text)
    root = ET.fromstring(text)  # noqa: S314 - our own
    validator = pytest.importorskip("xmlschema", reason="validates JUnit's XML")
    validator.XMLSchema(str(HERE / "junit-10.xsd")).validate(text)
    return root


def commands(batch: Batch) -> list[str]:
    return write_batch(batch, Format.GITHUB, own_text).splitlines()


def batch_of(*results: Result, summary: str = "ok: the server accepted this exchange") -> Batch:
    return Batch((Case("entry 12: POST https://as.example/token", "login.har", summary, results),))


def test_a_cause_is_an_error() -> None:
    batch = gathered(checkup())
    (case,) = batch.cases
    (result,) = case.results

    assert case.name == "entry 12: POST https://as.example/token"
    assert case.summary.startswith("error[challenge-mismatch]: code_challenge is E9Mel")
    assert (result.rule, result.level, result.certainty) == (
        "challenge-mismatch",
        Level.ERROR,
        "proven",
    )
    assert (result.file, result.line, result.logical) == ("logins/login.har", 1, "entry 3, query")
    assert result.remedy == "Keep the verifier until its code is redeemed."


def test_what_else_there_is() -> None:
    told = replace(diagnosis(), next_failures=(Finding(REDIRECT, EXPLAINS),), lapses=(LAPSE,))
    levels = [(one.rule, one.level) for one in gathered(checkup(told)).results]
    assert levels == [
        ("challenge-mismatch", Level.ERROR),
        ("redirect-uri-mismatch", Level.NOTE),
        ("state-missing", Level.WARNING),
    ]
    warned = gathered(checkup(lax())).results
    assert [(one.rule, one.level) for one in warned] == [
        ("challenge-mismatch", Level.WARNING),
        ("state-missing", Level.WARNING),
    ]


def test_a_finding_without_evidence_stands_where_the_request_does() -> None:
    told = replace(passed(), warnings=(Finding(MISMATCH, EXCLUDES),))
    (result,) = gathered(checkup(told), file="").results
    assert (result.logical, result.file, result.line) == ("entry 12", "", None)


@pytest.mark.parametrize(
    ("exchange", "name", "where"),
    [
        pytest.param(
            Exchange(None, refused(), asked(), delivered()),
            "entry 3: https://as.example/authorize?response_type=…&code_challenge=…",
            "entry 3",
            id="a login",
        ),
        pytest.param(Exchange(None, refused()), "an exchange", "entry 12", id="an answer"),
        pytest.param(Exchange(None), "an exchange", "", id="nothing"),
    ],
)
def test_an_exchange_that_is_not_whole(exchange: Exchange, name: str, where: str) -> None:
    told = replace(diagnosis(), exchange=exchange, cause=replace(cause(), evidence=()))
    (case,) = gathered(checkup(told)).cases
    assert case.name == name
    assert case.results[0].logical == where


@pytest.mark.parametrize(
    ("url", "same"),
    [
        pytest.param("https://as.example/token?x=1", True, id="a query"),
        pytest.param("https://AS.example:443/token/", True, id="spelling"),
        pytest.param("https://as.example/token2", False, id="a path"),
        pytest.param("https://other.example/token", False, id="a host"),
    ],
)
def test_fingerprints_tell_endpoints_apart(url: str, *, same: bool) -> None:
    def fingerprint(url: str) -> str:
        exchange = replace(failed_exchange(), token_request=redeemed(url=url))
        return gathered(checkup(replace(diagnosis(), exchange=exchange))).results[0].fingerprint

    assert (fingerprint("https://as.example/token") == fingerprint(url)) is same


def test_fingerprints_do_not_depend_on_values_files_or_loopback_ports() -> None:
    prints = set()
    for port, code in (("8600", CODE), ("51213", "another-code")):
        exchange = replace(
            failed_exchange(),
            token_request=redeemed(url=f"http://127.0.0.1:{port}/token"),
            authorization_request=None,
            authorization_response=delivered(code),
        )
        told = checkup(replace(diagnosis(), exchange=exchange))
        prints.add(gathered(told, f"{port}.har").results[0].fingerprint)
    assert len(prints) == 1


@pytest.mark.parametrize(
    ("level", "certainty", "fails"),
    [
        (Level.ERROR, "proven", {"proven", "likely", "possible", "warning"}),
        (Level.ERROR, "likely", {"likely", "possible", "warning"}),
        (Level.ERROR, "possible", {"possible", "warning"}),
        (Level.WARNING, "proven", {"warning"}),
        (Level.NOTE, "proven", set()),
    ],
)
def test_what_fails(level: Level, certainty: str, fails: set[str]) -> None:
    batch = batch_of(replace(ONE, level=level, certainty=certainty))
    assert {str(least) for least in FailOn if judge(batch, least).fails} == fails
    assert not judge(batch, FailOn.WARNING, frozenset({ONE.fingerprint})).fails


def test_merging() -> None:
    one, other = batch_of(ONE), Batch((), (Complaint("x.har", "no"),), contains_secrets=True)
    merged = merge((one, other))
    assert (merged.cases, merged.complaints) == (one.cases, other.complaints)
    assert merged.contains_secrets


def test_sarif() -> None:
    told = replace(diagnosis(), lapses=(LAPSE,))
    run = sarif(judge(gathered(checkup(told)), FailOn.POSSIBLE))

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "challenge-mismatch",
        "state-missing",
    ]
    first, second = run["results"]
    assert (first["level"], second["level"]) == ("error", "warning")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "logins/login.har"},
                "region": {"startLine": 1},
            },
            "logicalLocations": [{"fullyQualifiedName": "entry 3, query"}],
        }
    ]
    assert first["properties"] == {"certainty": "proven", "failsTheBuild": True}
    assert second["properties"]["failsTheBuild"] is False
    assert first["message"]["text"].endswith(". Keep the verifier until its code is redeemed.")
    assert set(first["partialFingerprints"]) == {"pkcedoctor/v1", "primaryLocationLineHash"}
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert "properties" not in run


def test_sarif_has_the_page_of_every_rule() -> None:
    ids = [*PRACTICES, *(rule.id for rule in RULES)]
    run = sarif(batch_of(*(replace(ONE, rule=id_) for id_ in ids)))
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["helpUri"].startswith("https://")
        assert "Remedy" in rule["help"]["text"]
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")


def test_sarif_of_other_rules_and_places() -> None:
    own = replace(ONE, rule="own-rule", logical="", known=True, remedy="", certainty="likely")
    bare = replace(ONE, rule="own-rule", file="", line=None)
    run = sarif(batch_of(own, bare, replace(own, line=None), replace(own, column=None)))

    (rule,) = run["tool"]["driver"]["rules"]
    assert "helpUri" not in rule
    known, elsewhere, no_line, no_column = run["results"]
    assert known["message"]["text"] == "no state (likely)."
    assert known["baselineState"] == "unchanged"
    assert known["suppressions"][0]["kind"] == "external"
    place = known["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/login.har"
    assert place["region"] == {"startLine": 3, "startColumn": 7}
    assert "physicalLocation" not in elsewhere["locations"][0]
    assert "region" not in no_line["locations"][0]["physicalLocation"]
    assert no_column["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("/home/x y/a.har", "file:///home/x%20y/a.har"),
        ("C:/a.har", "file:///C%3A/a.har"),
        ("a:b.har", "file:///a%3Ab.har"),
        ("ab:c.har", "ab%3Ac.har"),
        ("../é#?.har", "../%C3%A9%23%3F.har"),
    ],
)
def test_paths_as_uris(file: str, uri: str) -> None:
    (result,) = sarif(batch_of(replace(ONE, file=file)))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri


def test_sarif_of_what_could_not_be_checked() -> None:
    run = sarif(Batch((), (Complaint("x.har", "x.har: cut {off}"),), contains_secrets=True))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "x.har: cut {{off}}"
    assert run["properties"] == {"containsSecrets": True}
    assert run["results"] == []


def test_links_and_placeholders_are_defused_in_sarif() -> None:
    (result,) = sarif(batch_of(replace(ONE, message="[x](http://e.example) {0}", remedy="")))[
        "results"
    ]
    assert result["message"]["text"] == "[x] (http://e.example) {{0}}."


def test_junit() -> None:
    failing, tolerated = replace(ONE, certainty="likely"), replace(ONE, fails=False)
    root = junit(
        Batch(
            (*batch_of(failing, tolerated).cases, *batch_of().cases),
            (Complaint("x.har", "x.har: <cut> off"),),
        )
    )

    assert root.attrib == {"name": "pkcedoctor", "tests": "3", "failures": "1", "errors": "1"}
    first, second = root
    assert first.attrib == {
        "name": "login.har",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "0",
    }
    failed, sound = first
    failure = failed.find("failure")
    assert failure is not None
    assert failure.attrib == {
        "type": "state-missing",
        "message": "state-missing: no state (likely)",
    }
    assert (failure.text or "").split("\n")[1:4] == [
        "warning[state-missing]: no state (likely)",
        "  where   a b/login.har, entry 3",
        "  remedy  Send one.",
    ]
    assert "warning[state-missing]: no state\n" in (failed.findtext("system-out") or "")
    assert sound.find("failure") is None
    error = second.find("testcase/error")
    assert error is not None
    assert error.attrib["message"] == "x.har: <cut> off"


def test_junit_of_what_is_known_and_of_no_file() -> None:
    known = replace(ONE, known=True, fails=False, remedy="", logical="", file="a.toml")
    case = Case("messages", "", "ok", (known, replace(known, column=None)))
    root = junit(Batch((case,), contains_secrets=True))

    assert root.find("testsuite/properties/property[@name='contains-secrets']") is not None
    skipped = root.find("testsuite/testcase/skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "known from the baseline: state-missing"
    told = root.findtext("testsuite/testcase/system-out") or ""
    assert "known from the baseline\n  where   a.toml:3:7\n" in told
    assert "  where   a.toml:3" in told
    assert root[0].attrib["name"] == "messages"


def test_github() -> None:
    error = replace(ONE, rule="code-expired", level=Level.ERROR, line=None, column=None)
    note = replace(ONE, level=Level.NOTE, fails=False, remedy="", logical="", file="")
    known = replace(ONE, known=True, fails=False)
    place = "file=a b/login.har,line=3,col=7"
    batch = replace(batch_of(note, known, error, ONE), complaints=(Complaint("x.har", "cut"),))

    assert commands(batch) == [
        "::error file=x.har,title=not checked::cut",
        "::error file=a b/login.har,title=code-expired::no state (entry 3)%0ASend one.",
        f"::warning {place},title=state-missing::no state (entry 3)%0ASend one.",
        "::notice line=3,col=7,title=state-missing::no state",
        f"::notice {place},title=state-missing%2C known::no state (entry 3)%0ASend one.",
        "pkcedoctor: 1 checked, 1 error, 1 warning, 1 known",
    ]


def test_github_escapes_what_a_command_is_made_of() -> None:
    odd = replace(ONE, file="a,b:c%\n.har", message="100%\r\n::error::x")
    first, warning, last = commands(replace(batch_of(odd), contains_secrets=True))
    assert first.startswith("::warning::this log contains secrets")
    assert warning.startswith("::warning file=a%2Cb%3Ac%25\\n.har,line=3")
    assert r"::100%25\r\n::error::x (entry 3)%0A" in warning
    assert last == "pkcedoctor: 1 checked, 0 errors, 1 warning"


def test_the_library_writes_them_too() -> None:
    told = checkup(lax(), clean())
    assert json.loads(render(told, Format.SARIF))["runs"][0]["results"]
    assert 'failures="0"' in render(told, Format.JUNIT)
    assert "::warning file=request.har" in render(told, Format.GITHUB)


@pytest.mark.parametrize("form", [Format.SARIF, Format.JUNIT, Format.GITHUB])
def test_secrets_are_shown_on_demand_only(form: Format) -> None:
    quoting = replace(EXPLAINS, summary=say("{} and {}", CODE, VERIFIER))
    told = checkup(replace(diagnosis(), cause=cause(quoting)))
    assert not [secret for secret in (CODE, VERIFIER) if secret in render(told, form)]
    assert CODE in render(told, form, show_secrets=True)


@UNTIMED
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(Level))
def test_any_text_is_written_harmlessly(text: str, file: str, where: str, level: Level) -> None:
    result = replace(ONE, message=text, remedy=text, file=file, logical=where, level=level)
    batch = Batch((Case(text, file, text, (result,)),), (Complaint(file, text),))

    SARIF.validate(json.loads(write_batch(batch, Format.SARIF, own_text)))
    root = ET.fromstring(write_batch(batch, Format.JUNIT, own_text))  # noqa: S314 - our own
    assert len(root.findall("testsuite/testcase")) == 2
    lines = write_batch(batch, Format.GITHUB, own_text).split("\n")
    assert len(lines) == 4
    assert [line.partition(" ")[0] for line in lines[:1]] == ["::error"]
    assert lines[2].startswith("pkcedoctor: ")


@UNTIMED
@given(TEXTS)
def test_any_capture_is_gathered(text: str) -> None:
    exchange = replace(failed_exchange(), token_request=redeemed(url=text))
    told = checkup(replace(diagnosis(), exchange=exchange, outcome=Outcome.FAILED))
    batch = gathered(told, text)
    SARIF.validate(json.loads(write_batch(batch, Format.SARIF, describe)))
    assert baseline_text(batch).isascii()


def test_a_baseline(tmp_path: Path) -> None:
    note = replace(ONE, level=Level.NOTE, fingerprint="1" * 32)
    text = baseline_text(batch_of(ONE, note, replace(ONE, file="z.har")))
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")

    assert json.loads(text)["findings"] == [
        {"fingerprint": "0" * 32, "rule": "state-missing", "path": "a b/login.har"}
    ]
    assert read_baseline(path) == {"0" * 32}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "this is no baseline: it is no JSON"),
        (b"[]", "this is no baseline: it has no list of findings"),
        (b'{"findings": 1}', "this is no baseline: it has no list of findings"),
        (b"\xff", "cannot be read: it is no UTF-8 text"),
        (b"[" * 100_000, "this is no baseline: it is no JSON"),
        (None, "cannot be read: No such file or directory; write it with --write-baseline"),
    ],
)
def test_what_is_no_baseline(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=says):
        read_baseline(path)


def test_odd_members_of_a_baseline_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text('{"findings": [1, {}, {"fingerprint": 2}, {"fingerprint": "x"}]}')
    assert read_baseline(path) == {"x"}


def test_fingerprints_keep_their_parts_apart() -> None:
    assert fingerprint_of("a", "bc") != fingerprint_of("ab", "c")
    assert len(fingerprint_of("\ud800")) == 32


def test_an_unsure_cause_says_so() -> None:
    told = replace(diagnosis(), cause=cause(certainty=Certainty.LIKELY))
    (result,) = gathered(checkup(told)).results
    assert result.sentence.endswith(" (likely)")


def test_real_captures_are_gathered() -> None:
    examples = HERE.parent.parent / "examples"
    for path in sorted(examples.glob("*/refused.har")):
        batch = gathered(check(path))
        assert [one.rule for one in batch.results if one.level is Level.ERROR]
        SARIF.validate(json.loads(write_batch(batch, Format.SARIF, describe)))


def test_lapses_are_warnings_in_the_other_formats_too() -> None:
    told = checkup(lax())
    said = "OAuth 2.1 and RFC 9700 ask for more than this exchange does"
    assert f"  warning    {said}\n             state-missing: the" in render(told)
    assert f"- **warning**:\n  - {said}\n  - state-missing: the" in render(told, Format.MARKDOWN)
    (exchange,) = json.loads(render(told, Format.JSON))["exchanges"]
    assert exchange["warnings"][1:] == [
        {"rule": "state-missing", "message": "the authorization request has no state"}
    ]
