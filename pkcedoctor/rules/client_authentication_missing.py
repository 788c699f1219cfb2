"""The client should have authenticated and did not."""

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
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.CLIENT,
    title="a confidential client sent no credentials",
    spec=RFC6749["3.2.1"],
    answers=(ErrorCode.INVALID_CLIENT, ErrorCode.INVALID_REQUEST, ErrorCode.UNAUTHORIZED_CLIENT),
    settled_by=SettledBy.SERVER,
    remedy=(
        "PKCE does not replace the secret of a confidential client: send client_secret from a "
        "server, by Basic header or in the body as registered. An app that cannot keep a secret "
        "(browser, mobile, desktop) must be registered as a public client."
    ),
)
def client_authentication_missing(
    redeemed: TokenRequest, exchange: Exchange, server: Server
) -> Verdict:
    """A confidential client must authenticate at the token endpoint, with PKCE as without.

    Some servers want a secret even where their documents call the client public (Google's
    desktop clients, Canva, Airtable), or treat every registration as confidential unless told
    otherwise.
    """
    if redeemed.authorization is not None and redeemed.basic is None:
        return Excludes(say("an Authorization header is sent"))
    credential = redeemed.credential
    if credential is not None:
        return Excludes(say("credentials are sent ({})", credential.where))
    nothing = Evidence(
        redeemed.where, None, say("has no Authorization header, client_secret or client_assertion")
    )
    match exchange.client.client_type:
        case "public":
            return Excludes(say("you said that the client is public"))
        case "confidential":
            return Explains(say("the client is confidential and sent no credentials"), (nothing,))
        case None if server.secret == "required":
            return Suspects(
                say("{} wants a client secret, with PKCE as without; none was sent", server.name),
                (nothing,),
                "send the secret from a server; a page or an app cannot keep it",
                strength=3,
            )
        case None:
            return Suspects(
                say("the token request carries no client credentials"),
                (nothing,),
                "look up the client's type and authentication method at the server, or give "
                "--client-type",
                strength=2,
            )
        case _ as never:
            assert_never(never)
