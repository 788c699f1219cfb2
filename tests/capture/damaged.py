"""One sound HAR, nasty on purpose, and what tickets, editors and programs do to it."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from html import escape

TOKEN = "https://as.example/oauth/token?x=[1]&y={2}"
BODY = (
    "grant_type=authorization_code&code=4%2F0AbC%2Bd_E~f.g+h&redirect_uri=https%3A%2F%2Fapp%2Fcb"
    "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
ERROR = (
    '{"error": "invalid_grant", "error_description":'
    ' "it\'s {not} [right]: \\"https://x/#y\\" /* \xe9 */"}'
)
SOUND_COUNT = 4


def entry(place: int) -> dict[str, object]:
    return {
        "startedDateTime": f"2026-11-20T08:25:1{place}.500Z",
        "time": 12.5,
        "request": {
            "method": "POST",
            "url": f"{TOKEN}&n={place}",
            "headers": [
                {"name": "Content-Type", "value": "application/x-www-form-urlencoded"},
                {"name": "X-Odd", "value": "a, b: 'c' {d} [e] // f # g \\ h"},
            ],
            "postData": {"mimeType": "application/x-www-form-urlencoded", "text": BODY},
        },
        "response": {
            "status": 400,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": len(ERROR), "mimeType": "application/json", "text": ERROR},
            "redirectURL": "",
        },
        "cache": {},
        "timings": {"send": 0, "wait": -1},
    }


LOG = {
    "version": "1.2",
    "creator": {"name": "Proxyman", "version": "5"},
    "pages": [],
    "entries": [entry(place) for place in range(SOUND_COUNT)],
}
SOUND = json.dumps({"log": LOG}, indent=2, ensure_ascii=False)
PLAIN = json.dumps({"log": LOG})
LINES = "\n".join(map(json.dumps, LOG["entries"]))

_NAME = re.compile(r'"([A-Za-z]\w*)":')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def unquoted(text: str) -> str:
    return _STRING.sub(_bare, text)


def _bare(string: re.Match[str]) -> str:
    after = string.string[string.end() : string.end() + 1]
    return string[1] if after == ":" and string[1].isidentifier() else string[0]


def single_quoted(text: str) -> str:
    return _STRING.sub(
        lambda string: "'" + string[1].replace('\\"', '"').replace("'", r"\'") + "'", text
    )


def curly(text: str) -> str:
    return _STRING.sub(lambda string: f"\u201c{string[1]}\u201d", text)


def after_commas(what: str) -> Callable[[str], str]:
    return lambda text: re.sub(r",\n", f", {what}\n", text)


SAME: dict[str, Callable[[str], str]] = {
    "sound": str,
    "one line": lambda _: PLAIN,
    "ASCII": lambda _: json.dumps({"log": LOG}, indent=4),
    "tabs and CRLF": lambda _: json.dumps({"log": LOG}, indent="\t").replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "byte-order mark": lambda text: f"\ufeff{text}",
    "two byte-order marks": lambda text: f"\ufeff\ufeff{text}",
    "blanks around": lambda text: f"\n\n  {text}\t\n",
    "record separators": lambda text: f"\x1e{text}\n",
    "NULs at the end": lambda text: f"{text}\0\0\0",
    "NULs in front": lambda text: f"\0\0{text}",
    "Ctrl-Z at the end": lambda text: f"{text}\x1a",
    "JSONP": lambda text: f"onInputData({text});",
    "an assignment": lambda text: f"var har = {text};\n",
    "a module": lambda text: f"export default {text};\n",
    "a console prompt": lambda text: f"> copy(har)\n{text}\nundefined",
    "XSSI prefix": lambda text: f")]}}',\n{text}",
    "a fence": lambda text: f"```json\n{text}\n```",
    "a fence amid prose": lambda text: (
        f"Hi [Bob], see {{below}}:\n\n```\n{text}\n```\nThanks {{Ann}}!"
    ),
    "tildes": lambda text: f"~~~\n{text}\n~~~",
    "a quoted string": json.dumps,
    "a string in a string": lambda text: json.dumps(json.dumps(text)),
    "a member that is a string": lambda text: json.dumps({"ok": True, "har": text}),
    "escaped quotes": lambda text: json.dumps(text)[1:-1],
    "escaped quotes in a log line": lambda text: f"INFO har={json.dumps(text)} done",
    "a quoted shell argument": lambda text: "'" + text + "'",
    "HTML-escaped": escape,
    "HTML-escaped, by number": lambda text: (
        escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    ),
    "HTML-escaped, in hexadecimal": lambda text: escape(text).replace("&quot;", "&#x22;"),
    "HTML-escaped, zeros": lambda text: escape(text).replace("&quot;", "&#034;"),
    "HTML-escaped twice": lambda text: escape(escape(text)),
    "in a page": lambda text: f"<html><pre>{escape(text)}</pre></html>",
    "in a page, not escaped": lambda text: f"<script>{text}</script>",
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64 in lines": lambda text: "\n".join(
        re.findall(".{1,76}", b64encode(text.encode()).decode())
    ),
    "a data URL": lambda text: "data:application/json;base64," + b64encode(text.encode()).decode(),
    "trailing commas": lambda text: re.sub(r"([\"\d}\]])(\s*\n\s*[}\]])", r"\1,\2", text),
    "double commas": lambda text: re.sub(r"\},\n", r"},,\n", text),
    "missing commas": lambda text: re.sub(r"\},\n", r"}\n", text),
    "raw line ends in strings": lambda text: text.replace(
        '"time": 12.5', '"comment": "a\n\tb\x01"'
    ),
    "vertical tabs": lambda text: text.replace("1.2", r"\v"),
    "unknown escapes": lambda text: text.replace("1.2", r"\q\x41\'"),
    "a half escape": lambda text: text.replace('"1.2"', r'"\u12"'),
    "a lone surrogate": lambda text: text.replace("1.2", r"\ud83d"),
    "NaN": lambda text: text.replace(": 12.5", ": NaN").replace(
        '"wait": -1', '"wait": ' + "-Infinity"
    ),
    "a huge number": lambda text: text.replace('"wait": -1', '"wait": ' + "9" * 5000),
    "a huge exponent": lambda text: text.replace('"wait": -1', '"wait": ' + "1e999999"),
    "leading zeros and signs": lambda text: text.replace('"wait": -1', '"wait": ' + "+007.50"),
    "a number without its zero": lambda text: text.replace('"wait": -1', '"wait": ' + ".5"),
    "deep nesting": lambda text: text.replace(
        '"cache": {}', '"cache": ' + "[" * 100_000 + "]" * 100_000
    ),
    "deep objects": lambda text: text.replace(
        '"cache": {}', '"cache": ' + '{"a":' * 9999 + "1" + "}" * 9999
    ),
    "unquoted names": unquoted,
    "single quotes": single_quoted,
    "curly quotes": curly,
    "backticks": lambda text: (
        single_quoted(text).replace(r"\'", "\0").replace("'", "`").replace("\0", "'")
    ),
    "Python": lambda text: repr(json.loads(text)),
    "Python with constants": lambda text: repr(
        {**json.loads(text), "a": True, "b": None, "c": False}
    ),
    "Python, in front": lambda text: repr({"a": True, "b": None, **json.loads(text)}),
    "line comments": after_commas("// see 'above' {"),
    "block comments": after_commas("/* don't \" { */"),
    "hash comments": after_commas("# it's"),
    "a comment in front": lambda text: f"// exported by me\n{text}",
    "a comment at the end": lambda text: f"{text}\n// {{end}}",
    "undefined": lambda text: text.replace("{}", "undefined"),
    "no-break spaces": lambda text: text.replace("  ", "\xa0 "),
    "a log alone": lambda _: json.dumps(LOG),
    "entries alone": lambda _: json.dumps(LOG["entries"]),
    "an array of one HAR": lambda text: f"[{text}]",
    "entries line by line": lambda _: LINES,
    "entries with commas": lambda _: LINES.replace("\n", ",\n"),
    "entries with record separators": lambda _: "\x1e" + LINES.replace("\n", "\n\x1e"),
    "entries run together": lambda _: LINES.replace("\n", ""),
    "entries by number": lambda _: json.dumps(
        {"log": {**LOG, "entries": {str(place): entry(place) for place in range(SOUND_COUNT)}}}
    ),
    "entries in log lines": lambda _: "\n".join(
        f"2026-11-20 INFO [main] {line}" for line in LINES.splitlines()
    ),
    "HARs of one entry each": lambda _: "\n".join(
        json.dumps({"log": {**LOG, "entries": [entry(place)]}}) for place in range(SOUND_COUNT)
    ),
    "wrapped": lambda text: f'{{"data": {{"capture": {text}}}}}',
    "entries before the creator": lambda _: json.dumps(
        {"log": {"entries": LOG["entries"], "creator": LOG["creator"]}}, indent=1
    ),
    "no creator": lambda _: json.dumps({"log": {"entries": LOG["entries"]}}),
    "names twice": lambda text: text.replace('"method":', '"method": "GET", "method":'),
    "a broken creator": lambda text: text.replace('"name": "Proxyman"', '"name": "Proxyman'),
    "no last bracket": lambda text: text.rstrip("}\n "),
    "no last brackets": lambda text: text.rstrip("]}\n ") + "}",
    "a bracket too many": lambda text: f"{text}}}}}",
    "a brace too many inside": lambda text: text.replace(
        '"wait": -1\n        }\n      },', '"wait": -1\n        }}\n      },', 1
    ),
    "a bracket too many inside": lambda text: text.replace(
        '"wait": -1\n        }\n      },', '"wait": -1\n        }\n      }],', 1
    ),
    "a BOM in the middle": lambda text: text.replace('"creator"', '\ufeff"creator"'),
    "a stray word at the end": lambda text: f"{text} xxx",
    "a stray quote at the end": lambda text: f'{text}"',
    "a second document that is no HAR": lambda text: f'{text}\n{{"a": 1}}',
    "a document in front that is no HAR": lambda text: f'{{"a": 1}}\n{text}',
}
"""Everything that must not cost a message."""


def nth(text: str, old: str, new: str, place: int = 1) -> str:
    """Replace one occurrence, counted from 0."""
    parts = text.split(old)
    return old.join(parts[: place + 1]) + new + old.join(parts[place + 1 :])


ENTRY_END = '"wait": -1\n        }\n      }'
REQUEST_END = f'"text": {json.dumps(BODY)}\n          }}\n        }},'

HURT: dict[str, Callable[[str], str]] = {
    "a quote lost in a header": lambda text: nth(text, '"X-Odd"', '"X-Odd'),
    "a quote lost before a URL": lambda text: nth(text, '"url": "', '"url": '),
    "a quote lost after a URL": lambda text: nth(
        text, '",\n          "headers"', ',\n          "headers"'
    ),
    "a quote too many in a URL": lambda text: nth(text, "oauth/token", 'oauth"token'),
    "quotes around a word": lambda text: nth(text, "oauth/token", 'oauth"/"token'),
    "a body in raw quotes": lambda text: nth(text, '\\"', '"', 2),
    "an escaped end of string": lambda text: nth(text, '"POST"', '"POST\\"'),
    "a URL without quotes": lambda text: nth(text, f'"{TOKEN}&n=1"', "https", 0),
    "an elided request": lambda text: nth(text, '"method": "POST"', "..."),
    "an elided entry": lambda text: nth(text, '"startedDateTime"', '... "startedDateTime"'),
    "a word instead of an entry": lambda text: nth(
        text, '"startedDateTime": "2026-11-20T08:25:11', "xxx <<< ", 0
    ),
    "a colon lost": lambda text: nth(text, '"method":', '"method"'),
    "a value lost": lambda text: nth(text, '"url": "https', '"url": , "x": "https'),
    "a name lost": lambda text: nth(text, '"method":', ":"),
    "a brace lost in the request": lambda text: nth(text, '"request": {', '"request": '),
    "a bracket lost in the request": lambda text: nth(text, '"headers": [', '"headers": ', 2),
    "brackets crossed": lambda text: nth(
        text, "            }\n          ]", "          ]\n            }", 2
    ),
    "a part cut out": lambda text: text[: text.index("n=1") + 2] + text[text.index("n=1") + 150 :],
    "a part of the middle left out": lambda text: (
        text[: text.index("n=1")] + "..." + text[text.index("n=2") + 30 :]
    ),
    "a request that ends too early": lambda text: nth(text, '"method": "POST",', "},"),
    "a part doubled": lambda text: text[: text.index("n=1") + 90] + text[text.index("n=1") :],
    "a null for an entry": lambda text: nth(text, '"request": {', '"request": null, "x": {'),
    "a merge conflict": lambda text: nth(
        text, '"method": "POST",', "<<<<<<< HEAD\n=======\n>>>>>>> x\n"
    ),
}
"""What may cost the second entry (or the third that it took along), and no other."""

BEHIND: dict[str, Callable[[str], str]] = {
    "a quote lost in the answer": lambda text: nth(text, '"text": "{', '"text": {'),
    "a broken answer": lambda text: nth(text, '"status": 400', '"status": 40x0'),
    "a brace lost behind the entry": lambda text: nth(text, ENTRY_END, '"wait": -1\n        }'),
    "a brace lost behind the request": lambda text: nth(text, REQUEST_END, REQUEST_END[:-2] + ","),
    "an elided answer": lambda text: nth(text, '"content": {', '"content": {...'),
    "rubbish between entries": lambda text: nth(text, ENTRY_END, ENTRY_END + ", %%% "),
}
"""What costs no request."""
