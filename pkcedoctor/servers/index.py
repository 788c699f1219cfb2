"""What is needed to recognise a server, gathered from all files so that none has to be loaded.

``index.json`` is made by :func:`build_index` from the files in ``known``; a test compares them.
"""

import json
from collections import defaultdict
from functools import cache
from typing import Final

from pkcedoctor.records import dataclass
from pkcedoctor.servers.files import load_server, server_ids, shipped
from pkcedoctor.servers.model import Server

INDEX_FILE: Final = "index.json"
_LEAST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Index:
    """Who uses which host, path, wording and trait.

    Attributes:
        names: the name of each server by its id.
        hosts: host pattern to id.
        paths: path template to the ids of all servers that use it.
        words: a description, in lower case, to the only server that answers so.
        traits: kind, name and pattern of strong traits, to id.
    """

    names: dict[str, str]
    hosts: dict[str, str]
    paths: dict[str, list[str]]
    words: dict[str, str]
    traits: list[tuple[str, str, str, str]]


@cache
def load_index() -> Index:
    """Load the index that the package ships."""
    content = json.loads(shipped(INDEX_FILE))
    return Index(
        names=content["names"],
        hosts=content["hosts"],
        paths=content["paths"],
        words=content["words"],
        traits=[tuple(trait) for trait in content["traits"]],
    )


def build_index() -> str:
    """Return the text of ``index.json`` for the files as they are."""
    servers = [load_server(server_id) for server_id in server_ids()]
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for server in servers:
        for path in server.recognition.paths:
            paths[path].append(server.id)
    content = {
        "names": {server.id: server.name for server in servers},
        "hosts": {host: server.id for server in servers for host in server.recognition.hosts},
        "paths": paths,
        "words": _telling_words(servers),
        "traits": [
            (trait.kind.value, trait.name, trait.pattern, server.id)
            for server in servers
            for trait in server.recognition.traits
            if trait.strong
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _telling_words(servers: list[Server]) -> dict[str, str]:
    """Return the descriptions that one server alone uses."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for server in servers:
        for wording in server.wordings:
            if len(wording.words) >= _LEAST_WORDS and wording.source.verified:
                users[normalised(wording.words)].add(server.id)
    return {words: next(iter(ids)) for words, ids in users.items() if len(ids) == 1}


def normalised(words: str) -> str:
    """Return words for comparison: lower case, single blanks, no full stop."""
    return " ".join(words.lower().split()).rstrip(".")
