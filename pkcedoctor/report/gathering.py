"""A checkup → results for CI."""

from collections.abc import Iterable, Iterator
from typing import Final

from pkcedoctor.advice import PRACTICES, Lapse, Practice
from pkcedoctor.diagnosis import Cause, Certainty, Checkup, Diagnosis, Finding
from pkcedoctor.exchange.messages import AuthorizationRequest, TokenRequest
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.report.account import in_one_sentence, in_words, plain, what_it_found
from pkcedoctor.report.results import Batch, Case, Level, Result, RuleText, fingerprint_of
from pkcedoctor.report.secrecy import Secrecy
from pkcedoctor.rules._rule import Evidence, Explains, Message, Rule, Suspects, say

_LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "localhost"})
_TAGS: Final = ("security", "oauth", "pkce")


def gather(checkup: Checkup, secrecy: Secrecy, *, file: str) -> Batch:
    """Return what CI is to be told of a checkup.

    Args:
        checkup: what was found.
        secrecy: what of it must not be shown.
        file: the capture's path, with slashes; empty where it is no file.
    """
    shown = secrecy.quote(file)
    return Batch(
        tuple(_Teller(diagnosis, secrecy, shown).case() for diagnosis in checkup.diagnoses),
        contains_secrets=secrecy.off,
    )


def describe(id_: str) -> RuleText:
    """Return the page of a cause or a practice."""
    if id_ in PRACTICES:
        return _practice(PRACTICES[id_])
    from pkcedoctor.catalogue import RULES  # noqa: PLC0415 - as above
    from pkcedoctor.report.page import page_as_markdown, page_as_text  # noqa: PLC0415 - SARIF's

    rule = next(rule for rule in RULES if rule.id == id_)
    return RuleText(
        id_,
        rule.title,
        page_as_text(rule, width=80),
        page_as_markdown(rule),
        rule.spec.url,
        (*_TAGS, f"stage/{rule.stage.name.lower()}"),
    )


def _practice(practice: Practice) -> RuleText:
    parts = (
        ("Why", practice.why),
        ("Remedy", practice.remedy),
        ("Reference", f"{practice.spec}, {practice.spec.heading}: {practice.spec.url}"),
    )
    text = "\n\n".join(
        (f"{practice.id}: {practice.title}", *(f"{head}\n{body}" for head, body in parts))
    )
    markdown = "\n\n".join(
        (f"# {practice.id}", practice.title, *(f"## {head}\n\n{body}" for head, body in parts))
    )
    return RuleText(
        practice.id,
        practice.title,
        f"{text}\n",
        f"{markdown}\n",
        practice.spec.url,
        (*_TAGS, "practice"),
    )


class _Teller:
    """Tells of one exchange."""

    def __init__(self, diagnosis: Diagnosis, secrecy: Secrecy, file: str) -> None:
        self._diagnosis = diagnosis
        self._secrecy = secrecy
        self._file = file
        server = diagnosis.server
        exchange = diagnosis.exchange
        self._about = (
            "" if server is None else server.server.id,
            _endpoint(exchange.token_request),
            _endpoint(exchange.authorization_request),
        )

    def case(self) -> Case:
        return Case(
            self._name(),
            self._file,
            in_one_sentence(self._diagnosis, self._secrecy),
            tuple(self._results()),
        )

    def _name(self) -> str:
        exchange = self._diagnosis.exchange
        redeemed, asked = exchange.token_request, exchange.authorization_request
        if redeemed is not None:
            method, url = self._secrecy.quote(redeemed.method), self._secrecy.url(redeemed.url)
            return f"{redeemed.where}: {method} {url}".rstrip()
        if asked is not None:
            return f"{asked.where}: {self._secrecy.url(asked.url)}"
        return "an exchange"

    def _results(self) -> Iterator[Result]:
        cause = self._diagnosis.cause
        if cause is not None:
            yield self._cause(cause)
        for finding in self._diagnosis.next_failures:
            yield self._finding(finding, Level.NOTE)
        for finding in self._diagnosis.warnings:
            yield self._finding(finding, Level.WARNING)
        for lapse in self._diagnosis.lapses:
            yield self._lapse(lapse)

    def _cause(self, cause: Cause) -> Result:
        return self._result(
            cause.rule.id,
            Level.ERROR,
            cause.summary,
            cause.remedy,
            cause.evidence,
            cause.certainty,
        )

    def _finding(self, finding: Finding, level: Level) -> Result:
        rule, verdict = finding.rule, finding.verdict
        evidence = verdict.evidence if isinstance(verdict, Explains | Suspects) else ()
        return self._result(
            rule.id, level, what_it_found(finding), _remedy(rule, finding), evidence
        )

    def _lapse(self, lapse: Lapse) -> Result:
        practice = lapse.practice
        return self._result(
            practice.id, Level.WARNING, lapse.summary, say(practice.remedy), lapse.evidence
        )

    def _result(
        self,
        rule: str,
        level: Level,
        message: Message,
        remedy: Message,
        evidence: Iterable[Evidence],
        certainty: Certainty = Certainty.PROVEN,
    ) -> Result:
        shown = tuple(evidence)
        names = sorted({one.parameter for one in shown if one.parameter is not None})
        return Result(
            rule=rule,
            level=level,
            certainty=certainty.value,
            message=plain(in_words(message, self._secrecy)),
            remedy=plain(in_words(remedy, self._secrecy)),
            file=self._file,
            line=1 if self._file else None,
            column=None,
            logical=shown[0].where if shown else self._where(),
            fingerprint=fingerprint_of(rule, *self._about, *names),
        )

    def _where(self) -> str:
        exchange = self._diagnosis.exchange
        messages = (exchange.token_request, exchange.authorization_request, exchange.token_response)
        return next((one.where for one in messages if one is not None), "")


def _remedy(rule: Rule, finding: Finding) -> Message:
    verdict = finding.verdict
    own = verdict.remedy if isinstance(verdict, Explains | Suspects) else None
    return own or say(rule.remedy)


def _endpoint(message: AuthorizationRequest | TokenRequest | None) -> str:
    """Return where a message was sent, without the port of a loopback address: tests change it."""
    if message is None:
        return ""
    url = split_url(message.url)
    host = url.host.lower()
    return f"{host}{url.path}" if host in _LOOPBACK else url.endpoint
