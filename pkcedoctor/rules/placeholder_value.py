"""A literal or an unfilled template stands where a value should be."""

from typing import Final

from pkcedoctor.exchange.messages import Exchange, Parameter
from pkcedoctor.exchange.placeholders import is_placeholder
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
    title="a placeholder was sent instead of a value",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNAUTHORIZED_CLIENT,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
    ),
    remedy=(
        "Find where the value gets lost: a storage that was empty (another origin, a reload, a "
        "cleared session), a Promise that was not awaited, a template or environment variable "
        "that was not filled in."
    ),
)
def placeholder_value(exchange: Exchange) -> Verdict:
    """The text of a missing value was sent: ``undefined``, ``null``, ``[object Object]``.

    JavaScript turns a value that is not there into such a word as soon as it is put into a form.
    ``{{code}}``, ``${CLIENT_ID}`` and ``YOUR_CLIENT_ID`` are templates that nobody filled in.
    """
    suspicious = [item for item in _candidates(exchange) if is_placeholder(item.text)]
    blamed = [item for item in suspicious if not _was_accepted(exchange, item)]
    if not blamed:
        return Excludes(say("every value looks like a value"))
    first, *rest = (Evidence(item.where, item.name, say("is {}", item)) for item in blamed)
    names = dict.fromkeys(item.name for item in blamed)
    return Explains(
        say("{} is the placeholder {}", blamed[0].name, blamed[0]),
        (first, *rest),
        detail=(("parameter", blamed[0].name), ("placeholder", blamed[0].text.strip())),
        supersedes=tuple(cause for name in names for cause in _ACCOUNTED.get(name, ())),
    )


def _candidates(exchange: Exchange) -> list[Parameter]:
    asked, redeemed = exchange.authorization_request, exchange.token_request
    found: list[Parameter | None] = []
    if redeemed is not None:
        found += [redeemed.parameters.first(name) for name in _TOKEN_NAMES]
        if redeemed.basic is not None:
            found += [redeemed.basic.client_id, redeemed.basic.client_secret]
    if asked is not None:
        found += [asked.parameters.first(name) for name in _ASKED_NAMES]
    return [item for item in found if item is not None and not item.hidden]


def _was_accepted(exchange: Exchange, item: Parameter) -> bool:
    """Whether the server took just this value.

    It issued a code to this client_id and redirect_uri, or it judged the grant, which it does
    only once the client has authenticated.
    """
    refusal = exchange.token_response
    if item.name == "client_secret" and refusal is not None:
        return refusal.error == ErrorCode.INVALID_GRANT
    asked, answered = exchange.authorization_request, exchange.authorization_response
    if asked is None or answered is None or answered.code is None:
        return False
    if item.name not in ("client_id", "redirect_uri"):
        return item.name in _ASKED_NAMES and exchange.token_request is None
    other = asked.parameters.first(item.name)
    return other is not None and other.text == item.text


_TOKEN_NAMES: Final = (
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
)
_ASKED_NAMES: Final = ("client_id", "redirect_uri", "code_challenge", "code_challenge_method")
_ACCOUNTED: Final = {
    "grant_type": ("grant-type-wrong",),
    "code": ("code-mismatch", "double-encoding"),
    "redirect_uri": ("redirect-uri-mismatch", "redirect-uri-not-registered"),
    "client_id": ("client-id-mismatch",),
    "client_secret": ("client-authentication-wrong",),
    "code_verifier": (
        "verifier-charset",
        "verifier-length",
        "verifier-padding",
        "challenge-mismatch",
        "challenge-method-mismatch",
    ),
    "code_challenge": ("challenge-mismatch", "challenge-not-base64url", "challenge-padding"),
    "code_challenge_method": ("challenge-method-invalid",),
}
