"""How far a URL or a form body goes that stands somewhere in prose."""

import re

PLACEHOLDER = r"<(?!/|br\b|p\b|a\b|b\b|i\b|em\b|li\b|td\b|tr\b|div\b|span\b)[A-Za-z][\w -]{0,38}>"
"""What people put in the place of a value; not a tag of HTML."""

_RUN = re.compile(rf"(?:[^\s<>\"`]|{PLACEHOLDER})++")
_BLANK_IN_VALUE = re.compile(
    r" (?=(?:[\w:./%+-]{1,80} ){0,8}[\w:./%+-]{0,80}&(?:amp;)?[A-Za-z_][\w.-]{0,60}=)"
)
_WRAP = re.compile(r"\\?[ \t]*+\r?\n[ \t>]*+(?P<more>[^\s<>\"`]++)(?P<rest>[^\r\n]*+)")
_GOES_ON = ("&", "?", "#")
_OPEN_ENDED = ("&", "?", "=", "%")
_FRAGMENT = re.compile(r"(?=[^\s]*[\d_%&=-])[\w%.~+&=*/:-]*[\w%~=*-]")
_PAIR = re.compile(r"&(?:amp;)?[A-Za-z_][\w.-]{0,60}=")
_CLOSING = {"(": ")", "[": "]", "{": "}", "'": "'", "“": "”", "‘": "’", "«": "»"}  # noqa: RUF001 - quotes
_CLOSING_AROUND = {"<": ">", '"': '"', "`": "`"}
_OPENING = {")": "(", "]": "[", "}": "{"}
_MOST_TRIMMED = 8
_TRAILING = ".,;:!?'*"
_MOST_LINES = 60
_WRAPPED_FROM = 60
_BLANKS = " \t>*-•"


def run_end(text: str, start: int) -> int:
    """Return where a URL or form body ends, line breaks that a mail program made included.

    Args:
        text: the text.
        start: where it begins.
    """
    end = _line_run_end(text, start)
    closed = _closed(text, start, end)
    if closed < end:
        return closed
    for _ in range(_MOST_LINES):
        further = _wrapped(text, start, end)
        if further is None:
            break
        end = further
        closed = _closed(text, start, end)
        if closed < end:
            return closed
    return _trimmed(text, start, end)


def _line_run_end(text: str, start: int) -> int:
    """Return where it ends on its line; a blank is part of it where a parameter follows."""
    end = _word_end(text, start)
    while text.find("=", start, end) >= 0 and (blank := _BLANK_IN_VALUE.match(text, end)):
        end = _word_end(text, blank.end())
    return end


def _word_end(text: str, start: int) -> int:
    found = _RUN.match(text, start)
    return start if found is None else found.end()


def _closed(text: str, start: int, end: int) -> int:
    """Return where the bracket or quote closes that stands before it; the end if none does."""
    opening = text[start - 1 : start]
    if opening == "<":
        label = text.find("|", start, end)
        return label if label >= 0 else end
    closing = _CLOSING.get(opening)
    if closing is None:
        return end
    depth = 0
    for place in range(start, end):
        letter = text[place]
        if letter == closing and depth == 0:
            return place
        depth += (letter == opening) - (letter == closing)
    return end


def _wrapped(text: str, start: int, end: int) -> int | None:
    """Return where it ends on the next line, or None where that line is no part of it."""
    found = _WRAP.match(text, end)
    if found is None or "://" in found["more"].partition("=")[0]:
        return None
    opening, more, rest = text[start - 1 : start], found["more"], found["rest"].strip()
    closes = rest[:1] == _CLOSING_AROUND.get(opening, "") or _CLOSING.get(opening, " ") in more
    alone = not rest or closes
    goes_on = more.startswith(_GOES_ON) and "=" in more
    open_ended = alone and text[start:end].endswith(_OPEN_ENDED)
    column = end - (text.rfind("\n", 0, end) + 1)
    long = alone and (closes or column >= _WRAPPED_FROM) and "=" in text[start:end]
    fragment = long and (_PAIR.search(more) or _FRAGMENT.fullmatch(more)) is not None
    if not (goes_on or open_ended or fragment):
        return None
    return found.start("more") + len(more)


def _trimmed(text: str, start: int, end: int) -> int:
    """Take off a sentence's punctuation, unless the run has its line for itself."""
    line_start = text.rfind("\n", 0, start) + 1
    alone = not text[line_start:start].strip(_BLANKS) and text[start - 1 : start] != "*"
    if alone and text[end : end + 1] in ("", "\r", "\n"):
        return end
    for _ in range(_MOST_TRIMMED):
        if end <= start or text.endswith("...", start, end) or not _hangs(text, start, end):
            break
        end -= 1
    return end


def _hangs(text: str, start: int, end: int) -> bool:
    """Whether the last character belongs to what stands around the run."""
    last = text[end - 1]
    opening = _OPENING.get(last)
    if opening is None:
        return last in _TRAILING
    return text.count(opening, start, end) < text.count(last, start, end)
