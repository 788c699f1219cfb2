"""The body is labelled as something other than a form."""

from typing import Final

from pkcedoctor.errors import Unseen
from pkcedoctor.exchange.messages import BodyFormat, Exchange, TokenRequest
from pkcedoctor.rules._media import FORM, contradicts, media_type_of
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
from pkcedoctor.servers.model import Server
from pkcedoctor.specs import RFC6749


@rule(
    stage=Stage.BODY,
    title="the body is not application/x-www-form-urlencoded",
    spec=RFC6749["4.1.3"],
    answers=(
        ErrorCode.INVALID_REQUEST,
        ErrorCode.INVALID_CLIENT,
        ErrorCode.UNSUPPORTED_GRANT_TYPE,
    ),
    remedy=(
        "Send the parameters as a form: fetch(url, {method: 'POST', body: new "
        "URLSearchParams({...})}) sets the Content-Type by itself; requests and httpx: data={...}, "
        "not json={...}; axios: pass a URLSearchParams object."
    ),
)
def content_type_not_form(redeemed: TokenRequest, exchange: Exchange, server: Server) -> Verdict:
    """A token endpoint reads ``application/x-www-form-urlencoded`` and nothing else.

    JSON is the usual mistake: the request looks right in every log, but the server's form parser
    finds no parameter in it and complains of a missing ``grant_type`` or ``client_id``, of an
    unsupported grant type, or of the client. Multipart form data, ``text/plain`` (what fetch
    sends for a plain string) and a missing Content-Type end the same way. Some servers do take
    JSON: one that answers ``invalid_grant`` has read the body.
    """
    if redeemed.method != "POST":
        return Excludes(say("the request is no POST"))
    if redeemed.body_format is BodyFormat.EMPTY:
        return Excludes(say("the request has no body"))
    declared = redeemed.content_type
    if declared is None and (exchange.given or not redeemed.headers_captured):
        raise Unseen(
            "the Content-Type of the token request: give it with --token-header 'Content-Type: ...'"
        )
    media_type = media_type_of(declared)
    if media_type == FORM:
        return Excludes(say("the Content-Type is {}", FORM))
    actual = redeemed.body_format
    if _FORMATS.get(actual) in server.takes and not contradicts(media_type, actual):
        return Excludes(say("{} takes {}", server.name, actual.value))
    if contradicts(media_type, actual):
        return Excludes(say("the header and the body contradict each other, another cause"))
    if declared is None or not media_type:
        shows = say("has no Content-Type header; the body is {}", actual.value)
        summary = say("the token request has no Content-Type")
    else:
        shows = say("is {}", declared)
        summary = say("the token request's body is sent as {}, not as a form", media_type)
    return Explains(
        summary,
        (Evidence(f"{redeemed.where}, header", "Content-Type", shows),),
        detail=(("content_type", media_type),),
        supersedes=("grant-type-missing", "code-missing", "client-id-missing")
        if not redeemed.body
        else (),
    )


_FORMATS: Final = {BodyFormat.JSON: "json", BodyFormat.MULTIPART: "multipart"}
