"""The code_challenge does not belong to the code_verifier."""

from pkcedoctor.exchange.messages import AuthorizationRequest, TokenRequest
from pkcedoctor.pkce import PLAIN
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
    title="code_challenge is not S256 of code_verifier",
    spec=RFC7636["4.6"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Make one verifier for each login, keep it until the redirection comes back, and compute "
        "the challenge as base64url(SHA-256(ascii(code_verifier))) without padding."
    ),
)
def challenge_mismatch(asked: AuthorizationRequest, redeemed: TokenRequest) -> Verdict:
    """The server hashes the verifier and compares it with the challenge it stored.

    Either the challenge was computed by another formula (of the hex text of the digest, of the
    decoded verifier, of the verifier with a newline...), or a second verifier was made between
    the two requests: the page was reloaded, opened in another tab, or mounted twice.
    """
    pair = sent_pair(asked, redeemed)
    if pair is None:
        return Excludes(say("code_challenge and code_verifier were not both sent"))
    if pair.fits:
        how = "S256 of" if pair.is_s256 else "equal to"
        return Excludes(say("code_challenge is {} code_verifier", how))
    if pair.method is None or pair.method.value == PLAIN:
        return _blame_plain(pair)
    return Explains(
        say("code_challenge is not S256 of code_verifier"),
        (
            Evidence(pair.challenge.where, "code_challenge", say("is {}", pair.challenge)),
            Evidence(pair.verifier.where, "code_verifier", say("hashes to {}", pair.computed)),
        ),
        comparison=pair.comparison,
    )


def _blame_plain(pair: Pair) -> Verdict:
    why = "no code_challenge_method" if pair.method is None else "code_challenge_method is plain"
    return Explains(
        say("{}, and code_challenge is neither code_verifier nor its S256", why),
        (
            Evidence(pair.challenge.where, "code_challenge", say("is {}", pair.challenge)),
            Evidence(pair.verifier.where, "code_verifier", say("is {}", pair.verifier)),
        ),
        comparison=pair.comparison,
    )
