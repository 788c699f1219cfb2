"""A public client sent a secret."""

from typing import assert_never

from pkcedoctor.exchange.messages import Exchange, TokenRequest
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    SettledBy,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.CLIENT,
    title="a secret was sent although the client is public",
    spec=RFC6749["2.1"],
    answers=(ErrorCode.INVALID_CLIENT, ErrorCode.INVALID_REQUEST, ErrorCode.UNAUTHORIZED_CLIENT),
    settled_by=SettledBy.SERVER,
    remedy=(
        "Leave the secret out: a public client identifies itself by client_id alone and proves "
        "itself by the code_verifier. Do not make the client confidential to get rid of the error: "
        "whatever a browser or an app holds is no secret."
    ),
)
def client_secret_on_public_client(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """A public client has no credentials; servers refuse a secret that they never issued.

    An empty secret counts too: a Basic header whose password is empty is still a client
    authentication.
    """
    credential = redeemed.credential
    if credential is None and redeemed.basic is not None:
        credential = redeemed.basic.client_id
    if credential is None:
        return Excludes(say("no credentials are sent"))
    sent = Evidence(credential.where, credential.name, say("is sent"))
    match exchange.client.client_type:
        case "public":
            return Explains(say("the client is public and sent a secret"), (sent,))
        case "confidential":
            return Excludes(say("you said that the client is confidential"))
        case None:
            return Suspects(
                say("a secret is sent; a public client must not send one"),
                (sent,),
                "look up the client's type at the server, or give --client-type",
            )
        case _ as never:
            assert_never(never)
