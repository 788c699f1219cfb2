"""What wraps a capture's text: compression, archives, byte-order marks, other encodings."""

import json
import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pkcedoctor.capture.reading import Reading
from pkcedoctor.errors import UnreadableInput

SIZE_LIMIT = 2 << 30
"""No input may be larger than this many bytes, packed or unpacked, unless the user says so."""

WHOLE_LIMIT = 128 << 20
"""What must be held in memory as a whole may not be larger than this many bytes."""

NESTING_LIMIT = 4
"""No input may be packed more often than this."""

_CHUNK = 1 << 20
_SNIFFED = 4 << 10
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZLIB = (b"x\x01", b"x^", b"x\x9c", b"x\xda")
_CUT = "unexpected end of data"

Sidecar = Callable[[str], bytes | None]
"""Reads a file that lies beside the capture, by the name the capture gives; None if it cannot."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Bytes that may still be packed.

    Attributes:
        label: their name, for messages.
        sidecar: reads the files beside them.
        chunks: yields the bytes piece by piece, anew at every call.
        held: all of the bytes, where they are at hand.
        notes: what was repaired while they were read, without a full stop; filled by reading.
    """

    label: str
    sidecar: Sidecar
    chunks: Callable[[], Iterator[bytes]]
    held: bytes | mmap.mmap | None = None
    notes: list[str] = field(default_factory=list)

    def head(self) -> bytes:
        """Return the first bytes."""
        if self.held is not None:
            return self.held[:_SNIFFED]
        return next(self.chunks(), b"")[:_SNIFFED]

    def whole(self) -> bytes:
        """Return all bytes.

        Raises:
            UnreadableInput: there are more than can be held.
        """
        if self.held is not None and len(self.held) <= WHOLE_LIMIT:
            return self.held[:]
        gathered = bytearray()
        for chunk in self.chunks():
            gathered += chunk
            if len(gathered) > WHOLE_LIMIT:
                raise UnreadableInput(
                    f"{self.label}: more than {WHOLE_LIMIT} bytes that can only be read as a whole;"
                    " record a shorter capture, or export it as HAR from a browser"
                )
        return bytes(gathered)


@dataclass(frozen=True, slots=True)
class Text:
    """One text found in a container.

    Attributes:
        label: its name, for messages.
        text: the text.
        sidecar: reads the files beside it.
        notes: what was repaired on the way, without a full stop.
    """

    label: str
    text: str
    sidecar: Sidecar
    notes: tuple[str, ...] = ()


class Budget:
    """How many bytes unpacking may still produce."""

    def __init__(self, label: str, limit: int) -> None:
        self._label = label
        self._limit = limit
        self._left = limit

    def spend(self, size: int) -> None:
        """Count bytes.

        Raises:
            UnreadableInput: there are too many of them.
        """
        self._left -= size
        if self._left < 0:
            raise UnreadableInput(
                f"{self._label}: unpacks to more than {self._limit} bytes;"
                " record a shorter capture, or allow more with --max-size"
            )


def held(data: bytes | mmap.mmap, label: str, sidecar: Sidecar) -> Packed:
    """Return bytes that are at hand."""

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]

    return Packed(label, sidecar, chunks, data)


def no_sidecar(_name: str) -> None:
    """Say that there are no files beside the capture."""


def folder_sidecar(folder: Path) -> Sidecar:
    """Return a reader of the files in a folder that never leaves the folder."""

    def read(name: str) -> bytes | None:
        try:
            root = folder.resolve(strict=True)
            path = (root / name).resolve(strict=True)
            if not path.is_relative_to(root) or not path.is_file():
                return None
            return path.read_bytes() if path.stat().st_size <= WHOLE_LIMIT else None
        except (OSError, RuntimeError, ValueError):
            return None

    return read


def unpacked(
    packed: Packed, limit: int = SIZE_LIMIT, depth: int = 0
) -> tuple[Packed, ...] | Reading:
    """Take off compression and archives; nothing is unpacked before it is asked for.

    Args:
        packed: what was handed in.
        limit: to how many bytes it may unpack.
        depth: how often it was unpacked already.

    Returns:
        What is packed no more; or what was read, where the archive itself is the capture.

    Raises:
        UnreadableInput: the bytes are damaged, hold no capture, or are packed too often.
    """
    if depth > NESTING_LIMIT:
        raise UnreadableInput(
            f"{packed.label}: packed more than {NESTING_LIMIT} times; unpack it first"
        )
    head = packed.head()
    if head.startswith(_ZIP):
        from pkcedoctor.capture import archive  # noqa: PLC0415 - zipfile is slow to import

        members = archive.captures(packed, Budget(packed.label, limit))
        if isinstance(members, Reading):
            return members
        return tuple(
            inner for member in members for inner in _flat(unpacked(member, limit, depth + 1))
        )
    if head.startswith((_GZIP, *_ZLIB)):
        from pkcedoctor.capture import deflate  # noqa: PLC0415 - few captures are compressed

        return unpacked(deflate.inflated(packed, limit), limit, depth + 1)
    return (packed,)


def _flat(inner: tuple[Packed, ...] | Reading) -> tuple[Packed, ...]:
    return () if isinstance(inner, Reading) else inner


def text_of(packed: Packed) -> Text:
    """Decode bytes that are packed no more.

    Raises:
        UnreadableInput: they are too many, or damaged.
    """
    text, notes = _decoded(packed.whole())
    return Text(packed.label, text, packed.sidecar, (*dict.fromkeys(packed.notes), *notes))


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding, "surrogatepass"), ()
    except UnicodeDecodeError as error:
        if error.reason == _CUT or not encoding.startswith("utf-8"):
            return data.decode(encoding, "replace"), ()
    text = data.decode("utf-8", "replace")
    if not text.replace("\N{REPLACEMENT CHARACTER}", "").isascii():
        return text, ("Some bytes are not UTF-8 and were replaced by U+FFFD",)
    note = "The file is not UTF-8 and was read as Latin-1 (Windows-1252)"
    try:
        return data.decode("cp1252"), (note,)
    except UnicodeDecodeError:
        return data.decode("latin-1"), (note,)
