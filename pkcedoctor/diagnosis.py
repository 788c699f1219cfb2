"""Verdicts and the server's answer → one diagnosis. Pure.

A token endpoint stops at its first complaint, so of several proven causes the earliest stage
explains the answer, unless the server's own words point at another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from pkcedoctor.catalogue import RULES
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    LinkedBy,
)
from pkcedoctor.rules._rule import (
    Comparison,
    ErrorCode,
    Evidence,
    Excludes,
    Explains,
    Message,
    NotCaptured,
    Rule,
    SettledBy,
    Stage,
    Suspects,
    Verdict,
    say,
)
from pkcedoctor.servers.words import Force, Reading, read_words


class Outcome(StrEnum):
    """What became of the exchange."""

    FAILED = "failed"
    SUCCEEDED = "succeeded"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure a named cause is, surest first.

    ``proven``: the bytes or the server's unambiguous words prove it. ``likely``: the best of
    few. ``possible``: a hint.
    """

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule concluded."""

    rule: Rule
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cause:
    """The one cause that explains the answer.

    Attributes:
        rule: the rule that found it.
        certainty: how sure it is.
        in_words: whether the server's own words name it, rather than the bytes.
        summary: the cause in one sentence.
        remedy: what to change.
        evidence: the bytes that prove it; empty where only the server's words do.
        comparison: the two values that should be one, or None.
        confirm: how to find out, where it is not proven.
        detail: further facts for programs.
    """

    rule: Rule
    certainty: Certainty
    in_words: bool
    summary: Message
    remedy: Message
    evidence: tuple[Evidence, ...]
    comparison: Comparison | None
    confirm: str | None
    detail: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that can be said of one exchange.

    Attributes:
        exchange: the exchange.
        outcome: what became of it.
        cause: the one cause, or None where none may be named.
        consequence_of: where the earlier attempt stands whose failure led to this one, or None.
        next_failures: proven causes that the server would have met next.
        warnings: what a strict server would have refused and this one accepted.
        remaining: what may still be to blame and no client-side capture can settle; filled
            where the exchange failed and no cause is named.
        notes: disagreements between the server's words and the bytes, and the like.
        findings: what every rule concluded, in the order of the catalogue.
    """

    exchange: Exchange
    outcome: Outcome
    cause: Cause | None
    consequence_of: str | None
    next_failures: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    notes: tuple[Message, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """The diagnoses of all exchanges of one capture.

    Attributes:
        source: the capture's name.
        reader: which reader understood it.
        notes: what the reader cleaned, repaired or left out.
        diagnoses: one for each exchange, in order of time; never empty.
    """

    source: str
    reader: str
    notes: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def blamed(self) -> bool:
        """Whether any exchange has a named cause."""
        return any(diagnosis.cause is not None for diagnosis in self.diagnoses)


def diagnose(exchange: Exchange) -> Diagnosis:
    """Ask every rule about one exchange and name the cause that explains its answer, or none."""
    findings = tuple(Finding(rule, rule.examine(exchange)) for rule in RULES)
    answer = exchange.token_response
    case = _Case(exchange, findings, Reading() if answer is None else read_words(answer))
    outcome = _outcome(exchange)
    if outcome is Outcome.SUCCEEDED:
        return Diagnosis(
            exchange=exchange,
            outcome=outcome,
            cause=None,
            consequence_of=None,
            next_failures=(),
            warnings=tuple(case.proven()),
            remaining=(),
            notes=(),
            findings=findings,
        )
    cause = _name_cause(case)
    named = None if cause is None else cause.rule
    return Diagnosis(
        exchange=exchange,
        outcome=outcome,
        cause=cause,
        consequence_of=_earlier_refusal(exchange, cause),
        next_failures=tuple(one for one in case.proven() if one.rule is not named),
        warnings=tuple(one for one in case.tolerated() if one.rule is not named),
        remaining=case.unsettled() if cause is None else (),
        notes=()
        if named is not None and named.id in case.reading.causes
        else tuple(_disagreements(case)),
        findings=findings,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One exchange, what the rules concluded, and what the words of the answer point at."""

    exchange: Exchange
    findings: tuple[Finding, ...]
    reading: Reading

    @property
    def error(self) -> str | None:
        """The error code of the answer."""
        answer = self.exchange.token_response
        return None if answer is None else answer.error

    def proven(self) -> list[Finding]:
        """What the bytes prove, less what a more specific finding accounts for."""
        explained = [
            (one, one.verdict)
            for one in self.findings
            if isinstance(one.verdict, Explains) and not self._tolerates(one.rule)
        ]
        accounted = {cause for _, verdict in explained for cause in verdict.supersedes}
        return [one for one, _ in explained if one.rule.id not in accounted]

    def tolerated(self) -> list[Finding]:
        """Proven defects that cannot have led to this answer."""
        return [
            one
            for one in self.findings
            if isinstance(one.verdict, Explains) and self._tolerates(one.rule)
        ]

    def unsettled(self) -> tuple[Finding, ...]:
        """What no client-side capture can settle."""
        return tuple(
            one
            for one in self.findings
            if isinstance(one.verdict, Suspects)
            or (isinstance(one.verdict, NotCaptured) and one.rule.settled_by is SettledBy.SERVER)
        )

    def pointed_at(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those that the answer points at, its nearest meaning first."""
        order = {cause: place for place, cause in enumerate(self.reading.causes)}
        found = [one for one in findings if one.rule.id in order]
        return sorted(found, key=lambda one: order[one.rule.id])

    def named_in_words(self) -> Finding | None:
        """The cause that the server's words name, unless the capture speaks against it."""
        if not self.reading.causes or self.reading.force is Force.LISTS:
            return None
        by_id = {one.rule.id: one for one in self.findings}
        nearest = by_id[self.reading.causes[0]]
        others = (by_id[cause] for cause in self.reading.causes[1:])
        match nearest.verdict:
            case Excludes() if self.exchange.refused_before_token_request:
                return next((one for one in others if _strength(one) > 1), None)
            case Excludes() if nearest.rule.settled_by is SettledBy.BYTES:
                return None
            case Excludes():
                return next((one for one in others if _strength(one) > 1), None)
            case _:
                return nearest

    def _tolerates(self, rule: Rule) -> bool:
        """Whether the server came past this rule's stage: it judged the grant itself.

        Of a request without any parameter there was nothing to judge, whatever the error says.
        """
        request = self.exchange.token_request
        return (
            self.error == ErrorCode.INVALID_GRANT
            and request is not None
            and bool(request.parameters)
            and rule.stage < Stage.GRANT
            and bool(rule.answers)
            and ErrorCode.INVALID_GRANT not in rule.answers
            and not (self.reading.said and rule.id in self.reading.causes)
        )


def _outcome(exchange: Exchange) -> Outcome:
    answer = exchange.token_response
    if answer is None or answer.accepted is None:
        stopped = exchange.network_failure is not None or exchange.token_request is None
        return Outcome.FAILED if stopped else Outcome.UNKNOWN
    return Outcome.SUCCEEDED if answer.accepted else Outcome.FAILED


def _name_cause(case: _Case) -> Cause | None:
    if case.exchange.network_failure is not None and case.exchange.token_response is None:
        stopped = _name_transport(case)
        if stopped is not None:
            return stopped
    proven = case.proven()
    if not proven:
        return _name_unproven(case)
    pointed = case.pointed_at(proven)
    said = case.named_in_words()
    if not pointed and said is not None and case.reading.force is Force.MEANS:
        return _in_words(case, said, Certainty.PROVEN)
    chosen = min(pointed or proven, key=case.findings.index)
    return _from_finding(chosen, _certainty(case, chosen.rule))


def _name_transport(case: _Case) -> Cause | None:
    """Name what kept the request or its answer on the way; what it says was never judged."""
    proven = [one for one in case.proven() if one.rule.stage is Stage.TRANSPORT]
    if proven:
        return _from_finding(proven[0], Certainty.PROVEN)
    suspects = [
        one for one in case.findings if one.rule.stage is Stage.TRANSPORT and _strength(one) > 1
    ]
    return _from_finding(max(suspects, key=_strength), Certainty.LIKELY) if suspects else None


def _certainty(case: _Case, rule: Rule) -> Certainty:
    """How surely a proven defect is what the answer speaks of."""
    reading, error = case.reading, case.error
    if rule.id not in reading.causes:
        if reading.said and reading.force is not Force.LISTS:
            return Certainty.LIKELY
        if error in set(ErrorCode) and rule.answers and error not in rule.answers:
            return Certainty.LIKELY
    compares = AuthorizationRequest in rule.needs or AuthorizationResponse in rule.needs
    if compares and case.exchange.linked_by in (LinkedBy.HOST, LinkedBy.TIME):
        return Certainty.LIKELY
    return Certainty.PROVEN


def _name_unproven(case: _Case) -> Cause | None:
    """Name what only the server can settle, or what its words alone name."""
    said = case.named_in_words()
    if said is not None:
        means = case.reading.force is Force.MEANS and isinstance(said.verdict, Suspects)
        return _in_words(case, said, Certainty.PROVEN if means else Certainty.LIKELY)
    if case.reading.said and not case.reading.causes:
        return None
    suspects = [one for one in case.findings if _strength(one) > 0]
    if case.exchange.network_failure is not None or case.exchange.token_response is None:
        fitting = [one for one in suspects if one.rule.stage is Stage.TRANSPORT]
    elif case.reading.causes:
        fitting = case.pointed_at(suspects)
    else:
        fitting = [
            one
            for one in suspects
            if one.rule.stage >= Stage.GRANT and case.error in one.rule.answers
        ]
    if fitting:
        best = max(fitting, key=_strength)
        certainty = Certainty.LIKELY if _strength(best) > 1 else Certainty.POSSIBLE
        return _from_finding(best, certainty)
    tolerated = case.tolerated()
    if tolerated and not case.reading.causes:
        return _from_finding(tolerated[0], Certainty.POSSIBLE)
    return None


def _strength(finding: Finding) -> int:
    return finding.verdict.strength if isinstance(finding.verdict, Suspects) else 0


def _from_finding(finding: Finding, certainty: Certainty) -> Cause:
    rule, verdict = finding.rule, finding.verdict
    match verdict:
        case Explains(summary, evidence, comparison, remedy, detail):
            confirm = None
        case Suspects(summary, evidence, confirm, _, remedy, detail):
            comparison = None
        case _:
            summary, evidence, comparison, remedy, detail = say(rule.title), (), None, None, ()
            confirm = verdict.needs if isinstance(verdict, NotCaptured) else None
    return Cause(
        rule=rule,
        certainty=certainty,
        in_words=False,
        summary=summary,
        remedy=remedy or say(rule.remedy),
        evidence=evidence,
        comparison=comparison,
        confirm=confirm,
        detail=detail,
    )


def _in_words(case: _Case, finding: Finding, certainty: Certainty) -> Cause:
    """Name a cause that the server's words name, and quote them."""
    cause = _from_finding(finding, certainty)
    answer = case.exchange.token_response
    words = None if answer is None else answer.description or answer.error
    if answer is None or words is None:
        return cause
    quoted = Evidence(answer.where, None, say("the server says: {}", words))
    return replace(
        cause,
        in_words=True,
        summary=say(finding.rule.title),
        evidence=(quoted, *cause.evidence),
        confirm=cause.confirm if certainty is not Certainty.PROVEN else None,
    )


def _earlier_refusal(exchange: Exchange, cause: Cause | None) -> str | None:
    """Where the same code was refused before, if that is what this refusal follows from."""
    if cause is None or cause.rule.id != "code-reused":
        return None
    told = {one.where for one in cause.evidence if one.parameter == "code"}
    return next(
        (
            one.request.where
            for one in exchange.neighbours.attempts
            if one.request.where in told
            and one.response is not None
            and one.response.accepted is False
        ),
        None,
    )


def _disagreements(case: _Case) -> Iterator[Message]:
    """Say where the bytes disprove what the server's words point at: the bytes win."""
    reading = case.reading
    if not (reading.said and reading.causes) or reading.force is Force.LISTS:
        return
    nearest = next(one for one in case.findings if one.rule.id == reading.causes[0])
    if isinstance(nearest.verdict, Excludes):
        reason = nearest.verdict.reason
        yield Message(
            f"the server's words point at {nearest.rule.id}, but {reason.template}", reason.values
        )
