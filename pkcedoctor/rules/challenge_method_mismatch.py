"""The code_challenge was not made by the method named."""

from pkcedoctor.exchange.messages import AuthorizationRequest, Parameter, TokenRequest
from pkcedoctor.pkce import PLAIN, S256
from pkcedoctor.rules._pair import Pair, sent_pair
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
from pkcedoctor.specs import RFC7636


@rule(
    stage=Stage.PKCE,
    title="code_challenge and code_challenge_method contradict each other",
    spec=RFC7636["4.6"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "With S256 send base64url(SHA-256(code_verifier)) as the challenge; with plain send the "
        "verifier itself. Use S256."
    ),
)
def challenge_method_mismatch(asked: AuthorizationRequest, redeemed: TokenRequest) -> Verdict:
    """The method says S256 and the challenge is the bare verifier, or the other way round."""
    pair = sent_pair(asked, redeemed)
    if pair is None:
        return Excludes(say("code_challenge and code_verifier were not both sent"))
    method = pair.method
    if method is None:
        return Excludes(say("no code_challenge_method was sent"))
    if method.value == S256 and pair.is_plain:
        return _blame(
            pair, method, "the challenge is the code_verifier itself, not hashed", "code_verifier"
        )
    if method.value == PLAIN and pair.is_s256:
        return _blame(
            pair, method, "the challenge is S256 of the code_verifier", "S256(code_verifier)"
        )
    return Excludes(say("the challenge does not belong to the other method"))


def _blame(pair: Pair, method: Parameter, what: str, derivation: str) -> Verdict:
    return Explains(
        say("code_challenge_method is {}, but {}", method, what),
        (
            Evidence(method.where, "code_challenge_method", say("is {}", method)),
            Evidence(pair.challenge.where, "code_challenge", say("{}", what)),
        ),
        comparison=pair.comparison if method.value == S256 else None,
        detail=(("derivation", derivation),),
        supersedes=("challenge-mismatch",),
    )
