"""A whole pasted ticket: commands, snippets, messages, log lines, and whatever is loose in it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module

from pkcedoctor.capture.cleaning import cleaned_text
from pkcedoctor.capture.http import UnrecordedBody
from pkcedoctor.capture.pieces import Finder, Piece
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.capture.tickets.paste_answers import find_objects, find_statuses
from pkcedoctor.capture.tickets.paste_fields import find_fields
from pkcedoctor.capture.tickets.paste_joined import (
    ANSWER,
    LOG_LINE,
    URL,
    Draft,
    Joined,
    exchange_of,
    joined,
)
from pkcedoctor.capture.tickets.paste_parts import Part
from pkcedoctor.capture.tickets.paste_urls import find_addresses
from pkcedoctor.records import replace

_FINDERS = (
    ("tickets.paste_panel", ("request url",)),
    (
        "messages.rawhttp",
        ("http/", "host:", ":method", ":status", "> post", "| post", "> get", "| get"),
    ),
    ("messages.rawhttp_trace", ("=> send ", "<= recv ")),
    ("commands.curl", ("curl",)),
    ("commands.httpie", ("http ", "https ", "xh ", "xhs ")),
    ("commands.wget", ("wget",)),
    ("snippets.powershell", ("invoke-", "iwr", "irm", "curl", "wget")),
    (
        "snippets.javascript",
        (
            *("fetch", "axios", "xmlhttprequest", "ajax", "jquery", "$.", "http.", "httpclient"),
            *("httpservice", "got", "ky", "superagent", "request"),
        ),
    ),
    (
        "snippets.python_code",
        (
            *("requests", "httpx", "aiohttp", "urllib", "urlopen", "http.client", "session"),
            "client",
        ),
    ),
    ("messages.dothttp", ("http://", "https://", "{{", "###")),
    ("messages.accesslog", ("http/", "#fields:", "{")),
)
"""Modules of ``pkcedoctor.capture`` that find pieces, the more telling first, and what a text must
hold for them to."""

_REQUEST_FILE = "request file"
_TEMPLATE = ("{{", "\n###")
_RAW = ("raw HTTP request", "raw HTTP response", "raw HTTP exchange", "curl -v output")
_LOOSE = frozenset(
    {URL, ANSWER, "form body", "list of form fields", "object with a request's fields"}
)
_NO_ANSWER = "holds the request and never the answer; add the response's status and body"
_VOWELS = ("a", "e", "i", "o", "u", "A", "E", "I", "O", "HTTP", "X")
_ENTITY = re.compile(r"&(?:quot|lt|gt|#34|#39|#x27|apos);")
_LINE_FEED = re.compile(r"\n")


def read(text: str, _label: str, remarks: Remarks) -> Reading | None:
    """Read every message and part of a message in a pasted text.

    Args:
        text: the text.
        _label: the input's name, which nothing needs that is said here.
        remarks: takes what is noticed.

    Returns:
        The exchanges in the order of the text, or None where there is none.
    """
    plain = _plain(text, remarks)
    pieces = _disjoint(plain, _pieces(plain))
    parts: list[Part] = [*pieces]
    rest = _blanked(plain, pieces)
    for finder in (find_objects, find_fields, find_addresses):
        loose: list[Part] = sorted(finder(rest), key=lambda part: part.start)
        rest = _blanked(rest, loose)
        parts += loose
    parts.sort(key=lambda part: part.start)
    found = joined(parts, tuple(find_statuses(rest)), remarks)
    return _reading(plain, found, remarks) if found.drafts else None


def _plain(text: str, remarks: Remarks) -> str:
    """Take off what tickets and chats put on every line; line numbers stay."""
    cleaned = cleaned_text(text)
    plain = cleaned.text
    for change in cleaned.changes:
        remarks.add(f"In the pasted text, {change}")
    if '"' not in plain and _ENTITY.search(plain):
        from html import unescape  # noqa: PLC0415 - few texts are escaped as a whole

        plain = unescape(plain)
        remarks.add("The pasted text was HTML-escaped and was read without the escapes")
    return plain


def _pieces(text: str) -> Iterator[tuple[int, Piece]]:
    """Yield what the finders find that may find anything, each with its finder's rank."""
    folded = text.casefold()
    for rank, (name, cues) in enumerate(_FINDERS):
        if any(cue in folded for cue in cues):
            find: Finder = import_module(f"pkcedoctor.capture.{name}").find
            for piece in find(text):
                yield rank, piece


def _disjoint(text: str, found: Iterator[tuple[int, Piece]]) -> list[Piece]:
    """Keep of pieces that overlap the first, then that of the more telling finder."""

    def before(ranked: tuple[int, Piece]) -> tuple[int, int, int]:
        rank, piece = ranked
        return piece.start, -1 if is_file and piece.kind == _REQUEST_FILE else rank, -piece.end

    is_file = any(sign in text for sign in _TEMPLATE)
    ordered = sorted(found, key=before)
    kept: list[Piece] = []
    position = 0
    for _, piece in ordered:
        if piece.start >= position:
            kept.append(piece)
            position = max(piece.end, piece.start)
    return kept


def _blanked(text: str, taken: Sequence[Part]) -> str:
    """Put blanks where something was found; line ends stay."""
    parts: list[str] = []
    position = 0
    for part in taken:
        parts.append(text[position : part.start])
        parts += [" " * len(line) if line != "\n" else line for line in _lines(text, part)]
        position = max(position, part.end)
    return "".join([*parts, text[position:]])


def _lines(text: str, part: Part) -> Iterator[str]:
    for line in text[part.start : part.end].splitlines(keepends=True):
        yield line.rstrip("\r\n")
        if line.endswith("\n"):
            yield "\n"


def _reading(text: str, found: Joined, remarks: Remarks) -> Reading:
    drafts = found.drafts
    line_ends = [each.start() for each in _LINE_FEED.finditer(text)]
    exchanges = []
    for draft in drafts:
        exchange = exchange_of(draft, bisect_right(line_ends, draft.start) + 1)
        if draft.kind == LOG_LINE:
            exchange = replace(exchange, started=_logged_at(text[draft.start : draft.end]))
        for note in draft.notes:
            remarks.add(note, exchange.where)
        exchanges.append(exchange)
    _tell_limits(drafts, remarks)
    posts = sum(draft.posts for draft in drafts)
    given = posts <= 1 and all(draft.kind != LOG_LINE for draft in drafts)
    return Reading(_reader(found.kinds), tuple(exchanges), given=given)


def _logged_at(line: str) -> datetime | None:
    from pkcedoctor.capture.messages.accesslog import started  # noqa: PLC0415 - log lines are rare

    return started(line)


def _tell_limits(drafts: Sequence[Draft], remarks: Remarks) -> None:
    """Say what the found formats cannot show."""
    for draft in drafts:
        if draft.posts and draft.response is None and draft.kind not in (*_RAW, *_LOOSE, LOG_LINE):
            article = "An" if draft.kind.startswith(_VOWELS) else "A"
            remarks.add(f"{article} {draft.kind} {_NO_ANSWER}")
    raw = [draft for draft in drafts if draft.kind in _RAW]
    if len(raw) > 1:
        remarks.add("Raw HTTP text carries no times, so the order of the text was kept")
    if any(draft.kind == LOG_LINE for draft in drafts):
        remarks.add("Access logs hold neither headers nor bodies; capture the sign-in in a browser")
    unanswered = [draft for draft in drafts if draft.kind in _LOOSE and draft.posts]
    if any(isinstance(draft.request.body, UnrecordedBody) for draft in unanswered):
        remarks.add("The text holds an answer and no request; add the request's URL and body")


def _reader(found: Sequence[str]) -> str:
    """Name what was found, the first kind first."""
    kinds = Counter(found)
    named = [f"{count} {kind if count == 1 else _plural(kind)}" for kind, count in kinds.items()]
    return named[0] if len(named) == 1 else f"pasted text ({', '.join(named)})"


def _plural(kind: str) -> str:
    head, link, rest = kind.partition(" of ") if " of " in kind else kind.partition(" with ")
    plural = f"{head.removesuffix('y')}ies" if head.endswith("body") else f"{head}s"
    return f"{plural}{link}{rest}"
