"""The redirect_uri differs between the two requests."""

from pkcedoctor.exchange.messages import AuthorizationRequest, TokenRequest
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
from pkcedoctor.rules._uris import name_difference
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.REDIRECT,
    title="redirect_uri differs from the authorization request",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNAUTHORIZED_CLIENT,
    ),
    remedy="Keep one constant and use it, byte for byte, in both requests.",
)
def redirect_uri_mismatch(asked: AuthorizationRequest, redeemed: TokenRequest) -> Verdict:
    """Both redirect_uri values must be identical, compared byte by byte.

    A trailing slash, ``http`` for ``https`` behind a proxy, ``localhost`` for ``127.0.0.1``, a
    port, upper case in the host, an encoded character or a query parameter is enough.
    """
    before, sent = asked.redirect_uri, redeemed.redirect_uri
    if sent is None:
        return Excludes(say("redirect_uri was not sent, another cause"))
    if before is None:
        return Excludes(say("the authorization request had no redirect_uri to compare with"))
    if before.value == sent.value:
        return Excludes(say("redirect_uri is byte-equal in both requests"))
    difference = name_difference(before.value, sent.value)
    return Explains(
        say("redirect_uri differs between the two requests in {}", difference),
        (
            Evidence(before.where, "redirect_uri", say("is {}", before)),
            Evidence(sent.where, "redirect_uri", say("is {}", sent)),
        ),
        comparison=Comparison("authorization request", before.value, "token request", sent.value),
        detail=(("difference", difference),),
    )
