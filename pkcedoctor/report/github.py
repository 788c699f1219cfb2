"""Results as workflow commands, which GitHub shows as annotations.

A command is ``::error file=a.har,line=1,title=rule::message``. The runner undoes ``%25``, ``%0D``
and ``%0A`` in the message, and ``%3A`` and ``%2C`` too in a property (``@actions/core``,
``command.ts``).
"""

from typing import Final

from pkcedoctor.report.escaping import visible, workflow_command, workflow_property
from pkcedoctor.report.results import Batch, Complaint, Level, Result

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_COUNTED: Final = (Level.ERROR, Level.WARNING)


def write_github(batch: Batch) -> str:
    """Write results as workflow commands, what fails the build first, and a last line."""
    results = sorted(batch.results, key=lambda result: not result.fails)
    lines = [*map(_complaint, batch.complaints), *map(_command, results)]
    if batch.contains_secrets:
        lines.insert(0, "::warning::this log contains secrets%3A do not share it")
    return "\n".join([*lines, _last(batch)]) + "\n"


def _command(result: Result) -> str:
    name = "notice" if result.known else _COMMANDS[result.level]
    place = {
        "file": result.file,
        "line": "" if result.line is None else str(result.line),
        "col": "" if result.column is None else str(result.column),
        "title": f"{result.rule}, known" if result.known else result.rule,
    }
    where = f" ({result.logical})" if result.logical else ""
    told = (visible(f"{result.sentence}{where}"), visible(result.remedy))
    return _written(name, place, "\n".join(part for part in told if part))


def _complaint(complaint: Complaint) -> str:
    place = {"file": complaint.file, "title": "not checked"}
    return _written("error", place, visible(complaint.message))


def _written(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(
        f"{key}={workflow_property(visible(value))}" for key, value in properties.items() if value
    )
    return f"::{name} {given}::{workflow_command(message)}"


def _last(batch: Batch) -> str:
    found = [result for result in batch.results if not result.known]
    counts = [(sum(result.level is level for result in found), level.value) for level in _COUNTED]
    told = [f"{count} {name}" if count == 1 else f"{count} {name}s" for count, name in counts]
    known = len(batch.results) - len(found)
    aside = [f"{known} known"] if known else []
    return f"pkcedoctor: {', '.join([f'{len(batch.cases)} checked', *told, *aside])}"
