"""Finds the captures in a zip archive and the bodies that lie beside them."""

import re
import struct
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pkcedoctor.capture.container import Budget, Sidecar, Wrapped
from pkcedoctor.errors import UnreadableInput

_CAPTURES = (".har", ".har.gz", ".har.zip", ".zhar")
_ENTRIES = b'"entries"'
_ENCRYPTED = 0x1
_FIDDLER = re.compile(r"raw/\d+_c\.txt")
_FAULTS = (
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


def captures(wrapped: Wrapped, budget: Budget) -> tuple[Wrapped, ...]:
    """Return each capture of an archive, with a reader of the files beside it.

    Raises:
        UnreadableInput: the archive is damaged, encrypted, or holds no capture.
    """
    try:
        return _Archive(wrapped, budget).captures()
    except _FAULTS as error:
        raise UnreadableInput(
            f"{wrapped.label}: the archive is damaged or cannot be unpacked; save it again"
        ) from error


class _Archive:
    def __init__(self, wrapped: Wrapped, budget: Budget) -> None:
        self._wrapped = wrapped
        self._budget = budget
        self._zip = ZipFile(BytesIO(wrapped.data))
        self._members = {
            member.filename: member
            for member in self._zip.infolist()
            if not member.filename.endswith("/") and not member.filename.startswith("__MACOSX/")
        }

    def captures(self) -> tuple[Wrapped, ...]:
        label = self._wrapped.label
        if any(member.flag_bits & _ENCRYPTED for member in self._members.values()):
            raise UnreadableInput(f"{label}: the archive is encrypted; unpack it first")
        found = self._named(*_CAPTURES) or [
            (member, content)
            for member, content in self._named(".json", ".txt")
            if _ENTRIES in content
        ]
        if not found:
            raise UnreadableInput(f"{label}: {self._nothing()}")
        return tuple(
            Wrapped(
                content,
                f"{label}, member {place}" if len(found) > 1 else label,
                self._beside(member),
                self._wrapped.notes,
            )
            for place, (member, content) in enumerate(found, start=1)
        )

    def _named(self, *endings: str) -> list[tuple[ZipInfo, bytes]]:
        return [
            (member, self._content(member))
            for name, member in self._members.items()
            if name.casefold().endswith(endings) and not PurePosixPath(name).name.startswith(".")
        ]

    def _content(self, member: ZipInfo) -> bytes:
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise NotImplementedError
        self._budget.spend(member.file_size)
        return self._zip.read(member)

    def _beside(self, capture: ZipInfo) -> Sidecar:
        folder = PurePosixPath(capture.filename).parent

        def read(name: str) -> bytes | None:
            member = self._members.get(str(folder / name))
            try:
                return None if member is None else self._content(member)
            except _FAULTS:
                return None

        return read

    def _nothing(self) -> str:
        if any(_FIDDLER.fullmatch(name) for name in self._members):
            return "this is a Fiddler archive; export the sessions as HTTPArchive v1.2 instead"
        return "the archive holds no .har file; put the capture into it"
