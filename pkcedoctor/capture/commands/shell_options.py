"""The arguments of a command, sorted by the options of its program."""

from collections.abc import Iterator, Mapping, Sequence

from pkcedoctor.capture.commands.shell_words import Notes, Word
from pkcedoctor.records import dataclass

STRANGE = "Options that the program does not know were left out"
EQUALS = "The program knows no --option=value; it was read as --option value"


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a program reads its options.

    Attributes:
        with_value: the long options that take a value.
        without: the long options that take none.
        letters: the long names of the short options.
        prefixes: what may stand in front of a long option's name.
        equals: whether ``--option=value`` is allowed.
    """

    with_value: frozenset[str]
    without: frozenset[str]
    letters: Mapping[str, str]
    prefixes: tuple[str, ...] = ()
    equals: bool = False

    def known(self, typed: str) -> str:
        """Return the full name of a long option, which may be cut short; empty if there is none."""
        if typed in self.with_value or typed in self.without:
            return typed
        begun = [name for name in (*self.with_value, *self.without) if name.startswith(typed)]
        return begun[0] if len(begun) == 1 else ""


@dataclass(frozen=True, slots=True)
class Argument:
    """One option with its value, or an argument without an option.

    Attributes:
        name: the option's long name; empty for an argument without one.
        value: its value; empty where it has none.
        end: where it ends in the text.
        prefix: what stood in front of the option's name.
    """

    name: str
    value: str
    end: int
    prefix: str = ""


def names(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())


def letters(listed: str) -> dict[str, str]:
    """Return what each ``letter=name`` of a list says."""
    return dict(pair.split("=") for pair in listed.split())


def sorted_out(words: Sequence[Word], grammar: Grammar, notes: Notes) -> Iterator[Argument]:
    """Tell options, their values and other arguments apart.

    Args:
        words: the arguments of a command.
        grammar: the program's options.
        notes: takes what is noticed.
    """
    rest = iter(words)
    for word in rest:
        text = word.text
        if text == "--":
            yield from (Argument("", each.text, each.end) for each in rest)
        elif text.startswith("--"):
            yield from _long(word, rest, grammar, notes)
        elif text.startswith("-") and text != "-":
            yield from _short(word, rest, grammar, notes)
        else:
            yield Argument("", text, word.end)


def _long(word: Word, rest: Iterator[Word], grammar: Grammar, notes: Notes) -> Iterator[Argument]:
    typed, equals, glued = word.text[2:].partition("=")
    name = grammar.known(typed)
    prefix = "" if name else next(filter(typed.startswith, grammar.prefixes), "")
    name = name or (grammar.known(typed.removeprefix(prefix)) if prefix else "")
    if not name:
        notes.add(STRANGE)
        return
    if equals and not grammar.equals:
        notes.add(EQUALS)
    if equals or name not in grammar.with_value:
        yield Argument(name, glued, word.end, prefix)
    elif (following := next(rest, None)) is not None:
        yield Argument(name, following.text, following.end, prefix)


def _short(word: Word, rest: Iterator[Word], grammar: Grammar, notes: Notes) -> Iterator[Argument]:
    text = word.text
    for place in range(1, len(text)):
        name = grammar.letters.get(text[place])
        if name is None:
            notes.add(STRANGE)
            return
        if name not in grammar.with_value:
            yield Argument(name, "", word.end)
            continue
        if glued := text[place + 1 :]:
            yield Argument(name, glued, word.end)
        elif (following := next(rest, None)) is not None:
            yield Argument(name, following.text, following.end)
        return
