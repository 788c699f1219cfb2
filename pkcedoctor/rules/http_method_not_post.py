"""The token request is no POST."""

from typing import Final

from pkcedoctor.errors import Unseen
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
    stage=Stage.TRANSPORT,
    title="the token request is not a POST",
    spec=RFC6749["3.2"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
    ),
    remedy=(
        "Send a POST, and send it to the final URL: a 301, 302 or 303 on the way turns a POST "
        "into a GET without a body (http to https, a missing www or trailing slash)."
    ),
)
def http_method_not_post(redeemed: TokenRequest) -> Verdict:
    """The client must use POST when it asks the token endpoint for a token.

    Seldom does anyone write GET. Far more often the POST went to an URL that redirects (to https,
    to another host, to a path with a slash), and the HTTP client followed as the rules for 301
    and 302 allow: with a GET and without the body. The server then sees no parameter at all.
    """
    if not redeemed.method:
        raise Unseen(f"the HTTP method of the token request ({redeemed.where})")
    if redeemed.method == "POST":
        return Excludes(say("the token request is a POST"))
    followed = redeemed.redirected_from
    if followed is not None:
        return Explains(
            say("a redirect turned the POST of {} into a {}", followed, redeemed.method),
            (
                Evidence(followed, None, say("was answered with a redirect")),
                Evidence(redeemed.where, None, say("followed it with {}", redeemed.method)),
            ),
            remedy=say("Post to {} directly, without the redirect before it.", redeemed.url),
            supersedes=_UNREAD,
        )
    return Explains(
        say("the token request was sent with {}", redeemed.method),
        (Evidence(redeemed.where, None, say("is a {} request", redeemed.method)),),
        supersedes=_UNREAD,
    )


_UNREAD: Final = (
    "token-endpoint-wrong",
    "content-type-not-form",
    "body-content-type-mismatch",
    "parameters-in-query",
    "grant-type-missing",
    "code-missing",
    "client-id-missing",
    "redirect-uri-missing",
    "verifier-missing",
)
