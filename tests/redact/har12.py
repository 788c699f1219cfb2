"""HAR 1.2 as a JSON Schema, from the text of the specification (Jan Odvarko, 2012)."""

from typing import Any, Final

TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "number"}
WHOLE: Final = {"type": "integer"}
MOMENT: Final = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}


def record(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


def many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


NAMED: Final = record({"name": TEXT, "value": TEXT}, comment=TEXT)
COOKIE: Final = record(
    {"name": TEXT, "value": TEXT},
    path=TEXT,
    domain=TEXT,
    expires=TEXT,
    httpOnly={"type": "boolean"},
    secure={"type": "boolean"},
    comment=TEXT,
)
PARAM: Final = record({"name": TEXT}, value=TEXT, fileName=TEXT, contentType=TEXT, comment=TEXT)
CREATOR: Final = record({"name": TEXT, "version": TEXT}, comment=TEXT)
REQUEST: Final = record(
    {
        "method": TEXT,
        "url": TEXT,
        "httpVersion": TEXT,
        "cookies": many(COOKIE),
        "headers": many(NAMED),
        "queryString": many(NAMED),
        "headersSize": WHOLE,
        "bodySize": WHOLE,
    },
    postData={
        **record({"mimeType": TEXT}, params=many(PARAM), text=TEXT, comment=TEXT),
        "not": {"required": ["params", "text"]},
    },
    comment=TEXT,
)
RESPONSE: Final = record(
    {
        "status": WHOLE,
        "statusText": TEXT,
        "httpVersion": TEXT,
        "cookies": many(COOKIE),
        "headers": many(NAMED),
        "content": record(
            {"size": WHOLE, "mimeType": TEXT},
            compression=WHOLE,
            text=TEXT,
            encoding=TEXT,
            comment=TEXT,
        ),
        "redirectURL": TEXT,
        "headersSize": WHOLE,
        "bodySize": WHOLE,
    },
    comment=TEXT,
)
TIMINGS: Final = record(
    {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
    blocked=NUMBER,
    dns=NUMBER,
    connect=NUMBER,
    ssl=NUMBER,
    comment=TEXT,
)
ENTRY: Final = record(
    {
        "startedDateTime": MOMENT,
        "time": {"type": "number", "minimum": 0},
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object"},
        "timings": TIMINGS,
    },
    pageref=TEXT,
    serverIPAddress=TEXT,
    connection=TEXT,
    comment=TEXT,
)
PAGE: Final = record(
    {
        "startedDateTime": MOMENT,
        "id": TEXT,
        "title": TEXT,
        "pageTimings": record({}, onContentLoad=NUMBER, onLoad=NUMBER, comment=TEXT),
    },
    comment=TEXT,
)
HAR_1_2: Final = record(
    {
        "log": record(
            {"version": {"const": "1.2"}, "creator": CREATOR, "entries": many(ENTRY)},
            browser=CREATOR,
            pages=many(PAGE),
            comment=TEXT,
        )
    }
)
