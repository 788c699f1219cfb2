"""What a formula is: where it starts, and the steps that lead to the captured challenge.

A formula is data. Its steps are applied in order to the bytes of the verifier (or of whatever
was taken in its place), and the result is the code_challenge that was captured.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, Literal

from pkcedoctor.records import dataclass


class Kind(StrEnum):
    """Which part of the computation a step belongs to."""

    INPUT = "input"
    HASH = "hash"
    TEXT = "text"
    ENCODING = "encoding"
    DAMAGE = "damage"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a formula, as data.

    Attributes:
        name: what the step is called, the same for all values of its parameters.
        kind: which part of the computation it belongs to.
        notation: how it is written, with ``{}`` for what it is applied to.
        apply: the bytes it makes, or None where it does not apply.
        says: the step in English; what it continues depends on the kind.
        undoes: what had happened to a verifier that this step restores, or nothing.
        unwraps: whether a readable result proves that the step restored something.
        weight: how many steps it counts for.
    """

    name: str
    kind: Kind
    notation: str
    apply: Callable[[bytes], bytes | None]
    says: str = ""
    undoes: str = ""
    unwraps: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Origin:
    """What a formula starts from.

    Attributes:
        notation: how it is written.
        says: what it is called in a sentence.
        literal: its bytes where they depend on nothing, else None.
    """

    notation: str
    says: str
    literal: bytes | None = None


VERIFIER: Final = Origin("code_verifier", "the verifier")
STATE: Final = Origin("state", "the state parameter")
INITIAL_STATE: Final = Origin(
    "SHA-256-initial-state",
    "the initial state of SHA-256",
    bytes.fromhex("6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19"),
)
"""What a SHA-256 returns whose rounds do nothing."""


@dataclass(frozen=True, slots=True)
class Formula:
    """How a challenge was really computed.

    Attributes:
        origin: what it starts from.
        steps: what was done to it, in order.
    """

    origin: Origin
    steps: tuple[Step, ...]

    def __len__(self) -> int:
        return sum(step.weight for step in self.steps) + (self.origin is not VERIFIER)

    @property
    def notation(self) -> str:
        """The formula in one line, e.g. ``base64url(hex(SHA-256(code_verifier)))``."""
        written = self.origin.notation
        for step in self.steps:
            written = step.notation.replace("{}", written)
        return written

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the steps."""
        return tuple(step.name for step in self.steps)

    def evaluate(self, code_verifier: str, *, state: str | None = None) -> str:
        """Return the challenge that the formula makes of a verifier.

        Raises:
            ValueError: a step does not apply to this verifier, or the state is needed.
        """
        value = start(self.origin, code_verifier, state)
        result = None if value is None else run(self.steps, value)
        if result is None:
            raise ValueError(f"{self.notation} does not apply to this verifier and state")
        return as_text(result)


@dataclass(frozen=True, slots=True)
class Remedy:
    """The expression to write in one language.

    Attributes:
        language: the language, and the library where it has several.
        expression: one line of code; it takes ``codeVerifier`` or ``code_verifier``.
    """

    language: str
    expression: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a challenge was really computed.

    Attributes:
        formula: evaluated on the verifier it gives the captured challenge.
        notation: the formula in one line.
        sentence: what is wrong with it, in English.
        remedies: what to write instead, the language that typically errs so first.
        of: which half is wrong: the ``challenge``, or a ``verifier`` that was changed after its
            challenge had been computed.
    """

    formula: Formula
    notation: str
    sentence: str
    remedies: tuple[Remedy, ...]
    of: Literal["challenge", "verifier"]


def start(origin: Origin, code_verifier: str, state: str | None) -> bytes | None:
    """Return the bytes that a formula starts from; None where the state was not captured."""
    if origin.literal is not None:
        return origin.literal
    text = state if origin is STATE else code_verifier
    return None if text is None else as_bytes(text)


def run(steps: tuple[Step, ...], value: bytes) -> bytes | None:
    """Apply the steps in order; None where one of them does not apply."""
    result: bytes | None = value
    for step in steps:
        if result is None:
            return None
        result = step.apply(result)
    return result


def as_bytes(text: str) -> bytes:
    """Return the UTF-8 of any text, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def as_text(value: bytes) -> str:
    """Return the text of UTF-8, and of bytes that are none as one character each."""
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return value.decode("latin-1")
