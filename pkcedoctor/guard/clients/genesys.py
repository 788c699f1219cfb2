"""Settings for the Genesys Cloud platform SDKs.

Calls after MyPureCloud/platform-client-sdk-javascript (README, "Authenticating"):
``loginPKCEGrant(clientId, redirectUri, ...)``, ``loginImplicitGrant(clientId, redirectUri, ...)``,
``setEnvironment(region)``. Regions after the SDK's ``PureCloudRegionHosts``. Records with a
client_id, a redirection URI and a region are taken as what an application keeps for these calls.
"""

from collections.abc import Iterator
from typing import Final

from pkcedoctor.guard.clients._parts import absolute
from pkcedoctor.guard.documents.tree import Hole
from pkcedoctor.guard.model import ClientSettings, Fact, Located, Runs
from pkcedoctor.guard.view import View
from pkcedoctor.patterns import regex

_DOMAIN: Final = regex(
    r"(?:https?://)?(?:(?:api|apps|login)\.)?"
    r"(mypurecloud\.(?:com|ie|com\.au|jp|de)|[a-z]+\d\.(?:us-gov-)?pure\.cloud)/?"
)
_REGIONS: Final = {
    "us_east_1": "mypurecloud.com",
    "us_east_2": "use2.us-gov-pure.cloud",
    "us_west_2": "usw2.pure.cloud",
    "ca_central_1": "cac1.pure.cloud",
    "sa_east_1": "sae1.pure.cloud",
    "eu_west_1": "mypurecloud.ie",
    "eu_west_2": "euw2.pure.cloud",
    "eu_central_1": "mypurecloud.de",
    "eu_central_2": "euc2.pure.cloud",
    "me_central_1": "mec1.pure.cloud",
    "ap_south_1": "aps1.pure.cloud",
    "ap_southeast_2": "mypurecloud.com.au",
    "ap_northeast_1": "mypurecloud.jp",
    "ap_northeast_2": "apne2.pure.cloud",
    "ap_northeast_3": "apne3.pure.cloud",
}
_REGION_NAMES: Final = ("environment", "region", "env", "host", "basePath", "pcEnvironment")


def read(view: View) -> Iterator[ClientSettings]:
    """Read a call's arguments or an application's own settings."""
    match view.label.split(" ")[0]:
        case "loginPKCEGrant":
            yield _call(view, "authorization_code", pkce=True)
        case "loginImplicitGrant":
            yield _call(view, "implicit", pkce=False)
        case "setEnvironment":
            region = _issuer(view.text("0"))
            if region is not None:
                yield ClientSettings(
                    "genesys", "the Genesys Cloud settings", view.place, issuer=region
                )
        case _:
            yield from _settings(view)


def _call(view: View, grant: str, *, pkce: bool) -> ClientSettings:
    return ClientSettings(
        kind="genesys",
        name="the Genesys Cloud settings",
        place=view.place,
        runs=Runs.BROWSER,
        server="genesys-cloud",
        client_id=view.text("0"),
        redirect_uris=absolute((view.text("1"),)),
        grant_type=Located((grant,), view.place, "login"),
        pkce=Fact(pkce, view.place) if pkce else None,
    )


def _settings(view: View) -> Iterator[ClientSettings]:
    region = _issuer(view.text(*_REGION_NAMES))
    client_id = view.text("clientId", "client_id", "clientID")
    if region is None or client_id is None:
        return
    grant = view.text("grantType", "grant_type", "authorized_grant_type")
    yield ClientSettings(
        kind="genesys",
        name="the Genesys Cloud settings",
        place=view.place,
        server="genesys-cloud",
        client_id=client_id,
        issuer=region,
        redirect_uris=absolute(
            (view.text("redirectUri", "redirect_uri", "redirectURI", "redirectUrl"),)
        ),
        client_secret=view.text("clientSecret", "client_secret"),
        grant_type=_grant(grant),
        pkce=view.flag("pkce", "usePKCE"),
    )


def _grant(value: Located | None) -> Located | None:
    if value is None or not value.known:
        return None
    words = {"code": "authorization_code", "pkce": "authorization_code", "token": "implicit"}
    word = value.text.lower()
    return Located((words.get(word, word.replace("-", "_")),), value.place, value.name)


def _issuer(value: Located | None) -> Located | None:
    """Return the login host of a region."""
    if value is None:
        return None
    first = value.parts[0]
    if isinstance(first, Hole):
        domain = _REGIONS.get(first.name.rpartition(".")[2])
    else:
        found = _DOMAIN.fullmatch(first.strip()) if value.known else None
        domain = found[1] if found is not None else _REGIONS.get(first.replace("-", "_"))
    if domain is None:
        return None
    return Located((f"https://login.{domain}",), value.place, value.name)
