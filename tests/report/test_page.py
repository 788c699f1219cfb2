import click
import pytest

from pkcedoctor.report.page import (
    causes_as_markdown,
    causes_as_text,
    page_as_markdown,
    page_as_text,
)
from tests.report.specimens import EXPIRED, MISMATCH, REDIRECT

TEXT = """\
challenge-mismatch: code_challenge is not S256 of code_verifier

Cause
  Refused because code_challenge is not S256 of code_verifier. A strict token
  endpoint meets it at “pkce”, stage 6 of 7.

How it is recognised
  The server hashes the verifier and compares.

  Mostly S256, with + kept:

  - a second verifier was made before the first was used
  - the page was reloaded

  Write this instead::

  challenge = s256(verifier)
    # nothing else

  - and nothing else

Needs
  - the authorization request
  - the token request

What the server answers
  Usually invalid_grant or invalid_request.

  The bytes of the capture can prove it.

Remedy
  Keep the verifier until its code is redeemed.

Refused and accepted
  $ pkcedoctor check examples/challenge-mismatch/refused.har
  error[challenge-mismatch]: …
  $ pkcedoctor check examples/challenge-mismatch/accepted.har
  ok: the server accepted this exchange

Reference
  RFC 7636 section 4.6, Server Verifies code_verifier before Returning the
  Tokens: https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6
"""

MARKDOWN = """\
# challenge-mismatch

code_challenge is not S256 of code_verifier

## Cause

Refused because code_challenge is not S256 of code_verifier. A strict token endpoint meets it \
at “pkce”, stage 6 of 7.

## How it is recognised

The server hashes the verifier and compares.

Mostly `S256`, with `+` kept:

- a second verifier was made before the first was used
- the page was reloaded

Write this instead:

```console
challenge = s256(verifier)
  # nothing else
```

- and nothing else

## Needs

- the authorization request
- the token request

## What the server answers

Usually `invalid_grant` or `invalid_request`.

The bytes of the capture can prove it.

## Remedy

Keep the verifier until its code is redeemed.

## Refused and accepted

```console
$ pkcedoctor check examples/challenge-mismatch/refused.har
error[challenge-mismatch]: …
$ pkcedoctor check examples/challenge-mismatch/accepted.har
ok: the server accepted this exchange
```

## Reference

RFC 7636 section 4.6, Server Verifies code_verifier before Returning the Tokens: \
https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6
"""


def test_text() -> None:
    assert page_as_text(MISMATCH, width=80) == TEXT.replace("instead::", "instead:")


def test_markdown() -> None:
    assert page_as_markdown(MISMATCH) == MARKDOWN


def test_headings_may_be_bold() -> None:
    bold = page_as_text(MISMATCH, width=80, heading=lambda text: click.style(text, bold=True))

    assert "\n\x1b[1mRemedy\x1b[0m\n" in bold


@pytest.mark.parametrize("width", [60, 120])
def test_width_is_respected(width: int) -> None:
    lines = page_as_text(MISMATCH, width=width).splitlines()

    assert max(len(line) for line in lines if "$ pkcedoctor" not in line) <= width


def test_what_the_server_answers() -> None:
    assert "Usually `invalid_grant`.\n\nOnly the authorization server can know" in page_as_markdown(
        EXPIRED
    )
    assert "\n\nNo error code of RFC 6749 stands for it.\n\n" in page_as_markdown(REDIRECT)


def test_needs() -> None:
    assert "- whatever the capture holds of the exchange\n" in page_as_markdown(REDIRECT)
    assert "- the answer to the token request\n" in page_as_markdown(EXPIRED)


def test_causes_as_text() -> None:
    assert (
        causes_as_text((REDIRECT, MISMATCH), width=60)
        == """\
stage     cause                  the exchange shows
--------  ---------------------  --------------------------
redirect  redirect-uri-mismatch  redirect_uri differs
pkce      challenge-mismatch     code_challenge is not S256
                                 of code_verifier
"""
    )


def test_causes_as_markdown() -> None:
    assert (
        causes_as_markdown((REDIRECT, MISMATCH))
        == """\
| stage | cause | the exchange shows |
| --- | --- | --- |
| redirect | `redirect-uri-mismatch` | redirect_uri differs |
| pkce | `challenge-mismatch` | code_challenge is not S256 of code_verifier |
"""
    )
