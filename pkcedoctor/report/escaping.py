"""Captured text made harmless for where it is printed."""

import re
import unicodedata
from typing import Final

from pkcedoctor.patterns import regex

_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BACKTICKS: Final = regex("`+")
_MARKDOWN_MARKS: Final = regex(r"[\\`*\[\]<>~]|(?<!\w)_|_(?!\w)|#(?=\d)")
_ENTITIES: Final = {"&": "&amp;", "@": "&#64;", "|": "&#124;", "$": "&#36;"}
_XML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_COMMAND: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {":": "%3A", ",": "%2C"}
_COMMAND_ANYWHERE: Final = regex(r"##(?=\[|vso\[|teamcity\[)", re.IGNORECASE, holding="##")
_COMMAND_AT_START: Final = regex(r"^([^\S\n]*+):(?=:)", re.MULTILINE, holding="::")


def visible(text: str) -> str:
    r"""Return the text with all that a terminal would obey, reorder or not show written out.

    Control characters, escape sequences, bidirectional overrides, zero-width characters, odd
    spaces and lone surrogates become ``\n``, ``\x1b``, ``\u202e``. So does what build servers
    take for a command anywhere in a line: ``##[error]``, ``##vso[``, ``##teamcity[``.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(visible_character, text))
    return _COMMAND_ANYWHERE.sub(r"#\\x23", text)


def visible_character(character: str) -> str:
    """Return one character, written out where it would not be seen as itself."""
    category = unicodedata.category(character)
    if category in _UNSEEN_CATEGORIES or (category == "Zs" and character != " "):
        return spelled(character)
    return character


def spelled(character: str) -> str:
    r"""Return a character as ``\n``, ``\x1b``, ``\u202e`` or ``\U000e0041``."""
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code <= 0xFF:  # noqa: PLR2004 - two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - as above


def well_formed(text: str) -> str:
    r"""Return the text with lone surrogates written out: JSON and UTF-8 cannot hold them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def no_command(line: str) -> str:
    """Return a line that GitHub does not take for a workflow command: ``::error::``."""
    return _COMMAND_AT_START.sub(r"\1\\x3a", line)


def workflow_command(text: str) -> str:
    """Return text for the message of a GitHub workflow command, ``::error::<message>``.

    Line breaks would end it and are written ``%0A``; what else is not seen is written out.
    """
    pieces = (_COMMAND.get(each) or visible_character(each) for each in text)
    return _COMMAND_ANYWHERE.sub("#%23", "".join(pieces))


def workflow_property(text: str) -> str:
    """Return text for a property of a GitHub workflow command, ``::error file=<property>::``."""
    return "".join(_PROPERTY.get(each, each) for each in workflow_command(text))


def xml_text(text: str) -> str:
    """Return text for an XML element or a quoted attribute; what is not seen is written out."""
    return "".join(_XML.get(each, each) for each in visible(text))


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return JSON in ASCII, in which no build server finds a command."""
    import json  # noqa: PLC0415 - other formats do without

    return json.dumps(value, indent=indent).replace("##", "#\\u0023")


def markdown_prose(text: str) -> str:
    """Return text that Markdown shows as it is."""
    plain = _MARKDOWN_MARKS.sub(r"\\\g<0>", visible(text))
    return "".join(_ENTITIES.get(character, character) for character in plain)


def markdown_code(text: str, *, in_table: bool = False) -> str:
    """Return text as a code span, in which no link, mention, image or HTML lives."""
    shown = visible(text)
    if in_table:
        shown = shown.replace("|", spelled("|"))
    fence = "`" * (_longest_run(shown) + 1)
    padding = " " if shown[:1] in ("`", " ") or shown[-1:] in ("`", " ") else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def markdown_block(lines: tuple[str, ...]) -> str:
    """Return lines as a fenced block."""
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return "\n".join((f"{fence}text", *lines, fence))


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)
