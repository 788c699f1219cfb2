"""A secret in all the spellings in which it may have stayed somewhere."""

import base64
import html
import json
from urllib.parse import quote, quote_plus


def spellings(secret: str) -> set[str]:
    octets = secret.encode("utf-8", "surrogatepass")
    once = quote(octets, safe="")
    written = {
        secret,
        once,
        quote(once, safe=""),
        quote_plus(octets),
        "".join(f"%{octet:02x}" for octet in octets),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        base64.b64encode(octets).decode(),
        base64.urlsafe_b64encode(octets).decode().rstrip("="),
    }
    return written | {text.lower() for text in written}


def left_in(har: bytes, secrets: tuple[str, ...]) -> list[str]:
    """Return the spellings of the secrets that a file still holds, whatever its own escapes."""
    text = har.decode()
    shown = (text.lower(), json.dumps(json.loads(text), ensure_ascii=False).lower())
    return [
        spelling
        for secret in secrets
        for spelling in spellings(secret)
        if any(spelling.lower() in each for each in shown)
    ]
