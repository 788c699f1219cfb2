"""Loose fields of a ticket that say again what a command or a snippet beside them says."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_plus

from pkcedoctor.capture.http import Body, FieldsBody, TextBody
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.capture.tickets.paste_answers import FIELDS
from pkcedoctor.capture.tickets.paste_parts import Part, Sent
from pkcedoctor.records import replace

_PAIR = re.compile(r"(?:^|&)([A-Za-z_][^=&\s]{0,80})=([^&]*+)")
_FILLED = "What the command hides was taken from the fields that the text lists beside it"


def without_repeats(parts: Sequence[Part]) -> Iterator[Part]:
    """Leave out what is said again; a command that hides values gets those that are listed.

    Args:
        parts: what was found in a text, in order.
    """
    bodies: dict[int, Body] = {}
    repeats: set[int] = set()
    shown = [
        (place, _fields(part.request.body))
        for place, part in enumerate(parts)
        if isinstance(part, Piece) and part.request is not None
    ]
    for place, part in enumerate(parts):
        if isinstance(part, Sent):
            said = _fields(part.body)
            same = next((each for each in shown if each[1] and each[1].keys() == said.keys()), None)
            if same is None:
                continue
            hidden = any(map(is_redacted, same[1].values()))
            if part.kind != FIELDS and hidden:
                bodies[same[0]] = part.body
            if part.kind == FIELDS or hidden or said == same[1]:
                repeats.add(place)
    for place, part in enumerate(parts):
        if place in repeats:
            continue
        if place in bodies and isinstance(part, Piece) and part.request is not None:
            request = replace(part.request, body=bodies[place])
            yield replace(part, request=request, notes=(*part.notes, _FILLED))
        else:
            yield part


def _fields(body: Body) -> dict[str, str]:
    """Return the fields of a body, decoded; none where it is no form."""
    match body:
        case TextBody(text=text):
            return {unquote_plus(name): unquote_plus(value) for name, value in _PAIR.findall(text)}
        case FieldsBody(fields=fields, encoded=encoded):
            read = unquote_plus if encoded else str
            return {field.name: read(field.value or "") for field in fields}
        case _:
            return {}
