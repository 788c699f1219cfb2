"""A bar for what takes longer than a second, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Final

import click

_PATIENCE: Final = 1.0


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None] | None]:
    """Give a function that is told how far the work is; None where nobody would see it.

    Args:
        length: where the work ends.
        label: what is being done.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as stack:
        yield _Bar(length, label, stack).reached


class _Bar:
    """Shows itself once the work has taken a second."""

    def __init__(self, length: int, label: str, stack: ExitStack) -> None:
        self._begun = monotonic()
        self._shown = 0
        self._stack = stack
        self._length = length
        self._label = label
        self._update: Callable[[int], None] | None = None

    def reached(self, position: int) -> None:
        """Show a position."""
        if self._update is None:
            if monotonic() - self._begun < _PATIENCE:
                return
            bar = click.progressbar(length=self._length, label=self._label, file=sys.stderr)
            self._update = self._stack.enter_context(bar).update
        self._update(position - self._shown)
        self._shown = position
