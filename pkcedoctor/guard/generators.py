"""Checks a team's own generator of pairs: runs it many times, and judges what it made.

::

    pkcedoctor guard --generator 'node make-pair.mjs' --runs 500
    pkcedoctor guard --pairs recorded.csv
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import time
from typing import Final

from pkcedoctor.derivation.remedies import (
    BASH,
    C_SHARP,
    GO,
    JAVA,
    KOTLIN,
    NODE,
    PHP,
    POWERSHELL,
    PYTHON,
    RUBY,
    SWIFT,
)
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.generators_findings import FAULTS, GeneratorFinding, wilson
from pkcedoctor.guard.generators_judging import judge_challenges, judge_verifiers
from pkcedoctor.guard.generators_report import (
    GeneratorReport,
    errors_first,
    generator_json,
    render_generator,
)
from pkcedoctor.guard.generators_running import Failure, run_generator
from pkcedoctor.guard.generators_statistics import judge_statistics
from pkcedoctor.guard.pairs import Pair, read_pairs
from pkcedoctor.patterns import regex

__all__ = [
    "FAULTS",
    "Failure",
    "GeneratorFinding",
    "GeneratorReport",
    "Pair",
    "check_generator",
    "check_pairs",
    "generator_json",
    "guard_generator",
    "judge",
    "read_pairs",
    "render_generator",
    "run_generator",
]

RUNS: Final = 500
"""Pairs that are made where nobody says how many."""

TIMEOUT: Final = 10.0
"""Seconds for each run where nobody says how long."""

_FIRST_LOOK: Final = 20
_SURE_OF_RATE: Final = 200
_NARROW: Final = 0.12

_WORDS: Final = regex(r"[A-Za-z]+")
_LANGUAGES: Final = {
    "node": NODE,
    "nodejs": NODE,
    "npx": NODE,
    "npm": NODE,
    "bun": NODE,
    "deno": NODE,
    "tsx": NODE,
    "python": PYTHON,
    "uv": PYTHON,
    "poetry": PYTHON,
    "php": PHP,
    "ruby": RUBY,
    "bundle": RUBY,
    "pwsh": POWERSHELL,
    "powershell": POWERSHELL,
    "go": GO,
    "java": JAVA,
    "mvn": JAVA,
    "gradle": JAVA,
    "kotlin": KOTLIN,
    "dotnet": C_SHARP,
    "swift": SWIFT,
    "bash": BASH,
    "sh": BASH,
    "zsh": BASH,
    "openssl": BASH,
}
"""A word of a command → the language whose remedy is shown."""


def judge(
    pairs: Sequence[Pair],
    *,
    language: str | None = None,
    made: tuple[float, float] | None = None,
) -> tuple[GeneratorFinding, ...]:
    """Judge the pairs of one generator, in the order of their making.

    Args:
        pairs: one at least.
        language: the name of a remedy's language, where it is known.
        made: when, from and to, in seconds of the epoch, where it is known.

    Returns:
        The errors, then the warnings; nothing of a sound generator.
    """
    return errors_first(
        (
            *judge_challenges(pairs, language),
            *judge_verifiers(pairs),
            *judge_statistics([pair.code_verifier for pair in pairs], made),
        )
    )


def check_pairs(path: Path) -> GeneratorReport:
    """Judge recorded pairs.

    Raises:
        UnreadableInput: they cannot be read.
    """
    pairs = read_pairs(path)
    return GeneratorReport(judge(pairs), len(pairs), "pairs")


def check_generator(
    command: str,
    *,
    runs: int = RUNS,
    timeout: float = TIMEOUT,
    progress: Callable[[int], None] | None = None,
) -> GeneratorReport:
    """Run a generator and judge it; stop as soon as more runs would say no more.

    Raises:
        UnreadableInput: a run failed, took too long, or printed no pair.
    """
    language, begun = _language(command), time()
    pairs: list[Pair] = []
    look, stopped = _FIRST_LOOK, ""
    several = False
    before = 0

    def reached(made: int) -> None:
        nonlocal several, before
        several = several or made - before > 1
        before = made
        if progress is not None:
            progress(made)

    for made in run_generator(command, runs=runs, timeout=timeout, progress=reached):
        if isinstance(made, Failure):
            sound = f", after {len(pairs)} pairs" if pairs else ""
            raise UnreadableInput(f"{made.reason}{sound}")
        if len(pairs) >= look:
            look *= 2
            stopped = _certain(judge(pairs, language=language, made=(begun, time())))
            if stopped:
                break
        pairs.append(made)
    unit = "pairs" if several or len(pairs) > runs else "runs"
    findings = judge(pairs, language=language, made=(begun, time()))
    return GeneratorReport(findings, len(pairs), unit, runs, stopped)


def _certain(findings: Sequence[GeneratorFinding]) -> str:
    """Say why no more runs are needed, or nothing."""
    for finding in findings:
        if finding.level != "error" or finding.certainty != "proven":
            continue
        if finding.wrong == finding.of:
            return "the fault is in every one"
        low, high = wilson(finding.wrong, finding.of)
        if finding.of >= _SURE_OF_RATE and high - low < _NARROW:
            return "the fault and its frequency are known"
    return ""


def _language(command: str) -> str | None:
    """Return whose remedy to show, by the programs that a command names."""
    words = (word.lower() for word in _WORDS.findall(command))
    return next((_LANGUAGES[word] for word in words if word in _LANGUAGES), None)


def guard_generator(
    source: str | Path,
    *,
    runs: int = RUNS,
    timeout: float = TIMEOUT,
    report_format: str = "text",
    progress: Callable[[int], None] | None = None,
) -> tuple[str, bool]:
    """Check a generator or recorded pairs, for the command line.

    Args:
        source: a command for the shell, or the path of recorded pairs.
        runs: how many pairs are wanted.
        timeout: seconds for each run.
        report_format: ``text`` or ``json``.
        progress: is told how many pairs there are.

    Returns:
        The report, and whether the build should fail.

    Raises:
        UnreadableInput: nothing could be judged.
    """
    if isinstance(source, Path):
        report = check_pairs(source)
    else:
        report = check_generator(source, runs=runs, timeout=timeout, progress=progress)
    if report_format == "json":
        import json  # noqa: PLC0415 - loaded where used

        return json.dumps(generator_json(report), indent=2) + "\n", report.refused
    return render_generator(report), report.refused
