"""What wraps a capture's text: compression, archives, byte-order marks, other encodings."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pkcedoctor.errors import UnreadableInput

EXPANSION_LIMIT = 2 << 30
"""No input may grow beyond this many bytes while it is unpacked."""

NESTING_LIMIT = 4
"""No input may be packed more often than this."""

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZLIB = (b"x\x01", b"x^", b"x\x9c", b"x\xda")
_CUT = "unexpected end of data"

Sidecar = Callable[[str], bytes | None]
"""Reads a file that lies beside the capture, by the name the capture gives; None if it cannot."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Bytes that may still be packed.

    Attributes:
        data: the bytes.
        label: their name, for messages.
        sidecar: reads the files beside them.
        notes: what was repaired on the way, without a full stop.
    """

    data: bytes
    label: str
    sidecar: Sidecar
    notes: tuple[str, ...] = ()


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

    def __init__(self, label: str) -> None:
        self._label = label
        self.left = EXPANSION_LIMIT

    def spend(self, size: int) -> None:
        """Count bytes.

        Raises:
            UnreadableInput: there are too many of them.
        """
        if size > self.left:
            raise UnreadableInput(
                f"{self._label}: unpacks to more than {EXPANSION_LIMIT} bytes;"
                " record a shorter capture"
            )
        self.left -= size


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
            return path.read_bytes() if path.stat().st_size <= EXPANSION_LIMIT else None
        except (OSError, RuntimeError, ValueError):
            return None

    return read


def unwrap(data: bytes, label: str, sidecar: Sidecar) -> tuple[Text, ...]:
    """Find the texts in some bytes.

    Args:
        data: the bytes of a file.
        label: the file's name, for messages.
        sidecar: reads the files beside it.

    Raises:
        UnreadableInput: the bytes are damaged, hold no capture, or unpack to too many.
    """
    return _unwrapped(Wrapped(data, label, sidecar), Budget(label), 0)


def _unwrapped(wrapped: Wrapped, budget: Budget, depth: int) -> tuple[Text, ...]:
    if depth > NESTING_LIMIT:
        raise UnreadableInput(
            f"{wrapped.label}: packed more than {NESTING_LIMIT} times; unpack it first"
        )
    if wrapped.data.startswith(_ZIP):
        from pkcedoctor.capture import archive  # noqa: PLC0415 - zipfile is slow to import

        opened = archive.captures(wrapped, budget)
        return tuple(text for each in opened for text in _unwrapped(each, budget, depth + 1))
    if wrapped.data.startswith((_GZIP, *_ZLIB)):
        from pkcedoctor.capture import deflate  # noqa: PLC0415 - few captures are compressed

        return _unwrapped(deflate.inflated(wrapped, budget), budget, depth + 1)
    text, note = _decoded(wrapped.data)
    return (Text(wrapped.label, text, wrapped.sidecar, (*wrapped.notes, *note)),)


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
