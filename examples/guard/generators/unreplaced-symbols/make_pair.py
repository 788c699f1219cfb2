"""Prints a code_verifier and its code_challenge; refused in three of four logins."""
# ruff: noqa: INP001, T201 - a program, and a generator prints

import base64
import hashlib
import json
import secrets

verifier = secrets.token_urlsafe(32)
digest = hashlib.sha256(verifier.encode("ascii")).digest()
challenge = base64.b64encode(digest).decode("ascii").rstrip("=")
print(json.dumps({"code_verifier": verifier, "code_challenge": challenge}))
