from dataclasses import replace
from textwrap import wrap

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate

from pkcedoctor.diagnosis import Checkup
from pkcedoctor.report import render
from pkcedoctor.report.account import Table
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.report.text import draw_table, render_text
from tests.report.specimens import (
    CODE,
    VERIFIER,
    cause,
    checkup,
    clean,
    diagnosis,
    failed_exchange,
    passed,
    refused,
)

PROVEN = """\
error[challenge-mismatch]: code_challenge is
E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, which is not S256 of code_verifier
  certainty  proven: the bytes of this capture show it
  asked      entry 3: https://as.example/authorize?… (linked by the state)
  redeemed   entry 12: POST https://as.example/token
  answered   400 invalid_grant: PKCE verification failed

    code_challenge         E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
    S256 of code_verifier  E9Melhoa2OwvFrEMTJguXHaoeK1t8URWbuGJSstw-cM
                                               ^ first difference: character 21

  evidence   code_challenge (entry 3, query) is
             E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
             entry 12, body: the verifier is ‹43 characters, begins dBjf›
  remedy     Keep the verifier until its code is redeemed.
  reference  RFC 7636 section 4.6: Server Verifies code_verifier before
             Returning the Tokens
             https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6
  more       pkcedoctor explain challenge-mismatch

Ruled out:
  cause                  because
  ---------------------  ----------------------------------------------------
  redirect-uri-mismatch  redirect_uri is https://app.example/callback in both
                         requests

Could not be told:
  cause         what is missing, or where to look
  ------------  ----------------------------------------------------------------
  code-expired  the authorization request is not in this capture: tick “Preserve
                log”

  note       the last entry was cut off
read from request.har, HAR written by Firefox 153
"""

SEVERAL = """\
request.har: 2 exchanges, 1 failed, 1 succeeded

-- exchange 1 of 2 -------------------------------------------------------------

no cause found: the exchange failed, and nothing in this capture explains why
  asked      entry 3: https://as.example/authorize?… (linked by the state)
  redeemed   entry 12: POST https://as.example/token
  answered   400 invalid_grant: PKCE verification failed

What remains:
  cause                  why, and how to find out
  ---------------------  ------------------------------------------------------
  code-expired           the code waited 11 minutes; look up the code lifetime
  redirect-uri-mismatch  the authorization request is not in this capture: tick
                         “Preserve log”

Ruled out:
  cause               because
  ------------------  ----------------------------------------------------
  challenge-mismatch  redirect_uri is https://app.example/callback in both
                      requests

-- exchange 2 of 2 -------------------------------------------------------------

ok: the server accepted this exchange
  asked      entry 3: https://as.example/authorize?… (linked by the state)
  redeemed   entry 12: POST https://as.example/token
  answered   200, with tokens

  warning    a strict server would have refused this exchange
             challenge-mismatch: code_challenge is
             E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, which is not S256 of
             code_verifier

read from request.har, HAR written by Firefox 153
"""


@pytest.mark.parametrize(
    ("told", "report"),
    [
        pytest.param(checkup(notes=("the last entry was cut off",)), PROVEN, id="proven"),
        pytest.param(checkup(clean(), passed()), SEVERAL, id="several"),
    ],
)
def test_report(told: Checkup, report: str) -> None:
    assert render(told) == report


@pytest.mark.parametrize("width", [60, 72, 120])
def test_width_is_respected(width: int) -> None:
    shown = render_text(checkup(diagnosis(), clean()), Secrecy(checkup()), color=False, width=width)

    assert max(map(len, shown.splitlines())) <= width


def test_colours() -> None:
    shown = render(checkup(diagnosis(), passed()), color=True).splitlines()

    assert shown[3].startswith("\x1b[2m-- exchange 1 of 2 --")
    assert shown[5].startswith("\x1b[31m\x1b[1merror[challenge-mismatch]\x1b[0m: code_challenge")
    assert "  \x1b[1mcertainty\x1b[0m  proven: the bytes of this capture show it" in shown
    assert "\x1b[1mRuled out:\x1b[0m" in shown
    assert "\x1b[32m\x1b[1mok\x1b[0m: the server accepted this exchange" in shown


def test_colours_change_no_text() -> None:
    told = checkup(diagnosis(), passed())

    assert click.unstyle(render(told, color=True)) == render(told)


def test_secrets_are_shown_on_demand_and_marked() -> None:
    exchange = replace(failed_exchange(), token_response=refused(f"bad code {CODE}"))
    shown = render(checkup(replace(diagnosis(), exchange=exchange)), show_secrets=True)

    assert shown.startswith("This report contains secrets: do not share it.\n\nerror[")
    assert f"bad code {CODE}" in shown
    assert VERIFIER in shown


def test_equal_values_have_no_caret() -> None:
    told = cause()
    assert told.comparison is not None
    same = replace(told.comparison, second=told.comparison.first)
    shown = render(checkup(replace(diagnosis(), cause=replace(told, comparison=same))))

    assert "first difference" not in shown


def test_invisible_ends_are_quoted() -> None:
    exchange = replace(failed_exchange(), token_response=refused(" nothing\x1b[2J\n"))
    shown = render(checkup(replace(diagnosis(), exchange=exchange)))

    assert r'400 invalid_grant: " nothing\x1b[2J\n"' in shown


def test_an_empty_description_is_seen() -> None:
    exchange = replace(failed_exchange(), token_response=refused(""))

    assert 'invalid_grant: ""\n' in render(checkup(replace(diagnosis(), exchange=exchange)))


def test_an_empty_line_takes_a_line() -> None:
    told = replace(diagnosis(), cause=replace(cause(), confirm=""))

    assert "\n  confirm    \n" in render(checkup(told))


words = st.text(st.sampled_from("ab-. é漢“"), max_size=90).map(lambda text: " ".join(text.split()))


@given(
    st.lists(st.tuples(words.filter(bool), words), min_size=1, max_size=4),
    st.sampled_from(("because", "what is missing, or where to look")),
    st.sampled_from((60, 80, 120)),
)
def test_a_table_is_drawn_as_tabulate_draws_it(
    rows: list[tuple[str, str]], header: str, width: int
) -> None:
    headers = ("cause", header)
    room = width - 4
    narrow = min(max(len(first) for first, _ in rows), room // 2)
    cells = [
        [
            "\n".join(wrap(text, size, break_on_hyphens=False))
            for text, size in zip(row, sizes, strict=True)
        ]
        for row, sizes in ((row, (narrow, room - narrow)) for row in rows)
    ]
    drawn = tabulate(cells, headers, tablefmt="simple", disable_numparse=True)

    assert draw_table(
        Table("Seen", headers, tuple(((first,), (second,)) for first, second in rows)), width
    ) == [f"  {line}".rstrip() for line in drawn.splitlines()]
