r"""Command lines of Windows' cmd.exe, and how a C program splits them.

Two parsers read them one after the other: cmd.exe takes carets, percent signs and operators; the
C runtime then makes words of the rest, by quotes and the backslashes in front of them.
"""

import re

from pkcedoctor.capture.commands.shell_words import (
    BLANKS,
    CUT,
    REJOINED,
    UNCLOSED,
    UNKNOWN,
    Line,
    Notes,
    Source,
    Words,
    glued_end,
    unknown,
)
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.patterns import regex

LOST = "Letters that the browser could not write for cmd.exe are missing from the command"

_TOKEN = regex(
    r"""
      (?P<newline>\^(?:\r\n|\n|\r)(?:\r\n|\n|\r))
    | (?P<join>\^[ \t\u00a0]*+(?:\r\n|\n|\r))
    | (?P<line>\r\n|\n|\r)
    | (?P<lost>(?:\^[ ])++)
    | (?P<caret>\^)
    | (?P<slashes>\\++)
    | (?P<quote>")
    | (?P<variable>%([A-Za-z_][\w()]{0,80})%)
    | (?P<operator>[&|<>])
    | (?P<run>[^\^\\"%&|<>\r\n \t\u00a0\u200b]++)
    """,
    re.VERBOSE | re.ASCII,
)
_MOST_TOLD_BY = 4000
_HEX_PAIR = regex(r"[0-9A-Fa-f]{2}")


def read(source: Source, start: int) -> Line:
    """Read one simple command.

    Args:
        source: the text.
        start: where the arguments begin.
    """
    return _Reader(source, start).line()


class _Reader:
    """Walks over one command.

    Inside cmd.exe's quotes a caret is a caret; a caret in front of a quote hides the quote from
    cmd.exe, yet not from the program. So there are two states of quoting.
    """

    def __init__(self, source: Source, start: int) -> None:
        self._source = source
        self._text = source.text
        self._at = start
        self._words = Words()
        self._notes = Notes()
        self._shell_quoted = False
        self._quoted = False
        self._browser = source.text.find('^"', start, start + _MOST_TOLD_BY) >= 0
        self._slashes = 0

    def line(self) -> Line:
        """Read until the command ends."""
        end = self._at
        while self._at < self._source.limit and not self._words.full:
            end = self._at
            token = _TOKEN.match(self._text, self._at, self._source.limit)
            if not self._step("" if token is None else token.lastgroup or "", token):
                break
            end = self._at
        self._flush()
        self._words.finish()
        if self._quoted:
            self._notes.add(UNCLOSED)
        return Line(tuple(self._words.words), max(end, self._at), None, self._notes.all())

    def _step(self, kind: str, token: re.Match[str] | None) -> bool:
        """Take one token; return whether the command goes on."""
        if token is None:
            self._literal(self._text[self._at], self._at + 1)
            return True
        if self._shell_quoted and kind in ("newline", "join", "lost", "caret", "operator"):
            return self._in_quotes(token)
        match kind:
            case "newline" if self._quoted or self._is_resumed(token.end()):
                self._put("\n", token.end())
            case "newline":
                return False
            case "join":
                self._at = token.end()
            case "line":
                return self._next_line(token)
            case "lost" if self._quoted:
                self._notes.add(LOST)
                self._put(stand_in("letter lost by the browser"), token.end())
            case "lost" | "caret":
                self._escaped()
            case "operator":
                return self._operator(token)
            case _:
                self._plain(kind, token)
        return True

    def _is_resumed(self, at: int) -> bool:
        """Whether a word goes on after a line end, as older Chrome wrote it."""
        return self._words.begun and self._text.startswith('"', at)

    def _plain(self, kind: str, token: re.Match[str]) -> None:
        match kind:
            case "slashes":
                self._slashes += len(token[0])
                self._at = token.end()
            case "quote":
                self._shell_quoted = not self._shell_quoted
                self._quote(token.end())
            case "variable":
                self._variable(token)
            case _:
                self._put(token[0], token.end())

    def _in_quotes(self, token: re.Match[str]) -> bool:
        """Take a letter that means nothing between cmd.exe's quotes."""
        broken = token.lastgroup in ("newline", "join")
        self._put("^" if broken else token[0], self._at + 1 if broken else token.end())
        return True

    def _escaped(self) -> None:
        """Take the letter after a caret; it may still mean something to the C runtime."""
        letter = self._text[self._at + 1 : self._at + 2]
        end = min(self._at + 2, self._source.limit)
        if letter == "\\":
            self._slashes += 1
            self._at = end
        elif letter == '"':
            self._quote(end)
        else:
            self._literal(letter, end)

    def _literal(self, letter: str, end: int) -> None:
        if letter in BLANKS and not self._quoted:
            self._flush()
            self._words.finish()
            self._at = end
        else:
            self._put(letter, end)

    def _put(self, piece: str, end: int) -> None:
        self._flush()
        self._words.add(piece, end, quoted=self._quoted)
        self._at = end

    def _flush(self) -> None:
        """Take the backslashes that stand in front of no quote."""
        if self._slashes:
            self._words.add("\\" * self._kept(self._slashes), self._at, quoted=self._quoted)
            self._slashes = 0

    def _kept(self, count: int) -> int:
        """Return how many backslashes were meant; browsers double every one."""
        return (count + 1) // 2 if self._browser else count

    def _quote(self, end: int) -> None:
        """Take a quote as the C runtime does: an odd backslash in front of it makes it a letter."""
        slashes, self._slashes = self._slashes, 0
        self._words.add("\\" * (slashes // 2), end, quoted=True)
        if slashes % 2:
            self._words.add('"', end, quoted=True)
        elif self._quoted and self._text.startswith('"', end) and not self._browser:
            self._words.add('"', end, quoted=True)
            end += 1
            self._shell_quoted = not self._shell_quoted
        else:
            self._quoted = not self._quoted
        self._at = end

    def _variable(self, token: re.Match[str]) -> None:
        name = token.group(token.re.groupindex["variable"] + 1)
        if _HEX_PAIR.match(name) and _HEX_PAIR.match(self._text, token.end()):
            self._put(token[0][:-1], token.end() - 1)
            return
        value = self._source.value(f"%{name.casefold()}", self._at)
        if value is None:
            self._notes.add(UNKNOWN)
        self._put(unknown(name) if value is None else value, token.end())

    def _next_line(self, token: re.Match[str]) -> bool:
        if self._quoted and token.end() < self._source.paragraph:
            self._put("\n", token.end())
            return True
        if not self._quoted and self._source.continues(self._text, token.end()):
            self._notes.add(REJOINED)
            self._literal(" ", token.end())
            return True
        return False

    def _operator(self, token: re.Match[str]) -> bool:
        following = self._text[token.end() : token.end() + 1]
        if token[0] == "&" and self._words.begun and following.strip(" \t\r\n&"):
            self._notes.add(CUT)
            self._at = glued_end(self._text, token.end(), self._source.limit)
        return False
