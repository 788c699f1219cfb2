"""Bytes that are searched from front to back and never held all at once."""

import mmap
import sys
from collections.abc import Callable, Iterator
from typing import Protocol

WINDOW = 2 << 20
"""How many bytes are searched before the ones behind are let go."""

MOST_KEPT = 128 << 20
"""How many bytes of a stream are kept, even where they may be asked for again."""

KEPT = 4 << 20
"""How many bytes before a search's place can be asked for, whatever was forgotten."""

Progress = Callable[[int], None]
"""Told how many bytes have been read so far."""


class Octets(Protocol):
    """What the skimming reader asks of its input. Positions count from 0."""

    def find(self, needle: bytes, start: int, *, forgets: bool = False) -> int:
        """Return where the needle is found first at or after a position, or -1.

        Args:
            needle: what to look for.
            start: from where.
            forgets: whether what was searched, but for its last ``KEPT`` bytes, will not be
                asked for again.

        Raises:
            LookupError: more would have to be kept than is allowed.
        """
        ...

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions, fewer where the input is shorter."""
        ...

    def release(self, before: int) -> None:
        """Say that nothing before a position will be asked for again."""
        ...

    def size(self) -> int:
        """Return how many bytes there are; reads them all."""
        ...


class HeldOctets:
    """Bytes in memory, or a file that the system maps there page by page."""

    def __init__(self, held: bytes | mmap.mmap, progress: Progress | None = None) -> None:
        self._held = held
        self._size = len(held)
        self._progress = progress
        self._dropped = 0

    def find(self, needle: bytes, start: int, *, forgets: bool = False) -> int:  # noqa: ARG002
        """Return where the needle is found first at or after a position, or -1."""
        while start < self._size:
            end = start + WINDOW
            found = self._held.find(needle, start, end + len(needle) - 1)
            if found >= 0:
                return found
            start = end
            self.release(start)
        return -1

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions, fewer where the input is shorter."""
        return self._held[start:end]

    def release(self, before: int) -> None:
        """Let the pages before a position go; asked for again, they are read again."""
        pages = min(before, self._size) // mmap.PAGESIZE * mmap.PAGESIZE
        if pages - self._dropped < WINDOW:
            return
        if sys.platform != "win32" and isinstance(self._held, mmap.mmap):
            self._held.madvise(mmap.MADV_DONTNEED, self._dropped, pages - self._dropped)
        self._dropped = pages
        if self._progress is not None:
            self._progress(pages)

    def size(self) -> int:
        """Return how many bytes there are."""
        return self._size


class StreamedOctets:
    """Bytes that arrive one after the other, of which only the latest are kept."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._kept = bytearray()
        self._first = 0
        self._needed = 0

    def find(self, needle: bytes, start: int, *, forgets: bool = False) -> int:
        """Return where the needle is found first at or after a position, or -1."""
        while True:
            found = self._kept.find(needle, max(start - self._first, 0))
            if found >= 0:
                return self._first + found
            start = max(start, self._first + len(self._kept) - len(needle) + 1)
            if forgets:
                self.release(start - KEPT)
            if not self._more():
                return -1

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions, fewer where the input is shorter.

        Raises:
            LookupError: some of them have been let go.
        """
        while self._first + len(self._kept) < end and self._more():
            pass
        if start < self._first:
            raise LookupError(start)
        return bytes(self._kept[start - self._first : end - self._first])

    def release(self, before: int) -> None:
        """Let the bytes before a position go."""
        self._needed = max(self._needed, before)

    def size(self) -> int:
        """Return how many bytes there are; reads them all."""
        while self._more():
            self._needed = max(self._needed, self._first + len(self._kept) - WINDOW)
        return self._first + len(self._kept)

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        surplus = min(self._needed - self._first, len(self._kept))
        if surplus >= WINDOW:
            del self._kept[:surplus]
            self._first += surplus
        self._kept += chunk
        if len(self._kept) > MOST_KEPT:
            raise LookupError(self._first)
        return True
