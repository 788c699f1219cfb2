"""What a report says of an exchange, in order, before it is written in any format.

Text and Markdown print the same account; captured text stays apart from prose to the end, so
that each format escapes it in its own way.
"""

from collections.abc import Iterator
from enum import Enum, auto
from itertools import zip_longest
from typing import Final, assert_never

from pkcedoctor.advice import Lapse
from pkcedoctor.diagnosis import (
    Cause,
    Certainty,
    Checkup,
    Diagnosis,
    Finding,
    Meaning,
    Outcome,
)
from pkcedoctor.exchange.messages import (
    AuthorizationRequest,
    AuthorizationResponse,
    Exchange,
    LinkedBy,
    Parameter,
    TokenResponse,
)
from pkcedoctor.records import dataclass
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.rules._rule import (
    Comparison,
    Evidence,
    Excludes,
    Explains,
    Message,
    NotCaptured,
    Suspects,
)
from pkcedoctor.servers.recognition import Recognised

CONTAINS_SECRETS: Final = "This report contains secrets: do not share it."
STRICT_SERVER: Final = "a strict server would have refused this exchange"
BEST_PRACTICE: Final = "OAuth 2.1 and RFC 9700 ask for more than this exchange does"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text of the capture: its secrets are hidden, and it is not escaped yet."""

    text: str


Line = tuple[str | Quoted, ...]
"""One sentence: prose and what it quotes."""


class Tone(Enum):
    """How a headline is meant."""

    BAD = auto()
    UNSURE = auto()
    GOOD = auto()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something told under a label."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Something told of many causes.

    Attributes:
        title: what is told.
        headers: of the two columns.
        rows: one for each cause or group of causes.
        vital: whether it is the answer itself, not what led to it.
    """

    title: str
    headers: tuple[str, str]
    rows: tuple[tuple[Line, Line], ...]
    vital: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """All that is told of one exchange.

    Attributes:
        tone: how the headline is meant.
        tag: the verdict in one word.
        headline: the verdict in one sentence.
        facts: what was asked, sent and answered.
        comparison: the two values to lay one above the other, secrets still in them.
        advice: evidence, remedy and what else there is to say.
        tables: what was ruled out, and the like.
    """

    tone: Tone
    tag: str
    headline: Line
    facts: tuple[Fact, ...]
    comparison: Comparison | None
    advice: tuple[Fact, ...]
    tables: tuple[Table, ...]


def give_account(diagnosis: Diagnosis, secrecy: Secrecy) -> Account:
    """Say all there is to say of one exchange."""
    cause = diagnosis.cause
    tone, tag, headline = _headline(diagnosis, secrecy)
    return Account(
        tone,
        tag,
        headline,
        facts=tuple(_facts(diagnosis, secrecy)),
        comparison=cause.comparison if cause else None,
        advice=tuple(_advice(diagnosis, secrecy)),
        tables=tuple(_tables(diagnosis, secrecy)),
    )


def in_one_sentence(diagnosis: Diagnosis, secrecy: Secrecy) -> str:
    """Return the headline alone, not escaped."""
    _, tag, headline = _headline(diagnosis, secrecy)
    return f"{tag}: {plain(headline)}"


def sum_up(checkup: Checkup, secrecy: Secrecy) -> Line:
    """Say in one line what became of all exchanges."""
    outcomes = [diagnosis.outcome for diagnosis in checkup.diagnoses]
    counts = (
        (outcomes.count(Outcome.FAILED), "failed"),
        (outcomes.count(Outcome.SUCCEEDED), "succeeded"),
        (outcomes.count(Outcome.UNKNOWN), "without a known outcome"),
    )
    exchanges = "1 exchange" if len(outcomes) == 1 else f"{len(outcomes)} exchanges"
    told = ", ".join(f"{count} {name}" for count, name in counts if count)
    causes = dict.fromkeys(found.cause.rule.id for found in checkup.diagnoses if found.cause)
    blamed = f"; refused because of {', '.join(causes)}" if causes else ""
    return (Quoted(secrecy.quote(checkup.source)), f": {exchanges}, {told}{blamed}")


def origin(checkup: Checkup, secrecy: Secrecy) -> Line:
    """Say what was read."""
    source, reader = Quoted(secrecy.quote(checkup.source)), Quoted(secrecy.quote(checkup.reader))
    return ("read from ", source, ", ", reader)


def in_words(message: Message, secrecy: Secrecy) -> Line:
    """Put the values into a message, their secrets hidden."""
    return tuple(_interleave(message, secrecy))


def plain(line: Line) -> str:
    """Return a line as text that is not escaped."""
    return "".join(part.text if isinstance(part, Quoted) else part for part in line)


def certainty_in_words(cause: Cause) -> str:
    """Say how sure a cause is, and why."""
    match cause.certainty:
        case Certainty.PROVEN if cause.in_words:
            return "proven: the server says so"
        case Certainty.PROVEN:
            return "proven: the bytes of this capture show it"
        case Certainty.LIKELY if cause.in_words:
            return "likely: the server's words point at it"
        case Certainty.LIKELY:
            return "likely: it fits best of the few causes that remain"
        case Certainty.POSSIBLE:
            return "possible: a hint, not a proof"
        case _:
            assert_never(cause.certainty)


def how_to_find_out(finding: Finding) -> str | None:
    """Say how to settle what a rule could not settle."""
    match finding.verdict:
        case Suspects(confirm=confirm):
            return confirm
        case NotCaptured(needs=needs):
            return needs
        case Explains() | Excludes():
            return None
        case _:
            assert_never(finding.verdict)


def what_it_found(finding: Finding) -> Message:
    """Return what a rule says, whatever its verdict."""
    match finding.verdict:
        case Explains(summary=summary) | Suspects(summary=summary):
            return summary
        case Excludes(reason=reason):
            return reason
        case NotCaptured(needs=needs):
            return Message(needs)
        case _:
            assert_never(finding.verdict)


def _interleave(message: Message, secrecy: Secrecy) -> Iterator[str | Quoted]:
    prose = message.template.split("{}") if message.values else [message.template]
    for text, value in zip_longest(prose, message.values):
        if text:
            yield text
        if isinstance(value, Parameter) and value.hidden:
            yield "(redacted)"
        elif isinstance(value, Parameter) or value:
            yield Quoted(secrecy.quote(value))


def _headline(diagnosis: Diagnosis, secrecy: Secrecy) -> tuple[Tone, str, Line]:
    cause = diagnosis.cause
    if cause is not None:
        sure = cause.certainty is Certainty.PROVEN
        tag = f"error[{cause.rule.id}]"
        return Tone.BAD if sure else Tone.UNSURE, tag, in_words(cause.summary, secrecy)
    match diagnosis.outcome:
        case Outcome.SUCCEEDED:
            return Tone.GOOD, "ok", ("the server accepted this exchange",)
        case Outcome.FAILED:
            return (
                Tone.UNSURE,
                "no cause found",
                ("the exchange failed, and nothing in this capture explains why",),
            )
        case Outcome.UNKNOWN:
            return (
                Tone.UNSURE,
                "no cause found",
                ("nothing is wrong as far as this capture tells, and it does not hold the answer",),
            )
        case _:
            assert_never(diagnosis.outcome)


def _facts(diagnosis: Diagnosis, secrecy: Secrecy) -> Iterator[Fact]:
    if diagnosis.cause is not None:
        yield Fact("certainty", ((certainty_in_words(diagnosis.cause),),))
    exchange = diagnosis.exchange
    if exchange.authorization_request is not None:
        yield Fact("asked", (_asked(exchange.authorization_request, exchange.linked_by, secrecy),))
    if exchange.token_request is not None:
        sent = exchange.token_request
        url = Quoted(f"{secrecy.quote(sent.method)} {_endpoint(sent.url, secrecy)}".strip())
        yield Fact("redeemed", ((f"{sent.where}: ", url),))
    yield Fact("answered", (_answered(exchange, secrecy),))
    if diagnosis.server is not None:
        yield Fact("server", (_server(diagnosis.server, secrecy),))
    if diagnosis.meanings:
        yield Fact("meaning", tuple(_meaning(meaning) for meaning in diagnosis.meanings))
    if diagnosis.consequence_of is not None:
        yield Fact(
            "follows", ((f"{diagnosis.consequence_of}, an earlier attempt: look there first",),)
        )


def _server(found: Recognised, secrecy: Secrecy) -> Line:
    doubt = "" if found.certain else "probably "
    return (f"{doubt}{found.server.name}, by ", Quoted(secrecy.quote(found.how)))


def _meaning(meaning: Meaning) -> Line:
    return (f"{meaning.text} ({meaning.source})",)


def _asked(asked: AuthorizationRequest, linked_by: LinkedBy | None, secrecy: Secrecy) -> Line:
    url = _endpoint(asked.url, secrecy)
    place: Line = (f"{asked.where}: ", Quoted(url)) if url else (asked.where,)
    match linked_by:
        case None:
            return place
        case LinkedBy.GIVEN:
            return (*place, f" ({linked_by.value})")
        case _:
            return (*place, f" (linked by {linked_by.value})")


def _endpoint(url: str, secrecy: Secrecy) -> str:
    """Return a URL without query and fragment, which the evidence quotes where they matter."""
    if secrecy.off:
        return url
    base, question, _ = url.partition("#")[0].partition("?")
    return secrecy.url(base) + question + ("…" if question else "")


def _answered(exchange: Exchange, secrecy: Secrecy) -> Line:
    if exchange.token_response is not None:
        return _server_words(exchange.token_response, secrecy)
    refusal = exchange.authorization_response
    if exchange.token_request is None and refusal is not None and refusal.refused:
        return _refusal_words(refusal, secrecy)
    if exchange.network_failure is not None:
        return (
            "nothing: the request failed with ",
            Quoted(secrecy.quote(exchange.network_failure)),
        )
    if exchange.preflight is not None and exchange.preflight.refusal is not None:
        reason = Quoted(secrecy.quote(exchange.preflight.refusal))
        return (f"nothing: the browser's preflight ({exchange.preflight.where}) failed: ", reason)
    return ("the answer is not in this capture",)


def _server_words(response: TokenResponse, secrecy: Secrecy) -> Line:
    words: list[str | Quoted] = [str(response.status) if response.status else "no status"]
    if response.error is not None:
        words += [" ", Quoted(secrecy.quote(response.error))]
    if response.description is not None:
        words += [", in a page: " if response.page else ": ", Quoted(_brief(response, secrecy))]
    elif response.accepted:
        words.append(", with tokens")
    elif response.body_missing is not None:
        words.append(f"; {response.body_missing}")
    return tuple(words)


_LONGEST_WORDS: Final = 400


def _brief(response: TokenResponse, secrecy: Secrecy) -> str:
    words = secrecy.quote(response.description or "")
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"


def _refusal_words(refusal: AuthorizationResponse, secrecy: Secrecy) -> Line:
    words: list[str | Quoted] = [f"{refusal.where}: the authorization endpoint refused"]
    if refusal.status is not None:
        words.append(f" with {refusal.status}")
    error = refusal.parameters.first("error")
    description = refusal.parameters.first("error_description")
    if error is not None:
        words += [", ", Quoted(secrecy.quote(error))]
    if description is not None:
        words += [": ", Quoted(secrecy.quote(description))]
    elif refusal.page:
        words += [", in a page: ", Quoted(secrecy.quote(refusal.page)[:_LONGEST_WORDS])]
    return tuple(words)


def _advice(diagnosis: Diagnosis, secrecy: Secrecy) -> Iterator[Fact]:
    cause = diagnosis.cause
    if cause is not None:
        if cause.evidence:
            yield Fact("evidence", tuple(_shown(item, secrecy) for item in cause.evidence))
        yield Fact("remedy", (in_words(cause.remedy, secrecy),))
        wrong = tuple(_wrong_advice(cause, diagnosis.server))
        if wrong:
            yield Fact("beware", wrong)
        if cause.confirm is not None:
            yield Fact("confirm", ((cause.confirm,),))
    if diagnosis.next_failures:
        yield Fact("then fails", _named(diagnosis.next_failures, secrecy))
    if diagnosis.warnings:
        yield Fact("warning", ((STRICT_SERVER,), *_named(diagnosis.warnings, secrecy)))
    if diagnosis.lapses:
        yield Fact("warning", ((BEST_PRACTICE,), *_lapsed(diagnosis.lapses, secrecy)))
    if diagnosis.notes:
        yield Fact("note", tuple(in_words(note, secrecy) for note in diagnosis.notes))
    if cause is not None:
        spec = cause.rule.spec
        yield Fact("reference", ((f"{spec}: {spec.heading}",), (spec.url,)))
        yield Fact("more", ((f"pkcedoctor explain {cause.rule.id}",),))


def _wrong_advice(cause: Cause, found: Recognised | None) -> Iterator[Line]:
    """Answer the wrong advice that circulates for this cause at this server."""
    for advice in () if found is None else found.server.advice:
        if advice.cause == cause.rule.id:
            yield (f"“{advice.heard}” is wrong advice: {advice.instead}",)


def _shown(evidence: Evidence, secrecy: Secrecy) -> Line:
    shows = in_words(evidence.shows, secrecy)
    if evidence.parameter is None:
        return (f"{evidence.where}: ", *shows)
    return (Quoted(secrecy.quote(evidence.parameter)), f" ({evidence.where}) ", *shows)


def _named(findings: tuple[Finding, ...], secrecy: Secrecy) -> tuple[Line, ...]:
    return tuple(
        (f"{finding.rule.id}: ", *in_words(what_it_found(finding), secrecy)) for finding in findings
    )


def _lapsed(lapses: tuple[Lapse, ...], secrecy: Secrecy) -> Iterator[Line]:
    for lapse in lapses:
        places = ", ".join(dict.fromkeys(shown.where for shown in lapse.evidence))
        yield (f"{lapse.practice.id}: ", *in_words(lapse.summary, secrecy), f" ({places})")


def _tables(diagnosis: Diagnosis, secrecy: Secrecy) -> Iterator[Table]:
    if diagnosis.outcome is Outcome.SUCCEEDED:
        return
    told = {diagnosis.cause.rule.id} if diagnosis.cause else set()
    told |= {
        finding.rule.id
        for findings in (diagnosis.next_failures, diagnosis.warnings, diagnosis.remaining)
        for finding in findings
    }
    remaining = tuple(_unsettled(finding, secrecy) for finding in diagnosis.remaining)
    settled = diagnosis.cause is not None and diagnosis.cause.certainty is Certainty.PROVEN
    also, excluded = [], []
    untold: dict[str, list[str]] = {}
    for finding in diagnosis.findings:
        match finding.verdict:
            case Explains() | Suspects() | NotCaptured() if finding.rule.id in told:
                pass
            case Suspects(strength=strength, confirm=confirm) if settled or not strength:
                untold.setdefault(confirm, []).append(finding.rule.id)
            case Explains() | Suspects():
                also.append(_unsettled(finding, secrecy))
            case Excludes(reason=reason):
                excluded.append((_cause(finding), in_words(reason, secrecy)))
            case NotCaptured(needs=needs):
                untold.setdefault(needs, []).append(finding.rule.id)
            case _:
                assert_never(finding.verdict)
    missing = tuple(((", ".join(causes),), (needs,)) for needs, causes in untold.items())
    for table in (
        Table("What remains", ("cause", "why, and how to find out"), remaining, vital=True),
        Table("Also seen", ("cause", "what was seen"), tuple(also)),
        Table("Ruled out", ("cause", "because"), tuple(excluded)),
        Table("Could not be told", ("cause", "what is missing, or where to look"), missing),
    ):
        if table.rows:
            yield table


def _cause(finding: Finding) -> Line:
    return (finding.rule.id,)


def _unsettled(finding: Finding, secrecy: Secrecy) -> tuple[Line, Line]:
    found = in_words(what_it_found(finding), secrecy)
    confirm = finding.verdict.confirm if isinstance(finding.verdict, Suspects) else None
    return _cause(finding), (*found, f"; {confirm}") if confirm else found
