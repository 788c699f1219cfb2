"""What was replaced, by kind and count."""

from collections import defaultdict
from typing import Final

from pkcedoctor.records import dataclass
from pkcedoctor.redact.texts import Texts
from pkcedoctor.redact.vocabulary import is_personal_name, is_secret_name

_NAMED: Final = {
    "accesstoken": "access_token",
    "assertion": "assertion",
    "authorization": "authorization",
    "clientassertion": "client_assertion",
    "clientid": "client_id",
    "clientsecret": "client_secret",
    "code": "code",
    "codechallenge": "code_challenge",
    "codeverifier": "code_verifier",
    "cookie": "cookie",
    "dpop": "DPoP proof",
    "host": "host",
    "idtoken": "id_token",
    "nonce": "nonce",
    "password": "password",
    "path": "path segment",
    "refreshtoken": "refresh_token",
    "request": "request object",
    "state": "state",
    "tenant": "tenant",
    "token": "token",
}


@dataclass(frozen=True, slots=True)
class Replacements:
    """What was replaced of one kind.

    Attributes:
        kind: what it is.
        values: how many different values.
        places: in how many places.
    """

    kind: str
    values: int
    places: int

    def __str__(self) -> str:
        places = "1 place" if self.places == 1 else f"{self.places} places"
        return f"{self.values} {self.kind} ({places})"


def counted(texts: Texts) -> tuple[Replacements, ...]:
    """Return what a run replaced, the most telling kinds first."""
    values: defaultdict[str, int] = defaultdict(int)
    places: defaultdict[str, int] = defaultdict(int)
    for name, counts in texts.replaced.items():
        kind = _kind(name)
        values[kind] += len(counts)
        places[kind] += counts.total()
    return tuple(Replacements(kind, values[kind], places[kind]) for kind in sorted(values))


def sentence(replacements: tuple[Replacements, ...]) -> str:
    """Return the comment by which a redacted capture can be told."""
    listed = ", ".join(map(str, replacements)) or "nothing"
    return f"Redacted by pkcedoctor. Replaced: {listed}."


def _kind(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    if is_secret_name(name):
        return "other secret"
    return "personal value" if is_personal_name(name) else "other value"
