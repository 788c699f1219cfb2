"""The page of an authorization server, and the table of all known ones.

Everything on them comes from the server's file. Users may have files of their own, so text of a
file stays apart from prose until it is escaped for where it goes.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from textwrap import indent, wrap
from typing import Final, assert_never

from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass
from pkcedoctor.report.escaping import markdown_code, markdown_prose, visible
from pkcedoctor.servers.index import Index
from pkcedoctor.servers.model import (
    Advice,
    OwnRule,
    Server,
    Source,
    Trait,
    TraitKind,
    Wording,
    WrongEndpoint,
)

_URL: Final = regex(r"https?://[!-;=?-~]+")
_BODIES: Final = {
    "form": "an application/x-www-form-urlencoded body",
    "json": "an application/json body",
    "multipart": "a multipart/form-data body",
    "query": "the query of its URL",
}
_PKCE: Final = {
    "required": "PKCE is required",
    "optional": "PKCE is optional",
    "unsupported": "PKCE is not supported",
}
_SECRET: Final = {
    "required": "PKCE does not replace the client secret: the token request needs both",
    "optional": "PKCE goes with a client secret or without",
    "refused": "A client secret beside PKCE is refused",
}
_BURNS: Final = {
    True: "A failed attempt uses up the code: only the first refusal tells the cause",
    False: "A failed attempt leaves the code as it was",
}
_MINUTE: Final = 60
_UNVERIFIED: Final = "unverified, so only ever possible"
_NARROWEST_NAME: Final = 12
_ROOMY: Final = 80


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that is meant letter by letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A URL to follow."""

    text: str


Line = tuple[str | Literal | Link, ...]
"""One sentence: prose, literals and links."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, numbered or not."""

    lines: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the table of answers.

    Attributes:
        status: the HTTP status, or empty for any.
        error: the error code, or empty for any.
        words: what is said beside it.
        causes: the ids of what it can mean.
        meaning: the same for people; may be empty.
        source: the number of its source.
        verified: whether somebody has seen it there.
    """

    status: str
    error: str
    words: Line
    causes: tuple[str, ...]
    meaning: str
    source: int
    verified: bool


Part = Listed | tuple[Answer, ...]
Section = tuple[str, Part]


def server_as_text(server: Server, *, width: int, heading: Callable[[str], str] = str) -> str:
    """Return a server's page for a terminal.

    Args:
        server: the server.
        width: how many columns to use.
        heading: how to write a heading, for example bold.
    """
    lines = _wrapped(f"{server.id}: {visible(server.name)}", width)
    if server.about:
        lines += ["", *_wrapped(visible(server.about), width)]
    for title, part in sections(server):
        lines += ["", heading(title)]
        lines += indent("\n".join(_text_lines(part, width - 2)), "  ").split("\n")
    return "\n".join(lines) + "\n"


def server_as_markdown(server: Server) -> str:
    """Return a server's page for a repository or a ticket."""
    blocks = [f"# {server.id}: {markdown_prose(server.name)}"]
    if server.about:
        blocks.append(markdown_prose(server.about))
    for title, part in sections(server):
        blocks += [f"## {title}", "\n".join(_markdown_lines(part))]
    return "\n\n".join(blocks) + "\n"


def sections(server: Server) -> Iterator[Section]:
    """Return the page under its fixed headings, without those that would be empty."""
    sources = {source: number for number, source in enumerate(_sources(server), start=1)}
    told: tuple[Section, ...] = (
        ("How it is recognised", Listed(tuple(_recognised(server)))),
        ("Where to send what", Listed(tuple(_endpoints(server)))),
        ("What it demands", Listed(tuple(_demands(server)))),
        (
            "What is right here against the RFC",
            Listed(tuple(_own_rule(rule, sources) for rule in server.allows)),
        ),
        (
            "What it never checks",
            Listed(tuple(_own_rule(rule, sources) for rule in server.ignores)),
        ),
        ("What its answers mean", tuple(_answer(row, sources) for row in server.wordings)),
        ("Wrong advice", Listed(tuple(map(_advice, server.advice)))),
        ("Sources", Listed(tuple(map(_source, sources)), numbered=True)),
    )
    for title, part in told:
        if part not in ((), Listed(())):
            yield title, part


def servers_as_text(servers: Iterable[Server], index: Index, *, width: int) -> str:
    """Return the table of all servers for a terminal."""
    from tabulate import tabulate  # noqa: PLC0415 - pages need no tables

    rows = tuple(_row(server, index) for server in servers)
    ids = max((len(server_id) for server_id, *_ in rows), default=0)
    ways = len("host, path, answer" if width >= _ROOMY else "your word only")
    room = max(width - ids - ways - len("  wordings") - 3 * len("  "), _NARROWEST_NAME)
    cells = [
        (server_id, "\n".join(wrap(visible(name), room)), "\n".join(wrap(how, ways)), str(count))
        for server_id, name, how, count in rows
    ]
    headers = ("server", "name", "recognised by", "wordings")
    sides = ("left", "left", "left", "right")
    drawn = tabulate(cells, headers, tablefmt="simple", disable_numparse=True, colalign=sides)
    return "\n".join(line.rstrip() for line in drawn.split("\n")) + "\n"


def servers_as_markdown(servers: Iterable[Server], index: Index) -> str:
    """Return the table of all servers for a README."""
    rows = (
        f"| {markdown_code(server_id)} | {markdown_prose(name)} | {how} | {count} |"
        for server_id, name, how, count in (_row(server, index) for server in servers)
    )
    headers = ("| server | name | recognised by | wordings |", "| --- | --- | --- | ---: |")
    return "\n".join((*headers, *rows)) + "\n"


def _row(server: Server, index: Index) -> tuple[str, str, str, int]:
    """Return id, name, how the index tells it from others, and how many answers are known."""
    ways = {
        "host": index.hosts.values(),
        "path": chain.from_iterable(index.paths.values()),
        "answer": (*index.words.values(), *(server_id for *_, server_id in index.traits)),
    }
    how = ", ".join(way for way, ids in ways.items() if server.id in ids)
    return server.id, server.name, how or "your word only", len(server.wordings)


def _sources(server: Server) -> tuple[Source, ...]:
    """Return each source once, in the order of the page."""
    rules = (rule.source for rule in (*server.allows, *server.ignores))
    answers = (row.source for row in server.wordings)
    return tuple(dict.fromkeys((server.source, *rules, *answers)))


def _recognised(server: Server) -> Iterator[Line]:
    known = server.recognition
    if known.hosts:
        yield ("Certain by its host: ", *_enumerated(known.hosts))
    if known.paths:
        yield (
            "Likely by the end of a path, where no other known server shares it: ",
            *_enumerated(known.paths),
        )
    for trait in known.traits:
        kind = "Likely by" if trait.strong else "A hint, which decides nothing alone:"
        yield (f"{kind} ", *_trait(trait))
    if any(row.words and row.source.verified for row in server.wordings):
        yield ("Likely by its words, where no other known server uses them",)
    yield ("By your word: ", Literal(f"pkcedoctor check --server {server.id}"))


def _trait(trait: Trait) -> Line:
    name = Literal(trait.name)
    match trait.kind:
        case TraitKind.HEADER if trait.pattern:
            return ("an answer with the header ", name, " like ", Literal(trait.pattern))
        case TraitKind.HEADER:
            return ("an answer with the header ", name)
        case TraitKind.MEMBER:
            return ("an answer with the member ", name)
        case TraitKind.ERROR:
            return ("the error code ", name)
        case TraitKind.WORDS:
            return ("an answer with words like ", name)
        case _:
            assert_never(trait.kind)


def _endpoints(server: Server) -> Iterator[Line]:
    if server.endpoints.authorization:
        yield ("Authorization request: ", *_enumerated(server.endpoints.authorization))
    if server.endpoints.token:
        yield ("Token request: ", *_enumerated(server.endpoints.token))
    yield from map(_wrong_endpoint, server.endpoints.wrong)


def _wrong_endpoint(wrong: WrongEndpoint) -> Line:
    place = Literal(f"{wrong.host or '…'}{wrong.path or '/…'}")
    return ("Not ", place, f": {wrong.why}; instead ", Literal(wrong.instead))


def _demands(server: Server) -> Iterator[Line]:
    read = _or(tuple(_BODIES[name] for name in server.takes))
    yield (f"The parameters of the token request are read from {read}",)
    if server.challenge:
        yield ("code_challenge is not that of RFC 7636 but ", Literal(server.challenge))
    if server.methods:
        yield ("code_challenge_method is ", *_enumerated(server.methods))
    if server.pkce:
        yield (_PKCE[server.pkce],)
    if server.secret:
        yield (_SECRET[server.secret],)
    if server.code_lifetime is not None:
        yield (f"A code lives for {_duration(server.code_lifetime)}",)
    if server.burns_code is not None:
        yield (_BURNS[server.burns_code],)
    if server.order:
        yield (f"It checks in this order: {', '.join(server.order)}",)


def _duration(seconds: int) -> str:
    count, rest = divmod(seconds, _MINUTE)
    number, unit = (seconds, "second") if rest or not count else (count, "minute")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _own_rule(rule: OwnRule, sources: dict[Source, int]) -> Line:
    only: Line = tuple(
        piece
        for name, pattern in rule.detail
        for piece in (", only where the ", Literal(name), " is like ", Literal(pattern))
    )
    return (Literal(rule.cause), *only, f": {rule.why} [{sources[rule.source]}]")


def _answer(row: Wording, sources: dict[Source, int]) -> Answer:
    words: Line = ("without a description",)
    if row.words:
        words = (Literal(row.words),)
    elif row.pattern:
        words = ("like ", Literal(row.pattern))
    return Answer(
        status=str(row.status or ""),
        error=row.error,
        words=words,
        causes=row.causes,
        meaning=row.meaning,
        source=sources[row.source],
        verified=row.source.verified,
    )


def _source_mark(answer: Answer) -> str:
    mark = f"[{answer.source}]"
    return mark if answer.verified else f"{mark} {_UNVERIFIED}"


def _advice(advice: Advice) -> Line:
    return (f"“{advice.heard}” (", Literal(advice.cause), f"): {advice.instead}")


def _source(source: Source) -> Line:
    doubt = "" if source.verified else f"; {_UNVERIFIED}"
    if _URL.fullmatch(source.text):
        return (Link(source.text), f" ({source.seen}{doubt})")
    return (source.text, f" ({source.seen}{doubt})")


def _enumerated(texts: tuple[str, ...]) -> Line:
    """Return literals as ``a``, ``b`` or ``c``."""
    last = len(texts) - 1
    line: list[str | Literal | Link] = []
    for number, text in enumerate(texts):
        if number:
            line.append(" or " if number == last else ", ")
        line.append(Literal(text))
    return tuple(line)


def _or(texts: tuple[str, ...]) -> str:
    *most, last = texts
    return f"{', '.join(most)} or {last}" if most else last


def _text_lines(part: Part, width: int) -> list[str]:
    if not isinstance(part, Listed):
        return _answers_as_text(part, width)
    marks = [f"{number}." if part.numbered else "-" for number in range(1, len(part.lines) + 1)]
    margin = max(map(len, marks)) + 1
    lines = []
    for mark, item in zip(marks, part.lines, strict=True):
        start, *rest = _wrapped(_as_text(item), width - margin)
        lines += [f"{mark:<{margin}}{start}", *(" " * margin + line for line in rest)]
    return lines


def _answers_as_text(answers: tuple[Answer, ...], width: int) -> list[str]:
    """Lay the answers out in two columns, the second wide enough for every cause."""
    causes = max((len(cause) for answer in answers for cause in answer.causes), default=0)
    right = max(causes, width // 2)
    left = width - right - 2
    lines = [f"{'answer':<{left}}  means", f"{'-' * left}  {'-' * right}"]
    for answer in answers:
        code = " ".join(filter(None, (answer.status, visible(answer.error)))) or "any status"
        said = [*wrap(code, left), *wrap(_as_text(answer.words), left, break_on_hyphens=False)]
        meant = [
            *(visible(cause) for cause in answer.causes or ("anything: it proves nothing",)),
            *wrap(visible(answer.meaning), right, break_on_hyphens=False),
            *wrap(_source_mark(answer), right),
        ]
        rows = zip_longest(said, meant, fillvalue="")
        lines += [*(f"{first:<{left}}  {second}".rstrip() for first, second in rows), ""]
    return lines[:-1]


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, break_on_hyphens=False, break_long_words=False)


def _as_text(line: Line) -> str:
    return "".join(visible(piece if isinstance(piece, str) else piece.text) for piece in line)


def _markdown_lines(part: Part) -> Iterator[str]:
    if isinstance(part, Listed):
        for number, line in enumerate(part.lines, start=1):
            mark = f"{number}." if part.numbered else "-"
            yield f"{mark} {_as_markdown(line)}"
        return
    yield "| status | error | words | causes | meaning | source |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for answer in part:
        cells = (
            answer.status or "any",
            _as_markdown((Literal(answer.error) if answer.error else "any",), in_table=True),
            _as_markdown(answer.words, in_table=True),
            ", ".join(markdown_code(cause, in_table=True) for cause in answer.causes) or "anything",
            markdown_prose(answer.meaning),
            markdown_prose(_source_mark(answer)),
        )
        yield f"| {' | '.join(cells)} |"


def _as_markdown(line: Line, *, in_table: bool = False) -> str:
    return "".join(_piece_as_markdown(piece, in_table=in_table) for piece in line)


def _piece_as_markdown(piece: str | Literal | Link, *, in_table: bool) -> str:
    match piece:
        case str():
            return markdown_prose(piece)
        case Literal(text=text):
            return markdown_code(text, in_table=in_table)
        case Link(text=text):
            return f"<{text}>"
        case _:
            assert_never(piece)
