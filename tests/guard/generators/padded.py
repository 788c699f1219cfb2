# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import os

verifier = base64.urlsafe_b64encode(os.urandom(32)).decode()
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode()
print({"code_verifier": verifier, "code_challenge": challenge})
