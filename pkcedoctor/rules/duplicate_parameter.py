"""A parameter was sent more than once."""

from typing import Final

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    Exchange,
    Parameter,
    Parameters,
    TokenRequest,
)
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
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.BODY,
    title="a parameter was sent more than once",
    spec=RFC6749["3.2"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.INVALID_GRANT,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
    ),
    remedy=(
        "Send each parameter once. Look for a second place that adds it: an interceptor, a "
        "library that adds client_id by itself, append() where set() was meant."
    ),
)
def duplicate_parameter(exchange: Exchange) -> Verdict:
    """Parameters of a request must not be included more than once.

    Servers refuse it, or take the first value, or the last, or join both with a comma; with
    differing values every one of these breaks something. Only ``resource`` (RFC 8707) and
    ``audience`` may be repeated.
    """
    redeemed, asked = exchange.token_request, exchange.authorization_request
    if redeemed is not None:
        return _judge(redeemed, asked)
    if asked is None:
        raise Unseen("the token request is not in this capture")
    repeated = _repeated(asked.parameters)
    if not repeated:
        return Excludes(say("every parameter of the authorization request was sent once"))
    return _blame(repeated)


def _judge(redeemed: TokenRequest, asked: AuthorizationRequest | None) -> Verdict:
    redeemed.see_body()
    repeated = _repeated(redeemed.body) or _repeated(redeemed.query)
    if not repeated and asked is not None:
        repeated = [group for group in _repeated(asked.parameters) if _contradict(group)]
    if repeated:
        return _blame(repeated)
    both = [item for item in redeemed.query if redeemed.body.every(item.name)]
    both = [item for item in both if item.name not in _REPEATABLE]
    if both:
        return Suspects(
            say("{} is in the URL and in the body", both[0].name),
            (Evidence(both[0].where, both[0].name, say("is in the body as well")),),
            "send it in the body only",
        )
    return Excludes(say("every parameter was sent once"))


def _repeated(found: Parameters) -> list[tuple[Parameter, ...]]:
    """Group what stands more than once in one place; a request object may repeat the query."""
    places = dict.fromkeys((item.where, item.name) for item in found)
    groups = (
        tuple(item for item in found.every(name) if item.where == where)
        for where, name in places
        if name not in _REPEATABLE
    )
    return [group for group in groups if len(group) > 1]


def _contradict(group: tuple[Parameter, ...]) -> bool:
    """Whether the server had to choose one of several values for what a code is bound to."""
    return group[0].name in _BOUND and len({item.text for item in group}) > 1


def _blame(repeated: list[tuple[Parameter, ...]]) -> Verdict:
    group = repeated[0]
    values = {item.text for item in group}
    how = "with the same value" if len(values) == 1 else "with different values"
    first, *rest = (Evidence(item.where, item.name, say("is sent: {}", item)) for item in group)
    return Explains(
        say("{} is sent {} times, {}", group[0].name, len(group), how),
        (first, *rest),
        detail=(("parameter", group[0].name),),
        supersedes=_ACCOUNTED.get(group[0].name, ()),
    )


_REPEATABLE: Final = frozenset({"resource", "audience"})
_BOUND: Final = frozenset({"client_id", "redirect_uri", "code_challenge", "code_challenge_method"})
_ACCOUNTED: Final = {
    "code": ("code-mismatch",),
    "redirect_uri": ("redirect-uri-mismatch",),
    "grant_type": ("grant-type-wrong",),
    "client_id": ("client-id-mismatch",),
    "code_challenge": ("challenge-mismatch",),
    "code_challenge_method": (
        "challenge-method-invalid",
        "challenge-method-mismatch",
        "challenge-mismatch",
    ),
}
