# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import os
import re

for _ in range(60):
    verifier = re.sub("[^a-zA-Z0-9]+", "", base64.b64encode(os.urandom(32)).decode())
    digest = hashlib.sha256(verifier.encode()).digest()
    print(verifier, base64.urlsafe_b64encode(digest).decode().rstrip("="))
