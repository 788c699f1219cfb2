"""What the plain words of a refusal point at, whichever server says them.

The sentences of RFC 6749 that many servers send as they stand list several reasons and so prove
none; they are taken out before anything is read. What one server means by its own wording is
knowledge about that server and has its place beside this module.
"""

import re
from enum import StrEnum
from typing import Final

from pkcedoctor.exchange.messages import TokenResponse
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass


class Force(StrEnum):
    """How far the words of an answer narrow down its cause."""

    MEANS = "means the first cause and no other"
    SUGGESTS = "means the first cause, or one that looks the same to the server"
    LISTS = "means any one of the causes"


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer points at.

    Attributes:
        causes: ids of causes, the nearest meaning first; empty where it points nowhere, or,
            with words said, at something outside the catalogue.
        force: how far the words narrow them down.
        said: the words that say so; empty where only the error code does.
    """

    causes: tuple[str, ...] = ()
    force: Force = Force.LISTS
    said: str = ""


_RFC_SENTENCES: Final = regex(
    r"the provided (?:authori[sz]ation|access) grant\b.{0,90}?\bis invalid, expired"
    r"(?:,? (?:or )?revoked)?"
    r"(?:,? (?:or )?does not match the redirection uri used in the authori[sz]ation request"
    r",? or was issued to another client)?\.?"
    r"|the request is missing a required parameter, includes an (?:invalid|unsupported)"
    r".{0,160}?otherwise malformed\.?"
    r"|the authenticated client is not authori[sz]ed to use this authori[sz]ation grant type\.?"
    r"|grant request is invalid",
    re.DOTALL,
)

_UNREAD: Final = (
    "content-type-not-form",
    "body-content-type-mismatch",
    "parameters-in-query",
    "http-method-not-post",
)
"""A server that found no parameter says of each that it is missing."""

_SECRET: Final = ("client-authentication-missing", "client-authentication-wrong")
_CLIENT: Final = (
    "client-authentication-wrong",
    "client-authentication-missing",
    "client-authentication-duplicated",
    "client-secret-on-public-client",
    "client-type-mismatch",
    "client-id-missing",
    "client-id-mismatch",
    "placeholder-value",
    "duplicate-parameter",
    "token-endpoint-wrong",
    *_UNREAD,
)
_CODE: Final = (
    "code-mismatch",
    "code-expired",
    "code-reused",
    "double-encoding",
    "placeholder-value",
    "duplicate-parameter",
    "client-id-mismatch",
    "token-endpoint-wrong",
)
_VERIFIER_FORM: Final = (
    "verifier-length",
    "verifier-charset",
    "verifier-padding",
    "double-encoding",
    "placeholder-value",
)
_PAIR: Final = (
    "challenge-mismatch",
    "verifier-from-another-request",
    "challenge-padding",
    "challenge-not-base64url",
    "challenge-method-missing",
    "challenge-method-mismatch",
    "challenge-method-invalid",
    *_VERIFIER_FORM,
    "duplicate-parameter",
)
_CHALLENGE_FORM: Final = (
    "challenge-padding",
    "challenge-not-base64url",
    "challenge-mismatch",
    "challenge-method-mismatch",
    "challenge-method-missing",
    "challenge-method-invalid",
    "double-encoding",
    "placeholder-value",
    "challenge-missing",
)
_METHOD: Final = (
    "challenge-method-invalid",
    "challenge-method-missing",
    "challenge-method-mismatch",
    "challenge-missing",
    "challenge-mismatch",
)
_REDIRECT: Final = (
    "redirect-uri-mismatch",
    "redirect-uri-missing",
    "redirect-uri-not-registered",
    "double-encoding",
    "placeholder-value",
    "duplicate-parameter",
)
_NOT_REGISTERED: Final = ("redirect-uri-not-registered", *_REDIRECT)

LOOK_ALIKE: Final = {
    "challenge-mismatch": _PAIR,
    "verifier-missing": ("parameters-in-query", "placeholder-value", "duplicate-parameter"),
    "verifier-length": _VERIFIER_FORM,
    "verifier-charset": _VERIFIER_FORM,
    "verifier-padding": _VERIFIER_FORM,
    "challenge-missing": ("verifier-missing", "placeholder-value"),
    "challenge-padding": _CHALLENGE_FORM,
    "challenge-not-base64url": _CHALLENGE_FORM,
    "challenge-method-invalid": _METHOD,
    "challenge-method-missing": _METHOD,
    "redirect-uri-mismatch": _REDIRECT,
    "redirect-uri-missing": (*_REDIRECT, *_UNREAD),
    "redirect-uri-not-registered": _NOT_REGISTERED,
    "code-missing": ("placeholder-value", *_UNREAD),
    "code-mismatch": _CODE,
    "client-id-missing": ("duplicate-parameter", "placeholder-value", *_UNREAD),
    "client-id-mismatch": ("placeholder-value", "duplicate-parameter"),
    "client-authentication-missing": _UNREAD,
    "client-authentication-wrong": (
        "client-secret-on-public-client",
        "client-type-mismatch",
        "client-id-mismatch",
        "placeholder-value",
    ),
    "grant-type-missing": ("duplicate-parameter", "placeholder-value", *_UNREAD),
    "grant-type-wrong": ("duplicate-parameter", "placeholder-value", *_UNREAD),
    "content-type-not-form": _UNREAD,
}
"""Causes that a server cannot tell from the one that its words name."""


def _meaning(
    pattern: str, *causes: str, force: Force = Force.SUGGESTS, about: str | None = None
) -> tuple[re.Pattern[str], tuple[str, ...], Force]:
    """Say what words mean; all that the pattern matches holds what they are about."""
    return regex(pattern, re.DOTALL, holding=about), tuple(dict.fromkeys(causes)), force


_ABSENT: Final = (
    r"(?:missing|required?|must be (?:provided|present|sent|specified)|not (?:specified|provided"
    r"|present|sent|found|supplied)|(?:is|was|be) empty|cannot be empty|empty|expecting|expected"
    r"|undefined|field required|\bno\b|absent|blank|check the|must (?:contain|send|include))"
)
_VERIFIER: Final = r"(?:code[ _-]?)?verifier"
_CHALLENGE: Final = r"code[ _-]?challenge"
_REDIRECT_URI: Final = (
    r"(?:redirect(?:ion)?[ _-]?ur[il]s?|callback[ _-]?ur[il]|reply (?:address|url)"
    r"|redirect address)"
)
_SECRET_WORD: Final = r"client[ _-]?(?:secret|assertion)"

_MEANINGS: Final = (
    # what is outside the catalogue: these words name no cause of it
    _meaning(
        r"too many requests|rate limit|\bdpop\b|\bscopes?\b|consent|multi-?factor|\bmfa\b"
        r"|conditional access|user (?:is|account|not)|https required|utilize https|accepts https"
        r"|realm not enabled|invalid_target"
    ),
    # transport and body
    _meaning(
        r"more than once|\brepeated|duplicated? |duplicated parameter|provided twice"
        r"|(?:multiple|several) values for|multiple '\w+' in|received array|specified multiple",
        "duplicate-parameter",
        force=Force.MEANS,
    ),
    _meaning(
        r"(?:url )?query (?:string )?param|sensitive data in the url|in the query",
        "parameters-in-query",
        force=Force.MEANS,
    ),
    _meaning(
        r"content[- ]?type|media[- ]?type|form-?urlencoded|urlencoded|not acceptable",
        "content-type-not-form",
        "body-content-type-mismatch",
        "parameters-in-query",
    ),
    _meaning(
        r"only accepts? (?:http )?post|(?<!challenge[ _])method must be|must be (?:http )?post"
        r"|method not allowed"
        r"|over http post|request method|http method|expected 'post'|send a post",
        "http-method-not-post",
        "token-endpoint-wrong",
    ),
    _meaning(
        r"more than one .{0,20}(?:method|mechanism)|multiple .{0,22}(?:credential|method)"
        r"|only (?:use |one |be provided using one )|only (?:use )?one client auth"
        r"|body and headers contain auth|using one mechanism|use only one",
        "client-authentication-duplicated",
        force=Force.MEANS,
    ),
    _meaning(
        r"client[ _-]?(?:id|secret) in request body inconsistent",
        "client-authentication-duplicated",
        "client-id-mismatch",
        force=Force.MEANS,
    ),
    _meaning(
        r"client credentials missing or malformed",
        "client-id-missing",
        "client-authentication-missing",
        *_UNREAD,
    ),
    _meaning(
        r"(?:either|both) .{0,24}verifier.{0,60}(?:required|non-empty|provided)"
        r"|both auth code and code verifier",
        "verifier-missing",
        "code-missing",
        "client-authentication-missing",
        *_UNREAD,
        about="verifier",
    ),
    _meaning(
        r"(?:missing|invalid|malformed|cannot parse|no) .{0,12}(?:basic auth|authorization header)",
        "client-authentication-missing",
        "client-authentication-wrong",
        "client-id-missing",
        force=Force.MEANS,
    ),
    _meaning(
        r"invalid authentication method|client is registered for",
        "client-authentication-wrong",
        "client-authentication-missing",
        "client-secret-on-public-client",
        force=Force.MEANS,
    ),
    _meaning(
        r"(?:post|request|http) body(?! must contain)"
        r"|body (?:not found|is not|is empty|could not)|parse (?:the )?"
        r"(?:form|body|request)|invalid json|unparsable|malformed json",
        *_UNREAD,
        force=Force.LISTS,
    ),
    # the wrong server
    _meaning(
        r"(?:against|for|to|by) (?:an)?other tenant|wrong tenant"
        r"|not (?:been )?issued (?:for|by) this (?:endpoint|version|server|tenant|realm)"
        r"|issued (?:for|by) another (?:server|realm|tenant)",
        "token-endpoint-wrong",
        force=Force.MEANS,
    ),
    # client type and authentication
    _meaning(
        rf"(?:proof key for code exchange|pkce|{_CHALLENGE}).{{0,30}}required"
        r".{0,40}(?:cross-origin|single-page)",
        "challenge-missing",
        "verifier-missing",
        "client-type-mismatch",
        force=Force.LISTS,
        about="required",
    ),
    _meaning(
        r"cross-origin|single-page|'spa'|not configured (?:as|to allow) .{0,12}public"
        r"|to allow public clients",
        "client-type-mismatch",
        force=Force.MEANS,
    ),
    _meaning(
        r"public clients?.{0,70}(?:secret|credential|assertion)|client is public.{0,60}secret"
        r"|secret' parameter is not valid for this client|secret should not be",
        "client-secret-on-public-client",
        force=Force.MEANS,
    ),
    _meaning(
        rf"{_SECRET_WORD}.{{0,45}}(?:expired|invalid|incorrect|wrong|not match|mismatch|not valid"
        rf"|refused)|(?:invalid|incorrect|wrong|bad|does not match).{{0,25}}{_SECRET_WORD}"
        r"|(?:bad|incorrect|wrong) client credentials|secret.{0,20} expired|incorrect_client_cred",
        "client-authentication-wrong",
        "client-secret-on-public-client",
        "client-id-mismatch",
        "placeholder-value",
        force=Force.MEANS,
    ),
    _meaning(
        rf"{_SECRET_WORD}.{{0,60}}{_ABSENT}|{_ABSENT}.{{0,70}}{_SECRET_WORD}"
        r"|client authentication (?:is )?required|confidential clients? (?:require|must)"
        r"|no client authentication (?:mechanism|method)|client credentials (?:are )?missing"
        r"|must authenticate",
        "client-authentication-missing",
        "client-authentication-wrong",
        "client-id-missing",
        *_UNREAD,
        force=Force.MEANS,
    ),
    _meaning(
        r"client[ _-]?id.{0,30}mismatch|(?:issued|sent|belong\w*) (?:to|for) (?:an)?other client"
        r"|not (?:been )?issued (?:to|for) this client|different client|by this client"
        r"|client[ _-]?id from this request does not match|wrong application|wrong client"
        r"|client[ _-]?id.{0,40}(?:does not match|not match|inconsistent|differ)",
        "client-id-mismatch",
        "client-authentication-wrong",
        force=Force.MEANS,
    ),
    _meaning(
        rf"(?:client[ _-]?id(?:entifier)?)\b.{{0,40}}{_ABSENT}|{_ABSENT}.{{0,40}}client[ _-]?id"
        r"|determine client",
        "client-id-missing",
        "client-authentication-missing",
        "duplicate-parameter",
        "placeholder-value",
        *_UNREAD,
        about="client",
    ),
    # grant type
    _meaning(
        r"grant[ _-]?type.{0,40}(?:or|and) .{0,20}code",
        *_CODE,
        "grant-type-wrong",
        *_UNREAD,
        force=Force.LISTS,
        about="grant",
    ),
    _meaning(
        r"(?:not (?:allowed|authori[sz]ed|permitted)|unauthori[sz]ed).{0,70}"
        r"(?:grant|flow|exchange code|this method)|grant.{0,40}not (?:allowed|authori[sz]ed)"
        r"|flow (?:is )?not (?:allowed|enabled)",
        "client-type-mismatch",
        "grant-type-wrong",
        "placeholder-value",
    ),
    _meaning(
        rf"grant[ _-]?type.{{0,60}}{_ABSENT}|{_ABSENT}.{{0,60}}grant[ _-]?type|grant_type=none",
        "grant-type-missing",
        "grant-type-wrong",
        "duplicate-parameter",
        "placeholder-value",
        *_UNREAD,
        about="grant",
    ),
    _meaning(
        r"grant[ _-]?type|unsupported grant",
        "grant-type-wrong",
        "grant-type-missing",
        "duplicate-parameter",
        "placeholder-value",
        *_UNREAD,
        about="grant",
    ),
    # redirect URI
    _meaning(
        rf"{_REDIRECT_URI} (?:must be (?:specified|provided|sent)|is required)",
        "redirect-uri-missing",
        *_REDIRECT,
        *_UNREAD,
    ),
    _meaning(
        r"redirect ur[il]/code verifier",
        *_REDIRECT,
        *_PAIR,
        *_CODE,
        force=Force.LISTS,
    ),
    _meaning(
        rf"{_REDIRECT_URI}.{{0,60}}(?:not (?:registered|allowed|whitelisted|listed|configured"
        rf"|authori[sz]ed|permitted)|registered|configured|login redirect)"
        rf"|(?:unregistered|unexpected|not registered|registered).{{0,40}}{_REDIRECT_URI}"
        rf"|does not match any.{{0,30}}{_REDIRECT_URI}|{_REDIRECT_URI}.{{0,30}}does not match any",
        *_NOT_REGISTERED,
        force=Force.MEANS,
    ),
    _meaning(
        rf"{_REDIRECT_URI}.{{0,30}}(?:{_ABSENT})|(?:{_ABSENT}).{{0,40}}{_REDIRECT_URI}",
        "redirect-uri-missing",
        *_REDIRECT,
        *_UNREAD,
    ),
    _meaning(_REDIRECT_URI + r"|oauth_authorization_url_mismatch", *_REDIRECT),
    # PKCE
    _meaning(
        rf"{_VERIFIER}.{{0,40}}(?:(?:does|did|do) not (?:match|correspond)|mismatch|incorrect"
        rf"|wrong)"
        rf"|{_CHALLENGE}.{{0,30}}(?:does|did) not match|(?:incorrect|wrong) {_VERIFIER}",
        *_PAIR,
        "verifier-missing",
    ),
    _meaning(
        rf"{_VERIFIER}.{{0,60}}(?:not needed|unexpected|not used|no pkce|did not use"
        rf"|no '?{_CHALLENGE}|challenge (?:not|was absent|was not))|{_CHALLENGE}.{{0,40}}(?:absent"
        rf"|not found|not present)|(?:no|without) '?{_CHALLENGE}|challenge not found"
        rf"|unable to find initial pkce|no pkce flow|had no '?{_CHALLENGE}"
        rf"|carries no code challenge|challenge not present",
        "challenge-missing",
        "code-reused",
        "verifier-missing",
        *_PAIR,
    ),
    _meaning(
        r"(?:challenge[ _-]?method|transform|code_challenge_method|verification method)"
        r"|algorithm specified",
        *_METHOD,
    ),
    _meaning(
        rf"{_VERIFIER}.{{0,60}}(?:at least|minimum|maximum|longer|no more than|length|too (?:short"
        rf"|long)|between)|(?:length|size) .{{0,20}}{_VERIFIER}",
        "verifier-length",
        "verifier-missing",
        "verifier-padding",
        "verifier-charset",
        "double-encoding",
        "placeholder-value",
        about="verifier",
    ),
    _meaning(
        rf"{_VERIFIER}.{{0,60}}(?:character|charset|must only|alphabet|base64|encod)",
        "verifier-charset",
        "verifier-padding",
        "double-encoding",
        "placeholder-value",
        about="verifier",
    ),
    _meaning(
        rf"{_VERIFIER}.{{0,60}}rfc|rfc[- ]?7636.{{0,40}}{_VERIFIER}",
        *_VERIFIER_FORM,
        about="verifier",
    ),
    _meaning(
        rf"{_VERIFIER}.{{0,40}}{_ABSENT}|{_ABSENT}.{{0,40}}{_VERIFIER}",
        "verifier-missing",
        "parameters-in-query",
        "placeholder-value",
        "duplicate-parameter",
        "content-type-not-form",
        "body-content-type-mismatch",
        about="verifier",
    ),
    _meaning(
        rf"{_CHALLENGE}.{{0,60}}(?:length|size|minimum|maximum|at least|malformed|format|character"
        rf"|base64|43|128)|(?:invalid|malformed).{{0,20}}{_CHALLENGE}",
        *_CHALLENGE_FORM,
        *_PAIR,
        about="challenge",
    ),
    _meaning(
        rf"(?:{_CHALLENGE}|pkce|proof key).{{0,60}}(?:required|missing|must|mandatory|not provided)"
        rf"|(?:requires?|missing|must use|\bno\b).{{0,30}}(?:{_CHALLENGE}|pkce|proof key)",
        "challenge-missing",
        "verifier-missing",
        "challenge-method-missing",
        "challenge-method-invalid",
        "placeholder-value",
    ),
    _meaning(
        rf"{_VERIFIER}|{_CHALLENGE}|pkce|proof key|code verification|challenge",
        *_PAIR,
        "verifier-missing",
        "challenge-missing",
    ),
    # the code
    _meaning(
        r"(?:expired?|expiry).{0,30}\bor\b.{0,40}(?:used|redeemed|invalid|revoked|incorrect)"
        r"|(?:used|redeemed|invalid|revoked|incorrect|doesn't exist|does not exist|not found"
        r"|malformed).{0,30}\bor\b.{0,30}(?:expired?|used|redeemed)"
        r"|missing or (?:unknown|invalid) .{0,12}code",
        *_CODE,
        force=Force.LISTS,
    ),
    _meaning(
        r"already (?:been )?(?:used|redeemed|consumed|exchanged|claimed|revoked)"
        r"|(?:used|redeemed|consumed) (?:already|before|twice|more than)|has been used"
        r"|used only once|been redeemed|inactive authori[sz]ation code",
        "code-reused",
        "code-expired",
        force=Force.MEANS,
    ),
    _meaning(
        r"(?:code|grant).{0,60}(?:has |is |was )?expired|expired.{0,30}(?:code|grant)"
        r"|flow.{0,20}expired|no longer valid|^expired",
        "code-expired",
        "code-reused",
        force=Force.MEANS,
    ),
    _meaning(
        rf"(?:{_ABSENT})[^.]{{0,30}}\bcode\b|\bcode\b.{{0,16}}(?:{_ABSENT})",
        "code-missing",
        *_CODE,
        *_UNREAD,
        about="code",
    ),
    _meaning(
        r"\bcode\b|authori[sz]ation_code|auth_code|verification code|authori[sz]ation grant"
        r"|invalid grant|bad_verification|session not (?:active|found)",
        *_CODE,
        force=Force.LISTS,
    ),
    # the server
    _meaning(
        r"internal (?:server )?error|went wrong|unexpected (?:error|condition)|unavailable"
        r"|server error",
        "server-fault",
    ),
    # the client, in general
    _meaning(
        r"client.{0,30}(?:not found|does not exist|unknown|disabled|not exist|invalid|no active)"
        r"|(?:unknown|invalid|unregistered|no such|cannot load) client",
        *_CLIENT,
        force=Force.LISTS,
    ),
    _meaning(r"client|authenticat|credential|unauthori[sz]ed", *_CLIENT, force=Force.LISTS),
)

_BY_ERROR: Final = {
    "invalid_client": _CLIENT,
    "unauthorized_client": (
        "client-type-mismatch",
        *(cause for cause in _CLIENT if cause != "client-type-mismatch"),
    ),
    "unsupported_grant_type": (
        "grant-type-wrong",
        "grant-type-missing",
        "duplicate-parameter",
        "placeholder-value",
        *_UNREAD,
    ),
    "server_error": ("server-fault",),
    "temporarily_unavailable": ("server-fault",),
}
_PLAIN_ERRORS: Final = frozenset({"invalid_grant", "invalid_request", "invalid_scope"})
_UNAUTHORIZED: Final = 401
_TOO_MANY_REQUESTS: Final = 429


def read_words(answer: TokenResponse) -> Reading:
    """Say what the plain words of an answer point at, else what its error code does."""
    if answer.status == _TOO_MANY_REQUESTS:
        return Reading(said="too many requests")
    said = (answer.description or "").lower()
    error = answer.error or ""
    if error not in _PLAIN_ERRORS and error not in _BY_ERROR:
        said = f"{error.replace('_', ' ')} {error} {said}"
    words = " ".join(_RFC_SENTENCES.sub(" ", said).split())
    if words:
        for pattern, causes, force in _MEANINGS:
            if pattern.search(words):
                return Reading(causes, force, words)
    if error in _BY_ERROR:
        narrow = error == "unauthorized_client"
        return Reading(_BY_ERROR[error], Force.SUGGESTS if narrow else Force.LISTS)
    if answer.status == _UNAUTHORIZED and error not in _PLAIN_ERRORS:
        return Reading(_CLIENT)
    return Reading()
