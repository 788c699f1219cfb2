"""The expressions are run where their runtime is at hand, and give the pair of appendix B."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pkcedoctor.derivation import Remedy, derive
from pkcedoctor.derivation.remedies import CHALLENGE_REMEDIES, VERIFIER_REMEDIES
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, s256

LANGUAGES = [
    "JavaScript (WebCrypto)",
    "JavaScript (CryptoJS)",
    "JavaScript (Node)",
    "Python",
    "Java",
    "Kotlin",
    "C#",
    "Go",
    "PHP",
    "Ruby",
    "Swift",
    "PowerShell",
    "bash",
]


@dataclass(frozen=True, slots=True)
class Runtime:
    """How to run an expression of one language.

    Attributes:
        program: what must be on the path.
        file: the file that is written, and that ``program`` is given.
        source: makes the file from the expression.
        arguments: stand before the file.
    """

    program: str
    file: str
    source: Callable[[str], str]
    arguments: tuple[str, ...] = ()

    def run(self, expression: str, folder: Path) -> str:
        (folder / self.file).write_text(self.source(expression), encoding="utf-8")
        done = subprocess.run(
            [shutil.which(self.program) or self.program, *self.arguments, self.file],
            cwd=folder,
            env={**os.environ, "CODE_VERIFIER": EXAMPLE_VERIFIER},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def javascript(expression: str) -> str:
    return (
        "(async () => { const codeVerifier = process.env.CODE_VERIFIER;"
        f"console.log({expression}); }})()"
    )


def crypto_js(expression: str) -> str:
    return f'const CryptoJS = require("crypto-js");{javascript(expression)}'


def python(expression: str) -> str:
    return (
        "import base64, hashlib, os, urllib.parse\n"
        f"code_verifier = os.environ['CODE_VERIFIER']\nprint({expression})\n"
    )


def java(expression: str) -> str:
    return (
        "import java.net.URLEncoder; import java.nio.charset.StandardCharsets;"
        "import java.security.MessageDigest; import java.util.Base64;"
        "class Remedy { public static void main(String[] given) throws Exception {"
        'String codeVerifier = System.getenv("CODE_VERIFIER");'
        f"System.out.println({expression}); }} }}"
    )


def go(expression: str) -> str:
    *statements, last = expression.split("; ")
    if statements:
        body = f"{'; '.join(statements)}; {last}; fmt.Println(codeChallenge)"
        imports = '"crypto/sha256"; "encoding/base64"'
    else:
        body, imports = f"fmt.Println({last})", '"net/url"'
    return (
        f'package main\nimport ("fmt"; "os"; {imports})\n'
        f'func main() {{ codeVerifier := os.Getenv("CODE_VERIFIER"); {body} }}\n'
    )


def php(expression: str) -> str:
    return f"<?php $codeVerifier = getenv('CODE_VERIFIER'); echo {expression};"


def ruby(expression: str) -> str:
    return (
        'require "base64"; require "digest"; require "uri"\n'
        f'code_verifier = ENV["CODE_VERIFIER"]\nputs({expression})\n'
    )


def swift(expression: str) -> str:
    return (
        "import Crypto\nimport Foundation\n"
        'let codeVerifier = ProcessInfo.processInfo.environment["CODE_VERIFIER"]!\n'
        f"print({expression})\n"
    )


def powershell(expression: str) -> str:
    return f"$codeVerifier = $env:CODE_VERIFIER\n{expression}\n"


def bash(expression: str) -> str:
    # curl is replaced: the test sends nothing, and wants what curl would be given.
    return (
        'code_verifier=$CODE_VERIFIER; token_endpoint=; curl() { printf "%s" "$2"; }\n'
        f"{expression}\n"
    )


RUNTIMES = {
    "JavaScript (WebCrypto)": Runtime("node", "remedy.js", javascript),
    "JavaScript (CryptoJS)": Runtime("node", "remedy.js", crypto_js),
    "JavaScript (Node)": Runtime("node", "remedy.js", javascript),
    "Python": Runtime("python3", "remedy.py", python),
    "Java": Runtime("java", "Remedy.java", java),
    "Go": Runtime("go", "remedy.go", go, ("run",)),
    "PHP": Runtime("php", "remedy.php", php),
    "Ruby": Runtime("ruby", "remedy.rb", ruby),
    "Swift": Runtime("swift", "remedy.swift", swift),
    "PowerShell": Runtime("pwsh", "remedy.ps1", powershell, ("-NoProfile", "-File")),
    "bash": Runtime("bash", "remedy.sh", bash),
}
"""Kotlin and C# are missing: they run no file without a project or a compiler of minutes."""


def runtime_of(remedy: Remedy) -> Runtime:
    runtime = RUNTIMES.get(remedy.language)
    if runtime is None:
        pytest.skip(f"{remedy.language} runs no single file")
    if shutil.which(runtime.program) is None:
        pytest.skip(f"{runtime.program} is not installed")
    return runtime


def named(remedy: Remedy) -> str:
    return remedy.language


@pytest.mark.parametrize("remedy", CHALLENGE_REMEDIES, ids=named)
def test_the_challenge_is_that_of_appendix_b(remedy: Remedy, tmp_path: Path) -> None:
    runtime = runtime_of(remedy)
    if runtime.source is crypto_js and not has_crypto_js():
        pytest.skip("crypto-js is not installed")

    assert runtime.run(remedy.expression, tmp_path) == EXAMPLE_CHALLENGE


@pytest.mark.parametrize("remedy", VERIFIER_REMEDIES, ids=named)
def test_the_verifier_is_encoded_once(remedy: Remedy, tmp_path: Path) -> None:
    body = runtime_of(remedy).run(remedy.expression, tmp_path)

    assert body == f"code_verifier={EXAMPLE_VERIFIER}"


def has_crypto_js() -> bool:
    found = subprocess.run(
        [shutil.which("node") or "node", "-e", 'require("crypto-js")'],
        capture_output=True,
        check=False,
    )
    return found.returncode == 0


def test_every_language_has_a_remedy() -> None:
    assert [remedy.language for remedy in CHALLENGE_REMEDIES] == LANGUAGES
    assert {remedy.language for remedy in VERIFIER_REMEDIES} == {*LANGUAGES} - {
        "JavaScript (CryptoJS)"
    }


@pytest.mark.parametrize(
    ("code_challenge", "language"),
    [
        pytest.param("13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3", "Python"),
        pytest.param(
            "13-D3-1E-96-1A-1A-D8-EC-2F-16-B1-0C-4C-98-2E-08-76-A8-78-AD-6D-F1-44-56-6E-E1-89-4A-"
            "CB-70-F9-C3",
            "C#",
        ),
        pytest.param(
            "MTNkMzFlOTYxYTFhZDhlYzJmMTZiMTBjNGM5ODJlMDg3NmE4NzhhZDZkZjE0NDU2NmVlMTg5NGFjYjcwZjljM"
            "w==",
            "PHP",
        ),
        pytest.param("W29iamVjdCBBcnJheUJ1ZmZlcl0", "JavaScript (WebCrypto)"),
        pytest.param("AzV44Od887h21WZgjhInEFjKMEPzzLOPAksJ5Pf1eoc", "bash"),
        pytest.param("E1MeFhoaWGwvFjEMTBguCHYoeC1tcURWbmEJSktweUM", "JavaScript (Node)"),
        pytest.param("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "Python"),
        pytest.param("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "PowerShell"),
        pytest.param("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "JavaScript (WebCrypto)"),
    ],
)
def test_the_language_of_the_mistake_comes_first(code_challenge: str, language: str) -> None:
    found = derive(EXAMPLE_VERIFIER, code_challenge)

    assert found is not None
    assert found.remedies[0].language == language
    assert sorted(remedy.language for remedy in found.remedies) == sorted(LANGUAGES)


def test_a_damaged_verifier_is_remedied_where_it_is_sent() -> None:
    found = derive(f'"{EXAMPLE_VERIFIER}"', s256(EXAMPLE_VERIFIER))

    assert found is not None
    assert found.remedies == VERIFIER_REMEDIES
