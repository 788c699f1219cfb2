"""Results that a team knew when it adopted the check: they fail no build.

The file has the form of the guard's baseline, and one file may serve both.
"""

import json
from pathlib import Path
from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.report.escaping import well_formed
from pkcedoctor.report.results import Batch, Level

SCHEMA: Final = "pkcedoctor/guard-baseline/v1"


def read_baseline(path: Path) -> frozenset[str]:
    """Return the fingerprints of a baseline.

    Raises:
        UnreadableInput: if it cannot be read or is none.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise UnreadableInput(
            f"{path}: cannot be read: {reason}; write it with --write-baseline"
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


def baseline_text(batch: Batch) -> str:
    """Return the text of a baseline, stable enough to be kept in version control."""
    rows = {
        result.fingerprint: {
            "fingerprint": result.fingerprint,
            "rule": result.rule,
            "path": well_formed(result.file),
        }
        for result in reversed(batch.results)
        if result.level is not Level.NOTE
    }
    ordered = sorted(rows.values(), key=lambda row: (row["path"], row["rule"], row["fingerprint"]))
    return json.dumps({"schema": SCHEMA, "findings": ordered}, indent=2) + "\n"
