"""grant_type is not authorization_code."""

from typing import Final

from pkcedoctor.exchange.messages import TokenRequest
from pkcedoctor.rules._rule import (
    Comparison,
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
    title="grant_type is not authorization_code",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.UNAUTHORIZED_CLIENT,
        ErrorCode.INVALID_GRANT,
    ),
    remedy="Send grant_type=authorization_code, spelled so; PKCE has no grant type of its own.",
)
def grant_type_wrong(redeemed: TokenRequest) -> Verdict:
    """A code is redeemed with ``authorization_code``, compared byte by byte.

    Seen instead: ``code``, ``pkce``, ``authorization-code``, ``refresh_token``, upper case, a
    blank at the end.
    """
    grant_type = redeemed.grant_type
    if grant_type is None:
        return Excludes(say("no grant_type was sent, another cause"))
    if grant_type.value == _AUTHORIZATION_CODE:
        return Excludes(say("grant_type is authorization_code"))
    return Explains(
        say("grant_type is {}, not authorization_code", grant_type),
        (Evidence(grant_type.where, "grant_type", say("is {}", grant_type)),),
        comparison=Comparison("grant_type sent", grant_type.value, "must be", _AUTHORIZATION_CODE),
    )


_AUTHORIZATION_CODE: Final = "authorization_code"
