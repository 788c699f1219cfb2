"""Every format keeps its places, and no text breaks a reader."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.errors import NoExchange, UnreadableInput
from pkcedoctor.guard.documents.reading import read_document
from pkcedoctor.guard.documents.tree import Hole, Node, Record, Scalar, Sequence
from pkcedoctor.guard.inspection import inspect

TEXTS: Final = {
    "a.json": '// note\n{\n  "oauth": {"id": "app", /* b */ "uris": ["x", "y",],},\n}\n',
    "a.yaml": "oauth:\n  id: app\n  uris: [x, y]\n",
    "a.toml": '[oauth]\nid = "app"\nuris = ["x", "y"]\n',
    "a.tf": 'resource "oauth" "a" {\n  id   = "app"\n  uris = ["x", "y"]\n}\n',
    "a.ts": "const oauth: Config = {\n  id: 'app',\n  uris: ['x', `y`],\n} as const;\n",
    ".env": "# note\nexport ID=app # note\nURIS='x y'\n",
    "a.properties": "! note\noauth.id = app\noauth.uris: x\\\n  y\n",
}
PLACES: Final = {
    "a.json": {"app": (3, 19), "x": (3, 43), "y": (3, 48)},
    "a.yaml": {"app": (2, 7), "x": (3, 10), "y": (3, 13)},
    "a.toml": {"app": (2, 6), "x": (3, 9), "y": (3, 14)},
    "a.tf": {"app": (2, 10), "x": (3, 11), "y": (3, 16)},
    "a.ts": {"app": (2, 7), "x": (3, 10), "y": (3, 15)},
    ".env": {"app": (2, 11), "x y": (3, 6)},
    "a.properties": {"app": (2, 12), "xy": (3, 13)},
}


def read(text: str, file: str) -> tuple[Node, ...]:
    document = read_document(text, file)
    assert document is not None
    return document.roots


def scalars(node: Node) -> list[Scalar]:
    match node:
        case Scalar():
            return [node]
        case Sequence(items=items):
            return [found for item in items for found in scalars(item)]
        case Record(members=members):
            return [found for item in members.values() for found in scalars(item)]


def told(text: str, file: str) -> dict[str, tuple[int, int]]:
    return {
        "".join(map(str, found.parts)): (found.place.line, found.place.column)
        for root in read(text, file)
        for found in scalars(root)
    }


@pytest.mark.parametrize("file", TEXTS)
def test_every_value_knows_its_place(file: str) -> None:
    assert told(TEXTS[file], file) == PLACES[file]


@pytest.mark.parametrize("file", [name for name in TEXTS if name != "a.ts"])
def test_the_content_decides_where_the_name_says_nothing(file: str) -> None:
    content = TEXTS[file].removeprefix("// note\n").removeprefix("# note\n")
    found = read_document(content, "settings")
    assert found is not None


@pytest.mark.parametrize(
    ("text", "file", "complaint"),
    [
        ('{\n  "a": 1\n  "b": 2\n}', "a.json", "a.json:3:3: this is no JSON: ',' is expected here"),
        ('{"a": nothing}', "a.json", "a.json:1:7: this is no JSON: a value is expected here"),
        ('{"a": 1} x', "a.json", "a.json:1:10: this is no JSON: nothing more is expected here"),
        ('{"a": "\\x"}', "a.json", "a.json:1:7: this is no JSON: this text has an escape"),
        ("{a: 1}", "a.json", "a.json:1:2: this is no JSON: a text in double quotes"),
        ("[" * 100, "a.json", "a.json:1:62: this is no JSON: it nests too deeply here"),
        ("a: b: c", "a.yaml", "a.yaml:1:5: this is no YAML: mapping values are not allowed"),
        ("a = ", "a.toml", "a.toml:1:5: this is no TOML: Invalid value"),
        ('resource "a" {\n  b\n', "a.tf", "a.tf:2:4: this is no HCL: '{' is expected here"),
        ("a = <<X\nb\n", "a.tf", "a.tf:1:5: this is no HCL: a text that begins here"),
        ("a = [ }", "a.tf", "a.tf:1:7: this is no HCL: a value is expected here"),
        ("a {\n 1\n}", "a.tf", "a.tf:2:2: this is no HCL: an attribute or a block"),
    ],
)
def test_a_broken_file_is_named_with_its_line(text: str, file: str, complaint: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_document(text, file)
    assert str(caught.value).startswith(complaint)


def test_aliases_that_explode_are_refused() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    with pytest.raises(UnreadableInput, match="aliases"):
        read_document(bomb, "a.yaml")


def test_merged_mappings_and_several_documents_are_read() -> None:
    text = "base: &b {id: x, uri: y}\nclient: {<<: *b, id: z}\n---\nmore: 1\n"
    first, second = read(text, "a.yaml")
    assert isinstance(first, Record)
    client = first.members["client"]
    assert isinstance(client, Record)
    assert [found.parts for found in scalars(client)] == [("z",), ("y",)] or [
        found.parts for found in scalars(client)
    ] == [("y",), ("z",)]
    assert isinstance(second, Record)


@pytest.mark.parametrize(
    "text",
    ["a: !Ref B", "a: !GetAtt B.C", "a: !Join ['', [x, y]]", "a: !Find [b, [c, d]]"],
)
def test_tags_are_holes(text: str) -> None:
    (found,) = (found for root in read(text, "a.yaml") for found in scalars(root))
    assert isinstance(found.parts[0], Hole)


def test_templates_in_yaml_keep_the_lines() -> None:
    text = "{{- if .Values.a }}\na: {{ .Values.b }}\n{{- end }}\nc: d\n"
    assert told(text, "a.yaml")["d"] == (4, 4)


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        ("'a' + 'b'", ("a", "b")),
        ("`${A}/c`", ("x", "/c")),
        ("A", ("x",)),
        ("o.b", ("y",)),
        ("process.env.X", (Hole("process.env.X"),)),
        ("process.env['X']!", (Hole("process.env.X"),)),
        ("process.env.X || 'd'", (Hole("process.env.X"),)),
        ("process.env.X as string", (Hole("process.env.X"),)),
        ("`${location.origin}/c`", (Hole("location.origin"), "/c")),
        ("location.origin + '/c'", (Hole("location.origin"), "/c")),
        ("f(1)", (Hole("f()"),)),
        ("(a) => a", (Hole("expression"),)),
        ("'\\u0061\\x62\\u{63}\\n'", ("abc\n",)),
    ],
)
def test_expressions_come_to_values_or_holes(expression: str, parts: tuple[str | Hole]) -> None:
    text = f"const A = 'x';\nconst o = {{ b: 'y' }};\nuse({{ v: {expression} }});\n"
    members = [root.members for root in read(text, "a.js") if isinstance(root, Record)]
    (value,) = (found["v"] for found in members if "v" in found)
    assert isinstance(value, Scalar)
    assert value.parts == parts


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("const c: AuthConfig = { a: 1 };", "c AuthConfig"),
        ("new Auth0Client({ a: 1 });", "Auth0Client"),
        ("kc.init({ a: 1 });", "init"),
        ("createClient(x, { a: 1 });", "createClient"),
        ('<Auth0Provider a="1" b={2}>', "Auth0Provider"),
        ("const k = new Keycloak({ a: 1 });", "Keycloak k"),
    ],
)
def test_literals_know_what_they_are_given_to(text: str, label: str) -> None:
    (root,) = read(text, "a.tsx")
    assert isinstance(root, Record)
    assert root.label == label


def test_types_are_no_values() -> None:
    assert read("interface A { client_id: string }\ntype B = { a: string };", "a.ts") == ()


def test_terraform_holes_and_locals() -> None:
    text = """
locals {
  host = "a.io"
}
resource "x" "y" {
  a = "https://${local.host}/${var.path}"
  b = local.host
  c = toset(["p"])
  d = var.z ? "q" : "r"
  e = [for u in var.us : u]
  f = jsonencode({ g = 1 })
  nested {
    h = "i"
  }
  nested {
    h = "j"
  }
}
"""
    block = read(text, "a.tf")[1]
    assert isinstance(block, Record)
    values = {
        name: [found.parts for found in scalars(node)] for name, node in block.members.items()
    }
    assert values["a"] == [("https://", "a.io", "/", Hole("var.path"))]
    assert values["b"] == [("a.io",)]
    assert values["c"] == [("p",)]
    assert all(isinstance(values[name][0][0], Hole) for name in "def")
    assert values["nested"] == [("i",), ("j",)]


def test_arrays_of_tables_have_places() -> None:
    text = '[[a]]\nx = "1"\n[[a]]\nx = "2"\n[a.b]\ny = "3"\n'
    assert told(text, "a.toml") == {"1": (2, 5), "2": (4, 5), "3": (6, 5)}


@given(
    st.sampled_from(sorted(TEXTS)),
    st.one_of(st.text(), st.text(alphabet="{}[]()<>=:,.;\"'`$#\\/\n -*&!|ab1%@_", max_size=200)),
)
def test_any_text_is_read_or_refused(file: str, text: str) -> None:
    try:
        document = read_document(text, file)
    except UnreadableInput:
        return
    lines = text.count("\n") + 1
    for root in document.roots if document is not None else ():
        for found in scalars(root):
            assert 1 <= found.place.line <= max(lines, len(text.splitlines()) + 1)
            assert found.place.column >= 1


KEYS: Final = (
    *("client_id", "clientId", "ClientId", "redirect_uri", "redirectUri", "redirect_uris"),
    *("redirectUris", "RedirectUris", "redirectUrl", "authority", "issuer", "domain", "auth"),
    *("publicClient", "clients", "realm", "url", "callbacks", "app_type", "appId", "spa", "web"),
    *("settings", "credentials", "oauthClient", "grant_types", "AllowedGrantTypes", "entries"),
    *("identity_providers", "oidc", "UserPoolId", "CallbackURLs", "authorizedGrantType", "model"),
    *("attrs", "token_endpoint", "authorization_endpoint", "jwks_uri", "webOrigins", "oauth2"),
    *("type", "key", "value", "pkceMethod", "pkce", "code_challenge_method", "response_type"),
    *("client_secret", "token_endpoint_auth_method", "Authority", "CallbackPath", "environment"),
)
VALUES: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(
        [
            *("https://a.io/cb", "http://localhost/cb", "", " ", "*", "/", "spa", "none", "oauth2"),
            *("https://id.a.io/realms/r", "a.okta.com", "${X}", "{{x}}", "mypurecloud.de", "code"),
            *("https://login.microsoftonline.com/common", "#", "//", "https://", "S256", "plain"),
            "authentik_providers_oauth2.oauth2provider",
        ]
    ),
    st.text(max_size=6),
)
TREES: Final = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=9)
    ),
    max_leaves=40,
)


@given(st.lists(TREES, min_size=1, max_size=2))
def test_any_tree_is_checked(tmp_path_factory: pytest.TempPathFactory, trees: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("any")
    for number, tree in enumerate(trees):
        (folder / f"{number}.json").write_text(json.dumps(tree), "utf-8")
        (folder / f"{number}.js").write_text(f"export default {json.dumps(tree)}", "utf-8")
    try:
        inspection = inspect((folder,))
    except NoExchange:
        return
    for found in inspection.findings:
        assert found.message
        assert Path(found.place.file).exists()
        assert len(found.fingerprint) == 32
