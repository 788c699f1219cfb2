"""Takes off what tickets, chats and terminals put on a pasted URL or body.

Whatever a step changes is said in a phrase that holds none of the text: it may be secret.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WIDE_BLANKS = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_PLAIN_BLANKS = str.maketrans(dict.fromkeys(_WIDE_BLANKS, " "))
_FENCE = re.compile(r"```\w*[ \t]*\r?\n(.*?)(?:\r?\n)?```", re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(<?([^<>\s]+)>?\)")
_LABELLED = re.compile(r"<([^<>|\s]+)\|[^<>]*>")
_PAIRS = ('""', "''", "``", "<>", "“”", "„“", "\u2018\u2019", "«»")
_MOST_PAIRS = 4
_REQUEST_LINE = re.compile(
    r"(?:(?:GET|POST|HEAD)|Location:)\s+(\S+)(?:\s+HTTP/\d(?:\.\d)?)?", re.IGNORECASE
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = " \t\r\n"
_QUOTED_LINE = " \t>"
_FIELD_LINE = re.compile(r"[A-Za-z_][\w.-]*=[^&]*")
_AMPERSAND = re.compile(r"&(?:amp|#38|#x26);", re.IGNORECASE)
_QUOTE = re.compile(r"&(?:quot|#34|#x22);", re.IGNORECASE)
_CURLY = re.compile("[“”„]")

Step = tuple[str, Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A pasted text without what its way here put on it.

    Attributes:
        text: the text.
        changes: what was taken off, as phrases.
    """

    text: str
    changes: tuple[str, ...]


def cleaned_url(text: str) -> Cleaned:
    """Clean a URL."""
    return _through(text, _URL_STEPS)


def cleaned_line(text: str) -> Cleaned:
    """Clean a line that is no URL: a header."""
    return _through(text, _LINE_STEPS)


def cleaned_text(text: str) -> Cleaned:
    """Clean a text of many lines, of what stands on none of them on purpose."""
    return _through(text, _TEXT_STEPS)


def cleaned_body(text: str) -> Cleaned:
    """Clean a body; blanks at its end may be evidence and stay, but for one line end."""
    bare = _through(text, _BODY_STEPS)
    is_json = bare.text.startswith(("{", "["))
    rest = _through(bare.text, _JSON_STEPS if is_json else _FORM_STEPS)
    return Cleaned(rest.text, bare.changes + rest.changes)


def _through(text: str, steps: Sequence[Step]) -> Cleaned:
    changes: list[str] = []
    for phrase, step in steps:
        before, text = text, step(text)
        if text != before:
            changes.append(phrase)
    return Cleaned(text, tuple(changes))


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _without_outer_wide_blanks(text: str) -> str:
    return text.strip(_WIDE_BLANKS)


def _with_plain_blanks(text: str) -> str:
    return text.translate(_PLAIN_BLANKS)


def _without_line_end(text: str) -> str:
    for end in ("\r\n", "\n", "\r"):
        if text.endswith(end):
            return text.removesuffix(end)
    return text


def _bare(text: str) -> str:
    for _ in range(_MOST_PAIRS):
        inner = _inside(text.strip(_BLANKS))
        if inner is None:
            break
        text = inner
    return text


def _inside(text: str) -> str | None:
    for pattern in (_FENCE, _LINK, _LABELLED):
        if found := pattern.fullmatch(text):
            return found[1]
    if any(len(text) > 1 and text[0] + text[-1] == pair for pair in _PAIRS):
        return text[1:-1]
    return None


def _without_request_line(text: str) -> str:
    found = _REQUEST_LINE.fullmatch(text)
    return text if found is None else found[1]


def _joined(text: str) -> str:
    core = text.rstrip(_BLANKS)
    first, *others = _LINE_END.split(core)
    lines = (first, *(line.lstrip(_QUOTED_LINE) for line in others))
    joined = "".join(line.rstrip(_BLANKS).removesuffix("\\").rstrip(_BLANKS) for line in lines[:-1])
    return f"{joined}{lines[-1]}{text[len(core) :]}" if others else text


def _with_joined_fields(text: str) -> str:
    core = text.rstrip(_BLANKS)
    lines = [line.strip(_BLANKS) for line in _LINE_END.split(core) if line.strip(_BLANKS)]
    if len(lines) > 1 and all(map(_FIELD_LINE.fullmatch, lines)):
        return "&".join(lines) + text[len(core) :]
    return text


def _with_plain_ampersands(text: str) -> str:
    return _AMPERSAND.sub("&", text)


def _with_plain_quotes(text: str) -> str:
    text = _QUOTE.sub('"', text)
    return text if '"' in text else _CURLY.sub('"', text)


_VISIBLE: Step = ("invisible characters were removed", _visible)
_PLAIN: Step = ("no-break spaces became plain ones", _with_plain_blanks)
_STRIPPED: Step = ("blanks around it were removed", str.strip)
_UNQUOTED: Step = ("quotes, brackets or a link around it were removed", _bare)
_ONE_LINE: Step = ("line breaks in it were removed", _joined)
_AMPERSANDS: Step = ("&amp; became &", _with_plain_ampersands)

_TEXT_STEPS = (_VISIBLE, _PLAIN)
_LINE_STEPS = (_VISIBLE, _PLAIN, _STRIPPED, _UNQUOTED)
_URL_STEPS = (
    *_LINE_STEPS,
    ("blanks around it were removed", str.strip),
    ("a request line around it was removed", _without_request_line),
    _ONE_LINE,
    _AMPERSANDS,
)
_BODY_STEPS = (
    ("one line end after it was removed", _without_line_end),
    _VISIBLE,
    ("no-break spaces around it were removed", _without_outer_wide_blanks),
    _PLAIN,
    _UNQUOTED,
    ("blanks before it were removed", str.lstrip),
)
_JSON_STEPS = (("typographic or escaped quotes became plain ones", _with_plain_quotes),)
_FORM_STEPS = (
    ("its lines were joined with &", _with_joined_fields),
    _ONE_LINE,
    _AMPERSANDS,
    ("a question mark before it was removed", lambda text: text.removeprefix("?")),
)
