"""A report for a ticket, in GitHub-flavoured Markdown."""

from typing import Final

from pkcedoctor.diagnosis import Checkup
from pkcedoctor.patterns import regex
from pkcedoctor.report.account import (
    CONTAINS_SECRETS,
    Account,
    Fact,
    Line,
    Quoted,
    Table,
    give_account,
    origin,
    sum_up,
)
from pkcedoctor.report.comparison import lay_out
from pkcedoctor.report.escaping import markdown_block, markdown_code, markdown_prose
from pkcedoctor.report.secrecy import Secrecy

_BLOCK_WIDTH: Final = 100
_RISKY: Final = regex(
    r"[\\`*\[\]<>~|@&]|\b_|_\b|\$|://|www\.|#[\d#]|\bGH-\d|\b[0-9a-f]{7,40}\b|^\W|^\d+[.)]|^\S+$"
)
"""What Markdown might take for markup, and single words, which read better as code."""


def render_markdown(checkup: Checkup, secrecy: Secrecy) -> str:
    """Write a checkup as Markdown."""
    several = len(checkup.diagnoses) > 1
    blocks: list[str] = []
    if secrecy.off:
        blocks.append(f"> **{CONTAINS_SECRETS}**")
    if several:
        blocks.append(_inline(sum_up(checkup, secrecy)))
    for number, diagnosis in enumerate(checkup.diagnoses, 1):
        if several:
            blocks.append(f"## Exchange {number} of {len(checkup.diagnoses)}")
        blocks += _account(give_account(diagnosis, secrecy), secrecy)
    notes = tuple(Fact("note", ((Quoted(secrecy.quote(note)),),)) for note in checkup.notes)
    if notes:
        blocks.append(_facts(notes))
    blocks.append(f"<sub>{_inline(origin(checkup, secrecy))}</sub>")
    return "\n\n".join(blocks) + "\n"


def _account(account: Account, secrecy: Secrecy) -> list[str]:
    blocks = [f"### {account.tag}", _inline(account.headline)]
    blocks.append(_facts(account.facts))
    if account.comparison is not None:
        blocks.append(markdown_block(lay_out(account.comparison, secrecy, _BLOCK_WIDTH).lines))
    if account.advice:
        blocks.append(_facts(account.advice))
    return blocks + [_table(table) for table in account.tables]


def _facts(facts: tuple[Fact, ...]) -> str:
    return "\n".join(_fact(fact) for fact in facts)


def _fact(fact: Fact) -> str:
    if len(fact.lines) == 1:
        return f"- **{fact.label}**: {_inline(fact.lines[0])}"
    return "\n".join((f"- **{fact.label}**:", *(f"  - {_inline(line)}" for line in fact.lines)))


def _table(table: Table) -> str:
    rows = (
        "| " + " | ".join(_inline(cell, in_table=True) for cell in row) + " |" for row in table.rows
    )
    return "\n".join(
        (
            "<details open>" if table.vital else "<details>",
            f"<summary>{table.title} ({len(table.rows)})</summary>",
            "",
            "| " + " | ".join(table.headers) + " |",
            "| --- | --- |",
            *rows,
            "",
            "</details>",
        )
    )


def _inline(line: Line, *, in_table: bool = False) -> str:
    return "".join(
        _quoted(part.text, in_table=in_table) if isinstance(part, Quoted) else markdown_prose(part)
        for part in line
    )


def _quoted(text: str, *, in_table: bool) -> str:
    if text.isdecimal() or (text.strip() and not _RISKY.search(text)):
        return markdown_prose(text)
    return markdown_code(text if text.strip() else f'"{text}"', in_table=in_table)
