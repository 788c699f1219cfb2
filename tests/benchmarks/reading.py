"""What ``pkcedoctor check`` costs on big captures, beside what parsing them costs.

Run it by ``python -m tests.benchmarks.reading``, with sizes in megabytes to measure others than
``1 10 100 500``, and with ``batch`` for a thousand captures in one call. It passes or fails
nothing.

Every figure is of whole processes that take turns in one run, the median of several rounds. The
ratios are what counts: ``json.load`` of the same file, ``jq`` where it is installed, and one search
for a word in the mapped file.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.captures import write_har

ROUNDS = 5
BATCH = 1000
JSON_LOAD = "import json, sys; json.load(open(sys.argv[1], 'rb'))"
SEARCH = (
    "import mmap, sys; file = open(sys.argv[1], 'rb');"
    "mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ).find(b'no such word')"
)
JSON_POOL = (
    "import json, sys\nfrom concurrent.futures import ProcessPoolExecutor\n"
    "def work(path):\n    with open(path, 'rb') as file:\n        json.load(file)\n"
    "with ProcessPoolExecutor(2) as pool:\n"
    "    list(pool.map(work, sys.argv[1:], chunksize=16))\n"
)
CHECK = (sys.executable, "-m", "pkcedoctor", "check")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took, in milliseconds, and the most memory it held, in megabytes."""

    wall: float
    memory: float


def cost(command: Sequence[str]) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return Cost((time.perf_counter() - begun) * 1000, usage.ru_maxrss / 1024)


def compared(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run each command once a round, one after the other."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(cost(command))
    return {
        name: Cost(median(each.wall for each in all_), median(each.memory for each in all_))
        for name, all_ in costs.items()
    }


def print_costs(label: str, costs: dict[str, Cost]) -> None:
    check = costs["check"]
    sys.stdout.write(f"{label:<16} check {check.wall:8.0f} ms {check.memory:6.0f} MB")
    for name, other in costs.items():
        if name != "check":
            ratio = f"x {check.wall / other.wall:.2f}"
            sys.stdout.write(f"   {name} {other.wall:.0f} ms {other.memory:.0f} MB {ratio}")
    sys.stdout.write("\n")
    sys.stdout.flush()


def big_files(sizes: Sequence[int], folder: Path) -> None:
    for size in sizes:
        for layout, indent in (("pretty", 2), ("one line", None)):
            path = folder / f"{size}.har"
            write_har(path, size * 1_000_000, indent=indent)
            commands: dict[str, Sequence[str]] = {
                "check": (*CHECK, str(path)),
                "json.load": (sys.executable, "-c", JSON_LOAD, str(path)),
                "search": (sys.executable, "-c", SEARCH, str(path)),
            }
            if jq := shutil.which("jq"):
                commands["jq"] = (jq, ".log.entries[].request.url", str(path))
            print_costs(f"{size} MB {layout}", compared(commands, ROUNDS))
            path.unlink()


def batch(folder: Path) -> None:
    first = folder / "0.har"
    write_har(first, 1_000_000, indent=2)
    paths = [str(first)]
    for place in range(1, BATCH):
        path = folder / f"{place}.har"
        shutil.copyfile(first, path)
        paths.append(str(path))
    commands = {
        "check": (*CHECK, *paths),
        "json.load, 2 processes": (sys.executable, "-c", JSON_POOL, *paths),
    }
    print_costs(f"{BATCH} x 1 MB", compared(commands, 3))


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    with tempfile.TemporaryDirectory() as folder:
        if "batch" in sys.argv:
            batch(Path(folder))
        else:
            big_files(sizes or [1, 10, 100, 500], Path(folder))


if __name__ == "__main__":
    main()
