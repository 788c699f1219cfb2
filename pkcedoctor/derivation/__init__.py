"""How a wrong code_challenge was really computed, and what to write instead.

:func:`derive` undoes the right-hand side of every formula on the challenge, applies every
left-hand side to the verifier, and looks up where the two meet. What it finds is a formula that
can be evaluated, in one notation::

    base64url(hex(SHA-256(code_verifier)))

Functions are applied from the inside out. ``base64url`` has no padding (RFC 7636 appendix A) and
``base64`` has; ``base64url-padded`` and ``base64-unpadded`` are the other two. ``hex`` is
lower-case and ``HEX`` upper-case. ``+`` joins, LF and CR LF are line ends, ``first(x, n)`` keeps
the beginning. ``S256(x)`` is ``base64url(SHA-256(x))``, which is what a challenge should be.
"""

from dataclasses import dataclass
from typing import Literal

from pkcedoctor.derivation.constants import recognise_constant, recognise_sample
from pkcedoctor.derivation.direction import restored_notation
from pkcedoctor.derivation.formula import Formula
from pkcedoctor.derivation.remedies import Remedy, remedies_of
from pkcedoctor.derivation.restoring import restore
from pkcedoctor.derivation.search import MATCHING, search
from pkcedoctor.derivation.sentences import describe_challenge, describe_verifier
from pkcedoctor.derivation.shapes import describe_shape
from pkcedoctor.pkce import s256

__all__ = [
    "MATCHING",
    "Derivation",
    "Formula",
    "Remedy",
    "derive",
    "describe_shape",
    "recognise_constant",
    "recognise_sample",
]


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a challenge was really computed.

    Attributes:
        formula: evaluated on the verifier it gives the captured challenge.
        notation: the formula in one line.
        sentence: what is wrong with it, in English.
        remedies: what to write instead, the language that typically errs so first.
        of: which half is wrong: the ``challenge``, or a ``verifier`` that was changed after its
            challenge had been computed.
    """

    formula: Formula
    notation: str
    sentence: str
    remedies: tuple[Remedy, ...]
    of: Literal["challenge", "verifier"]


def derive(
    code_verifier: str, code_challenge: str, *, state: str | None = None
) -> Derivation | None:
    """Say how a challenge was computed that is not S256 of the verifier.

    A challenge that is the verifier itself is given the formula ``code_verifier``: whether that is
    wrong depends on the method, which is for the caller to know.

    Args:
        code_verifier: as the token request carried it.
        code_challenge: as the authorization request carried it.
        state: of the authorization request, which some clients hash by mistake.

    Returns:
        None for a right pair, and where no formula fits.
    """
    if code_challenge == s256(code_verifier):
        return None
    formula = search(code_verifier, code_challenge, state)
    if formula is None:
        formula = restore(code_verifier, code_challenge)
    if formula is None:
        return None
    restored = restored_notation(formula, code_verifier)
    if restored is not None:
        remedies = remedies_of(formula, of_verifier=True)
        return Derivation(formula, restored, describe_verifier(formula), remedies, "verifier")
    remedies = remedies_of(formula, of_verifier=False)
    sentence = describe_challenge(formula)
    return Derivation(formula, formula.notation, sentence, remedies, "challenge")
