"""Finds the captures in a zip archive and the bodies that lie beside them."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pkcedoctor.capture.container import WHOLE_LIMIT, Budget, Packed, Sidecar
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex

_CAPTURES = (".har", ".har.gz", ".har.zip", ".zhar")
_OTHERS = (".json", ".txt")
_ENTRIES = b'"entries"'
_SNIFFED = 64 << 10
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_FIDDLER = regex(r"(?:^|.*/)raw/0*\d+_c\.txt")
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


def captures(packed: Packed, budget: Budget) -> tuple[Packed, ...] | Reading:
    """Return each capture of an archive, with a reader of the files beside it.

    Args:
        packed: the archive.
        budget: how many bytes may come out of it.

    Returns:
        The captures; or what was read, where the archive is one capture (Fiddler's ``.saz``).

    Raises:
        UnreadableInput: the archive is damaged, encrypted, or holds no capture.
    """
    data = packed.whole()
    try:
        return _Archive(data, packed, budget).captures()
    except _FAULTS as error:
        raise _damaged(packed.label) from error


def _damaged(label: str) -> UnreadableInput:
    return UnreadableInput(f"{label}: the archive is damaged or cannot be unpacked; save it again")


class _Archive:
    def __init__(self, data: bytes, packed: Packed, budget: Budget) -> None:
        self._packed = packed
        self._label = packed.label
        self._budget = budget
        self._zip = ZipFile(BytesIO(data))
        self._members = {
            member.filename: member
            for member in self._zip.infolist()
            if not member.filename.endswith("/") and not member.filename.startswith("__MACOSX/")
        }

    def captures(self) -> tuple[Packed, ...] | Reading:
        if any(member.flag_bits & _ENCRYPTED for member in self._members.values()):
            raise UnreadableInput(
                f"{self._label}: the archive is encrypted; unpack it with its password first"
            )
        if any(map(_FIDDLER.fullmatch, self._members)):
            return self._sessions()
        found = self._named(*_CAPTURES) or [
            member for member in self._named(*_OTHERS) if _ENTRIES in self._head(member)
        ]
        if not found:
            raise UnreadableInput(
                f"{self._label}: the archive holds no .har file; put the capture into it"
            )
        return tuple(
            self._member(
                member, f"{self._label}, member {place}" if len(found) > 1 else self._label
            )
            for place, member in enumerate(found, start=1)
        )

    def _sessions(self) -> Reading:
        from pkcedoctor.capture.exports import saz  # noqa: PLC0415 - only Fiddler writes these

        remarks = Remarks()
        reading = saz.read(tuple(self._members), self._content_of, remarks)
        if reading is None:
            raise UnreadableInput(
                f"{self._label}: this Fiddler archive holds no request; save the sessions again"
            )
        self._packed.notes.extend(remarks.sentences())
        return reading

    def _content_of(self, name: str) -> bytes:
        return self._content(self._members[name])

    def _named(self, *endings: str) -> list[ZipInfo]:
        return [
            member
            for name, member in self._members.items()
            if name.casefold().endswith(endings) and not PurePosixPath(name).name.startswith(".")
        ]

    def _member(self, member: ZipInfo, label: str) -> Packed:
        def chunks() -> Iterator[bytes]:
            try:
                with self._zip.open(_known(member)) as file:
                    while chunk := file.read(_CHUNK):
                        self._budget.spend(len(chunk))
                        yield chunk
            except _FAULTS as error:
                raise _damaged(label) from error

        return Packed(label, self._beside(member), chunks, notes=self._packed.notes)

    def _head(self, member: ZipInfo) -> bytes:
        with self._zip.open(_known(member)) as file:
            return file.read(_SNIFFED)

    def _content(self, member: ZipInfo) -> bytes:
        if member.file_size > WHOLE_LIMIT:
            raise NotImplementedError
        self._budget.spend(member.file_size)
        return self._zip.read(_known(member))

    def _beside(self, capture: ZipInfo) -> Sidecar:
        folder = PurePosixPath(capture.filename).parent

        def read(name: str) -> bytes | None:
            member = self._members.get(str(folder / name))
            try:
                return None if member is None else self._content(member)
            except _FAULTS:
                return None

        return read


def _known(member: ZipInfo) -> ZipInfo:
    """Return a member whose compression is safe to undo.

    Raises:
        NotImplementedError: it is packed in another way.
    """
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise NotImplementedError
    return member
