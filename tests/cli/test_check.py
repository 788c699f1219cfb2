import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pkcedoctor.cli import main
from tests.cli.logins import (
    ACCEPTED,
    AUTHORIZE_URL,
    CALLBACK_URL,
    CODE,
    EMPTY,
    REDIRECT_URI,
    REFUSAL,
    REFUSED,
    TOKEN_URL,
    VERIFIER,
    token_body,
)

TYPED = ("--authorize-url", AUTHORIZE_URL, "--token-body", token_body(f"{REDIRECT_URI}/"))


def run(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin, prog_name="pkcedoctor")


@pytest.fixture
def refused(tmp_path: Path) -> str:
    path = tmp_path / "refused.har"
    path.write_bytes(REFUSED)
    return str(path)


def test_a_cause_is_found(refused: str) -> None:
    result = run(refused)

    assert result.exit_code == 1
    assert result.stdout.startswith("error[redirect-uri-mismatch]: ")
    assert f"    token request          {REDIRECT_URI}/\n" in result.stdout
    assert result.stderr == ""


def test_no_cause_is_found() -> None:
    result = run("-", stdin=ACCEPTED)

    assert result.exit_code == 0
    assert result.stdout.startswith("ok: the server accepted this exchange\n")
    assert "read from standard input, " in result.stdout


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        pytest.param(EMPTY, "standard input", id="no exchange"),
        pytest.param(b"", "standard input", id="nothing"),
        pytest.param(b"\x00\x01\x02\xff", "standard input", id="binary"),
    ],
)
def test_what_cannot_be_checked(stdin: bytes, says: str) -> None:
    result = run("-", stdin=stdin)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"pkcedoctor: {says}")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run(str(tmp_path / "missing.har"))

    assert result.exit_code == 2
    assert result.stderr.startswith("pkcedoctor: ")
    assert "missing.har" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param((), "give a CAPTURE, or --authorize-url and --token-body", id="nothing"),
        pytest.param(("a.har", *TYPED), "give either a CAPTURE or the messages", id="both"),
        pytest.param(("a.har", f"code={CODE}"), "a CAPTURE is a file; quote", id="two"),
        pytest.param(("a.har", "-"), "a CAPTURE is a file; quote", id="a file and a stream"),
        pytest.param(("a.har", "b.har", *TYPED), "give either a CAPTURE or", id="files too"),
        pytest.param(("--max-size", "big", "a.har"), "write a number of bytes", id="no size"),
        pytest.param((CALLBACK_URL,), "CAPTURE is a file; for a URL", id="a URL"),
        pytest.param(
            ("--authorize-url", "-", "--token-body", "-"), "can be read once only", id="two streams"
        ),
        pytest.param(("--response-status", "99", *TYPED), "99 is not in the range", id="a status"),
        pytest.param(
            ("--show-secrets", "--output", "x", *TYPED), "add --force if you mean it", id="no force"
        ),
        pytest.param(
            ("--server", "keycloak", "--server-file", "x.toml", *TYPED),
            "give either --server or --server-file, not both",
            id="two servers",
        ),
    ],
)
def test_usage(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: pkcedoctor check [OPTIONS] [CAPTURE]..." in result.stderr
    assert says in result.stderr
    assert CODE not in result.stderr


def test_typed_messages(tmp_path: Path) -> None:
    body = tmp_path / "body.txt"
    body.write_text(f"{token_body(f'{REDIRECT_URI}/')}\n")
    result = run(
        *("--authorize-url", "-", "--token-body", f"@{body}", "--token-url", TOKEN_URL),
        *("--token-header", "Content-Type: application/x-www-form-urlencoded"),
        *("--callback-url", CALLBACK_URL, "--response-status", "400", "--response-body", REFUSAL),
        *("--client-type", "public", "--registered-redirect-uri", REDIRECT_URI),
        stdin=f"{AUTHORIZE_URL}\r\n".encode(),
    )

    assert result.exit_code == 1
    assert result.stdout.startswith("error[redirect-uri-mismatch]: ")
    assert "  redeemed   --token-body: POST https://as.example/token\n" in result.stdout


def test_formats(refused: str) -> None:
    assert run(refused, "--format", "markdown").stdout.startswith(
        "### error[redirect-uri-mismatch]\n"
    )
    assert json.loads(run(refused, "--format", "json").stdout)["schema"] == "pkcedoctor/report/v1"


def test_output_to_a_file(refused: str, tmp_path: Path) -> None:
    output = tmp_path / "report.txt"
    result = run(refused, "--output", str(output))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert output.read_text(encoding="utf-8") == run(refused).stdout


def test_output_that_cannot_be_written(refused: str, tmp_path: Path) -> None:
    result = run(refused, "--output", str(tmp_path))

    assert result.exit_code == 2
    assert result.stderr == f"pkcedoctor: cannot write to {tmp_path}: Is a directory\n"


def test_secrets_are_hidden_unless_asked_for(refused: str, tmp_path: Path) -> None:
    output = tmp_path / "secret.json"
    forced = run(refused, "--format", "json", "--show-secrets", "--output", str(output), "--force")

    for format_ in ("text", "markdown", "json"):
        shown = run(refused, "--format", format_).output
        assert CODE not in shown
        assert VERIFIER not in shown
    assert run(refused, "--show-secrets").stdout.startswith("This report contains secrets")
    assert forced.exit_code == 1
    assert json.loads(output.read_text(encoding="utf-8"))["contains_secrets"] is True


OWN_SERVER = """\
id = "my-idp"
name = "My IdP"
source = "its manual"
seen = "2026-11-20"

[[ignores]]
cause = "redirect-uri-mismatch"
why = "it compares no redirect_uri"
source = "its manual, page 7"
seen = "2026-11-20"
"""


@pytest.mark.parametrize("typed", [False, True], ids=["a capture", "typed messages"])
def test_a_server_of_ones_own(tmp_path: Path, refused: str, *, typed: bool) -> None:
    file = tmp_path / "my-idp.toml"
    file.write_text(OWN_SERVER)
    given = TYPED if typed else (refused,)
    result = run(*given, "--server-file", str(file), "--format", "json")
    (exchange,) = json.loads(result.stdout)["exchanges"]

    assert exchange["server"]["id"] == "my-idp"
    assert exchange["server"]["recognised_by"] == "your word"
    assert exchange["server"]["certain"] is True
    assert (exchange["verdict"] or {}).get("cause") != "redirect-uri-mismatch"
    assert "it compares no redirect_uri" in result.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("id = ", "my-idp.toml: this is no TOML: ", id="no TOML"),
        pytest.param('id = "my-idp"\n', "my-idp.toml: name: a text is expected", id="a gap"),
        pytest.param(
            f"{OWN_SERVER}\n[demands]\npcke = true\n",
            "my-idp.toml: demands.pcke: no such key; known here: ",
            id="misspelt",
        ),
        pytest.param(
            OWN_SERVER.replace("uri-mismatch", "url-mismatch"),
            "my-idp.toml: ignores[1].cause: no cause is called 'redirect-url-mismatch'; did you "
            "mean redirect-uri-mismatch?",
            id="an unknown cause",
        ),
    ],
)
def test_a_server_file_with_a_mistake(
    tmp_path: Path, refused: str, content: str, says: str
) -> None:
    file = tmp_path / "my-idp.toml"
    file.write_text(content)
    result = run(refused, "--server-file", str(file))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"pkcedoctor: {says}")
    assert result.stderr.count("\n") == 1


def test_a_server_file_that_is_not_there(tmp_path: Path, refused: str) -> None:
    result = run(refused, "--server-file", str(tmp_path / "missing.toml"))

    assert result.exit_code == 2
    assert result.stderr == (
        f"pkcedoctor: {tmp_path}/missing.toml: No such file or directory; "
        "give the path of a TOML file\n"
    )


@pytest.fixture
def accepted(tmp_path: Path) -> str:
    path = tmp_path / "accepted.har"
    path.write_bytes(ACCEPTED)
    return str(path)


def test_several_captures(refused: str, accepted: str) -> None:
    result = run(accepted, refused)

    assert result.exit_code == 1
    reports = [f"==> {path} <==\n{run(path).stdout}\n" for path in (accepted, refused)]
    assert result.stdout == "".join(reports)
    assert run(accepted, accepted).exit_code == 0


def test_several_captures_in_other_formats(refused: str, accepted: str, tmp_path: Path) -> None:
    lines = run(accepted, refused, "--format", "json").stdout.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["accepted.har", "refused.har"]
    assert run(accepted, refused, "--format", "markdown").stdout.count("\n# `") == 1
    output = tmp_path / "reports.txt"
    assert run(accepted, refused, "--output", str(output)).stdout == ""
    assert output.read_text(encoding="utf-8") == run(accepted, refused).stdout


def test_one_of_several_captures_cannot_be_checked(refused: str, tmp_path: Path) -> None:
    result = run(refused, str(tmp_path / "missing.har"))

    assert result.exit_code == 2
    assert result.stdout.startswith("==> ")
    assert result.stderr.endswith("missing.har: there is no such file; check the name\n")
    assert result.stderr.count("\n") == 1


def test_many_captures_are_checked_by_several_processes(
    refused: str, accepted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [refused, accepted] * 20
    alone = run(*paths).stdout
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert run(*paths).stdout == alone
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert run(*paths).stdout == alone


def test_a_limit_of_the_size(refused: str) -> None:
    assert run(refused, "--max-size", "1M").exit_code == 1
    result = run(refused, "--max-size", "1K")
    assert result.exit_code == 2
    assert "more than 1024; record a shorter capture, or allow more with" in result.stderr


def test_a_damaged_file_is_refused_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "cut.har"
    path.write_bytes(REFUSED.rstrip()[:-1])
    assert run(str(path)).exit_code == 1
    result = run(str(path), "--strict")
    assert result.exit_code == 2
    assert "not sound JSON at line 1, column " in result.stderr
    path.write_bytes(REFUSED)
    assert run(str(path), "--strict").stdout == run(str(path)).stdout


def test_json_that_python_does_not_parse_is_refused_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "deep.har"
    path.write_bytes(b"[" * 200_000)
    result = run(str(path), "--strict")
    assert result.exit_code == 2
    assert "nested too deeply" in result.stderr


def test_a_quoted_ticket() -> None:
    ticket = f"""It fails! First {AUTHORIZE_URL} then
        curl {TOKEN_URL} -d '{token_body(f"{REDIRECT_URI}/")}'
        which says {REFUSAL}"""
    result = run(ticket)

    assert result.exit_code == 1
    assert result.stdout.startswith("error[redirect-uri-mismatch]: ")
    assert "read from the command line, " in result.stdout
