"""The code was redeemed too late."""

from typing import Final

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import AuthorizationResponse, TokenRequest
from pkcedoctor.exchange.times import seconds_between
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    SettledBy,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.GRANT,
    title="the code had expired",
    spec=RFC6749["4.1.2"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    settled_by=SettledBy.SERVER,
    remedy=(
        "Redeem the code at once, in the request that receives the redirection; do not keep it for "
        "a later step, a queue, or a debugger's breakpoint. Start a new login."
    ),
)
def code_expired(
    answered: AuthorizationResponse, redeemed: TokenRequest, server: Server
) -> Verdict:
    """A code lives ten minutes at most, at many servers one minute or less.

    Only the server knows its lifetimes; the capture shows how long the code waited.
    """
    waited = seconds_between(answered.started, redeemed.started)
    if waited is None:
        raise Unseen("comparable times of the redirection and the token request")
    if waited < _SHORTEST_LIFETIME:
        return Excludes(say("the code was sent {} after it was issued", in_words(waited)))
    summary = say("the code was sent {} after it was issued", in_words(waited))
    evidence = (
        Evidence(answered.where, "code", say("was delivered")),
        Evidence(redeemed.where, "code", say("was sent {} later", in_words(waited))),
    )
    lifetime = server.code_lifetime
    if lifetime is not None and waited > lifetime:
        summary = say(
            "the code was sent {} after it was issued; {} keeps one for {}",
            in_words(waited),
            server.name,
            in_words(lifetime),
        )
    confirm = "log in again and redeem the code at once; look up the code lifetime at the server"
    longest = _LONGEST_LIFETIME if lifetime is None else lifetime
    short = _SHORT_LIFETIME if lifetime is None else lifetime
    strength = 2 if waited > longest else 1 if waited >= short else 0
    return Suspects(
        summary, evidence, confirm, strength=strength, detail=(("seconds", f"{waited:.0f}"),)
    )


def in_words(seconds: float) -> str:
    """Return a duration for people: “12 seconds”, “11 minutes”."""
    if seconds < 1:
        return "less than a second"
    whole = round(seconds)
    for size, unit in ((3600, "hour"), (60, "minute")):
        if whole >= 2 * size:
            return f"{whole // size} {unit}s"
    return "1 second" if whole == 1 else f"{whole} seconds"


_SHORTEST_LIFETIME: Final = 1.0
_SHORT_LIFETIME: Final = 30.0
_LONGEST_LIFETIME: Final = 600.0
