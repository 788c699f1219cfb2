"""Which requests of a capture can be part of an authorization-code exchange."""

import re
from typing import Final

from pkcedoctor.capture.interest import Interest
from pkcedoctor.exchange.recognition import TOKEN_PATH
from pkcedoctor.patterns import regex

_NAMES: Final = (
    "code|error|code_verifier|code_challenge|grant_?type|response_type|request_uri|request"
    "|client_id|client_key|client_secret|client_assertion"
)

IN_CODE_EXCHANGES: Final = Interest(
    url=regex(rf"[?&#;/](?:{_NAMES})=", re.IGNORECASE),
    target=regex(TOKEN_PATH.replace("$", "(?=[?#]|$)"), re.IGNORECASE),
    posted=regex(rf'(?<![A-Za-z0-9_])(?:{_NAMES})(?:=|%3D|\\*")'.encode(), re.IGNORECASE),
    mentioned=(b"code=", b"error=", b"client_id="),
)
"""Requests whose URL, target, body or surroundings name a parameter of RFC 6749 4.1 or RFC 7636.

It is generous: what it lets through is judged by the rest of this package.
"""
