# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return"
# mypy: allow-untyped-decorators
"""An authorization server on Authlib's Flask integration, with SQLite in memory."""

import secrets
import sys
import time
from base64 import b64encode
from typing import ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.sqla_oauth2 import (
    OAuth2AuthorizationCodeMixin,
    OAuth2ClientMixin,
    OAuth2TokenMixin,
    create_query_client_func,
    create_save_token_func,
)
from authlib.oauth2.rfc6749 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Flask, Response
from sqlalchemy import Integer, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool

from tests.recorded.registration import Authentication, RegisteredClient, Registration, Setting

SHORT_LIFETIME = 1


class Base(DeclarativeBase):
    """The tables of this server."""


class Client(Base, OAuth2ClientMixin):
    """A registered client."""

    __tablename__ = "client"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)


class AuthorizationCode(Base, OAuth2AuthorizationCodeMixin):
    """An issued authorization code."""

    __tablename__ = "authorization_code"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer)


class Token(Base, OAuth2TokenMixin):
    """An issued access token."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer)


class ResourceOwner:
    """The one user, always logged in and always consenting."""

    id = 1

    def get_user_id(self) -> int:
        """Return the primary key, as Authlib asks for it."""
        return self.id


def client_row(client: RegisteredClient) -> Client:
    """Return the row of a registered client; a confidential one may use Basic or the body."""
    methods = {
        Authentication.NONE: "none",
        Authentication.BASIC: "client_secret_basic",
        Authentication.POST: "client_secret_post",
    }
    row = Client(client_id=client.client_id, client_secret=client.client_secret)
    row.client_id_issued_at = int(time.time())
    row.set_client_metadata(
        {
            "client_name": client.client_id,
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "redirect_uris": list(client.redirect_uris),
            "scope": "profile",
            "token_endpoint_auth_method": methods[client.authentication],
        }
    )
    return row


class CodeGrant(AuthorizationCodeGrant):
    """The code grant on this server's tables."""

    database: ClassVar[Session]
    setting: ClassVar[Setting]

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = [
        "none",
        "client_secret_basic",
        "client_secret_post",
    ]

    def generate_authorization_code(self) -> str:
        """Issue opaque codes, or ones in standard base64 that hold + and /."""
        if self.setting is not Setting.BASE64_CODES:
            opaque: str = super().generate_authorization_code()
            return opaque
        while True:
            code = b64encode(secrets.token_bytes(36)).decode()
            if "+" in code[1:-1] and "/" in code:
                return code

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Store the code with its challenge."""
        self.database.add(
            AuthorizationCode(
                code=code,
                client_id=request.client.client_id,
                redirect_uri=request.payload.redirect_uri,
                scope=request.payload.scope,
                user_id=request.user.id,
                code_challenge=request.payload.data.get("code_challenge"),
                code_challenge_method=request.payload.data.get("code_challenge_method"),
            )
        )
        self.database.commit()

    def query_authorization_code(self, code: str, client: Client) -> AuthorizationCode | None:
        """Find a live code of this client."""
        if self.setting is Setting.STORAGE_FAULT:
            message = "the storage is gone"
            raise ConnectionError(message)
        row: AuthorizationCode | None = (
            self.database.query(AuthorizationCode)
            .filter_by(code=code, client_id=client.client_id)
            .first()
        )
        if row is None or row.is_expired():
            return None
        if (
            self.setting is Setting.SHORT_LIVED_CODES
            and row.auth_time + SHORT_LIFETIME < time.time()
        ):
            return None
        return row

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """Forget a redeemed code."""
        self.database.delete(authorization_code)
        self.database.commit()

    def authenticate_user(self, _authorization_code: AuthorizationCode) -> ResourceOwner:
        """Return the one user."""
        return ResourceOwner()


def build(registration: Registration) -> Flask:
    """Assemble the Flask application."""
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    Base.metadata.create_all(engine)
    database = Session(engine)
    database.add_all(client_row(client) for client in registration.clients)
    database.commit()

    CodeGrant.database = database
    CodeGrant.setting = registration.setting

    app = Flask(__name__)
    server = AuthorizationServer(
        app,
        query_client=create_query_client_func(database, Client),
        save_token=create_save_token_func(database, Token),
    )
    server.register_grant(
        CodeGrant, [CodeChallenge(required=registration.setting is not Setting.PKCE_OPTIONAL)]
    )

    @app.get("/authorize")
    def authorize() -> Response:
        try:
            grant = server.get_consent_grant(end_user=ResourceOwner())
        except OAuth2Error as error:
            return server.handle_error_response(None, error)
        return server.create_authorization_response(grant_user=ResourceOwner(), grant=grant)

    @app.post("/token")
    def token() -> Response:
        return server.create_token_response()

    return app


if __name__ == "__main__":
    told = Registration.from_json(sys.argv[1])
    build(told).run(host="127.0.0.1", port=told.port, threaded=True)
