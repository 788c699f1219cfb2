"""Captured text made harmless for where it is printed."""

import unicodedata
from typing import Final

from pkcedoctor.patterns import regex

_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BACKTICKS: Final = regex("`+")
_MARKDOWN_MARKS: Final = regex(r"[\\`*\[\]<>~]|(?<!\w)_|_(?!\w)|#(?=\d)")
_ENTITIES: Final = {"&": "&amp;", "@": "&#64;", "|": "&#124;"}


def visible(text: str) -> str:
    r"""Return the text with all that a terminal would obey, reorder or not show written out.

    Control characters, escape sequences, bidirectional overrides, zero-width characters, odd
    spaces and lone surrogates become ``\n``, ``\x1b``, ``\u202e``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(visible_character, text))


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
