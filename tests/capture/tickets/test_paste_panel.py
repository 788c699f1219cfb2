import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.http import (
    Field,
    FieldsBody,
    Header,
    HttpRequest,
    HttpResponse,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.tickets import paste_panel

TOKEN = "https://as.example/oauth/token"
FORM = "grant_type=authorization_code&code=a%20b&code_verifier=x"
REFUSAL = '{"error":"invalid_grant"}'
GENERAL = (
    ("Request URL", TOKEN),
    ("Request Method", "POST"),
    ("Status Code", "400 Bad Request"),
    ("Remote Address", "1.2.3.4:443"),
    ("Referrer Policy", "strict-origin-when-cross-origin"),
)
ANSWERED = (("content-type", "application/json"), ("cache-control", "no-store"))
ASKED = ((":authority", "as.example"), ("content-type", "application/x-www-form-urlencoded"))
FIELDS = (("grant_type", "authorization_code"), ("code", "a b"))
STYLES = ["{}: {}\n", "{}:\n{}\n", "{}\n{}\n", "{}\t{}\n", "{}:\t{}\r\n"]
SENT = (Header("content-type", "application/x-www-form-urlencoded"),)
RECEIVED = (Header("content-type", "application/json"), Header("cache-control", "no-store"))
NO_ANSWER = UnrecordedBody(
    "the header table was copied without the response; copy the Response tab as well"
)


def table(style: str, *sections: str | tuple[tuple[str, str], ...]) -> str:
    return "".join(
        section
        if isinstance(section, str)
        else "".join(style.format(name, value) for name, value in section)
        for section in sections
    )


def only(text: str) -> Piece:
    (piece,) = paste_panel.find(text)
    assert piece.kind == "header table"
    assert text[piece.start :].lstrip(" >").startswith("Request URL")
    return piece


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("titles", ["{}\n", "{} (12)\n", "▼ {} view source\n", "\n{}:\n"])
def test_a_table(style: str, titles: str) -> None:
    text = table(
        style,
        "General\n",
        GENERAL,
        titles.format("Response Headers"),
        ANSWERED,
        titles.format("Request Headers"),
        "Provisional headers are shown\n",
        ASKED,
        titles.format("Query String Parameters"),
        (("a", "b"),),
        titles.format("Form Data"),
        FIELDS,
        titles.format("Response"),
        f"{REFUSAL}\n\nWhat is wrong?\n",
    )
    piece = only(text)
    body = FieldsBody(tuple(Field(*one) for one in FIELDS), encoded=False)
    assert piece.request == HttpRequest("POST", TOKEN, SENT, body)
    assert piece.response == HttpResponse(400, RECEIVED, TextBody(REFUSAL))
    assert text[: piece.end].endswith(REFUSAL)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("body", [FORM, '{"grant_type":"authorization_code"}', '{"a": [}'])
def test_a_payload_as_it_was_sent(style: str, body: str) -> None:
    text = table(style, GENERAL, "Request Headers\n", ASKED, f"Payload\n{body}\n\nHelp!\n")
    piece = only(text)
    assert piece.request == HttpRequest("POST", TOKEN, SENT, TextBody(body))
    assert piece.response == HttpResponse(400, (), NO_ANSWER)


def test_a_payload_at_the_end() -> None:
    piece = only(table(STYLES[0], GENERAL, 'Request Payload\n{"a": ['))
    assert piece.request is not None
    assert piece.request.body == TextBody('{"a": [')


def test_fields_that_may_be_encoded() -> None:
    piece = only(table(STYLES[0], GENERAL, "Form Data\n", (("a", "b%2Fc"),)))
    assert piece.request is not None
    assert piece.request.body == FieldsBody((Field("a", "b%2Fc"),), encoded=None)
    assert len(piece.notes) == 1


@pytest.mark.parametrize("style", STYLES)
def test_a_table_without_a_payload(style: str) -> None:
    piece = only(table(style, GENERAL, ANSWERED))
    assert piece.request == HttpRequest(
        "POST",
        TOKEN,
        (),
        UnrecordedBody(
            "the header table was copied without the payload; copy the Payload tab as well"
        ),
    )
    assert piece.response == HttpResponse(400, RECEIVED, NO_ANSWER)


def test_a_redirect() -> None:
    text = table(
        STYLES[0],
        (("Request URL", "https://as.example/authorize?a=b"), ("Status Code", "302")),
        (("Location", "/cb?code=c"),),
    )
    piece = only(text)
    assert piece.request == HttpRequest("GET", "https://as.example/authorize?a=b", (), NoBody())
    assert piece.response is not None
    assert piece.response.redirect_url == "/cb?code=c"


def test_several_tables() -> None:
    text = table(STYLES[0], GENERAL, "and\n\n", GENERAL)
    assert len(list(paste_panel.find(text))) == 2


@pytest.mark.parametrize(
    ("text", "method", "answered"),
    [
        (f"Request URL: {TOKEN}\n", "GET", False),
        (f"Request URL: {TOKEN}\nRequest Method: P-\nStatus Code: none\n", "", False),
        (f"> Request URL: {TOKEN}\n> Request Method: post\n> Status Code: ● 400\n", "POST", True),
        (f"Request URL\n{TOKEN}\nStatus Code\n\n", "GET", False),
        (f"Request URL:\n{TOKEN}\nStatus Code\n400\n", "GET", False),
        (f"Request URL: {TOKEN}\nempty:\n\nStatus Code: 400", "GET", True),
    ],
)
def test_an_odd_table(text: str, method: str, answered: bool) -> None:  # noqa: FBT001 - a table
    piece = only(text)
    assert piece.request is not None
    assert piece.request.method == method
    assert (piece.response is not None) == answered


@pytest.mark.parametrize(
    "text", ["", "Request URL", "Request URL:", "Request URL: x\n", "the Request URL: https://a/"]
)
def test_what_is_no_table(text: str) -> None:
    assert list(paste_panel.find(text)) == []


def test_a_long_table_ends() -> None:
    text = table(STYLES[0], GENERAL, (("a", "b"),) * 2000)
    piece = only(text)
    assert piece.response is not None
    assert len(piece.response.headers) < 400


@given(
    st.lists(
        st.sampled_from(
            [
                f"Request URL: {TOKEN}",
                "Request URL",
                TOKEN,
                "Status Code:",
                "400",
                "a: b",
                "Form Data",
                "Response",
                "{",
                "}",
                FORM,
                "",
                " ",
            ]
        )
    ).map("\n".join)
    | st.text()
)
def test_any_text_survives(text: str) -> None:
    position = 0
    for piece in paste_panel.find(text):
        assert position <= piece.start < piece.end <= len(text)
        position = piece.end
