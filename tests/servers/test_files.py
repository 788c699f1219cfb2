import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator

from pkcedoctor.errors import UnknownName, UnreadableInput
from pkcedoctor.servers.files import load_server, parse_server, read_server_file, server_ids
from pkcedoctor.servers.model import (
    Advice,
    Endpoints,
    OwnRule,
    Recognition,
    Server,
    Source,
    Trait,
    TraitKind,
    Wording,
    WrongEndpoint,
)

LEAST: Final = 'id = "my-idp"\nname = "My IdP"\nsource = "our wiki"\nseen = "2026-11-20"\n'
SEEN: Final = 'source = "our wiki"\nseen = "2026-11-20"\n'
WHOLE: Final = f"""{LEAST}about = "It is strict."
verified = false

[recognise]
hosts = ["login.example.com", "*.login.example.com"]
paths = ["/t/{{tenant}}/token"]

[[recognise.traits]]
in = "header"
name = "Server"
pattern = "^MyIdP/"
strong = true

[[recognise.traits]]
name = "^E[0-9]+:"

[endpoints]
authorization = ["https://login.example.com/t/{{tenant}}/authorize"]
token = ["https://login.example.com/t/{{tenant}}/token"]

[[endpoints.wrong]]
host = "api.{{domain}}"
why = "is the API"
instead = "https://login.{{domain}}/token"

[[endpoints.wrong]]
path = "/t/{{tenant}}/oauth/token"
why = "is the old path"
instead = "https://login.example.com/t/{{tenant}}/token"

[demands]
takes = ["form", "json"]
challenge = "hex(SHA-256(code_verifier))"
methods = ["S256"]
pkce = "required"
secret = "optional"
code_lifetime = 60
burns_code = true
order = ["client", "grant", "pkce"]

[[allows]]
cause = "content-type-not-form"
why = "it reads JSON"
detail = {{ content_type = "^application/json$" }}
{SEEN}

[[ignores]]
cause = "verifier-length"
why = "it hashes whatever comes"
verified = true
{SEEN}

[[wordings]]
words = "Bad code."
error = "invalid_grant"
status = 400
causes = ["code-expired", "code-reused"]
meaning = "the code is used or old"
{SEEN}

[[wordings]]
pattern = "^E12:"
causes = []
{SEEN}

[[advice]]
heard = "use plain"
cause = "challenge-mismatch"
instead = "Send S256."
"""
OUR_WIKI: Final = Source("our wiki", "2026-11-20")
SCHEMA: Final = Draft202012Validator(
    json.loads(
        (resources.files("pkcedoctor.servers") / "schema_v1.json").read_text(encoding="utf-8")
    )
)


@pytest.mark.parametrize("content", [LEAST, WHOLE])
def test_the_schema_describes_what_is_read(content: str) -> None:
    assert list(SCHEMA.iter_errors(tomllib.loads(content))) == []


@pytest.mark.parametrize(
    "mistake",
    [
        "nme = 1",
        'about = " "',
        "[recognise]\nhost = 1",
        '[recognise]\nhosts = ["https://login.example.com"]',
        '[[endpoints.wrong]]\nwhy = "x"\ninstead = "y"',
        '[demands]\ntakes = ["xml"]',
        f'[[wordings]]\nwords = "a"\n{SEEN}',
        f"[[wordings]]\ncauses = []\n{SEEN}",
        '[[advice]]\nheard = "x"',
    ],
)
def test_the_schema_refuses_mistakes(mistake: str) -> None:
    assert not SCHEMA.is_valid(tomllib.loads(LEAST + mistake))


def test_the_least_that_a_file_must_say() -> None:
    assert parse_server(LEAST.encode(), "my.toml") == Server("my-idp", "My IdP", "", OUR_WIKI)


def test_everything_that_a_file_can_say() -> None:
    assert parse_server(WHOLE.encode(), "my.toml") == Server(
        id="my-idp",
        name="My IdP",
        about="It is strict.",
        source=Source("our wiki", "2026-11-20", verified=False),
        recognition=Recognition(
            hosts=("login.example.com", "*.login.example.com"),
            paths=("/t/{tenant}/token",),
            traits=(
                Trait(TraitKind.HEADER, "Server", "^MyIdP/", strong=True),
                Trait(TraitKind.WORDS, "^E[0-9]+:"),
            ),
        ),
        endpoints=Endpoints(
            authorization=("https://login.example.com/t/{tenant}/authorize",),
            token=("https://login.example.com/t/{tenant}/token",),
            wrong=(
                WrongEndpoint("api.{domain}", "", "is the API", "https://login.{domain}/token"),
                WrongEndpoint(
                    "",
                    "/t/{tenant}/oauth/token",
                    "is the old path",
                    "https://login.example.com/t/{tenant}/token",
                ),
            ),
        ),
        takes=("form", "json"),
        challenge="hex(SHA-256(code_verifier))",
        methods=("S256",),
        pkce="required",
        secret="optional",
        code_lifetime=60,
        burns_code=True,
        order=("client", "grant", "pkce"),
        allows=(
            OwnRule(
                "content-type-not-form",
                "it reads JSON",
                OUR_WIKI,
                (("content_type", "^application/json$"),),
            ),
        ),
        ignores=(OwnRule("verifier-length", "it hashes whatever comes", OUR_WIKI),),
        wordings=(
            Wording(
                ("code-expired", "code-reused"),
                OUR_WIKI,
                words="Bad code.",
                error="invalid_grant",
                status=400,
                meaning="the code is used or old",
            ),
            Wording((), OUR_WIKI, pattern="^E12:"),
        ),
        advice=(Advice("use plain", "challenge-mismatch", "Send S256."),),
    )


@pytest.mark.parametrize(
    ("mistake", "line"),
    [
        ("nme = 1", "my.toml: nme: no such key; known here: "),
        ("about = 7", "my.toml: about: a text is expected"),
        ('about = " "', "my.toml: about: a text is expected"),
        ('verified = "no"', "my.toml: verified: true or false is expected"),
        ("recognise = 1", "my.toml: recognise: a table is expected"),
        ("[recognise]\nhost = 1", "my.toml: recognise.host: no such key; known here: hosts, "),
        ('[recognise]\nhosts = "a.b"', "my.toml: recognise.hosts: a list of texts is expected"),
        ("[recognise]\nhosts = [1]", "my.toml: recognise.hosts: a list of texts is expected"),
        (
            "[[recognise.traits]]\nstrong = true",
            "my.toml: recognise.traits[1].name: a text is expected",
        ),
        (
            '[[recognise.traits]]\nin = "cookie"\nname = "x"',
            "my.toml: recognise.traits[1].in: 'cookie' is none of header, member, error, words",
        ),
        (
            '[[recognise.traits]]\nname = "x"\npattern = "("',
            "my.toml: recognise.traits[1].pattern: this is no regular expression: ",
        ),
        (
            '[[recognise.traits]]\nname = "x"\nstrong = 1',
            "my.toml: recognise.traits[1].strong: true or false is expected",
        ),
        (
            '[[endpoints.wrong]]\nhost = "a.b"\ninstead = "x"',
            "my.toml: endpoints.wrong[1].why: a text is expected",
        ),
        ("[endpoints]\nwrong = 1", "my.toml: endpoints.wrong: a list of tables is expected"),
        ("[endpoints]\nwrong = [1]", "my.toml: endpoints.wrong: a list of tables is expected"),
        (
            '[demands]\ntakes = ["xml"]',
            "my.toml: demands.takes: 'xml' is none of form, json, multipart, query",
        ),
        (
            '[demands]\npkce = "yes"',
            "my.toml: demands.pkce: 'yes' is none of required, optional, unsupported",
        ),
        ('[demands]\ncode_lifetime = "60"', "my.toml: demands.code_lifetime: a whole number is "),
        ("[demands]\ncode_lifetime = true", "my.toml: demands.code_lifetime: a whole number is "),
        (
            '[demands]\norder = ["last"]',
            "my.toml: demands.order: 'last' is none of transport, body, ",
        ),
        (
            '[demands]\nchallenge = "S256(code_verifier)"',
            "my.toml: demands.challenge: this is S256; leave it out",
        ),
        (
            '[demands]\nchallenge = "sha256"',
            "my.toml: demands.challenge: a formula such as hex(SHA-256(code_verifier)) is expected",
        ),
        (
            '[demands]\nchallenge = "hex(SHA-256(code_verifier)"',
            "my.toml: demands.challenge: a formula such as hex(SHA-256(code_verifier)) is expected",
        ),
        (f"[[allows]]\n{SEEN}", "my.toml: allows[1].cause: a text is expected"),
        (
            f'[[allows]]\ncause = "x"\nwhy = "y"\ndetail = {{ a = "[" }}\n{SEEN}',
            "my.toml: allows[1].detail.a: this is no regular expression: ",
        ),
        (
            f'[[allows]]\ncause = "x"\nwhy = "y"\ndetail = {{ a = 1 }}\n{SEEN}',
            "my.toml: allows[1].detail.a: a text is expected",
        ),
        (
            '[[ignores]]\ncause = "x"\nwhy = "y"\nsource = "z"\nseen = "20 Nov 2026"',
            'my.toml: ignores[1].seen: a day such as "2026-11-20" is expected',
        ),
        (
            '[[wordings]]\ncauses = []\nseen = "2026-11-20"',
            "my.toml: wordings[1].source: a text is expected",
        ),
        (
            f'[[wordings]]\nwords = "a"\ncauses = []\n{SEEN}\n[[wordings]]\nword = "b"\n{SEEN}',
            "my.toml: wordings[2].word: no such key; known here: causes, ",
        ),
        (
            '[[advice]]\nheard = "x"\ncause = "y"',
            "my.toml: advice[1].instead: a text is expected",
        ),
    ],
)
def test_a_mistake_is_one_clear_line(mistake: str, line: str) -> None:
    with pytest.raises(UnreadableInput) as raised:
        parse_server((LEAST + mistake).encode(), "my.toml")
    assert str(raised.value).startswith(line)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["id", "name", "source", "seen"])
def test_what_must_be_said_is_asked_for(name: str) -> None:
    lines = [line for line in LEAST.splitlines() if not line.startswith(f"{name} ")]
    with pytest.raises(UnreadableInput, match=f"my.toml: {name}: a text is expected"):
        parse_server("\n".join(lines).encode(), "my.toml")


def test_an_id_is_spelled_like_every_id() -> None:
    with pytest.raises(UnreadableInput, match="id: small letters, digits and hyphens"):
        parse_server(LEAST.replace("my-idp", "My IdP").encode(), "my.toml")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff", "my.toml: byte 0 is no UTF-8; save it as UTF-8"),
        (b"id = ", "my.toml: this is no TOML: "),
    ],
)
def test_what_is_no_toml_is_said_to_be_none(content: bytes, line: str) -> None:
    with pytest.raises(UnreadableInput) as raised:
        parse_server(content, "my.toml")
    assert str(raised.value).startswith(line)


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ('[recognise]\npaths = ["/{a}/{a}/token"]', "recognise.paths"),
        ('[[endpoints.wrong]]\npath = "/{a}/{a}"', "endpoints.wrong[1].path"),
        ('[[endpoints.wrong]]\nhost = "{a}.{a}"', "endpoints.wrong[1].host"),
    ],
)
def test_a_name_stands_once_in_a_template(table: str, place: str) -> None:
    content = f'{LEAST}{table}\nwhy = "x"\ninstead = "y"'.encode()
    with pytest.raises(UnreadableInput) as raised:
        parse_server(content, "my.toml")
    assert str(raised.value).startswith(f"my.toml: {place}: ")
    assert str(raised.value).endswith(" has the same {name} twice")


def test_a_users_own_file_is_read(tmp_path: Path) -> None:
    own = tmp_path / "my-idp.toml"
    own.write_text(WHOLE, encoding="utf-8")
    assert read_server_file(own).name == "My IdP"


def test_a_mistake_in_a_users_own_file_names_the_file(tmp_path: Path) -> None:
    own = tmp_path / "my-idp.toml"
    own.write_text("id = 1", encoding="utf-8")
    with pytest.raises(UnreadableInput, match=r"^my-idp\.toml: id: a text is expected$"):
        read_server_file(own)


def test_a_file_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="give the path of a TOML file"):
        read_server_file(tmp_path / "none.toml")


@pytest.mark.parametrize("server_id", ["", "none", "../model", "KEYCLOAK", "a/b"])
def test_an_unknown_server_is_refused(server_id: str) -> None:
    with pytest.raises(UnknownName, match="pkcedoctor servers lists the known ones"):
        load_server(server_id)


def test_ids_are_sorted() -> None:
    assert list(server_ids()) == sorted(server_ids())
    assert load_server("keycloak").name == "Keycloak"
