"""cURL commands: typed by hand, or copied from a browser, a proxy or an HTTP client."""

from collections.abc import Iterator
from itertools import islice

from pkcedoctor.capture.commands.curl_options import GRAMMAR
from pkcedoctor.capture.commands.curl_request import Options, addresses, request
from pkcedoctor.capture.commands.shell_options import Argument, sorted_out
from pkcedoctor.capture.commands.shell_words import Notes
from pkcedoctor.capture.commands.shells import MOST, Program, Typed, named, typed
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.patterns import regex

KIND = "cURL command"
NO_URL = "The command has no URL"

_PROGRAM = Program(
    name=named(r"[Cc]url(?:\.exe)?"),
    options=regex(
        r"[ \t]*+(?:-[AbdeFGHIkLsSTuvX](?=[ \t'\"$^@]|[ \t]*[\r\n\\^`]|\Z)"
        r"|--(?:data|header|request|url|form|json|user|cookie|location|get|insecure|compressed)\b)"
    ),
    arguments=regex(
        r"[\s\u00a0\u200b\\^`]*+(?:[-'\"$<“”„\u2010-\u2015\u2018\u2019\u2212^]|\S*[.:/{%]|localhost)"
    ),
)
_CMDLET = frozenset(
    {"-uri", "-method", "-body", "-headers", "-contenttype", "-usebasicparsing", "-websession"}
)
_SHAPING = frozenset(
    {"data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json", "form"}
)


def find(text: str) -> Iterator[Piece]:
    """Yield the requests that cURL commands in a text make.

    Args:
        text: any text.
    """
    pieces = (piece for command in typed(text, _PROGRAM) for piece in _pieces(command))
    yield from islice(pieces, MOST)


def _pieces(command: Typed) -> Iterator[Piece]:
    """Share a command out among its requests, each with the part of the text up to its URL."""
    if any(word.text.casefold() in _CMDLET for word in command.words):
        return
    notes = Notes()
    notes.add(*command.notes)
    arguments = tuple(sorted_out(command.words, GRAMMAR, notes))
    found: list[tuple[int, Options, str]] = []
    for transfer in _transfers(arguments):
        options = Options(command.stdin, notes)
        for argument in transfer:
            options.take(argument)
        urls = addresses(options)
        found += [(url.end, options, url.value) for url in urls]
        if not urls and any(each.name in _SHAPING for each in transfer):
            notes.add(NO_URL)
            found.append((transfer[-1].end, options, ""))
    start = command.start
    ends = [end for end, _, _ in found[:-1]] + [command.end]
    for (_, options, address), end in zip(found, ends, strict=False):
        made = request(options, address)
        yield Piece(start, max(start, end), KIND, request=made, notes=notes.all())
        start = max(start, end)


def _transfers(arguments: tuple[Argument, ...]) -> list[tuple[Argument, ...]]:
    """Split the arguments at ``--next``."""
    transfers: list[list[Argument]] = [[]]
    for argument in arguments:
        if argument.name == "next":
            transfers.append([])
        else:
            transfers[-1].append(argument)
    return [tuple(transfer) for transfer in transfers]
