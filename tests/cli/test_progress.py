import io
import sys

import pytest

from pkcedoctor.cli import _progress
from pkcedoctor.cli._progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    times = [0.0]
    monkeypatch.setattr(_progress, "monotonic", lambda: times[0])
    return times


def test_nothing_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress(10, "Reading") as reached:
        assert reached is None
    assert stream.getvalue() == ""


def test_nothing_for_what_is_done_at_once(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress(10, "Reading") as reached:
        assert reached is not None
        clock[0] = 0.9
        reached(5)
    assert stream.getvalue() == ""


def test_a_bar_for_what_takes_longer(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress(10, "Reading") as reached:
        assert reached is not None
        for position in (5, 10):
            clock[0] += 1.0
            reached(position)
    assert "Reading" in stream.getvalue()
    assert "100%" in stream.getvalue()
