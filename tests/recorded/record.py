"""Record real authorization servers refusing and accepting code exchanges.

python -m tests.recorded.record SERVER [--only TEXT] starts the server on loopback once per
setting, plays every fault against it, and writes SERVER/<case>.har and the server's part of
expected.toml.
"""

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import httpx

from tests.recorded.faults import FAULTS, SOUND, Fault
from tests.recorded.har import Recorder
from tests.recorded.login import Login, RefusedAtAuthorizationError, Site
from tests.recorded.neighbours import neighbours
from tests.recorded.registration import (
    Authentication,
    RegisteredClient,
    Registration,
    Setting,
    Trait,
)

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXPECTED = HERE / "expected.toml"
SHORTEST_SECRET = 10
PATIENCE = 20.0
NOT_SECRET = {"undefined", "[object Object]", "[object Promise]", "${REDIRECT_URI}"}

Answer: TypeAlias = dict[str, str | int | bool | list[str]]


@dataclass(frozen=True, slots=True)
class Server:
    """How to start one recorded server, where its endpoints are, and which faults it is given.

    A brief server's captures lack the app's page, and leave out the confidential client where it
    is answered like the public one.
    """

    port: int
    command: tuple[str, ...]
    authorization_path: str
    token_path: str
    settings: tuple[Setting, ...]
    scope: str = "profile"
    traits: tuple[Trait, ...] = ()
    skipped: tuple[str, ...] = ()
    brief: bool = False


COMMON_SETTINGS = (Setting.USUAL, Setting.SHORT_LIVED_CODES, Setting.STORAGE_FAULT)
PYTHON = (sys.executable, "-m")
NODE = ("node",)
SERVERS = {
    "authlib": Server(
        port=8610,
        command=(*PYTHON, "tests.recorded.servers.authlib_server"),
        authorization_path="/authorize",
        token_path="/token",
        settings=(*COMMON_SETTINGS, Setting.PKCE_OPTIONAL, Setting.BASE64_CODES),
    ),
    "django-oauth-toolkit": Server(
        port=8620,
        command=(*PYTHON, "tests.recorded.servers.django_oauth_toolkit_server"),
        authorization_path="/o/authorize/",
        token_path="/o/token/",
        traits=(Trait.REDIRECTS_SLASH,),
        settings=(*COMMON_SETTINGS, Setting.PKCE_OPTIONAL),
    ),
    "oidc-provider": Server(
        port=8630,
        command=(*NODE, "tests/recorded/servers/oidc_provider_server.mjs"),
        authorization_path="/auth",
        token_path="/token",
        scope="openid",
        settings=(*COMMON_SETTINGS, Setting.PKCE_OPTIONAL),
    ),
    "node-oauth": Server(
        port=8640,
        command=(*NODE, "tests/recorded/servers/node_oauth_server.mjs"),
        authorization_path="/authorize",
        token_path="/token",
        settings=(*COMMON_SETTINGS, Setting.PKCE_OPTIONAL, Setting.PLAIN_ENABLED),
        brief=True,
    ),
    "mcp": Server(
        port=8650,
        command=(*PYTHON, "tests.recorded.servers.mcp_server"),
        authorization_path="/authorize",
        token_path="/token",
        settings=COMMON_SETTINGS,
        traits=(Trait.CLIENT_ID_BESIDE_BASIC,),
        brief=True,
    ),
    "better-auth": Server(
        port=8670,
        command=(*NODE, "tests/recorded/servers/better_auth_server.mjs"),
        authorization_path="/api/auth/oauth2/authorize",
        token_path="/api/auth/oauth2/token",
        settings=(*COMMON_SETTINGS, Setting.PKCE_OPTIONAL, Setting.PLAIN_ENABLED),
        scope="openid",
        brief=True,
    ),
    "jmondi": Server(
        port=8660,
        command=(*NODE, "tests/recorded/servers/jmondi_server.mjs"),
        authorization_path="/authorize",
        token_path="/token",
        settings=(*COMMON_SETTINGS, Setting.PKCE_OPTIONAL),
        skipped=("redirect-uri-not-registered-fragment",),
        brief=True,
    ),
}


def clients() -> dict[str, RegisteredClient]:
    """Return the registered clients, with new secrets."""
    return {
        "public": RegisteredClient("demo-spa", Authentication.NONE),
        "confidential": RegisteredClient(
            "demo-web", Authentication.BASIC, secrets.token_urlsafe(24)
        ),
        "confidential-post": RegisteredClient(
            "demo-post", Authentication.POST, secrets.token_urlsafe(24)
        ),
        "other-public": RegisteredClient("other-spa", Authentication.NONE),
    }


@contextmanager
def running(server: Server, registration: Registration) -> Iterator[None]:
    """Run the server process until the block ends."""
    process = subprocess.Popen(
        [*server.command, registration.to_json()],
        cwd=ROOT,
        env={**os.environ, "NODE_ENV": "production", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await_port(server.port, process)
        yield
    finally:
        process.terminate()
        process.wait()


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the port answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            message = f"the server ended with status {process.returncode}"
            raise RuntimeError(message)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = f"nothing listens on port {port}"
    raise TimeoutError(message)


def site_of(server: Server, known: dict[str, RegisteredClient]) -> Site:
    """Return the server's endpoints and clients."""
    origin = f"http://127.0.0.1:{server.port}"
    return Site(
        origin=origin,
        authorization_endpoint=origin + server.authorization_path,
        token_endpoint=origin + server.token_path,
        scope=server.scope,
        client_id_beside_basic=Trait.CLIENT_ID_BESIDE_BASIC in server.traits,
        shows_app=not server.brief,
        public=known["public"],
        confidential=known["confidential"],
        confidential_post=known["confidential-post"],
        other_public=known["other-public"],
    )


def record(name: str, fault: Fault, client: str, site: Site, known: RegisteredClient) -> Answer:
    """Play one fault, write its capture, and return what is expected of a reader of it."""
    case = fault.case(client)
    recorder = Recorder()
    login = Login(recorder, site, known)
    refused_at = ""
    error: dict[str, str] = {}
    try:
        response = fault.play(login)
    except RefusedAtAuthorizationError as refusal:
        response = refusal.response
        refused_at = "authorization"
        error = {key: values[0] for key, values in refusal.parameters.items()}
    fields = json_object(response)
    granted = response.is_success and "access_token" in fields
    if not granted and not refused_at:
        refused_at = "token"
    if not granted and fault.cause == SOUND and not fault.if_refused:
        message = f"{name} refused {case}: {response.status_code} {response.text[:200]}"
        raise RuntimeError(message)
    error = error or {key: str(value) for key, value in fields.items()}
    recorder.close()
    recorder.write(HERE / name / f"{case}.har")
    description = "" if granted else error.get("error_description", "")
    told = bool(fault.told_by) and fault.told_by in description
    return {
        "har": f"{name}/{case}.har",
        "client": client.partition("-")[0],
        "setting": fault.setting.value,
        "fault": fault.case(""),
        "cause": SOUND if granted else (fault.if_refused or fault.cause),
        "determined": granted or fault.determined or told or refused_at == "authorization",
        "outcome": "succeeded" if granted else "failed",
        "refused_at": refused_at,
        "status": response.status_code,
        "error": "" if granted else error.get("error", ""),
        "error_description": description,
        "secrets": secrets_of(login, fields),
    }


def json_object(response: httpx.Response) -> dict[str, object]:
    """Return the members of a JSON object, or nothing."""
    try:
        parsed = json.loads(response.text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def secrets_of(login: Login, answered: dict[str, object]) -> list[str]:
    """Return every secret value of a capture, decoded; a + is listed as a space too."""
    found = set(login.used) | login.recorder.cookies
    for entry in login.recorder.entries:
        text = json.dumps(entry)
        if "access_token" in text:
            found.update(tokens_in(text))
    found.update(
        str(answered[name])
        for name in ("access_token", "refresh_token", "id_token")
        if name in answered
    )
    found |= {value.replace("+", " ") for value in found}
    return sorted(
        value for value in found if len(value) >= SHORTEST_SECRET and value not in NOT_SECRET
    )


def tokens_in(text: str) -> set[str]:
    """Return the tokens of a recorded token response."""
    answered = json.loads(json.loads(text)["response"]["content"]["text"])
    return {
        str(answered[name])
        for name in ("access_token", "refresh_token", "id_token")
        if name in answered
    }


def toml_value(value: str | int | bool | list[str]) -> str:  # noqa: FBT001
    """Return a TOML value; JSON spells these types the same."""
    return json.dumps(value, ensure_ascii=False)


def read_expected() -> dict[str, dict[str, Answer]]:
    """Return what was recorded before."""
    if not EXPECTED.exists():
        return {}
    return tomllib.loads(EXPECTED.read_text(encoding="utf-8"))


def write_expected(expected: dict[str, dict[str, Answer]]) -> None:
    """Write all servers' cases, sorted."""
    lines = ["# Written by record.py. README.md says what the keys mean.", ""]
    for name, cases in sorted(expected.items()):
        for case, answer in sorted(cases.items()):
            lines.append(f"[{name}.{case}]")
            lines += [
                f"{key} = {toml_value(value)}" for key, value in answer.items() if value != ""
            ]
            lines.append("")
    EXPECTED.write_text("\n".join(lines), encoding="utf-8")


def record_server(name: str, only: str) -> None:
    """Record every fault of one server that the text selects."""
    server = SERVERS[name]
    known = clients()
    site = site_of(server, known)
    expected = read_expected()
    if not only:
        shutil.rmtree(HERE / name, ignore_errors=True)
        expected.pop(name, None)
    cases = expected.setdefault(name, {})
    for setting in server.settings:
        chosen = [
            (fault, client)
            for fault in FAULTS
            for client in fault.clients
            if fault.setting is setting
            and only in fault.case(client)
            and fault.case("") not in server.skipped
            and (client == "public" or fault.concerns_authentication or not server.brief)
            and (fault.needs is None or fault.needs in server.traits)
        ]
        if not chosen:
            continue
        with running(server, Registration(server.port, setting, tuple(known.values()))):
            for fault, client in chosen:
                answer = record(name, fault, client, site, known[client])
                cases[fault.case(client)] = answer
                print(  # noqa: T201
                    f"{fault.case(client):55} {answer['cause']:32} {answer['refused_at']:13} "
                    f"{answer['status']} {answer['error']} {answer['error_description']}",
                    flush=True,
                )
    write_expected(expected)


def main() -> None:
    """Read the command line and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", choices=sorted(SERVERS))
    parser.add_argument("--only", default="", help="record the cases whose name has this text")
    told = parser.parse_args()
    with neighbours():
        record_server(told.server, told.only)


if __name__ == "__main__":
    main()
