"""Command lines of bash, zsh and sh (POSIX.1-2017 2, and the quoting that bash adds)."""

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
    closing,
    glued_end,
    is_astray,
    never,
    unknown,
)
from pkcedoctor.patterns import regex
from pkcedoctor.records import replace

_PRINTED = "A body was read from printf as mitmproxy writes it"

_TOKEN = regex(
    rf"""
      (?P<blank>[{BLANKS}]++)
    | (?P<join>\\[ \t\u00a0]*+(?:\r?\n|\r))
    | (?P<line>\r?\n|\r)
    | (?P<escape>\\)
    | (?P<ansi>\$')
    | (?P<double>\$?")
    | (?P<single>')
    | (?P<expansion>[$`])
    | (?P<link><https?://[^\s<>|'"]++>)
    | (?P<placeholder><[A-Za-z](?:[\w.-]|[ ](?=[\w.-]))*+>)
    | (?P<close></[A-Za-z])
    | (?P<herestring><<<)
    | (?P<heredoc><<-?)
    | (?P<redirect>\d?(?:>>|>\||>&|<&|<>|>|<)|&>>?)
    | (?P<operator>&&|\|\||[;&|()])
    | (?P<comment>\#)
    | (?P<run>[^\s{BLANKS}\\'"$`<>;&|()]++)
    """,
    re.VERBOSE,
)
_IN_DOUBLE = regex(r'[^"\\$`]++')
_IN_HEREDOC = regex(r"[^\\$`]++")
_NAME = regex(r"[A-Za-z_]\w*", re.ASCII)
_BRACED = regex(r"\{([A-Za-z_]\w*)\}", re.ASCII)
_BRACED_OTHER = regex(r"\{[#!]?([A-Za-z_]\w*)?[^}\n]{0,200}+\}", re.ASCII)
_SPECIAL = regex(r"[0-9@*?!#$-]")
_PARENTHESES = regex(r"[()]")
_LONGEST_SUBSTITUTION = 4000
_PRINTF = regex(r"printf[ \t]+")
_DELIMITER = regex(r"""[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|(\\?)([\w.-]+))""")
_ANSI = regex(
    r"[^'\\]++|\\(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3}|c.|.)",
    re.DOTALL,
)
_ANSI_LETTERS = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_PRINTF_ESCAPE = regex(r"\\(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)|[^\\]++|\\", re.DOTALL)
_CONTROL = 0x1F
_HIGHEST = 0x10FFFF


def read(source: Source, start: int) -> Line:
    """Read one simple command.

    Args:
        source: the text.
        start: where the arguments begin.
    """
    return _Reader(source, start).line()


def ansi_c(escaped: str) -> str:
    r"""Undo the escapes of ``$'..'``; bytes that together are no UTF-8 become one letter each."""
    found = bytearray()
    for piece in _ANSI.findall(escaped):
        found += _unescaped(piece)
    return _text(bytes(found))


def _unescaped(piece: str) -> bytes:
    if not piece.startswith("\\"):
        return _utf8(piece)
    kind, rest = piece[1], piece[2:]
    if kind in "xuU" and rest:
        number = int(rest, 16)
        if kind == "x":
            return bytes((number,))
        return _utf8(chr(number)) if number <= _HIGHEST else _utf8(piece)
    if kind in "01234567":
        return bytes((int(piece[1:], 8) & 0xFF,))
    if kind == "c" and rest:
        return bytes((ord(rest) & _CONTROL,))
    if kind in _ANSI_LETTERS:
        return _utf8(_ANSI_LETTERS[kind])
    return _utf8(kind if kind in "\\'\"?" else piece)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return text


class _Reader:
    """Walks over one command."""

    def __init__(self, source: Source, start: int) -> None:
        self._source = source
        self._text = source.text
        self._at = start
        self._words = Words()
        self._notes = Notes()
        self._stdin: str | None = None
        self._pending: list[tuple[str, bool, bool]] = []
        self._redirected: str | None = None
        self._end = start

    def line(self) -> Line:
        """Read until the command ends."""
        while self._at < self._source.limit and not self._words.full:
            token = _TOKEN.match(self._text, self._at, self._source.limit)
            if token is None:
                self._take(self._text[self._at], self._at + 1)
                continue
            if not self._step(token.lastgroup or "", token):
                break
        else:
            self._end = self._at
        self._finish_word()
        self._read_heredocs()
        return Line(tuple(self._words.words), self._end, self._stdin, self._notes.all())

    def _step(self, kind: str, token: re.Match[str]) -> bool:
        """Take one token; return whether the command goes on."""
        self._end = self._at
        match kind:
            case "blank":
                self._blank(token)
            case "join":
                self._join(token)
            case "line":
                return self._next_line(token)
            case "operator":
                return self._operator(token)
            case "close":
                return False
            case "comment":
                return self._comment()
            case "redirect" | "herestring" | "heredoc":
                self._redirect(kind, token)
            case _:
                self._content(kind, token)
        return True

    def _content(self, kind: str, token: re.Match[str]) -> None:
        match kind:
            case "escape":
                self._take(self._text[self._at + 1 : self._at + 2] or "\\", self._at + 2)
            case "ansi":
                self._ansi(token.end())
            case "double":
                self._double(token.end())
            case "single":
                self._single(token.end())
            case "expansion":
                value, end = self._expansion(self._at)
                self._expanded(value, end)
            case "link":
                self._take(token[0][1:-1], token.end())
            case _:
                self._take(token[0], token.end())

    def _take(self, piece: str, end: int, *, quoted: bool = False) -> None:
        self._at = min(end, self._source.limit)
        self._words.add(piece, self._at, quoted=quoted)

    def _expanded(self, value: str, end: int) -> None:
        """Take a variable's value; outside quotes it falls into words at its blanks."""
        first, *others = value.split(" ") if " " in value and "[hidden" not in value else [value]
        self._take(first, end)
        for other in others:
            self._finish_word()
            if other:
                self._take(other, end)

    def _finish_word(self) -> None:
        if self._redirected is None or not self._words.begun:
            self._words.finish()
            return
        self._words.finish()
        target = self._words.words.pop()
        if self._redirected == "herestring":
            self._stdin = f"{target.text}\n"
        self._redirected = None

    def _blank(self, token: re.Match[str]) -> None:
        self._finish_word()
        self._at = token.end()

    def _join(self, token: re.Match[str]) -> None:
        self._at = token.end()
        if self._text.startswith("-", self._at):
            self._finish_word()

    def _next_line(self, token: re.Match[str]) -> bool:
        if not self._pending and self._source.continues(self._text, token.end()):
            self._notes.add(REJOINED)
            self._blank(token)
            return True
        return False

    def _operator(self, token: re.Match[str]) -> bool:
        glued = token[0] == "&" and self._words.begun
        if glued and self._text[token.end() : token.end() + 1].strip():
            self._notes.add(CUT)
            self._end = glued_end(self._text, token.end(), self._source.limit)
        return False

    def _comment(self) -> bool:
        if self._words.begun:
            self._take("#", self._at + 1)
            return True
        return False

    def _redirect(self, kind: str, token: re.Match[str]) -> None:
        self._finish_word()
        self._at = token.end()
        if kind != "heredoc":
            self._redirected = kind
            return
        delimiter = _DELIMITER.match(self._text, self._at, self._source.limit)
        if delimiter is not None:
            self._at = delimiter.end()
            word = delimiter[1] or delimiter[2] or delimiter[4]
            plain = not delimiter[4] or bool(delimiter[3])
            self._pending.append((word, plain, token[0].endswith("-")))

    def _ansi(self, start: int) -> None:
        at = start
        while piece := _ANSI.match(self._text, at, self._source.limit):
            at = piece.end()
        if at >= self._source.limit or is_astray(self._source, at):
            at = self._unclosed(start)
            self._take(ansi_c(self._text[start:at]), at, quoted=True)
        else:
            self._take(ansi_c(self._text[start:at]), at + 1, quoted=True)

    def _single(self, start: int) -> None:
        end = closing(self._source, "'", start)
        if end < 0:
            end = self._unclosed(start)
            self._take(self._text[start:end], end, quoted=True)
        else:
            self._take(self._text[start:end], end + 1, quoted=True)

    def _unclosed(self, start: int) -> int:
        self._notes.add(UNCLOSED)
        return max(start, min(self._source.paragraph, self._source.limit))

    def _double(self, start: int) -> None:
        pieces, end = self._quoted(start, self._source.limit, _IN_DOUBLE)
        if end < 0 or is_astray(self._source, end):
            limit = self._unclosed(start)
            pieces, _ = self._quoted(start, limit, _IN_DOUBLE)
            end = limit - 1
        self._take("".join(pieces), end + 1, quoted=True)

    def _quoted(self, start: int, limit: int, plain: re.Pattern[str]) -> tuple[list[str], int]:
        """Read what stands in double quotes; the end is that of the quote, or -1."""
        pieces: list[str] = []
        at = start
        while at < limit:
            if run := plain.match(self._text, at, limit):
                pieces.append(run[0])
                at = run.end()
                continue
            letter = self._text[at]
            if letter == '"':
                return pieces, at
            piece, at = self._escaped(at, limit) if letter == "\\" else self._expansion(at, limit)
            pieces.append(piece)
        return pieces, -1

    def _escaped(self, at: int, limit: int) -> tuple[str, int]:
        following = self._text[at + 1 : min(at + 2, limit)]
        if following in ("\n", "\r"):
            joined = at + 3 if self._text.startswith("\r\n", at + 1) else at + 2
            return "", joined
        if following and following in '$`"\\':
            return following, at + 2
        return "\\", at + 1

    def _expansion(self, at: int, limit: int | None = None) -> tuple[str, int]:
        """Read what begins with a dollar sign or a backtick."""
        limit = self._source.limit if limit is None else limit
        if self._text[at] == "`":
            end = self._text.find("`", at + 1, min(limit, at + _LONGEST_SUBSTITUTION))
            return ("`", at + 1) if end < 0 else (self._hidden("command"), end + 1)
        if name := _NAME.match(self._text, at + 1, limit):
            return self._variable(name[0], at), name.end()
        if braced := _BRACED.match(self._text, at + 1, limit):
            return self._variable(braced[1], at), braced.end()
        if self._text.startswith("(", at + 1):
            return self._substitution(at, limit)
        if other := _BRACED_OTHER.match(self._text, at + 1, limit):
            return self._hidden(other[1] or ""), other.end()
        special = _SPECIAL.match(self._text, at + 1, limit)
        return ("$", at + 1) if special is None else (self._hidden(""), special.end())

    def _variable(self, name: str, at: int) -> str:
        value = self._source.value(name, at)
        return self._hidden(name) if value is None else value

    def _hidden(self, name: str) -> str:
        self._notes.add(UNKNOWN)
        return unknown(name)

    def _substitution(self, at: int, limit: int) -> tuple[str, int]:
        limit = min(limit, at + _LONGEST_SUBSTITUTION)
        if printf := _PRINTF.match(self._text, at + 2, limit):
            return self._printed(printf.end(), limit)
        depth = 0
        for bracket in _PARENTHESES.finditer(self._text, at + 1, limit):
            depth += 1 if bracket[0] == "(" else -1
            if not depth:
                return self._hidden("command"), bracket.end()
        self._notes.add(UNCLOSED)
        return self._hidden("command"), limit

    def _printed(self, start: int, limit: int) -> tuple[str, int]:
        """Read ``$(printf '..')``, which prints what mitmproxy escaped."""
        inner = replace(self._source, limit=limit, paragraph=limit, continues=never)
        line = _Reader(inner, start).line()
        end = line.end + 1 if self._text.startswith(")", line.end) else line.end
        if len(line.words) != 1:
            return self._hidden("command"), end
        self._notes.add(_PRINTED, *line.notes)
        data = bytearray()
        for piece in _PRINTF_ESCAPE.findall(line.words[0].text):
            data += _unescaped(piece) if len(piece) > 1 and piece[0] == "\\" else _utf8(piece)
        return _text(bytes(data)), end

    def _read_heredocs(self) -> None:
        for word, plain, stripped in self._pending:
            start = self._text.find("\n", self._end, self._source.limit) + 1
            if not start:
                return
            body, self._end = self._heredoc(start, word, stripped=stripped)
            self._stdin = body if plain else self._expanded_document(body)

    def _expanded_document(self, body: str) -> str:
        inner = Source(body, len(body), len(body), self._source.variables, never, self._end)
        reader = _Reader(inner, 0)
        expanded = reader.document()
        self._notes.add(*reader.remarks())
        return expanded

    def remarks(self) -> tuple[str, ...]:
        """Return what was noticed so far."""
        return self._notes.all()

    def document(self) -> str:
        """Expand the whole text as bash does in a here-document."""
        pieces: list[str] = []
        at = 0
        while at < len(self._text):
            if run := _IN_HEREDOC.match(self._text, at):
                pieces.append(run[0])
                at = run.end()
                continue
            read_piece = self._escaped if self._text[at] == "\\" else self._expansion
            piece, at = read_piece(at, len(self._text))
            pieces.append(piece)
        return "".join(pieces)

    def _heredoc(self, start: int, word: str, *, stripped: bool) -> tuple[str, int]:
        lines: list[str] = []
        at = start
        limit = self._source.limit
        while at < limit:
            end = self._text.find("\n", at, limit)
            end = limit if end < 0 else end
            line = self._text[at:end].removesuffix("\r")
            at = min(end + 1, limit)
            if stripped:
                line = line.lstrip("\t")
            if line.strip() == word:
                return "".join(lines), end
            lines.append(f"{line}\n")
        self._notes.add(UNCLOSED)
        return "".join(lines), limit
