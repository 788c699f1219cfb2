"""The token request names another client than the authorization request."""

from pkcedoctor.exchange.damage import name_damage
from pkcedoctor.exchange.messages import AuthorizationRequest, Parameter, TokenRequest
from pkcedoctor.rules._rule import (
    Comparison,
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
    stage=Stage.CLIENT,
    title="client_id differs from the authorization request",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.UNAUTHORIZED_CLIENT,
    ),
    remedy="Redeem the code with the client_id that asked for it; a code is bound to its client.",
)
def client_id_mismatch(asked: AuthorizationRequest, redeemed: TokenRequest) -> Verdict:
    """The server checks that the code was issued to the client that redeems it.

    Typical: two configurations, one for the browser and one for the server; sandbox and
    production keys mixed; a blank or a quotation mark copied along. Many libraries leave out the
    form encoding inside a Basic header, so both readings of it count as equal.
    """
    sent, before = redeemed.client_id, asked.client_id
    basic = redeemed.basic
    in_body = redeemed.parameters.first("client_id")
    if (
        basic is not None
        and in_body is not None
        and in_body.value not in (basic.client_id.value, basic.client_id.raw)
    ):
        return _blame(basic.client_id, in_body, "the Authorization header and the body")
    if sent is None or before is None:
        return Excludes(say("client_id was not sent in both requests"))
    unencoded = basic is not None and sent is basic.client_id and sent.raw == before.value
    if sent.value == before.value or unencoded:
        return Excludes(say("client_id is byte-equal in both requests"))
    return _blame(before, sent, "the authorization request and the token request")


def _blame(first: Parameter, second: Parameter, places: str) -> Verdict:
    damage = name_damage(first.value, second.value)
    how = f", {damage}" if damage else ""
    return Explains(
        say("client_id differs between {}{}", places, how),
        (
            Evidence(first.where, "client_id", say("is {}", first)),
            Evidence(second.where, "client_id", say("is {}", second)),
        ),
        comparison=Comparison(first.where, first.value, second.where, second.value),
        supersedes=("client-authentication-wrong", "client-authentication-missing"),
    )
