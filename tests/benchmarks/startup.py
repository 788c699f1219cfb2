"""How long a short run takes, beside an empty program that only imports click.

Run it by ``python -m tests.benchmarks.startup [ROUNDS]``; it passes or fails nothing.

All programs run once in every round, one after the other, so that whatever else the machine does
meets all of them. Times are medians of the processor time of a whole process, with the bytecode
cached; ratios are to the empty program.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER

ROOT: Final = Path(__file__).parents[2]
ROUNDS: Final = 21
EMPTY: Final = """\
import click

@click.command()
def main() -> None:
    "Do nothing."

main()
"""
PROGRAM: Final = ("-m", "pkcedoctor")
RUNS: Final = {
    "an empty click program --help": ("-c", EMPTY, "--help"),
    "pkcedoctor --help": (*PROGRAM, "--help"),
    "pkcedoctor check, no search": (*PROGRAM, "check", "examples/challenge-padding/refused.har"),
    "pkcedoctor check, a search": (*PROGRAM, "check", "examples/challenge-mismatch/refused.har"),
    "pkcedoctor check --format json": (
        *(*PROGRAM, "check", "examples/challenge-padding/refused.har"),
        *("--format", "json"),
    ),
    "pkcedoctor verify": (*PROGRAM, "verify", EXAMPLE_VERIFIER, EXAMPLE_CHALLENGE),
}


def milliseconds(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    times: dict[str, list[float]] = {label: [] for label in RUNS}
    with tempfile.TemporaryDirectory() as cache:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for arguments in RUNS.values():
            milliseconds(arguments, environment)
        for _ in range(rounds):
            for label, arguments in RUNS.items():
                times[label].append(milliseconds(arguments, environment))
    least, *_ = (median(measured) for measured in times.values())
    lines = [f"{rounds} rounds, medians of processor time"]
    for label, measured in times.items():
        time = median(measured)
        lines.append(f"{label:<32} {time:6.1f} ms   {time / least:5.2f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
