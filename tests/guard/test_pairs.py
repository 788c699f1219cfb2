"""Both sides against each other: what is blamed, and what is not."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.guard.places import inspected, rules

GUID: Final = "1d2c8f4e-0b7a-4c55-9a6e-6f1a2b3c4d5e"
TENANT: Final = "7a4f1c9d-52b1-4f6b-8f3e-2d9a01b7c6e4"


def keycloak(**changes: Any) -> str:
    return json.dumps(
        {
            "clientId": "portal",
            "protocol": "openid-connect",
            "publicClient": True,
            "standardFlowEnabled": True,
            "redirectUris": ["http://localhost:5173/*", "https://app.acme.io/*"],
            "webOrigins": ["+"],
            "attributes": {"pkce.code.challenge.method": "S256"},
            **changes,
        }
    )


def keycloak_js(redirect: str = "window.location.origin + '/home'", pkce: str = "'S256'") -> str:
    return (
        "import Keycloak from 'keycloak-js';\n"
        "const kc = new Keycloak({url: 'https://id.acme.io', realm: 'acme', clientId: 'portal'});\n"
        f"kc.init({{onLoad: 'login-required', pkceMethod: {pkce}, redirectUri: {redirect}}});\n"
    )


PAGE: Final = "'https://app.acme.io/home'"


@pytest.mark.parametrize(
    ("script", "registration", "expected"),
    [
        (keycloak_js(), keycloak(), []),
        (keycloak_js(), keycloak(publicClient=False), ["client-authentication-missing"]),
        (keycloak_js(pkce="false"), keycloak(), ["challenge-missing"]),
        (keycloak_js(), keycloak(standardFlowEnabled=False), ["grant-type-wrong"]),
        (keycloak_js(), keycloak(enabled=False), ["client-disabled"]),
        (keycloak_js(PAGE), keycloak(), []),
        (keycloak_js(PAGE), keycloak(webOrigins=[]), ["cors-blocked"]),
        (keycloak_js(PAGE), keycloak(webOrigins=["https://app.acme.io"]), []),
        (keycloak_js(PAGE), keycloak(webOrigins=["https://app.acme.io/"]), ["cors-blocked"]),
        (keycloak_js(PAGE), keycloak(webOrigins=["*"]), []),
        (keycloak_js("'http://localhost:3000/x'"), keycloak(), ["redirect-uri-not-registered"]),
        (
            keycloak_js("'http://localhost:3000/x'"),
            keycloak(redirectUris=["http://localhost/x"], webOrigins=["*"]),
            [],
        ),
        (
            keycloak_js("'http://app.acme.io/home'"),
            keycloak(redirectUris=["http://app.acme.io/*"]),
            ["redirect-uri-not-https"],
        ),
        (
            keycloak_js(),
            json.dumps({"realm": "other", "clients": [json.loads(keycloak())]}),
            ["token-endpoint-wrong"],
        ),
        (
            keycloak_js(PAGE),
            keycloak(redirectUris=["/home"], rootUrl="https://app.acme.io"),
            [],
        ),
        (keycloak_js(PAGE), keycloak(redirectUris=["/home"]), []),
        (
            keycloak_js(),
            keycloak(attributes={"pkce.code.challenge.method": "plain"}),
            ["challenge-method-invalid"],
        ),
    ],
)
def test_keycloak(script: str, registration: str, expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, {"keycloak.js": script, "client.json": registration}) == expected


def msal(redirect: str = "http://localhost:3000/cb", client_id: str = GUID, more: str = "") -> str:
    return f"""
export const pca = new PublicClientApplication({{
  auth: {{
    clientId: '{client_id}',
    authority: 'https://login.microsoftonline.com/{TENANT}',
    redirectUri: '{redirect}',{more}
  }},
  cache: {{ cacheLocation: 'localStorage' }},
}});
"""


def entra(spa: str = "", web: str = "", native: str = "", **changes: Any) -> str:
    return json.dumps(
        {
            "appId": GUID,
            "spa": {"redirectUris": spa.split()},
            "web": {"redirectUris": web.split()},
            "publicClient": {"redirectUris": native.split()},
            **changes,
        }
    )


def aspnet(**changes: Any) -> str:
    section = {
        "Instance": "https://login.microsoftonline.com/",
        "TenantId": TENANT,
        "ClientId": GUID,
        "ClientSecret": "Q~abcdefghijklmnopqrstuvwxyz0123456789",
        "CallbackPath": "/signin-oidc",
    }
    return json.dumps({"AzureAd": {**section, **changes}})


@pytest.mark.parametrize(
    ("name", "client", "manifest", "expected"),
    [
        ("m.ts", msal(), entra("http://localhost/cb"), []),
        ("m.ts", msal(), entra("http://localhost:9/CB"), ["redirect-uri-not-registered"]),
        ("m.ts", msal(), entra("", "http://localhost:3000/cb"), ["client-type-mismatch"]),
        ("m.ts", msal("https://a.io"), entra("https://a.io/"), []),
        (
            "m.ts",
            msal(client_id=f"f{GUID[1:]}"),
            entra("http://localhost/cb"),
            ["client-id-mismatch"],
        ),
        ("m.ts", msal(client_id="Enter_the_Application_Id_Here"), entra(), ["placeholder-value"]),
        (
            "m.ts",
            msal(more="clientSecret: 'Q~abcdefghijklmnop'"),
            entra("http://localhost/cb"),
            ["client-type-mismatch"],
        ),
        ("appsettings.json", aspnet(), entra("", "https://localhost:5001/signin-oidc"), []),
        (
            "appsettings.json",
            aspnet(),
            entra("https://localhost:5001/signin-oidc"),
            ["client-type-mismatch"],
        ),
        (
            "appsettings.json",
            aspnet(),
            entra("", "https://localhost:5001/signin-oidc/"),
            ["redirect-uri-not-registered"],
        ),
        (
            "appsettings.json",
            aspnet(TenantId="common"),
            entra("", "https://a.io/signin-oidc", signInAudience="AzureADMyOrg"),
            ["account-type-mismatch"],
        ),
        (
            "appsettings.json",
            aspnet(TenantId="common"),
            entra("", "https://a.io/signin-oidc", signInAudience="AzureADMultipleOrgs"),
            [],
        ),
        (
            "m.ts",
            msal(),
            json.dumps(
                {
                    "appId": GUID,
                    "replyUrlsWithType": [
                        {"url": "http://localhost/cb", "type": "InstalledClient"}
                    ],
                }
            ),
            ["client-type-mismatch"],
        ),
    ],
)
def test_entra(name: str, client: str, manifest: str, expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, {name: client, "manifest.json": manifest}) == expected


AUTH0_ID: Final = "Qx7Lr2VbN9kPz4TmW8sYdHc3JfGa6Ue1"


def auth0(**changes: Any) -> str:
    return json.dumps(
        {
            "client_id": AUTH0_ID,
            "name": "Shop",
            "app_type": "spa",
            "token_endpoint_auth_method": "none",
            "callbacks": ["https://*.shop.io/callback", "http://localhost:3000"],
            "grant_types": ["authorization_code"],
            **changes,
        }
    )


def auth0_spa(redirect: str) -> str:
    return (
        f"createAuth0Client({{domain: 'shop.eu.auth0.com', clientId: '{AUTH0_ID}', "
        f"authorizationParams: {{redirect_uri: {redirect}}}}});"
    )


@pytest.mark.parametrize(
    ("redirect", "changes", "expected"),
    [
        ("'https://pr-12.shop.io/callback'", {}, []),
        ("'https://pr-12.shop.io/callback?a=b'", {}, []),
        ("'https://shop.io/callback'", {}, ["redirect-uri-not-registered"]),
        ("'http://localhost:3000/'", {}, ["redirect-uri-not-registered"]),
        ("window.location.origin", {}, []),
        (
            "`${window.location.origin}/other`",
            {"callbacks": ["https://a.io/callback"]},
            ["redirect-uri-not-registered"],
        ),
        ("'https://a.io/b'", {"callbacks": "https://a.io/a, https://a.io/b"}, []),
        (
            "'http://localhost:3000'",
            {"app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post"},
            ["client-authentication-missing"],
        ),
        ("'http://localhost:3000'", {"grant_types": ["implicit"]}, ["grant-type-wrong"]),
        ("'http://localhost:3000'", {"client_id": AUTH0_ID[:-1] + "2"}, ["client-id-mismatch"]),
        (
            "'http://localhost:3000'",
            {"client_id": "Zp0dK5uRj8mXcVb1nQw4eTy7Ga2sLf6H", "callbacks": ["https://else.io"]},
            [],
        ),
    ],
)
def test_auth0(redirect: str, changes: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, {"a.js": auth0_spa(redirect), "c.json": auth0(**changes)}) == expected


def okta(method: str = "none", **changes: Any) -> str:
    settings = {
        "redirect_uris": ["https://spa.x.io/login/callback"],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        **changes,
    }
    credentials = {"client_id": "0oaabc", "token_endpoint_auth_method": method}
    return json.dumps(
        {
            "signOnMode": "OPENID_CONNECT",
            "credentials": {"oauthClient": credentials},
            "settings": {"oauthClient": settings},
        }
    )


OKTA_JS: Final = """
const oktaAuth = new OktaAuth({
  issuer: 'https://dev-123456.okta.com/oauth2/default',
  clientId: '0oaabc',
  redirectUri: 'https://spa.x.io/login/callback',
});
"""
SPRING: Final = """
spring.security.oauth2.client:
  registration:
    okta:
      client-id: 0oaabc
      client-secret: ${OKTA_SECRET}
      client-authentication-method: client_secret_basic
      redirect-uri: "{baseUrl}/authorization-code/callback"
  provider:
    okta:
      issuer-uri: https://dev-123456.okta.com/oauth2/default
"""
LOCAL: Final = ["http://localhost:8080/authorization-code/callback"]


@pytest.mark.parametrize(
    ("name", "client", "application", "expected"),
    [
        ("o.ts", OKTA_JS, okta(), []),
        ("o.ts", OKTA_JS, okta("client_secret_basic"), ["client-authentication-missing"]),
        ("o.ts", OKTA_JS, okta(grant_types=["implicit"]), ["grant-type-wrong"]),
        (
            "o.ts",
            OKTA_JS,
            okta(grant_types=["implicit"], response_types=["token"]),
            ["grant-type-wrong"],
        ),
        ("o.ts", OKTA_JS, okta(redirect_uris=["https://*.x.io/login/callback"]), []),
        ("a.yml", SPRING, okta("client_secret_basic", redirect_uris=LOCAL), []),
        (
            "a.yml",
            SPRING,
            okta("client_secret_post", redirect_uris=LOCAL),
            ["client-authentication-wrong"],
        ),
        ("a.yml", SPRING, okta(redirect_uris=LOCAL), ["client-secret-on-public-client"]),
        (
            "a.yml",
            SPRING.replace("client_secret_basic", "none"),
            okta(redirect_uris=LOCAL),
            ["client-secret-on-public-client"],
        ),
    ],
)
def test_okta(
    name: str, client: str, application: str, expected: list[str], tmp_path: Path
) -> None:
    assert rules(tmp_path, {name: client, "app.json": application}) == expected


def duende(**changes: Any) -> str:
    client = {
        "ClientId": "spa",
        "AllowedGrantTypes": ["authorization_code"],
        "RequireClientSecret": False,
        "RedirectUris": ["https://app.x.io/callback"],
        "AllowedCorsOrigins": ["https://app.x.io"],
        **changes,
    }
    return json.dumps({"IdentityServer": {"Clients": [client]}})


def oidc_client(more: str = "", redirect: str = "https://app.x.io/callback") -> str:
    return (
        "const settings = {authority: 'https://ids.x.io', client_id: 'spa', "
        f"redirect_uri: '{redirect}', {more}}};\nnew UserManager(settings);"
    )


@pytest.mark.parametrize(
    ("script", "registration", "expected"),
    [
        (oidc_client(), duende(), []),
        (oidc_client("disablePKCE: true"), duende(), ["challenge-missing"]),
        (oidc_client("disablePKCE: true"), duende(RequirePkce=False), ["challenge-missing"]),
        (oidc_client(), duende(RequireClientSecret=True), ["client-authentication-missing"]),
        (oidc_client(), duende(AllowedGrantTypes=["client_credentials"]), ["grant-type-wrong"]),
        (oidc_client(), duende(AllowedGrantTypes=["hybrid"]), []),
        (oidc_client(), duende(AllowedCorsOrigins=[]), ["cors-blocked"]),
        (
            oidc_client("response_type: 'id_token'"),
            duende(),
            ["response-type-implicit", "response-type-not-allowed"],
        ),
        (
            oidc_client("client_secret: 'abcdefghijklmnop'"),
            duende(),
            ["client-secret-on-public-client"],
        ),
        (
            oidc_client("silent_redirect_uri: 'https://app.x.io/silent'"),
            duende(),
            ["redirect-uri-not-registered"],
        ),
        (
            oidc_client(redirect="https://app.x.io/#/callback"),
            duende(RedirectUris=["https://app.x.io/#/callback"]),
            ["redirect-uri-fragment"],
        ),
    ],
)
def test_identity_server(
    script: str, registration: str, expected: list[str], tmp_path: Path
) -> None:
    assert rules(tmp_path, {"a.js": script, "appsettings.json": registration}) == expected


def appauth(redirect: str) -> str:
    return json.dumps(
        {
            "client_id": "tool",
            "redirect_uri": redirect,
            "authorization_scope": "openid",
            "discovery_uri": "https://as.x.io/.well-known/openid-configuration",
        }
    )


def registered(*uris: str, **changes: Any) -> str:
    content = {"client_id": "tool", "redirect_uris": uris, "token_endpoint_auth_method": "none"}
    return json.dumps({**content, **changes})


@pytest.mark.parametrize(
    ("redirect", "registration", "expected"),
    [
        ("http://127.0.0.1:8765/cb", registered("http://127.0.0.1/cb", skip_consent=False), []),
        ("http://[::1]:8765/cb", registered("http://[::1]:1/cb", skip_consent=False), []),
        (
            "http://localhost:8765/cb",
            registered("http://localhost/cb", skip_consent=False),
            ["redirect-uri-not-registered"],
        ),
        ("http://localhost:8765/cb", registered("http://localhost/cb"), []),
        (
            "http://localhost:8765/cb",
            registered("http://localhost/CB"),
            ["redirect-uri-not-registered"],
        ),
        (
            "com.x.app:/cb",
            registered("com.x.app:/cb", token_endpoint_auth_method="client_secret_basic"),
            ["client-authentication-missing"],
        ),
        (
            "com.x.app:/cb",
            registered("com.x.app:/cb", client_secret="abcdefghijklmnopq"),
            ["client-secret-on-public-client"],
        ),
        (
            "com.x.app:/cb",
            registered("com.x.app:/cb", response_types=["code"], grant_types=["implicit"]),
            ["grant-type-wrong"],
        ),
    ],
)
def test_native_apps(redirect: str, registration: str, expected: list[str], tmp_path: Path) -> None:
    files = {"auth_config.json": appauth(redirect), "client.json": registration}
    assert rules(tmp_path, files) == expected


AUTHENTIK: Final = """
version: 1
entries:
  - model: authentik_providers_oauth2.oauth2provider
    identifiers: {name: app}
    attrs:
      client_type: %s
      client_id: grafana
      client_secret: !Env [GRAFANA_SECRET, ""]
      redirect_uris: %s
"""
GRAFANA: Final = """
[auth.generic_oauth]
client_id = "grafana"
client_secret = "abcabcabcabcabcabc"
redirect_uri = "https://g.x.io/login/generic_oauth"
auth_url = "https://auth.x.io/application/o/authorize/"
token_url = "https://auth.x.io/application/o/token/"
"""


@pytest.mark.parametrize(
    ("kind", "uris", "expected"),
    [
        (
            "confidential",
            "[{matching_mode: strict, url: 'https://g.x.io/login/generic_oauth'}]",
            [],
        ),
        (
            "confidential",
            "[{matching_mode: strict, url: 'https://g.x.io/login'}]",
            ["redirect-uri-not-registered"],
        ),
        ("confidential", "[{matching_mode: regex, url: 'https://.*.x.io/login/.*'}]", []),
        (
            "confidential",
            "[{matching_mode: regex, url: 'https://.*.y.io/login/.*'}]",
            ["redirect-uri-not-registered"],
        ),
        ("confidential", "[{matching_mode: regex, url: '(a+)+$'}]", []),
        ("confidential", "[{matching_mode: regex, url: '('}]", ["redirect-uri-not-registered"]),
        (
            "confidential",
            "|\n        https://g.x.io/login/generic_oauth\n        https://o.x.io/cb",
            [],
        ),
        (
            "public",
            "[{matching_mode: strict, url: 'https://g.x.io/login/generic_oauth'}]",
            ["client-secret-on-public-client"],
        ),
        ("!Context kind", "!Context uris", []),
    ],
)
def test_authentik(kind: str, uris: str, expected: list[str], tmp_path: Path) -> None:
    files = {"grafana.toml": GRAFANA, "blueprint.yaml": AUTHENTIK % (kind, uris)}
    assert rules(tmp_path, files) == expected


def metadata(**changes: Any) -> str:
    return json.dumps(
        {
            "issuer": "https://id.x.io/",
            "authorization_endpoint": "https://id.x.io/authorize",
            "token_endpoint": "https://id.x.io/oauth/token",
            "jwks_uri": "https://id.x.io/jwks",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            **changes,
        }
    )


def angular(issuer: str = "https://id.x.io/", more: str = "") -> str:
    return (
        f"export const authConfig: AuthConfig = {{issuer: '{issuer}', clientId: 'spa', "
        f"redirectUri: window.location.origin, responseType: 'code', {more}}};"
    )


@pytest.mark.parametrize(
    ("script", "document", "expected"),
    [
        (angular(), metadata(), []),
        (angular("https://id.x.io"), metadata(), ["issuer-mismatch"]),
        (angular("https://id.x.io", "skipIssuerCheck: true"), metadata(), []),
        (
            angular(more="tokenEndpoint: 'https://id.x.io/token'"),
            metadata(),
            ["token-endpoint-wrong"],
        ),
        (
            angular(),
            metadata(code_challenge_methods_supported=["plain"]),
            ["challenge-method-invalid", "pkce-not-advertised"],
        ),
        (angular(), metadata(response_types_supported=["id_token"]), ["response-type-not-allowed"]),
        (angular("https://else.io"), metadata(), []),
        (
            angular("https://id.x.io/realms/a"),
            metadata(issuer="https://id.x.io/realms/b"),
            ["token-endpoint-wrong"],
        ),
    ],
)
def test_metadata(script: str, document: str, expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, {"auth.ts": script, "metadata.json": document}) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            "authorization_url: https://i.io/realms/a/protocol/openid-connect/auth\ntoken_url: https://i.io/realms/a/protocol/openid-connect/token",
            [],
        ),
        (
            "authorization_url: https://i.io/realms/a/protocol/openid-connect/auth\ntoken_url: https://i.io/realms/b/protocol/openid-connect/token",
            ["token-endpoint-wrong"],
        ),
        (
            "authorization_url: https://i.io/realms/a/protocol/openid-connect/auth\ntoken_url: https://j.io/realms/a/protocol/openid-connect/token",
            ["token-endpoint-wrong"],
        ),
        (
            "authorization_url: https://i.io/authorize\ntoken_url: https://i.io/authorize",
            ["token-endpoint-wrong"],
        ),
        (
            "authorization_url: https://a.okta.com/oauth2/default/v1/authorize\ntoken_url: https://b.auth0.com/oauth/token",
            ["token-endpoint-wrong"],
        ),
        (
            "authorization_url: https://a.one.io/authorize\ntoken_url: https://b.two.io/token",
            ["token-endpoint-wrong"],
        ),
        (
            "authorization_url: https://accounts.google.com/o/oauth2/v2/auth\ntoken_url: https://oauth2.googleapis.com/token",
            [],
        ),
        (
            "issuer: https://i.io/realms/a\ntoken_url: https://i.io/realms/b/protocol/openid-connect/token",
            ["token-endpoint-wrong"],
        ),
        ("token_url: https://api.mypurecloud.com/oauth/token", ["token-endpoint-wrong"]),
        (
            "issuer: https://login-staging.acme.com\nredirect_uri: https://app.acme.com/cb",
            ["mixed-environments"],
        ),
        ("issuer: https://login.acme.com\nredirect_uri: https://app-staging.acme.com/cb", []),
        ("issuer: https://login-staging.acme.com\nredirect_uri: http://localhost:3000/cb", []),
        (
            "issuer: https://id.dev.acme.com\nredirect_uri: https://app.prod.acme.com/cb",
            ["mixed-environments"],
        ),
        ("issuer: https://dev-4711.okta.com\nredirect_uri: https://app.prod.acme.com/cb", []),
        (
            "code_challenge_method: SHA256\nredirect_uri: https://a.io/cb",
            ["challenge-method-invalid"],
        ),
        ("code_challenge_method: plain\nredirect_uri: https://a.io/cb", ["challenge-method-plain"]),
        ("pkce: false\nredirect_uri: https://a.io/cb", ["challenge-missing"]),
        ("response_type: token\nredirect_uri: https://a.io/cb", ["response-type-implicit"]),
        ('redirect_uri: "https://a.io/cb "', ["value-with-blanks"]),
        ("redirect_uri: http://a.io/cb", ["redirect-uri-not-https"]),
        ("redirect_uri: http://127.0.0.1:3000/cb", []),
    ],
)
def test_settings_alone(settings: str, expected: list[str], tmp_path: Path) -> None:
    assert rules(tmp_path, {"oauth.yaml": f"client_id: app\n{settings}\n"}) == expected


@pytest.mark.parametrize(
    "client_id",
    [
        *("YOUR_CLIENT_ID", "<client-id>", "changeme", "xxxx", "your-client-id", "[client id]"),
        *("{yourClientId}", "Enter_the_Application_Id_Here", "yourClientId", "undefined"),
        *("00000000-0000-0000-0000-000000000000", "insert-your-id", "replace-me", "TODO"),
    ],
)
def test_leftovers_are_blamed(client_id: str, tmp_path: Path) -> None:
    files = {"oauth.json": json.dumps({"client_id": client_id, "redirect_uri": "https://a.io/c"})}
    assert rules(tmp_path, files) == ["placeholder-value"]


@pytest.mark.parametrize(
    "client_id",
    [
        *("${CLIENT_ID}", "{{ .Values.clientId }}", "%(client_id)s", "#{ClientId}#", "$CLIENT_ID"),
        *("__CLIENT_ID__", "@@CLIENT_ID@@", "##CLIENT_ID##", "%CLIENT_ID%", "<%= id %>"),
        *(
            "todo-app",
            "change-requests",
            "enterprise-portal",
            "insertion",
            "my-client",
            "yoursmith",
        ),
    ],
)
def test_references_and_names_are_not(client_id: str, tmp_path: Path) -> None:
    files = {"oauth.json": json.dumps({"client_id": client_id, "redirect_uri": "https://a.io/c"})}
    assert rules(tmp_path, files) == []


def test_a_reference_is_resolved_by_a_dotenv_file_and_blamed_there(tmp_path: Path) -> None:
    files = {
        "auth.ts": oidc_client().replace("'https://app.x.io/callback'", "process.env.REDIRECT!"),
        ".env": 'REDIRECT="https://app.x.io/callback/"\n',
        "appsettings.json": duende(),
    }
    (found,) = inspected(tmp_path, files).findings
    assert found.rule == "redirect-uri-not-registered"
    assert found.place.file.endswith("/.env")
    assert (found.place.line, found.place.column) == (1, 10)


def test_two_values_of_one_variable_resolve_nothing(tmp_path: Path) -> None:
    files = {
        "auth.ts": oidc_client().replace("'https://app.x.io/callback'", "process.env.REDIRECT"),
        ".env": "REDIRECT=https://app.x.io/a\n",
        "b/.env": "REDIRECT=https://app.x.io/b\n",
        "appsettings.json": duende(),
    }
    assert rules(tmp_path, files) == []


def test_files_about_different_clients_say_nothing(tmp_path: Path) -> None:
    files = {
        "auth.ts": oidc_client(),
        "other.json": registered("https://elsewhere.io/cb"),
    }
    inspection = inspected(tmp_path, files)
    assert (inspection.findings, inspection.pairs) == ((), 0)


def test_client_ids_of_two_environments_are_no_misspelling(tmp_path: Path) -> None:
    files = {
        "auth.ts": oidc_client().replace("'spa'", "'portal-dev'"),
        "appsettings.json": duende(ClientId="portal-prod", RedirectUris=["https://app.x.io/b"]),
    }
    assert rules(tmp_path, files) == []


def test_no_secret_is_told(tmp_path: Path) -> None:
    secret = "Zq8-vT3.kLm9~pXw2_RnB5"
    files = {
        "auth.ts": oidc_client(f"client_secret: '{secret}'"),
        "appsettings.json": duende(),
    }
    findings = inspected(tmp_path, files).findings
    told = [
        text
        for found in findings
        for text in (found.message, found.subject, *(line.value for line in found.related))
    ]
    assert told
    assert not any(secret in text for text in told)
