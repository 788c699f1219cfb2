"""Hosts that stand for the captured ones: what tells whose they are goes, how they relate stays."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex
from pkcedoctor.redact.lookalikes import Lookalikes
from pkcedoctor.redact.vocabulary import COMMON_LABELS
from pkcedoctor.servers.index import load_index

_LOOPBACK: Final = regex(
    r"(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1|0\.0\.0\.0|host\.docker\.internal"
)
_IPV4: Final = regex(r"\d{1,3}(?:\.\d{1,3}){3}")
_OURS: Final = regex(r"(?:[a-z]+\.)?(?:app|as|api)\d{0,3}\.example|192\.0\.2\.\d{1,3}")
_SECOND_LEVEL: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
_COUNTRY: Final = 2
_ADDRESSES: Final = 254


class Role(StrEnum):
    """What a host is to the exchange."""

    SERVER = "as"
    APP = "app"
    API = "api"


class Hosts:
    """The hosts of one capture and what stands for them.

    Attributes:
        known: what was asked for so far, in lower case, and what stands for it.
    """

    def __init__(
        self, roles: Iterable[tuple[str, Role]], lookalikes: Lookalikes, *, labels: bool
    ) -> None:
        self._lookalikes = lookalikes
        self._labels = labels
        self._roles: dict[str, Role] = {}
        self._first: dict[tuple[Role, str], str] = {}
        self._base: dict[tuple[Role, str], str] = {}
        self._count = dict.fromkeys(Role, 0)
        self._addresses = 0
        self.known: dict[str, str] = {}
        for host, role in roles:
            self._roles.setdefault(host.lower(), role)
        for host, role in self._roles.items():
            site = role, _site(host)
            first = self._first.get(site)
            if first is None or (first != host and first.endswith(f".{host}")):
                self._first[site] = host

    def of(self, host: str) -> str:
        """Return what stands for a host, in its case of letters."""
        low = host.lower()
        if low not in self.known:
            self.known[low] = self._made(low)
        new = self.known[low]
        if new == low:
            return host
        return new if host == low else _in_case_of(new, host)

    def serves(self, host: str) -> bool:
        """Whether a host is one of a known authorization server."""
        return _pattern(host.lower()) is not None

    def _made(self, host: str) -> str:
        if not host or _LOOPBACK.fullmatch(host) or _OURS.fullmatch(host) or is_placeholder(host):
            return host
        if _IPV4.fullmatch(host) or host.startswith("["):
            self._addresses = self._addresses % _ADDRESSES + 1
            if host.startswith("["):
                return f"[2001:db8::{self._addresses:x}]"
            return f"192.0.2.{self._addresses}"
        if host.endswith("."):
            return self.of(host[:-1]) + "."
        pattern = _pattern(host)
        if pattern is not None:
            return self._tenant(host, pattern)
        role = self._roles.setdefault(host, Role.API)
        return self._in_site(host, role)

    def _tenant(self, host: str, pattern: str) -> str:
        """Hide a customer's own labels before a server's."""
        if not pattern.startswith("*.") or not self._labels:
            return host
        own = host.removesuffix(pattern[1:])
        return self._prefix(own) + pattern[1:]

    def _in_site(self, host: str, role: Role) -> str:
        site = role, _site(host)
        first = self._first.setdefault(site, host)
        if site not in self._base:
            self._count[role] += 1
            number = "" if self._count[role] == 1 else str(self._count[role])
            self._base[site] = f"{role.value}{number}.example"
        base = self._base[site]
        if host == first:
            return base
        own = (
            host.removesuffix(f".{first}") if host.endswith(f".{first}") else host.partition(".")[0]
        )
        made = f"{self._prefix(own)}.{base}"
        while made in self.known.values():
            made = f"{self._lookalikes.fresh('aaaa')}.{base}"
        return made

    def _prefix(self, labels: str) -> str:
        return ".".join(
            label
            if label in COMMON_LABELS or re.fullmatch(r"[a-z]{2}(?:-[a-z]+-\d)?", label)
            else self._lookalikes.of(label)
            for label in labels.split(".")
        )


def is_ours(host: str) -> bool:
    """Whether a host is one that stands for another."""
    return _OURS.fullmatch(host.lower()) is not None


def _site(host: str) -> str:
    labels = host.rstrip(".").split(".")
    country = len(labels) > _COUNTRY and len(labels[-1]) == _COUNTRY
    return ".".join(labels[-3:] if country and labels[-2] in _SECOND_LEVEL else labels[-2:])


def _pattern(host: str) -> str | None:
    """Return the known server's pattern that a host fits."""
    hosts = load_index().hosts
    if host in hosts:
        return host
    labels = host.split(".")
    for start in range(1, len(labels)):
        pattern = "*." + ".".join(labels[start:])
        if pattern in hosts:
            return pattern
    return None


def _in_case_of(new: str, old: str) -> str:
    if old == old.upper():
        return new.upper()
    cased = "".join(
        each.upper() if old[place % len(old)].isupper() else each for place, each in enumerate(new)
    )
    return cased if cased != new else new.capitalize()
