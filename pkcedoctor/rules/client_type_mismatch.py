"""The registration is for another kind of application."""

from pkcedoctor.exchange.messages import Exchange, TokenRequest
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
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
    title="the registered client type contradicts how the exchange was made",
    spec=RFC6749["2.1"],
    answers=(ErrorCode.UNAUTHORIZED_CLIENT, ErrorCode.INVALID_CLIENT, ErrorCode.INVALID_REQUEST),
    settled_by=SettledBy.SERVER,
    remedy=(
        "Register the client for what it is: single-page application where a browser redeems the "
        "code (no secret, web origin allowed), web application where a server does, native where "
        "an app does; and enable the authorization-code grant for it."
    ),
)
def client_type_mismatch(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """Servers tie a registration to a platform and check that the exchange looks like it.

    Entra redeems the code of a single-page application only for a request with an Origin header
    (AADSTS9002327) and that of a web application only for one without (AADSTS9002326). A secret
    in a request that a page's script sent contradicts itself: what a page knows is no secret.
    """
    credential = redeemed.credential
    if credential is not None and redeemed.origin is not None:
        if exchange.client.client_type == "confidential":
            return Excludes(say("you said that the client is confidential"))
        return Suspects(
            say("a page's script sent a client secret"),
            (
                Evidence(credential.where, credential.name, say("is sent")),
                Evidence(
                    f"{redeemed.where}, header",
                    "Origin",
                    say("is {}: a browser sent this request", redeemed.origin),
                ),
            ),
            "look up the client's type at the server: a page needs a public client",
            strength=3,
            remedy=say(
                "Leave the secret out of the page: PKCE takes its place. Register the client as "
                "public (single-page application) if the server asks for a secret, and replace "
                "the secret, for everyone who opened the page has seen it."
            ),
        )
    sender = "a page's script" if redeemed.origin is not None else "a program, not a page's script,"
    how = "with" if credential is not None else "without"
    return Suspects(
        say("{} redeemed the code, {} a secret", sender, how),
        (),
        "compare it with the client's registered type, platform and grant types",
    )
