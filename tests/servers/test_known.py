import base64
import hashlib
import json
import re
import time
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from pkcedoctor.capture import read_capture
from pkcedoctor.catalogue import RULES
from pkcedoctor.derivation import derive
from pkcedoctor.exchange.linking import assemble
from pkcedoctor.exchange.messages import ClientFacts, Parameters, TokenResponse
from pkcedoctor.servers import files
from pkcedoctor.servers.files import load_server, server_ids
from pkcedoctor.servers.model import Source, Wording, template
from pkcedoctor.servers.reading import KnownReading, matching_wordings, read_answer_of
from pkcedoctor.servers.words import Force

RECORDED: Final = Path(__file__).parents[1] / "recorded"
SCHEMA: Final = json.loads(
    (resources.files(files.__package__) / "schema_v1.json").read_text(encoding="utf-8")
)
CAUSES: Final = frozenset(rule.id for rule in RULES)
IDS: Final = server_ids()
ROWS: Final = tuple(
    (server_id, number)
    for server_id in IDS
    for number in range(len(load_server(server_id).wordings))
)
every_server = pytest.mark.parametrize("server_id", IDS)
every_row = pytest.mark.parametrize(
    ("server_id", "number"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in ROWS]
)

SAMPLES: Final = {
    r"^client_secret is invalid for application: \[.+\], token\.CodeChallenge: (empty|\[.*\])$": (
        "client_secret is invalid for application: [app], token.CodeChallenge: empty"
    ),
    r"^The redirect (URI|uri) included is not valid\.$": "The redirect uri included is not valid.",
    r"^missing required parameters? .*'redirect_uri'": "missing required parameter 'redirect_uri'",
    r"^missing required parameters? .*'code'": (
        "missing required parameters 'code' and 'redirect_uri'"
    ),
    r"^missing required parameters? .*'grant_type'": "missing required parameter 'grant_type'",
    r"^missing required parameter\(s\) \((.*,)?redirect_uri(,.*)?\)$": (
        "missing required parameter(s) (redirect_uri)"
    ),
    r"^missing required parameter\(s\) \((.*,)?code(,.*)?\)$": (
        "missing required parameter(s) (code,redirect_uri)"
    ),
    r"^missing required parameter\(s\) \((.*,)?grant_type(,.*)?\)$": (
        "missing required parameter(s) (grant_type)"
    ),
    r"^'.+' parameters? must not be provided twice$": "'code' parameter must not be provided twice",
    r"(^|\n)authorization_code\.code_verifier: Field required": (
        "authorization_code.redirect_uri: Field required\n"
        "authorization_code.code_verifier: Field required"
    ),
    r"(^|\n)authorization_code\.code: Field required": (
        "authorization_code.code: Field required\nauthorization_code.code_verifier: Field required"
    ),
    r"redirect_uri must be specified (unless|when)": (
        "redirect_uri must be specified when client has several"
    ),
    r'"path": \[\s*"code_verifier"\s*\],\s*'
    r'"message": "Invalid input: expected string, received undefined"': (
        '[ { "path": [ "code_verifier" ], '
        '"message": "Invalid input: expected string, received undefined" } ]'
    ),
    r'"path": \[\s*"grant_type"\s*\],\s*'
    r'"message": "Invalid input: expected string, received undefined"': (
        '[ { "path": [ "grant_type" ], '
        '"message": "Invalid input: expected string, received undefined" } ]'
    ),
    r'"path": \[\s*"[a-z_]+"\s*\],\s*'
    r'"message": "Invalid input: expected string, received array"': (
        '[ { "path": [ "code" ], "message": "Invalid input: expected string, received array" } ]'
    ),
    r'"path": \[\s*("client_id"\s*)?\]': '[ { "path": [], "message": "Invalid input" } ]',
    r'"path": \[\s*"code_challenge(_method)?"\s*\]': (
        '[ { "path": [ "code_challenge" ], "message": "Invalid input" } ]'
    ),
    r"^'code_challenge(_method)?' is missing$": "'code_challenge_method' is missing",
    r"^.*Must be `S256`( or `plain`)?$": "Check the method. Must be `S256`",
    r"^Invalid client(?: secret)?\.?$": "Invalid client secret.",
}
"""What a server would say, for patterns that no one can read backwards."""


def sample(pattern: str) -> str:
    """Return words that a server would say."""
    if pattern in SAMPLES:
        return SAMPLES[pattern]
    text = re.sub(r"\\\.\?$", "", pattern.removeprefix("^").removesuffix("$"))
    text = re.sub(r"\(\?!.*\)$", ": it failed", text)
    text = text.replace(r"\b", " ").strip()
    text = re.sub(r"\(\?:([^()|]*)\|[^()]*\)\??", r"\1", text)
    text = re.sub(r"(?<!\\)\.(?:[*+]\??|\{[\d,]+\})", " x ", text)
    return re.sub(r"\\(.)", r"\1", text)


def answer_of(row: Wording) -> TokenResponse:
    words = row.words or (sample(row.pattern) if row.pattern else None)
    return TokenResponse(
        "entry 3, response",
        row.status or 400,
        row.error or None,
        words,
        Parameters(),
        accepted=False,
    )


@every_server
def test_is_called_as_its_file(server_id: str) -> None:
    assert load_server(server_id).id == server_id


@every_server
def test_follows_the_schema(server_id: str) -> None:
    known = resources.files(files.__package__) / files.FOLDER / f"{server_id}.toml"
    checker = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
    wrong = checker.iter_errors(tomllib.loads(known.read_text(encoding="utf-8")))
    assert [(list(one.path), one.message) for one in wrong] == []


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@every_server
def test_names_only_causes_of_the_catalogue(server_id: str) -> None:
    known = load_server(server_id)
    named = {item.cause for item in (*known.allows, *known.ignores)}
    named.update(item.cause for item in known.advice)
    named.update(cause for row in known.wordings for cause in row.causes)
    assert named <= CAUSES


@every_server
def test_every_fact_has_a_source_and_a_day(server_id: str) -> None:
    known = load_server(server_id)
    sources: list[Source] = [known.source]
    sources += [item.source for item in (*known.allows, *known.ignores)]
    sources += [row.source for row in known.wordings]
    assert all(source.text.strip() for source in sources)
    assert all(re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", source.seen) for source in sources)


@every_server
def test_sentences_that_stand_in_others_have_no_full_stop(server_id: str) -> None:
    known = load_server(server_id)
    parts = [item.why for item in (*known.allows, *known.ignores)]
    parts += [wrong.why for wrong in known.endpoints.wrong]
    parts += [row.meaning for row in known.wordings]
    assert [part for part in parts if part.endswith(".")] == []
    whole = [known.about, *(item.instead for item in known.advice)]
    assert [text for text in whole if not text.endswith(".")] == []


@every_server
def test_no_answer_has_two_rows(server_id: str) -> None:
    rows = [
        (
            row.words.lower(),
            row.pattern,
            *(() if row.words or row.pattern else (row.error, row.status)),
        )
        for row in load_server(server_id).wordings
    ]
    assert len(rows) == len(set(rows))


@every_server
def test_never_lists_what_it_takes_among_what_it_ignores(server_id: str) -> None:
    known = load_server(server_id)
    assert not {item.cause for item in known.allows} & {item.cause for item in known.ignores}


def test_no_host_belongs_to_two_servers() -> None:
    hosts = [host for server_id in IDS for host in load_server(server_id).recognition.hosts]
    assert len(hosts) == len(set(hosts))


@every_server
def test_token_endpoints_are_templates(server_id: str) -> None:
    for url in load_server(server_id).endpoints.token:
        filled = re.sub(r"\{[a-z_]+\}", "acme", url)
        assert template(url).fullmatch(filled)


VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
DIGEST: Final = hashlib.sha256(VERIFIER.encode()).digest()
DEMANDED: Final = {
    "115-open": base64.b64encode(DIGEST).decode(),
    "myanimelist": VERIFIER,
    "nylas": base64.b64encode(DIGEST.hex().encode()).decode().rstrip("="),
    "tiktok": DIGEST.hex(),
}


def test_only_these_demand_another_formula_than_s256() -> None:
    assert {server_id for server_id in IDS if load_server(server_id).challenge} == set(DEMANDED)


@pytest.mark.parametrize(("server_id", "challenge"), DEMANDED.items())
def test_demanded_formula_is_what_such_a_challenge_is_derived_by(
    server_id: str, challenge: str
) -> None:
    derived = derive(VERIFIER, challenge)
    assert derived is not None
    assert derived.notation == load_server(server_id).challenge


@every_row
def test_row_is_understood(server_id: str, number: int) -> None:
    known = load_server(server_id)
    row = known.wordings[number]
    answer = answer_of(row)
    assert row in matching_wordings(answer, known)
    reading = read_answer_of(answer, known)
    assert isinstance(reading, KnownReading)
    assert set(row.causes) <= set(reading.causes)
    if reading.wordings == (row,):
        assert reading.causes[: len(row.causes)] == row.causes
        assert bool(reading.causes) is bool(row.causes)
    if not row.source.verified:
        assert reading.force is not Force.MEANS


@every_server
def test_patterns_are_quick(server_id: str) -> None:
    texts = ("a" * 2000, "AADSTS900144 " * 150, "[" * 2000, "The 'code' " * 180, '"path": [ ' * 200)
    for row in load_server(server_id).wordings:
        before = time.perf_counter()
        for text in texts:
            re.search(row.pattern, text, re.IGNORECASE)
        assert time.perf_counter() - before < 0.5


FOLDERS: Final = {
    "authlib": "authlib",
    "better-auth": "better-auth",
    "django-oauth-toolkit": "django-oauth-toolkit",
    "jmondi": "ts-oauth2-server",
    "mcp": "mcp-python-sdk",
    "node-oauth": "node-oauth2-server",
    "oidc-provider": "oidc-provider",
}
OF_THE_FRAMEWORK: Final = frozenset({301, 302, 404, 405, 500})
"""A recorded answer without an error code and with one of these comes from the web framework,
which nothing asked of the authorization server: its file says nothing of it."""


@cache
def recordings() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads((RECORDED / "expected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("folder", "server_id"), FOLDERS.items())
def test_what_was_recorded_is_understood(folder: str, server_id: str) -> None:
    known = load_server(server_id)
    missed = []
    for name, case in recordings()[folder].items():
        if case["outcome"] != "failed":
            continue
        answer = assemble(read_capture(RECORDED / case["har"]), ClientFacts())[-1].token_response
        assert answer is not None
        if answer.error is None and answer.status in OF_THE_FRAMEWORK:
            continue
        if case["cause"] not in read_answer_of(answer, known).causes:
            missed.append((name, answer.status, answer.error, answer.description))
    assert missed == []
