"""What several kinds of settings have in common."""

from typing import Final

from pkcedoctor.guard.documents.tree import Hole
from pkcedoctor.guard.model import Fact, Located
from pkcedoctor.guard.view import View

ORIGIN: Final = Hole("window.location.origin")
"""The page's own origin; only the browser knows it."""

DISCOVERY: Final = "/.well-known/"


def as_issuer(value: Located | None) -> Located | None:
    """Return an issuer as a URL: a bare domain gets ``https://``, a discovery URL is cut."""
    if value is None or value.opaque:
        return value
    first, *rest = value.parts
    if isinstance(first, str) and "://" not in first and not first.startswith("/"):
        first = f"https://{first}"
    elif isinstance(first, Hole) and rest and isinstance(rest[0], str) and rest[0].startswith("."):
        return Located(("https://", *value.parts), value.place, value.name)
    parts = tuple(
        part.partition(DISCOVERY)[0] if isinstance(part, str) else part for part in (first, *rest)
    )
    return Located(parts, value.place, value.name)


def absolute(values: tuple[Located | None, ...]) -> tuple[Located, ...]:
    """Return redirection URIs; a path alone belongs to the page's own origin."""
    found = []
    for value in values:
        if value is None:
            continue
        first = value.parts[0]
        if isinstance(first, str) and first.startswith("/"):
            value = Located((ORIGIN, *value.parts), value.place, value.name)  # noqa: PLW2901
        found.append(value)
    return tuple(found)


def unless(flag: Fact | None, view: View) -> Fact:
    """Return whether PKCE is on, for libraries that have a switch to turn it off."""
    if flag is None:
        return Fact(holds=True, place=view.place)
    return Fact(not flag.holds, flag.place, flag.name)


def always(view: View) -> Fact:
    """Return that PKCE is on, for libraries that know no other way."""
    return Fact(holds=True, place=view.place)
