# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import json
import secrets

for _ in range(60):
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    print(json.dumps([verifier, base64.b64encode(digest).decode().rstrip("=")]))
