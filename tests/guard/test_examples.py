"""Every example has one defect, its report is what the command prints, and mended it is sound."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from click.testing import CliRunner

from pkcedoctor.cli import main
from pkcedoctor.guard.inspection import inspect

EXAMPLES: Final = Path(__file__).parent.parent.parent / "examples" / "guard"

Golden = Callable[[Path, str], None]


class Defect(NamedTuple):
    """What is wrong in an example, and how it is mended."""

    rule: str
    file: str
    wrong: str
    right: str


DEFECTS: Final = {
    "angular-auth-oidc-client": Defect(
        "client-authentication-missing", "hydra/client.json", '"client_secret_basic"', '"none"'
    ),
    "angular-oauth2-oidc": Defect(
        "cors-blocked",
        "identityserver/appsettings.json",
        '"AllowedCorsOrigins": [ "https://shop.fabrikam.example/" ]',
        '"AllowedCorsOrigins": [ "https://shop.fabrikam.example" ]',
    ),
    "appauth": Defect(
        "redirect-uri-not-registered",
        "app/src/main/res/raw/auth_config.json",
        "com.litware.FieldService",
        "com.litware.fieldservice",
    ),
    "aspnet": Defect(
        "account-type-mismatch",
        "appsettings.json",
        '"common"',
        '"6b1f0d3a-9c25-4e7b-8a41-d2c3e4f5a6b7"',
    ),
    "auth0-spa": Defect(
        "grant-type-wrong", "auth0/tenant.yaml", "- implicit", "- authorization_code"
    ),
    "cloudformation": Defect(
        "redirect-uri-not-registered", ".env.production", ".example/auth\n", ".example/auth/\n"
    ),
    "cognito-terraform": Defect(
        "client-authentication-missing",
        "main.tf",
        "generate_secret                      = true",
        "generate_secret                      = false",
    ),
    "dotenv": Defect("placeholder-value", ".env", "YOUR_CLIENT_ID", "lab-notebook"),
    "genesys": Defect("grant-type-wrong", "oauth-client.json", '"TOKEN"', '"CODE"'),
    "genesys-terraform": Defect("redirect-uri-not-registered", "config.json", "?source=agent", ""),
    "keycloak-js": Defect("client-id-mismatch", "src/keycloak.js", "time_sheet", "time-sheet"),
    "mcp-client": Defect(
        "redirect-uri-not-https", "client-metadata.json", "http://notes", "https://notes"
    ),
    "msal": Defect(
        "client-type-mismatch",
        "entra/manifest.json",
        "http://localhost:3000/redirect",
        "https://travel.adatum.example/redirect",
    ),
    "nextauth": Defect(
        "redirect-uri-not-registered",
        "authelia/configuration.yml",
        ".example/callback",
        ".example/api/auth/callback",
    ),
    "oidc-client-ts": Defect(
        "redirect-uri-not-registered", "src/auth.ts", "/auth/callback/`", "/auth/callback`"
    ),
    "okta-auth-js": Defect("challenge-missing", "src/config.js", "pkce: false", "pkce: true"),
    "postman": Defect(
        "client-secret-on-public-client",
        "Orders.postman_collection.json",
        "{{client_secret}}",
        "",
    ),
    "server-metadata": Defect("token-endpoint-wrong", "oauth.toml", '/tokens"', '/token"'),
    "settings": Defect("redirect-uri-not-registered", "src/oidc.ts", "signed_in", "signed-in"),
    "spring-boot": Defect(
        "redirect-uri-not-registered",
        "cognito/describe-user-pool-client.json",
        "/oauth2/callback/",
        "/oauth2/code/",
    ),
}

each_example = pytest.mark.parametrize("name", DEFECTS)


def test_every_folder_is_an_example() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders - {"generators"} == set(DEFECTS)


@each_example
def test_the_report_is_what_the_command_prints(
    name: str, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(EXAMPLES / name)
    printed = CliRunner().invoke(main, ["guard", "."])
    assert printed.exit_code == 1
    golden(EXAMPLES / name / "report.txt", printed.stdout)


@each_example
def test_each_has_its_one_defect(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES / name)
    assert [found.rule for found in inspect((Path(),)).findings] == [DEFECTS[name].rule]


@each_example
def test_each_is_sound_once_it_is_mended(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name
    shutil.copytree(EXAMPLES / name, copy)
    defect = DEFECTS[name]
    file = copy / defect.file
    text = file.read_text("utf-8")
    assert defect.wrong in text
    file.write_text(text.replace(defect.wrong, defect.right), "utf-8")
    inspection = inspect((copy,))
    assert inspection.findings == ()
    assert len(inspection.recognised) > 0


def test_the_index_lists_every_example(golden: Golden) -> None:
    rows = [f"| [{name}]({name}/report.txt) | `{DEFECTS[name].rule}` |" for name in DEFECTS]
    golden(EXAMPLES / "README.md", "\n".join((INDEX, *rows)) + "\n")


INDEX: Final = """\
# Examples of the guard

Each folder holds what the client is told and what the server knows, with one defect.
`report.txt` is what `pkcedoctor guard .` prints there.

| example | defect |
| --- | --- |"""
