"""The same messages as each capture tool writes them down."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal
from urllib.parse import parse_qs, parse_qsl, quote_plus

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]
Json = dict[str, object]
Kept = Literal["text", "fields", "nothing"]


@dataclass(frozen=True, slots=True)
class Message:
    """One form POST and its answer, as they went over the wire."""

    fields: Pairs
    media_type: str = FORM
    headers: Pairs = field(default_factory=list)
    status: int = 400
    answer: str = '{"error": "invalid_grant"}'
    url: str = "https://as.example/token?tenant=a%2Fb"

    @property
    def body(self) -> str:
        return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in self.fields)


def raw(message: Message) -> list[Json]:
    pairs = (piece.partition("=") for piece in message.body.split("&"))
    return [{"name": name, "value": value} for name, _, value in pairs]


def decoded(message: Message) -> list[Json]:
    return [
        {"name": name, "value": value}
        for name, value in parse_qsl(message.body, keep_blank_values=True)
    ]


def chrome(message: Message) -> Json:
    return {"mimeType": message.media_type, "text": message.body, "params": raw(message)}


def firefox(message: Message) -> Json:
    return {"mimeType": FORM, "params": decoded(message), "text": message.body}


def safari(message: Message) -> Json:
    return {"mimeType": message.media_type, "text": message.body, "params": decoded(message)}


def playwright(message: Message) -> Json:
    exact = message.media_type == FORM
    params = decoded(message) if exact else []
    return {"mimeType": message.media_type, "text": message.body, "params": params}


def playwright_omit(message: Message) -> Json:
    return playwright(message) | {"text": ""}


def text_alone(message: Message) -> Json:
    return {"mimeType": message.media_type, "text": message.body}


def text_and_no_params(message: Message) -> Json:
    return {"text": message.body, "params": []}


def params_alone(message: Message) -> Json:
    return {"mimeType": message.media_type, "params": decoded(message)}


def charles(message: Message) -> Json:
    return {"mimeType": None, "params": decoded(message)}


def browsermob(message: Message) -> Json:
    params = [{**param, "comment": ""} for param in decoded(message)]
    return {"mimeType": message.media_type, "params": params, "comment": ""}


def raw_params_alone(message: Message) -> Json:
    return {"mimeType": message.media_type, "params": raw(message)}


def zap(message: Message) -> Json:
    distinct = sorted({(str(each["name"]), str(each["value"])) for each in decoded(message)})
    params = [{"name": name, "value": value} for name, value in distinct]
    return {"mimeType": message.media_type, "params": params, "text": ""}


def regrouped(message: Message) -> Json:
    groups = parse_qs(message.body, keep_blank_values=True)
    return {"mimeType": message.media_type, "params": dict(groups), "text": ""}


def base64(message: Message) -> Json:
    encoded = b64encode(message.body.encode()).decode()
    return {"mimeType": message.media_type, "text": encoded, "encoding": "base64"}


def aside(message: Message) -> Json:
    return {"mimeType": message.media_type, "_content": base64(message)}


def in_a_file(message: Message) -> Json:
    return {"mimeType": message.media_type, "_file": file_name(message)}


def file_name(message: Message) -> str:
    return f"{sha256(message.body.encode()).hexdigest()}.dat"


def absent(_: Message) -> Json:
    return {}


def plain_headers(pairs: Pairs) -> object:
    return [{"name": name, "value": value} for name, value in pairs]


def doubled_headers(pairs: Pairs) -> object:
    lower = [{"name": name.lower(), "value": value} for name, value in pairs]
    return [{"name": name, "value": value} for name, value in pairs] + lower


def listed_headers(pairs: Pairs) -> object:
    return [list(pair) for pair in pairs]


def mapped_headers(pairs: Pairs) -> object:
    return dict(pairs)


def plain_answer(message: Message) -> Json:
    return {"size": len(message.answer), "mimeType": "application/json", "text": message.answer}


def packed_answer(message: Message) -> Json:
    encoded = b64encode(message.answer.encode()).decode()
    return {"size": len(message.answer), "text": encoded, "encoding": "base64"}


def viewed_answer(message: Message) -> Json:
    viewer = "application/vnd.mozilla.json.view; charset=UTF-8"
    return plain_answer(message) | {"mimeType": viewer, "encoding": "base64"}


def misnamed_answer(message: Message) -> Json:
    return plain_answer(message) | {"encoding": "utf-8", "compression": -3}


def lost_answer(message: Message) -> Json:
    return {"size": len(message.answer), "mimeType": "application/json"}


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool writes.

    Attributes:
        creator: how it names itself.
        post: what it makes of a form body.
        kept: how much of the body that is.
        headers: how it lists headers.
        answer: what it makes of a response body.
        started: how it writes the time.
        decides: whether its fields are certain.
        ordered: whether they keep their order and number.
    """

    creator: object
    post: Callable[[Message], Json]
    kept: Kept = "text"
    headers: Callable[[Pairs], object] = plain_headers
    answer: Callable[[Message], Json] = plain_answer
    started: object = "2026-11-20T08:25:11.868Z"
    decides: bool = True
    ordered: bool = True


def named(name: str) -> Json:
    return {"name": name, "version": "1.0"}


OFFSET = "2026-11-20T09:25:11.868000+01:00"

TOOLS = {
    "Chrome": Tool(named("WebInspector"), chrome),
    "Chrome, Copy all as HAR": Tool(named("WebInspector"), chrome, answer=lost_answer),
    "Chrome, after a navigation": Tool(named("WebInspector"), absent, "nothing"),
    "Cypress": Tool(named("Cypress HAR generator"), raw_params_alone, "fields"),
    "Firefox": Tool(named("Firefox"), firefox, started=OFFSET),
    "Firefox, JSON viewer": Tool(named("Firefox"), firefox, answer=viewed_answer),
    "Safari": Tool(named("WebKit Web Inspector"), safari, headers=mapped_headers, started=""),
    "Playwright": Tool(named("Playwright"), playwright),
    "Playwright, attach": Tool(named("Playwright"), in_a_file),
    "chrome-har": Tool(named("chrome-har"), params_alone, "fields", doubled_headers),
    "Browsertime": Tool(named("Browsertime"), params_alone, "fields", doubled_headers),
    "chrome-har-capturer": Tool(named("chrome-har-capturer"), text_and_no_params),
    "Puppeteer": Tool(named("chrome-har"), text_alone, answer=lost_answer),
    "bidi-har-export": Tool(named("bidi-har-export"), text_alone),
    "mitmproxy": Tool(named("mitmproxy"), safari, started=OFFSET),
    "Charles": Tool(named("Charles Proxy"), charles, "fields", answer=packed_answer),
    "Fiddler": Tool(
        named("Fiddler"), params_alone, "fields", started="2026-11-20T09:25:11.8680000+01:00"
    ),
    "ZAP": Tool(named("OWASP ZAP"), zap, "fields", ordered=False, answer=packed_answer),
    "HTTP Toolkit": Tool(named("HTTP Toolkit"), regrouped, "fields", ordered=False),
    "HTTP Toolkit, odd bytes": Tool(named("HTTP Toolkit"), aside),
    "BrowserMob": Tool(
        named("BrowserMob Proxy"), browsermob, "fields", started="2026-11-20T09:25:11.868+0100"
    ),
    "BrowserMob by default": Tool(named("BrowserMob Proxy"), absent, "nothing"),
    "IE": Tool(
        named("Internet Explorer Network Inspector"),
        raw_params_alone,
        "fields",
        started="2026-11-20T09:25:11.86+01:00",
    ),
    "Insomnia": Tool(named("Insomnia REST Client"), params_alone, "fields"),
    "Advanced REST Client": Tool(
        named("Advanced REST Client"), params_alone, "fields", answer=misnamed_answer
    ),
    "Reqable": Tool(named("Reqable"), base64, answer=packed_answer),
    "martian": Tool(named("martian proxy"), base64, answer=packed_answer),
    "martian, form": Tool(named("martian proxy"), params_alone, "fields"),
    "Dev Proxy": Tool(named("Dev Proxy"), text_alone, started="2026-11-20T08:25:11.8680000Z"),
    "Slack": Tool({}, text_alone, headers=listed_headers),
    "Requestly": Tool({}, text_alone),
    "Polly.JS": Tool(named("Polly.JS"), text_alone),
    "Firebug": Tool(named("Firebug"), text_alone, started="NaN-NaN-NaNTNaN:NaN:NaN.NaN+NaN:NaN"),
    "nobody, raw": Tool(None, raw_params_alone, "fields", decides=False),
    "nobody, decoded": Tool(None, params_alone, "fields", decides=False),
}


def har(tool: Tool, messages: list[Message]) -> Json:
    entries = [entry(tool, message) for message in messages]
    return {"log": {"version": "1.2", "creator": tool.creator, "entries": entries}}


def entry(tool: Tool, message: Message) -> Json:
    headers = [("Content-Type", message.media_type), *message.headers]
    headers.append(("Content-Length", str(len(message.body.encode()))))
    return {
        "startedDateTime": tool.started,
        "request": {
            "method": "POST",
            "url": message.url,
            "headers": tool.headers(headers),
            "postData": tool.post(message),
        },
        "response": {
            "status": message.status,
            "headers": tool.headers([("Content-Type", "application/json")]),
            "content": tool.answer(message),
        },
    }


def written(tool: Tool, messages: list[Message]) -> str:
    return json.dumps(har(tool, messages))
