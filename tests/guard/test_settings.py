"""The team's own settings: what they demand, and how their mistakes are told."""

import json
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.findings import Finding
from pkcedoctor.guard.inspection import inspect
from pkcedoctor.guard.settings import find_settings, load_settings, read_settings

WHOLE = """\
issuer = "https://id.a.io"
authorization_endpoint = "https://id.a.io/authorize"
token_endpoint = "https://id.a.io/token"
client_id = "app"
client_type = "public"
redirect_uris = ["https://app.a.io/cb"]
code_challenge_method = "S256"
content_type = "application/x-www-form-urlencoded"

[[allow]]
rule = "redirect-uri-not-https"
path = "dev/*.json"
reason = "no certificate"
until = 2027-01-31
"""


def schema() -> dict[str, object]:
    text = files("pkcedoctor.guard").joinpath("settings_v1.json").read_text("utf-8")
    content: dict[str, object] = json.loads(text)
    return content


def test_all_keys_are_read() -> None:
    settings = read_settings(WHOLE, "pkcedoctor.toml")
    assert settings is not None
    assert {name: value.text for name, value in settings.values.items()} == {
        "issuer": "https://id.a.io",
        "authorization_endpoint": "https://id.a.io/authorize",
        "token_endpoint": "https://id.a.io/token",
        "client_id": "app",
        "client_type": "public",
        "code_challenge_method": "S256",
        "content_type": "application/x-www-form-urlencoded",
    }
    (allowance,) = settings.allowances
    assert (allowance.rule, allowance.until) == ("redirect-uri-not-https", date(2027, 1, 31))


def test_the_schema_knows_the_same_keys() -> None:
    content = tomllib.loads(WHOLE.replace("2027-01-31", '"2027-01-31"'))
    jsonschema.validate(content, schema())
    properties = schema()["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == set(content)


def test_a_project_file_holds_them_too() -> None:
    text = '[project]\nname = "x"\n\n[tool.pkcedoctor]\nclient_id = "app"\n'
    settings = read_settings(text, "pyproject.toml")
    assert settings is not None
    assert settings.values["client_id"].place.line == 5
    assert read_settings('[project]\nname = "x"\n', "pyproject.toml") is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('client_typ = "public"', ":1:1: client_typ: no such key; did you mean client_type?"),
        ('\nzzz = "a"', ":2:1: zzz: no such key; known here: issuer"),
        ('client_type = "open"', ":1:15: client_type: one of public, confidential is expected"),
        ("client_id = 7", ":1:13: client_id: a text is expected"),
        ('issuer = "id.a.io"', ":1:10: issuer: a URL is expected"),
        ('redirect_uris = "x"', ":1:17: redirect_uris: a list of texts is expected"),
        ("redirect_uris = [1]", ":1:17: redirect_uris: a list of texts is expected"),
        ('allow = "x"', ":1:9: allow: tables are expected"),
        ("allow = [1]", ":1:9: allow: a table is expected"),
        ('[[allow]]\nrule = "x"', ":1:1: allow.reason: is missing"),
        ('[[allow]]\nrule = "x"\nreason = "y"\nuntil = 2027-01-01', ":2:8: allow.rule: no cause"),
        (
            '[[allow]]\nrule = "cors-blocked"\nreason = "y"\nuntil = "soon"',
            ":4:9: allow.until: a day",
        ),
        (
            '[[allow]]\nrule = "cors-blocked"\nreason = "y"\nuntil = "2027-02-31"',
            ":4:9: allow.until: there",
        ),
        ("[tool]\npkcedoctor = 1", ":2:14: tool.pkcedoctor: a table is expected"),
        ("client_id = ", ":1:13: this is no TOML: Invalid value"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(text: str, complaint: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_settings(text, "pkcedoctor.toml")
    assert str(caught.value).startswith(f"pkcedoctor.toml{complaint}")
    assert "\n" not in str(caught.value)


CLIENT = {
    "authority": "https://id.a.io",
    "client_id": "app",
    "redirect_uri": "https://app.a.io/cb",
}


def findings(
    folder: Path, settings: str, client: object, today: date = date(2026, 11, 20)
) -> list[Finding]:
    (folder / "pkcedoctor.toml").write_text(settings, "utf-8")
    (folder / "client.json").write_text(json.dumps(client), "utf-8")
    return list(inspect((folder,), today=today).findings)


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        (CLIENT, []),
        ({**CLIENT, "client_id": "other"}, ["client-id-mismatch"]),
        ({**CLIENT, "authority": "https://id.b.io"}, ["issuer-mismatch"]),
        ({**CLIENT, "redirect_uri": "https://app.a.io/CB"}, ["redirect-uri-not-registered"]),
        ({**CLIENT, "metadata": {"token_endpoint": "https://id.a.io/t"}}, ["token-endpoint-wrong"]),
        ({**CLIENT, "disablePKCE": True}, ["challenge-missing"]),
        ({**CLIENT, "client_secret": "abcdefghijklmnopqrstu"}, ["client-secret-on-public-client"]),
        (
            {
                "client_id": "app",
                "redirect_uris": ["https://app.a.io/cb"],
                "token_endpoint_auth_method": "client_secret_basic",
            },
            ["client-type-mismatch"],
        ),
        (
            {
                "client_id": "app",
                "redirect_uris": ["https://app.a.io/b"],
                "token_endpoint_auth_method": "none",
            },
            ["redirect-uri-not-registered"],
        ),
    ],
)
def test_both_sides_are_held_to_them(client: object, expected: list[str], tmp_path: Path) -> None:
    assert [found.rule for found in findings(tmp_path, WHOLE, client)] == expected


@pytest.mark.parametrize(
    ("issuer", "body", "expected"),
    [
        ("https://id.a.io", "application/json", ["content-type-not-form"]),
        ("https://id.a.io", "application/x-www-form-urlencoded; charset=utf-8", []),
        ("https://a.auth0.com", "application/json", []),
        ("https://a.io/realms/r", "application/json", ["content-type-not-form"]),
    ],
)
def test_the_content_type_must_be_taken(
    issuer: str, body: str, expected: list[str], tmp_path: Path
) -> None:
    settings = f'issuer = "{issuer}"\ncontent_type = "{body}"\n'
    client = {**CLIENT, "authority": issuer}
    assert [found.rule for found in findings(tmp_path, settings, client)] == expected


def test_what_is_allowed_does_not_count_until_its_day(tmp_path: Path) -> None:
    allow = WHOLE[WHOLE.index("[[allow]]") :].replace("dev/*.json", "client.json")
    client = {**CLIENT, "redirect_uri": "http://app.a.io/cb"}
    assert findings(tmp_path, allow, client) == []
    late = findings(tmp_path, allow, client, date(2027, 2, 1))
    assert [found.rule for found in late] == ["redirect-uri-not-https", "allowance-expired"]
    elsewhere = findings(tmp_path, allow.replace("client.json", "x/*"), client)
    assert [found.rule for found in elsewhere] == ["redirect-uri-not-https"]


def test_a_proven_error_cannot_be_allowed(tmp_path: Path) -> None:
    allow = WHOLE[WHOLE.index("[[allow]]") :].replace("dev/*.json", "client.json")
    allow = allow.replace("redirect-uri-not-https", "placeholder-value")
    found = findings(tmp_path, allow, {**CLIENT, "client_id": "YOUR_CLIENT_ID"})
    assert [finding.rule for finding in found] == ["placeholder-value"]


def test_the_nearest_settings_count_up_to_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "app"
    inner.mkdir(parents=True)
    (tmp_path / "pkcedoctor.toml").write_text('client_id = "far"', "utf-8")
    assert find_settings(inner) is not None
    (tmp_path / "repository" / ".git").mkdir()
    assert find_settings(inner) is None
    (inner / "pyproject.toml").write_text('[tool.pkcedoctor]\nclient_id = "near"', "utf-8")
    near = find_settings(inner)
    assert near is not None
    assert near.values["client_id"].text == "near"


def test_named_settings_must_say_something(tmp_path: Path) -> None:
    empty = tmp_path / "pyproject.toml"
    with pytest.raises(UnreadableInput, match="cannot be read"):
        load_settings(empty)
    empty.write_text("[project]\n", "utf-8")
    with pytest.raises(UnreadableInput, match=r"no \[tool\.pkcedoctor\]"):
        load_settings(empty)
