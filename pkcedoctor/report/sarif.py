"""Results as SARIF 2.1.0, which code scanning reads.

Written by the OASIS standard; section numbers are its own.
"""

import json
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from pkcedoctor.report.escaping import visible, well_formed
from pkcedoctor.report.results import Batch, Complaint, Level, Result, RuleText
from pkcedoctor.report.version import installed_version

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_FINGERPRINT: Final = "pkcedoctor/v1"

Json = dict[str, object]


def write_sarif(batch: Batch, describe: Callable[[str], RuleText]) -> str:
    """Write results as one SARIF log with one run, in ASCII.

    Args:
        batch: what to tell.
        describe: gives the page of a rule that has a result.
    """
    ids = sorted({result.rule for result in batch.results})
    driver: Json = {
        "name": "pkcedoctor",
        "version": installed_version(),
        "rules": [_rule(describe(id_)) for id_ in ids],
    }
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(batch.complaints)],
        "results": [_result(result, ids.index(result.rule)) for result in batch.results],
    }
    if batch.contains_secrets:
        run["properties"] = {"containsSecrets": True}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(text: RuleText) -> Json:
    rule: Json = {
        "id": text.id,
        "name": "".join(word.capitalize() for word in text.id.split("-")),
        "shortDescription": {"text": _message(text.title)},
        "help": {"text": well_formed(text.text), "markdown": well_formed(text.markdown)},
        "properties": {"tags": list(text.tags)},
    }
    return {**rule, "helpUri": text.url} if "://" in text.url else rule


def _result(result: Result, rule: int) -> Json:
    told = (f"{result.sentence}.", result.remedy)
    written: Json = {
        "ruleId": result.rule,
        "ruleIndex": rule,
        "level": _LEVELS[result.level],
        "message": {"text": _message(" ".join(part for part in told if part))},
        "locations": [_location(result)],
        "partialFingerprints": {
            _FINGERPRINT: result.fingerprint,
            "primaryLocationLineHash": f"{result.fingerprint[:16]}:1",
        },
        "properties": {"certainty": result.certainty, "failsTheBuild": result.fails},
    }
    if result.known:
        why = "known when the baseline was written"
        written["baselineState"] = "unchanged"
        written["suppressions"] = [{"kind": "external", "justification": why}]
    return written


def _location(result: Result) -> Json:
    location: Json = {}
    if result.file:
        physical: Json = {"artifactLocation": {"uri": _uri(result.file)}}
        if result.line is not None:
            column = {} if result.column is None else {"startColumn": result.column}
            physical["region"] = {"startLine": result.line, **column}
        location["physicalLocation"] = physical
    if result.logical:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(result.logical)}]
    return location


def _invocation(complaints: tuple[Complaint, ...]) -> Json:
    invocation: Json = {"executionSuccessful": not complaints}
    if complaints:
        invocation["toolExecutionNotifications"] = [
            {
                "level": "error",
                "message": {"text": _message(complaint.message)},
                "locations": [
                    {"physicalLocation": {"artifactLocation": {"uri": _uri(complaint.file)}}}
                ],
            }
            for complaint in complaints
        ]
    return invocation


def _message(text: str) -> str:
    """Return a plain text message (3.11.5, 3.11.6) in which nothing is a placeholder or a link."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _uri(path: str) -> str:
    """Return a path as a URI reference (RFC 3986 4.1)."""
    octets = path.encode("utf-8", "surrogatepass")
    escaped = quote(octets, safe="/~-._")
    if path.startswith("/"):
        return f"file://{escaped}"
    return f"file:///{escaped}" if path[1:2] == ":" else escaped
