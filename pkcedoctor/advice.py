"""What OAuth 2.1 and RFC 9700 ask of every login, and where an exchange falls short of it. Pure.

A lapse breaks nothing at a lenient server: it is told as a warning, also of an exchange that
succeeded. Each one is proven by what was sent; nothing is said of a value that is hidden or
that the capture does not hold.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from math import log2
from typing import Final

from pkcedoctor.capture.http import Capture
from pkcedoctor.derivation.samples import SAMPLES
from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    Exchange,
    Neighbours,
    Parameter,
    Parameters,
    TokenRequest,
)
from pkcedoctor.exchange.parameters import parse_form
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.pkce import MAX_LENGTH, MIN_LENGTH, PLAIN
from pkcedoctor.records import dataclass
from pkcedoctor.rules._rule import Evidence, Message, say
from pkcedoctor.specs import RFC6749, RFC7636, RFC9700, Section

_MOST_SHOWN: Final = 3
_LEAST_BITS: Final = 96.0
_MOST_REGULAR: Final = 0.5


@dataclass(frozen=True, slots=True)
class Practice:
    """What a login should keep to.

    Attributes:
        id: the public id of a breach of it.
        title: the breach in a few words.
        why: what it leads to.
        remedy: what to change.
        spec: where it is asked for.
        causes: ids of causes that already say the same of an exchange.
    """

    id: str
    title: str
    why: str
    remedy: str
    spec: Section
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lapse:
    """A practice that an exchange does not keep to.

    Attributes:
        practice: which.
        summary: the lapse in one sentence.
        evidence: what was read; never empty.
    """

    practice: Practice
    summary: Message
    evidence: tuple[Evidence, *tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Leak:
    """A request to another origin whose Referer header has an authorization code in it.

    Attributes:
        where: how to find the header.
        origin: where the request went.
    """

    where: str
    origin: str


@dataclass(frozen=True, slots=True)
class Use:
    """Where a verifier or challenge is sent, and with which code or state."""

    where: str
    beside: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else a capture holds.

    Attributes:
        leaks: by their code.
        verifiers: the token requests by their code_verifier, each with its code.
        challenges: the authorization requests by their code_challenge, each with its state.
    """

    leaks: Mapping[str, Sequence[Leak]]
    verifiers: Mapping[str, Sequence[Use]]
    challenges: Mapping[str, Sequence[Use]]


PRACTICES: Final = {
    practice.id: practice
    for practice in (
        Practice(
            "no-pkce",
            "the login was made without PKCE",
            "Whoever gets hold of the code can redeem it. OAuth 2.1 asks for PKCE of every client, "
            "whether it has a secret or not, and strict servers refuse the authorization request.",
            "Send code_challenge and code_challenge_method=S256 with the authorization request, "
            "and the code_verifier with the token request.",
            RFC9700["2.1.1"],
            ("challenge-missing", "verifier-missing"),
        ),
        Practice(
            "challenge-method-plain",
            "the code_challenge is plain, so it is the code_verifier itself",
            "Whoever reads the authorization request can redeem the code: the URL stands in "
            "histories and logs. Strict servers accept S256 only.",
            "Send code_challenge_method=S256 and BASE64URL(SHA-256(code_verifier)).",
            RFC9700["2.1.1"],
            ("challenge-method-invalid", "challenge-method-mismatch", "challenge-method-missing"),
        ),
        Practice(
            "state-missing",
            "the authorization request has no state",
            "The client cannot tell an answer to its own request from one that somebody else "
            "started, and cannot find the code_verifier that belongs to it. PKCE alone protects "
            "only where the server is known to enforce it.",
            "Send a new random state with every authorization request, and compare the one that "
            "comes back.",
            RFC9700["2.1"],
        ),
        Practice(
            "client-secret-in-browser",
            "a page's script sent a client secret",
            "Everybody who opens the page can read the secret. A client that runs in a browser is "
            "public.",
            "Register the client as public and leave the secret out, or redeem the code on your "
            "server. Revoke this secret: it is known.",
            RFC6749["2.1"],
            ("client-secret-on-public-client", "client-type-mismatch"),
        ),
        Practice(
            "verifier-reused",
            "one code_verifier serves several logins",
            "Who learns it once can redeem the codes of later logins. It must be made anew for "
            "every authorization request.",
            "Make a new code_verifier for each login, and forget it once its code is redeemed.",
            RFC7636["4.1"],
            ("verifier-from-another-request",),
        ),
        Practice(
            "verifier-weak",
            "the code_verifier can be guessed",
            "It is short, its characters follow a pattern, or documentation shows it. Whoever gets "
            "hold of the code may find the verifier as well.",
            "Take 32 random bytes of a cryptographic generator and base64url-encode them without "
            'padding: secrets.token_urlsafe(32) in Python, randomBytes(32).toString("base64url") '
            "in Node.",
            RFC7636["4.1"],
            ("placeholder-value", "verifier-length"),
        ),
        Practice(
            "code-in-referer",
            "the authorization code went to another site in a Referer header",
            "The page at the redirect_uri loads something of another site, and its browser tells "
            "that site the whole URL, code included.",
            "Send Referrer-Policy: no-referrer with the page at the redirect_uri, load nothing of "
            "other sites there, and replace the URL once the code is read.",
            Section(
                "RFC 9700",
                "4.2",
                "Credential Leakage via Referer Headers",
                "https://www.rfc-editor.org/rfc/rfc9700.html#section-4.2",
            ),
        ),
    )
}
"""By id; ids never change their meaning."""


def survey(capture: Capture, neighbours: Neighbours) -> Surroundings:
    """Look once through a capture and what of it belongs to exchanges."""
    redeemed = (attempt.request for attempt in neighbours.attempts)
    return Surroundings(
        _find_leaks(capture),
        _uses(redeemed, "code_verifier", "code"),
        _uses(neighbours.authorization_requests, "code_challenge", "state"),
    )


def _find_leaks(capture: Capture) -> Mapping[str, Sequence[Leak]]:
    found: dict[str, list[Leak]] = {}
    for one in capture.exchanges:
        referer = one.request.header("Referer")
        if not referer or "code=" not in referer:
            continue
        page, target = split_url(referer), split_url(one.request.url)
        code = parse_form(page.query or "", f"{one.where}, Referer").first("code")
        if code is not None and not code.hidden and page.origin != target.origin:
            leak = Leak(f"{one.where}, Referer", target.origin)
            found.setdefault(code.text, []).append(leak)
    return found


def _uses(
    messages: Iterable[AuthorizationRequest | TokenRequest], name: str, beside: str
) -> Mapping[str, Sequence[Use]]:
    found: dict[str, list[Use]] = {}
    for message in messages:
        sent, other = _seen(message, name), _seen(message, beside)
        if sent is not None and other is not None:
            found.setdefault(sent.text, []).append(Use(sent.where, other.text))
    return found


def advise(exchange: Exchange, around: Surroundings, told: Collection[str]) -> tuple[Lapse, ...]:
    """Return where an exchange falls short.

    Args:
        exchange: the exchange.
        around: what else its capture holds.
        told: ids of the causes that its diagnosis names already.
    """
    found = []
    for look in _LOOKS:
        try:
            lapse = look(exchange, around)
        except Unseen:
            continue
        if lapse is not None and not {*lapse.practice.causes} & {*told}:
            found.append(lapse)
    return tuple(found)


def _lapse(id_: str, summary: Message, *evidence: Evidence) -> Lapse:
    first, *others = evidence
    return Lapse(PRACTICES[id_], summary, (first, *others))


def _not_sent(where: str, name: str) -> Evidence:
    return Evidence(where, name, say("is not sent"))


def _no_pkce(exchange: Exchange, _: Surroundings) -> Lapse | None:
    asked, redeemed = exchange.authorization_request, exchange.token_request
    if redeemed is not None and redeemed.parameters.first("code_verifier") is not None:
        return None
    if asked is not None:
        if asked.code_challenge is not None:
            return None
        without = _not_sent(asked.where, "code_challenge")
    elif redeemed is not None and redeemed.code is not None:
        redeemed.see_body()
        without = _not_sent(redeemed.where, "code_verifier")
    else:
        return None
    return _lapse("no-pkce", say(PRACTICES["no-pkce"].title), without)


def _plain(exchange: Exchange, _: Surroundings) -> Lapse | None:
    asked = exchange.authorization_request
    challenge = None if asked is None else asked.code_challenge
    if asked is None or challenge is None:
        return None
    method = asked.code_challenge_method
    if method is not None:
        if method.value != PLAIN:
            return None
        declared = Evidence(method.where, method.name, say("is {}", method))
        return _lapse(
            "challenge-method-plain",
            say("code_challenge_method is plain: the code_challenge is the code_verifier itself"),
            declared,
        )
    redeemed = exchange.token_request
    verifier = None if redeemed is None else redeemed.code_verifier
    if verifier is None or verifier.value != challenge.value:
        return None
    return _lapse(
        "challenge-method-plain",
        say("no code_challenge_method is sent, and the code_challenge is the code_verifier itself"),
        _not_sent(asked.where, "code_challenge_method"),
        Evidence(verifier.where, verifier.name, say("is the code_challenge")),
    )


def _no_state(exchange: Exchange, _: Surroundings) -> Lapse | None:
    asked = exchange.authorization_request
    if asked is None or asked.state is not None:
        return None
    return _lapse(
        "state-missing", say(PRACTICES["state-missing"].title), _not_sent(asked.where, "state")
    )


def _secret_in_browser(exchange: Exchange, _: Surroundings) -> Lapse | None:
    redeemed = exchange.token_request
    if redeemed is None or redeemed.origin is None:
        return None
    secret = redeemed.parameters.first("client_secret")
    if secret is None and redeemed.basic is not None and redeemed.basic.client_secret.text:
        secret = redeemed.basic.client_secret
    if secret is None or secret.hidden:
        return None
    return _lapse(
        "client-secret-in-browser",
        say("a script of {} sent a client secret", redeemed.origin),
        Evidence(secret.where, secret.name, say("is sent")),
        Evidence(redeemed.where, None, say("the Origin header is {}", redeemed.origin)),
    )


def _reused(exchange: Exchange, around: Surroundings) -> Lapse | None:
    redeemed, asked = exchange.token_request, exchange.authorization_request
    others = (
        *_alike(redeemed, "code_verifier", "code", around.verifiers),
        *_alike(asked, "code_challenge", "state", around.challenges),
    )
    if not others:
        return None
    return _lapse("verifier-reused", say(PRACTICES["verifier-reused"].title), *others)


def _alike(
    message: AuthorizationRequest | TokenRequest | None,
    name: str,
    beside: str,
    uses: Mapping[str, Sequence[Use]],
) -> Iterator[Evidence]:
    """Yield where another login of the capture sends the same."""
    sent, other = _seen(message, name), _seen(message, beside)
    if sent is None or other is None:
        return
    elsewhere = (use for use in uses.get(sent.text, ()) if use.beside != other.text)
    for use in islice(elsewhere, _MOST_SHOWN):
        yield Evidence(use.where, name, say(f"is the same, with another {beside}"))


def _seen(message: AuthorizationRequest | TokenRequest | None, name: str) -> Parameter | None:
    sent = Parameters() if message is None else message.parameters
    found = sent.first(name)
    return None if found is None or found.hidden else found


def _weak(exchange: Exchange, _: Surroundings) -> Lapse | None:
    redeemed = exchange.token_request
    verifier = None if redeemed is None else redeemed.code_verifier
    if verifier is None:
        return None
    pattern = _pattern(verifier.value)
    if pattern is None:
        return None
    return _lapse(
        "verifier-weak",
        say("code_verifier can be guessed: it {}", pattern),
        Evidence(verifier.where, verifier.name, say("{}", pattern)),
    )


def _pattern(verifier: str) -> str | None:
    """Say why a verifier is none that a random generator makes, or None where it may be."""
    sample = SAMPLES.get(verifier)
    if sample is not None:
        return f"is {sample}"
    size = len(verifier)
    if size < MIN_LENGTH:
        return f"has {size} characters, fewer than {MIN_LENGTH}"
    if size > MAX_LENGTH:
        return None
    if _bits(verifier) < _LEAST_BITS:
        return f"is made of {len(set(verifier))} characters"
    period = next(start for start in range(1, size + 1) if verifier.startswith(verifier[start:]))
    if period * 2 <= size and _bits(verifier[:period]) < _LEAST_BITS:
        return f"repeats itself after {period} characters"
    steps = sum(abs(ord(one) - ord(after)) <= 1 for one, after in pairwise(verifier))
    return "counts up or down" if steps > size * _MOST_REGULAR else None


def _bits(text: str) -> float:
    """Return how much there is to guess at most, if only the characters were known."""
    size = len(text)
    return -sum(count * log2(count / size) for count in Counter(text).values())


def _leaked(exchange: Exchange, around: Surroundings) -> Lapse | None:
    answered = exchange.authorization_response
    codes = (
        _seen(exchange.token_request, "code"),
        None if answered is None else answered.code,
    )
    places = [
        leak for code in codes if code is not None for leak in around.leaks.get(code.text, ())
    ]
    if not places:
        return None
    first, *more = (
        Evidence(leak.where, "code", say("went to {}", leak.origin))
        for leak in tuple(dict.fromkeys(places))[:_MOST_SHOWN]
    )
    return _lapse(
        "code-in-referer",
        say("the authorization code went to {} in a Referer header", places[0].origin),
        first,
        *more,
    )


_LOOKS: Final[tuple[Callable[[Exchange, Surroundings], Lapse | None], ...]] = (
    _no_pkce,
    _plain,
    _no_state,
    _secret_in_browser,
    _reused,
    _weak,
    _leaked,
)
