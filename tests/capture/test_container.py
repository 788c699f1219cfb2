import gzip
import io
import os
import zipfile
import zlib
from pathlib import Path

import pytest

from pkcedoctor.capture import container
from pkcedoctor.capture.container import (
    SIZE_LIMIT,
    Packed,
    Text,
    folder_sidecar,
    held,
    no_sidecar,
    text_of,
    unpacked,
)
from pkcedoctor.capture.reading import Reading
from pkcedoctor.errors import UnreadableInput

HAR = '{"entries": []}'
SOME = "\N{LATIN SMALL LETTER E WITH ACUTE}"


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def texts(data: bytes, limit: int = SIZE_LIMIT) -> list[Text]:
    found = unpacked(held(data, "a.har", no_sidecar), limit)
    assert not isinstance(found, Reading)
    return [text_of(packed) for packed in found]


def only(data: bytes) -> Text:
    (text,) = texts(data)
    return text


def refuses(data: bytes, complaint: str, limit: int = SIZE_LIMIT) -> None:
    with pytest.raises(UnreadableInput) as caught:
        texts(data, limit)
    assert str(caught.value).startswith(f"a.har: {complaint}")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HAR.encode(), id="plain"),
        pytest.param(HAR.encode("utf-8-sig"), id="UTF-8 with a byte-order mark"),
        pytest.param(HAR.encode("utf-16"), id="UTF-16 with a byte-order mark"),
        pytest.param(HAR.encode("utf-16-le"), id="UTF-16, little-endian"),
        pytest.param(HAR.encode("utf-16-be"), id="UTF-16, big-endian"),
        pytest.param(gzip.compress(HAR.encode()), id="gzip"),
        pytest.param(gzip.compress(gzip.compress(HAR.encode())), id="gzip, twice"),
        pytest.param(
            gzip.compress(HAR[:5].encode()) + gzip.compress(HAR[5:].encode()),
            id="gzip in two streams",
        ),
        pytest.param(gzip.compress(HAR.encode()) + b"\0\0", id="gzip with padding"),
        pytest.param(zlib.compress(HAR.encode()), id="zlib"),
        pytest.param(zlib.compress(HAR.encode(), 9), id="zlib, best"),
        pytest.param(zipped(("har.har", HAR.encode())), id="zip"),
        pytest.param(zipped(("har.har.gz", gzip.compress(HAR.encode()))), id="gzip in zip"),
        pytest.param(zipped(("a.har.zip", zipped(("b.har", HAR.encode())))), id="zip in zip"),
        pytest.param(zipped(("log.JSON", HAR.encode()), ("x.json", b"{}")), id="zip of .json"),
        pytest.param(
            zipped(("__MACOSX/._a.har", b"x"), ("a/.b.har", b"x"), ("a/b.har", HAR.encode())),
            id="zip made on a Mac",
        ),
    ],
)
def test_unpacked(data: bytes) -> None:
    text = only(data)
    assert (text.label, text.text, text.notes) == ("a.har", HAR, ())


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        pytest.param(
            f'{{"a": "{SOME}"}}'.encode("latin-1"),
            f'{{"a": "{SOME}"}}',
            "The file is not UTF-8 and was read as Latin-1 (Windows-1252)",
            id="Latin-1",
        ),
        pytest.param(
            b'{"a": "\x81\xe9x"}',
            '{"a": "\x81\xe9x"}',
            "The file is not UTF-8 and was read as Latin-1 (Windows-1252)",
            id="a byte that Windows-1252 does not know",
        ),
        pytest.param(
            f'{{"a": "{SOME}'.encode() + b'\xff and more"}',
            f'{{"a": "{SOME}\ufffd and more"}}',
            "Some bytes are not UTF-8 and were replaced by U+FFFD",
            id="damaged UTF-8",
        ),
    ],
)
def test_other_encodings(data: bytes, text: str, note: str) -> None:
    found = only(data)
    assert (found.text, found.notes) == (text, (note,))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b'{"a": "\xed\xa0\xbd"}', '{"a": "\ud83d"}', id="a surrogate as bytes"),
        pytest.param(f'{{"a": "{SOME}'.encode()[:-1], '{"a": "\ufffd', id="cut in a character"),
        pytest.param('{"a"}'.encode("utf-16-le")[:-1], '{"a"\ufffd', id="cut UTF-16"),
    ],
)
def test_odd_bytes_without_a_note(data: bytes, text: str) -> None:
    found = only(data)
    assert (found.text, found.notes) == (text, ())


def test_big_gzip() -> None:
    noise = os.urandom(200_000).hex()
    assert only(gzip.compress(noise.encode())).text == noise
    zeros = "0" * 5_000_000
    assert only(gzip.compress(zeros.encode())).text == zeros


def test_gzip_that_breaks_off() -> None:
    noise = os.urandom(200_000).hex()
    for data in (gzip.compress(noise.encode()), zlib.compress(noise.encode())):
        text = only(data[:-20])
        assert noise.startswith(text.text[:-1])
        assert len(text.text) > len(noise) // 2
        (note,) = text.notes
        assert note.startswith("The compressed data is damaged or cut off")


def test_several_captures_in_an_archive() -> None:
    found = texts(zipped(("a.har", b"1"), ("b/c.zhar", zlib.compress(b"2"))))
    assert [(text.label, text.text) for text in found] == [
        ("a.har, member 1", "1"),
        ("a.har, member 2", "2"),
    ]


def test_files_beside_a_capture_in_an_archive() -> None:
    text = only(zipped(("run/a.har", b"1"), ("run/body.dat", b"body"), ("body.dat", b"other")))
    assert text.sidecar("body.dat") == b"body"
    assert text.sidecar("missing.dat") is None
    assert text.sidecar("/body.dat") is None


def test_a_damaged_file_beside_a_capture_in_an_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.har", b"1")
        archive.writestr("body.dat", b"body")
    assert only(buffer.getvalue().replace(b"body\x50", b"BODY\x50")).sidecar("body.dat") is None


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        pytest.param(b"\x1f\x8b", "looks compressed, but cannot be unpacked", id="gzip's magic"),
        pytest.param(b"x\x9c\xff\xff", "looks compressed, but cannot be unpacked", id="no zlib"),
        pytest.param(b"PK\x03\x04", "the archive is damaged", id="zip's magic"),
        pytest.param(zipped(), "the archive holds no .har file", id="empty zip"),
        pytest.param(zipped(("a.txt", b"x")), "the archive holds no .har file", id="other zip"),
        pytest.param(
            zipped(("a", b"x")).replace(b"a", b"\0"),
            "the archive holds no .har file",
            id="a nameless member",
        ),
        pytest.param(
            zipped(("raw/1_c.txt", b"x")), "this Fiddler archive holds no request", id="Fiddler"
        ),
    ],
)
def test_nothing_to_unpack(data: bytes, complaint: str) -> None:
    refuses(data, complaint)


def test_an_encrypted_archive() -> None:
    data = bytearray(zipped(("a.har", b"1")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    refuses(bytes(data), "the archive is encrypted")


def test_an_unknown_compression() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.har", b"1")
    refuses(buffer.getvalue(), "the archive is damaged or cannot be unpacked")


def test_packed_too_often() -> None:
    data = HAR.encode()
    for _ in range(container.NESTING_LIMIT + 1):
        data = gzip.compress(data)
    refuses(data, "packed more than 4 times")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(gzip.compress(bytes(1001)), id="gzip"),
        pytest.param(gzip.compress(bytes(600)) * 2, id="gzip in two streams"),
        pytest.param(zlib.compress(bytes(1001)), id="zlib"),
        pytest.param(zipped(("a.har", bytes(1001))), id="zip"),
        pytest.param(zipped(("a.har", bytes(600)), ("b.har", bytes(600))), id="two in a zip"),
        pytest.param(gzip.compress(gzip.compress(bytes(1001))), id="gzip, twice"),
    ],
)
def test_a_bomb(data: bytes) -> None:
    refuses(data, "unpacks to more than 1000 bytes", limit=1000)


def test_a_bomb_is_not_unpacked_further_than_it_is_read() -> None:
    packed = gzip.compress(b"{" + bytes(64 << 20))
    (found,) = unpacked(held(packed, "a.har", no_sidecar), limit=1000 << 20)  # type: ignore[misc]
    assert isinstance(found, Packed)
    first = next(found.chunks())
    assert first.startswith(b"{")
    assert len(first) <= 1 << 20


def test_what_must_be_held_as_a_whole_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "WHOLE_LIMIT", 1000)
    complaint = "more than 1000 bytes that can only be read as a whole"
    refuses(bytes(1001), complaint)
    refuses(gzip.compress(bytes(1001)), complaint)
    assert only(b" " * 1000).text == " " * 1000


def test_files_beside_a_capture(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    (folder / "sub").mkdir(parents=True)
    (folder / "body.dat").write_bytes(b"body")
    (folder / "sub" / "body.dat").write_bytes(b"below")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    beside = folder_sidecar(folder)
    assert beside("body.dat") == b"body"
    assert beside("sub/body.dat") == b"below"
    for name in ("../secret", str(tmp_path / "secret"), "link", "sub", "missing", "a\0b", "."):
        assert beside(name) is None
    assert folder_sidecar(tmp_path / "nowhere")("body.dat") is None


def test_a_file_beside_a_capture_that_is_too_big(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "body.dat").write_bytes(bytes(11))
    monkeypatch.setattr(container, "WHOLE_LIMIT", 10)
    assert folder_sidecar(tmp_path)("body.dat") is None


def test_no_files_beside() -> None:
    assert only(b"{}").sidecar("body.dat") is None
