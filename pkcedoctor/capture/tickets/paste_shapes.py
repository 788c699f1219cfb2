"""The names by which loose parts of a ticket are told apart, and nothing more than their shape."""

from collections.abc import Collection

ANSWERED = ("error", "access_token")
"""A JSON object with one of these members is what a server answered."""

SENT = ("grant_type", "code_verifier")
"""Where fields are posted, one of these is among them."""

_TELLING, _REDEEMED, _ASKED = "grant_type", frozenset({"code", "code_verifier"}), "code_challenge"

RETURNED = ("code", "error", "response_type", "request_uri")
"""Parameters that begin with or hold one of these are the query of a URL."""


def is_answer(value: object) -> bool:
    """Whether a JSON value is what a server answered."""
    return isinstance(value, dict) and any(
        isinstance(value.get(name), str) and value[name] for name in ANSWERED
    )


def is_sent(names: Collection[str]) -> bool:
    """Whether fields with these names were posted.

    A list of all that a client knows, which it never sends together, is no request.
    """
    return _TELLING in names or (_REDEEMED.issubset(names) and _ASKED not in names)


def is_returned(names: Collection[str]) -> bool:
    """Whether parameters with these names stood in a URL."""
    return len(names) > 1 and any(name in names for name in RETURNED)
