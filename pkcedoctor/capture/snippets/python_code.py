"""Requests that Python code in a text sends: requests, httpx, urllib and ``http.client``.

The code is parsed line by line and never run: names get the values that literal assignments show.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.snippets.python_code_walk import Line, Walk
from pkcedoctor.patterns import regex

_LIBRARY = regex(
    r"\b(?:requests|httpx|aiohttp|urlopen|http\.client|urllib|[Ss]ession|[Cc]lient)\b[^\n]{0,200}\("
    r"|\b(?:requests|httpx)\."
)
_PROMPT = regex(r"^([ \t]*)(?:>>>|\.\.\.) ", re.MULTILINE)
_STATEMENT = regex(
    r"(?P<indent>[ \t]*+)(?:"
    r"(?P<block>(?:async[ ]++)?(?:def|if|elif|else|for|while|try|except|finally|with|class)\b)"
    r"|(?:return|await|yield|raise|assert|print)\b|[^\W\d][\w.]*+[ \t]*+(?:[-+*/|&%]?=|:|\(|\[|,))"
)
_PART = regex(
    r"[rbfuRBFU]{0,2}(?:'''(?:[^'\\]|\\.|'(?!''))*+'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\""
    r"|'(?!'')(?:[^'\\\n]|\\.)*+'|\"(?!\"\")(?:[^\"\\\n]|\\.)*+\")"
    r"|#[^\n]*+|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>\n)|\\\n"
    r"|[^\W\d]\w*+|[^'\"#()\[\]{}\n\\\w]++|\d++|(?P<stray>['\"])|.",
    re.DOTALL,
)
_LONGEST = 20_000
_MOST_READ = 1_000_000
_MOST_LINES = 10_000
_NOTHING = " "
_TAB = 8


@dataclass(slots=True)
class _Budget:
    left: int = _MOST_READ


def find(text: str) -> Iterator[Piece]:
    """Yield the requests of every call in a text."""
    if _LIBRARY.search(text) is None:
        return
    plain = _PROMPT.sub(lambda found: _NOTHING * len(found[0]), text)
    plain = plain.replace("\r", _NOTHING).replace("\u00a0", _NOTHING)
    walk = Walk()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        lines = tuple(islice(_lines(plain, _Budget()), _MOST_LINES))
        walk.look_ahead(lines)
        for line in lines:
            walk.take(line)
            if walk.is_full:
                break
    yield from walk.pieces()


def _lines(text: str, budget: _Budget) -> Iterator[Line]:
    """Yield logical lines that may be statements, with their place in the text."""
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        found = _STATEMENT.match(text, position, min(end, position + _LONGEST))
        if found is None:
            position = end + 1
            continue
        stop = _logical_end(text, position, budget)
        if stop is None:
            position = end + 1
            continue
        start = found.end("indent")
        yield Line(
            text=text[start:stop],
            start=start,
            indent=len(found["indent"].expandtabs(_TAB)),
            block=(found["block"] or "").split()[-1:],
        )
        position = stop + 1


def _logical_end(text: str, position: int, budget: _Budget) -> int | None:
    """Return where a logical line ends; None where its brackets or quotes do not close."""
    depth = 0
    limit = position + _LONGEST
    start = position
    while position < min(len(text), limit) and budget.left > 0:
        found = _PART.match(text, position, limit)
        if found is None or found["stray"]:
            budget.left -= position - start
            return None
        if found["end"] and depth == 0:
            break
        depth += 1 if found["open"] else -1 if found["close"] else 0
        if depth < 0:
            return position
        position = found.end()
    budget.left -= position - start
    return position if depth == 0 else None
