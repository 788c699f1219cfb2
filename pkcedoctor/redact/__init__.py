"""Captures without their secrets, and with their diagnosis.

:func:`redact` writes the same capture as a HAR in which every secret, name and address is replaced
by another of the same kind, length and flaws. What stood in relation to each other still does: a
code that was cut short is its replacement cut short, and a challenge is recomputed by the formula
by which it was computed. The result is read again before it is handed out: if a secret is left in
it or its diagnosis is another, there is none.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pkcedoctor.capture import read_capture
from pkcedoctor.capture.container import SIZE_LIMIT
from pkcedoctor.capture.http import Capture, Header
from pkcedoctor.capture.producers import producer
from pkcedoctor.capture.sanitized import is_sanitized
from pkcedoctor.errors import PkcedoctorError
from pkcedoctor.exchange.interest import IN_CODE_EXCHANGES
from pkcedoctor.exchange.messages import Exchange, Parameter
from pkcedoctor.records import dataclass
from pkcedoctor.redact.har import Entry, Writer
from pkcedoctor.redact.hosts import Hosts, Role
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.lookalikes import Echo, Lookalikes, chance
from pkcedoctor.redact.pairs import assign_challenges
from pkcedoctor.redact.proof import Judgement, judged, leaks
from pkcedoctor.redact.related import (
    answers,
    exchanges_of,
    is_related,
    roles_of,
    token_requests,
)
from pkcedoctor.redact.sources import in_file_order, logs_behind
from pkcedoctor.redact.summary import Replacements, counted, sentence
from pkcedoctor.redact.texts import Texts
from pkcedoctor.redact.vocabulary import is_evidence, is_secret_name, normal

__all__ = ["NotRedacted", "Redacted", "Replacements", "redact"]


class NotRedacted(PkcedoctorError):
    """No redacted capture could be made that is without secrets and diagnosed the same."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A capture without its secrets.

    Attributes:
        har: the bytes of the file to write.
        replacements: what was replaced, by kind.
        entries: how many entries were written.
        unrelated: how many of these, or of those left out, are no part of an exchange.
    """

    har: bytes
    replacements: tuple[Replacements, ...]
    entries: int
    unrelated: int


@dataclass(frozen=True, slots=True)
class _Way:
    """How to go about it: from what hides most to what changes least."""

    lenient: bool
    labels: bool


_WAYS: Final = (
    _Way(lenient=False, labels=True),
    _Way(lenient=False, labels=True),
    _Way(lenient=False, labels=False),
    _Way(lenient=True, labels=True),
    _Way(lenient=True, labels=False),
)


def redact(
    source: Path | bytes,
    *,
    name: str | None = None,
    drop_unrelated: bool = False,
    seed: str | None = None,
    max_size: int = SIZE_LIMIT,
) -> Redacted:
    """Return a capture without its secrets, and with the same diagnosis.

    Args:
        source: the capture of any format, or its bytes.
        name: what to call it in messages.
        drop_unrelated: whether to leave out the entries that are no part of an exchange.
        seed: makes the replacements the same for the same input; for tests only.
        max_size: how many bytes the source may have, packed and unpacked.

    Raises:
        UnreadableInput: if the source is no capture.
        NotRedacted: if no attempt came out without secrets and with the same diagnosis.
    """
    capture = read_capture(source, name=name, max_size=max_size)
    work = _Work(source, capture, drop_unrelated=drop_unrelated)
    before = judged(source)
    second_best: Redacted | None = None
    reason = ""
    for attempt, way in enumerate(_WAYS):
        made = work.attempt(way, None if seed is None else f"{seed}/{attempt}")
        if made.leaked:
            reason = f"{made.leaked} of its secrets would still be in it"
            continue
        after = judged(made.redacted.har)
        if after == before:
            return made.redacted
        if after.verdicts == before.verdicts:
            second_best = second_best or made.redacted
        else:
            reason = _difference(before, after)
    if second_best is not None:
        return second_best
    raise NotRedacted(f"{capture.source}: nothing was written: {reason}")


def _difference(before: Judgement, after: Judgement) -> str:
    if len(before.verdicts) != len(after.verdicts):
        return (
            f"without its secrets it would show {len(after.verdicts)} exchanges, "
            f"not {len(before.verdicts)}"
        )
    return "without its secrets it would be diagnosed otherwise"


@dataclass(frozen=True, slots=True)
class _Made:
    redacted: Redacted
    leaked: int


class _Work:
    """What is the same in every attempt."""

    def __init__(self, source: Path | bytes, capture: Capture, *, drop_unrelated: bool) -> None:
        logs = logs_behind(source, capture)
        self._capture = capture
        self._log = logs[0] if logs else None
        exchanges = exchanges_of(capture)
        redeemed, places = token_requests(exchanges)
        seen = _seen_by_check(source)
        entries = [
            Entry(one, entry, one.where in seen and is_related(one, places), answers(one, redeemed))
            for one, entry in in_file_order(capture, logs)
        ]
        self._unrelated = sum(not entry.is_related for entry in entries)
        kept = [entry for entry in entries if entry.is_related or not drop_unrelated]
        self._entries = kept or entries
        self._heard = self._listen()
        self._secrets = self._heard.secrets() | set(_sent_secrets(exchanges))

    def _listen(self) -> Texts:
        """Go through it once to hear its secrets."""
        echo = Echo(chance(None))
        hosts = Hosts((), echo, labels=False)
        texts = Texts(echo, hosts, Known(()), lenient=False)
        Writer(self._capture, texts).log(self._log, self._entries)
        return texts

    def attempt(self, way: _Way, seed: str | None) -> _Made:
        """Write it once."""
        known = Known(self._secrets)
        texts = _texts(seed, roles_of(self._capture, self._heard), known, way)
        assign_challenges(texts, self._heard, texts.lookalikes)
        texts.replaced.clear()
        log = Writer(self._capture, texts).log(self._log, self._entries)
        _keep_a_credential(log, self._capture)
        replacements = counted(texts)
        log["comment"] = sentence(replacements)
        leaked = leaks(log, known)
        har = json.dumps({"log": log}, indent=1).encode("ascii") + b"\n"
        redacted = Redacted(har, replacements, len(self._entries), self._unrelated)
        return _Made(redacted, len(leaked))


def _seen_by_check(source: Path | bytes) -> frozenset[str]:
    """Return where the requests stand that ``check`` reads; it passes over all others."""
    capture = read_capture(source, interest=IN_CODE_EXCHANGES)
    return frozenset(one.where for one in capture.exchanges)


def _texts(seed: str | None, roles: Iterable[tuple[str, Role]], known: Known, way: _Way) -> Texts:
    lookalikes = Lookalikes(chance(seed))
    hosts = Hosts(roles, lookalikes, labels=way.labels)
    return Texts(lookalikes, hosts, known, lenient=way.lenient)


def _keep_a_credential(log: dict[str, object], capture: Capture) -> None:
    """Leave a trace of cookies, where their absence would look like another kind of export."""
    entries = log["entries"]
    if capture.sanitized or not isinstance(entries, list) or not entries:
        return
    if is_sanitized(log, producer(log), _headers(entries)):
        request = entries[0]["request"]
        request["cookies"] = [{"name": "cookie", "value": ""}]


def _headers(entries: list[dict[str, dict[str, list[dict[str, str]]]]]) -> Iterator[Header]:
    for entry in entries:
        for message in ("request", "response"):
            for header in entry[message]["headers"]:
                yield Header(header["name"], header["value"])


def _sent_secrets(exchanges: tuple[Exchange, ...]) -> Iterator[str]:
    """Yield the secrets of the messages, found without the help of what hides them."""
    if not exchanges:
        return
    neighbours = exchanges[0].neighbours
    groups = [
        *(one.parameters for one in neighbours.authorization_requests),
        *(one.parameters for one in neighbours.authorization_responses),
        *(attempt.request.parameters for attempt in neighbours.attempts),
        *(attempt.response.tokens for attempt in neighbours.attempts if attempt.response),
    ]
    for group in groups:
        for item in group:
            yield from _secret_of(item)
    for attempt in neighbours.attempts:
        request = attempt.request
        if request.authorization is not None and not request.authorization.hidden:
            yield request.authorization.text.partition(" ")[2]
        if request.basic is not None:
            yield from _secret_of(request.basic.client_secret)


def _secret_of(item: Parameter) -> Iterator[str]:
    if is_secret_name(normal(item.name)) and not item.hidden and not is_evidence(item.text):
        yield item.text
        yield item.raw
