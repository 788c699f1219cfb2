"""The token request has no code."""

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
    title="code is missing",
    spec=RFC6749["4.1.3"],
    answers=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_GRANT),
    remedy=(
        "Take code from the redirection (query, fragment or posted form, as response_mode says) "
        "and send it as code."
    ),
)
def code_missing(redeemed: TokenRequest) -> Verdict:
    """The code from the redirection is what the token request redeems.

    It is lost when the application looks for it in the fragment while it came in the query (or
    the other way round), or when a router dropped the query before the code was read.
    """
    code = redeemed.code
    if code is not None:
        return Excludes(say("code is sent"))
    empty = redeemed.parameters.every("code")
    shows = say("is sent without a value") if empty else say("is not sent")
    return Explains(
        say("the token request has no code"), (Evidence(redeemed.where, "code", shows),)
    )
