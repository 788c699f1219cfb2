"""The verbs of the rule tests. Each asserts what a rule says, and what it reads it from."""

from pkcedoctor.exchange.messages import Exchange, Parameter
from pkcedoctor.rules._rule import (
    Comparison,
    Evidence,
    Excludes,
    Explains,
    Message,
    NotCaptured,
    Rule,
    Suspects,
)
from pkcedoctor.servers.model import UNKNOWN_SERVER, Server
from tests.builders import Draft

Shown = tuple[str, str | None, str]
"""Where it was read, the parameter's name, and what it shows."""


def blames(
    rule: Rule,
    exchange: Draft | Exchange,
    *shown: Shown,
    at: Server = UNKNOWN_SERVER,
    compares: tuple[str, str] | None = None,
    detail: dict[str, str] | None = None,
) -> Explains:
    """The bytes prove the cause: by this evidence, these two values and these facts."""
    verdict = rule.examine(_exchange(exchange), at)
    assert isinstance(verdict, Explains), verdict
    assert _shown(verdict.evidence) == shown
    assert _compared(verdict.comparison) == compares
    assert dict(verdict.detail) == (detail or {})
    return verdict


def suspects(
    rule: Rule,
    exchange: Draft | Exchange,
    *shown: Shown,
    at: Server = UNKNOWN_SERVER,
    strength: int = 0,
    detail: dict[str, str] | None = None,
) -> Suspects:
    """The cause fits, so strongly, and the verdict says how to confirm it."""
    verdict = rule.examine(_exchange(exchange), at)
    assert isinstance(verdict, Suspects), verdict
    assert _shown(verdict.evidence) == shown
    assert verdict.strength == strength
    assert verdict.confirm
    assert dict(verdict.detail) == (detail or {})
    return verdict


def clears(
    rule: Rule, exchange: Draft | Exchange, reason: str, *, at: Server = UNKNOWN_SERVER
) -> None:
    """The bytes disprove the cause, for this reason."""
    verdict = rule.examine(_exchange(exchange), at)
    assert isinstance(verdict, Excludes), verdict
    assert spoken(verdict.reason) == reason


def not_captured(rule: Rule, exchange: Draft | Exchange, needs: str) -> None:
    """What would settle it is not in the capture; the verdict names it."""
    verdict = rule.examine(_exchange(exchange))
    assert isinstance(verdict, NotCaptured), verdict
    assert needs in verdict.needs


def spoken(message: Message) -> str:
    """The sentence with the values in it, as ``--show-secrets`` would print it."""
    pieces = message.template.split("{}")
    values = [item.text if isinstance(item, Parameter) else item for item in message.values]
    assert len(pieces) == len(values) + 1
    return "".join(text for pair in zip(pieces, [*values, ""], strict=True) for text in pair)


def _exchange(exchange: Draft | Exchange) -> Exchange:
    return exchange.exchange() if isinstance(exchange, Draft) else exchange


def _shown(evidence: tuple[Evidence, ...]) -> tuple[Shown, ...]:
    return tuple((item.where, item.parameter, spoken(item.shows)) for item in evidence)


def _compared(comparison: Comparison | None) -> tuple[str, str] | None:
    return None if comparison is None else (comparison.first, comparison.second)
