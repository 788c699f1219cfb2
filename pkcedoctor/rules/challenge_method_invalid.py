"""The code_challenge_method does not exist."""

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange
from pkcedoctor.pkce import PLAIN, S256
from pkcedoctor.rules._rule import (
    Comparison,
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
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC7636


@rule(
    stage=Stage.PKCE,
    title="code_challenge_method is neither S256 nor plain",
    spec=RFC7636["4.3"],
    answers=(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_GRANT, ErrorCode.SERVER_ERROR),
    remedy="Send code_challenge_method=S256: a capital S and no hyphen.",
)
def challenge_method_invalid(
    asked: AuthorizationRequest, exchange: Exchange, server: Server
) -> Verdict:
    """The method is ``S256`` or ``plain``, compared byte by byte.

    ``SHA256``, ``s256`` and ``sha-256`` are refused at the authorization endpoint, or silently
    taken as ``plain`` so that the token request fails.
    """
    method = asked.code_challenge_method
    if method is None:
        return Excludes(say("no code_challenge_method was sent"))
    if method.value == S256:
        return Excludes(say("code_challenge_method is S256"))
    shown = Evidence(method.where, "code_challenge_method", say("is {}", method))
    if method.value in server.methods:
        return Excludes(say("{} takes the method {}", server.name, method))
    answered = exchange.authorization_response
    issued = answered is not None and answered.code is not None
    if method.value == PLAIN and server.methods and not issued:
        return Explains(
            say(
                "code_challenge_method is plain; {} takes {}",
                server.name,
                " and ".join(server.methods),
            ),
            (shown,),
            comparison=Comparison("code_challenge_method sent", PLAIN, "must be", S256),
            supersedes=("challenge-mismatch", "challenge-method-mismatch"),
        )
    if method.value == PLAIN:
        return Suspects(
            say("code_challenge_method is plain; many servers allow S256 only"),
            (shown,),
            "look for code_challenge_methods_supported in the server's metadata",
            strength=0 if exchange.token_request is not None else 1,
            remedy=say("Use S256."),
        )
    return Explains(
        say("code_challenge_method is {}, which does not exist", method),
        (shown,),
        comparison=Comparison("code_challenge_method sent", method.value, "must be", S256),
        supersedes=("challenge-mismatch", "challenge-method-mismatch"),
    )
