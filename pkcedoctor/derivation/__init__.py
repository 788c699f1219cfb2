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

from pkcedoctor.derivation.formula import Derivation, Formula, Remedy

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
