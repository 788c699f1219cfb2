"""Which kind of settings or export a record is."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from pkcedoctor.guard.documents.tree import EXPORTED, Document, Node, Record, Scalar, flat
from pkcedoctor.guard.documents.tree import Sequence as Items
from pkcedoctor.guard.model import ClientSettings, Statement
from pkcedoctor.guard.view import Variables, View
from pkcedoctor.records import replace

Reader = Callable[[View], Iterator[Statement]]

_READERS: Final = (
    ("clients.dotenv", ("CLIENT", "AUTH_")),
    ("clients.spring", ("oauth2",)),
    ("clients.mcp", ("redirect_uris",)),
    ("registrations.keycloak", ("clientId", "keycloak_openid_client")),
    ("registrations.entra", ("appId", "azuread_application")),
    ("registrations.okta", ("oauthClient", "okta_app_oauth")),
    ("registrations.hydra", ("redirect_uris",)),
    ("registrations.authentik", ("authentik",)),
    ("registrations.duende", ("edirect",)),
    ("registrations.authelia", ("identity_providers",)),
    ("registrations.cognito", ("UserPool", "aws_cognito", "CallbackURLs")),
    ("registrations.genesys", ("authorizedGrantType", "genesyscloud_oauth_client")),
    ("registrations.auth0", ("callbacks",)),
    ("registrations.metadata", ("token_endpoint",)),
    ("registrations.rfc7591", ("redirect_uris",)),
    ("clients.oidc_client_ts", ("redirect_uri",)),
    ("clients.appauth", ("redirect_uri", "redirectUrl")),
    ("clients.angular_auth_oidc_client", ("redirectUrl",)),
    ("clients.msal", ("auth",)),
    ("clients.nextauth", ("clientId", "clientSecret")),
    ("clients.keycloak_js", ("realm", "pkceMethod", "onLoad")),
    ("clients.okta_auth", ("clientId",)),
    ("clients.auth0_spa", ("domain",)),
    ("clients.angular_oauth2_oidc", ("clientId",)),
    ("clients.postman", ("oauth2",)),
    ("clients.genesys", ("client", "loginPKCEGrant", "setEnvironment")),
    ("clients.aspnet", ("ClientId",)),
    ("clients.generic", ("client", "CLIENT")),
)
"""Readers in order: the first that knows a record has it; each with words that it needs."""

_DEEPEST: Final = 60


def variables_of(documents: tuple[Document, ...]) -> Variables:
    """Return what dotenv files, Postman collections and scripts of one call define."""
    variables = Variables(documents)
    for document in documents:
        for root in document.roots:
            if isinstance(root, Record) and document.format == "json" and "info" in root.members:
                from pkcedoctor.guard.clients import postman  # noqa: PLC0415 - lazy

                for name, value in postman.variables(View(root, variables)):
                    variables.define(name, value)
            elif isinstance(root, Record) and document.format == "javascript":
                _define_exports(root, variables)
    return variables


def _define_exports(record: Record, variables: Variables) -> None:
    """Define what a script exports: ``environment.auth.issuer``, or a constant by its name."""
    name = record.label.split(" ")[0]
    for path, node in flat(record) if name else ():
        if isinstance(node, Scalar):
            variables.define(path if name == EXPORTED else f"{name}.{path}", node)


def statements_of(document: Document, text: str, variables: Variables) -> Iterator[Statement]:
    """Yield what a document says of clients and servers."""
    readers = tuple(_load(name) for name, words in _READERS if any(word in text for word in words))
    for root in document.roots:
        yield from _visit(root, (), document, variables, readers, 0)


def _load(name: str) -> Reader:
    reader: Reader = import_module(f"pkcedoctor.guard.{name}").read
    return reader


def _visit(
    node: Node,
    path: tuple[str, ...],
    document: Document,
    variables: Variables,
    readers: tuple[Reader, ...],
    depth: int,
) -> Iterator[Statement]:
    if isinstance(node, Scalar) or depth > _DEEPEST:
        return
    if isinstance(node, Items):
        for item in node.items:
            yield from _visit(item, path, document, variables, readers, depth + 1)
        return
    view = View(node, variables, path, form=document.format)
    for reader in readers:
        found = tuple(reader(view))
        if found:
            yield from found
            return
    for name, inner in node.members.items():
        yield from _visit(inner, (*path, name), document, variables, readers, depth + 1)


def says_nothing(statement: Statement) -> bool:
    """Whether every value is left to the program, as in the source of a library."""
    if not isinstance(statement, ClientSettings) or statement.client_id is None:
        return False
    values = (
        statement.client_id,
        statement.issuer,
        statement.authorization_endpoint,
        statement.token_endpoint,
        *statement.redirect_uris,
    )
    return all(value is None or value.opaque for value in values)


def merge(clients: tuple[ClientSettings, ...]) -> tuple[ClientSettings, ...]:
    """Complete settings that are spread over several calls (a constructor and ``init``)."""
    whole = [client for client in clients if client.client_id is not None]
    for part in clients:
        if part.client_id is not None:
            continue
        fitting = [place for place, client in enumerate(whole) if client.kind == part.kind]
        near = [place for place in fitting if whole[place].place.file == part.place.file]
        chosen = near or fitting
        if len(chosen) == 1:
            whole[chosen[0]] = _completed(whole[chosen[0]], part)
    return tuple(whole)


def _completed(client: ClientSettings, part: ClientSettings) -> ClientSettings:
    return replace(
        client,
        issuer=client.issuer or part.issuer,
        redirect_uris=client.redirect_uris or part.redirect_uris,
        response_type=client.response_type or part.response_type,
        pkce=client.pkce or part.pkce,
        challenge_method=client.challenge_method or part.challenge_method,
    )
