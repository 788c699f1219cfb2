"""Taking URLs apart without changing a byte of them and without ever raising."""

import re
from typing import Final

from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_PARTS: Final = regex(
    r"(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_AUTHORITY: Final = regex(r"(?:[^@]*@)?(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>.*))?", re.DOTALL)
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a URI as written (RFC 3986 appendix B); absent parts are empty or None.

    Attributes:
        scheme: without the colon.
        host: without port and user information.
        port: None where none was written.
        path: with its leading slash.
        query: without the question mark; None where there was no question mark.
        fragment: without the hash sign; None where there was no hash sign.
    """

    scheme: str
    host: str
    port: str | None
    path: str
    query: str | None
    fragment: str | None

    @property
    def origin(self) -> str:
        """Scheme, host and port in lower case, the default port left out (RFC 6454 4)."""
        scheme = self.scheme.lower()
        port = self.port
        if not port or port == _DEFAULT_PORTS.get(scheme):
            return f"{scheme}://{self.host.lower()}"
        return f"{scheme}://{self.host.lower()}:{port}"

    @property
    def endpoint(self) -> str:
        """Origin and path, without a trailing slash: where a request goes."""
        return self.origin + self.path.rstrip("/")


def split_url(text: str) -> Url:
    """Take a URL apart."""
    found = _PARTS.match(text)
    if found is None:  # pragma: no cover - every text matches
        return Url("", "", None, text, None, None)
    authority = _AUTHORITY.match(found["authority"] or "")
    return Url(
        scheme=found["scheme"] or "",
        host=authority["host"] if authority else "",
        port=authority["port"] if authority else None,
        path=found["path"],
        query=found["query"],
        fragment=found["fragment"],
    )


def resolve(base: str, reference: str) -> str:
    """Resolve a ``Location`` against the URL that answered with it; fragments are kept."""
    target = split_url(reference)
    if target.scheme:
        return reference
    origin = split_url(base)
    if reference.startswith("//"):
        return f"{origin.scheme}:{reference}"
    root = f"{origin.scheme}://{origin.host}" + (f":{origin.port}" if origin.port else "")
    if reference.startswith("/"):
        return root + reference
    if reference.startswith(("?", "#")) or not reference:
        return root + origin.path + reference
    return root + origin.path.rpartition("/")[0] + "/" + reference
