"""The code_verifier is too short or too long."""

from pkcedoctor.exchange.messages import TokenRequest
from pkcedoctor.pkce import MAX_LENGTH, MIN_LENGTH
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
    title="code_verifier is shorter than 43 or longer than 128 characters",
    spec=RFC7636["4.1"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Make the verifier of 32 random bytes, base64url-encoded without padding: 43 characters. "
        'Python: secrets.token_urlsafe(32); Node: randomBytes(32).toString("base64url").'
    ),
)
def verifier_length(redeemed: TokenRequest) -> Verdict:
    """A code_verifier has 43 to 128 characters.

    Too short ones come from a UUID (36, or 32 without hyphens), from ``Math.random`` or from
    base64 whose ``+``, ``/`` and ``=`` were deleted instead of translated, which fails only for
    some logins. Too long ones come from encoding 128 random bytes (171 characters) or from hex.
    Servers that check the length name it or answer with a bare ``invalid_grant``.
    """
    verifier = redeemed.code_verifier
    if verifier is None:
        return Excludes(say("no code_verifier was sent"))
    length = len(verifier.value)
    if MIN_LENGTH <= length <= MAX_LENGTH:
        return Excludes(say("code_verifier has {} characters, between 43 and 128", length))
    bound = (
        f"{MIN_LENGTH - length} fewer than the least allowed ({MIN_LENGTH})"
        if length < MIN_LENGTH
        else f"{length - MAX_LENGTH} more than allowed ({MAX_LENGTH})"
    )
    return Explains(
        say("code_verifier has {} characters, {}", length, bound),
        (Evidence(verifier.where, verifier.name, say("has {} characters", length)),),
        detail=(("length", str(length)),),
    )
