"""The server failed, not the request."""

from typing import Final

from pkcedoctor.exchange.messages import TokenResponse
from pkcedoctor.rules._rule import (
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.specs import RFC9110


@rule(
    stage=Stage.SERVER,
    title="the authorization server itself failed",
    spec=RFC9110["15.6"],
    answers=(ErrorCode.SERVER_ERROR,),
    remedy=(
        "Try once more with a new login. If it stays, give the server's operator the time of the "
        "request and any trace or correlation id of the answer."
    ),
)
def server_fault(answered: TokenResponse) -> Verdict:
    """A 5xx answer, ``server_error`` or ``temporarily_unavailable`` is not the client's doing.

    Unless the request is malformed in a way that the server fails to handle: a proven cause of an
    earlier stage goes first.
    """
    if answered.status >= 500:  # noqa: PLR2004 - the server error class
        return Explains(
            say("the server answered with {}", answered.status),
            (Evidence(answered.where, None, say("has status {}", answered.status)),),
        )
    if answered.error in _SERVER_ERRORS:
        return Explains(
            say("the server answered with {}", answered.error),
            (Evidence(answered.where, "error", say("is {}", answered.error)),),
        )
    if (
        answered.accepted is False
        and answered.status < 300  # noqa: PLR2004 - the success class
        and answered.error is None
        and not answered.page
    ):
        return Suspects(
            say("the server answered {} with neither token nor error", answered.status),
            (Evidence(answered.where, None, say("has no access_token and no error")),),
            "ask the server's operator what it means by this answer",
            strength=1,
        )
    return Excludes(say("the server answered {}", answered.status))


_SERVER_ERRORS: Final = ("server_error", "temporarily_unavailable")
