"""An S256 code_challenge was sent without its method."""

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange
from pkcedoctor.rules._pair import computed_challenge
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
    title="code_challenge_method is missing, so the challenge counts as plain",
    spec=RFC7636["4.3"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy="Send code_challenge_method=S256 beside the code_challenge.",
)
def challenge_method_missing(asked: AuthorizationRequest, exchange: Exchange) -> Verdict:
    """Without a method the server takes ``plain``, and compares the verifier as it is.

    The challenge is a hash, so the comparison cannot succeed. The tell-tale of this cause: an
    exchange that sends the challenge in place of the verifier "works".
    """
    challenge = asked.code_challenge
    if challenge is None:
        return Excludes(say("no code_challenge was sent"))
    method = asked.code_challenge_method
    if method is not None:
        return Excludes(say("code_challenge_method is sent"))
    without = Evidence(asked.where, "code_challenge_method", say("is not sent"))
    computed = computed_challenge(exchange)
    if computed is None:
        return Suspects(
            say("no code_challenge_method was sent, so the challenge counts as plain"),
            (without,),
            "compare the code_challenge with the code_verifier: if they differ, send the method",
            strength=1,
        )
    if computed != challenge.value:
        return Excludes(say("the challenge is not S256 of code_verifier"))
    return Explains(
        say("the challenge is S256 of code_verifier, but no code_challenge_method says so"),
        (without, Evidence(challenge.where, "code_challenge", say("is S256 of code_verifier"))),
        supersedes=("challenge-mismatch",),
    )
