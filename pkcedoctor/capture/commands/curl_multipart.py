"""The multipart bodies that curl makes of ``--form`` (RFC 7578)."""

import re
from collections.abc import Sequence

from pkcedoctor.capture.commands.shell_requests import IN_VARIABLE, hides_names
from pkcedoctor.capture.http import Body, TextBody, UnrecordedBody
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.patterns import regex

BOUNDARY = "-" * 24 + "0" * 16
"""Stands for the one that curl draws anew each time."""

_QUOTED = regex(r'"((?:[^"\\]|\\.)*+)"[ \t]*(?:;|\Z)', re.DOTALL)
_QUOTED_PAIR = regex(r'\\([\\"])')
_IN_NAMES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
_FROM_FILE = "file"


def multipart_body(fields: Sequence[tuple[str, bool]]) -> Body:
    """Return the body.

    Args:
        fields: ``name=content`` each, and whether the content is literal (``--form-string``).
    """
    if any(hides_names(field) for field, _ in fields):
        return UnrecordedBody(IN_VARIABLE)
    parts = [_part(field, literal=literal) for field, literal in fields]
    text = "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts)
    return TextBody(f"{text}--{BOUNDARY}--\r\n")


def _part(field: str, *, literal: bool) -> str:
    name, _, content = field.partition("=")
    disposition = "Content-Disposition: form-data"
    if name:
        disposition += f'; name="{name.translate(_IN_NAMES)}"'
    if literal:
        return f"{disposition}\r\n\r\n{content}"
    if content.startswith(("@", "<")):
        named = '; filename="file"' if content.startswith("@") else ""
        return f"{disposition}{named}\r\n\r\n{stand_in(_FROM_FILE)}"
    value, attributes = _value(content.lstrip(" \t"))
    lines = [disposition]
    for attribute in attributes.split(";"):
        key, _, text = attribute.strip(" \t").partition("=")
        if key == "filename":
            lines[0] += f'; filename="{text}"'
        elif key == "type":
            lines.append(f"Content-Type: {text}")
    return "\r\n".join(lines) + f"\r\n\r\n{value}"


def _value(content: str) -> tuple[str, str]:
    """Split a content from what is said of it."""
    if quoted := _QUOTED.match(content):
        return _QUOTED_PAIR.sub(r"\1", quoted[1]), content[quoted.end() :]
    value, _, attributes = content.partition(";")
    return value.rstrip(" \t"), attributes
