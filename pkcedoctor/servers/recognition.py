"""Which authorization server an exchange was made with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pkcedoctor.exchange.messages import Exchange, TokenResponse
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.servers.files import load_server
from pkcedoctor.servers.index import Index, load_index, normalised
from pkcedoctor.servers.model import Server, template


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
    or a telling header or member make it likely. Nothing is concluded from a weak trait.
    """
    index = load_index()
    urls = list(_urls(exchange))
    for url in urls:
        host = split_url(url).host.lower()
        server_id = _by_host(host, index)
        if server_id is not None:
            return Recognised(load_server(server_id), f"its host {host}", certain=True)
    by_path = _by_path(urls, index)
    if len(by_path) == 1:
        return Recognised(load_server(by_path[0]), "the form of its URLs", certain=False)
    answer = exchange.token_response
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
    """Return the servers whose path any of the URLs ends with."""
    found: dict[str, None] = {}
    for url in urls:
        path = split_url(url).path.rstrip("/")
        for pattern, ids in index.paths.items():
            if _ends_with(path, pattern):
                found.update(dict.fromkeys(ids))
    return list(found)


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
        if kind == "header":
            value = answer.header(name.lower())
            if value is not None and re.search(pattern, value, re.IGNORECASE):
                return server_id, f"its {name} header"
        elif kind == "member" and name in answer.members:
            return server_id, f"the member {name} of its answer"
        elif kind == "error" and answer.error == name:
            return server_id, f"its error code {name}"
        elif kind == "words" and any(
            re.search(name, words, re.IGNORECASE) for words in descriptions(answer)
        ):
            return server_id, "the wording of its answer"
    return None


def descriptions(answer: TokenResponse) -> tuple[str, ...]:
    """Return the whole description and each of its parts."""
    if answer.description is None:
        return ()
    parts = answer.description.split(" / ")
    return (answer.description, *parts) if len(parts) > 1 else (answer.description,)
