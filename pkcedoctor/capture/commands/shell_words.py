"""What every command line consists of, whichever shell it was typed for."""

from bisect import bisect_right
from collections.abc import Callable

from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.records import dataclass

BLANKS = " \t\u00a0\u2007\u202f\u200b\u200e\u200f\u2060\ufeff"
"""What stands between words; the later ones are put there by chats and web pages."""

MOST_WORDS = 10_000
"""No command is read any further."""

UNCLOSED = "A quote was never closed, so the command was read until the end of its paragraph"
UNKNOWN = "Variables or commands whose values are not in the text stand in the command"
REJOINED = "Lines that begin with an option were taken as part of the command before them"
CUT = "An & outside quotes ends a command in a shell, so what follows it was not sent"

Continues = Callable[[str, int], bool]
"""Whether the line that begins at a place is part of the command before it, by its option."""


@dataclass(frozen=True, slots=True)
class Word:
    """One argument as the program gets it.

    Attributes:
        text: without quotes and escapes.
        end: where it ends in the text.
        bare: whether it was typed without any quote.
    """

    text: str
    end: int
    bare: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One simple command.

    Attributes:
        words: its arguments.
        end: where it ends in the text.
        stdin: what it gets as its standard input; None where that is not in the text.
        notes: what was repaired or cannot be known.
    """

    words: tuple[Word, ...]
    end: int
    stdin: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable's value from some place on.

    Attributes:
        position: where the assignment ends.
        name: the variable's name, as ``Variables`` compares it.
        value: its value.
    """

    position: int
    name: str
    value: str


class Variables:
    """The variables that a text assigns before it uses them."""

    def __init__(self) -> None:
        self._values: dict[str, list[Assignment]] = {}

    def add(self, assignment: Assignment) -> None:
        """Take note of an assignment; they come in the order of the text."""
        self._values.setdefault(assignment.name, []).append(assignment)

    def value(self, name: str, position: int) -> str | None:
        """Return what a variable holds at a place; None where nothing tells."""
        values = self._values.get(name, ())
        place = bisect_right(values, position, key=lambda each: each.position)
        return values[place - 1].value if place else None


@dataclass(frozen=True, slots=True)
class Source:
    """A text and where commands in it may end.

    Attributes:
        text: the text.
        limit: where the command must have ended.
        paragraph: where the paragraph that it begins in ends.
        variables: what is assigned before it.
        continues: whether a line is part of the command before it.
        origin: where the text begins in the one that the variables were found in.
    """

    text: str
    limit: int
    paragraph: int
    variables: Variables
    continues: Continues
    origin: int = 0

    def value(self, name: str, at: int) -> str | None:
        """Return what a variable holds at a place of the text; None where nothing tells."""
        return self.variables.value(name, self.origin + at)


class Words:
    """Gathers the words of one command, piece by piece."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._pieces: list[str] = []
        self._begun = False
        self._bare = True
        self.end = 0

    @property
    def begun(self) -> bool:
        """Whether a word has begun and not ended."""
        return self._begun

    @property
    def full(self) -> bool:
        """Whether there are more words than any command has."""
        return len(self.words) >= MOST_WORDS

    def add(self, piece: str, end: int, *, quoted: bool = False) -> None:
        """Append to the word, and begin it if need be."""
        self._pieces.append(piece)
        self._begun = True
        self._bare = self._bare and not quoted
        self.end = end

    def finish(self) -> None:
        """End the word, if one has begun."""
        if self._begun:
            self.words.append(Word("".join(self._pieces), self.end, self._bare))
            self._pieces = []
            self._begun = False
            self._bare = True


class Notes:
    """Sentences, each once, in order."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}

    def add(self, *sentences: str) -> None:
        """Say something once."""
        for sentence in sentences:
            self._sentences.setdefault(sentence)

    def all(self) -> tuple[str, ...]:
        """Return what was said."""
        return tuple(self._sentences)


def unknown(name: str) -> str:
    """Return what stands for a variable that is nowhere assigned."""
    return stand_in(f"variable {name}")


def closing(source: Source, mark: str, start: int) -> int:
    """Return where a quote ends in which nothing can be escaped; -1 where it does not."""
    end = source.text.find(mark, start, source.limit)
    return -1 if end >= 0 and is_astray(source, end) else end


def is_astray(source: Source, end: int) -> bool:
    """Whether a quote beyond the paragraph is an apostrophe of the prose that follows."""
    after = source.text[end + 1 : end + 2]
    return end > source.paragraph and after.isalpha()


def never(_text: str, _at: int) -> bool:
    """Say that no line is part of the command before it."""
    return False


def glued_end(text: str, start: int, limit: int) -> int:
    """Return where the run of letters ends that follows an operator without a blank."""
    end = start
    while end < limit and not text[end].isspace():
        end += 1
    return end
