"""Bytes to HTTP messages. Knows captures, knows nothing of OAuth."""

import mmap
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from pkcedoctor.capture.container import (
    SIZE_LIMIT,
    Packed,
    folder_sidecar,
    held,
    no_sidecar,
    unpacked,
)
from pkcedoctor.capture.formats import read_plain
from pkcedoctor.capture.http import (
    Body,
    Capture,
    Field,
    FieldsBody,
    Header,
    HttpExchange,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
    VisitedUrl,
)
from pkcedoctor.capture.interest import Interest
from pkcedoctor.capture.reading import Reading, capture_of
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.records import dataclass

__all__ = [
    "Body",
    "Capture",
    "Field",
    "FieldsBody",
    "Header",
    "HttpExchange",
    "HttpRequest",
    "HttpResponse",
    "Interest",
    "NoBody",
    "TextBody",
    "UnrecordedBody",
    "VisitedUrl",
    "read_capture",
]

_SKIMMED_ONLY = 16 << 20
"""Beyond this many bytes a HAR in which nothing was found is not parsed as a whole as well."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """How to read."""

    interest: Interest | None
    max_size: int
    strict: bool
    progress: Callable[[int], None] | None


def read_capture(
    source: Path | bytes,
    *,
    name: str | None = None,
    interest: Interest | None = None,
    max_size: int = SIZE_LIMIT,
    strict: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Capture:
    """Read a capture of any known format, packed or not, whole or damaged.

    Args:
        source: the file, or its bytes.
        name: what to call it in messages and reports; a file's own name where left out.
        interest: what makes a request of a HAR worth reading; all are read where left out.
        max_size: how many bytes it may have, packed and unpacked.
        strict: whether to refuse what is not sound JSON from its first to its last byte.
        progress: told now and then how many bytes of a big file have been read.

    Raises:
        UnreadableInput: it cannot be read as a capture; the text says why, and what to do.
    """
    wish = _Wish(interest, max_size, strict, progress)
    if isinstance(source, bytes):
        label = _shown(name or "the input")
        _check_size(len(source), label, wish)
        return _read(held(source, label, no_sidecar), wish)
    label = _shown(name or source.name or str(source))
    content = _content(source, _shown(name or str(source)), wish)
    with nullcontext() if isinstance(content, bytes) else content:
        return _read(held(content, label, folder_sidecar(source.parent)), wish)


def _read(packed: Packed, wish: _Wish) -> Capture:
    plain = unpacked(packed, wish.max_size)
    if isinstance(plain, Reading):
        remarks = Remarks()
        for note in packed.notes:
            remarks.add(note.removesuffix("."))
        return capture_of(plain, packed.label, remarks)
    if wish.interest is not None and len(plain) == 1 and not wish.strict:
        capture = _skimmed(plain[0], wish)
        if capture is not None:
            return capture
    return read_plain(plain, packed.label, strict=wish.strict)


def _skimmed(packed: Packed, wish: _Wish) -> Capture | None:
    """Read a HAR without parsing what is of no interest; None where it must be parsed whole."""
    if wish.interest is None or not packed.head().lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    from pkcedoctor.capture.octets import HeldOctets, StreamedOctets  # noqa: PLC0415 - only HAR
    from pkcedoctor.capture.skim import Unusual, skim  # noqa: PLC0415 - only for HAR
    from pkcedoctor.capture.skimmed import capture_of_skimmed  # noqa: PLC0415 - only for HAR

    octets = (
        StreamedOctets(packed.chunks())
        if packed.held is None
        else HeldOctets(packed.held, wish.progress)
    )
    try:
        found = skim(octets, wish.interest)
    except Unusual:
        return None
    if octets.size() <= _SKIMMED_ONLY and (found.damage or not found.entries):
        return None
    return capture_of_skimmed(found, packed)


def _content(path: Path, label: str, wish: _Wish) -> bytes | mmap.mmap:
    """Open a file; what the system can map is not copied."""
    try:
        if not path.is_file() or not path.stat().st_size:
            return path.read_bytes()
        _check_size(path.stat().st_size, label, wish)
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise UnreadableInput(f"{label}: there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise UnreadableInput(f"{label}: is a folder; name the capture in it") from error
    except PermissionError as error:
        raise UnreadableInput(f"{label}: may not be read; check its permissions") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{label}: cannot be read; check the name") from error


def _check_size(size: int, label: str, wish: _Wish) -> None:
    if size > wish.max_size:
        raise UnreadableInput(
            f"{label}: has {size} bytes, more than {wish.max_size};"
            " record a shorter capture, or allow more with --max-size"
        )


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
