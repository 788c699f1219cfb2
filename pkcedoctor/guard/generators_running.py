"""Runs a team's own generator and reads what it prints.

The command goes to the shell as it was typed: it stands in a build's configuration beside the
commands that the build runs the same way, it may need a pipe, a variable or ``&&``, and nothing
that was captured ever becomes a part of it. Neither the command nor anything that it prints is
told: a generator may be seeded with what is in use.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from threading import Thread
from typing import IO, Final

from pkcedoctor.guard.pairs import Pair, as_printed, pairs_in
from pkcedoctor.records import dataclass

LARGEST_OUTPUT: Final = 16_000_000
"""Most bytes that one run may print."""

_CHUNK: Final = 65_536
_FEWEST_RUNS: Final = 3
"""Runs of a program that prints many pairs in each: another process may print the same ones."""

_NOT_FOUND: Final = 127
_NOT_EXECUTABLE: Final = 126
_SIGNALLED: Final = 128
_PATIENCE: Final = 5.0
"""Seconds for a process that was killed to be gone."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that gave no pair.

    Attributes:
        run: which, from 1.
        reason: one line for the user, without anything that was printed.
    """

    run: int
    reason: str


def run_generator(
    command: str,
    *,
    runs: int,
    timeout: float,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Pair | Failure]:
    """Run a command until it has made so many pairs; end at the first failure.

    A command that prints one pair is run once for each. One that prints many is read to its end,
    and run again until there are enough, three times at least.

    Args:
        command: for the shell.
        runs: how many pairs are wanted.
        timeout: seconds for each run; then its processes are killed.
        progress: is told how many pairs there are, which may be more than were wanted.
    """
    made, run = 0, 0
    while made < runs or run < min(_FEWEST_RUNS, runs):
        run += 1
        found = _run(command, timeout)
        if isinstance(found, str):
            yield Failure(run, f"run {run} of the generator {found}")
            return
        made += len(found)
        if progress is not None:
            progress(made)
        yield from found


def _run(command: str, timeout: float) -> tuple[Pair, ...] | str:
    """Run once; return the pairs, or what went wrong."""
    try:
        process = subprocess.Popen(  # noqa: S602 - see the module's docstring
            command,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"could not be started ({type(error).__name__})"
    printed = bytearray()
    try:
        ended = _read(process, printed, timeout)
    finally:
        _end(process)
    if not ended:
        return f"did not end within {timeout:g} seconds; give it more with --timeout"
    if len(printed) > LARGEST_OUTPUT:
        return f"printed more than {LARGEST_OUTPUT // 1_000_000} MB"
    if process.returncode:
        return _unsuccessful(process.returncode)
    return pairs_in(as_printed(bytes(printed))) or _unreadable(printed)


def _read(process: subprocess.Popen[bytes], printed: bytearray, timeout: float) -> bool:
    """Read what a process prints; say whether it ended in time."""
    stream = process.stdout
    reader = Thread(target=_drain, args=(stream, printed), daemon=True)
    reader.start()
    reader.join(timeout)
    if reader.is_alive():
        return False
    if len(printed) > LARGEST_OUTPUT:
        return True
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        return False
    return True


def _drain(stream: IO[bytes], printed: bytearray) -> None:
    while len(printed) <= LARGEST_OUTPUT:
        read = os.read(stream.fileno(), _CHUNK)
        if not read:
            return
        printed += read


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a run: the shell, and on POSIX all that it started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return
    if process.stdout is not None:
        process.stdout.close()


def _unsuccessful(status: int) -> str:
    if status == _NOT_FOUND:
        return "failed: the shell did not find the command, or one that it calls (status 127)"
    if status == _NOT_EXECUTABLE:
        return "failed: the command is no program that may be run (status 126)"
    if status < 0 or status > _SIGNALLED:
        number = -status if status < 0 else status - _SIGNALLED
        return f"failed: it was ended by signal {number}"
    return f"failed with exit status {status}; run it by hand to see why"


def _unreadable(printed: bytearray) -> str:
    if not printed.strip():
        return "printed nothing to standard output"
    return (
        "printed no pair; print JSON with code_verifier and code_challenge, lines of "
        "CODE_VERIFIER=... and CODE_CHALLENGE=..., or the two values in this order"
    )
