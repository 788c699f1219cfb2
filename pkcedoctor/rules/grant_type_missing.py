"""The token request has no grant_type."""

from pkcedoctor.exchange.messages import TokenRequest
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    Stage,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.GRANT,
    title="grant_type is missing",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_CLIENT,
    ),
    remedy="Send grant_type=authorization_code in the body.",
)
def grant_type_missing(redeemed: TokenRequest) -> Verdict:
    """grant_type is required; without it the server cannot know what is asked for."""
    grant_type = redeemed.grant_type
    if grant_type is not None:
        return Excludes(say("grant_type is sent"))
    empty = redeemed.parameters.every("grant_type")
    shows = say("is sent without a value") if empty else say("is not sent")
    return Explains(
        say("the token request has no grant_type"),
        (Evidence(redeemed.where, "grant_type", shows),),
    )
