"""Writes HARs of any size, as a browser would, with one refused exchange in the middle.

The bytes are those of an ordinary site: scripts and JSON as text, images in base64, and a header
block as Chrome writes it. The same arguments give the same bytes.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
WRONG_CHALLENGE: Final = "Kf6Bz7m0WcUq3vJx1sYp9nRt2aLd4eHg5iOk8jQyVbE"
_WORDS: Final = (
    "function(e){return e.map(t=>t.id)}",
    '"use strict";',
    "\n  const a = {b: 1};\n",
    '<div class="row">',
    "été ✓",
    '{"id":17,"name":"Widget","tags":["a","b"]}',
    "\t// a comment\n",
    "https://cdn.example/a.js?v=3",
    "\\d+\\.\\d+",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit. ",
)


def write_har(path: Path, size: int, *, indent: int | None) -> None:
    """Write a HAR.

    Args:
        path: where to.
        size: about how many bytes.
        indent: blanks per level, or None for one line.
    """
    random = Random(size)  # noqa: S311 - the same file in every run
    with path.open("w", encoding="utf-8", newline="\n") as file:
        written = file.write(_opening(indent))
        halfway = False
        place = 0
        while written < size:
            if not halfway and written > size // 2:
                halfway = True
                for entry in _exchange(place):
                    written += file.write(_entry_text(entry, indent, first=place == 0))
                    place += 1
            written += file.write(_entry_text(_page_entry(random, place), indent, first=place == 0))
            place += 1
        file.write(_closing(indent))


def _opening(indent: int | None) -> str:
    log = {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "pages": [],
        "entries": [],
    }
    text = json.dumps({"log": log}, indent=indent, separators=None if indent else (",", ":"))
    return text[: text.rindex("]")]


def _closing(indent: int | None) -> str:
    return "]}}" if indent is None else f"\n{' ' * indent * 2}]\n{' ' * indent}}}\n}}"


def _entry_text(entry: dict[str, object], indent: int | None, *, first: bool) -> str:
    if indent is None:
        return ("" if first else ",") + json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    margin = " " * indent * 3
    text = json.dumps(entry, ensure_ascii=False, indent=indent).replace("\n", "\n" + margin)
    return ("\n" if first else ",\n") + margin + text


def _entry(
    place: int, method: str, url: str, *, body: str | None, status: int, content: dict[str, object]
) -> dict[str, object]:
    headers = {
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Accept-Language": "en-GB,en;q=0.9",
        "Cookie": "sid=3c1f; theme=dark",
        "Referer": "https://app.example/",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156 Safari/537.36",
        "sec-ch-ua-platform": '"Linux"',
    }
    request: dict[str, object] = {
        "method": method,
        "url": url,
        "httpVersion": "http/2.0",
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
        "queryString": [],
        "cookies": [{"name": "sid", "value": "3c1f", "path": "/", "domain": "app.example"}],
        "headersSize": -1,
        "bodySize": 0 if body is None else len(body),
    }
    if body is not None:
        form = "application/x-www-form-urlencoded"
        request["headers"] = [{"name": "Content-Type", "value": form}]
        request["postData"] = {"mimeType": form, "text": body}
    return {
        "_connectionId": str(1000 + place),
        "_initiator": {"type": "parser", "url": "https://app.example/", "lineNumber": 12},
        "_priority": "High",
        "_resourceType": "script",
        "cache": {},
        "connection": "443",
        "request": request,
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "http/2.0",
            "headers": [
                {"name": "content-type", "value": str(content["mimeType"])},
                {"name": "cache-control", "value": "public, max-age=31536000"},
                {"name": "date", "value": "Fri, 20 Nov 2026 08:00:00 GMT"},
            ],
            "cookies": [],
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_transferSize": 1234,
            "_error": None,
        },
        "serverIPAddress": "192.0.2.7",
        "startedDateTime": f"2026-11-20T08:{place // 60 % 60:02}:{place % 60:02}.000Z",
        "time": 12.5,
        "timings": {"blocked": 1, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1, "wait": 11},
    }


def _page_entry(random: Random, place: int) -> dict[str, object]:
    size = random.choice((2_000, 20_000, 60_000, 200_000))
    if place % 3 == 2:
        text = base64.b64encode(random.randbytes(size)).decode()
        content = {"size": size, "mimeType": "image/png", "text": text, "encoding": "base64"}
    else:
        words = "".join(random.choices(_WORDS, k=200))
        text = words * (size // len(words) + 1)
        content = {"size": len(text), "mimeType": "text/javascript", "text": text}
    url = f"https://cdn.example/assets/chunk-{place}.js?v=20261120"
    return _entry(place, "GET", url, body=None, status=200, content=content)


def _exchange(place: int) -> Iterator[dict[str, object]]:
    query = (
        "response_type=code&client_id=spa&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=s7"
        f"&code_challenge={WRONG_CHALLENGE}&code_challenge_method=S256"
    )
    empty: dict[str, object] = {"size": 0, "mimeType": "text/html"}
    yield _entry(
        place, "GET", f"https://as.example/authorize?{query}", body=None, status=200, content=empty
    )
    yield _entry(
        place + 1, "GET", "https://app.example/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=s7",
        body=None, status=200, content=empty,
    )  # fmt: skip
    body = (
        "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&client_id=spa"
        f"&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code_verifier={VERIFIER}"
    )
    yield _entry(
        place + 2, "POST", "https://as.example/oauth/token", body=body, status=400,
        content={
            "size": 25, "mimeType": "application/json", "text": '{"error":"invalid_grant"}',
        },
    )  # fmt: skip
