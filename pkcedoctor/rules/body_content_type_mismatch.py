"""The header names one format, the body is another."""

from typing import Final

from pkcedoctor.exchange.messages import TokenRequest
from pkcedoctor.rules._media import contradicts, media_type_of
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
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.BODY,
    title="the Content-Type header and the body contradict each other",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
    ),
    remedy=(
        "Let the HTTP library make both: pass a URLSearchParams object (JavaScript) or a mapping "
        "as data= (Python) and do not set Content-Type by hand."
    ),
)
def body_content_type_mismatch(redeemed: TokenRequest) -> Verdict:
    """The server parses the body as the header says, and finds nothing in it.

    Typical: the header was set to ``application/x-www-form-urlencoded`` by hand while the body
    still goes through ``JSON.stringify`` (or an object was handed over and became
    ``[object Object]``); or a form is sent under ``application/json``, the default of the
    application's HTTP wrapper; or ``multipart/form-data`` was set by hand, without its boundary.
    """
    media_type, actual = media_type_of(redeemed.content_type), redeemed.body_format
    redeemed.see_body()
    if contradicts(media_type, actual):
        return Explains(
            say("the Content-Type says {}, the body is {}", media_type, actual.value),
            (
                Evidence(f"{redeemed.where}, header", "Content-Type", say("is {}", media_type)),
                Evidence(f"{redeemed.where}, body", None, say("is {}", actual.value)),
            ),
            supersedes=_UNREAD,
        )
    if media_type.startswith("multipart/") and "boundary=" not in (redeemed.content_type or ""):
        return Explains(
            say("the Content-Type says {} without a boundary", media_type),
            (Evidence(f"{redeemed.where}, header", "Content-Type", say("has no boundary")),),
            supersedes=_UNREAD,
        )
    return Excludes(say("the body is {}, as its Content-Type allows", actual.value))


_UNREAD: Final = (
    "content-type-not-form",
    "grant-type-missing",
    "code-missing",
    "client-id-missing",
    "redirect-uri-missing",
    "verifier-missing",
)
