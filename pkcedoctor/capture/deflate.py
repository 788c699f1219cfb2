"""Unpacks gzip and zlib, within a budget and as far as a damaged file allows."""

import zlib
from dataclasses import replace

from pkcedoctor.capture.container import Budget, Wrapped
from pkcedoctor.errors import UnreadableInput

_GZIP = b"\x1f\x8b"
_EITHER_HEADER = zlib.MAX_WBITS | 32
_SLICE = 1 << 16
_CHUNK = 1 << 20


def inflated(wrapped: Wrapped, budget: Budget) -> Wrapped:
    """Unpack gzip or zlib bytes.

    Raises:
        UnreadableInput: nothing can be unpacked, or too much.
    """
    unpacked = bytearray()
    end = _stream(wrapped.data, 0, unpacked, budget)
    while end is not None and wrapped.data.startswith(_GZIP, end):
        end = _stream(wrapped.data, end, unpacked, budget)
    if end is not None:
        return replace(wrapped, data=bytes(unpacked))
    if not unpacked:
        raise UnreadableInput(
            f"{wrapped.label}: looks compressed, but cannot be unpacked; save the capture again"
        )
    note = "The compressed data is damaged or cut off; what could be unpacked was read"
    return replace(wrapped, data=bytes(unpacked), notes=(*wrapped.notes, note))


def _stream(data: bytes, start: int, unpacked: bytearray, budget: Budget) -> int | None:
    """Unpack one stream; return where it ends, or None when it is not whole."""
    unpacker = zlib.decompressobj(_EITHER_HEADER)
    for begin in range(start, len(data), _SLICE):
        pending = data[begin : begin + _SLICE]
        end = begin + len(pending)
        while pending and not unpacker.eof:
            try:
                part = unpacker.decompress(pending, _CHUNK)
            except zlib.error:
                return None
            budget.spend(len(part))
            unpacked += part
            pending = unpacker.unconsumed_tail
        if unpacker.eof:
            return end - len(unpacker.unused_data)
    return None
