"""Nothing in the token request says which client it is."""

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
    title="no client_id in the token request",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_CLIENT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.UNAUTHORIZED_CLIENT,
        ErrorCode.INVALID_GRANT,
    ),
    remedy=(
        "Add client_id to the body. A public client identifies itself this way; a confidential "
        "one does so by its Basic header, or by client_id and client_secret in the body."
    ),
)
def client_id_missing(redeemed: TokenRequest) -> Verdict:
    """A client that does not authenticate must send its client_id with the token request.

    It is easily forgotten when the authorization request had it, or when a Basic header was
    dropped on the way from a confidential to a public client.
    """
    if redeemed.parameters.first("client_assertion") is not None:
        return Excludes(say("the client identifies itself by client_assertion"))
    if redeemed.authorization is not None and redeemed.basic is None:
        return Excludes(say("the request has an Authorization header, judged by another cause"))
    client_id = redeemed.client_id
    if client_id is not None and (client_id.hidden or client_id.text):
        return Excludes(say("client_id is sent ({})", client_id.where))
    empty = redeemed.parameters.every("client_id")
    shows = say("is sent without a value") if empty else say("is not sent")
    return Explains(
        say("the token request has no client_id"),
        (Evidence(redeemed.where, "client_id", shows),),
    )
