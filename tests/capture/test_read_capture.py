import json
import zipfile
from pathlib import Path

import pytest

import pkcedoctor.capture
from pkcedoctor.capture import Capture, TextBody, read_capture
from pkcedoctor.errors import UnreadableInput

HAR = json.dumps({"log": {"entries": [{"request": {"method": "GET", "url": "https://a/"}}]}})
ATTACHED = json.dumps(
    {
        "entries": [
            {"request": {"method": "POST", "url": "https://a/", "postData": {"_file": "b.dat"}}}
        ]
    }
)


def test_all_is_sorted_and_true() -> None:
    names = pkcedoctor.capture.__all__
    assert names == sorted(names)
    assert all(hasattr(pkcedoctor.capture, name) for name in names)


def test_a_path_and_its_bytes_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "request.har"
    path.write_text(HAR)
    capture = read_capture(path)
    assert capture.source == "request.har"
    assert read_capture(HAR.encode(), name="request.har") == capture


def test_a_name_is_used_where_given(tmp_path: Path) -> None:
    path = tmp_path / "request.har"
    path.write_text(HAR)
    assert read_capture(path, name="standard\ninput").source == "standard?input"


def body_of(capture: Capture) -> object:
    return capture.exchanges[0].request.body


def test_bodies_in_files_beside_the_capture(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(ATTACHED)
    (tmp_path / "b.dat").write_text("x=1")
    assert body_of(read_capture(tmp_path / "a.har")) == TextBody("x=1")
    assert body_of(read_capture(ATTACHED.encode())) != TextBody("x=1")


def test_bodies_in_files_of_the_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.har.zip", "w") as archive:
        archive.writestr("har.har", ATTACHED)
        archive.writestr("b.dat", "x=1")
    (tmp_path / "b.dat").write_text("x=2")
    assert body_of(read_capture(tmp_path / "a.har.zip")) == TextBody("x=1")


def refuses(path: Path, complaint: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_capture(path)
    assert str(caught.value) == f"{path}: {complaint}"


def test_a_missing_file(tmp_path: Path) -> None:
    refuses(tmp_path / "request.har", "there is no such file; check the name")


def test_a_folder(tmp_path: Path) -> None:
    refuses(tmp_path, "is a folder; name the capture in it")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_path: Path, _mode: str) -> object:
        raise PermissionError

    path = tmp_path / "request.har"
    path.write_text(HAR)
    monkeypatch.setattr(Path, "open", deny)
    refuses(path, "may not be read; check its permissions")


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    refuses(tmp_path / ("a" * 5000), "cannot be read; check the name")
    with pytest.raises(UnreadableInput, match=r"a\?b: cannot be read"):
        read_capture(Path("a\0b"))


def test_a_file_that_is_too_big(tmp_path: Path) -> None:
    path = tmp_path / "request.har"
    path.write_text(HAR)
    complaint = (
        f"has {len(HAR)} bytes, more than 10; record a shorter capture,"
        " or allow more with --max-size"
    )
    for source in (path, HAR.encode()):
        with pytest.raises(UnreadableInput, match=complaint):
            read_capture(source, max_size=10)
