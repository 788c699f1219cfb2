"""The sections of the specifications that a rule may cite, as data.

``RFC7636["4.6"]`` is a :class:`Section`; a section that is not listed here raises
``KeyError`` when the module that cites it is imported.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pkcedoctor.records import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a specification.

    Attributes:
        document: ``RFC 7636``.
        number: ``4.6``.
        heading: its heading in the document.
        url: where it can be read.
    """

    document: str
    number: str
    heading: str
    url: str

    def __str__(self) -> str:
        return f"{self.document} section {self.number}"


def _rfc(number: int, headings: Mapping[str, str]) -> Mapping[str, Section]:
    base = f"https://www.rfc-editor.org/rfc/rfc{number}.html"
    return MappingProxyType(
        {
            section: Section(f"RFC {number}", section, heading, f"{base}#section-{section}")
            for section, heading in headings.items()
        }
    )


RFC6749: Final = _rfc(
    6749,
    {
        "2.1": "Client Types",
        "2.3": "Client Authentication",
        "2.3.1": "Client Password",
        "3.1.2": "Redirection Endpoint",
        "3.1.2.3": "Dynamic Configuration",
        "3.2": "Token Endpoint",
        "3.2.1": "Client Authentication",
        "4.1.1": "Authorization Request",
        "4.1.2": "Authorization Response",
        "4.1.2.1": "Error Response",
        "4.1.3": "Access Token Request",
        "4.1.4": "Access Token Response",
        "5.1": "Successful Response",
        "5.2": "Error Response",
        "10.5": "Authorization Codes",
    },
)
"""The OAuth 2.0 Authorization Framework."""

RFC7636: Final = _rfc(
    7636,
    {
        "4.1": "Client Creates a Code Verifier",
        "4.2": "Client Creates the Code Challenge",
        "4.3": "Client Sends the Code Challenge with the Authorization Request",
        "4.4": "Server Returns the Code",
        "4.4.1": "Error Response",
        "4.5": "Client Sends the Authorization Code and the Code Verifier to the Token Endpoint",
        "4.6": "Server Verifies code_verifier before Returning the Tokens",
    },
)
"""Proof Key for Code Exchange by OAuth Public Clients."""

RFC8252: Final = _rfc(
    8252,
    {"8.5": "Client Authentication", "8.4": "Registration of Native App Clients"},
)
"""OAuth 2.0 for Native Apps."""

RFC9110: Final = _rfc(
    9110,
    {
        "15.4": "Redirection 3xx",
        "15.5.5": "404 Not Found",
        "15.6": "Server Error 5xx",
    },
)
"""HTTP Semantics."""

RFC9700: Final = _rfc(
    9700,
    {"2.1": "Protecting Redirect-Based Flows", "2.1.1": "Authorization Code Grant"},
)
"""Best Current Practice for OAuth 2.0 Security."""

FETCH: Final = MappingProxyType(
    {
        "3.3": Section(
            "Fetch Standard",
            "3.3",
            "CORS protocol",
            "https://fetch.spec.whatwg.org/#http-cors-protocol",
        )
    }
)
"""The Fetch Standard of the WHATWG."""

URLENCODED: Final = MappingProxyType(
    {
        "5": Section(
            "URL Standard",
            "5",
            "application/x-www-form-urlencoded",
            "https://url.spec.whatwg.org/#application/x-www-form-urlencoded",
        )
    }
)
"""The URL Standard of the WHATWG."""
