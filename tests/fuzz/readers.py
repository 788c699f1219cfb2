"""Feeds mutated captures to every reader and looks for anything but a report or a plain refusal.

It needs ``atheris`` and runs until it is stopped, or as long as libFuzzer's options say::

    python -m tests.fuzz.readers -max_total_time=600 -timeout=10

The seeds are the samples of every format that the tests read. What is found is written to
the working directory as ``crash-…`` or ``timeout-…``.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pkcedoctor"]):
    from pkcedoctor.checkup import check
    from pkcedoctor.errors import PkcedoctorError
    from pkcedoctor.report import Format, render

TESTS = Path(__file__).parents[1]
SEEDS = (TESTS / "capture" / "samples", TESTS / "capture" / "dialects")
LONGEST = 1 << 16


def run(octets: bytes) -> None:
    """Check some bytes; every exception but the project's own is a finding."""
    try:
        checkup = check(octets)
    except PkcedoctorError as error:
        if "\n" in str(error):
            raise AssertionError("a complaint of more than one line") from error
        return
    for format_ in Format:
        render(checkup, format_)


def main() -> None:
    with tempfile.TemporaryDirectory() as found:
        folders = [found, *map(str, SEEDS)]
        arguments = [sys.argv[0], *folders, f"-max_len={LONGEST}", *sys.argv[1:]]
        atheris.Setup(arguments, run)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
