"""What is no secret: the words of protocols and servers; and the names under which secrets go."""

from functools import cache
from typing import Final

from pkcedoctor.derivation import recognise_sample
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.patterns import regex
from pkcedoctor.servers.index import load_index

_PIECE: Final = r"(?:[A-Z]?[a-z]{1,20}(?:[A-Z][a-z]{1,20}){0,5}|[A-Z]{1,20}|)\d{0,3}"
_WORDS: Final = regex(rf"{_PIECE}(?:[ _.:/+\-]{{1,3}}{_PIECE}){{0,11}}")
_NAME: Final = regex(rf"[_\-:.]?{_PIECE}(?:[_.:\-\[\]]{{1,2}}{_PIECE}){{0,8}}[_.:\-\[\]]{{0,2}}")
_LONGEST_WORDS: Final = 80
_LONGEST_NAME: Final = 48
_PATH_PIECES: Final = regex(r"[A-Za-z]+|\d+|[^A-Za-z\d]+")
_LONGEST_NUMBER: Final = 3
_LOOKS_RANDOM: Final = 16


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


ENUMERATIONS: Final = frozenset(
    {
        "accesstype",
        "approvalprompt",
        "charset",
        "clientassertiontype",
        "codechallengemethod",
        "display",
        "error",
        "errorcode",
        "granttype",
        "prompt",
        "q",
        "realm",
        "requestedtokentype",
        "responsemode",
        "responsetype",
        "samesite",
        "subjecttokentype",
        "tokentype",
        "xclientsku",
        "xclientver",
    }
)
"""Parameters whose values are words of the protocol."""

PROSE: Final = frozenset(
    {
        "description",
        "detail",
        "error",
        "errorcode",
        "errordebug",
        "errordescription",
        "errordetail",
        "errorhint",
        "errormessage",
        "errorreason",
        "errors",
        "errorsummary",
        "errortype",
        "hint",
        "loc",
        "message",
        "msg",
        "name",
        "path",
        "reason",
        "suberror",
        "title",
        "type",
    }
)
"""Members of an answer in which servers put their own words."""

TIMES: Final = frozenset(
    {
        "authtime",
        "codes",
        "errorcodes",
        "exp",
        "expires",
        "expiresat",
        "expiresin",
        "expireson",
        "extexpiresin",
        "iat",
        "maxage",
        "nbf",
        "notbefore",
        "refreshtokenexpiresin",
        "status",
        "timestamp",
    }
)
"""Members whose numbers are no secret: times, lifetimes, codes of errors."""

_SECRET: Final = frozenset(
    {
        "code",
        "codeverifier",
        "devicecode",
        "dpop",
        "idtokenhint",
        "otp",
        "passcode",
        "pin",
        "proxyauthorization",
        "pwd",
        "request",
        "sid",
        "sig",
        "signature",
        "totp",
        "usercode",
    }
)
_SECRET_STEMS: Final = (
    "apikey",
    "assertion",
    "authorization",
    "cookie",
    "credential",
    "csrf",
    "passphrase",
    "passwd",
    "password",
    "secret",
    "session",
    "token",
    "verifier",
)
_NO_SECRET_STEMS: Final = ("tokentype", "endpoint", "assertiontype", "expires", "tokenlifetime")
_PERSONAL: Final = frozenset(
    {
        "birthdate",
        "displayname",
        "email",
        "familyname",
        "firstname",
        "fullname",
        "givenname",
        "lastname",
        "login",
        "loginhint",
        "logonidentifier",
        "middlename",
        "nickname",
        "phone",
        "phonenumber",
        "preferredusername",
        "sub",
        "uniquename",
        "upn",
        "user",
        "userid",
        "username",
    }
)
ADDRESSES: Final = frozenset(
    {
        "accesscontrolalloworigin",
        "aud",
        "audience",
        "contentlocation",
        "erroruri",
        "iss",
        "issuer",
        "location",
        "origin",
        "postlogoutredirecturi",
        "redirecturi",
        "redirecturl",
        "referer",
        "resource",
        "targetlinkuri",
    }
)
"""Parameters and headers whose values are URIs."""

_PATH_WORDS: Final = words_of(
    """
    access account accounts ad adfs admin api app application apps as async auth authcallback
    authentication authenticate authorisation authorise authorization authorize authorized b2c
    callback callbacks cb challenge check client code common complete config connect consent
    consumers default dev device dialog done error errors exchange federation finish front
    gateway go html http id identity index interaction introspect issuer jwks keys legacy
    local localhost log login logon logout main mobile my none o oauth oauthcallback oauth2 oa
    oidc ok open openid org organizations p page par passport php pkce plus popup prod profile
    protocol proxy public push realm realms redirect register request response rest return
    revoke root saml secure security service services session sessions sign signin signup
    silent site sso start static step switch tenant tenants test token tokens true ui user
    userinfo v validate verify web well known www
    """
)
COMMON_LABELS: Final = words_of(
    """
    accounts admin api apis app apps as au auth ca cdn co com connect de dev eu gateway gov gw
    id identity idp in int io jp localhost login m mobile my net oauth oidc org portal prod qa
    region sandbox secure signin sso stage staging static test token uat uk us web ws www
    """
)
"""Labels of hosts that identify nobody."""

STRUCTURE: Final = words_of(
    """
    authorization_code authorization application/x-www-form-urlencoded client_id client_secret
    code code_challenge code_challenge_method code_verifier grant_type redirect_uri
    response_type refresh_token access_token id_token password client_credentials
    invalid_grant invalid_client invalid_request plain bearer secret username session cookie
    token state nonce scope openid profile email public confidential undefined example
    localhost
    """
)
"""Words that stand in every capture, and so give away nothing where they are a secret too."""


def normal(name: str) -> str:
    """Return a parameter's name in lower case, without what joins its words."""
    return "".join(each for each in name.lower() if each.isalnum())


def is_secret_name(name: str) -> bool:
    """Whether what goes under a name is a secret. The name is :func:`normal`."""
    if name in _SECRET:
        return True
    return any(stem in name for stem in _SECRET_STEMS) and not any(
        stem in name for stem in _NO_SECRET_STEMS
    )


def is_personal_name(name: str) -> bool:
    """Whether what goes under a name tells who the user is. The name is :func:`normal`."""
    return name in _PERSONAL


def are_words(text: str) -> bool:
    """Whether a text is made of words, short numbers and what joins them."""
    return 0 < len(text) <= _LONGEST_WORDS and _WORDS.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text looks like the name of a parameter, header or cookie."""
    return 0 < len(text) <= _LONGEST_NAME and _NAME.fullmatch(text) is not None


def is_evidence(text: str) -> bool:
    """Whether a text is a placeholder or a published sample: no secret, and what counts."""
    if recognise_sample(text) is not None:
        return True
    if not is_placeholder(text):
        return False
    classes = (str.islower, str.isupper, str.isdigit)
    return len(text) < _LOOKS_RANDOM or not all(sum(map(kind, text)) > 1 for kind in classes)


def is_path_word(segment: str) -> bool:
    """Whether a segment of a path is made of words that many servers and apps use."""
    if segment in _served():
        return True
    for piece in _PATH_PIECES.findall(segment):
        if piece.isdigit():
            if len(piece) > _LONGEST_NUMBER:
                return False
        elif piece.isalpha():
            if piece.lower() not in _PATH_WORDS:
                return False
        elif piece.strip("._-~") != "":
            return False
    return True


@cache
def _served() -> frozenset[str]:
    """Return the segments of the paths of known servers."""
    return frozenset(
        segment for path in load_index().paths for segment in path.split("/") if "{" not in segment
    )
