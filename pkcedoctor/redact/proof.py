"""Checks what was written: no secret is left in it, and it is diagnosed as the original is."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pkcedoctor.checkup import check
from pkcedoctor.diagnosis import Diagnosis
from pkcedoctor.errors import NoExchange, PkcedoctorError
from pkcedoctor.records import dataclass
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.spellings import alike, hidden_in, plain

_APART: Final = "\n"
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a diagnosis says that must not change.

    Attributes:
        verdicts: outcome, cause, certainty, derivation and server of each exchange.
        findings: what every rule concluded of each exchange.
    """

    verdicts: tuple[tuple[str, ...], ...]
    findings: tuple[tuple[str, ...], ...]


def judged(source: Path | bytes) -> Judgement:
    """Return what ``check`` says."""
    try:
        diagnoses = check(source, name="capture").diagnoses
    except NoExchange:
        return Judgement((), ())
    except PkcedoctorError as error:
        return Judgement(((type(error).__name__,),), ())
    return Judgement(
        tuple(_verdict(one) for one in diagnoses), tuple(_findings(one) for one in diagnoses)
    )


def _verdict(one: Diagnosis) -> tuple[str, ...]:
    cause = one.cause
    server = "" if one.server is None else one.server.server.id
    if cause is None:
        return (one.outcome.value, "", "", "", server)
    derivation = dict(cause.detail).get("derivation", "")
    return (one.outcome.value, cause.rule.id, cause.certainty.value, derivation, server)


def _findings(one: Diagnosis) -> tuple[str, ...]:
    return tuple(f"{found.rule.id}: {type(found.verdict).__name__}" for found in one.findings)


def leaks(log: object, known: Known) -> frozenset[str]:
    """Return the secrets that a document still holds, in any spelling."""
    texts = list(_strings(log))
    haystack = _APART.join(_spelled(texts))
    return frozenset(known.among(haystack))


def _spelled(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield plain(text)
        if "\\" in text or "&" in text:
            yield alike(text)
        for inner in _inside(text, 0):
            yield plain(inner)


def _inside(text: str, depth: int) -> Iterator[str]:
    if depth == _DEEPEST:
        return
    for inner in hidden_in(text):
        yield inner
        if inner.isascii() and inner.isprintable():
            yield from _inside(inner, depth + 1)
    if text[:1] in ("{", "[", '"'):
        try:
            yield from _strings(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            return


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, inner in value.items():
                yield str(name)
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)
        case int() | float():
            yield str(value)
        case _:
            pass
