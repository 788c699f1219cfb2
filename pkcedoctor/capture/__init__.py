"""Bytes to HTTP messages. Knows captures, knows nothing of OAuth."""

from pathlib import Path

from pkcedoctor.capture.container import EXPANSION_LIMIT, folder_sidecar, no_sidecar, unwrap
from pkcedoctor.capture.har import read
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
from pkcedoctor.errors import UnreadableInput

__all__ = [
    "Body",
    "Capture",
    "Field",
    "FieldsBody",
    "Header",
    "HttpExchange",
    "HttpRequest",
    "HttpResponse",
    "NoBody",
    "TextBody",
    "UnrecordedBody",
    "VisitedUrl",
    "read_capture",
]


def read_capture(source: Path | bytes, *, name: str | None = None) -> Capture:
    """Read a HAR, packed or not, whole or damaged.

    Args:
        source: the file, or its bytes.
        name: what to call it in messages and reports; a file's own name where left out.

    Raises:
        UnreadableInput: it cannot be read as a capture; the text says why, and what to do.
    """
    if isinstance(source, bytes):
        label = _shown(name or "the input")
        return read(unwrap(source, label, no_sidecar), label)
    label = _shown(name or source.name or str(source))
    data = _content(source, _shown(name or str(source)))
    return read(unwrap(data, label, folder_sidecar(source.parent)), label)


def _content(path: Path, label: str) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > EXPANSION_LIMIT:
            raise UnreadableInput(
                f"{label}: larger than {EXPANSION_LIMIT} bytes; record a shorter capture"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput(f"{label}: there is no such file; check the name") from error
    except IsADirectoryError as error:
        raise UnreadableInput(f"{label}: is a folder; name the HAR file in it") from error
    except PermissionError as error:
        raise UnreadableInput(f"{label}: may not be read; check its permissions") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{label}: cannot be read; check the name") from error


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
