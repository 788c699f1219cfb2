"""What the checks find, and what each finding is called."""

import hashlib
from enum import StrEnum
from typing import Final

from pkcedoctor.guard.model import Located, Place
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

_PASSWORD_IN_URL: Final = regex(r"(?<=//)[^/@\s]*@")
_LONGEST: Final = 300


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"


class Certainty(StrEnum):
    """How sure it is."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Related:
    """One of the lines that contradict each other.

    Attributes:
        label: whose line it is.
        value: what it says; never a secret.
        place: where.
    """

    label: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect.

    Attributes:
        rule: the id of the cause by which the login will be refused, or of a rule below.
        level: error where the login will fail, warning where it should.
        certainty: how sure it is.
        message: one sentence without a full stop.
        place: where to look first.
        related: the lines that show it.
        remedy: what to change.
        subject: what it is about, stable over reformatting; part of the fingerprint.
    """

    rule: str
    level: Level
    certainty: Certainty
    message: str
    place: Place
    related: tuple[Related, ...] = ()
    remedy: str = ""
    subject: str = ""

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move: the rule, the file and what it is about."""
        file = self.place.file.replace("\\", "/").removeprefix("./")
        told = "\0".join((self.rule, file, self.subject or self.message))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the guard that is no cause of the catalogue.

    Attributes:
        title: the defect in a few words.
        remedy: what to change.
        reference: where it is demanded.
    """

    title: str
    remedy: str
    reference: str


RULES: Final = {
    "account-type-mismatch": OwnRule(
        "the authority admits accounts that the application does not",
        "Use the tenant's own authority, or change signInAudience.",
        "https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation",
    ),
    "allowance-expired": OwnRule(
        "an allowed finding has outlived its date",
        "Mend what it allows, or set a later date with a reason that still holds.",
        "pkcedoctor.toml",
    ),
    "challenge-method-plain": OwnRule(
        "the method plain protects nothing that an attacker of the redirect cannot read",
        "Use S256.",
        "RFC 9700 2.1.1",
    ),
    "client-disabled": OwnRule(
        "the client is switched off at the server",
        "Enable the client, or use another.",
        "RFC 6749 5.2",
    ),
    "issuer-mismatch": OwnRule(
        "the issuer is not byte for byte that of the server's metadata",
        "Copy issuer from the server's metadata, with or without its trailing slash.",
        "OpenID Connect Discovery 1.0 4.3",
    ),
    "mixed-environments": OwnRule(
        "values of two environments stand together",
        "Keep each environment's values in one file and load one of them.",
        "RFC 6749 3.2",
    ),
    "pkce-not-advertised": OwnRule(
        "the server's metadata does not say that it supports PKCE with S256",
        "Look whether the server ignores PKCE; clients that insist on it will not log in.",
        "RFC 8414 2",
    ),
    "redirect-uri-fragment": OwnRule(
        "a redirection URI has a fragment",
        "Register and send the URI without # and what follows; route by path or by state.",
        "RFC 6749 3.1.2",
    ),
    "redirect-uri-not-https": OwnRule(
        "a redirection URI uses http: and is not on the loopback interface",
        "Use https:; http: is only for localhost, 127.0.0.1 and [::1].",
        "RFC 9700 2.6",
    ),
    "response-type-implicit": OwnRule(
        "tokens are delivered in the redirect",
        "Ask for response_type=code and use PKCE.",
        "RFC 9700 2.1.2",
    ),
    "response-type-not-allowed": OwnRule(
        "the response type is not registered for the client",
        "Ask for response_type=code, or register the response type and its grant.",
        "RFC 6749 4.1.2.1",
    ),
    "value-with-blanks": OwnRule(
        "a value begins or ends with a blank",
        "Remove the blank: it is sent as part of the value.",
        "RFC 6749 3.1.2.3",
    ),
}
"""The guard's own ids; all others are causes of the catalogue."""


def shown(value: Located) -> str:
    """Return a value as it may be printed: passwords in URLs and great lengths are left out."""
    text = _PASSWORD_IN_URL.sub("…@", value.text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def line(label: str, value: Located) -> Related:
    """Return a related line that shows a value."""
    return Related(label, shown(value), value.place)


def concealed(label: str, value: Located) -> Related:
    """Return a related line that shows only that there is a secret."""
    from pkcedoctor.report.secrecy import fingerprint  # noqa: PLC0415 - few findings need it

    text = fingerprint(value.text) if value.known else "filled in elsewhere"
    return Related(label, text, value.place)


def remedy_of(rule: str) -> str:
    """Return what to change, for a rule that says it in general."""
    if rule in RULES:
        return RULES[rule].remedy
    from pkcedoctor.catalogue import rule_by_id  # noqa: PLC0415 - loads all rules

    return rule_by_id(rule).remedy


def title_of(rule: str) -> str:
    """Return a rule in a few words."""
    if rule in RULES:
        return RULES[rule].title
    from pkcedoctor.catalogue import rule_by_id  # noqa: PLC0415 - loads all rules

    return rule_by_id(rule).title
