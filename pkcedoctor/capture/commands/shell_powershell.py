"""Command lines of PowerShell, as far as they start another program."""

import re

from pkcedoctor.capture.commands.shell_words import (
    BLANKS,
    REJOINED,
    UNCLOSED,
    UNKNOWN,
    Line,
    Notes,
    Source,
    Words,
    is_astray,
    unknown,
)
from pkcedoctor.patterns import regex

PASSED_ON = 'PowerShell passes on a \\" as a quote before version 7.3; it was taken for one'

_TOKEN = regex(
    rf"""
      (?P<blank>[{BLANKS}]++)
    | (?P<join>`[ \t\u00a0]*+(?:\r?\n|\r))
    | (?P<line>\r?\n|\r)
    | (?P<verbatim>--%(?=\s|\Z))
    | (?P<here>@(["'])[ \t]*\r?\n)
    | (?P<single>')
    | (?P<double>")
    | (?P<escape>`)
    | (?P<expansion>\$)
    | (?P<expression>\()
    | (?P<redirect>\d?>>?(?:&1)?)
    | (?P<operator>[;|&)}}])
    | (?P<comment>\#)
    | (?P<run>[^\s{BLANKS}'"`$();|&<>}}]++)
    """,
    re.VERBOSE,
)
_IN_DOUBLE = regex(r'[^"`$]++')
_LETTERS = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_CODE_POINT = regex(r"u\{([0-9A-Fa-f]{1,6})\}")
_CHARACTER = regex(r"\$\(\[char\]\s{0,9}(?:0x([0-9A-Fa-f]{1,4})|(\d{1,5}))\)", re.IGNORECASE)
_VARIABLE = regex(r"\$\{?(?:(?:env|script|global):)?([A-Za-z_]\w*)\}?", re.IGNORECASE)
_PARENTHESES = regex(r"[()]")
_LONGEST_EXPRESSION = 4000
_HIGHEST = 0x10FFFF


def read(source: Source, start: int) -> Line:
    """Read one simple command.

    Args:
        source: the text.
        start: where the arguments begin.
    """
    return _Reader(source, start).line()


class _Reader:
    """Walks over one command."""

    def __init__(self, source: Source, start: int) -> None:
        self._source = source
        self._text = source.text
        self._at = start
        self._words = Words()
        self._notes = Notes()
        self._redirected = False

    def line(self) -> Line:
        """Read until the command ends."""
        end = self._at
        while self._at < self._source.limit and not self._words.full:
            end = self._at
            token = _TOKEN.match(self._text, self._at, self._source.limit)
            if token is None:
                self._take(self._text[self._at], self._at + 1)
            elif not self._step(token.lastgroup or "", token):
                break
            end = self._at
        self._finish()
        return Line(tuple(self._words.words), end, None, self._notes.all())

    def _step(self, kind: str, token: re.Match[str]) -> bool:
        """Take one token; return whether the command goes on."""
        match kind:
            case "blank" | "join":
                self._finish()
                self._at = token.end()
            case "line":
                return self._next_line(token)
            case "operator":
                return False
            case "comment" if not self._words.begun:
                return False
            case "verbatim" if not self._words.begun:
                self._verbatim(token.end())
            case "redirect":
                self._finish()
                self._redirected = not token[0].endswith("&1")
                self._at = token.end()
            case _:
                self._content(kind, token)
        return True

    def _content(self, kind: str, token: re.Match[str]) -> None:
        match kind:
            case "single":
                self._single(token.end())
            case "double":
                self._double(token.end())
            case "here":
                self._here(token)
            case "escape":
                self._take(*self._escaped(self._at))
            case "expansion":
                self._take(*self._expansion(self._at))
            case "expression":
                self._take(*self._expression(self._at))
            case _:
                self._take(token[0], token.end())

    def _take(self, piece: str, end: int, *, quoted: bool = False) -> None:
        self._at = min(end, self._source.limit)
        self._words.add(piece, self._at, quoted=quoted)

    def _finish(self) -> None:
        begun = self._words.begun
        self._words.finish()
        if begun and self._redirected:
            self._words.words.pop()
            self._redirected = False

    def _next_line(self, token: re.Match[str]) -> bool:
        if self._source.continues(self._text, token.end()):
            self._notes.add(REJOINED)
            self._finish()
            self._at = token.end()
            return True
        return False

    def _verbatim(self, start: int) -> None:
        """Read the rest of the line, which PowerShell hands to the program as it is."""
        end = self._text.find("\n", start, self._source.limit)
        end = self._source.limit if end < 0 else end
        for word in self._text[start:end].split():
            self._words.add(word.strip('"'), end)
            self._words.finish()
        self._at = end

    def _single(self, start: int) -> None:
        pieces: list[str] = []
        at = start
        while True:
            end = self._text.find("'", at, self._source.limit)
            if end < 0 or is_astray(self._source, end):
                end = self._unclosed(start)
                self._take(self._passed_on(self._text[start:end]), end, quoted=True)
                return
            pieces.append(self._text[at:end])
            if not self._text.startswith("'", end + 1):
                break
            pieces.append("'")
            at = end + 2
        self._take(self._passed_on("".join(pieces)), end + 1, quoted=True)

    def _double(self, start: int) -> None:
        pieces, end = self._quoted(start, self._source.limit)
        if end < 0 or is_astray(self._source, end):
            limit = self._unclosed(start)
            pieces, _ = self._quoted(start, limit)
            end = limit - 1
        self._take(self._passed_on("".join(pieces)), end + 1, quoted=True)

    def _quoted(self, start: int, limit: int) -> tuple[list[str], int]:
        """Read what stands in double quotes; the end is that of the quote, or -1."""
        pieces: list[str] = []
        at = start
        while at < limit:
            if run := _IN_DOUBLE.match(self._text, at, limit):
                pieces.append(run[0])
                at = run.end()
                continue
            letter = self._text[at]
            if letter == '"' and not self._text.startswith('"', at + 1):
                if not pieces or not pieces[-1].endswith("\\"):
                    return pieces, at
                pieces.append('"')
                at += 1
                continue
            piece, at = self._special(letter, at)
            pieces.append(piece)
        return pieces, -1

    def _special(self, letter: str, at: int) -> tuple[str, int]:
        if letter == '"':
            return '"', at + 2
        return self._escaped(at) if letter == "`" else self._expansion(at)

    def _here(self, token: re.Match[str]) -> None:
        mark = token[0][1]
        end = self._text.find(f"\n{mark}@", token.end() - 1, self._source.limit)
        after = end + 3
        if end < 0:
            end = after = self._unclosed(token.end())
        body = self._text[token.end() : end].removesuffix("\r")
        self._take(self._passed_on(body), after, quoted=True)

    def _unclosed(self, start: int) -> int:
        self._notes.add(UNCLOSED)
        return max(start, min(self._source.paragraph, self._source.limit))

    def _passed_on(self, text: str) -> str:
        if '\\"' not in text:
            return text
        self._notes.add(PASSED_ON)
        return text.replace('\\"', '"')

    def _escaped(self, at: int) -> tuple[str, int]:
        if point := _CODE_POINT.match(self._text, at + 1):
            number = int(point[1], 16)
            return chr(number) if number <= _HIGHEST else "", point.end()
        letter = self._text[at + 1 : at + 2]
        return _LETTERS.get(letter, letter), at + 2

    def _expansion(self, at: int) -> tuple[str, int]:
        """Read what begins with a dollar sign."""
        if letter := _CHARACTER.match(self._text, at):
            return chr(int(letter[1], 16) if letter[1] else int(letter[2])), letter.end()
        if self._text.startswith("$(", at):
            return self._expression(at + 1)
        found = _VARIABLE.match(self._text, at)
        if found is None:
            return "$", at + 1
        name = found[1]
        value = self._source.value(f"${name.casefold()}", at)
        if value is None:
            self._notes.add(UNKNOWN)
            return unknown(name), found.end()
        return value, found.end()

    def _expression(self, at: int) -> tuple[str, int]:
        limit = min(self._source.limit, at + _LONGEST_EXPRESSION)
        self._notes.add(UNKNOWN)
        depth = 0
        for bracket in _PARENTHESES.finditer(self._text, at, limit):
            depth += 1 if bracket[0] == "(" else -1
            if not depth:
                return unknown("expression"), bracket.end()
        self._notes.add(UNCLOSED)
        return unknown("expression"), limit
