"""What the readers recognise, and what becomes of it."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from pkcedoctor.guard.recognition import _READERS
from tests.guard.places import inspected, rules

PORTAL: Final = json.dumps(
    {
        "clientId": "portal",
        "publicClient": False,
        "redirectUris": ["https://app.acme.io/*"],
        "standardFlowEnabled": True,
        "attributes": {"pkce.code.challenge.method": "S256"},
    }
)
PUBLIC: Final = PORTAL.replace("false", "true", 1)
AUTH0_TF: Final = """
resource "auth0_client" "spa" {
  name        = "Shop"
  app_type    = "spa"
  callbacks   = ["https://shop.io/callback"]
  grant_types = ["authorization_code"]
}
"""
OKTA_TF: Final = """
resource "okta_app_oauth" "spa" {
  type                       = "browser"
  grant_types                = ["authorization_code"]
  redirect_uris              = ["https://spa.x.io/login/callback"]
  token_endpoint_auth_method = "none"
  pkce_required              = true
}
"""
AZURE_TF: Final = """
resource "azuread_application" "spa" {
  single_page_application {
    redirect_uris = ["https://spa.x.io/"]
  }
  web {
    redirect_uris = ["https://spa.x.io/cb"]
  }
}
"""
COGNITO_CFN: Final = json.dumps(
    {
        "Resources": {
            "Client": {
                "Type": "AWS::Cognito::UserPoolClient",
                "Properties": {
                    "UserPoolId": {"Ref": "Pool"},
                    "CallbackURLs": [{"Fn::Sub": "https://${Host}/cb"}],
                    "AllowedOAuthFlows": ["code"],
                    "AllowedOAuthFlowsUserPoolClient": True,
                    "GenerateSecret": True,
                },
            }
        }
    }
)
SPRING_COGNITO: Final = """
spring.security.oauth2.client.registration.cognito.client-id=abc
spring.security.oauth2.client.registration.cognito.client-secret=${S}
spring.security.oauth2.client.registration.cognito.redirect-uri={baseUrl}/%s
spring.security.oauth2.client.provider.cognito.issuer-uri=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x
"""
AUTH0_VITE: Final = (
    'createAuth0Client({domain: "shop.eu.auth0.com", clientId: import.meta.env.VITE_ID, '
    'authorizationParams: {redirect_uri: "https://shop.io/%s"}})'
)
OKTA_CONFIG: Final = (
    "export default {issuer: 'https://x.okta.com/oauth2/default', clientId: '0oaabc', "
    "redirectUri: 'https://spa.x.io/login/%s', scopes: ['openid']};"
)
MSAL_CONFIG: Final = (
    "export const msalConfig = {auth: {clientId: environment.clientId, "
    "authority: `https://login.microsoftonline.com/${environment.tenant}`, "
    "redirectUri: 'https://spa.x.io/%s'}, cache: {cacheLocation: 'localStorage'}};"
)
POOL: Final = (
    "new UserManager({authority: 'https://cognito-idp.%s.amazonaws.com/%s', client_id: 'abc', "
    "redirect_uri: 'https://a.io/cb'});"
)
POOL_CLIENT: Final = json.dumps(
    {
        "UserPoolClient": {
            "UserPoolId": "eu-west-1_ab",
            "ClientId": "abc",
            "CallbackURLs": ["https://a.io/cb"],
        }
    }
)
ADAPTER: Final = json.dumps(
    {
        "realm": "acme",
        "auth-server-url": "https://id.acme.io/",
        "resource": "portal",
        "public-client": True,
    }
)
COMPOSE: Final = """
services:
  web:
    environment:
      OIDC_CLIENT_ID: portal
      OIDC_CLIENT_SECRET: ${SECRET}
      OIDC_ISSUER: https://id.acme.io
      OIDC_REDIRECT_URI: https://app.acme.io/cb
"""
AUTH_JS: Final = (
    "NextAuth({providers: [Keycloak({clientId: 'portal', clientSecret: process.env.S, "
    "issuer: 'https://id.acme.io/realms/acme', checks: ['%s']})]})"
)
JSX: Final = (
    '<AuthProvider authority="https://id.acme.io/realms/acme" client_id="portal" '
    'redirect_uri={window.location.origin + "/cb"}>'
)
REALM: Final = json.dumps(
    {
        "realm": "acme",
        "clients": [
            {**json.loads(PUBLIC), "clientId": name} for name in ("a", "b", "portal", "account")
        ]
        + [{"clientId": "saml", "protocol": "saml", "publicClient": True}],
    }
)
DOCUMENT: Final = {
    "client_id": "https://a.io/client.json",
    "redirect_uris": ["http://localhost:3000/callback"],
    "token_endpoint_auth_method": "none",
}
SILENT: Final = json.dumps(
    {
        "issuer": "https://as.io",
        "token_endpoint": "https://as.io/t",
        "response_types_supported": ["code"],
    }
)
GENESYS: Final = json.dumps(
    {
        "id": "3f0c1a52",
        "registeredRedirectUri": ["https://b.x.io/index.html"],
        "authorizedGrantType": "CODE",
        "state": "active",
    }
)
GENESYS_ENV: Final = (
    "GENESYS_CLIENT_ID=3f0c1a52\nGENESYS_REDIRECT_URI=https://b.x.io/index.html\n"
    "GENESYS_REGION=mypurecloud.ie\nGENESYS_TOKEN_URL=https://login.mypurecloud.%s/oauth/token\n"
)
AUTHELIA: Final = """
identity_providers:
  oidc:
    enforce_pkce: always
    clients:
      - id: portal
        secret: $plaintext$abc
        redirect_uris: [https://app.acme.io/cb]
        pkce_challenge_method: S256
"""
REACT_NATIVE: Final = (
    "export const config = {issuer: 'https://id.x.io', clientId: 'mobile', "
    "redirectUrl: 'com.x.app://cb', usePKCE: %s};"
)
MOBILE: Final = json.dumps(
    {
        "client_id": "mobile",
        "redirect_uris": ["com.x.app://cb"],
        "token_endpoint_auth_method": "none",
        "require_pkce": True,
    }
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.ts": AUTH0_VITE % "callback", "m.tf": AUTH0_TF}, []),
        ({"a.ts": AUTH0_VITE % "cb", "m.tf": AUTH0_TF}, ["redirect-uri-not-registered"]),
        ({"a.ts": OKTA_CONFIG % "callback", "m.tf": OKTA_TF}, []),
        ({"a.ts": OKTA_CONFIG % "callbacks", "m.tf": OKTA_TF}, ["redirect-uri-not-registered"]),
        ({"a.ts": MSAL_CONFIG % "", "m.tf": AZURE_TF}, []),
        ({"a.ts": MSAL_CONFIG % "cb", "m.tf": AZURE_TF}, ["client-type-mismatch"]),
        ({"a.properties": SPRING_COGNITO % "cb", "t.json": COGNITO_CFN}, []),
        ({"a.properties": SPRING_COGNITO % "dc", "t.json": COGNITO_CFN}, []),
        ({"a.js": POOL % ("eu-west-1", "eu-west-1_ab"), "c.json": POOL_CLIENT}, []),
        (
            {"a.js": POOL % ("eu-west-1", "eu-west-1_cd"), "c.json": POOL_CLIENT},
            ["token-endpoint-wrong"],
        ),
        ({"keycloak.json": ADAPTER, "c.json": PUBLIC}, []),
        ({"keycloak.json": ADAPTER, "c.json": PORTAL}, ["client-authentication-missing"]),
        ({"keycloak.json": ADAPTER, "r.json": REALM}, []),
        (
            {"keycloak.json": ADAPTER.replace("portal", "portl"), "r.json": REALM},
            ["client-id-mismatch"],
        ),
        ({"docker-compose.yml": COMPOSE, "c.json": PORTAL}, []),
        ({"docker-compose.yml": COMPOSE, "c.json": PUBLIC}, ["client-secret-on-public-client"]),
        ({"docker-compose.yml": COMPOSE, "a.yml": AUTHELIA}, []),
        (
            {"docker-compose.yml": f"{COMPOSE}      OIDC_USE_PKCE: 'no'\n", "a.yml": AUTHELIA},
            ["challenge-missing"],
        ),
        (
            {"docker-compose.yml": f"{COMPOSE}      OIDC_PKCE_METHOD: plain\n", "a.yml": AUTHELIA},
            ["challenge-method-invalid", "challenge-method-plain"],
        ),
        ({"auth.ts": AUTH_JS % "pkce", "c.json": PORTAL}, []),
        ({"auth.ts": AUTH_JS % "state", "c.json": PORTAL}, ["challenge-missing"]),
        ({"main.tsx": JSX, "c.json": PUBLIC}, []),
        ({"main.tsx": JSX, "c.json": PORTAL}, ["client-authentication-missing"]),
        ({"c.json": json.dumps(DOCUMENT)}, []),
        (
            {"c.json": json.dumps(DOCUMENT).replace("none", "client_secret_post")},
            ["client-type-mismatch"],
        ),
        ({"c.json": json.dumps(DOCUMENT), "m.json": SILENT}, ["pkce-not-advertised"]),
        ({".env": GENESYS_ENV % "ie", "o.json": GENESYS}, []),
        ({".env": GENESYS_ENV % "com", "o.json": GENESYS}, ["token-endpoint-wrong"]),
        (
            {".env": GENESYS_ENV % "ie", "o.json": GENESYS.replace('"active"', '"inactive"')},
            ["client-disabled"],
        ),
        ({"a.ts": REACT_NATIVE % "true", "c.json": MOBILE}, []),
        ({"a.ts": REACT_NATIVE % "false", "c.json": MOBILE}, ["challenge-missing"]),
    ],
)
def test_every_kind_is_read(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("file", "text", "kinds"),
    [
        ("a.json", ADAPTER, ["keycloak-js"]),
        ("a.json", GENESYS, ["genesys-cloud"]),
        ("a.json", SILENT, ["server-metadata"]),
        ("a.json", COGNITO_CFN, ["cognito"]),
        ("a.json", json.dumps(DOCUMENT), ["client-id-metadata-document"]),
        ("a.tf", OKTA_TF, ["okta"]),
        ("a.yml", AUTHELIA, ["authelia"]),
        ("a.ts", REACT_NATIVE % "true", ["react-native-app-auth"]),
        (
            "a.js",
            "client.setEnvironment('x'); client.loginImplicitGrant('a', 'https://b.c/d')",
            ["genesys"],
        ),
        (
            "a.js",
            "new Strategy({tokenURL: 'https://a.io/t', clientID: 'x', callbackURL: 'https://b.io'})",
            ["generic"],
        ),
        (
            "a.js",
            "auth({issuerBaseURL: 'https://a.io', baseURL: 'https://b.io', clientID: 'x'})",
            ["generic"],
        ),
        (
            ".env",
            "AUTH_OKTA_ID=a\nAUTH_OKTA_ISSUER=https://a.okta.com\nAUTH_URL=https://b.io\n",
            ["dotenv"],
        ),
        (".env", "KEYCLOAK_URL=https://a.io\nKEYCLOAK_REALM=r\nKEYCLOAK_CLIENT_ID=c\n", ["dotenv"]),
        (".env", "AZURE_AD_CLIENT_ID=a\nAZURE_AD_TENANT_ID=b\n", ["dotenv"]),
    ],
)
def test_each_file_says_what_it_is(file: str, text: str, kinds: list[str], tmp_path: Path) -> None:
    (found,) = inspected(tmp_path, {file: text}).recognised
    assert list(found.kinds) == kinds


def test_every_reader_cites_its_source() -> None:
    for name, _ in _READERS:
        told = import_module(f"pkcedoctor.guard.{name}").__doc__ or ""
        assert re.search(r"\b[Aa]fter\b|RFC|\.dev\b", told), name
