import pytest

from pkcedoctor.exchange.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "undefined",
        "null",
        "NULL",
        " None ",
        "NaN",
        "[object Object]",
        "[object Promise]",
        "{{code}}",
        "{{ code }}",
        "https://{{host}}/cb",
        "${CODE}",
        "#{code}",
        "<%= code %>",
        "$(CODE)",
        "__CODE__",
        "$CODE",
        "%CODE%",
        "{code}",
        "<client_id>",
        "[code]",
        ":code",
        "YOUR_CLIENT_ID",
        "your-client-id",
        "<YOUR_APP_CLIENT_ID>",
        "insert code here",
        "PASTE_CODE_HERE",
        "CLIENT_ID",
        "AUTH_CODE",
        "CODE_VERIFIER_HERE",
        "changeme",
    ],
)
def test_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "s6BhdRkqt3",
        "my-app",
        "client-id-for-web",
        "null-island",
        "SplxlOBeZQQYbYS6WxSbIA",
        "4/0AX4XfWh$1",
        "$2y$10$N9qo8uLOickgx2ZMRZoMye",
        "your",
        "com.example.app:/cb",
        "https://app.example/cb?a=[1]",
        "0oa1b2c3",
        "client_id",
        "{{code}}" + "x" * 200,
        "a:code",
        "50%_off%",
        "(none)",
    ],
)
def test_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)
