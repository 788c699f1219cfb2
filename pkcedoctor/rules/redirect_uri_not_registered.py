"""The redirect_uri is not registered for the client."""

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.damage import first_difference
from pkcedoctor.exchange.messages import Exchange, Parameter
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.rules._rule import (
    Comparison,
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    SettledBy,
    Stage,
    Suspects,
    Verdict,
    rule,
    say,
)
from pkcedoctor.rules._uris import name_difference
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.REDIRECT,
    title="redirect_uri is not registered for this client",
    spec=RFC6749["3.1.2.3"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNAUTHORIZED_CLIENT,
    ),
    settled_by=SettledBy.SERVER,
    remedy=(
        "Register this very redirect_uri, byte for byte, for this client_id, in this tenant or "
        "region; or send the one that is registered."
    ),
)
def redirect_uri_not_registered(exchange: Exchange) -> Verdict:
    """Servers compare the redirect_uri with the registered ones, most of them byte by byte.

    Usually the authorization endpoint refuses already, with a page instead of a redirect. Some
    servers compare again at the token endpoint, and a few only there. With
    ``--registered-redirect-uri`` pkcedoctor compares too. A refusal that is shown as a page, not
    sent to the redirect_uri, speaks of this or of the client_id (RFC 6749 4.1.2.1).
    """
    asked, redeemed = exchange.authorization_request, exchange.token_request
    source = asked if asked is not None else redeemed
    if source is None:
        raise Unseen("the authorization request is not in this capture")
    sent = source.sent("redirect_uri")
    if sent is None:
        return Excludes(say("no redirect_uri was sent"))
    registered = exchange.client.redirect_uris
    if registered:
        return _compare(sent, registered)
    answered = exchange.authorization_response
    if answered is not None and split_url(answered.url).endpoint == split_url(sent.value).endpoint:
        if answered.code is None:
            return Excludes(say("the server sent its refusal to this redirect_uri"))
        return Suspects(
            say("the server issued a code for this redirect_uri, but may compare again"),
            (),
            "compare it with the registration, or give --registered-redirect-uri",
        )
    return Suspects(
        say("the capture does not show which redirect_uri is registered"),
        (Evidence(sent.where, "redirect_uri", say("is {}", sent)),),
        "compare it with the registration, or give --registered-redirect-uri",
        strength=2 if redeemed is None and answered is not None else 0,
    )


def _compare(sent: Parameter, registered: tuple[str, ...]) -> Verdict:
    if sent.value in registered:
        return Excludes(say("redirect_uri is byte-equal to a registered one"))
    nearest = min(registered, key=lambda uri: -first_difference(uri, sent.value))
    difference = name_difference(nearest, sent.value)
    return Explains(
        say("redirect_uri is not registered: it differs in {}", difference),
        (Evidence(sent.where, "redirect_uri", say("is {}", sent)),),
        comparison=Comparison("nearest registered", nearest, "redirect_uri sent", sent.value),
        detail=(("difference", difference),),
    )
