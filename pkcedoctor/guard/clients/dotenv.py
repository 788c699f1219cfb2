"""Clients in an environment: ``*_CLIENT_ID`` and what shares its prefix.

Dotenv files, and the same names in the YAML or JSON of a container.

Prefixes that put a variable into the page: Vite's ``VITE_`` (``envPrefix``), Next.js's
``NEXT_PUBLIC_``, Create React App's ``REACT_APP_``, Vue CLI's ``VUE_APP_``, Expo's
``EXPO_PUBLIC_``, Gatsby's ``GATSBY_``, SvelteKit's ``PUBLIC_``, Nuxt's ``NUXT_PUBLIC_``. Names of
Auth.js: authjs.dev, "Environment variable inference" (``AUTH_KEYCLOAK_ID``).
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients import nextauth
from pkcedoctor.guard.clients._parts import as_issuer
from pkcedoctor.guard.clients.genesys import read as read_genesys
from pkcedoctor.guard.documents.tree import Record, Scalar
from pkcedoctor.guard.model import ClientSettings, Fact, Located, Runs
from pkcedoctor.guard.view import View
from pkcedoctor.patterns import regex

_EXPOSED: Final = regex(
    r"VITE_|NEXT_PUBLIC_|REACT_APP_|VUE_APP_|EXPO_PUBLIC_|GATSBY_|NUXT_PUBLIC_|PUBLIC_"
)
_FIELD: Final = regex(
    r"(?P<prefix>(?:[A-Z0-9]+_)*?)(?:OAUTH2?_|OIDC_)?"
    r"(?P<field>CLIENT_ID|CLIENTID|CLIENT_SECRET|REDIRECT_UR[IL]|CALLBACK_UR[IL]|REDIRECT|"
    r"ISSUER(?:_UR[IL]|_BASE_URL)?|AUTHORITY(?:_URL)?|DOMAIN|TENANT(?:_ID)?|"
    r"AUTHORI[ZS](?:E|ATION)_(?:UR[IL]|ENDPOINT)|AUTH_(?:URL|ENDPOINT)|TOKEN_(?:UR[IL]|ENDPOINT)|"
    r"RESPONSE_TYPE|GRANT_TYPE|CODE_CHALLENGE_METHOD|PKCE_METHOD|(?:USE_|DISABLE_)?PKCE|"
    r"PKCE_ENABLED|TOKEN_ENDPOINT_AUTH_METHOD|REALM|SERVER_URL|BASE_URL|ENVIRONMENT|REGION|"
    r"ID|SECRET|URL)"
)
_SAME: Final = {
    "CLIENTID": "CLIENT_ID",
    "ID": "CLIENT_ID",
    "SECRET": "CLIENT_SECRET",
    "REDIRECT_URL": "REDIRECT_URI",
    "REDIRECT": "REDIRECT_URI",
    "CALLBACK_URL": "REDIRECT_URI",
    "CALLBACK_URI": "REDIRECT_URI",
    "ISSUER_URL": "ISSUER",
    "ISSUER_URI": "ISSUER",
    "ISSUER_BASE_URL": "ISSUER",
    "AUTHORITY": "ISSUER",
    "AUTHORITY_URL": "ISSUER",
    "TENANT": "TENANT_ID",
    "TOKEN_URI": "TOKEN_URL",
    "TOKEN_ENDPOINT": "TOKEN_URL",
    "SERVER_URL": "URL",
    "BASE_URL": "URL",
    "USE_PKCE": "PKCE",
    "PKCE_ENABLED": "PKCE",
    "PKCE_METHOD": "CODE_CHALLENGE_METHOD",
    "REGION": "ENVIRONMENT",
}
_SERVERS: Final = {
    "AUTH0": "auth0",
    "OKTA": "okta",
    "COGNITO": "cognito",
    "KEYCLOAK": "keycloak",
    "AZURE": "entra-id",
    "ENTRA": "entra-id",
    "MSAL": "entra-id",
    "GENESYS": "genesys-cloud",
    "AUTHENTIK": "authentik",
    "AUTHELIA": "authelia",
    "HYDRA": "hydra",
}

_CLIENT_ID: Final = regex(r"(?:[A-Z0-9]+_)*CLIENT_ID")

Group = dict[str, Located]


def read(view: View) -> Iterator[ClientSettings]:
    """Read the clients of an environment."""
    if view.label != "dotenv" and not any(map(_CLIENT_ID.fullmatch, view.record.members)):
        return
    groups: dict[tuple[str, str], Group] = {}
    for name, node in view.record.members.items():
        if isinstance(node, Scalar):
            _sort_in(groups, name, view)
    bare = {key: group for key, group in groups.items() if "CLIENT_ID" not in group}
    clients = {key: group for key, group in groups.items() if "CLIENT_ID" in group}
    for key, group in clients.items():
        shared = _shared(bare, key, alone=len(clients) == 1)
        whole = {**shared, **group}
        grant = whole.get("GRANT_TYPE")
        if grant is None or "credentials" not in grant.text:
            yield _settings(view, key, whole)


def _sort_in(groups: dict[tuple[str, str], Group], name: str, view: View) -> None:
    exposed = _EXPOSED.match(name)
    rest = name[exposed.end() :] if exposed is not None else name
    found = _FIELD.fullmatch(rest)
    value = view.text(name)
    if found is None or value is None:
        return
    field = _SAME.get(found["field"], found["field"])
    prefix = found["prefix"].rstrip("_")
    if found["field"] in {"ID", "SECRET"} and not prefix.startswith("AUTH_"):
        return
    if field.startswith("AUTH") and field != "AUTHORITY":
        field = "AUTHORIZATION_URL"
    if (rest, field) == ("AUTH_URL", "AUTHORIZATION_URL"):
        return
    groups.setdefault((exposed[0] if exposed else "", prefix), {})[field] = value


def _shared(bare: dict[tuple[str, str], Group], key: tuple[str, str], *, alone: bool) -> Group:
    """Return what stands under another prefix and can only belong to this client."""
    found: Group = {}
    for (exposed, prefix), group in bare.items():
        same = not prefix or prefix == key[1] or (bool(key[1]) and key[1].startswith(prefix + "_"))
        if same and (alone or prefix) and exposed in {"", key[0]}:
            found.update(group)
    return found


def _settings(view: View, key: tuple[str, str], group: Group) -> ClientSettings:
    exposed, prefix = key
    server = next((known for word, known in _SERVERS.items() if word in prefix), "")
    redirect = group.get("REDIRECT_URI")
    base = view.text("NEXTAUTH_URL", "AUTH_URL")
    provider = prefix.removeprefix("AUTH_").lower().replace("_", "-")
    runs = Runs.BROWSER if exposed else Runs.UNKNOWN
    uris = (redirect,) if redirect is not None else ()
    if redirect is None and base is not None and provider and not exposed:
        parts = (*nextauth.callback_base(base), f"/callback/{provider}")
        uris, runs = (Located(parts, base.place, base.name),), Runs.SERVER
    client_id = group["CLIENT_ID"]
    return ClientSettings(
        kind="dotenv",
        name="the environment file",
        place=client_id.place,
        runs=runs,
        server=server,
        client_id=client_id,
        issuer=_issuer(group, server, view),
        authorization_endpoint=group.get("AUTHORIZATION_URL"),
        token_endpoint=group.get("TOKEN_URL"),
        redirect_uris=uris,
        client_secret=group.get("CLIENT_SECRET"),
        auth_method=group.get("TOKEN_ENDPOINT_AUTH_METHOD"),
        response_type=group.get("RESPONSE_TYPE"),
        pkce=_pkce(group),
        challenge_method=group.get("CODE_CHALLENGE_METHOD"),
    )


def _pkce(group: Group) -> Fact | None:
    for field, on in (("PKCE", True), ("DISABLE_PKCE", False)):
        value = group.get(field)
        word = value.text.strip().lower() if value is not None else ""
        if value is not None and word in {"true", "1", "on", "yes"}:
            return Fact(on, value.place, value.name)
        if value is not None and word in {"false", "0", "off", "no"}:
            return Fact(not on, value.place, value.name)
    return None


def _issuer(group: Group, server: str, view: View) -> Located | None:
    found = group.get("ISSUER") or (group.get("DOMAIN") if server in {"auth0", "okta"} else None)
    if found is not None:
        return as_issuer(found)
    url, realm, tenant = (group.get(field) for field in ("URL", "REALM", "TENANT_ID"))
    if realm is not None and url is not None and url.known:
        base = as_issuer(Located((url.text.rstrip("/"),), url.place, url.name))
        if base is not None:
            return Located((*base.parts, "/realms/", *realm.parts), realm.place, realm.name)
    if tenant is not None and server == "entra-id":
        parts = ("https://login.microsoftonline.com/", *tenant.parts, "/v2.0")
        return Located(parts, tenant.place, tenant.name)
    region = group.get("ENVIRONMENT")
    if region is not None and server == "genesys-cloud":
        members = {
            "environment": Scalar(region.parts, region.place),
            "client_id": Scalar(("x",), region.place),
        }
        record = Record(dict(members), region.place, "", {})
        return next((found.issuer for found in read_genesys(view.of(record))), None)
    return None
