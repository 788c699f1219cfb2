"""The code_challenge of a new verifier, computed by the formula by which the captured one was."""

import base64
import hashlib
from collections.abc import Sequence
from itertools import islice
from typing import Final

from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.derivation import (
    Derivation,
    derive,
    describe_shape,
    recognise_constant,
    recognise_sample,
)
from pkcedoctor.derivation.encodings import decode_either
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex
from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER, s256
from pkcedoctor.records import dataclass
from pkcedoctor.redact.lookalikes import Lookalikes
from pkcedoctor.redact.texts import Texts
from pkcedoctor.redact.vocabulary import is_evidence

_MOST: Final = 12
_TRIES: Final = 24
_QUOTED: Final = regex(r"`[^`]*`")
_BASE64: Final = regex(r"([A-Za-z0-9+/_-]+)(=*\s*)")


def assign_challenges(texts: Texts, heard: Texts, lookalikes: Lookalikes) -> None:
    """Compute the replacement of every challenge before anything is written.

    Args:
        texts: the run, which learns the replacements.
        heard: an earlier run over the same capture, for what it heard.
        lookalikes: those of the run.
    """
    verifiers = _visible(heard, "codeverifier")
    states: list[str | None] = [None, *_visible(heard, "state")]
    challenges = _visible(heard, "codechallenge")
    for verifier in verifiers:
        new = texts.renewed("code_verifier", verifier)
        _assign(texts, lookalikes, s256(verifier), s256(new))
    for challenge in challenges:
        if challenge in texts.assigned or challenge in verifiers:
            continue
        made = _derived(challenge, verifiers, states, texts, lookalikes)
        if made is None and not recognise_constant(challenge):
            made = _alike(challenge, lookalikes)
        _assign(texts, lookalikes, challenge, challenge if made is None else made)


def _visible(heard: Texts, name: str) -> list[str]:
    return [
        text
        for text in islice(heard.heard[name], _MOST)
        if not is_redacted(text) and not is_placeholder(text)
    ]


def _assign(texts: Texts, lookalikes: Lookalikes, old: str, new: str) -> None:
    texts.assigned[old] = new
    if lookalikes.of(old) != new:
        lookalikes.learn(old, new)


def _derived(
    challenge: str,
    verifiers: Sequence[str],
    states: Sequence[str | None],
    texts: Texts,
    lookalikes: Lookalikes,
) -> str | None:
    """Return the new challenge by the formula that explains the captured one."""
    if recognise_sample(challenge):
        return challenge
    for verifier in verifiers:
        for state in states:
            found = derive(verifier, challenge, state=state)
            if found is not None:
                renewed = None if state is None else texts.renewed("state", state)
                return _by_formula(found, verifier, renewed, texts, lookalikes)
    return None


def _by_formula(
    found: Derivation, verifier: str, state: str | None, texts: Texts, lookalikes: Lookalikes
) -> str | None:
    """Apply a formula to the new verifier, or to another where its result shows another formula.

    What was done to single symbols of a digest shows only where the digest has them.
    """
    first = new = texts.renewed("code_verifier", verifier)
    for _ in range(_TRIES):
        made = _evaluated(found, new, state)
        again = None if made is None else derive(new, made, state=state)
        if again is not None and again.notation == found.notation:
            if new != first:
                _assign(texts, lookalikes, verifier, new)
                _assign(texts, lookalikes, s256(verifier), s256(new))
            return made
        if "%" in verifier or is_evidence(verifier):
            break
        new = lookalikes.fresh(verifier)
    return _evaluated(found, first, state)


def _evaluated(found: Derivation, verifier: str, state: str | None) -> str | None:
    try:
        return found.formula.evaluate(verifier, state=state)
    except ValueError:
        return None


def _alike(challenge: str, lookalikes: Lookalikes) -> str:
    """Return another challenge of which the shape tells the same."""
    shape = _shape(challenge)
    if shape is None and len(challenge) == len(EXAMPLE_CHALLENGE):
        return s256(lookalikes.fresh(EXAMPLE_VERIFIER))
    inner = _inner(challenge)
    for _ in range(_TRIES):
        new = lookalikes.fresh(challenge) if inner is None else inner.again(lookalikes)
        if _shape(new) == shape:
            return new
    return lookalikes.fresh(challenge)


def _shape(challenge: str) -> str | None:
    told = describe_shape(challenge)
    return None if told is None else _QUOTED.sub("", told)


@dataclass(frozen=True, slots=True)
class _Inner:
    """What stands in base64: readable text, or the bytes of a digest.

    Attributes:
        text: one character for each byte.
        is_standard: whether it is not base64url.
        tail: the padding, and blanks.
    """

    text: str
    is_standard: bool
    tail: str

    def again(self, lookalikes: Lookalikes) -> str:
        """Return the base64 of other text or other bytes like it."""
        encode = base64.b64encode if self.is_standard else base64.urlsafe_b64encode
        if self.text.isascii():
            octets = lookalikes.fresh(self.text).encode("ascii")
        else:
            octets = hashlib.shake_256(lookalikes.fresh(EXAMPLE_VERIFIER).encode()).digest(
                len(self.text)
            )
        return encode(octets).decode("ascii").rstrip("=") + self.tail


def _inner(challenge: str) -> _Inner | None:
    found = _BASE64.fullmatch(challenge)
    octets = b"" if found is None else decode_either(found[1].encode())
    if found is None or not octets or challenge in (challenge.lower(), challenge.upper()):
        return None
    is_standard = "+" in challenge or "/" in challenge
    return _Inner(octets.decode("latin-1"), is_standard, found[2])
