"""The token request lacks the redirect_uri of the authorization request."""

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
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.REDIRECT,
    title="redirect_uri is missing from the token request",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.UNAUTHORIZED_CLIENT,
        ErrorCode.INVALID_CLIENT,
    ),
    remedy="Send the same redirect_uri in the token request as in the authorization request.",
)
def redirect_uri_missing(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """redirect_uri is required in the token request if the authorization request had it.

    It looks superfluous, for nothing is redirected any more; the server uses it to make sure that
    the code goes back to whom it was issued for.
    """
    if redeemed.redirect_uri is not None:
        return Excludes(say("redirect_uri is sent"))
    empty = redeemed.parameters.every("redirect_uri")
    shows = say("is sent without a value") if empty else say("is not sent")
    without = Evidence(redeemed.where, "redirect_uri", shows)
    asked = exchange.authorization_request
    if asked is None:
        return Suspects(
            say("no redirect_uri was sent; it is required if the authorization request had one"),
            (without,),
            "look at the authorization request: capture the login from its start",
            strength=1,
        )
    before = asked.redirect_uri
    if before is None:
        return Excludes(say("the authorization request had no redirect_uri either"))
    return Explains(
        say("the authorization request had a redirect_uri, the token request has none"),
        (Evidence(before.where, "redirect_uri", say("is {}", before)), without),
    )
