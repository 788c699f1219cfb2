import json
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result

from pkcedoctor.catalogue import RULES
from pkcedoctor.cli import main
from pkcedoctor.cli.servers import own_server, servers
from pkcedoctor.report.server_page import server_as_markdown
from pkcedoctor.servers.files import build_lines, server_ids
from pkcedoctor.servers.index import build_index, load_index
from tests.cli.logins import REFUSED

README: Final = Path(__file__).parents[2] / "README.md"
EXAMPLE: Final = re.compile(r"^```toml\n(id = .*?)^```$", re.DOTALL | re.MULTILINE)
SCHEMA: Final = files("pkcedoctor.servers").joinpath("schema_v1.json")

ACME: Final = """\
id = "acme-id"
name = "Acme Identity"
source = "https://acme.example/docs"
seen = "2026-11-20"

[recognise]
hosts = ["*.acme.example"]

[[wordings]]
words = "PKCE verification failed"
causes = ["redirect-uri-mismatch"]
meaning = "Acme says so of every mismatch"
source = "https://acme.example/docs"
seen = "2026-11-20"
"""


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="pkcedoctor")


@pytest.fixture
def two_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let two made-up servers be all that is known."""
    (tmp_path / "acme-id.toml").write_text(ACME)
    (tmp_path / "other.toml").write_text(
        'id = "other"\nname = "Zebra"\nsource = "seen"\nseen = "2026-11-20"\n'
    )
    folder = os.path.relpath(tmp_path, str(files("pkcedoctor.servers")))
    monkeypatch.setattr("pkcedoctor.servers.files.FOLDER", folder)
    monkeypatch.setattr("pkcedoctor.servers.files.LINES", f"{folder}/known.jsonl")
    (tmp_path / "known.jsonl").write_text(build_lines())
    monkeypatch.setattr("pkcedoctor.servers.index.INDEX_FILE", f"{folder}/index.json")
    (tmp_path / "index.json").write_text(build_index())
    load_index.cache_clear()
    yield
    load_index.cache_clear()


@pytest.mark.usefixtures("two_known")
def test_the_table() -> None:
    result = run("servers")

    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
server    name           recognised by      wordings
--------  -------------  ---------------  ----------
acme-id   Acme Identity  host, answer              1
other     Zebra          your word only            0
"""
    )


@pytest.mark.usefixtures("two_known")
def test_the_table_as_markdown() -> None:
    result = run("servers", "--markdown")

    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
| server | name | recognised by | wordings |
| --- | --- | --- | ---: |
| `acme-id` | Acme Identity | host, answer | 1 |
| `other` | Zebra | your word only | 0 |
"""
    )


@pytest.mark.usefixtures("two_known")
@pytest.mark.parametrize("name", ["acme-id", "ACME_ID", " acme identity "])
def test_a_page(name: str) -> None:
    result = run("servers", name)

    assert result.exit_code == 0
    assert result.stdout.startswith("acme-id: Acme Identity\n\nHow it is recognised\n")
    assert "\x1b" not in result.stdout


@pytest.mark.usefixtures("two_known")
def test_a_page_as_markdown(tmp_path: Path) -> None:
    result = run("servers", "acme-id", "--markdown")

    assert result.exit_code == 0
    assert result.stdout == server_as_markdown(own_server(tmp_path / "acme-id.toml"))


@pytest.mark.usefixtures("two_known")
def test_headings_are_bold_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkcedoctor.cli.servers.wants_color", lambda: True)
    result = CliRunner().invoke(main, ["servers", "acme-id"], color=True)

    assert "\n\x1b[1mSources\x1b[0m\n" in result.stdout


@pytest.mark.usefixtures("two_known")
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("acne-id", "; did you mean acme-id?", id="misspelt"),
        pytest.param("zebr", "; did you mean other?", id="its name, misspelt"),
        pytest.param("id", "; did you mean acme-id?", id="a part"),
        pytest.param("wordpress", "", id="nothing like it"),
        pytest.param("", "", id="nothing"),
        pytest.param("../acme-id\n", "; did you mean acme-id?", id="a path"),
    ],
)
@pytest.mark.parametrize("command", [("servers",), ("check", "-", "--server")])
def test_an_unknown_server(command: tuple[str, ...], name: str, hint: str) -> None:
    result = run(*command, name, stdin=REFUSED)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.replace("\\\\", "\\") == (
        f"pkcedoctor: no server is called {name!r}{hint} (pkcedoctor servers lists them all)\n"
    )


@pytest.mark.usefixtures("two_known")
def test_check_at_a_known_server() -> None:
    result = run("check", "-", "--server", "acme-id", stdin=REFUSED)

    assert result.exit_code == 1
    assert result.stdout.startswith("error[redirect-uri-mismatch]: ")
    assert "\n  server     Acme Identity, by your word\n" in result.stdout
    assert "\n  meaning    Acme says so of every mismatch " in result.stdout


@pytest.mark.usefixtures("two_known")
def test_servers_are_completed() -> None:
    check = main.get_command(click.Context(main), "check")
    assert check is not None
    for command in (servers, check):
        (parameter,) = (one for one in command.params if one.name in ("server", "server_id"))
        found = parameter.shell_complete(click.Context(command), "ac")
        assert [item.value for item in found] == ["acme-id"]


@pytest.mark.parametrize("server_id", server_ids())
def test_every_known_server_has_its_page(server_id: str) -> None:
    for arguments in ((), ("--markdown",)):
        result = run("servers", server_id, *arguments)
        assert result.exit_code == 0
        assert server_id in result.stdout
        assert "Sources" in result.stdout


@pytest.mark.parametrize("server_id", server_ids())
def test_every_known_server_could_be_a_users_own(server_id: str) -> None:
    file = files("pkcedoctor.servers") / "known" / f"{server_id}.toml"

    assert own_server(Path(str(file))).id == server_id


@pytest.mark.parametrize("more", ["keycloak", "--markdown"])
def test_the_schema_goes_alone(more: str) -> None:
    result = run("servers", "--schema", more)

    assert result.exit_code == 2
    assert "Usage: pkcedoctor servers [OPTIONS] [ID]" in result.stderr
    assert "--schema goes alone" in result.stderr


def test_the_schema_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "schema_v1.json").write_text('{"title": "é"}\n', encoding="utf-8")
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    result = run("servers", "--schema")

    assert result.exit_code == 0
    assert result.stdout == '{"title": "é"}\n'


@pytest.mark.skipif(not SCHEMA.is_file(), reason="there is no schema yet")
def test_the_shipped_schema_is_printed() -> None:
    result = run("servers", "--schema")

    assert result.exit_code == 0
    assert result.stdout == SCHEMA.read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(result.stdout))


def test_the_file_in_the_readme(tmp_path: Path) -> None:
    (example,) = EXAMPLE.findall(README.read_text(encoding="utf-8"))
    file = tmp_path / "my-idp.toml"
    file.write_text(example, encoding="utf-8")
    server = own_server(file)

    assert server.id == "my-idp"
    assert server.wordings
    assert run("check", "-", "--server-file", str(file), stdin=REFUSED).exit_code == 1


@pytest.mark.parametrize(
    ("table", "place"),
    [
        pytest.param('[[allows]]\ncause = "{}"\nwhy = "so"', "allows[1].cause", id="allows"),
        pytest.param('[[ignores]]\ncause = "{}"\nwhy = "so"', "ignores[1].cause", id="ignores"),
        pytest.param(
            '[[wordings]]\nwords = "no"\ncauses = ["code-reused", "{}"]',
            "wordings[2].causes",
            id="wordings",
        ),
        pytest.param(
            '[[advice]]\nheard = "x"\ninstead = "y"\ncause = "{}"', "advice[1].cause", id="advice"
        ),
    ],
)
@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (
            "code-resused",
            "no cause is called 'code-resused'; did you mean code-reused? (pkcedoctor",
        ),
        ("Code_Expired", "write code-expired, not 'Code_Expired'\n"),
    ],
)
def test_an_unknown_cause_in_a_file(
    tmp_path: Path, table: str, place: str, cause: str, says: str
) -> None:
    file = tmp_path / "my-idp.toml"
    source = "" if "advice" in table else 'source = "seen"\nseen = "2026-11-20"\n'
    file.write_text(f"{ACME}\n{table.replace('{}', cause)}\n{source}")
    result = run("check", "-", "--server-file", str(file), stdin=REFUSED)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"pkcedoctor: my-idp.toml: {place}: {says}")
    assert result.stderr.count("\n") == 1


def test_a_file_may_name_every_cause(tmp_path: Path) -> None:
    file = tmp_path / "my-idp.toml"
    named = ", ".join(f'"{rule.id}"' for rule in RULES)
    file.write_text(ACME.replace('"redirect-uri-mismatch"', named))

    assert own_server(file).wordings[0].causes == tuple(rule.id for rule in RULES)
