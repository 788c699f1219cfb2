"""Send HTTP requests and keep them as HAR 1.2 entries, in the plain style of a proxy."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from time import perf_counter
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

import httpx

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

LONGEST_TEXT = 4096
NO_SPAN = -1


def name_value(name: str, value: str) -> dict[str, Json]:
    """Return one header, cookie or query parameter."""
    return {"name": name, "value": value}


def recorded_headers(headers: httpx.Headers) -> list[Json]:
    """Return the headers in wire order and wire case."""
    return [name_value(name.decode(), value.decode("latin-1")) for name, value in headers.raw]


def recorded_request(request: httpx.Request) -> dict[str, Json]:
    """Return the request half of an entry."""
    url = str(request.url)
    half: dict[str, Json] = {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": recorded_headers(request.headers),
        "queryString": [
            name_value(name, value)
            for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": NO_SPAN,
        "bodySize": len(request.content),
    }
    if request.content:
        half["postData"] = {
            "mimeType": request.headers.get("content-type", ""),
            "text": request.content.decode(),
        }
    return half


def recorded_response(response: httpx.Response) -> dict[str, Json]:
    """Return the response half of an entry; a long page is cut and says so."""
    text = response.text
    content: dict[str, Json] = {
        "size": len(response.content),
        "mimeType": response.headers.get("content-type", ""),
        "text": text[:LONGEST_TEXT],
    }
    if len(text) > LONGEST_TEXT:
        content["comment"] = f"cut after {LONGEST_TEXT} characters"
    return {
        "status": response.status_code,
        "statusText": response.reason_phrase,
        "httpVersion": response.http_version,
        "cookies": [],
        "headers": recorded_headers(response.headers),
        "content": content,
        "redirectURL": response.headers.get("location", ""),
        "headersSize": NO_SPAN,
        "bodySize": len(response.content),
    }


def har_text(entries: list[Json]) -> str:
    """Return a HAR file with one entry a line."""
    lines = ",\n".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries
    )
    creator = '{"name":"pkcedoctor-recorder","version":"1"}'
    return f'{{"log":{{"version":"1.2","creator":{creator},"entries":[\n{lines}\n]}}}}\n'


def quiet_client() -> httpx.Client:
    """Return an HTTP client that follows no redirect and sends few headers."""
    client = httpx.Client(headers={"User-Agent": "pkcedoctor-recorder/1"}, timeout=30)
    for name in ("Accept-Encoding", "Connection"):
        del client.headers[name]
    return client


class Recorder:
    """An HTTP client that keeps everything it sends and receives."""

    def __init__(self) -> None:
        """Start with an empty log; the browser keeps cookies, the app has none."""
        self._browser = quiet_client()
        self._app = quiet_client()
        self.entries: list[Json] = []
        self.cookies: set[str] = set()

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        from_app: bool = False,
    ) -> httpx.Response:
        """Send one request and append its entry."""
        client = self._app if from_app else self._browser
        request = client.build_request(method, url, headers=headers, content=body)
        request.read()
        started = datetime.now(UTC)
        clock = perf_counter()
        response = client.send(request)
        elapsed = round((perf_counter() - clock) * 1000, 3)
        self.entries.append(
            {
                "startedDateTime": started.isoformat(timespec="milliseconds").replace(
                    "+00:00", "Z"
                ),
                "time": elapsed,
                "request": recorded_request(request),
                "response": recorded_response(response),
                "cache": {},
                "timings": {"send": 0, "wait": elapsed, "receive": 0},
            }
        )
        for line in response.headers.get_list("set-cookie"):
            self.cookies.update(morsel.value for morsel in SimpleCookie(line).values())
        return response

    def close(self) -> None:
        """Close the connections."""
        self._browser.close()
        self._app.close()

    def write(self, path: Path) -> None:
        """Write the log as a HAR file, one entry a line."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(har_text(self.entries), encoding="utf-8")
