"""How many formulas the search covers, and what it costs.

Run it by ``python -m tests.benchmarks.derivation``; it passes or fails nothing.

Times are of one core (the process's own), each the best of three. The worst case is a challenge
that no formula explains, because then everything is tried; the slowest are challenges without
symbols, because symbols may have been deleted from them.
"""

import string
import sys
import timeit
from hashlib import sha256
from random import Random
from statistics import median
from time import process_time

from pkcedoctor.derivation import derive
from pkcedoctor.derivation.blurred import DELETIONS
from pkcedoctor.derivation.damage import DAMAGES
from pkcedoctor.derivation.encodings import BASES, ENCODINGS
from pkcedoctor.derivation.hashes import HASHES
from pkcedoctor.derivation.inputs import paired_inputs, simple_inputs
from pkcedoctor.derivation.texts import TEXTS
from pkcedoctor.pkce import s256
from tests.derivation.compositions import STATE, any_composition

UNRESERVED = string.ascii_letters + string.digits + "-._~"
PAIRS = 200
GOAL_MS = 50


def milliseconds(code_verifier: str, code_challenge: str) -> float:
    best = float("inf")
    for _ in range(3):
        begun = process_time()
        derive(code_verifier, code_challenge, state=STATE)
        best = min(best, process_time() - begun)
    return best * 1000


def described(label: str, times: list[float]) -> str:
    within = sum(time <= GOAL_MS for time in times)
    return (
        f"{label:<44} median {median(times):6.1f} ms   worst {max(times):6.1f} ms   "
        f"within {GOAL_MS} ms: {within} of {len(times)}"
    )


def main() -> None:
    random = Random(7636)  # noqa: S311 - the same pairs in every run
    verifier = "".join(random.choices(UNRESERVED, k=43))
    longest = "".join(random.choices(UNRESERVED, k=128))
    simple = simple_inputs(verifier, STATE)
    inputs = len(simple) + len(paired_inputs(verifier, STATE, simple))
    texts, encodings = 1 + len(TEXTS), 1 + len(ENCODINGS) + len(BASES) ** 2
    damages = 1 + len(DAMAGES) + len(DELETIONS) + 2
    others = [s256(str(number)) for number in range(PAIRS)]
    compositions = [any_composition(random)(verifier) for _ in range(PAIRS)]
    named = sum(derive(verifier, challenge, state=STATE) is not None for challenge in compositions)
    usual = [sha256(verifier.encode()).hexdigest(), s256(verifier + "\n"), s256(verifier) + "="]
    one = min(timeit.repeat(lambda: sha256(b"0" * 43).digest(), number=10_000, repeat=5)) / 10_000
    formulas = inputs * len(HASHES) * texts * encodings * damages
    lines = [
        f"formulas: {formulas:,}",
        f"  {inputs} inputs x {len(HASHES)} hashes x {texts} texts",
        f"  x {encodings} encodings x {damages} damages",
        f"hashes: {inputs * len(HASHES):,} at most; one SHA-256 takes {one * 1e6:.2f} us",
        described("a usual mistake", [milliseconds(verifier, each) for each in usual]),
        described(
            "no formula, verifier of 43 characters",
            [milliseconds(verifier, each) for each in others],
        ),
        described(
            "no formula, verifier of 128 characters",
            [milliseconds(longest, each) for each in others],
        ),
        described("random compositions", [milliseconds(verifier, each) for each in compositions]),
        f"random compositions named: {named} of {PAIRS} (those under 20 characters are not)",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
