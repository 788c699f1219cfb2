import pytest

from pkcedoctor.redact.hosts import Hosts, Role, is_ours
from pkcedoctor.redact.lookalikes import Lookalikes, chance


def hosts(*roles: tuple[str, Role], labels: bool = True) -> Hosts:
    return Hosts(roles, Lookalikes(chance("a")), labels=labels)


def test_each_role_has_its_host() -> None:
    made = hosts(("login.acme.io", Role.SERVER), ("app.acme.io", Role.APP))
    assert made.of("login.acme.io") == "as.example"
    assert made.of("app.acme.io") == "app.example"
    assert made.of("api.acme.io") == "api.example"
    assert made.of("cdn.other.net") == "api2.example"
    assert made.of("app.acme.io") == "app.example"


def test_hosts_of_a_site_stay_in_one_site() -> None:
    made = hosts(("acme.co.uk", Role.APP), ("www.acme.co.uk", Role.APP), ("x.co.uk", Role.APP))
    assert made.of("acme.co.uk") == "app.example"
    assert made.of("www.acme.co.uk") == "www.app.example"
    assert made.of("x.co.uk") == "app2.example"
    assert made.of("acme.co.uk.") == "app.example."


def test_sisters_are_told_apart() -> None:
    made = hosts(*((f"{name}.acme.io", Role.SERVER) for name in ("a1", "b2", "c3")))
    new = [made.of(f"{name}.acme.io") for name in ("a1", "b2", "c3")]
    assert len(set(new)) == 3
    assert all(host.endswith("as.example") for host in new)


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    made = hosts(("acme.io", Role.APP), ("login.acme.io", Role.APP), ("login.x.acme.io", Role.APP))
    made.known["taken"] = "login.app.example"
    assert made.of("login.acme.io") not in ("app.example", "login.app.example")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost",
        "127.0.0.1",
        "127.1.2.3",
        "[::1]",
        "app.localhost",
        "accounts.google.com",
        "login.microsoftonline.com",
        "as.example",
        "login.api2.example",
        "192.0.2.7",
        "{host}",
        "",
    ],
)
def test_what_tells_nothing_of_anybody_stays(host: str) -> None:
    assert hosts().of(host) == host


def test_a_customers_own_labels_before_a_known_server_go() -> None:
    made = hosts()
    new = made.of("acme-corp.us.auth0.com")
    assert new.endswith(".us.auth0.com")
    assert "acme" not in new
    assert made.serves("acme-corp.us.auth0.com")
    assert not made.serves("acme.io")
    assert hosts(labels=False).of("acme-corp.us.auth0.com") == "acme-corp.us.auth0.com"
    assert made.of("login.mypurecloud.com") == "login.mypurecloud.com"


def test_addresses_become_those_of_documentation() -> None:
    made = hosts()
    assert made.of("203.0.113.9") == "192.0.2.1"
    assert made.of("10.1.2.3") == "192.0.2.2"
    assert made.of("[fe80::1]") == "[2001:db8::3]"
    assert made.of("203.0.113.9") == "192.0.2.1"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("APP.ACME.IO", "APP.EXAMPLE"),
        ("App.acme.io", "App.exAmple"),
        ("app.acmE.io", "App.example"),
    ],
)
def test_another_case_stays_another_case(host: str, expected: str) -> None:
    made = hosts(("app.acme.io", Role.APP))
    new = made.of(host)
    assert new.lower() == "app.example"
    assert new != "app.example"
    assert (new == new.upper()) == (expected == expected.upper())


def test_ours_are_known() -> None:
    assert is_ours("app.example")
    assert not is_ours("acme.example")
