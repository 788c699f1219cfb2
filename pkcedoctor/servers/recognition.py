"""Which authorization server an exchange was made with."""

import re
from collections.abc import Iterator
from typing import Final, assert_never

from pkcedoctor.exchange.messages import Exchange, TokenResponse
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.records import dataclass
from pkcedoctor.servers.files import load_server
from pkcedoctor.servers.index import Index, load_index, normalised
from pkcedoctor.servers.model import Server, Trait, TraitKind, template


@dataclass(frozen=True, slots=True)
class Recognised:
    """A server and why it is held to be this one.

    Attributes:
        server: what is known of it.
        how: the reason, as a noun phrase.
        certain: whether the reason leaves no doubt.
    """

    server: Server
    how: str
    certain: bool


def recognise(exchange: Exchange) -> Recognised | None:
    """Recognise the server of an exchange; None rather than a guess.

    A host is certain. A path that one product alone uses, an answer that one server alone gives,
    or a telling header make it likely. Nothing is concluded from a weak trait; with the path it
    leaves no doubt.
    """
    index = load_index()
    urls = list(_urls(exchange))
    for url in urls:
        host = split_url(url).host.lower()
        server_id = _by_host(host, index)
        if server_id is not None:
            return Recognised(load_server(server_id), f"its host {host}", certain=True)
    by_path = _by_path(urls, index)
    answer = exchange.token_response
    if len(by_path) == 1:
        server = load_server(by_path[0])
        confirmed = answer is not None and _shows(server, answer)
        how = "the form of its URLs" + (" and of its answer" if confirmed else "")
        return Recognised(server, how, certain=confirmed)
    if answer is None:
        return None
    found = _by_answer(answer, index)
    if found is not None and (not by_path or found[0] in by_path):
        return Recognised(load_server(found[0]), found[1], certain=False)
    return None


def _urls(exchange: Exchange) -> Iterator[str]:
    if exchange.token_request is not None:
        yield exchange.token_request.url
    if exchange.authorization_request is not None:
        yield exchange.authorization_request.url


def _by_host(host: str, index: Index) -> str | None:
    if host in index.hosts:
        return index.hosts[host]
    labels = host.split(".")
    for start in range(1, len(labels)):
        pattern = "*." + ".".join(labels[start:])
        if pattern in index.hosts:
            return index.hosts[pattern]
    return None


def _by_path(urls: list[str], index: Index) -> list[str]:
    """Return the servers whose path any of the URLs ends with; the longest path tells most."""
    found: dict[str, int] = {}
    for url in urls:
        path = split_url(url).path.rstrip("/")
        for pattern, ids in index.paths.items():
            if _ends_with(path, pattern):
                for server_id in ids:
                    found[server_id] = max(pattern.count("/"), found.get(server_id, 0))
    longest = max(found.values(), default=0)
    return [server_id for server_id, length in found.items() if length == longest]


def _ends_with(path: str, pattern: str) -> bool:
    """Whether a path ends with a template; products are often mounted below a prefix."""
    segments, wanted = path.strip("/").split("/"), pattern.strip("/").split("/")
    if len(segments) < len(wanted):
        return False
    tail = "/".join(segments[-len(wanted) :])
    return template("/".join(wanted)).fullmatch(tail) is not None


def _by_answer(answer: TokenResponse, index: Index) -> tuple[str, str] | None:
    for words in descriptions(answer):
        server_id = index.words.get(normalised(words))
        if server_id is not None:
            return server_id, "the wording of its answer"
    for kind, name, pattern, server_id in index.traits:
        trait = Trait(TraitKind(kind), name, pattern)
        if _has(trait, answer):
            return server_id, _TOLD_BY[trait.kind].format(name)
    return None


def _shows(server: Server, answer: TokenResponse) -> bool:
    return any(_has(trait, answer) for trait in server.recognition.traits)


def _has(trait: Trait, answer: TokenResponse) -> bool:
    """Whether an answer has a trait."""
    match trait.kind:
        case TraitKind.HEADER:
            value = answer.header(trait.name.lower())
            return value is not None and _found(trait.pattern, value)
        case TraitKind.MEMBER:
            return trait.name in answer.members
        case TraitKind.ERROR:
            return trait.name == answer.error
        case TraitKind.WORDS:
            return any(_found(trait.name, words) for words in descriptions(answer))
        case _ as never:
            assert_never(never)


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def descriptions(answer: TokenResponse) -> tuple[str, ...]:
    """Return the whole description and each of its parts."""
    if answer.description is None:
        return ()
    parts = answer.description.split(" / ")
    return (answer.description, *parts) if len(parts) > 1 else (answer.description,)


_TOLD_BY: Final = {
    TraitKind.HEADER: "its {} header",
    TraitKind.MEMBER: "the member {} of its answer",
    TraitKind.ERROR: "its error code {}",
    TraitKind.WORDS: "the wording of its answer",
}
