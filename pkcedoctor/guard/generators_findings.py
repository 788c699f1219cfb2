"""What may be found wrong with a generator of pairs.

Where a cause of the catalogue fits, a finding has its id. The others are in the table below.
"""

from math import sqrt
from typing import Final, Literal

from pkcedoctor.records import dataclass

Level = Literal["error", "warning"]
Certainty = Literal["proven", "likely", "possible"]

REPEATED: Final = "verifier-repeated"
PREDICTABLE: Final = "verifier-predictable"
ENTROPY_LOW: Final = "verifier-entropy-low"
BIASED: Final = "verifier-biased"
PLAIN_METHOD: Final = "challenge-method-plain"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that only a guard can see, and so no cause of the catalogue.

    Attributes:
        title: what it is.
        text: how it is recognised, and when it is an error.
        remedy: what to do.
        reference: where it is forbidden.
    """

    title: str
    text: str
    remedy: str
    reference: str


_RANDOM: Final = (
    "Make every verifier of 32 bytes of the system's random source. Python: "
    'secrets.token_urlsafe(32); Node: randomBytes(32).toString("base64url"); browser: '
    "crypto.getRandomValues(new Uint8Array(32)); Java: SecureRandom; bash: openssl rand 32."
)

FAULTS: Final = {
    REPEATED: Fault(
        "the same code_verifier was made more than once",
        "Two equal verifiers are an error whatever the generator: of 2^256 there is no second "
        "one. It is a constant, a value kept between logins, or a random function seeded by a "
        "clock.",
        _RANDOM,
        "RFC 7636 section 7.1",
    ),
    PREDICTABLE: Fault(
        "code_verifier can be predicted",
        "A counter, a clock, a part that never changes, or a random function whose state the "
        "verifier itself gives away. An error if less than 128 bits are left, or if the state "
        "was found; else a warning.",
        _RANDOM,
        "RFC 7636 section 7.1",
    ),
    ENTROPY_LOW: Fault(
        "code_verifier has less than 256 bits of entropy",
        "RFC 7636 section 7.1 asks for 256 bits (SHOULD): less is a warning. Below 128 bits, "
        "which RFC 6749 section 10.10 demands of any credential (MUST), it is an error.",
        _RANDOM,
        "RFC 7636 section 7.1",
    ),
    BIASED: Fault(
        "some characters of code_verifier are more frequent than others",
        "Always a warning: the bits lost are told, and mostly they are few. It is typical of "
        "`byte % n` where 256 is no multiple of n, and of a character that stands twice in the "
        "alphabet.",
        "Encode random bytes in base64url, or draw characters with a function that knows no "
        "bias. Python: secrets.choice; Node: crypto.randomInt.",
        "RFC 7636 section 7.1",
    ),
    PLAIN_METHOD: Fault(
        "the method is plain: code_challenge is code_verifier itself",
        "A warning: who sees the authorization request can redeem the code. RFC 7636 section 4.2 "
        "demands S256 of every client that can compute it.",
        "Send base64url(SHA-256(code_verifier)) with code_challenge_method=S256.",
        "RFC 7636 section 4.2",
    ),
}
"""The id of every finding that is no cause of the catalogue → what it means."""


@dataclass(frozen=True, slots=True)
class GeneratorFinding:
    """One fault of a generator. It holds no verifier and no challenge.

    Attributes:
        id: a cause of the catalogue, or one of :data:`FAULTS`.
        level: whether a build should fail.
        certainty: ``proven`` where the bytes show it, or chance would in less than 1e-7.
        summary: what is wrong, in one sentence.
        why: what else is known, as sentences: why it fails only sometimes, what it is made of.
        remedy: what to do.
        wrong: in how many pairs it was seen.
        of: of how many.
        detail: names and values for programs.
    """

    id: str
    level: Level
    certainty: Certainty
    summary: str
    why: tuple[str, ...]
    remedy: str
    wrong: int
    of: int
    detail: tuple[tuple[str, str], ...] = ()

    def rate(self, unit: str) -> str:
        """Say how often: ``in 124 of 500 runs (95 %: 21-29 %)``.

        Args:
            unit: what is counted, in the plural.
        """
        if self.wrong == self.of:
            return f"in the only {unit[:-1]}" if self.of == 1 else f"in all {self.of} {unit}"
        low, high = wilson(self.wrong, self.of)
        return f"in {self.wrong} of {self.of} {unit} (95 %: {percent(low)}-{percent(high)} %)"


def wilson(wrong: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate: the score interval of Wilson (1927)."""
    z = 1.959964
    rate, spread = wrong / of, z * z / of
    middle = (rate + spread / 2) / (1 + spread)
    half = z * sqrt(rate * (1 - rate) / of + spread / of / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def percent(rate: float) -> str:
    """Return a rate in per cent, with a decimal where it is small or nearly all."""
    whole = round(rate * 100)
    return f"{whole}" if 1 <= whole <= 99 or rate in (0, 1) else f"{rate * 100:.1f}"  # noqa: PLR2004 - per cent
