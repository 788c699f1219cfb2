"""The seldom forms of each kind of file."""

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.documents.reading import read_document
from pkcedoctor.guard.documents.tree import Hole, Record, Scalar
from pkcedoctor.guard.files import LARGEST_NAMED
from pkcedoctor.guard.inspection import inspect
from tests.guard.places import inspected, rules

GUID: Final = "1d2c8f4e-0b7a-4c55-9a6e-6f1a2b3c4d5e"


def keycloak(**changes: Any) -> str:
    client = {
        "clientId": "app",
        "publicClient": True,
        "standardFlowEnabled": True,
        "redirectUris": ["https://a.io/cb"],
        **changes,
    }
    return json.dumps(client)


def entra(**changes: Any) -> str:
    content = {"appId": GUID, "spa": {"redirectUris": ["https://a.io/cb"]}, **changes}
    return json.dumps(content)


def environment(**values: str) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def settings(**values: str) -> str:
    content = {"client_id": "app", "redirect_uri": "https://a.io/cb", **values}
    return "".join(f"{name}: {value}\n" for name, value in content.items())


GENESYS_TF: Final = """
resource "genesyscloud_oauth_client" "a" {
  authorized_grant_type    = var.grant
  registered_redirect_uris = ["https://a.io/cb"]
}
"""
KEYCLOAK_ENV: Final = {
    "VITE_OIDC_CLIENT_ID": "app",
    "VITE_OIDC_AUTHORITY": "https://id.io/realms/r",
    "VITE_OIDC_REDIRECT_URI": "https://a.io/cb",
}
KEYCLOAK_TF: Final = """
resource "keycloak_openid_client" "app" {
  client_id           = "app"
  access_type         = var.access
  valid_redirect_uris = ["https://a.io/cb"]
}
"""
AUTH_JS: Final = (
    "NextAuth({providers: [{id: 'corp', type: 'oidc', clientId: 'app', clientSecret: 's', "
    "issuer: 'https://id.io/realms/r'}]})"
)
POSTMAN: Final = {
    "type": "oauth2",
    "oauth2": [
        {"key": "clientId", "value": "app"},
        {"key": "useBrowser", "value": True},
        {"key": "grant_type", "value": "authorization_code_with_pkce"},
        {"key": "challengeAlgorithm", "value": "{{method}}"},
    ],
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".env": environment(**KEYCLOAK_ENV), "c.json": keycloak()}, []),
        ({".env": environment(**KEYCLOAK_ENV), "c.tf": KEYCLOAK_TF}, []),
        (
            {".env": environment(**KEYCLOAK_ENV, VITE_OIDC_USE_PKCE="true"), "c.json": keycloak()},
            [],
        ),
        (
            {
                ".env": environment(**KEYCLOAK_ENV, VITE_OIDC_CLIENT_SECRET="s" * 30),
                "c.json": keycloak(),
            },
            ["client-secret-on-public-client"],
        ),
        (
            {
                ".env": environment(
                    KEYCLOAK_URL="id.io",
                    KEYCLOAK_REALM="r",
                    KEYCLOAK_CLIENT_ID="app",
                    CALLBACK_URL="https://a.io/dc",
                ),
                "c.json": keycloak(),
            },
            ["redirect-uri-not-registered"],
        ),
        (
            {
                ".env": environment(APP_CLIENT_ID="a", APP_GRANT_TYPE="client_credentials"),
                "c.json": keycloak(),
            },
            [],
        ),
        (
            {
                ".env.production": environment(
                    **{**KEYCLOAK_ENV, "VITE_OIDC_REDIRECT_URI": "http://localhost/cb"}
                )
            },
            ["mixed-environments"],
        ),
        (
            {
                "a.yml": "client_id: a\nauthorization_url: https://id.a.io/authorize\ntoken_url: https://id-dev.a.io/token\n"
            },
            ["mixed-environments"],
        ),
        (
            {
                "a.json": json.dumps(
                    {
                        "clientId": "app",
                        "realm": "r",
                        "url": "https://id.io",
                        "redirectUri": "/cb",
                        "initOptions": {"flow": "implicit"},
                    }
                ),
                "c.json": keycloak(),
            },
            ["response-type-implicit", "response-type-not-allowed"],
        ),
        (
            {
                "a.js": AUTH_JS,
                ".env": "NEXTAUTH_URL=https://a.io\n",
                "c.json": keycloak(
                    publicClient=False, redirectUris=["https://a.io/api/auth/callback/corp"]
                ),
            },
            [],
        ),
        (
            {
                "a.js": AUTH_JS,
                ".env": "NEXTAUTH_URL=https://a.io/x/auth/\n",
                "c.json": keycloak(
                    publicClient=False, redirectUris=["https://a.io/x/auth/callback/corp"]
                ),
            },
            [],
        ),
        (
            {
                "a.js": AUTH_JS,
                ".env": "NEXTAUTH_URL=https://$HOST\n",
                "c.json": keycloak(publicClient=False, redirectUris=["https://a.io/callback/corp"]),
            },
            [],
        ),
        (
            {
                "a.js": f"AzureADProvider({{clientId: '{GUID}', tenantId: 't'}})",
                "e.json": entra(web={"redirectUris": ["https://a.io/api/auth/callback/azure-ad"]}),
            },
            [],
        ),
        (
            {
                "p.json": json.dumps(POSTMAN),
                "r.json": json.dumps(
                    {
                        "client_id": "app",
                        "redirect_uris": ["https://oauth.pstmn.io/v1/callback"],
                        "client_name": "x",
                    }
                ),
            },
            [],
        ),
        (
            {
                "p.json": json.dumps(
                    {
                        "auth": {
                            "type": "oauth2",
                            "oauth2": [
                                {"key": "clientId", "value": "a"},
                                {"key": "grant_type", "value": "implicit"},
                                {"key": "redirect_uri", "value": "https://a.io"},
                            ],
                        }
                    }
                )
            },
            ["response-type-implicit"],
        ),
        (
            {
                "appsettings.json": json.dumps(
                    {
                        "Oidc": {
                            "ClientId": "app",
                            "Authority": "https://id.io/realms/r",
                            "RedirectUri": "https://a.io/dc",
                        }
                    }
                ),
                "c.json": keycloak(publicClient=False),
            },
            ["redirect-uri-not-registered"],
        ),
        (
            {
                "appsettings.json": json.dumps(
                    {"Auth0": {"ClientId": "app", "Domain": "a.auth0.com"}}
                ),
                "c.json": json.dumps(
                    {"client_id": "app", "callbacks": ["https://a.io/callback"], "app_type": "spa"}
                ),
            },
            [],
        ),
        (
            {
                "appsettings.json": json.dumps(
                    {
                        "AzureAd": {
                            "ClientId": GUID,
                            "TenantId": "t",
                            "Instance": "https://login.microsoftonline.com/",
                            "ClientCredentials": [
                                {"SourceType": "x"},
                                {"ClientSecret": "Q~" + "a1B2" * 8},
                            ],
                        }
                    }
                ),
                "e.json": entra(),
            },
            [],
        ),
        (
            {
                "e.json": entra(),
                "a.yml": f"client_id: {GUID}\nclient_secret: {'Q1w2' * 9}\nredirect_uri: https://a.io/cb\n",
            },
            ["client-secret-on-public-client"],
        ),
        (
            {
                "e.json": entra(publicClient={"redirectUris": ["app:/cb"]}),
                "auth_config.json": json.dumps(
                    {
                        "client_id": GUID,
                        "redirect_uri": "https://a.io/cb",
                        "authorization_scope": "x",
                    }
                ),
            },
            ["client-type-mismatch"],
        ),
        (
            {
                "m.json": json.dumps(
                    {
                        "auth": {
                            "clientId": GUID,
                            "authority": "https://login.microsoftonline.com/t",
                            "clientSecret": "s" * 40,
                        },
                        "system": {},
                    }
                ),
                "e.json": entra(),
            },
            [],
        ),
        (
            {
                "c.json": keycloak(redirectUris=["/cb"], rootUrl="${url}"),
                ".env": environment(**KEYCLOAK_ENV),
            },
            [],
        ),
        (
            {
                "c.json": keycloak(redirectUris=["/cb"], webOrigins=["+"], rootUrl="https://a.io"),
                ".env": environment(**KEYCLOAK_ENV),
            },
            [],
        ),
        (
            {
                "a.yml": settings(issuer="https://id.io/realms/r", response_type="${RT}"),
                "c.json": keycloak(),
            },
            [],
        ),
        (
            {
                "r.json": json.dumps(
                    {
                        "client_id": "tool",
                        "client_secret": "s" * 40,
                        "redirect_uris": ["https://a.io/cb"],
                    }
                ),
                "a.yml": settings(client_id="tool", token_endpoint_auth_method="none"),
            },
            ["client-authentication-missing"],
        ),
        (
            {
                "r.json": json.dumps(
                    {
                        "client_id": "tool",
                        "redirect_uris": ["https://a.io/cb"],
                        "token_endpoint_auth_method": "tls_custom",
                    }
                ),
                "a.yml": settings(
                    client_id="tool", client_secret="s" * 12, token_endpoint_auth_method="none"
                ),
            },
            ["client-secret-on-public-client"],
        ),
        (
            {
                "g.json": json.dumps(
                    {
                        "clientId": "x1",
                        "region": "eu-west-1",
                        "redirectUri": "https://a.io/cb",
                        "grantType": "code",
                    }
                ),
                "o.tf": GENESYS_TF,
            },
            [],
        ),
        (
            {"a.ts": "f({clientID: 'x', tokenURL: 'https://a.io/t', callbackURL: '/cb'})"},
            [],
        ),
        (
            {
                "a.json": json.dumps(
                    {
                        "client_id": "x",
                        "redirect_uri": "https://a.io",
                        "grant_type": "client_credentials",
                        "auth": {
                            "clientId": "y",
                            "redirectUrl": "https://a.io",
                            "authority": "${HOST}.a.io",
                            "useRefreshToken": True,
                        },
                    }
                )
            },
            [],
        ),
        (
            {
                "a.json": json.dumps(
                    {
                        "client_id": "app",
                        "redirect_uri": "https://a.io/cb",
                        "issuer": "https://login.microsoftonline.com/one/v2.0",
                        "token_url": "https://login.microsoftonline.com/two/oauth2/v2.0/token",
                    }
                )
            },
            ["token-endpoint-wrong"],
        ),
    ],
)
def test_corners(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (
            "a.js",
            "const {a} = b; const c; let = 1; x = ({...y, ...{z: 1}, w, f() {}, [k]: 2});",
        ),
        ("a.js", "const a = ['b', {client_id: 'c'}]; const d = e as F.G[]; g((h) => ({i: 1}));"),
        ("a.js", "x = {a: b => c, d: , e: ({f: 1}), g: h ? {i: 1} : {j: 2}}; ) ] } ( [ {"),
        (
            "a.js",
            "x = {a: '\\u{110000}\\\n', b: new C('d'), c: await e, f: -1}; class I { j = {} }",
        ),
        ("a.tf", 'a = { b = "c", "d" : 1 }\ne = <<-X\n  f\n  X\ng = local.h\ni = toset(["j"]\n'),
        (
            "a.tf",
            'c {\n  d {}\n  d {}\n  d {}\n}\ne = { for k, v in x : k => v }\nf = "${g("h")}-i"',
        ),
        (
            "a.tf",
            'locals {\n a = "b"\n}\nc {\n d = local.a\n e = "${local.a}/f"\n i = j + k\n}',
        ),
    ],
)
def test_odd_texts_are_read(file: str, text: str) -> None:
    with contextlib.suppress(UnreadableInput):
        assert read_document(text, file) is not None


def test_heredocs_and_objects_of_terraform() -> None:
    document = read_document(
        'r "x" "y" {\n  a = <<-X\n  f\n  X\n  b = { c = "d" }\n  e = f("g")\n}\n', "a.tf"
    )
    assert document is not None
    (block,) = document.roots
    assert isinstance(block, Record)
    assert isinstance(block.members["a"], Scalar)
    assert block.members["a"].parts == ("  f",)
    assert isinstance(block.members["b"], Record)
    assert isinstance(block.members["e"], Scalar)
    assert isinstance(block.members["e"].parts[0], Hole)


@pytest.mark.parametrize("text", ["a = " + "[" * 90, "a {" * 90, "a = " + "{b = " * 90])
def test_terraform_that_nests_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput):
        read_document(text, "a.tf")


def test_a_named_file_may_be_too_large(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b" " * (LARGEST_NAMED + 1))
    with pytest.raises(UnreadableInput, match="too large"):
        inspect((file,))


def test_yaml_needs_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    with pytest.raises(UnreadableInput, match="pip install PyYAML"):
        read_document("a: b", "a.yaml")


def test_values_do_not_show_themselves(tmp_path: Path) -> None:
    document = read_document('{"client_secret": "hush-hush"}', "a.json")
    assert "hush-hush" not in repr(document)
    found = inspected(
        tmp_path,
        {"a.json": json.dumps({"client_id": "x", "redirect_uri": "http://u:hush@a.io/cb"})},
    )
    assert "hush" not in repr(found.findings[0].related)
    assert "hush" not in found.findings[0].message


def test_today_is_the_default(tmp_path: Path) -> None:
    files = {"a.json": json.dumps({"client_id": "x", "redirect_uri": "http://a.io/cb"})}
    (tmp_path / "pkcedoctor.toml").write_text(
        f'[[allow]]\nrule = "redirect-uri-not-https"\nreason = "x"\nuntil = {date.max}\n', "utf-8"
    )
    inspected(tmp_path, files)
    assert inspect((tmp_path,)).findings == ()
