from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pkcedoctor.cli import main
from pkcedoctor.derivation.remedies import CHALLENGE_REMEDIES
from pkcedoctor.pkce import s256

VERIFIER = "4mrCL0Zg-x.3T5E1wS~h8yVb7iQJXPkUoKpdIqYN9Az"
CHALLENGE = s256(VERIFIER)
SAMPLE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def verify(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments], input=typed)


def test_a_right_pair() -> None:
    result = verify(VERIFIER, CHALLENGE)

    assert result.exit_code == 0
    assert result.stdout == "right: the challenge is S256 of the verifier\n"


def test_a_wrong_pair_is_given_its_formula_and_the_remedy() -> None:
    result = verify(SAMPLE, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")

    assert result.exit_code == 1
    assert result.stdout == (
        "wrong: the base64url of the digest was left padded with `=`\n"
        "computed as base64url-padded(SHA-256(code_verifier))\n"
        "S256 of the verifier is E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\n"
        "write instead, in Python:\n"
        '  base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode("ascii")).digest())'
        '.rstrip(b"=").decode("ascii")\n'
    )


def test_the_remedy_in_every_language() -> None:
    result = verify("--all", SAMPLE, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")

    assert [line for line in result.stdout.splitlines() if line.startswith("  ")] == [
        f"  {remedy.expression}"
        for remedy in sorted(
            CHALLENGE_REMEDIES,
            key=lambda remedy: {"Python": 0, "Go": 1, "Java": 2}.get(remedy.language, 3),
        )
    ]


def test_another_verifier() -> None:
    result = verify(VERIFIER, s256("another"))

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "wrong: no known formula leads from this verifier to this challenge (method S256)",
        "the challenge most likely belongs to another verifier",
        f"S256 of the verifier is {CHALLENGE}",
    ]


def test_a_challenge_of_the_documentation() -> None:
    result = verify(VERIFIER, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")

    assert "the challenge is the example of RFC 7636 appendix B" in result.stdout


def test_a_challenge_whose_shape_is_wrong() -> None:
    result = verify(VERIFIER, "0" * 64)

    assert "the challenge itself: 64 hexadecimal digits" in result.stdout


def test_the_method_plain() -> None:
    assert verify("--method", "plain", VERIFIER, VERIFIER).stdout == (
        "right: the challenge is equal to the verifier\n"
    )
    wrong = verify(VERIFIER, CHALLENGE, "--method", "plain")
    assert wrong.exit_code == 1
    assert wrong.stdout == (
        "wrong: the challenge is S256 of the verifier, but the method says plain\n"
    )
    other = verify(VERIFIER, "another", "--method", "plain")
    assert other.stdout.splitlines()[1:] == [
        "the challenge most likely belongs to another verifier"
    ]


@pytest.mark.parametrize(
    ("code_verifier", "said"),
    [
        ("short", "but a server may refuse the verifier: it has 5 characters, not 43 to 128"),
        ("a b" * 20, "but a server may refuse the verifier: it may not hold ' '"),
        (SAMPLE, "and the verifier is no secret: it is the example of RFC 7636 appendix B"),
    ],
)
def test_a_right_pair_may_still_be_refused(code_verifier: str, said: str) -> None:
    result = verify(code_verifier, s256(code_verifier))

    assert result.exit_code == 0
    assert said in result.stdout


def test_the_verifier_from_standard_input_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "verifier"
    file.write_bytes(VERIFIER.encode() + b"\r\n")

    assert verify("-", CHALLENGE, typed=VERIFIER + "\n").exit_code == 0
    assert verify(f"@{file}", CHALLENGE).exit_code == 0


@pytest.mark.parametrize("code_verifier", ["-" + VERIFIER, "--" + VERIFIER, "-h" + VERIFIER])
def test_a_verifier_may_begin_with_a_dash(code_verifier: str) -> None:
    assert verify(code_verifier, s256(code_verifier)).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="nothing"),
        pytest.param((VERIFIER,), id="no challenge"),
        pytest.param((VERIFIER, CHALLENGE, VERIFIER), id="too much"),
        pytest.param((VERIFIER, ""), id="an empty challenge"),
        pytest.param(("", CHALLENGE), id="an empty verifier"),
        pytest.param(("@no-such-file", CHALLENGE), id="no file"),
        pytest.param((VERIFIER, CHALLENGE, "--method", "S512"), id="another method"),
    ],
)
def test_what_cannot_be_checked(arguments: tuple[str, ...]) -> None:
    result = verify(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert VERIFIER not in result.stderr


@pytest.mark.parametrize(
    "challenge",
    [CHALLENGE, CHALLENGE + "=", VERIFIER, s256("another"), s256(VERIFIER + "\n"), "x"],
)
@pytest.mark.parametrize("method", ["S256", "plain"])
def test_the_verifier_is_never_printed(challenge: str, method: str) -> None:
    result = verify(VERIFIER, challenge, "--method", method, "--all")

    assert VERIFIER not in result.stdout + result.stderr
