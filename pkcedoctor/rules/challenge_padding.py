"""The code_challenge ends with “=”."""

from typing import Final

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange
from pkcedoctor.pkce import reserved_characters
from pkcedoctor.rules._pair import computed_challenge, is_declared_plain, named_formula
from pkcedoctor.rules._rule import (
    Comparison,
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
    title="code_challenge ends with base64 padding",
    spec=RFC7636["4.2"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        'Strip the padding: Python .rstrip(b"="); Java '
        'Base64.getUrlEncoder().withoutPadding(); Go base64.RawURLEncoding; Node "base64url".'
    ),
)
def challenge_padding(asked: AuthorizationRequest, exchange: Exchange) -> Verdict:
    """An S256 code_challenge is base64url without padding: 43 characters, never “=”.

    The digest is right and so is the alphabet; the encoder only was not told to leave out the
    padding. Some servers refuse it at once, others compare it with the unpadded text.
    """
    challenge = asked.code_challenge
    if challenge is None:
        return Excludes(say("no code_challenge was sent"))
    value = challenge.value
    bare = value.rstrip("=")
    if bare == value:
        return Excludes(say("code_challenge does not end with “=”"))
    if reserved_characters(bare):
        return Excludes(say("code_challenge is not base64url in other ways too, another cause"))
    if is_declared_plain(asked):
        return Excludes(say("the method is plain: the challenge is the verifier"))
    computed = computed_challenge(exchange)
    if computed is not None and computed != bare:
        return Excludes(say("without its padding it is not S256 of code_verifier either"))
    if computed is None and len(bare) != _S256_LENGTH:
        return Excludes(say("it does not have the length of an S256 code_challenge"))
    return Explains(
        say("code_challenge ends with “=” padding"),
        (Evidence(challenge.where, "code_challenge", say("is {}", challenge)),),
        comparison=Comparison("code_challenge sent", value, "it should be", bare),
        detail=named_formula(exchange, challenge),
        supersedes=("challenge-mismatch",),
    )


_S256_LENGTH: Final = 43
