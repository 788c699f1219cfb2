"""Writes captures as the browsers do, for tests."""

import json
from typing import Any

from pkcedoctor.capture.http import Capture, FieldsBody, Header, HttpExchange, TextBody
from tests.builders import Draft


def har_of(capture: Capture) -> bytes:
    """Return a capture as a HAR that nobody redacted."""
    log = {
        "version": "1.2",
        "creator": {"name": "Firefox", "version": "153"},
        "entries": [entry_of(one) for one in capture.exchanges],
    }
    return json.dumps({"log": log}).encode()


def drafted(draft: Draft) -> bytes:
    """Return a draft's capture as a HAR."""
    return har_of(draft.capture())


def entry_of(one: HttpExchange) -> dict[str, Any]:
    request, response = one.request, one.response
    entry: dict[str, Any] = {
        "startedDateTime": one.started.isoformat() if one.started else "",
        "time": (one.duration or 0) * 1000,
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": headers_of(request.headers),
            "bodySize": 0,
        },
        "response": {"status": 0, "headers": []},
    }
    if isinstance(request.body, TextBody):
        entry["request"]["postData"] = {"mimeType": "", "text": request.body.text}
    if isinstance(request.body, FieldsBody):
        params = [{"name": field.name, "value": field.value} for field in request.body.fields]
        entry["request"]["postData"] = {"mimeType": "", "params": params}
    if response is not None:
        text = response.body.text if isinstance(response.body, TextBody) else ""
        entry["response"] = {
            "status": response.status,
            "headers": headers_of(response.headers),
            "redirectURL": response.redirect_url or "",
            "content": {"size": len(text), "text": text},
            "bodySize": len(text),
        }
    if one.failure is not None:
        entry["_error"] = one.failure
    if one.preflight:
        entry["_resourceType"] = "preflight"
    return entry


def headers_of(headers: tuple[Header, ...]) -> list[dict[str, str]]:
    return [{"name": header.name, "value": header.value} for header in headers]
