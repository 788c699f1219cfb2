"""Files → statements → findings: the whole check, without a command line."""

from collections.abc import Iterable, Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from pkcedoctor.errors import NoExchange, UnreadableInput
from pkcedoctor.guard import recognition
from pkcedoctor.guard.checks import (
    client_types,
    endpoints,
    grants,
    origins,
    pkce,
    redirect_uris,
    values,
)
from pkcedoctor.guard.documents.reading import read_document
from pkcedoctor.guard.documents.tree import Document
from pkcedoctor.guard.files import SETTINGS_FILES, Text, read_texts
from pkcedoctor.guard.findings import Certainty, Finding, Level, Related, line, remedy_of
from pkcedoctor.guard.model import ClientSettings, Registration, ServerMetadata, Statement
from pkcedoctor.guard.pairing import Pair, metadata_of, pair
from pkcedoctor.guard.settings import Allowance, Settings, read_settings
from pkcedoctor.records import dataclass

_METADATA: Final = "server-metadata"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file and what was recognised in it.

    Attributes:
        file: its name.
        kinds: client libraries and servers, in order.
    """

    file: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The result.

    Attributes:
        findings: what is wrong, in the order of files and lines.
        allowed: what is wrong and let pass, with the reason.
        known: what is wrong and in the baseline.
        recognised: the files that said something.
        clients: how many clients' settings were found.
        registrations: how many registrations were found.
        pairs: how many of them belong together.
    """

    findings: tuple[Finding, ...]
    allowed: tuple[tuple[Finding, str], ...]
    known: tuple[Finding, ...]
    recognised: tuple[Recognised, ...]
    clients: int
    registrations: int
    pairs: int


def inspect(
    paths: tuple[Path, ...],
    settings: Settings | None = None,
    *,
    baseline: frozenset[str] = frozenset(),
    today: date | None = None,
) -> Inspection:
    """Check the configuration files below some paths.

    Raises:
        UnreadableInput: if a file that was given by name cannot be read or is not recognised.
        NoExchange: if nothing at all is recognised.
    """
    texts, given = _without_settings(read_texts(paths), settings)
    documents = tuple(_documents(texts))
    variables = recognition.variables_of(tuple(document for _, document in documents))
    statements: list[Statement] = []
    recognised: list[Recognised] = []
    unknown: list[str] = []
    for text, document in documents:
        found = tuple(recognition.statements_of(document, text.content, variables))
        if not found and text.named and document.format != "dotenv":
            unknown.append(text.file)
        if found:
            recognised.append(Recognised(text.file, tuple(dict.fromkeys(map(_kind, found)))))
        statements += (one for one in found if not recognition.says_nothing(one))
    for file in unknown:
        if file not in variables.used:
            raise UnreadableInput(f"{file}: no OAuth client configuration is recognised in it")
    if not recognised:
        raise NoExchange("no OAuth client configuration is recognised in what was given")
    return _result(statements, tuple(recognised), given, baseline, today or date.today())  # noqa: DTZ011 - the user's own day


def _without_settings(
    texts: Iterable[Text], settings: Settings | None
) -> tuple[list[Text], Settings | None]:
    """Take pkcedoctor's own settings out of the files."""
    others = []
    for text in texts:
        name = text.file.rpartition("/")[2]
        if name in SETTINGS_FILES:
            found = read_settings(text.content, text.file)
            settings = settings or found
        else:
            others.append(text)
    return others, settings


def _documents(texts: list[Text]) -> Iterator[tuple[Text, Document]]:
    for text in texts:
        try:
            document = read_document(text.content, text.file)
        except UnreadableInput:
            if text.named:
                raise
            continue
        if document is not None:
            yield text, document
        elif text.named:
            raise UnreadableInput(
                f"{text.file}: this is no JSON, YAML, TOML, dotenv, properties, Terraform or script"
            )


def _kind(statement: Statement) -> str:
    return _METADATA if isinstance(statement, ServerMetadata) else statement.kind or "rfc7591"


def _result(
    statements: list[Statement],
    recognised: tuple[Recognised, ...],
    settings: Settings | None,
    baseline: frozenset[str],
    today: date,
) -> Inspection:
    clients = recognition.merge(
        tuple(found for found in statements if isinstance(found, ClientSettings))
    )
    registrations = tuple(found for found in statements if isinstance(found, Registration))
    metadata = tuple(found for found in statements if isinstance(found, ServerMetadata))
    pairing = pair(clients, registrations)
    found = [
        *_alone(clients, registrations, metadata),
        *_together(pairing.pairs, pairing.strangers),
        *_with_metadata(clients, metadata),
        *(_expected(settings, clients, registrations, metadata) if settings is not None else ()),
    ]
    allowances = settings.allowances if settings is not None else ()
    open_, allowed = _allow(_sorted(found), allowances, today)
    new = tuple(finding for finding in open_ if finding.fingerprint not in baseline)
    known = tuple(finding for finding in open_ if finding.fingerprint in baseline)
    return Inspection(
        new, allowed, known, recognised, len(clients), len(registrations), len(pairing.pairs)
    )


def _alone(
    clients: tuple[ClientSettings, ...],
    registrations: tuple[Registration, ...],
    metadata: tuple[ServerMetadata, ...],
) -> Iterator[Finding]:
    for client in clients:
        for check in (values, client_types, pkce, grants, endpoints):
            yield from check.check_client(client)
    for registration in registrations:
        for check_one in (values, client_types, grants):
            yield from check_one.check_registration(registration)
    for document in metadata:
        yield from pkce.check_advertised(document)


def _together(pairs: tuple[Pair, ...], strangers: tuple[Pair, ...]) -> Iterator[Finding]:
    for both in pairs:
        elsewhere = tuple(endpoints.check_pair(both))
        yield from elsewhere
        if any(found.rule == "token-endpoint-wrong" for found in elsewhere):
            continue
        for check in (redirect_uris, client_types, pkce, grants, origins):
            yield from check.check_pair(both)
    for both in strangers:
        own, other = both.client.client_id, both.registration.client_id
        if own is not None and other is not None:
            yield Finding(
                "client-id-mismatch",
                Level.ERROR,
                Certainty.LIKELY,
                f"client_id is {own.text}, registered is {other.text}",
                own.place,
                (line(both.client.name, own), line(both.registration.name, other)),
                "Copy the client_id of the registration.",
                f"client_id={own.text}",
            )


def _with_metadata(
    clients: tuple[ClientSettings, ...], metadata: tuple[ServerMetadata, ...]
) -> Iterator[Finding]:
    for client in clients:
        for document in metadata_of(client, clients, metadata):
            for check in (endpoints, pkce, grants):
                yield from check.check_metadata(client, document)


def _expected(
    settings: Settings,
    clients: tuple[ClientSettings, ...],
    registrations: tuple[Registration, ...],
    metadata: tuple[ServerMetadata, ...],
) -> Iterator[Finding]:
    """Compare both sides with what the team expects of them."""
    if not settings.says_anything:
        return
    from pkcedoctor.guard.checks import expected  # noqa: PLC0415 - only for teams that say so

    yield from expected.check(settings, clients, registrations, metadata)


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings by place; of one place and rule keep the gravest, of a placeholder only it."""
    best: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.place, finding.rule)
        before = best.get(key)
        if before is None or _gravity(finding) > _gravity(before):
            best[key] = finding
    blamed = {found.place for found in best.values() if found.rule == "placeholder-value"}
    differing = {
        found.place
        for found in best.values()
        if found.rule in {"redirect-uri-not-registered", "client-id-mismatch"}
    }
    kept = (
        found
        for found in best.values()
        if not (found.place in blamed and found.rule != "placeholder-value")
        and not (found.place in differing and found.rule == "value-with-blanks")
    )
    return sorted(kept, key=lambda found: (found.place.file, found.place.line, found.place.column))


def _gravity(finding: Finding) -> tuple[bool, int, int]:
    certainties = (Certainty.POSSIBLE, Certainty.LIKELY, Certainty.PROVEN)
    return (
        finding.level is Level.ERROR,
        certainties.index(finding.certainty),
        len(finding.related),
    )


def _allow(
    findings: list[Finding], allowances: tuple[Allowance, ...], today: date
) -> tuple[list[Finding], tuple[tuple[Finding, str], ...]]:
    """Take out what the team lets pass; a proven error cannot be let pass."""
    open_: list[Finding] = []
    allowed: list[tuple[Finding, str]] = []
    expired: dict[Allowance, Finding] = {}
    for finding in findings:
        fitting = [allowance for allowance in allowances if _covers(allowance, finding)]
        current = next((found for found in fitting if found.until >= today), None)
        if current is not None:
            allowed.append((finding, current.reason))
            continue
        open_.append(finding)
        for allowance in fitting:
            expired.setdefault(allowance, _outlived(allowance, finding))
    return [*open_, *expired.values()], tuple(allowed)


def _covers(allowance: Allowance, finding: Finding) -> bool:
    proven = finding.level is Level.ERROR and finding.certainty is Certainty.PROVEN
    file = finding.place.file
    path = allowance.path
    fits = not path or fnmatchcase(file, path) or fnmatchcase(file, f"*/{path}")
    return allowance.rule == finding.rule and fits and not proven


def _outlived(allowance: Allowance, finding: Finding) -> Finding:
    place = finding.place
    return Finding(
        "allowance-expired",
        Level.WARNING,
        Certainty.PROVEN,
        f"{allowance.rule} was allowed until {allowance.until.isoformat()}",
        allowance.place,
        (Related("still found", finding.message, place),),
        remedy_of("allowance-expired"),
        f"{allowance.rule} {allowance.path}",
    )
