from dataclasses import replace

import pytest

from pkcedoctor.diagnosis import Checkup, Finding
from pkcedoctor.report import Format, render
from pkcedoctor.rules._rule import Excludes, say
from tests.report.specimens import (
    MISMATCH,
    checkup,
    clean,
    diagnosis,
    failed_exchange,
    passed,
    refused,
)

PROVEN = """\
### error[challenge-mismatch]

code_challenge is `E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM`, which is not S256 of code_verifier

- **certainty**: proven: the bytes of this capture show it
- **asked**: entry 3: `https://as.example/authorize?…` (linked by the state)
- **redeemed**: entry 12: `POST https://as.example/token`
- **answered**: 400 `invalid_grant`: PKCE verification failed

```text
code_challenge         E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
S256 of code_verifier  E9Melhoa2OwvFrEMTJguXHaoeK1t8URWbuGJSstw-cM
                                           ^ first difference: character 21
```

- **evidence**:
  - `code_challenge` (entry 3, query) is `E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM`
  - entry 12, body: the verifier is `‹43 characters, begins dBjf›`
- **remedy**: Keep the verifier until its code is redeemed.
- **reference**:
  - RFC 7636 section 4.6: Server Verifies code_verifier before Returning the Tokens
  - https://www.rfc-editor.org/rfc/rfc7636.html#section-4.6
- **more**: pkcedoctor explain challenge-mismatch

<details>
<summary>Ruled out (1)</summary>

| cause | because |
| --- | --- |
| redirect-uri-mismatch | redirect_uri is `https://app.example/callback` in both requests |

</details>

<details>
<summary>Could not be told (1)</summary>

| cause | what is missing, or where to look |
| --- | --- |
| code-expired | the authorization request is not in this capture: tick “Preserve log” |

</details>

- **note**: the last entry was cut off

<sub>read from `request.har`, HAR written by Firefox 153</sub>
"""

SEVERAL = """\
`request.har`: 2 exchanges, 1 failed, 1 succeeded

## Exchange 1 of 2

### ok

the server accepted this exchange

- **asked**: entry 3: `https://as.example/authorize?…` (linked by the state)
- **redeemed**: entry 12: `POST https://as.example/token`
- **answered**: 200, with tokens

- **warning**:
  - a strict server would have refused this exchange
  - challenge-mismatch: code_challenge is `E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM`, which is \
not S256 of code_verifier

## Exchange 2 of 2

### no cause found

the exchange failed, and nothing in this capture explains why

- **asked**: entry 3: `https://as.example/authorize?…` (linked by the state)
- **redeemed**: entry 12: `POST https://as.example/token`
- **answered**: 400 `invalid_grant`: PKCE verification failed

<details open>
<summary>What remains (2)</summary>

| cause | why, and how to find out |
| --- | --- |
| code-expired | the code waited 11 minutes; look up the code lifetime |
| redirect-uri-mismatch | the authorization request is not in this capture: tick “Preserve log” |

</details>

<details>
<summary>Ruled out (1)</summary>

| cause | because |
| --- | --- |
| challenge-mismatch | redirect_uri is `https://app.example/callback` in both requests |

</details>

<sub>read from `request.har`, HAR written by Firefox 153</sub>
"""


@pytest.mark.parametrize(
    ("told", "report"),
    [
        pytest.param(checkup(notes=("the last entry was cut off",)), PROVEN, id="proven"),
        pytest.param(checkup(passed(), clean()), SEVERAL, id="several"),
    ],
)
def test_report(told: Checkup, report: str) -> None:
    assert render(told, Format.MARKDOWN) == report


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("The code is not valid.", "The code is not valid.", id="harmless words"),
        pytest.param("11", "11", id="a number"),
        pytest.param("S256", "`S256`", id="one word"),
        pytest.param("", '`""`', id="nothing"),
        pytest.param("  ", '`"  "`', id="blanks"),
        pytest.param("ask @team now", "`ask @team now`", id="a mention"),
        pytest.param("see #12 there", "`see #12 there`", id="an issue"),
        pytest.param("see www.evil.example now", "`see www.evil.example now`", id="a bare link"),
        pytest.param("see http://evil.example", "`see http://evil.example`", id="a link"),
        pytest.param("![x](http://evil.example)", "`![x](http://evil.example)`", id="an image"),
        pytest.param("<img src=x> y", "`<img src=x> y`", id="HTML"),
        pytest.param("a `b` c", "``a `b` c``", id="code"),
        pytest.param("- a list", "`- a list`", id="a list"),
        pytest.param("a _b_ c", "`a _b_ c`", id="emphasis"),
    ],
)
def test_captured_text_is_no_markup(words: str, shown: str) -> None:
    exchange = replace(failed_exchange(), token_response=refused(words))
    report = render(checkup(replace(diagnosis(), exchange=exchange)), Format.MARKDOWN)

    assert f"- **answered**: 400 `invalid_grant`: {shown}\n" in report


def test_captured_text_breaks_no_table() -> None:
    findings = (Finding(MISMATCH, Excludes(say("is {} | {}", "a|b\n", "c | d"))),)
    report = render(checkup(replace(diagnosis(), findings=findings)), Format.MARKDOWN)

    assert "| challenge-mismatch | is `a\\x7cb\\n` &#124; `c \\x7c d` |\n" in report


def test_secrets_are_marked() -> None:
    report = render(checkup(), Format.MARKDOWN, show_secrets=True)

    assert report.startswith("> **This report contains secrets: do not share it.**\n\n### error[")
