"""The authorization request had a code_challenge; no code_verifier followed."""

from pkcedoctor.exchange.messages import Exchange, TokenRequest
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import RFC7636


@rule(
    stage=Stage.PKCE,
    title="code_verifier is missing",
    spec=RFC7636["4.5"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Send the code_verifier that belongs to this login. If it is empty, look where it was "
        "kept: sessionStorage of another origin or tab, a server session without its cookie."
    ),
)
def verifier_missing(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """Once a code_challenge was sent, the code can only be redeemed with its code_verifier.

    Typical: one library starts the login and adds PKCE by itself, another redeems the code and
    knows nothing of it; or the storage that held the verifier is empty after the redirect.
    """
    if redeemed.code_verifier is not None:
        return Excludes(say("code_verifier is sent"))
    empty = redeemed.parameters.every("code_verifier")
    shows = say("is sent without a value") if empty else say("is not sent")
    without = Evidence(redeemed.where, "code_verifier", shows)
    asked = exchange.authorization_request
    if asked is None:
        return Suspects(
            say("no code_verifier was sent; it is required if the login had a code_challenge"),
            (without,),
            "look at the authorization request: capture the login from its start",
        )
    challenge = asked.code_challenge
    if challenge is None:
        return Excludes(say("the authorization request had no code_challenge"))
    return Explains(
        say("the authorization request had a code_challenge, but no code_verifier was sent"),
        (
            Evidence(challenge.where, "code_challenge", say("is sent")),
            without,
        ),
    )
