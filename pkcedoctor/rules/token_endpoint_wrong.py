"""The request went to something that is no token endpoint, or to another server's."""

from typing import Final

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange, TokenRequest, TokenResponse
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.rules._rule import (
    Comparison,
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
from pkcedoctor.servers.endpoints import issuer_difference, misplaced
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.TRANSPORT,
    title="the request did not go to the token endpoint of the server that issued the code",
    spec=RFC6749["3.2"],
    answers=(
        ErrorCode.INVALID_GRANT,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.INVALID_REQUEST,
        ErrorCode.UNAUTHORIZED_CLIENT,
    ),
    remedy=(
        "Take token_endpoint from the server's metadata (/.well-known/openid-configuration or "
        "/.well-known/oauth-authorization-server) and post there. A code can only be redeemed at "
        "the server, tenant, realm and region that issued it."
    ),
)
def token_endpoint_wrong(redeemed: TokenRequest, exchange: Exchange, server: Server) -> Verdict:
    """A code is redeemed at the token endpoint of the server that issued it, and nowhere else.

    A 404 or 405 says that nothing takes token requests at this URL; an HTML page or a redirect
    to a login says the same. A token endpoint of the wrong tenant, realm or region does answer,
    with ``invalid_grant`` or ``invalid_client``, because it has never heard of the code or the
    client.
    """
    answered = exchange.token_response
    url = redeemed.url
    if not url:
        raise Unseen("the URL of the token request: give it with --token-url")
    elsewhere = misplaced(url, server)
    if elsewhere is not None:
        better, why = elsewhere
        return Explains(
            say("{} {}", split_url(url).host, why),
            (Evidence(redeemed.where, None, say("went to {}", split_url(url).endpoint)),),
            remedy=say("Post to {}.", better),
        )
    asked = exchange.authorization_request
    if asked is not None and _is_authorization_endpoint(asked.url, url):
        return Explains(
            say("the token request went to the authorization endpoint {}", _place(url)),
            (
                Evidence(asked.where, None, say("used it as the authorization endpoint")),
                Evidence(redeemed.where, None, say("sent the token request there")),
            ),
        )
    if answered is not None:
        told = _told_by(answered)
        if told is not None:
            return Explains(
                say("nothing takes token requests at {}: {}", _place(url), told),
                (Evidence(answered.where, None, say("{}", told)),),
                detail=(("status", str(answered.status)),),
            )
    failure = (exchange.network_failure or "").upper()
    if answered is None and any(word in failure for word in _UNREACHABLE):
        return Suspects(
            say("nothing answered at {}: {}", _place(url), exchange.network_failure or ""),
            (Evidence(redeemed.where, None, say("ended with {}", failure)),),
            "open the URL's host in a browser: check its spelling, its port and your network",
            strength=2 if "NAME" in failure or "HOST" in failure else 1,
        )
    if asked is None or not asked.url:
        raise Unseen(
            "the authorization request is not in this capture, so the two endpoints cannot be "
            'compared: tick "Preserve log" before you start the login'
        )
    return _compare_issuers(asked, redeemed)


def _compare_issuers(asked: AuthorizationRequest, redeemed: TokenRequest) -> Verdict:
    first, second = split_url(asked.url), split_url(redeemed.url)
    went = Evidence(redeemed.where, None, say("went to {}", second.endpoint))
    difference = issuer_difference(asked.url, redeemed.url)
    if difference is not None and difference.certain:
        return Explains(
            say(
                "the code comes from {} {}, the token request went to {}",
                difference.what,
                difference.first,
                difference.second,
            ),
            (Evidence(asked.where, None, say("asked {}", first.endpoint)), went),
            comparison=Comparison(
                "authorization endpoint", first.endpoint, "token endpoint", second.endpoint
            ),
        )
    if difference is not None:
        return Suspects(
            say("the two endpoints differ in {} against {}", difference.first, difference.second),
            (Evidence(asked.where, None, say("asked {}", first.endpoint)), went),
            "compare both with the server's metadata",
            strength=2,
        )
    if first.origin == second.origin:
        return Excludes(say("both requests went to {}", second.origin))
    return Suspects(
        say("the login went to {}, the token request to {}", first.origin, second.origin),
        (went,),
        "compare it with token_endpoint in the server's metadata",
    )


def _told_by(answered: TokenResponse) -> str | None:
    """Return what the answer says against this URL, or None if it may be a token endpoint."""
    if answered.status in (404, 405, 410) and answered.error not in _OAUTH_ERRORS:
        if answered.status == 404 and _speaks_of_client(answered):  # noqa: PLR2004 - Not Found
            return None
        return f"the answer is {answered.status}"
    if answered.accepted is False and answered.status < 400:  # noqa: PLR2004 - not an error
        if answered.status >= 300 and answered.location is not None:  # noqa: PLR2004 - redirect
            return f"the answer is a redirect ({answered.status})"
        if answered.page:
            return f"the answer is a web page with status {answered.status}"
    return None


def _speaks_of_client(answered: TokenResponse) -> bool:
    words = (answered.description or "").lower()
    return "client" in words or "flow" in words


def _is_authorization_endpoint(asked: str, redeemed: str) -> bool:
    return bool(asked) and split_url(asked).endpoint == split_url(redeemed).endpoint


def _place(url: str) -> str:
    return split_url(url).endpoint


_UNREACHABLE: Final = ("NAME_NOT_RESOLVED", "UNKNOWN_HOST", "CONNECTION_REFUSED")
_OAUTH_ERRORS: Final = frozenset(code.value for code in ErrorCode)
