"""The client authenticated in two ways at once."""

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
    stage=Stage.CLIENT,
    title="the client authenticated by two methods in one request",
    spec=RFC6749["2.3"],
    answers=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_CLIENT, ErrorCode.UNAUTHORIZED_CLIENT),
    remedy=(
        "Keep one: either the Basic header or client_secret in the body. Many libraries add the "
        "header by themselves as soon as they know a secret."
    ),
)
def client_authentication_duplicated(redeemed: TokenRequest) -> Verdict:
    """A client must not use more than one authentication method in a request.

    A client_id in the body beside a Basic header is no second method; a client_secret is.
    """
    methods = [
        item
        for item in (
            redeemed.basic.client_secret if redeemed.basic is not None else None,
            redeemed.parameters.first("client_secret"),
            redeemed.parameters.first("client_assertion"),
        )
        if item is not None and item.text
    ]
    if len(methods) > 1:
        first, *rest = (Evidence(item.where, item.name, say("is sent")) for item in methods)
        return Explains(
            say("the client authenticates twice: {} and {}", methods[0].where, methods[1].where),
            (first, *rest),
            supersedes=("client-authentication-wrong",),
        )
    if methods:
        redeemed.see_authorization()
    redeemed.see_body()
    return Excludes(say("at most one authentication method is used"))
