"""The code_verifier has a character that is not allowed."""

import unicodedata
from typing import Final

from pkcedoctor.exchange.messages import Exchange, TokenRequest
from pkcedoctor.pkce import reserved_characters
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
from pkcedoctor.specs import RFC7636


@rule(
    stage=Stage.PKCE,
    title="code_verifier has a character outside the unreserved set",
    spec=RFC7636["4.1"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Build the verifier from A-Z a-z 0-9 - . _ ~ only, e.g. base64url of 32 random bytes "
        "without padding. Python: secrets.token_urlsafe(32); Node: "
        'randomBytes(32).toString("base64url").'
    ),
)
def verifier_charset(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """A code_verifier holds letters, digits, hyphen, period, underscore and tilde, nothing else.

    Standard base64 brings ``+`` and ``/``, and an unencoded ``+`` reaches the server as a space;
    a file or a shell adds a line feed; an encoded value keeps its ``%``.
    """
    verifier = redeemed.code_verifier
    if verifier is None:
        return Excludes(say("no code_verifier was sent"))
    reserved = reserved_characters(verifier.value)
    if not reserved:
        return Excludes(say("code_verifier holds unreserved characters only"))
    if is_only_padded(verifier.value):
        return Excludes(say("only its “=” padding is out of place, another cause"))
    named = "; ".join(
        f"{name_character(character)} at position {position + 1}"
        for position, character in reserved[:_MOST_NAMED]
    )
    if len(reserved) > _MOST_NAMED:
        named += f"; and {len(reserved) - _MOST_NAMED} more"
    return Explains(
        say("code_verifier holds characters that are not allowed: {}", named),
        (Evidence(verifier.where, "code_verifier", say("holds {}", named)),),
        detail=(("characters", named), *pair_detail(exchange)),
    )


def is_only_padded(text: str) -> bool:
    """Whether “=” at the end is all that is wrong with the characters."""
    return text.endswith("=") and not reserved_characters(text.rstrip("="))


def name_character(character: str) -> str:
    """Return a name that survives every ticket: “a line feed (U+000A)”."""
    known = _NAMES.get(character)
    if known is not None:
        return f"{known} (U+{ord(character):04X})"
    if character.isprintable() and character.isascii():
        return f"“{character}”"
    name = unicodedata.name(character, "a character").lower()
    return f"{name} (U+{ord(character):04X})"


_MOST_NAMED: Final = 5
_NAMES: Final = {
    "\n": "a line feed",
    "\r": "a carriage return",
    "\t": "a tab",
    " ": "a space",
    "\0": "a NUL",
    "\xa0": "a no-break space",
    "\ufffd": "a byte that is no UTF-8",
}
