"""A report for people, at a terminal or in a log."""

from itertools import zip_longest
from textwrap import wrap
from typing import Final

import click

from pkcedoctor.diagnosis import Checkup
from pkcedoctor.report.account import (
    CONTAINS_SECRETS,
    Account,
    Fact,
    Line,
    Quoted,
    Table,
    Tone,
    give_account,
    origin,
    sum_up,
)
from pkcedoctor.report.comparison import lay_out
from pkcedoctor.report.escaping import no_command, visible
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.rules._rule import Comparison

_INDENT: Final = "  "
_LABEL_WIDTH: Final = 11
_GAP: Final = 2
_COLOURS: Final = {Tone.BAD: "red", Tone.UNSURE: "yellow", Tone.GOOD: "green"}


def render_text(checkup: Checkup, secrecy: Secrecy, *, color: bool, width: int) -> str:
    """Write a checkup as plain text, in colours if asked."""
    page = _Page(secrecy, color=color, width=width)
    several = len(checkup.diagnoses) > 1
    if secrecy.off:
        page.paragraph((CONTAINS_SECRETS,))
        page.blank()
    if several:
        page.paragraph(sum_up(checkup, secrecy))
        page.blank()
    for number, diagnosis in enumerate(checkup.diagnoses, 1):
        if several:
            page.rule(f"exchange {number} of {len(checkup.diagnoses)}")
        page.account(give_account(diagnosis, secrecy))
    for note in checkup.notes:
        page.fact(Fact("note", ((Quoted(secrecy.quote(note)),),)))
    page.paragraph(origin(checkup, secrecy))
    return "\n".join(map(no_command, page.lines)) + "\n"


class _Page:
    """Lines no wider than the page."""

    def __init__(self, secrecy: Secrecy, *, color: bool, width: int) -> None:
        self.lines: list[str] = []
        self._secrecy = secrecy
        self._color = color
        self._width = width

    def account(self, account: Account) -> None:
        self._headline(account)
        for fact in account.facts:
            self.fact(fact)
        if account.comparison is not None:
            self._comparison(account.comparison)
        if account.advice:
            self.blank()
        for fact in account.advice:
            self.fact(fact)
        self.blank()
        for table in account.tables:
            self._table(table)

    def paragraph(self, line: Line) -> None:
        self.lines += wrap(_escape(line), self._width, break_on_hyphens=False)

    def blank(self) -> None:
        self.lines.append("")

    def rule(self, title: str) -> None:
        self.lines += [self._paint(f"-- {title} ".ljust(self._width, "-"), dim=True), ""]

    def fact(self, fact: Fact) -> None:
        indent = " " * (len(_INDENT) + _LABEL_WIDTH)
        label = fact.label
        for line in fact.lines:
            start, *rest = wrap(
                _escape(line),
                self._width,
                initial_indent=indent,
                subsequent_indent=indent,
                break_on_hyphens=False,
            ) or [indent]
            painted = self._paint(label, bold=True) + " " * (_LABEL_WIDTH - len(label))
            self.lines += [_INDENT + painted + start[len(indent) :], *rest]
            label = ""

    def _headline(self, account: Account) -> None:
        start, *rest = wrap(
            f"{account.tag}: {_escape(account.headline)}", self._width, break_on_hyphens=False
        )
        tag = start[: len(account.tag)]
        painted = self._paint(tag, fg=_COLOURS[account.tone], bold=True)
        self.lines += [painted + start[len(tag) :], *rest]

    def _comparison(self, comparison: Comparison) -> None:
        layout = lay_out(comparison, self._secrecy, self._width - 2 * len(_INDENT))
        margin = _INDENT * 2
        self.blank()
        self.lines += [margin + line for line in (*layout.legend, *layout.rows)]
        if layout.caret is not None:
            self.lines.append(margin + self._paint(layout.caret, fg="red"))

    def _table(self, table: Table) -> None:
        self.lines.append(self._paint(f"{table.title}:", bold=True))
        self.lines += draw_table(table, self._width)
        self.blank()

    def _paint(
        self, text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None
    ) -> str:
        return click.style(text, fg=fg, bold=bold, dim=dim) if self._color else text


def draw_table(table: Table, width: int) -> list[str]:
    """Return a table as tabulate's ``simple`` format has it, which is slow to import."""
    room = width - 2 * len(_INDENT)
    narrow = min(max(len(_escape(row[0])) for row in table.rows), room // 2)
    rows = [(_fill(first, narrow), _fill(second, room - narrow)) for first, second in table.rows]
    left, right = (
        max([len(header) + _GAP, *(len(line) for cell in column for line in cell)])
        for header, column in zip(table.headers, zip(*rows, strict=True), strict=True)
    )
    lines = [table.headers, ("-" * left, "-" * right)]
    for first, second in rows:
        lines += zip_longest(first, second, fillvalue="")
    return [f"{_INDENT}{one:<{left}}{'':{_GAP}}{other}".rstrip() for one, other in lines]


def _fill(line: Line, width: int) -> list[str]:
    return wrap(_escape(line), width, break_on_hyphens=False) or [""]


def _escape(line: Line) -> str:
    return "".join(
        _as_quoted(part.text) if isinstance(part, Quoted) else visible(part) for part in line
    )


def _as_quoted(text: str) -> str:
    """Return captured text, in quotation marks where its ends could not be seen."""
    return f'"{visible(text)}"' if text != text.strip() or not text else visible(text)
