"""The client's credentials were refused."""

from pkcedoctor.exchange.damage import name_blanks
from pkcedoctor.exchange.messages import Exchange, Parameter, TokenRequest
from pkcedoctor.rules._rule import (
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
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.CLIENT,
    title="the client's credentials are wrong, or sent by the wrong method",
    spec=RFC6749["2.3.1"],
    answers=(ErrorCode.INVALID_CLIENT, ErrorCode.INVALID_REQUEST, ErrorCode.UNAUTHORIZED_CLIENT),
    settled_by=SettledBy.SERVER,
    remedy=(
        "Copy the secret's value (not its id) again, and send it by the method that is registered: "
        "client_secret_basic wants both parts form-encoded before base64, client_secret_post wants "
        "them in the body."
    ),
)
def client_authentication_wrong(redeemed: TokenRequest, exchange: Exchange) -> Verdict:
    """Only the server knows the right secret; the capture shows how it was sent.

    A Basic header that cannot be decoded is wrong for certain, and so are credentials that the
    same server refused one way and accepted another way a moment later.
    """
    authorization = redeemed.authorization
    if authorization is not None and redeemed.basic is None and not authorization.hidden:
        return _judge_header(authorization)
    credential = redeemed.credential
    if credential is None:
        return Excludes(say("no credentials are sent"))
    better = _accepted_retry(redeemed, exchange)
    if better is not None:
        return Explains(
            say("the server accepted the same code in {} with other credentials", better.where),
            (
                Evidence(credential.where, credential.name, say("was refused")),
                Evidence(better.where, None, say("was accepted: {}", _method(better))),
            ),
            remedy=say("Authenticate as in {}: {}.", better.where, _method(better)),
        )
    flaw = _flaw(credential)
    return Suspects(
        say("credentials are sent by {}{}", _method(redeemed), flaw or ""),
        (Evidence(credential.where, credential.name, say("is {}", credential)),),
        "compare the secret and the authentication method with the registration",
        strength=3 if flaw else 2,
    )


def _judge_header(authorization: Parameter) -> Verdict:
    scheme, _, rest = authorization.value.partition(" ")
    where, name = authorization.where, authorization.name
    if scheme.lower() == "basic":
        return Explains(
            say("the Basic header cannot be decoded into client_id and client_secret"),
            (Evidence(where, name, say("is no base64 of two parts with a colon between")),),
        )
    if not rest and ":" not in scheme:
        return Explains(
            say("the Authorization header has no scheme"),
            (Evidence(where, name, say("does not begin with “Basic ”")),),
        )
    return Suspects(
        say("the token request carries an Authorization header of the scheme {}", scheme),
        (Evidence(where, name, say("has the scheme {}", scheme)),),
        "send the token request without it: an interceptor may add it to every request",
        strength=2,
    )


def _accepted_retry(redeemed: TokenRequest, exchange: Exchange) -> TokenRequest | None:
    code = redeemed.parameters.first("code")
    for attempt in exchange.neighbours.attempts:
        other = attempt.request.parameters.first("code")
        if (
            attempt.request.index > redeemed.index
            and attempt.response is not None
            and attempt.response.accepted
            and code is not None
            and other is not None
            and code.text == other.text
            and _method(attempt.request) != _method(redeemed)
        ):
            return attempt.request
    return None


def _method(redeemed: TokenRequest) -> str:
    if redeemed.basic is not None:
        return "Basic header"
    if redeemed.parameters.first("client_assertion") is not None:
        return "client_assertion"
    if redeemed.parameters.first("client_secret") is not None:
        return "client_secret in the body"
    return "no credentials"


def _flaw(credential: Parameter) -> str | None:
    text = credential.value
    if text != text.strip():
        return f", with {name_blanks(text)} around the secret"
    if "+" in credential.raw and " " in text:
        return ", with an unencoded “+” that a form decoder reads as a space"
    return None
