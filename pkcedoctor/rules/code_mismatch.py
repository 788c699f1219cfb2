"""The code sent is not the code that the redirection delivered."""

from pkcedoctor.exchange.damage import name_damage
from pkcedoctor.exchange.messages import AuthorizationResponse, Parameter, TokenRequest
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
    stage=Stage.GRANT,
    title="the code is not the one that the redirection delivered",
    spec=RFC6749["4.1.3"],
    answers=(ErrorCode.INVALID_GRANT, ErrorCode.INVALID_REQUEST),
    remedy=(
        "Hand on the code unchanged: read it with a URL parser (URLSearchParams, parse_qs), store "
        "nothing of it, and let the HTTP library encode it."
    ),
)
def code_mismatch(answered: AuthorizationResponse, redeemed: TokenRequest) -> Verdict:
    """The server looks the code up byte by byte.

    On its way through the application a code is cut (a column too short, a regular expression
    that stops at a dot or slash), loses its ``+`` to a space, gets ``#_=_`` or the next parameter
    stuck to its end, or is one kept from an earlier login.
    """
    issued, sent = answered.code, redeemed.code
    if issued is None or sent is None:
        return Excludes(say("no code to compare"))
    if issued.value == sent.value:
        return _judge_plus(issued, sent)
    damage = name_damage(issued.value, sent.value)
    summary = (
        say("the code was sent {}", damage)
        if damage
        else say("the code sent is another than the one delivered")
    )
    return Explains(
        summary,
        (
            Evidence(issued.where, "code", say("delivered {}", issued)),
            Evidence(sent.where, "code", say("sent {}", sent)),
        ),
        comparison=Comparison("code delivered", issued.value, "code sent", sent.value),
    )


def _judge_plus(issued: Parameter, sent: Parameter) -> Verdict:
    """An unencoded “+” in the redirection decodes to a space, and was hardly meant as one."""
    if "+" in issued.raw and " " in sent.value:
        return Explains(
            say("the code's “+” was turned into a space"),
            (
                Evidence(issued.where, "code", say("holds an unencoded “+”")),
                Evidence(sent.where, "code", say("holds a space in its place")),
            ),
            comparison=Comparison("code delivered", issued.raw, "code sent", sent.value),
        )
    return Excludes(say("code is byte-equal to the one delivered in {}", issued.where))
