"""What every recorded server is told when it starts: its port, its clients, its settings."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

APP_PORT = 8600
APP_ORIGIN = f"http://127.0.0.1:{APP_PORT}"
FRONT_PORT = 8601
FRONT_ORIGIN = f"http://127.0.0.1:{FRONT_PORT}"

REDIRECT_URI = f"{APP_ORIGIN}/callback"
NAMED_REDIRECT_URI = f"http://localhost:{APP_PORT}/callback"


class Authentication(StrEnum):
    """How a client authenticates at the token endpoint, in the words of RFC 7591."""

    NONE = "none"
    BASIC = "client_secret_basic"
    POST = "client_secret_post"


class Setting(StrEnum):
    """The one thing in which a server differs from its usual self."""

    USUAL = "usual"
    SHORT_LIVED_CODES = "short-lived-codes"
    STORAGE_FAULT = "storage-fault"
    PKCE_OPTIONAL = "pkce-optional"
    PLAIN_ENABLED = "plain-enabled"
    BASE64_CODES = "base64-codes"


class Trait(StrEnum):
    """A habit of some servers that some faults need."""

    REDIRECTS_SLASH = "redirects-slash"
    CLIENT_ID_BESIDE_BASIC = "client-id-beside-basic"


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """A client as the server knows it."""

    client_id: str
    authentication: Authentication
    client_secret: str = ""
    redirect_uris: tuple[str, ...] = (REDIRECT_URI, NAMED_REDIRECT_URI)


@dataclass(frozen=True, slots=True)
class Registration:
    """A server's whole start-up configuration, passed to it as one JSON argument."""

    port: int
    setting: Setting
    clients: tuple[RegisteredClient, ...]

    def to_json(self) -> str:
        """Return the argument that a server process parses."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Registration":
        """Read the argument of a server process."""
        fields = json.loads(text)
        return cls(
            port=fields["port"],
            setting=Setting(fields["setting"]),
            clients=tuple(
                RegisteredClient(
                    client_id=client["client_id"],
                    authentication=Authentication(client["authentication"]),
                    client_secret=client["client_secret"],
                    redirect_uris=tuple(client["redirect_uris"]),
                )
                for client in fields["clients"]
            ),
        )
