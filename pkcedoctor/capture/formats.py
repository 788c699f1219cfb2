"""Tells by its content what was handed in, and reads it."""

import json
from collections.abc import Callable, Sequence

from pkcedoctor.capture.container import Packed, Text, text_of
from pkcedoctor.capture.http import Capture
from pkcedoctor.capture.reading import Reading, capture_of
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex

PASTE_LIMIT = 4 << 20
"""Text that is no HAR is not read beyond this many characters."""

_FLOWS = regex(rb"\d{1,12}:\d{1,4}:[a-z_]+;")
_QUOTE = r"""(?:\\*["']|&(?:quot|#34|#x22);)"""
_LOG = regex(rf"{_QUOTE}entries{_QUOTE}\s*:")
_ENTRY = regex(rf"{_QUOTE}(?:entries|request){_QUOTE}\s*:")
_Reader = Callable[[str, str, Remarks], Reading | None]
_BLANKS = "\ufeff\x00\x1e \t\r\n"


def read_plain(packed: Sequence[Packed], label: str, *, strict: bool = False) -> Capture:
    """Read what is packed no more.

    Several inputs are read as the HARs of one capture.

    Args:
        packed: the inputs.
        label: what to call them together.
        strict: whether to refuse what is not sound JSON.

    Raises:
        UnreadableInput: they hold no capture; the text says what they are instead.
    """
    if len(packed) == 1 and _FLOWS.match(packed[0].head()):
        from pkcedoctor.capture.exports import flows  # noqa: PLC0415 - needs a library that few have

        remarks = Remarks()
        return _captured(flows.read(packed[0].whole(), remarks), label, remarks)
    texts = [text_of(each) for each in packed]
    if strict:
        for text in texts:
            _check_soundness(text)
    if len(texts) > 1:
        return _read_har(texts, label)
    return _read_text(texts[0], label)


def _check_soundness(text: Text) -> None:
    """Refuse what is not sound JSON.

    Raises:
        UnreadableInput: it is not; the text says where it stops being it.
    """
    try:
        json.loads(text.text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableInput(
            f"{text.label}: not sound JSON at {place} ({error.msg}); leave out --strict to read"
            " what can be read"
        ) from None
    except (RecursionError, ValueError):
        raise UnreadableInput(
            f"{text.label}: JSON that is nested too deeply or has too long a number; leave out"
            " --strict to read what can be read"
        ) from None


def _read_text(text: Text, label: str) -> Capture:
    """Read one text: as what it says it is, else as a HAR if it may be one, else as a ticket."""
    if _LOG.search(text.text) is None:
        other = _read_with((_read_xml, _read_json), text, label)
        if other is not None:
            return other
    if _ENTRY.search(text.text) is None:
        return _read_with((_read_paste,), text, label) or _read_har([text], label)
    try:
        capture = _read_har([text], label)
    except UnreadableInput:
        other = _read_with((_read_paste,), text, label) if len(text.text) <= PASTE_LIMIT else None
        if other is None:
            raise
        return other
    if any(exchange.request.url for exchange in capture.exchanges) or len(text.text) > PASTE_LIMIT:
        return capture
    return _read_with((_read_paste,), text, label) or capture


def _read_har(texts: Sequence[Text], label: str) -> Capture:
    from pkcedoctor.capture.har import read  # noqa: PLC0415 - other formats do without

    return read(texts, label)


def _read_with(readers: Sequence[_Reader], text: Text, label: str) -> Capture | None:
    remarks = Remarks()
    for note in text.notes:
        remarks.add(note)
    for reader in readers:
        reading = reader(text.text, label, remarks)
        if reading is not None:
            return capture_of(reading, label, remarks)
    return None


def _read_xml(text: str, _label: str, remarks: Remarks) -> Reading | None:
    if not text.lstrip(_BLANKS).startswith("<"):
        return None
    from pkcedoctor.capture.exports import burp  # noqa: PLC0415 - XML is rare

    return burp.read(text, remarks)


def _read_json(text: str, _label: str, remarks: Remarks) -> Reading | None:
    if not text.lstrip(_BLANKS).startswith(("{", "[")):
        return None
    from pkcedoctor.capture.exports import postman, samltracer  # noqa: PLC0415 - rare
    from pkcedoctor.capture.jsontext import Fault, decoded  # noqa: PLC0415 - with the former

    read = decoded(text.lstrip(_BLANKS), 0)
    if isinstance(read, Fault):
        return None
    return postman.read(read.value, remarks) or samltracer.read(read.value, remarks)


def _read_paste(text: str, label: str, remarks: Remarks) -> Reading | None:
    if len(text) > PASTE_LIMIT:
        raise UnreadableInput(
            f"{label}: {len(text)} characters of text; a ticket, a log or commands are read up to"
            f" {PASTE_LIMIT}: cut out the part with the failing login"
        )
    from pkcedoctor.capture.tickets import paste  # noqa: PLC0415 - a HAR does without

    return paste.read(text, label, remarks)


def _captured(reading: Reading | None, label: str, remarks: Remarks) -> Capture:
    if reading is None:
        raise UnreadableInput(f"{label}: no request was found in it; capture the sign-in again")
    return capture_of(reading, label, remarks)
