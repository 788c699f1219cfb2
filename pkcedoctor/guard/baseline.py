"""Findings that a team knew when it adopted the guard."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.findings import Finding

SCHEMA: Final = "pkcedoctor/guard-baseline/v1"


def read_baseline(path: Path) -> frozenset[str]:
    """Return the fingerprints of a baseline, or of a JSON report of the guard.

    Raises:
        UnreadableInput: if it cannot be read or is neither.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UnreadableInput(
            f"{path}: cannot be read: {error.strerror}; write it with --update-baseline"
        ) from None
    except (ValueError, RecursionError):
        raise UnreadableInput(f"{path}: this is no baseline: it is no JSON") from None
    known = content.get("findings") if isinstance(content, dict) else None
    if not isinstance(known, list):
        raise UnreadableInput(f"{path}: this is no baseline: it has no list of findings")
    return frozenset(
        item["fingerprint"]
        for item in known
        if isinstance(item, dict) and isinstance(item.get("fingerprint"), str)
    )


def baseline_text(findings: Iterable[Finding]) -> str:
    """Return the text of a baseline, stable enough to be kept in version control."""
    rows = {
        found.fingerprint: {
            "fingerprint": found.fingerprint,
            "rule": found.rule,
            "path": found.place.file.replace("\\", "/"),
        }
        for found in findings
    }
    ordered = sorted(rows.values(), key=lambda row: (row["path"], row["rule"], row["fingerprint"]))
    return json.dumps({"schema": SCHEMA, "findings": ordered}, indent=2) + "\n"
