"""A code_verifier was sent, but the authorization request had no code_challenge."""

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange
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
    title="the authorization request had no code_challenge",
    spec=RFC7636["4.3"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Send code_challenge and code_challenge_method=S256 with the authorization request of the "
        "same login, or send no code_verifier."
    ),
)
def challenge_missing(asked: AuthorizationRequest, exchange: Exchange) -> Verdict:
    """A verifier without a challenge proves nothing, and strict servers refuse it.

    Typical: the login link is built by hand and the library that redeems the code adds PKCE; or a
    redirect on the way to the server dropped the parameters. Servers that require PKCE refuse the
    authorization request itself.
    """
    challenge = asked.code_challenge
    if challenge is not None:
        return Excludes(say("code_challenge is sent"))
    empty = asked.parameters.every("code_challenge")
    without = Evidence(
        asked.where,
        "code_challenge",
        say("is sent without a value") if empty else say("is not sent"),
    )
    redeemed = exchange.token_request
    verifier = None if redeemed is None else redeemed.code_verifier
    if verifier is not None:
        return Explains(
            say("code_verifier was sent, but the authorization request had no code_challenge"),
            (without, Evidence(verifier.where, "code_verifier", say("is sent"))),
        )
    return Suspects(
        say("the login was made without PKCE"),
        (without,),
        "find out whether the server requires PKCE for this client",
        strength=1 if redeemed is None else 0,
    )
