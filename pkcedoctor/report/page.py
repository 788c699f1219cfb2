"""The page of a cause, and the table of all causes. Both are made of the rules' metadata alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from textwrap import indent, wrap
from typing import Final, assert_never

from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    TokenRequest,
    TokenResponse,
)
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass
from pkcedoctor.report.escaping import markdown_code, markdown_prose
from pkcedoctor.rules._rule import Needs, Rule, SettledBy, Stage

_LITERAL: Final = regex(r"``(.+?)``", re.DOTALL)
_LISTED: Final = regex(r"[-*] ")
_NAMES: Final[dict[Needs, str]] = {
    AuthorizationRequest: "the authorization request",
    AuthorizationResponse: "the authorization response, which delivered the code",
    TokenRequest: "the token request",
    TokenResponse: "the answer to the token request",
    Exchange: "whatever the capture holds of the exchange",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose; literals stand between double backticks."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines to keep as they are."""

    lines: tuple[str, ...]


Part = Paragraph | Item | Block
Section = tuple[str, tuple[Part, ...]]


def page_as_text(rule: Rule, *, width: int, heading: Callable[[str], str] = str) -> str:
    """Return a cause's page for a terminal.

    Args:
        rule: the rule that recognises the cause.
        width: how many columns to use.
        heading: how to write a heading, for example bold.
    """
    lines = wrap(f"{rule.id}: {_as_prose(rule.title)}", width, break_on_hyphens=False)
    for title, parts in sections(rule):
        lines += ["", heading(title)]
        for previous, part in zip((None, *parts), parts, strict=False):
            if previous is not None and not (isinstance(previous, Item) and isinstance(part, Item)):
                lines.append("")
            lines += indent("\n".join(_text_lines(part, width - 2)), "  ").split("\n")
    return "\n".join(lines) + "\n"


def page_as_markdown(rule: Rule) -> str:
    """Return a cause's page for a repository: ``examples/<id>/README.md``."""
    blocks = [f"# {rule.id}", _markdown(rule.title)]
    for title, parts in sections(rule):
        blocks.append(f"## {title}")
        listed: list[str] = []
        for part in parts:
            match part:
                case Item(text=text):
                    listed.append(f"- {_markdown(text)}")
                    continue
                case Paragraph(text=text):
                    block = _markdown(text)
                case Block(lines=lines):
                    block = "\n".join(("```console", *lines, "```"))
                case _:
                    assert_never(part)
            blocks += ["\n".join(listed), block] if listed else [block]
            listed = []
        if listed:
            blocks.append("\n".join(listed))
    return "\n\n".join(blocks) + "\n"


def sections(rule: Rule) -> Iterator[Section]:
    """Return the page under its fixed headings."""
    yield "Cause", (Paragraph(_cause(rule)),)
    yield "How it is recognised", tuple(_parts(rule.page))
    yield "Needs", tuple(Item(_NAMES[need]) for need in rule.needs if need in _NAMES)
    yield "What the server answers", _answers(rule)
    yield "Remedy", (Paragraph(rule.remedy),)
    yield "Refused and accepted", (Block(_transcript(rule)),)
    yield "Reference", (Paragraph(f"{rule.spec}, {rule.spec.heading}: {rule.spec.url}"),)


def causes_as_text(rules: Iterable[Rule], *, width: int) -> str:
    """Return the table of all causes for a terminal."""
    from tabulate import tabulate  # noqa: PLC0415 - pages need no tables

    rules = tuple(rules)
    stages = max(len(rule.stage.name) for rule in rules)
    ids = max(len(rule.id) for rule in rules)
    room = width - stages - ids - 4
    rows = [(rule.stage.name.lower(), rule.id, "\n".join(wrap(rule.title, room))) for rule in rules]
    return tabulate(rows, ("stage", "cause", "the exchange shows"), tablefmt="simple") + "\n"


def causes_as_markdown(rules: Iterable[Rule]) -> str:
    """Return the table of all causes for a README."""
    rows = (
        f"| {rule.stage.name.lower()} | {markdown_code(rule.id)} | {_markdown(rule.title)} |"
        for rule in rules
    )
    return (
        "\n".join(("| stage | cause | the exchange shows |", "| --- | --- | --- |", *rows)) + "\n"
    )


def _cause(rule: Rule) -> str:
    stage = f"“{rule.stage.name.lower()}”, stage {rule.stage.value} of {len(Stage)}"
    return f"Refused because {rule.title}. A strict token endpoint meets it at {stage}."


def _answers(rule: Rule) -> tuple[Part, ...]:
    *most, last = (f"``{answer.value}``" for answer in rule.answers) if rule.answers else ("",)
    codes = f"{', '.join(most)} or {last}" if most else last
    said = f"Usually {codes}." if codes else "No error code of RFC 6749 stands for it."
    match rule.settled_by:
        case SettledBy.BYTES:
            known = "The bytes of the capture can prove it."
        case SettledBy.SERVER:
            known = "Only the authorization server can know; a capture can make it likely."
        case _:
            assert_never(rule.settled_by)
    return Paragraph(said), Paragraph(known)


def _transcript(rule: Rule) -> tuple[str, ...]:
    folder = f"examples/{rule.id}"
    return (
        f"$ pkcedoctor check {folder}/refused.har",
        f"error[{rule.id}]: …",
        f"$ pkcedoctor check {folder}/accepted.har",
        "ok: the server accepted this exchange",
    )


def _parts(docstring: str) -> Iterator[Part]:
    for block in re.split(r"\n[ ]*\n", docstring):
        lines = block.split("\n")
        if all(line.startswith("    ") for line in lines):
            yield Block(tuple(line[4:] for line in lines))
        elif _LISTED.match(lines[0]):
            yield from (Item(_joined(item[2:])) for item in re.split(r"\n(?=[-*] )", block))
        else:
            text = _joined(block)
            yield Paragraph(text[:-1] if text.endswith("::") else text)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _text_lines(part: Part, width: int) -> list[str]:
    match part:
        case Paragraph(text=text):
            return wrap(_as_prose(text), width, break_on_hyphens=False, break_long_words=False)
        case Item(text=text):
            return wrap(
                f"- {_as_prose(text)}", width, subsequent_indent="  ", break_on_hyphens=False
            )
        case Block(lines=lines):
            return list(lines)
        case _:
            assert_never(part)


def _as_prose(text: str) -> str:
    return _LITERAL.sub(r"\1", text)


def _markdown(text: str) -> str:
    pieces = _LITERAL.split(text)
    return "".join(
        markdown_code(piece) if number % 2 else markdown_prose(piece)
        for number, piece in enumerate(pieces)
    )
