import json

from click.testing import CliRunner

from pkcedoctor.cli import main
from pkcedoctor.pkce import is_code_verifier, s256


def test_lines_for_a_shell() -> None:
    result = CliRunner().invoke(main, ["pair"])
    made = dict(line.split("=", 1) for line in result.stdout.splitlines())

    assert result.exit_code == 0
    assert list(made) == ["CODE_VERIFIER", "CODE_CHALLENGE", "CODE_CHALLENGE_METHOD"]
    assert len(made["CODE_VERIFIER"]) == 43
    assert is_code_verifier(made["CODE_VERIFIER"])
    assert made["CODE_CHALLENGE"] == s256(made["CODE_VERIFIER"])
    assert made["CODE_CHALLENGE_METHOD"] == "S256"


def test_a_json_object() -> None:
    result = CliRunner().invoke(main, ["pair", "--format", "json"])
    made = json.loads(result.stdout)

    assert result.exit_code == 0
    assert list(made) == ["code_verifier", "code_challenge", "code_challenge_method"]
    assert made["code_challenge"] == s256(made["code_verifier"])


def test_no_two_pairs_are_equal() -> None:
    runner = CliRunner()

    assert len({runner.invoke(main, ["pair"]).stdout for _ in range(20)}) == 20


def test_another_format_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["pair", "--format", "xml"]).exit_code == 2
