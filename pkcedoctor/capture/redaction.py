"""Recognises what people and tools put in the place of a secret."""

import re
from urllib.parse import unquote

from pkcedoctor.patterns import regex

_STEMS = r"redact|scrub|overwritt|obfuscat|saniti[sz]"
_WORDS = (
    r"removed|filtered|masked|hidden|censored|omitted|stripped|deleted|withheld|elided"
    r"|anonymi[sz]ed|truncated|snipped"
)
_FULL_WORDS = rf"redacted|scrubbed|overwritten|obfuscated|saniti[sz]ed|{_WORDS}"

_TELLING = regex(
    rf"{_STEMS}|{_WORDS}|\*\*\*|[•●█▇■░▒▓…]|\.\.\.|---|___|x[^0-9a-z]*x[^0-9a-z]*x"
    r"|cookie_|auth_|\{hash|\{obf|[0#]{8}",
    re.IGNORECASE,
)
"""Found in every value that was replaced; few others hold it."""

_MARK = regex(r"\*{3}|[•●█▇■░▒▓]{3}|[xX]{8}|\{(?:hash|obf):")
_TOKEN_MARK = regex(r"(?:^|[^0-9a-z])(?:COOKIE|AUTH)_[0-9a-f]{8}(?![0-9a-z])", re.IGNORECASE)
_BRACKETED = regex(
    rf"[\[<{{(][^\[\]<>{{}}()\"]{{0,60}}(?:{_STEMS}|{_WORDS})[^\[\]<>{{}}()\"]{{0,60}}[\]>}})]",
    re.IGNORECASE,
)
_WORD = regex(rf"{_STEMS}|(?<![a-z])(?:{_WORDS})(?![a-z])", re.IGNORECASE)
_SET_OFF = regex(rf"(?:^|[-._~+/=])(?:{_FULL_WORDS})(?:[-._~+/=]|$)", re.IGNORECASE)
_CAPITALS = regex(r"(?<![A-Z])(?:REDACTED|REMOVED|FILTERED|MASKED|HIDDEN|SCRUBBED)(?![A-Z])")
_URL = regex(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
_SCHEME = regex(r"(?:Basic|Bearer|DPoP|Digest)\s+", re.IGNORECASE)
_OPAQUE = regex(r"[A-Za-z0-9._~+/=-]{43,}")
_ELLIPSES = ("...", "…")
_RULES = ("---", "___")
_STAND_IN = regex(r"\[hidden: ([A-Za-z0-9_. -]*)\]")
_NOT_NAMED = regex(r"[^A-Za-z0-9_.-]")
_LONGEST_NAME = 40
_CROSSES = 3
_REPEATED = 8


def stand_in(what: str) -> str:
    """Return what to put where a value is that the input does not show.

    A shell variable, a template that another file fills in: the value was sent, and nobody who
    reads the capture knows it. ``is_redacted`` holds for what is returned.

    Args:
        what: why it is not there, in a few words: ``variable CODE``. Other letters than those of
            a name become blanks.
    """
    words = " ".join(_NOT_NAMED.sub(" ", what).split())
    return f"[hidden: {words[:_LONGEST_NAME]}]"


def what_is_missing(value: str) -> str:
    """Return the words of ``stand_in`` in a value; nothing if there are none."""
    found = _STAND_IN.search(unquote(value))
    return "" if found is None else found[1]


def is_redacted(value: str) -> bool:
    """Whether a value was replaced, wholly or in part, to hide it.

    A long run of token characters is only taken for hidden where a whole word says so, because
    random text has short words in it. Equal placeholders do not mean equal values.
    """
    if "%" in value and _is_redacted(unquote(value)):
        return True
    return _is_redacted(value)


def _is_redacted(value: str) -> bool:
    return _TELLING.search(value) is not None and _is_replaced(value)


def _is_replaced(value: str) -> bool:
    if _MARK.search(value) or _TOKEN_MARK.search(value) or _BRACKETED.search(value):
        return True
    if _OPAQUE.fullmatch(value):
        return _SET_OFF.search(value) is not None
    if _URL.match(value):
        return _is_elided(value) or _CAPITALS.search(value) is not None
    return _is_elided(value) or _is_blanked(value) or _WORD.search(value) is not None


def _is_elided(value: str) -> bool:
    return any(ellipsis in value for ellipsis in _ELLIPSES)


def _is_blanked(value: str) -> bool:
    scheme = _SCHEME.match(value)
    if scheme is not None:
        value = value[scheme.end() :]
    spoken = [letter for letter in value if letter.isalnum()]
    if not spoken:
        return any(rule in value for rule in _RULES)
    if set(spoken) <= set("xX"):
        return len(spoken) >= _CROSSES
    return len(value) >= _REPEATED and set(value) <= set("0#")
