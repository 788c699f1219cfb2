"""Literals that stand where a value should be."""

import re
from typing import Final

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
_TEMPLATE: Final = re.compile(
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
_WHOLE: Final = re.compile(
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
_MAX_LENGTH: Final = 200


def is_placeholder(text: str) -> bool:
    """Whether the text is a literal or a template that was never filled in.

    ``undefined``, ``[object Object]``, ``{{code}}``, ``${CODE}``, ``YOUR_CLIENT_ID``... A longer
    text that merely contains such a word is none, but a template inside a URL is one.
    """
    if not text or len(text) > _MAX_LENGTH:
        return False
    bare = text.strip()
    return (
        bare.casefold() in _LITERALS
        or _TEMPLATE.search(bare) is not None
        or _WHOLE.fullmatch(bare) is not None
    )
