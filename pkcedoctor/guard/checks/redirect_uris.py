"""Whether every redirection URI that a client uses is registered for it."""

from collections.abc import Iterator

from pkcedoctor.exchange.damage import first_difference
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.guard.checks.values import is_left_over
from pkcedoctor.guard.findings import Certainty, Finding, Level, line, remedy_of, shown
from pkcedoctor.guard.matching import KNOWN_RULES, match
from pkcedoctor.guard.model import Located, RedirectUri, Runs
from pkcedoctor.guard.pairing import Pair
from pkcedoctor.rules._uris import name_difference


def check_pair(pair: Pair) -> Iterator[Finding]:
    """Check redirection URIs, and the platform that Entra ties them to."""
    registration = pair.registration
    if not registration.redirect_uris:
        return
    for uri in pair.client.redirect_uris:
        if uri.opaque or any(isinstance(part, str) and is_left_over(part) for part in uri.parts):
            continue
        answers = [(match(uri, found, registration), found) for found in registration.redirect_uris]
        taken = [found for answer, found in answers if answer]
        if not taken and all(answer is False for answer, _ in answers):
            yield _unregistered(pair, uri)
        elif registration.kind == "entra-id":
            fitting = [found for answer, found in answers if answer is None]
            yield from _platform(pair, uri, taken or fitting)


def _unregistered(pair: Pair, uri: Located) -> Finding:
    registration = pair.registration
    exact = [found for found in registration.redirect_uris if not found.regex]
    pool = exact or list(registration.redirect_uris)
    nearest = max(pool, key=lambda found: _likeness(found.uri.text, uri.text)).uri
    certain = pair.sure and uri.known and registration.kind in KNOWN_RULES
    if uri.known and nearest.known and exact and "*" not in nearest.text:
        difference = name_difference(nearest.text, uri.text)
        told = f": it differs from the nearest registered one in {difference}"
    else:
        told = ""
    return Finding(
        "redirect-uri-not-registered",
        Level.ERROR,
        Certainty.PROVEN if certain else Certainty.LIKELY,
        f"{uri.name or 'redirect_uri'} {shown(uri)} is not registered{told}",
        uri.place,
        (line(f"{pair.client.name} sends", uri), line(f"{registration.name} has", nearest)),
        remedy_of("redirect-uri-not-registered"),
        f"redirect_uri={uri.text}",
    )


def _likeness(registered: str, sent: str) -> tuple[int, int]:
    """Prefer the same host, then the longest common beginning."""
    same_host = split_url(registered).host.lower() == split_url(sent).host.lower()
    return int(same_host), first_difference(registered, sent)


def _platform(pair: Pair, uri: Located, taken: list[RedirectUri]) -> Iterator[Finding]:
    platforms = {found.platform for found in taken}
    client = pair.client
    wrong = ""
    if client.runs is Runs.BROWSER and "spa" not in platforms:
        wrong = (
            "a page redeems the code, which Entra allows for the platform spa only (AADSTS9002326)"
        )
    elif client.runs is Runs.SERVER and platforms == {"spa"}:
        wrong = (
            "a server redeems the code, which Entra refuses for the platform spa (AADSTS9002327)"
        )
    elif client.runs is Runs.NATIVE and "native" not in platforms:
        wrong = "an app redeems the code without a secret, which needs the platform publicClient"
    if not wrong:
        return
    found = taken[0]
    yield Finding(
        "client-type-mismatch",
        Level.ERROR,
        Certainty.PROVEN if pair.sure and uri.known else Certainty.LIKELY,
        f"{shown(uri)} is registered for the platform {found.platform}: {wrong}",
        found.uri.place,
        (line(f"{client.name} sends", uri), line(f"registered as {found.platform}", found.uri)),
        remedy_of("client-type-mismatch"),
        f"platform={uri.text}",
    )
