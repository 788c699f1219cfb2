import pytest

from pkcedoctor.servers.endpoints import IssuerDifference, issuer_difference, misplaced
from pkcedoctor.servers.model import Endpoints, WrongEndpoint
from tests.builders import server

ENTRA = "https://login.microsoftonline.com/{}/oauth2/v2.0/{}"
KEYCLOAK = "https://sso.example/auth/realms/{}/protocol/openid-connect/{}"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER_TENANT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"


@pytest.mark.parametrize(
    ("authorize", "token", "what", "first", "second"),
    [
        pytest.param(
            "https://login.mypurecloud.com/oauth/authorize",
            "https://login.mypurecloud.de/oauth/token",
            "region",
            "mypurecloud.com",
            "mypurecloud.de",
            id="Genesys Cloud regions",
        ),
        pytest.param(
            "https://login.euw2.pure.cloud/oauth/authorize",
            "https://login.mypurecloud.com.au/oauth/token",
            "region",
            "euw2.pure.cloud",
            "mypurecloud.com.au",
            id="Genesys Cloud regions of two kinds",
        ),
        pytest.param(
            KEYCLOAK.format("shop", "auth"),
            KEYCLOAK.format("master", "token"),
            "realm",
            "shop",
            "master",
            id="Keycloak realms",
        ),
        pytest.param(
            "https://am.example/am/oauth2/realms/root/realms/alpha/authorize",
            "https://am.example/am/oauth2/realms/root/realms/bravo/access_token",
            "realm",
            "alpha",
            "bravo",
            id="ForgeRock realms",
        ),
        pytest.param(
            ENTRA.format(TENANT, "authorize"),
            ENTRA.format(OTHER_TENANT, "token"),
            "tenant",
            TENANT,
            OTHER_TENANT,
            id="Entra tenants by id",
        ),
        pytest.param(
            ENTRA.format("a.onmicrosoft.com", "authorize"),
            ENTRA.format("b.onmicrosoft.com", "token"),
            "tenant",
            "a.onmicrosoft.com",
            "b.onmicrosoft.com",
            id="Entra tenants by name",
        ),
        pytest.param(
            "https://dev-1.okta.com/oauth2/default/v1/authorize",
            "https://dev-1.okta.com/oauth2/aus1/v1/token",
            "authorization server",
            "default",
            "aus1",
            id="Okta authorization servers",
        ),
        pytest.param(
            "https://dev-1.okta.com/oauth2/v1/authorize",
            "https://dev-1.okta.com/oauth2/default/v1/token",
            "authorization server",
            "none",
            "default",
            id="Okta's org server and a custom one",
        ),
        pytest.param(
            "https://dev-1.okta.com/oauth2/default/v1/authorize",
            "https://dev-2.okta.com/oauth2/default/v1/token",
            "tenant",
            "dev-1.okta.com",
            "dev-2.okta.com",
            id="Okta organisations",
        ),
        pytest.param(
            "https://a.eu.auth0.com/authorize",
            "https://a.us.auth0.com/oauth/token",
            "tenant",
            "a.eu.auth0.com",
            "a.us.auth0.com",
            id="Auth0 regions",
        ),
        pytest.param(
            "https://a.auth.eu-west-1.amazoncognito.com/oauth2/authorize",
            "https://b.auth.eu-west-1.amazoncognito.com/oauth2/token",
            "tenant",
            "a.auth.eu-west-1.amazoncognito.com",
            "b.auth.eu-west-1.amazoncognito.com",
            id="Cognito domains",
        ),
        pytest.param(
            "https://is.example/t/one.com/oauth2/authorize",
            "https://is.example/t/two.com/oauth2/token",
            "tenant",
            "one.com",
            "two.com",
            id="WSO2 tenants",
        ),
    ],
)
def test_two_issuers(authorize: str, token: str, what: str, first: str, second: str) -> None:
    assert issuer_difference(authorize, token) == IssuerDifference(
        what, first, second, certain=True
    )


@pytest.mark.parametrize(
    ("authorize", "token", "what", "first", "second"),
    [
        pytest.param(
            "https://as.example/v1/oauth/authorize",
            "https://as.example/v2/oauth/token",
            "path segment",
            "v1",
            "v2",
            id="one segment of an unknown layout",
        ),
        pytest.param(
            ENTRA.format("contoso.com", "authorize"),
            ENTRA.format(TENANT, "token"),
            "tenant",
            "contoso.com",
            TENANT,
            id="an Entra tenant by name and by id",
        ),
    ],
)
def test_what_only_looks_like_two_issuers(
    authorize: str, token: str, what: str, first: str, second: str
) -> None:
    assert issuer_difference(authorize, token) == IssuerDifference(
        what, first, second, certain=False
    )


@pytest.mark.parametrize(
    ("authorize", "token"),
    [
        pytest.param(
            "https://login.mypurecloud.ie/oauth/authorize",
            "https://login.mypurecloud.ie/oauth/token",
            id="Genesys Cloud",
        ),
        pytest.param(KEYCLOAK.format("a", "auth"), KEYCLOAK.format("a", "token"), id="Keycloak"),
        pytest.param(
            ENTRA.format("common", "authorize"), ENTRA.format(TENANT, "token"), id="Entra's common"
        ),
        pytest.param(
            ENTRA.format(TENANT, "authorize"),
            ENTRA.format("organizations", "token"),
            id="Entra's organizations",
        ),
        pytest.param(
            ENTRA.format(TENANT, "authorize"), ENTRA.format(TENANT.upper(), "token"), id="Entra"
        ),
        pytest.param(
            "https://dev-1.okta.com/oauth2/default/v1/authorize",
            "https://DEV-1.okta.com/oauth2/default/v1/token",
            id="Okta",
        ),
        pytest.param(
            "https://dev-1.okta.com/oauth2/v1/authorize",
            "https://dev-1.okta.com/oauth2/v1/token",
            id="Okta's org server",
        ),
        pytest.param(
            "https://a.eu.auth0.com/authorize", "https://a.eu.auth0.com/oauth/token", id="Auth0"
        ),
        pytest.param(
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            id="Google",
        ),
        pytest.param(
            "https://github.com/login/oauth/authorize",
            "https://github.com/login/oauth/access_token",
            id="GitHub",
        ),
        pytest.param(
            "https://slack.com/oauth/v2/authorize", "https://slack.com/api/oauth.v2.access", id="S"
        ),
        pytest.param(
            "https://accounts.spotify.com/authorize",
            "https://accounts.spotify.com/api/token",
            id="Spotify",
        ),
        pytest.param(
            "https://cloud.example/apps/oauth2/authorize",
            "https://cloud.example/apps/oauth2/api/v1/token",
            id="Nextcloud",
        ),
        pytest.param(
            "https://as.example/a/authorize", "https://as.example/b/token", id="nothing in common"
        ),
        pytest.param("https://as.example/authorize", "https://as.example/token", id="at the top"),
        pytest.param("", "https://as.example/token", id="no login"),
    ],
)
def test_one_issuer(authorize: str, token: str) -> None:
    assert issuer_difference(authorize, token) is None


def wrong(host: str, path: str = "") -> WrongEndpoint:
    return WrongEndpoint(host, path, "is none", "https://login.{domain}/token")


@pytest.mark.parametrize(
    ("place", "url", "instead"),
    [
        pytest.param(
            wrong("api.{domain}"),
            "https://API.acme.example/anything",
            "https://login.acme.example/token",
            id="a host",
        ),
        pytest.param(
            wrong("login.{domain}", "/api/v2/oauth/token"),
            "https://login.acme.example/api/v2/oauth/token/",
            "https://login.acme.example/token",
            id="a host and a path",
        ),
        pytest.param(
            wrong("", "/{domain}/v1/token"),
            "https://any.example/acme.example/v1/token",
            "https://login.acme.example/token",
            id="a path",
        ),
    ],
)
def test_a_url_that_is_known_to_be_no_token_endpoint(
    place: WrongEndpoint, url: str, instead: str
) -> None:
    known = server(endpoints=Endpoints(wrong=(wrong("never.example"), place)))
    found = misplaced(url, known)
    assert found is not None
    assert found[0].lower() == instead
    assert found[1] == "is none"


@pytest.mark.parametrize(
    ("place", "url"),
    [
        pytest.param(wrong("api.{domain}"), "https://login.acme.example/token", id="another host"),
        pytest.param(
            wrong("login.{domain}", "/api/token"), "https://login.acme.example/token", id="path"
        ),
    ],
)
def test_a_url_that_may_be_a_token_endpoint(place: WrongEndpoint, url: str) -> None:
    assert misplaced(url, server(endpoints=Endpoints(wrong=(place,)))) is None
    assert misplaced(url, server()) is None
