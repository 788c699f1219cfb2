"""The code_verifier belongs to another login of the same capture."""

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange, TokenRequest
from pkcedoctor.rules._pair import sent_pair
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
    title="code_verifier belongs to another authorization request",
    spec=RFC7636["4.5"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Store each login's verifier under its state, and take the one whose state comes back. "
        "Start one login at a time: a double click, a second tab or a component that mounts twice "
        "overwrites a verifier kept under one fixed key."
    ),
)
def verifier_from_another_request(
    asked: AuthorizationRequest, redeemed: TokenRequest, exchange: Exchange
) -> Verdict:
    """Two logins were started, and the second one overwrote the verifier of the first.

    The code came back for one authorization request; the verifier sent with it fits the
    code_challenge of another one.
    """
    pair = sent_pair(asked, redeemed)
    if pair is None:
        return Excludes(say("code_challenge and code_verifier were not both sent"))
    if pair.fits or pair.is_s256:
        return Excludes(say("code_verifier belongs to the code_challenge of {}", asked.where))
    for other in exchange.neighbours.authorization_requests:
        challenge = other.parameters.first("code_challenge")
        if challenge is None or challenge.hidden or other is asked:
            continue
        if challenge.value in (pair.computed, pair.verifier.value):
            return Explains(
                say(
                    "code_verifier belongs to the login of {}, the code to that of {}",
                    other.where,
                    asked.where,
                ),
                (
                    Evidence(
                        pair.challenge.where,
                        "code_challenge",
                        say("is {}, of the code's login", pair.challenge),
                    ),
                    Evidence(
                        challenge.where,
                        "code_challenge",
                        say("is {}, which the verifier fits", challenge),
                    ),
                    Evidence(
                        pair.verifier.where, "code_verifier", say("hashes to {}", pair.computed)
                    ),
                ),
                comparison=pair.comparison,
                supersedes=("challenge-mismatch", "challenge-method-mismatch"),
            )
    return Excludes(say("no other authorization request of this capture fits code_verifier"))
