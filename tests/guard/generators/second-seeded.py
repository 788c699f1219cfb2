# ruff: noqa: T201 - a generator prints
import base64
import hashlib
import random
import string
import time

random.seed(int(time.time()))
verifier = "".join(random.choices(string.ascii_letters + string.digits, k=64))  # noqa: S311 - the fault
digest = hashlib.sha256(verifier.encode()).digest()
print(verifier, base64.urlsafe_b64encode(digest).decode().rstrip("="))
