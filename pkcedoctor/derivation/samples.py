"""Verifiers and challenges that documentation shows, and that programs paste."""

from typing import Final

from pkcedoctor.pkce import EXAMPLE_CHALLENGE, EXAMPLE_VERIFIER

_RFC: Final = "the example of RFC 7636 appendix B"
_OKTA: Final = "the sample of Okta's documentation"
_MICROSOFT: Final = "the sample of Microsoft's documentation"

SAMPLES: Final = {
    EXAMPLE_VERIFIER: _RFC,
    EXAMPLE_CHALLENGE: _RFC,
    "M25iVXpKU3puUjFaYWg3T1NDTDQtcW1ROUY5YXlwalNoc0hhakxifmZHag": _OKTA,
    "qjrzSW9gMiUgpUvqgEPE4_-8swvyCtfOVvg55o5S_es": _OKTA,
    "ThisIsntRandomButItNeedsToBe43CharactersLong": _MICROSOFT,
    "YTFjNjI1OWYzMzA3MTI4ZDY2Njg5M2RkNmVjNDE5YmEyZGRhOGYyM2IzNjdmZWFhMTQ1ODg3NDcxY2Nl": _MICROSOFT,
}
"""What it is → whose it is.

Microsoft's challenge is wrong itself: it is ``base64url(hex-without-zeros(SHA-256(...)))``.
"""
