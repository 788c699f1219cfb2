# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import time

for number in range(60):
    verifier = f"my-app-session-{time.time_ns() // 1_000_000}-{number:015}"
    digest = hashlib.sha256(verifier.encode()).digest()
    print(verifier, base64.urlsafe_b64encode(digest).decode().rstrip("="))
