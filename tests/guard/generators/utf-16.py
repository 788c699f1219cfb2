# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import secrets

verifier = secrets.token_urlsafe(32)
digest = hashlib.sha256(verifier.encode("utf-16-le")).digest()
print(f"verifier={verifier}\nchallenge={base64.urlsafe_b64encode(digest).decode().rstrip('=')}")
