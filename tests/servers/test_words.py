from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkcedoctor.catalogue import RULES
from pkcedoctor.exchange.messages import Parameters, TokenResponse
from pkcedoctor.servers.words import Force, read_words


def answer(error: str | None, words: str | None, status: int = 400) -> TokenResponse:
    return TokenResponse("entry 3, response", status, error, words, Parameters(), accepted=False)


WORDINGS: Final[dict[tuple[str | None, Force], list[tuple[str, str | None, str]]]] = {
    (None, Force.LISTS): [
        (
            "Azure AD B2C",
            "invalid_grant",
            "AADB2C90083: The request is missing required parameter: {0}.",
        ),
        (
            "ForgeRock AM",
            "invalid_grant",
            "The provided access grant is invalid, expired, or revoked.",
        ),
        (
            "Genesys Cloud",
            "invalid_grant",
            "The provided authorization grant is invalid, expired, or revoked",
        ),
        ("Google", "invalid_grant", "Bad Request"),
        (
            "Microsoft Entra ID",
            None,
            "AADSTS90002: InvalidTenantName - The tenant name wasn't found in the data store.",
        ),
        (
            "Microsoft Entra ID",
            None,
            "AADSTS900144: The request body must contain the following parameter: '{name}'.",
        ),
        (
            "Microsoft Entra ID",
            None,
            "AADSTS9002313: InvalidRequest - Request is malformed or invalid.",
        ),
        (
            "Microsoft Entra ID",
            None,
            "AADSTS901002: The 'resource' request parameter isn't supported.",
        ),
    ],
    ("challenge-method-invalid", Force.SUGGESTS): [
        ("Authlib", "invalid_request", "Unsupported 'code_challenge_method'"),
        (
            "Keycloak",
            "invalid_request",
            "Invalid parameter: code challenge method is not matching the configured one",
        ),
        ("Keycloak", "invalid_request", "Invalid parameter: code_challenge_method"),
        ("Keycloak", "invalid_request", "Missing parameter: code_challenge_method"),
        ("node-oidc-provider", "invalid_request", "code_challenge_method must be provided"),
        ("node-oidc-provider", "invalid_request", "not supported value of code_challenge_method"),
        (
            "node-oidc-provider",
            "invalid_request",
            "plain code_challenge_method fallback disabled, code_challenge_method must be provided",
        ),
        ("oauthlib", "invalid_grant", "Challenge method not found"),
        ("oauthlib", "invalid_request", "Transform algorithm not supported."),
    ],
    ("challenge-mismatch", Force.SUGGESTS): [
        ("@jmondi/oauth2-server", "invalid_grant", "Failed to verify code challenge."),
        ("@node-oauth/oauth2-server", "invalid_grant", "Invalid grant: code verifier is invalid"),
        ("Authlib", "invalid_grant", "Code challenge failed."),
        ("Dex", "invalid_grant", "Invalid code_verifier."),
        ("Keycloak", "invalid_grant", "PKCE verification failed"),
        ("Keycloak", "invalid_grant", "PKCE verification failed: Code mismatch"),
        ("OpenIddict", "invalid_grant", "The specified 'code_verifier' is invalid."),
        ("Spring Authorization Server", "invalid_request", "OAuth 2.0 Parameter: code_challenge"),
        ("ZITADEL", "invalid_grant", "invalid code_verifier"),
    ],
    ("challenge-missing", Force.SUGGESTS): [
        (
            "better-auth",
            "invalid_request",
            "code_verifier provided but PKCE was not used in authorization",
        ),
        (
            "Cloudflare workers-oauth-provider",
            "invalid_request",
            "code_verifier provided for a flow that did not use PKCE",
        ),
        ("Dex", "invalid_request", "No PKCE flow started. Cannot check code_verifier."),
        ("Google", "invalid_grant", "code_verifier or verifier is not needed."),
        (
            "Keycloak",
            "invalid_grant",
            "PKCE code verifier specified but challenge not present in authorization",
        ),
        (
            "league/oauth2-server",
            "invalid_request",
            "code_verifier received when no code_challenge is present",
        ),
        ("oauthlib", "invalid_grant", "Challenge not found"),
        ("ZITADEL", "invalid_request", "code_verifier unexpectedly provided"),
    ],
    ("challenge-padding", Force.SUGGESTS): [
        ("Authlib", "invalid_request", "Invalid 'code_challenge'"),
        ("Duende IdentityServer", "invalid_request", "Invalid code_challenge"),
        ("Keycloak", "invalid_request", "Invalid parameter: code_challenge"),
        ("node-oidc-provider", "invalid_request", "code_challenge contains invalid characters"),
        (
            "node-oidc-provider",
            "invalid_request",
            "code_challenge must be a string with a maximum length of 128 characters",
        ),
        (
            "node-oidc-provider",
            "invalid_request",
            "code_challenge must be a string with a minimum length of 43 characters",
        ),
    ],
    ("client-authentication-duplicated", Force.MEANS): [
        (
            "better-auth",
            "invalid_request",
            "A request must use only one client authentication method",
        ),
        (
            "Cloudflare workers-oauth-provider",
            "invalid_request",
            "Client must not use multiple authentication methods",
        ),
        (
            "doorkeeper",
            "invalid_request",
            "The request utilizes more than one mechanism for authenticating the client.",
        ),
        (
            "Gitea",
            "invalid_request",
            "client_id in request body inconsistent with Authorization header",
        ),
        (
            "Gitea",
            "invalid_request",
            "client_secret in request body inconsistent with Authorization header",
        ),
        (
            "node-oidc-provider",
            "invalid_request",
            "client authentication must only be provided using one mechanism",
        ),
        ("OpenIddict", "invalid_request", "Multiple client credentials cannot be specified."),
        (
            "WSO2 Identity Server",
            "invalid_request",
            "The client MUST NOT use more than one authentication method in each",
        ),
        ("ZITADEL", "invalid_request", "client authentication must not use more than one method"),
    ],
    ("client-authentication-missing", Force.MEANS): [
        ("@jmondi/oauth2-server", "invalid_client", "Confidential clients require client_secret."),
        ("@node-oauth/oauth2-server", "invalid_request", "Missing parameter: `client_secret`"),
        ("better-auth", "invalid_client", "client_secret is required for confidential clients"),
        (
            "node-oidc-provider",
            "invalid_request",
            "client_secret must be provided in the Authorization header",
        ),
        ("node-oidc-provider", "invalid_request", "invalid authorization header value format"),
        ("node-oidc-provider", "invalid_request", "no client authentication mechanism provided"),
        (
            "OpenIddict",
            "invalid_client",
            "The 'client_secret' parameter required for this client application is missing.",
        ),
        ("ZITADEL", "invalid_request", "client_id or client_assertion must be provided"),
        ("ZITADEL", "invalid_client", "invalid basic auth header"),
    ],
    ("client-authentication-wrong", Force.LISTS): [
        ("Authlib", "invalid_client", "The client does not exist on this server."),
        ("Dex", "invalid_client", "Invalid client credentials."),
        ("Keycloak", "invalid_client", "Invalid client or Invalid client credentials"),
        ("Keycloak", "unauthorized_client", "Invalid client or Invalid client credentials"),
        ("node-oidc-provider", "invalid_client", "client authentication failed"),
        (
            "node-oidc-provider",
            "invalid_request",
            "client_id and client_secret in the authorization header are not properly encoded",
        ),
        ("oauthlib", "invalid_request", "Invalid client_id parameter value."),
        ("OpenIddict", "invalid_client", "The specified 'client_id' is invalid."),
        ("OpenIddict", "invalid_client", "The specified client credentials are invalid."),
    ],
    ("client-id-mismatch", Force.MEANS): [
        (
            "@jmondi/oauth2-server",
            "invalid_request",
            "Authorization code was not issued to this client",
        ),
        ("Cloudflare workers-oauth-provider", "invalid_grant", "Client ID mismatch"),
        ("Keycloak", "invalid_grant", "Auth error: Found different client_id in clientSession"),
        ("node-oidc-provider", "invalid_request", "client_id mismatch"),
        (
            "OpenIddict",
            "invalid_grant",
            "The specified authorization code cannot be used by this client application.",
        ),
        (
            "Supabase Auth OAuth 2.1 server",
            "invalid_grant",
            "Authorization code was not issued for this client",
        ),
    ],
    ("client-id-missing", Force.SUGGESTS): [
        ("@jmondi/oauth2-server", "invalid_request", "Check the `client_id` parameter"),
        ("@node-oauth/oauth2-server", "invalid_request", "Missing parameter: `client_id`"),
        ("authentik", None, "The client identifier (client_id) is missing or invalid."),
        ("better-auth", "invalid_client", "client_id is required"),
        ("better-auth", "invalid_request", "client_id is required"),
        ("Keycloak", "invalid_client", "Missing client_id parameter"),
        ("MCP python-sdk auth server", "invalid_client", "Missing client_id"),
        ("oauthlib", "invalid_request", "Missing client_id parameter."),
        (
            "Supabase Auth OAuth 2.1 server",
            "invalid_credentials",
            "Invalid client credentials: client_id is required",
        ),
    ],
    ("client-secret-on-public-client", Force.MEANS): [
        ("better-auth", "invalid_client", "public client, client secret should not be received"),
        (
            "OpenIddict",
            "invalid_client",
            "The 'client_secret' parameter is not valid for this client application.",
        ),
        (
            "Supabase Auth OAuth 2.1 server",
            "invalid_credentials",
            "public clients must not provide client_secret",
        ),
    ],
    ("client-type-mismatch", Force.MEANS): [
        (
            "Azure AD B2C",
            "invalid_grant",
            "AADB2C90058: The provided application is not configured to allow public clients.",
        ),
    ],
    ("client-type-mismatch", Force.SUGGESTS): [
        (
            "@node-oauth/oauth2-server",
            "unauthorized_client",
            "Unauthorized client: `grant_type` is invalid",
        ),
        ("Keycloak", "invalid_grant", "Client not allowed to exchange code"),
        (
            "league/oauth2-server",
            "unauthorized_client",
            "The authenticated client is not authorized to use this authorization grant type.",
        ),
        (
            "node-oidc-provider",
            "invalid_request",
            "requested grant type is not allowed for this client",
        ),
        (
            "OpenIddict",
            "unauthorized_client",
            "This client application is not allowed to use the specified grant type.",
        ),
    ],
    ("code-expired", Force.MEANS): [
        (
            "@node-oauth/oauth2-server",
            "invalid_grant",
            "Invalid grant: authorization code has expired",
        ),
        ("better-auth", "invalid_grant", "code expired"),
        ("Gitea", "invalid_grant", "authorization code expired"),
        ("Keycloak", "invalid_grant", "Code is expired"),
        ("MCP python-sdk auth server", "invalid_grant", "authorization code has expired"),
        ("OpenIddict", "invalid_grant", "The specified authorization code is no longer valid."),
        ("Rauthy", "SessionExpired", "The Authorization Code has expired"),
        ("Supabase Auth", "flow_state_expired", "invalid flow state, flow state has expired"),
        ("Supabase Auth OAuth 2.1 server", "invalid_grant", "Authorization code has expired"),
    ],
    ("code-mismatch", Force.LISTS): [
        (
            "@node-oauth/oauth2-server",
            "invalid_grant",
            "Invalid grant: authorization code is invalid",
        ),
        ("Authlib", "invalid_grant", "Invalid 'code' in request."),
        ("Dex", "invalid_grant", "Invalid or expired code parameter."),
        ("Keycloak", "invalid_grant", "Code not valid"),
        ("Keycloak", "invalid_grant", "Session not active"),
        ("Keycloak", "invalid_grant", "User session not found"),
        ("OpenIddict", "invalid_grant", "The specified authorization code is invalid."),
        ("ZITADEL", "invalid_request", "Errors.User.Code.Invalid"),
        ("ZITADEL", "invalid_grant", "invalid code"),
    ],
    ("code-missing", Force.SUGGESTS): [
        ("@node-oauth/oauth2-server", "invalid_request", "Missing parameter: `code`"),
        ("Authlib", "invalid_request", "Missing 'code' in request."),
        ("better-auth", "invalid_request", "code is required"),
        ("Dex", "invalid_request", "Required param: code."),
        ("Keycloak", "invalid_request", "Missing parameter: code"),
        ("oauthlib", "invalid_request", "Missing code parameter."),
        ("OpenIddict", "invalid_request", "The mandatory 'code' parameter is missing."),
        (
            "Supabase Auth OAuth 2.1 server",
            "invalid_request",
            "code is required for authorization_code grant",
        ),
        ("ZITADEL", "invalid_request", "code missing"),
    ],
    ("code-reused", Force.MEANS): [
        ("Apple", "invalid_grant", "The code has already been used."),
        ("Cloudflare workers-oauth-provider", "invalid_grant", "Authorization code already used"),
        ("Gitea", "invalid_grant", "authorization code already used"),
        (
            "OpenIddict",
            "invalid_grant",
            "The specified authorization code has already been redeemed.",
        ),
        (
            "WSO2 Identity Server",
            "invalid_grant",
            "Inactive authorization code received from token request",
        ),
    ],
    ("content-type-not-form", Force.LISTS): [
        ("better-auth", "invalid_request", "request body is not an object"),
        ("better-auth", "invalid_request", "request body not found"),
        ("node-oidc-provider", "invalid_request", "failed to parse the request body"),
        ("Supabase Auth OAuth 2.1 server", "invalid_request", "Failed to parse form data"),
        ("Supabase Auth OAuth 2.1 server", "invalid_request", "Invalid JSON body"),
    ],
    ("content-type-not-form", Force.SUGGESTS): [
        (
            "@node-oauth/oauth2-server",
            "invalid_request",
            "Invalid request: content must be application/x-www-form-urlencoded",
        ),
        (
            "Cloudflare workers-oauth-provider",
            "invalid_request",
            "Content-Type must be application/x-www-form-urlencoded",
        ),
        ("OpenIddict", "invalid_request", "The mandatory 'Content-Type' header is missing."),
        ("OpenIddict", "invalid_request", "The specified 'Content-Type' header is invalid."),
    ],
    ("duplicate-parameter", Force.MEANS): [
        ("better-auth", "invalid_request", "client_id must not be repeated"),
        ("Keycloak", "invalid_request", "duplicated parameter"),
        ("WSO2 Identity Server", "invalid_request", "Invalid request with repeated parameters."),
    ],
    ("grant-type-missing", Force.SUGGESTS): [
        ("@jmondi/oauth2-server", "invalid_request", "Check the `grant_type` parameter"),
        ("@node-oauth/oauth2-server", "invalid_request", "Missing parameter: `grant_type`"),
        ("better-auth", "invalid_request", "grant_type is required"),
        ("doorkeeper", "invalid_request", "Missing required parameter: grant_type."),
        ("Keycloak", "invalid_request", "Missing form parameter: grant_type"),
        ("OpenIddict", "invalid_request", "The mandatory 'grant_type' parameter is missing."),
        ("WSO2 Identity Server", "invalid_request", "Missing grant_type parameter value"),
        ("ZITADEL", "invalid_request", "grant_type missing"),
    ],
    ("grant-type-wrong", Force.SUGGESTS): [
        (
            "@node-oauth/oauth2-server",
            "unsupported_grant_type",
            "Unsupported grant type: `grant_type` is invalid",
        ),
        (
            "authentik",
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server",
        ),
        ("better-auth", "unsupported_grant_type", "grant_type must be 'authorization_code'"),
        (
            "doorkeeper",
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        ),
        ("Keycloak", "unsupported_grant_type", "Unsupported grant_type"),
        ("node-oidc-provider", "unsupported_grant_type", "unsupported grant_type requested"),
        ("OpenIddict", "unsupported_grant_type", "The specified 'grant_type' is not supported."),
        ("Spring Authorization Server", "invalid_request", "OAuth 2.0 Parameter: grant_type"),
        (
            "Spring Authorization Server",
            "unsupported_grant_type",
            "OAuth 2.0 Parameter: grant_type",
        ),
    ],
    ("http-method-not-post", Force.SUGGESTS): [
        ("@node-oauth/oauth2-server", "invalid_request", "Invalid request: method must be POST"),
        (
            "Azure AD B2C",
            "invalid_grant",
            "AADB2C90226: The specified token exchange is only supported over HTTP POST.",
        ),
        ("Cloudflare workers-oauth-provider", "invalid_request", "Method not allowed"),
        (
            "Microsoft Entra ID",
            None,
            "AADSTS900561: The endpoint only accepts POST requests. Received a GET request.",
        ),
    ],
    ("parameters-in-query", Force.MEANS): [
        ("oauthlib", "invalid_request", "URL query parameters are not allowed"),
        (
            "WSO2 Identity Server",
            "invalid_request",
            "Invalid request with sensitive data in the URL.",
        ),
    ],
    ("redirect-uri-mismatch", Force.SUGGESTS): [
        ("@jmondi/oauth2-server", "invalid_request", "Invalid redirect URI"),
        (
            "@node-oauth/oauth2-server",
            "invalid_request",
            "Invalid request: `redirect_uri` is invalid",
        ),
        ("Authlib", "invalid_grant", "Invalid 'redirect_uri' in request."),
        ("better-auth", "invalid_client", "invalid redirect_uri"),
        ("better-auth", "invalid_grant", "redirect_uri mismatch"),
        ("Dex", "invalid_request", "redirect_uri did not match URI from initial request."),
        ("Keycloak", "invalid_grant", "Incorrect redirect_uri"),
        ("oauthlib", "invalid_request", "Mismatching redirect URI."),
        ("ZITADEL", "invalid_grant", "redirect_uri does not correspond"),
    ],
    ("redirect-uri-missing", Force.SUGGESTS): [
        ("@jmondi/oauth2-server", "invalid_request", "Check the `redirect_uri` parameter"),
        ("better-auth", "invalid_request", "redirect_uri is required"),
        (
            "Cloudflare workers-oauth-provider",
            "invalid_request",
            "redirect_uri is required when not using PKCE",
        ),
        ("doorkeeper", "invalid_request", "Missing required parameter: redirect_uri."),
        ("Microsoft Entra ID", None, "AADSTS900971: No reply address provided."),
        ("oauthlib", "invalid_request", "Missing redirect URI."),
        ("OpenIddict", "invalid_request", "The mandatory 'redirect_uri' parameter is missing."),
        ("Rauthy", "BadRequest", "'redirect_uri' is missing"),
        ("ZITADEL", "invalid_request", "redirect_uri missing"),
    ],
    ("redirect-uri-not-registered", Force.MEANS): [
        ("Gitea", "invalid_request", "Unregistered Redirect URI"),
        ("MCP typescript-sdk auth router", "invalid_request", "Unregistered redirect_uri"),
        (
            "Microsoft Entra ID",
            None,
            "AADSTS500113: No reply address is registered for the application.",
        ),
        (
            "node-oidc-provider",
            "invalid_redirect_uri",
            "redirect_uri did not match any of the client's registered redirect_uris",
        ),
        (
            "Okta",
            "invalid_grant",
            "'redirect_uri' parameter must be a Login redirect URI in the client app settings",
        ),
    ],
    ("verifier-charset", Force.SUGGESTS): [
        ("node-oidc-provider", "invalid_request", "code_verifier contains invalid characters"),
    ],
    ("verifier-length", Force.SUGGESTS): [
        (
            "@jmondi/oauth2-server",
            "invalid_request",
            "Code verifier must follow the specifications of RFC-7636",
        ),
        (
            "league/oauth2-server",
            "invalid_request",
            "Code Verifier must follow the specifications of RFC-7636.",
        ),
        (
            "node-oidc-provider",
            "invalid_request",
            "code_verifier must be a string with a maximum length of 128 characters",
        ),
        (
            "node-oidc-provider",
            "invalid_request",
            "code_verifier must be a string with a minimum length of 43 characters",
        ),
        (
            "WSO2 Identity Server",
            "invalid_grant",
            "Code verifier used is not up to RFC 7636 specifications.",
        ),
    ],
    ("verifier-missing", Force.SUGGESTS): [
        ("@node-oauth/oauth2-server", "invalid_grant", "Missing parameter: `code_verifier`"),
        ("Authlib", "invalid_request", "Missing 'code_verifier'"),
        ("Dex", "invalid_grant", "Expecting parameter code_verifier in PKCE flow."),
        ("doorkeeper", "invalid_request", "Missing required parameter: code_verifier."),
        ("Keycloak", "invalid_grant", "PKCE code verifier not specified"),
        ("oauthlib", "invalid_request", "Code verifier required."),
        (
            "OpenIddict",
            "invalid_request",
            "The 'code_verifier' parameter required for this client application is missing.",
        ),
        ("OpenIddict", "invalid_request", "The mandatory 'code_verifier' parameter is missing."),
        ("ZITADEL", "invalid_request", "code_verifier required"),
    ],
}


@pytest.mark.parametrize(
    ("error", "words", "cause", "force"),
    [
        pytest.param(error, words, cause, force, id=f"{server}: {words}")
        for (cause, force), told in WORDINGS.items()
        for server, error, words in told
    ],
)
def test_what_servers_say(error: str | None, words: str, cause: str | None, force: Force) -> None:
    reading = read_words(answer(error, words))
    assert (reading.causes or (None,))[0] == cause
    assert reading.force is force or cause is None


GENERIC = (
    "The provided authorization grant is invalid, expired, revoked, does not match the "
    "redirection URI used in the authorization request, or was issued to another client."
)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(GENERIC, id="RFC 6749"),
        pytest.param(
            GENERIC.replace("grant is", "grant (e.g., authorization code) or refresh token is"),
            id="RFC 6749 in full",
        ),
        pytest.param("grant request is invalid", id="oidc-provider"),
        pytest.param(
            "The request is missing a required parameter, includes an invalid parameter value, "
            "includes a parameter more than once, or is otherwise malformed.",
            id="invalid_request",
        ),
    ],
)
def test_the_sentences_of_the_rfc_prove_nothing(words: str) -> None:
    assert read_words(answer("invalid_grant", words)).causes == ()


def test_what_follows_a_sentence_of_the_rfc_is_read() -> None:
    words = f"{GENERIC} The PKCE code challenge did not match the code verifier."
    assert read_words(answer("invalid_grant", words)).causes[0] == "challenge-mismatch"


@pytest.mark.parametrize(
    ("error", "status", "cause"),
    [
        pytest.param("invalid_client", 401, "client-authentication-wrong", id="invalid_client"),
        pytest.param("unauthorized_client", 400, "client-type-mismatch", id="unauthorized_client"),
        pytest.param("unsupported_grant_type", 400, "grant-type-wrong", id="grant type"),
        pytest.param("server_error", 400, "server-fault", id="server_error"),
        pytest.param("temporarily_unavailable", 503, "server-fault", id="unavailable"),
        pytest.param("invalid_grant", 400, None, id="invalid_grant"),
        pytest.param("invalid_request", 400, None, id="invalid_request"),
        pytest.param("invalid_grant", 401, None, id="invalid_grant with 401"),
        pytest.param(None, 400, None, id="nothing"),
        pytest.param(None, 401, "client-authentication-wrong", id="401"),
        pytest.param("bad_verification_code", 200, "code-mismatch", id="GitHub"),
        pytest.param("redirect_uri_mismatch", 200, "redirect-uri-mismatch", id="Google"),
        pytest.param("incorrect_client_credentials", 200, "client-authentication-wrong", id="id"),
        pytest.param("invalid_code_verifier", 400, "challenge-mismatch", id="an own code"),
    ],
)
def test_what_an_error_code_alone_points_at(
    error: str | None, status: int, cause: str | None
) -> None:
    reading = read_words(answer(error, None, status))
    assert (reading.causes or (None,))[0] == cause


def test_an_error_code_of_the_rfc_is_no_word() -> None:
    assert read_words(answer("invalid_client", None)).said == ""
    assert read_words(answer("invalid_client", "Client secret is wrong")).said != ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200))
def test_any_words_are_read(error: str, words: str) -> None:
    reading = read_words(answer(error, words))
    assert set(reading.causes) <= {rule.id for rule in RULES}
    assert len(set(reading.causes)) == len(reading.causes)
