"""A report for programs: version 1 of the JSON contract, described by ``schema_v1.json``."""

from datetime import datetime
from importlib.resources import files
from typing import Final, TypedDict, assert_never

from pkcedoctor.advice import Lapse
from pkcedoctor.diagnosis import Cause, Checkup, Diagnosis, Finding, Outcome
from pkcedoctor.exchange.messages import AuthorizationRequest, Exchange, TokenRequest
from pkcedoctor.report.account import how_to_find_out, in_words, plain, what_it_found
from pkcedoctor.report.comparison import shown_values
from pkcedoctor.report.escaping import json_text, well_formed
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.report.version import installed_version
from pkcedoctor.rules._rule import (
    Comparison,
    Evidence,
    Excludes,
    Explains,
    Message,
    NotCaptured,
    Suspects,
)

SCHEMA: Final = "pkcedoctor/report/v1"
ACCEPTED: Final = "the server accepted the exchange"


class TokenRequestV1(TypedDict):
    """The token request."""

    where: str
    method: str
    url: str
    started: str | None


class AuthorizationRequestV1(TypedDict):
    """The authorization request."""

    where: str
    url: str
    started: str | None


class ResponseV1(TypedDict):
    """What the server answered."""

    status: int | None
    error: str | None
    error_description: str | None


class ValueV1(TypedDict):
    """One of two compared values."""

    label: str
    value: str


class ComparisonV1(TypedDict):
    """The two values that should be one."""

    first: ValueV1
    second: ValueV1


class VerdictV1(TypedDict):
    """The one cause."""

    cause: str
    certainty: str
    summary: str
    remedy: str
    references: list[str]
    detail: dict[str, str]
    confirm: str | None
    comparison: ComparisonV1 | None


class EvidenceV1(TypedDict):
    """One thing read in the capture."""

    where: str
    parameter: str | None
    shows: str


class FindingV1(TypedDict):
    """What one rule concluded."""

    rule: str
    status: str
    message: str
    evidence: list[EvidenceV1]


class RemarkV1(TypedDict):
    """A rule and what it says."""

    rule: str
    message: str


class RemainingV1(TypedDict):
    """A cause that may still be to blame."""

    rule: str
    message: str
    find_out: str | None


class MeaningV1(TypedDict):
    """What an answer means at its server."""

    text: str
    source: str


class ServerV1(TypedDict):
    """The authorization server, where it is known, and what its answer means there."""

    id: str
    name: str
    recognised_by: str
    certain: bool
    meanings: list[MeaningV1]


class ExchangeV1(TypedDict):
    """One exchange."""

    outcome: str
    server: ServerV1 | None
    linked_by: str | None
    authorization_request: AuthorizationRequestV1 | None
    token_request: TokenRequestV1 | None
    response: ResponseV1 | None
    verdict: VerdictV1 | None
    consequence_of: str | None
    will_fail_next: list[RemarkV1]
    warnings: list[RemarkV1]
    remaining: list[RemainingV1]
    notes: list[str]
    findings: list[FindingV1]


class ReportV1(TypedDict):
    """The whole report."""

    schema: str
    version: str
    source: str
    reader: str
    contains_secrets: bool
    notes: list[str]
    exchanges: list[ExchangeV1]


def render_json(checkup: Checkup, secrecy: Secrecy) -> str:
    """Write a checkup as JSON, in ASCII."""
    return json_text(_well_formed(report(checkup, secrecy)), indent=2) + "\n"


def schema_text() -> str:
    """Return the JSON Schema of the report."""
    return files("pkcedoctor.report").joinpath("schema_v1.json").read_text(encoding="utf-8")


def report(checkup: Checkup, secrecy: Secrecy) -> ReportV1:
    """Return the report as a tree of plain values."""
    return {
        "schema": SCHEMA,
        "version": installed_version(),
        "source": secrecy.quote(checkup.source),
        "reader": secrecy.quote(checkup.reader),
        "contains_secrets": secrecy.off,
        "notes": [secrecy.quote(note) for note in checkup.notes],
        "exchanges": [_exchange(diagnosis, secrecy) for diagnosis in checkup.diagnoses],
    }


def _exchange(diagnosis: Diagnosis, secrecy: Secrecy) -> ExchangeV1:
    exchange = diagnosis.exchange
    return {
        "outcome": diagnosis.outcome.value,
        "server": _server(diagnosis, secrecy),
        "linked_by": exchange.linked_by.value if exchange.linked_by else None,
        "authorization_request": _asked(exchange.authorization_request, secrecy),
        "token_request": _redeemed(exchange.token_request, secrecy),
        "response": _response(exchange, secrecy),
        "verdict": _verdict(diagnosis.cause, secrecy),
        "consequence_of": diagnosis.consequence_of,
        "will_fail_next": [_remark(finding, secrecy) for finding in diagnosis.next_failures],
        "warnings": [
            *(_remark(finding, secrecy) for finding in diagnosis.warnings),
            *(_lapse(lapse, secrecy) for lapse in diagnosis.lapses),
        ],
        "remaining": [_remaining(finding, secrecy) for finding in diagnosis.remaining],
        "notes": [_text(note, secrecy) for note in diagnosis.notes],
        "findings": [
            _finding(finding, secrecy, accepted=diagnosis.outcome is Outcome.SUCCEEDED)
            for finding in diagnosis.findings
        ],
    }


def _server(diagnosis: Diagnosis, secrecy: Secrecy) -> ServerV1 | None:
    found = diagnosis.server
    if found is None:
        return None
    return {
        "id": found.server.id,
        "name": found.server.name,
        "recognised_by": secrecy.quote(found.how),
        "certain": found.certain,
        "meanings": [
            {"text": meaning.text, "source": meaning.source} for meaning in diagnosis.meanings
        ],
    }


def _asked(request: AuthorizationRequest | None, secrecy: Secrecy) -> AuthorizationRequestV1 | None:
    if request is None:
        return None
    return {
        "where": request.where,
        "url": secrecy.url(request.url),
        "started": _time(request.started),
    }


def _redeemed(request: TokenRequest | None, secrecy: Secrecy) -> TokenRequestV1 | None:
    if request is None:
        return None
    return {
        "where": request.where,
        "method": secrecy.quote(request.method),
        "url": secrecy.url(request.url),
        "started": _time(request.started),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _response(exchange: Exchange, secrecy: Secrecy) -> ResponseV1 | None:
    response = exchange.token_response
    if response is not None:
        return {
            "status": response.status or None,
            "error": _optional(response.error, secrecy),
            "error_description": _optional(response.description, secrecy),
        }
    refusal = exchange.authorization_response
    if exchange.token_request is not None or refusal is None or not refusal.refused:
        return None
    error = refusal.parameters.first("error")
    description = refusal.parameters.first("error_description")
    return {
        "status": refusal.status,
        "error": None if error is None else secrecy.quote(error),
        "error_description": _optional(refusal.page, secrecy)
        if description is None
        else secrecy.quote(description),
    }


def _optional(text: str | None, secrecy: Secrecy) -> str | None:
    return None if text is None else secrecy.quote(text)


def _verdict(cause: Cause | None, secrecy: Secrecy) -> VerdictV1 | None:
    if cause is None:
        return None
    return {
        "cause": cause.rule.id,
        "certainty": cause.certainty.value,
        "summary": _text(cause.summary, secrecy),
        "remedy": _text(cause.remedy, secrecy),
        "references": [cause.rule.spec.url],
        "detail": {name: secrecy.quote(value) for name, value in cause.detail},
        "confirm": cause.confirm,
        "comparison": _comparison(cause.comparison, secrecy),
    }


def _comparison(comparison: Comparison | None, secrecy: Secrecy) -> ComparisonV1 | None:
    if comparison is None:
        return None
    first, second = shown_values(comparison, secrecy)
    return {
        "first": {"label": comparison.first_label, "value": first},
        "second": {"label": comparison.second_label, "value": second},
    }


def _remark(finding: Finding, secrecy: Secrecy) -> RemarkV1:
    return {"rule": finding.rule.id, "message": _text(what_it_found(finding), secrecy)}


def _lapse(lapse: Lapse, secrecy: Secrecy) -> RemarkV1:
    return {"rule": lapse.practice.id, "message": _text(lapse.summary, secrecy)}


def _remaining(finding: Finding, secrecy: Secrecy) -> RemainingV1:
    return {
        "rule": finding.rule.id,
        "message": _text(what_it_found(finding), secrecy),
        "find_out": how_to_find_out(finding),
    }


def _finding(finding: Finding, secrecy: Secrecy, *, accepted: bool) -> FindingV1:
    message = _text(what_it_found(finding), secrecy)
    evidence: tuple[Evidence, ...] = ()
    match finding.verdict:
        case Explains() | Suspects() if accepted:
            status, message = "excludes", ACCEPTED
        case Explains(evidence=evidence):
            status = "explains"
        case Suspects(evidence=evidence):
            status = "suspects"
        case Excludes():
            status = "excludes"
        case NotCaptured():
            status = "not_captured"
        case _:
            assert_never(finding.verdict)
    return {
        "rule": finding.rule.id,
        "status": status,
        "message": message,
        "evidence": [
            {
                "where": item.where,
                "parameter": _optional(item.parameter, secrecy),
                "shows": _text(item.shows, secrecy),
            }
            for item in evidence
        ],
    }


def _text(message: Message, secrecy: Secrecy) -> str:
    return plain(in_words(message, secrecy))


def _well_formed(value: object) -> object:
    match value:
        case str():
            return well_formed(value)
        case list():
            return [_well_formed(item) for item in value]
        case dict():
            return {well_formed(key): _well_formed(item) for key, item in value.items()}
        case _:
            return value
