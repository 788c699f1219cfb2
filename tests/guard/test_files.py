"""Which files are looked at."""

import json
from pathlib import Path

import pytest

from pkcedoctor.errors import NoExchange, UnreadableInput
from pkcedoctor.guard.files import LARGEST
from pkcedoctor.guard.inspection import inspect
from pkcedoctor.guard.recognition import _READERS

CLIENT = json.dumps({"client_id": "YOUR_CLIENT_ID", "redirect_uri": "https://a.io/cb"})


def write(folder: Path, name: str, text: str = CLIENT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.json", "a/c.json", "node_modules/d.json", ".git/e.json", "f.txt", "g.min.js"):
        write(tmp_path, name)
    write(tmp_path, "config.example.json")
    write(tmp_path, ".env.example", "OIDC_CLIENT_ID=YOUR_CLIENT_ID\nOIDC_ISSUER=https://a.io\n")
    found = [
        Path(read.file).relative_to(tmp_path).as_posix() for read in inspect((tmp_path,)).recognised
    ]
    assert found == ["b.json", "a/c.json"]


def test_what_a_folder_holds_besides_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "good.json")
    write(tmp_path, "broken.json", '{"client_id": ')
    write(tmp_path, "large.json", CLIENT + " " * LARGEST)
    (tmp_path / "binary.json").write_bytes(b"\0client")
    assert [Path(read.file).name for read in inspect((tmp_path,)).recognised] == ["good.json"]


def test_a_file_counts_once(tmp_path: Path) -> None:
    file = write(tmp_path, "a.json")
    assert len(inspect((file, tmp_path, file)).findings) == 1


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.json", '{"name": "x"}', "a.json: no OAuth client configuration is recognised"),
        ("a.json", "{", "a.json:1:2: this is no JSON"),
        ("a", "just words", "a: this is no JSON, YAML"),
        ("a.bin", "\0", "a.bin: this is a binary file"),
    ],
)
def test_a_named_file_must_be_known(
    name: str, content: str, complaint: str, tmp_path: Path
) -> None:
    file = write(tmp_path, name, content)
    with pytest.raises(UnreadableInput) as caught:
        inspect((file,))
    assert complaint in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="No such file"):
        inspect((tmp_path / "none.json",))


def test_a_folder_without_configuration_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(NoExchange):
        inspect((tmp_path,))


def test_other_encodings_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(CLIENT.encode("utf-16"))
    assert len(inspect((file,)).findings) == 1
    file.write_bytes(b"\xef\xbb\xbf" + CLIENT.encode())
    assert len(inspect((file,)).findings) == 1


def test_a_dotenv_file_may_be_there_for_its_variables(tmp_path: Path) -> None:
    env = write(tmp_path, ".env", "ID=YOUR_CLIENT_ID\n")
    client = write(tmp_path, "a.json", CLIENT.replace("YOUR_CLIENT_ID", "${ID}"))
    (found,) = inspect((env, client)).findings
    assert found.place.file == env.as_posix()


def test_every_reader_exists() -> None:
    package = Path(inspect.__code__.co_filename).parent
    modules = {
        f"{folder}.{path.stem}"
        for folder in ("clients", "registrations")
        for path in (package / folder).glob("[!_]*.py")
    }
    assert modules == {name for name, _ in _READERS}


def test_the_source_of_a_library_says_nothing(tmp_path: Path) -> None:
    script = write(tmp_path, "a.js", "f({client_id: a, redirect_uri: b, authority: c});")
    inspection = inspect((script,))
    assert (inspection.clients, inspection.findings) == (0, ())


def test_values_of_another_script_are_found(tmp_path: Path) -> None:
    settings = write(
        tmp_path,
        "auth.ts",
        "new UserManager({authority: env.issuer, client_id: ID, redirect_uri: env.auth.uri});",
    )
    constants = write(
        tmp_path,
        "env.ts",
        "export const ID = 'YOUR_CLIENT_ID';\n"
        "export const env = {issuer: 'https://a.io', auth: {uri: 'http://a.io/cb'}};",
    )
    found = inspect((settings, constants)).findings
    assert [(one.rule, one.place.file, one.place.line) for one in found] == [
        ("placeholder-value", constants.as_posix(), 1),
        ("redirect-uri-not-https", constants.as_posix(), 2),
    ]
