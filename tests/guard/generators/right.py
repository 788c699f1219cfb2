# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import secrets

verifier = secrets.token_urlsafe(96)
digest = hashlib.sha256(verifier.encode()).digest()
print("CODE_VERIFIER=" + verifier)
print("CODE_CHALLENGE=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode())
