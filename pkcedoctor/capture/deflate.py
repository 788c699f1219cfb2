"""Unpacks gzip and zlib, within a budget and as far as a damaged file allows."""

import zlib
from collections.abc import Iterator

from pkcedoctor.capture.container import Budget, Packed
from pkcedoctor.errors import UnreadableInput

_GZIP = b"\x1f\x8b"
_EITHER_HEADER = zlib.MAX_WBITS | 32
_CHUNK = 1 << 20
_DAMAGED = "The compressed data is damaged or cut off; what could be unpacked was read"


def inflated(packed: Packed, limit: int) -> Packed:
    """Unpack gzip or zlib bytes, as they are asked for.

    Args:
        packed: the bytes.
        limit: how many bytes may come out of them.

    Raises:
        UnreadableInput: nothing can be unpacked, or too much; raised when it is asked for.
    """
    notes = packed.notes

    def chunks() -> Iterator[bytes]:
        budget = Budget(packed.label, limit)
        nothing = True
        for chunk in _streams(packed.chunks(), notes):
            nothing = False
            budget.spend(len(chunk))
            yield chunk
        if nothing and notes:
            raise UnreadableInput(
                f"{packed.label}: looks compressed, but cannot be unpacked; save the capture again"
            )

    return Packed(packed.label, packed.sidecar, chunks, notes=notes)


def _streams(chunks: Iterator[bytes], notes: list[str]) -> Iterator[bytes]:
    """Unpack one stream after the other; what follows the last of them is padding."""
    unpacker = zlib.decompressobj(_EITHER_HEADER)
    pending = b""
    for chunk in chunks:
        pending += chunk
        while pending:
            if unpacker.eof:
                if not _GZIP.startswith(pending[: len(_GZIP)]):
                    return
                if len(pending) < len(_GZIP):
                    break
                unpacker = zlib.decompressobj(_EITHER_HEADER)
            try:
                part = unpacker.decompress(pending, _CHUNK)
            except zlib.error:
                notes.append(_DAMAGED)
                return
            if part:
                yield part
            pending = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        notes.append(_DAMAGED)
