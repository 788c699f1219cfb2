"""Which HTTP message is which message of RFC 6749, RFC 7636, RFC 9101 and RFC 9126."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_plus

from pkcedoctor.capture.http import HttpExchange, HttpRequest, UnrecordedBody
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    BasicCredentials,
    BodyFormat,
    Parameter,
    Parameters,
    Preflight,
    TokenRequest,
)
from pkcedoctor.exchange.parameters import (
    parameter,
    parse_body,
    parse_form,
    parse_json_object,
    parse_jwt_claims,
)
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.patterns import regex

_AUTHORIZATION_PATH: Final = regex(
    r"(?:^|[/\-_.])(?:authori[sz]e|authori[sz]ation|oauth_authorize|request_auth|auth|oauth2?|oa"
    r"|authorize/v2|connect)/?$",
    re.IGNORECASE,
)
TOKEN_PATH: Final = (
    r"(?:^|[/\-_.])(?:access|get|oauth)?[_\-.]?tokens?(?:-request)?(?:\.php)?/?$"
    r"|oauth\.v2\.access$|/token/v\d$|/tokens/bearer$|/accesstoken/?$"
)
"""The path of a token endpoint ends like this, in any case of letters."""

_TOKEN_PATH: Final = regex(TOKEN_PATH, re.IGNORECASE)
_OTHER_GRANTS: Final = frozenset({"refresh_token", "client_credentials", "password"})
_REQUEST_MEMBERS: Final = frozenset({"code_challenge", "redirect_uri", "state", "scope"})
_TOKEN_MEMBERS: Final = frozenset(
    {"client_id", "client_secret", "client_assertion", "redirect_uri"}
)


def authorization_parameters(url: str, where: str) -> Parameters | None:
    """Return the parameters of an authorization request in a URL, or None if it is none."""
    parts = split_url(url)
    if not parts.query:
        return None
    found = parse_form(parts.query, f"{where}, query")
    return found if is_authorization_request(found, parts.path) else None


def is_authorization_request(found: Parameters, path: str) -> bool:
    """Whether these parameters ask an authorization endpoint for a code (RFC 6749 4.1.1)."""
    names = {item.name for item in found}
    if "grant_type" in names or not names & {"client_id", "client_key"}:
        return False
    response_type = found.first("response_type")
    if response_type is not None:
        return "code" in response_type.text.split()
    if "code" in names:
        return False
    if "code_challenge" in names:
        return True
    if _AUTHORIZATION_PATH.search(path) is None:
        return False
    return bool(names & {"request_uri", "request"}) or bool(names & _REQUEST_MEMBERS)


def request_object(found: Parameters) -> tuple[Parameters | None, str | None]:
    """Return the claims of a ``request`` parameter, or why they cannot be read (RFC 9101).

    The object is read and never verified. Returns ``(None, None)`` where there is none.
    """
    token = found.first("request")
    if token is None:
        return None, None
    claims = parse_jwt_claims(token.text, f"{token.where}, request object")
    if claims is None:
        return None, "the request object of the authorization request is encrypted or unreadable"
    return claims, None


def pushed_request(exchange: HttpExchange) -> tuple[str, Parameters] | None:
    """Return the ``request_uri`` and parameters of a pushed authorization request (RFC 9126)."""
    request, response = exchange.request, exchange.response
    if request.method != "POST" or response is None:
        return None
    body_format, found = parse_body(
        request.body, request.header("Content-Type"), f"{exchange.where}, body"
    )
    if body_format is BodyFormat.EMPTY or not found:
        return None
    if found.first("response_type") is None and found.first("request") is None:
        return None
    text = getattr(response.body, "text", "")
    answer = parse_json_object(text, f"{exchange.where}, response") if text else None
    request_uri = answer.first("request_uri") if answer is not None else None
    return None if request_uri is None else (request_uri.text, found)


def is_token_url(url: str) -> bool:
    """Whether a URL looks like a token endpoint."""
    return _TOKEN_PATH.search(split_url(url).path) is not None


def is_code_redemption(request: TokenRequest, *, logins: Sequence[AuthorizationRequest]) -> bool:
    """Whether a request tries to redeem an authorization code (RFC 6749 4.1.3).

    A page that hands the code to its own backend, as JSON of the application's making, redeems
    nothing: that backend does, and its request is not in the capture.

    Args:
        request: the request, read as if it were one.
        logins: the authorization requests of the capture.
    """
    found = request.parameters
    names = {item.name for item in found}
    grant_type = found.first("grant_type")
    sends = request.method not in ("GET", "HEAD")
    if "response_type" in names or request.method in ("OPTIONS", "HEAD"):
        return False
    if grant_type is not None and _is_other_grant(grant_type.text):
        return bool(names & {"code", "code_verifier"}) and "device" not in grant_type.text
    if grant_type is not None or "grant_type" in names:
        return sends or bool(names & {"code", "code_verifier"}) or is_token_url(request.url)
    if request.body_format is BodyFormat.JSON and _is_for_backend(request.url, logins):
        return False
    if "code" in names and names & {"client_secret", "code_verifier"}:
        return sends or is_token_url(request.url)
    if not sends or "refresh_token" in names:
        return False
    if "code_verifier" in names or ("code" in names and is_token_url(request.url)):
        return True
    return is_token_url(request.url) and _may_be_unread(request, logins)


def _is_for_backend(url: str, logins: Sequence[AuthorizationRequest]) -> bool:
    """Whether a URL is rather the application's than the authorization server's."""
    origin = split_url(url).origin
    uris = ((login, login.parameters.first("redirect_uri")) for login in logins)
    return (bool(url) and not is_token_url(url)) or any(
        uri is not None and split_url(uri.text).origin == origin != split_url(login.url).origin
        for login, uri in uris
    )


def _may_be_unread(request: TokenRequest, logins: Sequence[AuthorizationRequest]) -> bool:
    """Whether a POST to a token endpoint after a login may have lost its parameters."""
    names = {item.name for item in request.parameters}
    if names and not names & _TOKEN_MEMBERS:
        return False
    hosts = {_site(login.url) for login in logins}
    return _site(request.url) in hosts


def _site(url: str) -> tuple[str, ...]:
    """Return the last two labels of the host."""
    return tuple(split_url(url).host.lower().split(".")[-2:])


def token_request(exchange: HttpExchange, *, headers_removed: bool) -> TokenRequest:
    """Read a request as a token request."""
    request = exchange.request
    content_type = request.header("Content-Type") or request.media_type
    body_format, body = parse_body(request.body, content_type, f"{exchange.where}, body")
    query = split_url(request.url).query
    authorization = _authorization(request, exchange.where)
    missing = request.body.reason if isinstance(request.body, UnrecordedBody) else None
    return TokenRequest(
        where=exchange.where,
        index=exchange.index,
        started=exchange.started,
        duration=exchange.duration,
        method=request.method,
        url=request.url,
        content_type=content_type,
        body_format=body_format,
        body=body,
        query=parse_form(query, f"{exchange.where}, query") if query else Parameters(),
        authorization=authorization,
        basic=_basic(authorization),
        origin=request.header("Origin"),
        headers_captured=bool(request.headers),
        headers_removed=headers_removed and authorization is None,
        body_missing=missing,
    )


def preflight(exchange: HttpExchange) -> Preflight:
    """Read a CORS preflight and say whether the browser may go on (Fetch 4.8)."""
    response = exchange.response
    if response is None:
        return Preflight(exchange.where, None, "no answer to the preflight was seen")
    return Preflight(exchange.where, response.status, _refusal(exchange))


def _refusal(exchange: HttpExchange) -> str | None:
    request, response = exchange.request, exchange.response
    if response is None or not 200 <= response.status < 300:  # noqa: PLR2004 - success class
        status = "nothing" if response is None else str(response.status)
        return f"the preflight was answered with {status}"
    allowed = response.header("Access-Control-Allow-Origin")
    origin = request.header("Origin")
    if allowed is None:
        return "the preflight's answer has no Access-Control-Allow-Origin header"
    if origin is not None and allowed.strip() not in ("*", origin):
        return "the preflight's answer allows another origin"
    permitted = _tokens(response.header("Access-Control-Allow-Headers"))
    wanted = _tokens(request.header("Access-Control-Request-Headers"))
    refused = sorted(
        name for name in wanted - permitted if "*" not in permitted or name == "authorization"
    )
    if refused:
        return f"the preflight's answer does not allow the header {', '.join(refused)}"
    return None


def _tokens(header: str | None) -> frozenset[str]:
    return frozenset(piece.strip().lower() for piece in (header or "").split(",") if piece.strip())


def _is_other_grant(text: str) -> bool:
    return text in _OTHER_GRANTS or text.startswith("urn:")


def _authorization(request: HttpRequest, where: str) -> Parameter | None:
    header = request.header("Authorization")
    if header is None or not header.strip():
        return None
    return parameter("Authorization", header, header.strip(), f"{where}, header")


def _basic(authorization: Parameter | None) -> BasicCredentials | None:
    """Read Basic credentials: base64 of form-encoded client_id and client_secret."""
    if authorization is None or authorization.hidden:
        return None
    scheme, _, encoded = authorization.text.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        return None
    client_id, colon, secret = decoded.partition(":")
    if not colon:
        return None
    where = authorization.where
    return BasicCredentials(
        parameter("client_id", client_id, unquote_plus(client_id), where),
        parameter("client_secret", secret, unquote_plus(secret), where),
    )
