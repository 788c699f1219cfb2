"""How a wrong code_challenge was really computed, and what to write instead.

:func:`derive` undoes the right-hand side of every formula on the challenge, applies every
left-hand side to the verifier, and looks up where the two meet. What it finds is a formula that
can be evaluated, in one notation::

    base64url(hex(SHA-256(code_verifier)))

It is read from the inside out. ``code_verifier``, ``state`` and texts in quotes are what it starts
from; ``+`` joins; LF, CR LF, NUL and SPACE are these characters.

- ``S256(x)`` is ``base64url(SHA-256(x))``, which is what a challenge should be.
- ``base64url`` has no padding (RFC 7636 appendix A) and ``base64`` has; ``base64url-padded`` and
  ``base64-unpadded`` are the other two.
- ``hex`` is lower-case and ``HEX`` upper-case; ``hex-colons``, ``hex-dashes`` and ``hex-spaces``
  have something between the bytes, ``hex-without-zeros`` lost each byte's leading zero.
- ``numbers`` are the bytes in decimal, joined by commas; ``signed-numbers`` run from -128 to 127.
- ``7-bit`` cleared the eighth bits, ``UTF-8-replaced`` has U+FFFD for what is no UTF-8, and
  ``UTF-8-of-Latin-1`` took each byte for a character.
- ``first(x, n)`` kept the beginning, ``wrap(x, n, LF)`` broke it into lines of n characters,
  ``replace(x, a, b)``, ``replace-first(x, a, b)`` and ``delete(x, a)`` changed single characters.
- What ends in ``-encode``, ``-decode`` or ``-escape``, ``quote``, ``trim``, ``pad``, ``lower-case``
  and the names of encodings and hash functions mean what they say.
"""

from pkcedoctor.derivation.formula import Derivation, Formula, Remedy
from pkcedoctor.pkce import s256

__all__ = [
    "Derivation",
    "Formula",
    "Remedy",
    "derive",
    "describe_shape",
    "recognise_constant",
    "recognise_sample",
]


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
    from pkcedoctor.derivation.naming import name_formula  # noqa: PLC0415 - most never search

    return name_formula(code_verifier, code_challenge, state)


def describe_shape(code_challenge: str) -> str | None:
    """Say what the shape of a challenge alone shows to be wrong with it; None if nothing.

    A challenge of the method ``plain`` is judged as if it were S256.
    """
    from pkcedoctor.derivation.shapes import seen_in  # noqa: PLC0415 - as above

    return next(seen_in(code_challenge), None)


def recognise_constant(code_challenge: str) -> str | None:
    """Say what a challenge is made of that depends on no verifier, or None.

    Examples are the text ``[object ArrayBuffer]``, the hash of the empty text, and the initial
    state of SHA-256.
    """
    from pkcedoctor.derivation.constants import constant_in  # noqa: PLC0415 - as above

    return constant_in(code_challenge)


def recognise_sample(value: str) -> str | None:
    """Say whose documentation shows this verifier or challenge as a sample, or None."""
    from pkcedoctor.derivation.samples import SAMPLES  # noqa: PLC0415 - as above

    return SAMPLES.get(value)
