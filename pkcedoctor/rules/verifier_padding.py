"""The code_verifier ends with “=”."""

from pkcedoctor.exchange.messages import Exchange, TokenRequest
from pkcedoctor.rules._pair import pair_detail
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
from pkcedoctor.rules.verifier_charset import is_only_padded
from pkcedoctor.specs import RFC7636


@rule(
    stage=Stage.PKCE,
    title="code_verifier ends with base64 padding",
    spec=RFC7636["4.1"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Strip the padding before the verifier is hashed and before it is sent. Python: "
        'secrets.token_urlsafe(32), or .rstrip("="); Node: "base64url"; Java: '
        "Base64.getUrlEncoder().withoutPadding()."
    ),
)
def verifier_padding(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """“=” is not among the characters of a code_verifier.

    It is what ``base64.urlsafe_b64encode(os.urandom(32))`` and its likes in other languages
    leave at the end.
    """
    verifier = redeemed.code_verifier
    if verifier is None:
        return Excludes(say("no code_verifier was sent"))
    if not is_only_padded(verifier.value):
        return Excludes(say("code_verifier does not end with “=”"))
    count = len(verifier.value) - len(verifier.value.rstrip("="))
    return Explains(
        say("code_verifier ends with {} “=”", count),
        (Evidence(verifier.where, "code_verifier", say("ends with {} “=”", count)),),
        detail=pair_detail(exchange),
        supersedes=("verifier-length",),
    )
