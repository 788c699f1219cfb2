from dataclasses import replace
from typing import Final

import click
import pytest

from pkcedoctor.report.server_page import (
    server_as_markdown,
    server_as_text,
    servers_as_markdown,
    servers_as_text,
)
from pkcedoctor.servers.files import parse_server
from pkcedoctor.servers.index import Index
from pkcedoctor.servers.model import UNKNOWN_SERVER, Advice, Recognition, Server, Source, Wording

FILE: Final = """\
id = "my-idp"
name = "My IdP"
about = "Our own server, which is stricter than the RFC about ~ and laxer about JSON."
source = "https://idp.example/docs/oauth_2"
seen = "2026-11-20"

[recognise]
hosts = ["idp.example", "*.idp.example"]
paths = ["/oauth/{tenant}/token"]

[[recognise.traits]]
in = "header"
name = "X-IdP"
pattern = "^v[0-9]"
strong = true

[[recognise.traits]]
in = "header"
name = "Server"
[[recognise.traits]]
in = "member"
name = "trace"
[[recognise.traits]]
in = "error"
name = "bad_code"
[[recognise.traits]]
in = "words"
name = "IdP-\\\\d+"

[endpoints]
authorization = ["https://{tenant}.idp.example/oauth/authorize"]
token = ["https://{tenant}.idp.example/oauth/token"]

[[endpoints.wrong]]
host = "api.{domain}"
why = "this is the API"
instead = "https://login.{domain}/oauth/token"

[[endpoints.wrong]]
path = "/old/token"
why = "this is version 1"
instead = "https://login.idp.example/oauth/token"

[demands]
takes = ["form", "json"]
challenge = "hex(SHA-256(code_verifier))"
methods = ["S256"]
pkce = "required"
secret = "required"
code_lifetime = 600
burns_code = true
order = ["client", "grant", "pkce"]

[[allows]]
cause = "content-type-not-form"
why = "JSON is read as well"
source = "https://idp.example/docs/json"
seen = "2026-11-19"
detail = { content_type = "^application/json" }

[[ignores]]
cause = "redirect-uri-mismatch"
why = "redirect_uri is not looked at"
source = "a test of ours"
seen = "2026-11-18"
verified = false

[[wordings]]
words = "Code verifier is wrong | retry"
error = "invalid_grant"
status = 400
causes = ["challenge-mismatch", "verifier-missing"]
meaning = "the pair does not fit"
source = "a test of ours"
seen = "2026-11-18"
verified = false

[[wordings]]
pattern = "IdP-1\\\\d"
causes = ["code-reused"]
source = "https://idp.example/docs/oauth_2"
seen = "2026-11-20"

[[wordings]]
error = "invalid_request"
causes = []
meaning = "any parameter may be meant"
source = "https://idp.example/docs/oauth_2"
seen = "2026-11-20"

[[advice]]
heard = "use the plain method"
cause = "challenge-mismatch"
instead = "send S256; plain is refused as well"
"""

TEXT: Final = """\
my-idp: My IdP

Our own server, which is stricter than the RFC about ~ and laxer about JSON.

How it is recognised
  - Certain by its host: idp.example or *.idp.example
  - Likely by the end of a path, where no other known server shares it:
    /oauth/{tenant}/token
  - Likely by an answer with the header X-IdP like ^v[0-9]
  - A hint, which decides nothing alone: an answer with the header Server
  - A hint, which decides nothing alone: an answer with the member trace
  - A hint, which decides nothing alone: the error code bad_code
  - A hint, which decides nothing alone: an answer with words like IdP-\\d+
  - By your word: pkcedoctor check --server my-idp

Where to send what
  - Authorization request: https://{tenant}.idp.example/oauth/authorize
  - Token request: https://{tenant}.idp.example/oauth/token
  - Not api.{domain}/…: this is the API; instead
    https://login.{domain}/oauth/token
  - Not …/old/token: this is version 1; instead
    https://login.idp.example/oauth/token

What it demands
  - The parameters of the token request are read from an
    application/x-www-form-urlencoded body or an application/json body
  - code_challenge is not that of RFC 7636 but hex(SHA-256(code_verifier))
  - code_challenge_method is S256
  - PKCE is required
  - PKCE does not replace the client secret: the token request needs both
  - A code lives for 10 minutes
  - A failed attempt uses up the code: only the first refusal tells the cause
  - It checks in this order: client, grant, pkce

What is right here against the RFC
  - content-type-not-form, only where the content_type is like
    ^application/json: JSON is read as well [2]

What it never checks
  - redirect-uri-mismatch: redirect_uri is not looked at [3]

What its answers mean
  answer                                 means
  -------------------------------------  ---------------------------------------
  400 invalid_grant                      challenge-mismatch
  Code verifier is wrong | retry         verifier-missing
                                         the pair does not fit
                                         [3] unverified, so only ever possible

  any status                             code-reused
  like IdP-1\\d                           [1]

  invalid_request                        anything: it proves nothing
  without a description                  any parameter may be meant
                                         [1]

Wrong advice
  - “use the plain method” (challenge-mismatch): send S256; plain is refused as
    well

Sources
  1. https://idp.example/docs/oauth_2 (2026-11-20)
  2. https://idp.example/docs/json (2026-11-19)
  3. a test of ours (2026-11-18; unverified, so only ever possible)
"""

MARKDOWN: Final = """\
# my-idp: My IdP

Our own server, which is stricter than the RFC about \\~ and laxer about JSON.

## How it is recognised

- Certain by its host: `idp.example` or `*.idp.example`
- Likely by the end of a path, where no other known server shares it: `/oauth/{tenant}/token`
- Likely by an answer with the header `X-IdP` like `^v[0-9]`
- A hint, which decides nothing alone: an answer with the header `Server`
- A hint, which decides nothing alone: an answer with the member `trace`
- A hint, which decides nothing alone: the error code `bad_code`
- A hint, which decides nothing alone: an answer with words like `IdP-\\d+`
- By your word: `pkcedoctor check --server my-idp`

## Where to send what

- Authorization request: `https://{tenant}.idp.example/oauth/authorize`
- Token request: `https://{tenant}.idp.example/oauth/token`
- Not `api.{domain}/…`: this is the API; instead `https://login.{domain}/oauth/token`
- Not `…/old/token`: this is version 1; instead `https://login.idp.example/oauth/token`

## What it demands

- The parameters of the token request are read from an application/x-www-form-urlencoded body or \
an application/json body
- code_challenge is not that of RFC 7636 but `hex(SHA-256(code_verifier))`
- code_challenge_method is `S256`
- PKCE is required
- PKCE does not replace the client secret: the token request needs both
- A code lives for 10 minutes
- A failed attempt uses up the code: only the first refusal tells the cause
- It checks in this order: client, grant, pkce

## What is right here against the RFC

- `content-type-not-form`, only where the `content_type` is like `^application/json`: JSON is \
read as well \\[2\\]

## What it never checks

- `redirect-uri-mismatch`: redirect_uri is not looked at \\[3\\]

## What its answers mean

| status | error | words | causes | meaning | source |
| --- | --- | --- | --- | --- | --- |
| 400 | `invalid_grant` | `Code verifier is wrong \\x7c retry` | `challenge-mismatch`, \
`verifier-missing` | the pair does not fit | \\[3\\] unverified, so only ever possible |
| any | any | like `IdP-1\\d` | `code-reused` |  | \\[1\\] |
| any | `invalid_request` | without a description | anything | any parameter may be meant | \
\\[1\\] |

## Wrong advice

- “use the plain method” (`challenge-mismatch`): send S256; plain is refused as well

## Sources

1. <https://idp.example/docs/oauth_2> (2026-11-20)
2. <https://idp.example/docs/json> (2026-11-19)
3. a test of ours (2026-11-18; unverified, so only ever possible)
"""

SEEN: Final = Source("seen", "2026-11-20")
MY_IDP: Final = parse_server(FILE.encode(), "my-idp.toml")
BARE: Final = replace(UNKNOWN_SERVER, id="bare", name="Bare", about="", source=SEEN)
HOSTILE: Final = "\x1b[2J\u202e`<b>|[x](y)"


def own(server: Server, heading: str) -> list[str]:
    """Return what stands under a heading of the page, as Markdown."""
    _, _, rest = server_as_markdown(server).partition(f"\n## {heading}\n\n")
    return rest.partition("\n\n")[0].splitlines()


def test_text() -> None:
    assert server_as_text(MY_IDP, width=80) == TEXT


def test_markdown() -> None:
    assert server_as_markdown(MY_IDP) == MARKDOWN


def test_headings_may_be_bold() -> None:
    bold = server_as_text(MY_IDP, width=80, heading=lambda text: click.style(text, bold=True))

    assert "\n\x1b[1mWrong advice\x1b[0m\n" in bold


@pytest.mark.parametrize("width", [60, 100, 120])
def test_width_is_respected(width: int) -> None:
    lines = server_as_text(MY_IDP, width=width).splitlines()

    assert max(map(len, lines)) <= width


def test_what_is_not_known_is_left_out() -> None:
    assert (
        server_as_text(BARE, width=80)
        == """\
bare: Bare

How it is recognised
  - By your word: pkcedoctor check --server bare

What it demands
  - The parameters of the token request are read from an
    application/x-www-form-urlencoded body

Sources
  1. seen (2026-11-20)
"""
    )
    assert "\n\n\n" not in server_as_markdown(BARE)


@pytest.mark.parametrize(
    ("server", "says"),
    [
        (replace(BARE, takes=("form", "multipart", "query")), "multipart/form-data body or the"),
        (replace(BARE, methods=("S256", "plain")), "is `S256` or `plain`"),
        (replace(BARE, pkce="optional"), "PKCE is optional"),
        (replace(BARE, pkce="unsupported"), "PKCE is not supported"),
        (replace(BARE, secret="optional"), "PKCE goes with a client secret or without"),
        (replace(BARE, secret="refused"), "A client secret beside PKCE is refused"),
        (replace(BARE, burns_code=False), "leaves the code as it was"),
        (replace(BARE, code_lifetime=0), "A code lives for 0 seconds"),
        (replace(BARE, code_lifetime=1), "A code lives for 1 second"),
        (replace(BARE, code_lifetime=60), "A code lives for 1 minute"),
        (replace(BARE, code_lifetime=90), "A code lives for 90 seconds"),
    ],
)
def test_demands(server: Server, says: str) -> None:
    assert own(server, "What it demands")[-1].endswith(says) or says in "".join(
        own(server, "What it demands")
    )


def test_words_of_its_own_recognise_it() -> None:
    telling = "- Likely by its words, where no other known server uses them"
    words = Wording((), SEEN, words="the code is not ours")

    assert telling in own(replace(BARE, wordings=(words,)), "How it is recognised")
    for silent in (
        replace(words, words=""),
        replace(words, source=replace(SEEN, verified=False)),
    ):
        assert telling not in own(replace(BARE, wordings=(silent,)), "How it is recognised")


def test_a_source_is_listed_once() -> None:
    rows = tuple(Wording((), SEEN, error=error) for error in ("a", "b"))
    page = replace(BARE, wordings=rows)

    assert own(page, "Sources") == ["1. seen (2026-11-20)"]


def test_a_long_url_stays_beside_its_number() -> None:
    url = "https://docs.example/" + "a" * 80
    page = server_as_text(replace(BARE, source=Source(url, "2026-11-20")), width=60)

    assert f"  1. {url}\n     (2026-11-20)\n" in page


def test_many_sources_are_aligned() -> None:
    rows = tuple(Wording((), Source(f"page {n}", "2026-11-20"), error="a") for n in range(9))
    lines = server_as_text(replace(BARE, wordings=rows), width=80).splitlines()

    assert lines[-10:][:1] + lines[-1:] == [
        "  1.  seen (2026-11-20)",
        "  10. page 8 (2026-11-20)",
    ]


def test_an_answer_that_may_mean_anything() -> None:
    lines = server_as_text(
        replace(BARE, wordings=(Wording((), SEEN, status=400),)), width=60
    ).splitlines()

    assert "  400                          anything: it proves nothing" in lines
    assert "  without a description        [1]" in lines


def test_nothing_of_a_file_is_obeyed() -> None:
    source = Source(HOSTILE, "2026-11-20")
    hostile = replace(
        BARE,
        name=HOSTILE,
        about=HOSTILE,
        source=source,
        recognition=Recognition(hosts=(HOSTILE,)),
        wordings=(Wording((HOSTILE,), source, words=HOSTILE, error=HOSTILE, meaning=HOSTILE),),
        advice=(Advice(HOSTILE, HOSTILE, HOSTILE),),
    )
    for page in (server_as_text(hostile, width=80), server_as_markdown(hostile)):
        assert "\x1b" not in page
        assert "\u202e" not in page
    markdown = server_as_markdown(hostile)
    (row,) = (line for line in markdown.splitlines() if line.startswith("| any |"))
    assert row.count("|") == 7


SHARED: Final = Index(
    names={"my-idp": "My IdP", "bare": "Bare"},
    hosts={"idp.example": "my-idp"},
    paths={"/oauth/{tenant}/token": ["my-idp"]},
    words={},
    traits=[("header", "X-IdP", "", "my-idp")],
)


def test_the_table_as_text() -> None:
    assert (
        servers_as_text((BARE, MY_IDP), SHARED, width=80)
        == """\
server    name    recognised by         wordings
--------  ------  ------------------  ----------
bare      Bare    your word only               0
my-idp    My IdP  host, path, answer           3
"""
    )


def test_the_table_on_a_narrow_page() -> None:
    long = replace(MY_IDP, name="My own Identity Provider")
    assert (
        servers_as_text((long,), SHARED, width=45)
        == """\
server    name      recognised by      wordings
--------  --------  ---------------  ----------
my-idp    My own    host, path,               3
          Identity  answer
          Provider
"""
    )


def test_the_table_without_a_server() -> None:
    assert servers_as_text((), SHARED, width=80).count("\n") == 2


def test_the_table_as_markdown() -> None:
    assert (
        servers_as_markdown((BARE, MY_IDP), SHARED)
        == """\
| server | name | recognised by | wordings |
| --- | --- | --- | ---: |
| `bare` | Bare | your word only | 0 |
| `my-idp` | My IdP | host, path, answer | 3 |
"""
    )
