"""Each server's own rule for redirection URIs."""

import pytest

from pkcedoctor.guard.matching import Answer, match
from pkcedoctor.guard.model import Hole, Located, Place, RedirectUri, Registration

HERE = Place("a", 1, 1)


def answer(kind: str, registered: str, sent: str | Located, *, app: str = "") -> Answer:
    uri = sent if isinstance(sent, Located) else Located((sent,), HERE)
    registration = Registration(
        kind, "r", HERE, application_type=Located((app,), HERE) if app else None
    )
    return match(uri, RedirectUri(Located((registered,), HERE)), registration)


@pytest.mark.parametrize(
    ("kind", "registered", "sent", "expected"),
    [
        ("keycloak", "https://a.io/*", "https://a.io/b?c=d", True),
        ("keycloak", "https://a.io/*", "https://a.io", True),
        ("keycloak", "https://a.io/b/*", "https://a.io/bc", False),
        ("keycloak", "https://a.io/b?*", "https://a.io/b?c", False),
        ("keycloak", "https://*.a.io/b", "https://x.a.io/b", False),
        ("keycloak", "*", "https://a.io/b", True),
        ("keycloak", "*", "app:/b", False),
        ("keycloak", "http://127.0.0.1/*", "http://127.0.0.1:9/b", True),
        ("keycloak", "http://localhost:1/*", "http://localhost:9/b", False),
        ("keycloak", "https://localhost/b", "https://localhost:9/b", False),
        ("entra-id", "http://localhost:1/b", "http://localhost:2/b", True),
        ("entra-id", "http://localhost", "http://localhost/", True),
        ("entra-id", "https://localhost:1/b", "https://localhost:2/b", False),
        ("entra-id", "https://A.io/b", "https://a.io/b", True),
        ("entra-id", "https://a.io/B", "https://a.io/b", False),
        ("entra-id", "https://*.a.io/b", "https://x.a.io/b", None),
        ("auth0", "https://*.a.io/b", "https://x.a.io/b", True),
        ("auth0", "https://{organization_name}.a.io/b", "https://x.a.io/b", True),
        ("auth0", "https://*.a.io/b", "https://x.b.io/b", False),
        ("auth0", "https://a.io/b", "https://a.io/b?c", True),
        ("auth0", "https://a.io/b?d", "https://a.io/b?c", False),
        ("okta", "https://*.a.io/b", "https://x.a.io/b", True),
        ("okta", "http://localhost:1/b", "http://localhost:2/b", None),
        ("cognito", "http://localhost:1/b", "http://localhost:2/b", False),
        ("genesys-cloud", "https://a.io/b", "https://a.io/b/", False),
        ("hydra", "http://127.0.0.1:1/b", "http://127.0.0.1:2/b", True),
        ("hydra", "http://127.0.0.1:1/b", "http://127.0.0.1:2/c", False),
        ("hydra", "http://localhost:1/b", "http://localhost:2/b", False),
        ("authelia", "https://a.io/b", "https://a.io/B", False),
        ("duende-identityserver", "http://127.0.0.1", "http://127.0.0.1:2", None),
        ("duende-identityserver", "https://a.io", "https://a.io/", False),
        ("pkcedoctor", "https://a.io", "https://a.io/", False),
        ("", "http://localhost:1/b", "http://localhost:2/b", None),
        ("", "https://a.io/*", "https://a.io/b", None),
        ("", "https://a.io/b", "https://a.io/b/", False),
        ("keycloak", "https://${HOST}/b", "https://a.io/b", False),
    ],
)
def test_each_server_has_its_own_rule(
    kind: str, registered: str, sent: str, expected: Answer
) -> None:
    assert answer(kind, registered, sent) is expected


@pytest.mark.parametrize(
    ("registered", "sent", "expected"),
    [
        ("https://a.io/b", (Hole("window.location.origin"), "/b"), None),
        ("https://a.io/x/b", (Hole("window.location.origin"), "/b"), False),
        ("https://a.io/x/b", (Hole("BASE"), "/b"), None),
        ("https://a.io/b", (Hole("BASE"), "/c"), False),
        ("https://a.io/b", ("https://", Hole("HOST"), "/b"), None),
        ("https://a.io/b", (Hole("X"),), None),
        ("https://a.io/b", tuple(["/", Hole("X")] * 9), None),
    ],
)
def test_what_is_known_of_a_value_is_compared(
    registered: str, sent: tuple[str | Hole, ...], expected: Answer
) -> None:
    assert answer("cognito", registered, Located(sent, HERE)) is expected


def test_a_native_auth0_app_may_use_any_port() -> None:
    ports = ("http://127.0.0.1:1/b", "http://127.0.0.1:2/b")
    assert answer("auth0", *ports) is False
    assert answer("auth0", *ports, app="native") is None
