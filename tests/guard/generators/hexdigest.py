# ruff: noqa: T201 - a generator prints
import hashlib
import secrets

verifier = secrets.token_urlsafe(32)
print(verifier, hashlib.sha256(verifier.encode()).hexdigest())
