"""The code_challenge is the right digest in standard base64."""

from typing import Final

from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange
from pkcedoctor.pkce import is_code_verifier
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
    title="code_challenge is standard base64, not base64url",
    spec=RFC7636["4.2"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Use the URL-safe alphabet, “-” for “+” and “_” for “/”, without padding: Python "
        'base64.urlsafe_b64encode(...).rstrip(b"="); Node digest("base64url"); Java '
        "Base64.getUrlEncoder().withoutPadding()."
    ),
)
def challenge_not_base64url(asked: AuthorizationRequest, exchange: Exchange) -> Verdict:
    """The digest is right, its text is standard base64: ``+`` and ``/`` in it.

    About one digest in four has neither character, so some logins work. In an URL the ``+`` also
    turns into a space unless it is percent-encoded.
    """
    challenge = asked.code_challenge
    if challenge is None:
        return Excludes(say("no code_challenge was sent"))
    value = challenge.value
    foreign = "".join(dict.fromkeys(character for character in value if character in "+/ "))
    if not foreign:
        return Excludes(say("code_challenge holds no character of standard base64"))
    if is_declared_plain(asked):
        return Excludes(say("the method is plain: the challenge is the verifier"))
    translated = value.replace("+", "-").replace("/", "_").replace(" ", "-").rstrip("=")
    computed = computed_challenge(exchange)
    if computed is not None and computed != translated:
        return Excludes(say("translated to base64url it is not S256 of code_verifier either"))
    if computed is None and (len(translated) != _S256_LENGTH or not is_code_verifier(translated)):
        return Excludes(say("translated to base64url it has not the length of a digest"))
    named = " and ".join(f"“{character}”" for character in foreign).replace("“ ”", "a space")
    return Explains(
        say("code_challenge is standard base64: it holds {}", named),
        (Evidence(challenge.where, "code_challenge", say("is {}", challenge)),),
        comparison=Comparison("code_challenge sent", value, "it should be", translated),
        detail=named_formula(exchange, challenge),
        supersedes=("challenge-mismatch",),
    )


_S256_LENGTH: Final = 43
