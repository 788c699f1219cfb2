"""Literals that stand where a value should be."""

import re
from typing import Final

from pkcedoctor.patterns import regex

_LITERALS: Final = frozenset(
    {
        "undefined",
        "null",
        "none",
        "nil",
        "nan",
        "[object object]",
        "[object promise]",
        "[object arraybuffer]",
        "[object uint8array]",
        "[object cryptokey]",
        "[object urlsearchparams]",
        "[object formdata]",
        "function",
        "true",
        "false",
        "changeme",
        "change_me",
        "replace_me",
        "replaceme",
        "todo",
        "tbd",
        "placeholder",
        "code_here",
        "code_verifier",
        "authorization_code_here",
    }
)
_TEMPLATE: Final = regex(
    r"""
    \{\{[^{}]*\}\}            # {{x}}
    | \$\{[^{}]*\}            # ${X}
    | \#\{[^{}]*\}            # #{x}
    | <%=?[^%]*%>             # <%= x %>
    | \$\([A-Za-z_.]+\)       # $(X)
    | __[A-Z][A-Z0-9_]*__     # __X__
    """,
    re.VERBOSE,
)
_WHOLE: Final = regex(
    r"""
    [$][A-Za-z_][A-Za-z0-9_.]*                          # $CODE
    | %[A-Za-z_][A-Za-z0-9_]*%                          # %CODE%
    | [{\[<] \s* [A-Za-z_][A-Za-z0-9_ .\-]* \s* [}\]>]  # {code} <client_id> [code]
    | :[a-z_]+                                          # :code
    | (?:<)?(?:your|insert|enter|paste|replace)
      [ _\-](?:[A-Za-z0-9]+[ _\-])*?
      (?:client|app|application|code|secret|id|uri|url|verifier|here|auth|authorization|redirect)
      (?:[ _\-][A-Za-z0-9]+)*(?:>)?                     # YOUR_CLIENT_ID
    | (?-i:AUTH(?:ORIZATION)?_CODE|CLIENT_ID|CLIENT_SECRET|CODE_VERIFIER|REDIRECT_URI)(?:_HERE)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MARKS: Final = (
    *("$", "%", "{", "[", "<", "__"),
    *("your", "nsert", "enter", "paste", "replace"),
    *("_CODE", "CLIENT_", "CODE_", "REDIRECT_"),
)
"""All that the patterns match holds one of these, as it is or its case folded (an i may have lost
its dot), or begins with a colon.
"""
_MAX_LENGTH: Final = 200


def is_placeholder(text: str) -> bool:
    """Whether the text is a literal or a template that was never filled in.

    ``undefined``, ``[object Object]``, ``{{code}}``, ``${CODE}``, ``YOUR_CLIENT_ID``... A longer
    text that merely contains such a word is none, but a template inside a URL is one.
    """
    if not text or len(text) > _MAX_LENGTH:
        return False
    bare = text.strip()
    folded = bare.casefold()
    if folded in _LITERALS:
        return True
    if not bare.startswith(":") and not any(mark in folded or mark in bare for mark in _MARKS):
        return False
    return _TEMPLATE.search(bare) is not None or _WHOLE.fullmatch(bare) is not None
