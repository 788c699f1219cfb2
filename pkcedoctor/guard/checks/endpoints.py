"""Whether endpoints, issuer, tenant, realm and region belong together."""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.exchange.urls import split_url
from pkcedoctor.guard.authorities import ANY_TENANT, Authority, authority_of, tenants_differ
from pkcedoctor.guard.findings import Certainty, Finding, Level, Related, line, remedy_of, shown
from pkcedoctor.guard.matching import LOOPBACK
from pkcedoctor.guard.model import ClientSettings, Located, Runs, ServerMetadata
from pkcedoctor.guard.pairing import Pair
from pkcedoctor.patterns import regex
from pkcedoctor.records import replace
from pkcedoctor.servers.endpoints import issuer_difference

_WRONG: Final = "token-endpoint-wrong"
_WORD: Final = regex(r"(?<![a-z0-9])[a-z]+(?![a-z])")
_ENVIRONMENTS: Final = {
    **dict.fromkeys(("dev", "development", "sandbox"), "development"),
    **dict.fromkeys(
        ("stage", "staging", "stg", "preprod", "uat", "qa", "test", "testing"), "staging"
    ),
    **dict.fromkeys(("prod", "production", "prd", "live"), "production"),
}
_TESTING: Final = frozenset({"development", "staging"})
_FOR_PRODUCTION: Final = regex(
    r"(?:\.env\.prod(?:uction)?|environment\.prod(?:uction)?\.[jt]s|appsettings\.Production\.json"
    r"|application-prod(?:uction)?\.(?:ya?ml|properties))$",
    2,
)
_GENERATED: Final = regex(
    r"(?:dev|trial|integrator)-[a-z0-9]+\.(?:[a-z]{2}\.)?(?:okta(?:preview)?|auth0)\.com"
)


def check_client(client: ClientSettings) -> Iterator[Finding]:
    """Check that a client's own URLs belong to one server and one environment."""
    authorize, token = client.authorization_endpoint, client.token_endpoint
    found = _between(authorize, token)
    for endpoint in (token, authorize):
        found = found or _against_issuer(client, endpoint)
    found = found or _no_token_endpoint(client)
    if found is not None:
        yield found
        return
    yield from _environments(client)


def check_pair(pair: Pair) -> Iterator[Finding]:
    """Check the client's realm or tenant against that of the export."""
    issuer, tenant = authority_of(pair.client.issuer), pair.registration.tenant
    if issuer is None or pair.client.issuer is None:
        return
    told = tenant is not None and tenant.known and issuer.server == pair.registration.kind
    if tenant is not None and told and not _same_tenant(issuer, pair.client.issuer, tenant.text):
        yield _apart(
            f"the client logs in at the {issuer.what} {issuer.tenant}, "
            f"its registration is in {tenant.text}",
            line(pair.client.name, pair.client.issuer),
            line(pair.registration.name, tenant),
            certainty=Certainty.LIKELY,
        )
    yield from _audience(pair, issuer)


def _same_tenant(issuer: Authority, url: Located, tenant: str) -> bool:
    """Compare a realm, or a Cognito user pool by its id or its region."""
    if issuer.server != "cognito":
        return issuer.tenant == tenant
    pool = split_url(url.text).path.strip("/")
    return pool == tenant if "_" in pool else issuer.tenant == tenant.partition("_")[0]


def check_metadata(client: ClientSettings, metadata: ServerMetadata) -> Iterator[Finding]:
    """Check a client's URLs against the server's metadata."""
    own, told = client.issuer, metadata.issuer
    if own is not None and told is not None and own.known and told.known:
        first, second = authority_of(own), authority_of(told)
        if first is not None and second is not None and tenants_differ(first, second):
            yield _apart(
                f"the client's {first.what} is {first.tenant}, the metadata is of {second.tenant}",
                line(client.name, own),
                line("the server's metadata", told),
            )
            return
        yield from _issuer(client, own, told)
    for name, given, right in (
        ("token endpoint", client.token_endpoint, metadata.token_endpoint),
        ("authorization endpoint", client.authorization_endpoint, metadata.authorization_endpoint),
    ):
        if given is None or right is None or not given.known or not right.known:
            continue
        if split_url(given.text.strip()).endpoint != split_url(right.text.strip()).endpoint:
            yield _apart(
                f"the {name} is {shown(given)}, the metadata says {shown(right)}",
                line(client.name, given),
                line("the server's metadata", right),
            )


def _between(authorize: Located | None, token: Located | None) -> Finding | None:
    if authorize is None or token is None or not authorize.known or not token.known:
        return None
    first, second = line("authorization endpoint", authorize), line("token endpoint", token)
    if split_url(authorize.text).endpoint == split_url(token.text).endpoint:
        return _apart("the token endpoint is the authorization endpoint", second, first)
    difference = issuer_difference(authorize.text, token.text)
    if difference is not None and difference.certain:
        return _apart(
            f"the two endpoints belong to different {difference.what}s: "
            f"{difference.first} and {difference.second}",
            second,
            first,
        )
    one, other = authority_of(authorize), authority_of(token)
    if one is None or other is None or one.host == other.host:
        return None
    told = f"the two endpoints are on different hosts: {one.host} and {other.host}"
    if one.server != other.server or one.server in {"keycloak", "okta"}:
        return _apart(told, second, first, Certainty.LIKELY)
    if one.server or _is_known(one.host) or _domain(one.host) == _domain(other.host):
        return None
    return replace(_apart(told, second, first, Certainty.POSSIBLE), level=Level.WARNING)


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def _is_known(host: str) -> bool:
    """Whether a server is known by this host; some have their endpoints on two."""
    from pkcedoctor.servers.index import load_index  # noqa: PLC0415 - few files name endpoints

    return host in load_index().hosts


def _against_issuer(client: ClientSettings, endpoint: Located | None) -> Finding | None:
    issuer = client.issuer
    one, other = authority_of(issuer), authority_of(endpoint)
    if issuer is None or endpoint is None or one is None or other is None:
        return None
    same = one.server == other.server != ""
    if not (
        tenants_differ(one, other) or (same and one.server == "keycloak" and one.host != other.host)
    ):
        return None
    told = f"{one.what} {one.tenant}" if one.tenant != other.tenant else one.host
    another = f"{other.what} {other.tenant}" if one.tenant != other.tenant else other.host
    return _apart(
        f"the issuer belongs to {told}, the endpoint to {another}",
        line("endpoint", endpoint),
        line("issuer", issuer),
    )


def _no_token_endpoint(client: ClientSettings) -> Finding | None:
    """Recognise what people take for the token endpoint of a known server."""
    token = client.token_endpoint
    if token is None or not token.known:
        return None
    from pkcedoctor.servers.endpoints import misplaced  # noqa: PLC0415 - few files name one
    from pkcedoctor.servers.files import load_server  # noqa: PLC0415 - as above
    from pkcedoctor.servers.index import load_index  # noqa: PLC0415 - as above

    found = authority_of(token)
    host = split_url(token.text).host.lower()
    server_id = (found.server if found is not None else "") or load_index().hosts.get(host, "")
    if not server_id:
        return None
    better = misplaced(token.text.strip(), load_server(server_id))
    if better is None:
        return None
    return Finding(
        _WRONG,
        Level.ERROR,
        Certainty.PROVEN,
        f"{host} {better[1]}",
        token.place,
        (line(client.name, token),),
        f"Post to {better[0]}.",
        f"token_endpoint={token.text}",
    )


def _apart(
    message: str, first: Related, second: Related, certainty: Certainty = Certainty.PROVEN
) -> Finding:
    return Finding(
        _WRONG,
        Level.ERROR,
        certainty,
        message,
        first.place,
        (first, second),
        remedy_of(_WRONG),
        f"{first.value} against {second.value}",
    )


def _issuer(client: ClientSettings, own: Located, told: Located) -> Iterator[Finding]:
    """Compare the issuer byte by byte, for libraries that do so."""
    first, second = own.text.strip(), told.text.strip()
    if client.metadata_strict and first != second and first.rstrip("/") == second.rstrip("/"):
        yield Finding(
            "issuer-mismatch",
            Level.ERROR,
            Certainty.PROVEN,
            "the issuer differs from that of the metadata in a trailing slash, which counts here",
            own.place,
            (line(client.name, own), line("the server's metadata", told)),
            remedy_of("issuer-mismatch"),
            f"issuer={own.text}",
        )


def _audience(pair: Pair, issuer: Authority) -> Iterator[Finding]:
    """Entra refuses accounts of other tenants at a single-tenant application (AADSTS50194)."""
    audience, own = pair.registration.application_type, pair.client.issuer
    if pair.registration.kind != "entra-id" or audience is None or own is None:
        return
    if audience.text == "AzureADMyOrg" and issuer.tenant in ANY_TENANT:
        yield Finding(
            "account-type-mismatch",
            Level.ERROR,
            Certainty.PROVEN,
            f"the authority is /{issuer.tenant}, the application is for one tenant (AADSTS50194)",
            own.place,
            (line(pair.client.name, own), line(pair.registration.name, audience)),
            remedy_of("account-type-mismatch"),
            f"audience={issuer.tenant}",
        )


def _environments(client: ClientSettings) -> Iterator[Finding]:
    """Say where hosts, or a host and the file's name, belong to different environments."""
    values = (client.issuer, client.authorization_endpoint, client.token_endpoint)
    servers = [value for value in values if value is not None]
    found = _two_servers(servers) or _server_and_page(servers, list(client.redirect_uris))
    if found is not None:
        first, second = found
        one, other = _environment(first) or "production", _environment(second) or "production"
        yield _mixed(f"{one} and {other} stand together", line(one, first), line(other, second))
        return
    yield from _against_file(client, servers)


def _two_servers(servers: list[Located]) -> tuple[Located, Located] | None:
    """Return two URLs of one domain of which one alone is named after an environment."""
    for other in servers[1:]:
        first = servers[0]
        if _environment(first) != _environment(other) and _are_kin(first, other):
            return first, other
    return None


def _server_and_page(
    servers: list[Located], pages: list[Located]
) -> tuple[Located, Located] | None:
    """Return a server and a page of different environments.

    A page under test may use the server of production; a page of production uses no other.
    """
    for server in servers:
        for page in pages:
            first, second = _environment(server), _environment(page)
            both = first and second and first != second
            if both or (first in _TESTING and not second and _are_kin(server, page)):
                return server, page
    return None


def _against_file(client: ClientSettings, servers: list[Located]) -> Iterator[Finding]:
    """Compare a file for production with the hosts in it."""
    file = client.place.file
    if not _FOR_PRODUCTION.search(file):
        return
    for value in (*servers, *client.redirect_uris):
        host = _host(value)
        testing = _environment(value) in _TESTING
        local = host in LOOPBACK and client.runs is not Runs.NATIVE
        if testing or local:
            yield _mixed(
                f"a file for production names {host}",
                line(client.name, value),
                Related("the file is for", "production", client.place),
            )
            return


def _mixed(message: str, first: Related, second: Related) -> Finding:
    return Finding(
        "mixed-environments",
        Level.WARNING,
        Certainty.POSSIBLE,
        message,
        second.place,
        (first, second),
        remedy_of("mixed-environments"),
        f"{first.value} and {second.value}",
    )


def _are_kin(one: Located, other: Located) -> bool:
    first, second = _host(one), _host(other)
    return bool(first) and first not in LOOPBACK and _domain(first) == _domain(second)


def _host(value: Located) -> str:
    first = value.parts[0]
    return split_url(first).host.lower() if isinstance(first, str) else ""


def _environment(value: Located) -> str:
    """Return the environment that a host is named after."""
    host = _host(value)
    if _GENERATED.fullmatch(host):
        return ""
    named = {_ENVIRONMENTS[word] for word in _WORD.findall(host) if word in _ENVIRONMENTS}
    return named.pop() if len(named) == 1 else ""
