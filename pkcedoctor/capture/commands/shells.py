"""Finds command lines in a pasted text and splits them as the shell they were typed for does."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from pkcedoctor.capture.commands import shell_cmd, shell_posix, shell_powershell
from pkcedoctor.capture.commands.shell_layout import (
    STRAIGHTENED,
    Layout,
    Unmarked,
    straightened,
    unmarked,
)
from pkcedoctor.capture.commands.shell_words import (
    BLANKS,
    MOST_WORDS,
    UNCLOSED,
    Assignment,
    Line,
    Notes,
    Source,
    Variables,
    Word,
    never,
)
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass, replace

DASHES = "Long dashes that a chat put in were taken for the hyphens of options"
CARETS = (
    "Each & has a ^ before it, as browsers copy by mistake; the carets were removed, though a shell"
    " would send them"
)
ENTITIES = "Each & is written as an HTML entity; the entities were undone"

_LEADERS = r"sudo|time|env|exec|command|nohup|eval|then|else|do|if|while|until|not|RUN|winpty|and"
_BEFORE = regex(rf"(?:[;&|({{`!+:>$#%\u276f\u279c»*-]|\d[.)]|(?<![\w-])(?:{_LEADERS}))\Z")
_ASSIGNED = regex(
    r"""[ \t]*+(?:[^=;|&'"]{0,80}[$#>%][ \t]++)?"""
    r"""(?:[A-Za-z_]\w*+=(?:'[^']*+'|"[^"]*+"|[^\s'"]++)*+[ \t]++)++""",
    re.ASCII,
)
_ASSIGNED_LAST = regex(r"[A-Za-z_]\w*=.*", re.ASCII | re.DOTALL)
_TICKS = regex(r"(`+)[ \t]*\Z")
_SEVERAL_TICKS = 3
_TAIL = 240

_TELLING = regex(r"""(\^")|(\$')|(?:([\\^])|(?<=[ \t])(`))[ \t\u00a0]*\r?\n|(')""")
_JOINED = regex(r"(?:(\\)|(?<=[ \t])(`))[ \t\u00a0]*\r?\n")
_CMD_PROMPT = regex(r"(?:^|\n)[ \t]*[A-Za-z]:[^>\n]*>[ \t]*\Z")
_POWERSHELL_PROMPT = regex(r"(?:^|\n)[ \t]*PS[^>\n]*>[ \t]*\Z")
_POWERSHELL_ONLY = regex(r"[{,:]`\"|`\"[,:}]|--%|\$env:")
_CMD_ONLY = regex(r"%[A-Z_]{3,}%|[{,:]\"\"|\"\"[:,}]")
_EXECUTABLE = regex(r"\w+\.exe\b")
_SINGLE_OR_VARIABLE = regex(r"[^\"]*['$]|.*\$[A-Za-z_{(]", re.DOTALL)
_BY_JOINT = {
    "\\": shell_posix.read,
    "^": shell_cmd.read,
    "$": shell_posix.read,
    "`": shell_powershell.read,
}
_MOST_TOLD_BY = 20_000

_POSIX_VARIABLE = regex(
    r"^[ \t]*+(?:[\w@:~.\[\]()/-]{0,80}[$#%>][ \t]+)?"
    r"(?:(?:export|local|declare|readonly|typeset)[ \t]+(?:-\w+[ \t]+)?)?([A-Za-z_]\w*)=",
    re.MULTILINE | re.ASCII,
)
_POWERSHELL_VARIABLE = regex(
    r"^[ \t]*+(?:PS[^>\n]{0,200}>[ \t]*)?\$(?:env:)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?=[\"'@])",
    re.MULTILINE | re.ASCII | re.IGNORECASE,
)
_CMD_VARIABLE = regex(
    r"^[ \t]*+(?:[A-Za-z]:[^>\n]{0,200}>[ \t]*)?set[ \t]+(\"?)([A-Za-z_]\w*)=([^\r\n]*)",
    re.MULTILINE | re.ASCII | re.IGNORECASE,
)
_CARET = regex(r"\^(.)", re.DOTALL)
_ASSIGNMENTS = (_POSIX_VARIABLE, _POWERSHELL_VARIABLE, _CMD_VARIABLE)
_BY_CMD = 2
_PRINTED = regex(
    r"(?:^|[;&(`]|[$#>%][ \t])[ \t]*(echo(?:[ \t]+-n)?|printf(?:[ \t]+(?:'%s'|\"%s\"|%s))?)[ \t]+"
)
_ENTITY = regex(r"&(?:amp|quot|lt|gt|apos|#38|#39|#34|#x26|#x27);", re.IGNORECASE)
_LONG_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_LONG_NAME = regex(r"[a-z][a-z0-9-]+(?:=.*)?", re.DOTALL)
MOST = 5000
"""No text is searched for more commands, and no command for more requests."""

_PATIENCE = 8
_ALLOWANCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """A program whose commands are wanted.

    Attributes:
        name: finds its name, with what must stand before and after it.
        options: matches an option at the beginning of a line.
        arguments: matches what may come after the name in a command, but not in prose.
    """

    name: re.Pattern[str]
    options: re.Pattern[str]
    arguments: re.Pattern[str]

    def continues(self, text: str, start: int) -> bool:
        """Whether a line begins with an option."""
        return self.options.match(text, start) is not None


@dataclass(frozen=True, slots=True)
class Typed:
    """One command as it was typed.

    Attributes:
        name: the program's name as it was typed.
        start: where the program's name begins in the text.
        end: where the command ends in the text.
        words: its arguments; their ends are places of the text, too.
        stdin: what it gets as its standard input; None where that is not in the text.
        notes: what was repaired or cannot be known.
    """

    name: str
    start: int
    end: int
    words: tuple[Word, ...]
    stdin: str | None
    notes: tuple[str, ...]


def named(name: str) -> re.Pattern[str]:
    """Return what finds a program's name where a command may begin."""
    return regex(rf"(?<![\w.@=-]){name}(?=[{BLANKS}\\^`])")


def typed(text: str, program: Program) -> Iterator[Typed]:
    """Yield the commands of a program, in order.

    Args:
        text: any text.
        program: the program.
    """
    if program.name.search(text) is not None:
        yield from islice(_Search(text, program).commands(), MOST)


class _Search:
    """Looks for the commands of one program in one text."""

    def __init__(self, text: str, program: Program) -> None:
        self._program = program
        self._view: Unmarked = unmarked(text, program.name)
        self._layout = Layout(self._view.text)
        self._names = [found.span() for found in program.name.finditer(self._view.text)]
        starts = [start for start, _ in self._names]
        self._text, self._changed = straightened(self._view.text, self._layout, starts)
        self._variables: Variables | None = None
        self._patience = _PATIENCE * len(text) + _ALLOWANCE

    def commands(self) -> Iterator[Typed]:
        """Yield them."""
        end = 0
        for place, (start, after) in enumerate(self._names):
            if self._patience < 0:
                return
            if start < end or not self._is_command(start, after):
                continue
            following = self._names[place + 1][0] if place + 1 < len(self._names) else None
            found = self._command(start, after, following)
            end = found.end
            yield self._placed(found)

    def _is_command(self, start: int, after: int) -> bool:
        if self._program.arguments.match(self._text, after) is None:
            return False
        prefix = self._before(start)
        if prefix.endswith(("/", "\\")):
            prefix = prefix[: -len(prefix.split()[-1])]
        bare = prefix.rstrip(BLANKS)
        if not bare or _BEFORE.search(bare) or _ASSIGNED.fullmatch(prefix):
            return True
        words = bare.split()
        while words and _ASSIGNED_LAST.fullmatch(words[-1]):
            words.pop()
        return not words or _BEFORE.search(words[-1]) is not None

    def _before(self, start: int) -> str:
        """Return what stands before a command on its line, or the last of it."""
        earliest = max(0, start - _TAIL)
        line = self._text.rfind("\n", earliest, start) + 1
        return self._text[line or earliest : start]

    def _command(self, start: int, after: int, following: int | None) -> Typed:
        paragraph = self._layout.paragraph(start)
        prefix = self._before(start)
        limit = self._limit(start, prefix, paragraph)
        shown = min(paragraph, limit, start + _MOST_TOLD_BY, following or paragraph)
        source = Source(
            self._text, limit, min(paragraph, limit), self._known(), self._program.continues
        )
        line = _shell(self._text[start:shown], prefix)(source, after)
        end = line.end
        if len(line.words) >= MOST_WORDS:
            line_end = self._text.find("\n", end, limit)
            end = limit if line_end < 0 else line_end
        self._patience -= limit - start if UNCLOSED in line.notes else end - start
        notes = Notes()
        if any(first <= start < last for first, last in self._changed):
            notes.add(STRAIGHTENED)
        notes.add(*line.notes)
        words = _plain_words(line.words, notes)
        stdin = self._piped(prefix, start) if line.stdin is None else line.stdin
        return Typed(self._text[start:after], start, end, words, stdin, notes.all())

    def _limit(self, start: int, prefix: str, paragraph: int) -> int:
        block = self._layout.block(start)
        ticks = _TICKS.search(prefix)
        if ticks is None:
            return block
        several = len(ticks[1]) >= _SEVERAL_TICKS
        end = self._text.find(ticks[1], start, block if several else paragraph)
        return block if end < 0 else end

    def _known(self) -> Variables:
        if self._variables is None:
            self._variables = _assigned(self._text, self._layout)
        return self._variables

    def _piped(self, prefix: str, start: int) -> str | None:
        """Return what ``echo`` or ``printf`` in front of a pipe prints."""
        printed = _PRINTED.search(prefix) if prefix.rstrip().endswith("|") else None
        if printed is None:
            return None
        place = start - len(prefix) + printed.end()
        source = Source(self._text, start, start, self._known(), never)
        line = shell_posix.read(source, place)
        text = " ".join(word.text for word in line.words)
        return f"{text}\n" if printed[1] == "echo" else text

    def _placed(self, found: Typed) -> Typed:
        origin = self._view.origin
        return replace(
            found,
            start=origin(found.start),
            end=origin(found.end, end=True),
            words=tuple(replace(word, end=origin(word.end, end=True)) for word in found.words),
        )


def _shell(command: str, prefix: str) -> Callable[[Source, int], Line]:
    """Tell by a command and what stands before it for which shell it was typed."""
    told = _TELLING.search(command)
    if told is not None and told[5]:
        told = _JOINED.search(command, told.end())
        joint = told and (told[1] or told[2])
    else:
        joint = told and (told[3] or told[4] or told[0][0])
    if joint:
        return _BY_JOINT[joint]
    if _POWERSHELL_PROMPT.search(prefix) or _POWERSHELL_ONLY.search(command):
        return shell_powershell.read
    if _CMD_PROMPT.search(prefix) or _CMD_ONLY.search(command):
        return shell_cmd.read
    if _EXECUTABLE.match(command):
        plain = _SINGLE_OR_VARIABLE.match(command) is None
        return shell_cmd.read if plain else shell_powershell.read
    return shell_posix.read


def _assigned(text: str, layout: Layout) -> Variables:
    """Read the assignments of a text, in order."""
    variables = Variables()
    found = sorted(
        (match.start(), match.end(), kind, match)
        for kind, pattern in enumerate(_ASSIGNMENTS)
        for match in pattern.finditer(text)
    )
    patience = _PATIENCE * len(text) + _ALLOWANCE
    end = 0
    for start, after, kind, match in found:
        if start < end or patience < 0:
            continue
        if kind == _BY_CMD:
            value = _cmd_value(match[3], quoted=bool(match[1]))
            variables.add(Assignment(after, f"%{match[2].casefold()}", value))
            continue
        limit = layout.paragraph(after)
        read = shell_powershell.read if kind else shell_posix.read
        line = read(Source(text, limit, limit, variables, never), after)
        patience -= limit - start if UNCLOSED in line.notes else line.end - start
        end = line.end
        if len(line.words) > 1:
            continue
        value = line.words[0].text if line.words else ""
        name = f"${match[1].casefold()}" if kind else match[1]
        variables.add(Assignment(end, name, value))
    return variables


def _cmd_value(raw: str, *, quoted: bool) -> str:
    if quoted:
        return raw.rpartition('"')[0] or raw
    return _CARET.sub(r"\1", raw)


def _plain_words(words: Sequence[Word], notes: Notes) -> tuple[Word, ...]:
    """Undo what chats and browsers did to the words of one command."""
    plain = [_with_hyphens(word, notes) for word in words]
    count = sum(word.text.count("&") for word in plain)
    if count and count == sum(word.text.count("^&") for word in plain):
        notes.add(CARETS)
        return tuple(replace(word, text=_CARET.sub(r"\1", word.text)) for word in plain)
    if count and count == sum(len(_ENTITY.findall(word.text)) for word in plain):
        from html import unescape  # noqa: PLC0415 - a big table that hardly any paste needs

        notes.add(ENTITIES)
        return tuple(
            replace(word, text=_ENTITY.sub(lambda found: unescape(found[0]), word.text))
            for word in plain
        )
    return tuple(plain)


def _with_hyphens(word: Word, notes: Notes) -> Word:
    if not word.bare or not word.text.startswith(tuple(_LONG_DASHES)):
        return word
    rest = word.text.lstrip(f"{_LONG_DASHES}-")
    if not rest:
        return word
    notes.add(DASHES)
    dashes = "--" if _LONG_NAME.fullmatch(rest) else "-"
    return replace(word, text=dashes + rest)
