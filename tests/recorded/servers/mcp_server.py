# mypy: disable-error-code="import-not-found, misc, abstract, no-any-return"
"""An authorization server on the MCP Python SDK's auth routes, with everything in memory."""

import secrets
import sys
import time

import uvicorn
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    AuthorizationParams,
    OAuthAuthorizationServerProvider,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.routes import create_auth_routes
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken
from pydantic import AnyHttpUrl, AnyUrl
from starlette.applications import Starlette

from tests.recorded.registration import Registration, Setting

SHORT_LIFETIME = 1
USUAL_LIFETIME = 60
TOKEN_LIFETIME = 3600


class MemoryProvider(
    OAuthAuthorizationServerProvider[AuthorizationCode, RefreshToken, AccessToken]
):
    """Clients and codes in dictionaries; the one user always consents."""

    def __init__(self, registration: Registration) -> None:
        """Register the clients."""
        self.setting = registration.setting
        self.codes: dict[str, AuthorizationCode] = {}
        self.clients = {
            client.client_id: OAuthClientInformationFull(
                client_id=client.client_id,
                client_secret=client.client_secret or None,
                redirect_uris=[AnyUrl(uri) for uri in client.redirect_uris],
                token_endpoint_auth_method=client.authentication.value,
                grant_types=["authorization_code", "refresh_token"],
                scope="profile",
            )
            for client in registration.clients
        }

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        """Find a client."""
        return self.clients.get(client_id)

    async def authorize(
        self, client: OAuthClientInformationFull, params: AuthorizationParams
    ) -> str:
        """Issue a code at once."""
        code = secrets.token_urlsafe(32)
        short = self.setting is Setting.SHORT_LIVED_CODES
        self.codes[code] = AuthorizationCode(
            code=code,
            scopes=params.scopes or [],
            expires_at=time.time() + (SHORT_LIFETIME if short else USUAL_LIFETIME),
            client_id=str(client.client_id),
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
        )
        return construct_redirect_uri(str(params.redirect_uri), code=code, state=params.state)

    async def load_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: str
    ) -> AuthorizationCode | None:
        """Find a code of this client."""
        if self.setting is Setting.STORAGE_FAULT:
            message = "the storage is gone"
            raise ConnectionError(message)
        code = self.codes.get(authorization_code)
        return code if code is not None and code.client_id == client.client_id else None

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        """Spend the code."""
        del client, self.codes[authorization_code.code]
        return OAuthToken(
            access_token=secrets.token_urlsafe(32),
            expires_in=TOKEN_LIFETIME,
            scope=" ".join(authorization_code.scopes),
        )


if __name__ == "__main__":
    told = Registration.from_json(sys.argv[1])
    issuer = AnyHttpUrl(f"http://127.0.0.1:{told.port}")
    app = Starlette(routes=create_auth_routes(MemoryProvider(told), issuer))
    uvicorn.run(app, host="127.0.0.1", port=told.port, log_level="critical")
