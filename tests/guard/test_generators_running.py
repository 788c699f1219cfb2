"""Commands that do not do what a generator does."""

import shlex
import sys
from pathlib import Path
from time import monotonic

import pytest

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard import generators_running
from pkcedoctor.guard.generators import check_generator
from pkcedoctor.guard.generators_running import Failure, run_generator
from pkcedoctor.guard.pairs import Pair
from pkcedoctor.pkce import EXAMPLE_CHALLENGE as C
from pkcedoctor.pkce import EXAMPLE_VERIFIER as V

SECRET = "a-secret-that-is-printed-by-mistake-0123456789"
PYTHON = shlex.quote(sys.executable)


def outcome(command: str, *, timeout: float = 20, runs: int = 1) -> list[Pair | Failure]:
    return list(run_generator(command, runs=runs, timeout=timeout, progress=None))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        pytest.param("exit 3", "failed with exit status 3", id="a status"),
        pytest.param(f"echo {SECRET}; exit 1", "failed with exit status 1", id="having printed"),
        pytest.param("no-such-program-at-all", "did not find the command", id="not found"),
        pytest.param("/dev/null", "is no program", id="no program"),
        pytest.param("kill -9 $$", "ended by signal 9", id="killed"),
        pytest.param("sh -c 'kill -11 $$'; exit $?", "ended by signal 11", id="a child killed"),
        pytest.param("true", "printed nothing", id="nothing"),
        pytest.param("echo >&2 something", "printed nothing", id="only to standard error"),
        pytest.param(f"echo {SECRET}", "printed no pair", id="no pair"),
        pytest.param("\0", "could not be started", id="a NUL"),
    ],
)
def test_a_failure_is_one_line_without_what_was_printed(command: str, reason: str) -> None:
    (failure,) = outcome(command)
    assert isinstance(failure, Failure)
    assert reason in failure.reason
    assert failure.reason.startswith("run 1 of the generator ")
    assert "\n" not in failure.reason
    assert SECRET not in failure.reason


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("sleep 30", id="it sleeps"),
        pytest.param("sleep 30 & wait", id="its child sleeps"),
        pytest.param("sleep 30 >/dev/null", id="silently"),
        pytest.param("exec >&-; sleep 30", id="with its output closed"),
        pytest.param("cat; trap '' TERM; sleep 30", id="it ignores SIGTERM"),
    ],
)
def test_a_run_is_ended_when_its_time_is_over(command: str) -> None:
    begun = monotonic()
    (failure,) = outcome(command, timeout=0.3)
    assert isinstance(failure, Failure)
    assert "did not end within 0.3 seconds" in failure.reason
    assert monotonic() - begun < 10


def test_what_it_started_is_ended_too(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    outcome(f"(sleep 1; touch {mark}) & sleep 30", timeout=0.2)
    outcome("sleep 1.3", timeout=5)
    assert not mark.exists()


def test_endless_output_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generators_running, "LARGEST_OUTPUT", 1_000_000)
    (failure,) = outcome(f"yes {SECRET}")
    assert isinstance(failure, Failure)
    assert "printed more than 1 MB" in failure.reason


def test_it_is_run_once_for_each_pair() -> None:
    made: list[int] = []
    found = list(run_generator(f"echo {V} {C}", runs=4, timeout=20, progress=made.append))
    assert found == [Pair(V, C)] * 4
    assert made == [1, 2, 3, 4]


def test_many_pairs_are_read_to_the_end_and_of_three_processes() -> None:
    found = outcome(f"for i in 1 2 3 4 5; do echo {V} {C}; done", runs=4)
    assert len(found) == 15


def test_standard_input_is_empty() -> None:
    assert outcome(f"cat; echo {V} {C}") == [Pair(V, C)]


def test_a_later_failure_says_so(tmp_path: Path) -> None:
    count = tmp_path / "count"
    command = f"echo >> {count}; test $(wc -l < {count}) -lt 3 && {PYTHON} -m pkcedoctor pair"
    with pytest.raises(UnreadableInput, match=r"run 3 of the generator failed.*after 2 pairs"):
        check_generator(command, runs=9, timeout=60)
