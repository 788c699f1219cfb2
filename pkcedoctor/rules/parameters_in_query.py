"""The token request's parameters are in the URL."""

from typing import Final

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
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.BODY,
    title="token parameters are in the URL instead of the body",
    spec=RFC6749["2.3.1"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.INVALID_GRANT,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
    ),
    remedy=(
        "Move the parameters from the URL into the body: axios.post(url, "
        "new URLSearchParams({...})) instead of {params: {...}}; requests: data=, not params=."
    ),
)
def parameters_in_query(redeemed: TokenRequest, server: Server) -> Verdict:
    """Parameters of the token request go into the body and must not be in the URL.

    Most servers read the body only; for them the parameter was never sent. In the URL the code,
    the verifier and the secret also end up in the logs of every proxy on the way.
    """
    if redeemed.method in ("GET", "HEAD"):
        return Excludes(say("the request is no POST, another cause"))
    stray = [
        item
        for item in redeemed.query
        if item.name in _TOKEN_PARAMETERS and redeemed.body.first(item.name) is None
    ]
    if not stray:
        return Excludes(say("no parameter of the token request is in the URL"))
    redeemed.see_body()
    if "query" in server.takes:
        return Excludes(say("{} reads the parameters of the URL", server.name))
    names = ", ".join(dict.fromkeys(item.name for item in stray))
    first, *rest = (
        Evidence(item.where, item.name, say("is in the URL and not in the body")) for item in stray
    )
    return Explains(
        say("{} sent in the URL, not in the body", names + (" is" if not rest else " are")),
        (first, *rest),
        detail=(("parameters", names),),
    )


_TOKEN_PARAMETERS: Final = frozenset(
    {
        "grant_type",
        "code",
        "code_verifier",
        "redirect_uri",
        "client_id",
        "client_secret",
        "client_assertion",
    }
)
