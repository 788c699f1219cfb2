"""Verdicts and the server's answer → one diagnosis. Pure.

A token endpoint stops at its first complaint, so of several proven causes the earliest stage
explains the answer, unless the server's own words point at another.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from pkcedoctor.advice import Lapse
from pkcedoctor.catalogue import RULES
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    LinkedBy,
)
from pkcedoctor.records import dataclass, replace
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
from pkcedoctor.servers.model import UNKNOWN_SERVER, OwnRule, Server
from pkcedoctor.servers.reading import KnownReading, read_answer_of, unverified
from pkcedoctor.servers.recognition import Recognised, recognise
from pkcedoctor.servers.words import Force, Reading


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
class Meaning:
    """What an answer means at the server that gave it.

    Attributes:
        text: the meaning, for people.
        source: where that is said.
    """

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that can be said of one exchange.

    Attributes:
        exchange: the exchange.
        outcome: what became of it.
        server: which server it was made with, or None where that is not known.
        meanings: what this answer means at this server, with the source.
        cause: the one cause, or None where none may be named.
        consequence_of: where the earlier attempt stands whose failure led to this one, or None.
        next_failures: proven causes that the server would have met next.
        warnings: what a strict server would have refused and this one accepted.
        remaining: what may still be to blame and no client-side capture can settle; filled
            where the exchange failed and no cause is named.
        notes: disagreements between the server's words and the bytes, and the like.
        findings: what every rule concluded, in the order of the catalogue.
        lapses: what OAuth 2.1 and RFC 9700 ask for and the exchange does not do; filled by a
            checkup, for it takes the whole capture.
    """

    exchange: Exchange
    outcome: Outcome
    server: Recognised | None
    meanings: tuple[Meaning, ...]
    cause: Cause | None
    consequence_of: str | None
    next_failures: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    notes: tuple[Message, ...]
    findings: tuple[Finding, ...]
    lapses: tuple[Lapse, ...] = ()

    @property
    def told(self) -> frozenset[str]:
        """The ids of all causes that it names."""
        found = {finding.rule.id for finding in (*self.next_failures, *self.warnings)}
        return frozenset(found if self.cause is None else {*found, self.cause.rule.id})


@dataclass(frozen=True, slots=True)
class Checkup:
    """The diagnoses of all exchanges of one capture.

    Attributes:
        source: the capture's name.
        reader: which reader understood it.
        notes: what the reader cleaned, repaired or left out.
        diagnoses: one for each exchange, in order of time; never empty.
        secrets: every value of the capture that a report must not show; those of the diagnosed
            exchanges need not be among them.
    """

    source: str
    reader: str
    notes: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]
    secrets: frozenset[str] = frozenset()

    @property
    def blamed(self) -> bool:
        """Whether any exchange has a named cause."""
        return any(diagnosis.cause is not None for diagnosis in self.diagnoses)


def diagnose(exchange: Exchange, recognised: Recognised | None = None) -> Diagnosis:
    """Ask every rule about one exchange and name the cause that explains its answer, or none.

    Args:
        exchange: the exchange.
        recognised: the server it was made with, where the user says so; else it is recognised.
    """
    recognised = recognised or recognise(exchange)
    server = UNKNOWN_SERVER if recognised is None else recognised.server
    findings = tuple(
        Finding(rule, _under_own_rules(rule, rule.examine(exchange, server), server))
        for rule in RULES
    )
    answer = exchange.token_response
    reading = Reading() if answer is None else read_answer_of(answer, server)
    case = _Case(exchange, server, findings, reading)
    meanings = tuple(_meanings(reading))
    outcome = _outcome(exchange)
    if outcome is Outcome.SUCCEEDED:
        return Diagnosis(
            exchange=exchange,
            outcome=outcome,
            server=recognised,
            meanings=(),
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
        server=recognised,
        meanings=meanings,
        cause=cause,
        consequence_of=_earlier_refusal(exchange, cause),
        next_failures=tuple(one for one in case.proven() if one.rule is not named),
        warnings=tuple(one for one in case.tolerated() if one.rule is not named),
        remaining=case.unsettled() if cause is None else (),
        notes=tuple(_disagreements(case, cause)),
        findings=findings,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One exchange, what the rules concluded, and what the words of the answer point at."""

    exchange: Exchange
    server: Server
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
            if (isinstance(one.verdict, Suspects) and not self._tolerates(one.rule))
            or (isinstance(one.verdict, NotCaptured) and one.rule.settled_by is SettledBy.SERVER)
        )

    def pointed_at(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those that the answer points at, its nearest meaning first."""
        order = {cause: place for place, cause in enumerate(self.reading.causes)}
        found = [one for one in findings if one.rule.id in order]
        return sorted(found, key=lambda one: order[one.rule.id])

    def place(self, finding: Finding) -> tuple[int, int]:
        """When this server meets a cause: by its own order of checks, else by the catalogue's."""
        stage = finding.rule.stage
        own = [Stage[name.upper()] for name in self.server.order]
        known = own.index(stage) if stage in own else -1
        return (known if own else stage, self.findings.index(finding))

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
                fitting = next((one for one in others if _strength(one) > 1), None)
                outspoken = self.reading.force is Force.MEANS and nearest.rule.stage is Stage.GRANT
                return fitting or (nearest if outspoken else None)
            case NotCaptured():
                return next((one for one in others if _shows(one)), nearest)
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


def _under_own_rules(rule: Rule, verdict: Verdict, server: Server) -> Verdict:
    """Excuse what the server allows against the RFC, and what it never looks at."""
    if not isinstance(verdict, Explains):
        return verdict
    for own in (*server.allows, *server.ignores):
        if own.cause == rule.id and _applies(own, verdict):
            return Excludes(say("{} has a rule of its own: {}", server.name, own.why))
    return verdict


def _applies(own: OwnRule, verdict: Explains) -> bool:
    details = dict(verdict.detail)
    return all(re.search(pattern, details.get(name, "")) for name, pattern in own.detail)


def _meanings(reading: Reading) -> Iterator[Meaning]:
    if isinstance(reading, KnownReading):
        for row in reading.wordings:
            if row.meaning:
                yield Meaning(row.meaning, row.source.text)


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
    if said is not None and isinstance(said.verdict, Excludes):
        said = None
    if not pointed and said is not None and case.reading.force is Force.MEANS:
        pointed = [one for one in proven if _accounts_for(one, said)]
        if not pointed:
            return _in_words(case, said, Certainty.PROVEN)
    chosen = min(pointed or proven, key=case.place)
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
    if reading.said and not reading.causes:
        return Certainty.LIKELY
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
    if unverified(case.reading) and len(case.reading.causes) == 1:
        hinted = next(one for one in case.findings if one.rule.id == case.reading.causes[0])
        if not isinstance(hinted.verdict, Excludes):
            return _in_words(case, hinted, Certainty.POSSIBLE)
    if case.reading.said and not case.reading.causes:
        return None
    suspects = [one for one in case.findings if _strength(one) > 0]
    if case.exchange.network_failure is not None or case.exchange.token_response is None:
        fitting = [one for one in suspects if one.rule.stage is Stage.TRANSPORT]
    elif case.reading.causes:
        fitting = case.pointed_at(suspects) or _left_over(case)
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


def _left_over(case: _Case) -> list[Finding]:
    """What the words may mean once the bytes have disproved their nearest meaning."""
    if not case.reading.said or case.reading.force is Force.LISTS:
        return []
    return [
        one
        for one in case.pointed_at(case.findings)
        if isinstance(one.verdict, Suspects) and one.rule.settled_by is SettledBy.SERVER
    ]


def _accounts_for(finding: Finding, other: Finding) -> bool:
    """Whether a proven finding is the more specific of two."""
    return isinstance(finding.verdict, Explains) and other.rule.id in finding.verdict.supersedes


def _shows(finding: Finding) -> bool:
    """Whether something in the capture speaks for a cause that bytes can settle."""
    return (
        isinstance(finding.verdict, Suspects)
        and bool(finding.verdict.evidence)
        and finding.rule.settled_by is SettledBy.BYTES
    )


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


def _disagreements(case: _Case, cause: Cause | None) -> Iterator[Message]:
    """Say where the bytes disprove what the server's words point at: the bytes win."""
    reading = case.reading
    if not (reading.said and reading.causes) or reading.force is Force.LISTS:
        return
    nearest = next(one for one in case.findings if one.rule.id == reading.causes[0])
    reconciled = (
        cause is not None
        and cause.rule is not nearest.rule
        and cause.rule.id in reading.causes
        and cause.certainty is not Certainty.POSSIBLE
    )
    if isinstance(nearest.verdict, Excludes) and not reconciled:
        reason = nearest.verdict.reason
        yield Message(
            f"the server's words point at {nearest.rule.id}, but {reason.template}", reason.values
        )
