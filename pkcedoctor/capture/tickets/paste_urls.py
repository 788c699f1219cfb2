"""URLs anywhere in a text."""

import re
from collections.abc import Iterator

from pkcedoctor.capture.cleaning import cleaned_url
from pkcedoctor.capture.tickets.paste_parts import Address
from pkcedoctor.capture.tickets.paste_runs import run_end

_SCHEME_END = re.compile(r":/")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_LONGEST_SCHEME = 80
_CLEAN = re.compile(r"[A-Za-z0-9:/?&=%.~+,;@!_-]++")
_RELATIVE = re.compile(r"(?<![\w/.:%=&?#~-])/[\w./~%-]{0,500}+\?(?=[A-Za-z_][\w.-]{0,60}=)")
_PARAMETERS = re.compile(r"[?#&][A-Za-z_][^=&?#\s]{0,80}=")
_LABEL = re.compile(
    r"(?:^|\b)(?:POST|PUT|Request URL|url|uri|endpoint|address|to|for url)\b"
    r"[\s:=\"'`<*\[(|-]{0,8}\Z",
    re.IGNORECASE,
)
_NOT_A_LABEL = re.compile(r"redirect|referer|origin|callback", re.IGNORECASE)
_BULLETS = " \t>*-•|"


def find_addresses(text: str) -> Iterator[Address]:
    """Yield every URL, in order."""
    position = 0
    for start in _starts(text):
        if start < position:
            continue
        end = run_end(text, start)
        position = max(end, start + 1)
        url, changes = _cleaned(text[start:end])
        if len(url) > len("a:/b") and not url.endswith("://"):
            yield Address(start, end, url, changes, _is_labelled(text, start))


def has_parameters(url: str) -> bool:
    """Whether a URL carries parameters."""
    return _PARAMETERS.search(url) is not None


def _cleaned(raw: str) -> tuple[str, tuple[str, ...]]:
    if _CLEAN.fullmatch(raw) and "&amp;" not in raw:
        return raw, ()
    cleaned = cleaned_url(raw)
    return cleaned.text, cleaned.changes


def _starts(text: str) -> Iterator[int]:
    relative = iter(_RELATIVE.finditer(text))
    upcoming = next(relative, None)
    for found in _SCHEME_END.finditer(text):
        while upcoming is not None and upcoming.start() < found.start():
            yield upcoming.start()
            upcoming = next(relative, None)
        before = text[max(0, found.start() - _LONGEST_SCHEME) : found.start()]
        scheme = _SCHEME.search(before)
        if scheme is not None and (text.startswith("//", found.start() + 1) or "." in scheme[0]):
            yield found.start() - len(scheme[0])
    while upcoming is not None:
        yield upcoming.start()
        upcoming = next(relative, None)


def _is_labelled(text: str, start: int) -> bool:
    """Whether the text says that something was sent to a URL, or shows it on a line of its own."""
    line_start = max(text.rfind("\n", 0, start) + 1, start - _LONGEST_SCHEME)
    before = text[line_start:start]
    if not before.strip(_BULLETS):
        return True
    return _LABEL.search(before) is not None and _NOT_A_LABEL.search(before) is None
