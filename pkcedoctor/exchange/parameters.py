"""Query strings, forms and JSON objects → parameters, decoded exactly once."""

import base64
import binascii
import json
import re
from typing import Final, assert_never
from urllib.parse import unquote_plus

from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.redaction import is_redacted, stand_in, what_is_missing
from pkcedoctor.exchange.messages import BodyFormat, Parameter, Parameters
from pkcedoctor.patterns import regex

_FORM: Final = regex(r"[^=&<>{}\"\r\n]+=")
_LINES: Final = regex(r"^[A-Za-z_]+=", re.MULTILINE)
_PART_NAME: Final = regex(r'name="?([^";\r\n]*)"?', re.IGNORECASE)
_BLANK_LINE: Final = regex(r"\r?\n\r?\n")
_NOT_RECORDED: Final = stand_in("value not recorded")
_EITHER: Final = "the capture does not tell whether it is still percent-encoded"
_NOT_SENSITIVE: Final = frozenset({"grant_type", "response_type", "code_challenge_method"})


def parameter(name: str, raw: str, text: str, where: str) -> Parameter:
    """Build a parameter and notice whether its value was redacted."""
    hidden = name not in _NOT_SENSITIVE and is_redacted(text)
    missing = what_is_missing(text) if hidden else ""
    why = f"the capture has no more than “{missing}” in its place" if missing else ""
    return Parameter(name, raw, text, where, hidden, why)


def parse_form(text: str, where: str) -> Parameters:
    """Parse a query string or form body as a form decoder does (URL Standard 5.1)."""
    found = []
    for piece in text.split("&"):
        if not piece:
            continue
        name, _, raw = piece.partition("=")
        found.append(
            parameter(unquote_plus(name).strip(), raw, unquote_plus(raw, errors="replace"), where)
        )
    return Parameters(tuple(found))


def parse_body(body: Body, content_type: str | None, where: str) -> tuple[BodyFormat, Parameters]:
    """Say what a body is, by its bytes and not by its header, and read its parameters."""
    match body:
        case NoBody():
            return BodyFormat.EMPTY, Parameters()
        case UnrecordedBody():
            return BodyFormat.UNRECORDED, Parameters()
        case FieldsBody(fields, encoded):
            return _format_of_fields(content_type), _parse_fields(fields, where, encoded=encoded)
        case TextBody(text):
            return _parse_text(text, where)
        case _ as never:
            assert_never(never)


def parse_json_object(text: str, where: str) -> Parameters | None:
    """Read the members of a JSON object as parameters, duplicates kept; None if it is none."""
    try:
        members = json.loads(text, object_pairs_hook=tuple, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(members, tuple):
        return None
    found = []
    for member in members:
        name, value = member
        for one in value if isinstance(value, list) else [value]:
            shown = _json_text(one)
            found.append(parameter(str(name), shown, shown, where))
    return Parameters(tuple(found))


def parse_jwt_claims(token: str, where: str) -> Parameters | None:
    """Read the payload of a signed or unsigned JWT without verifying it; None if it is none."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature (RFC 7519 3)
        return None
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
    except (ValueError, binascii.Error):
        return None
    return parse_json_object(payload.decode("utf-8", "replace"), where)


def _format_of_fields(content_type: str | None) -> BodyFormat:
    declared = (content_type or "").lower()
    if "multipart" in declared:
        return BodyFormat.MULTIPART
    return BodyFormat.JSON if "json" in declared else BodyFormat.FORM


def _parse_fields(fields: tuple[Field, ...], where: str, *, encoded: bool | None) -> Parameters:
    """Read fields as a form decoder does; a value that is not certain comes out hidden."""
    found = []
    for item in fields:
        raw = _NOT_RECORDED if item.value is None else item.value
        name, text = _decoded(item.name).strip(), _decoded(raw)
        if encoded or (name, text) == (item.name, raw):
            found.append(parameter(name, raw, text, where))
        elif encoded is None:
            found.append(Parameter(item.name, raw, raw, where, hidden=True, why=_EITHER))
        else:
            found.append(parameter(item.name, raw, raw, where))
    return Parameters(tuple(found))


def _decoded(text: str) -> str:
    return unquote_plus(text, errors="replace")


def _parse_text(text: str, where: str) -> tuple[BodyFormat, Parameters]:
    stripped = text.strip()
    if not stripped:
        return BodyFormat.EMPTY, Parameters()
    if stripped[0] in "{[":
        members = parse_json_object(stripped, where)
        if members is not None:
            return BodyFormat.JSON, members
        return BodyFormat.TEXT, Parameters()
    if stripped[0] == '"':
        return _parse_json_string(stripped, where)
    if stripped.startswith("--") and "form-data" in stripped:
        return BodyFormat.MULTIPART, _parse_multipart(stripped, where)
    if "&" not in stripped and len(_LINES.findall(stripped)) > 1:
        return BodyFormat.TEXT, parse_form("&".join(stripped.split()), where)
    if _FORM.match(stripped):
        return BodyFormat.FORM, parse_form(text, where)
    return BodyFormat.TEXT, Parameters()


def _parse_json_string(text: str, where: str) -> tuple[BodyFormat, Parameters]:
    """Read a whole form that was sent as one JSON string."""
    try:
        inner = json.loads(text, strict=False)
    except ValueError:
        return BodyFormat.TEXT, Parameters()
    return BodyFormat.JSON, parse_form(str(inner), where)


def _parse_multipart(text: str, where: str) -> Parameters:
    """Read the text parts of multipart form data (RFC 7578)."""
    boundary = text.splitlines()[0]
    found = []
    for part in text.split(boundary)[1:]:
        head, *rest = _BLANK_LINE.split(part, maxsplit=1)
        name = _PART_NAME.search(head)
        if name is None or not rest:
            continue
        value = rest[0].removesuffix("\n").removesuffix("\r")
        found.append(parameter(name[1], value, value, where))
    return Parameters(tuple(found))


def _json_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return json.dumps(_plain(value))
    except RecursionError:
        return "..."


def _plain(value: object) -> object:
    """Make mappings of the objects inside a member's value again."""
    if isinstance(value, tuple):
        return {str(name): _plain(inner) for name, inner in value}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
