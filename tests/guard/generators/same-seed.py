# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import random

source = random.Random(42)  # noqa: S311 - the fault
for _ in range(8):
    verifier = base64.urlsafe_b64encode(source.randbytes(32)).decode().rstrip("=")
    digest = hashlib.sha256(verifier.encode()).digest()
    print(verifier, base64.urlsafe_b64encode(digest).decode().rstrip("="))
