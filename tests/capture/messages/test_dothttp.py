from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.http import Body, Header, HttpRequest, NoBody, TextBody, UnrecordedBody
from pkcedoctor.capture.messages.dothttp import find
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted, stand_in
from pkcedoctor.capture.snippets.javascript_forms import ELSEWHERE, FORM

SAMPLES = Path(__file__).parents[1] / "samples" / "snippets"
AS_FORM = f"Content-Type: {FORM}\n\n"


def only(text: str) -> Piece:
    (piece,) = find(text)
    return piece


def sent(text: str) -> HttpRequest:
    request = only(text).request
    assert request is not None
    return request


def posted(text: str) -> Body:
    return sent(f"### x\nPOST https://a/t\n{AS_FORM}{text}").body


def test_vs_code() -> None:
    text = (SAMPLES / "vscode.http").read_text()
    authorize, token = find(text)
    assert authorize.request == HttpRequest(
        "GET",
        "http://127.0.0.1:9000/authorize?response_type=code&client_id=abc"
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
        (),
        NoBody(),
    )
    assert token.request == HttpRequest(
        "POST",
        "http://127.0.0.1:9000/oauth/token",
        (Header("Content-Type", FORM),),
        TextBody(
            "grant_type=authorization_code&code=abc"
            "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fcallback"
            "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ),
    )
    assert text[token.start : token.end].startswith("POST {{host}}")
    assert text[token.start : token.end].endswith("{{verifier}}")


def test_jetbrains() -> None:
    request = sent((SAMPLES / "jetbrains.http").read_text())
    assert isinstance(request.body, TextBody)
    head, _, verifier = request.body.text.rpartition("=")
    assert head == "grant_type=authorization_code&code=abc&code_verifier"
    assert is_redacted(verifier)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(end: str) -> None:
    text = f"###\nPOST https://a HTTP/1.1\nB: c\n{AS_FORM}d=e\n&f=g\n\n> {{% x %}}\n".replace(
        "\n", end
    )
    assert sent(text) == HttpRequest(
        "POST", "https://a", (Header("B", "c"), Header("Content-Type", FORM)), TextBody("d=e&f=g")
    )


@pytest.mark.parametrize(
    ("lines", "content"),
    [
        ("a=b&c=d", TextBody("a=b&c=d")),
        ("a=b\n&c=d\n\n\n", TextBody("a=b&c=d")),
        ("a = b &\n  c = d", TextBody("a=b&c=d")),
        ("a=b\n# a comment\n&c=d", TextBody("a=b&c=d")),
        ("a=b c%", TextBody("a=b%20c%25")),
        ("a=%41+[]", TextBody("a=%41+[]")),
        (
            "< ./form.txt",
            UnrecordedBody(
                "the body is in a file of its own; hand over its content or record the request"
            ),
        ),
        (
            "<@latin1 form.txt",
            UnrecordedBody(
                "the body is in a file of its own; hand over its content or record the request"
            ),
        ),
        ("{{all}}", UnrecordedBody(ELSEWHERE)),
        ("\n", UnrecordedBody("the text shows a request line and headers but no body")),
    ],
)
def test_forms(lines: str, content: Body) -> None:
    assert posted(lines) == content


def test_characters_that_an_editor_may_encode() -> None:
    (piece,) = find(f"###\nPOST https://a\n{AS_FORM}a=é {{{{x}}}}")
    assert piece.notes == (
        "The form body holds characters that the editor may send percent-encoded or as they are",
    )
    (plain,) = find(f"###\nPOST https://a\n{AS_FORM}a={{{{x}}}}")
    assert plain.notes == ()


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        (
            "@h = https://a\n@t = {{h}}/t\nGET {{t}}",
            HttpRequest("GET", "https://a/t", (), NoBody()),
        ),
        ("@v = a b\nGET https://a?x={{%v}}", HttpRequest("GET", "https://a?x=a%20b", (), NoBody())),
        (
            "@v = {{v}}\nGET https://a?x={{v}}",
            HttpRequest("GET", f"https://a?x={stand_in('variable v')}", (), NoBody()),
        ),
        (
            "@v = a\n@v = b\nGET https://a?x={{v}}",
            HttpRequest("GET", f"https://a?x={stand_in('variable v')}", (), NoBody()),
        ),
        (
            "GET https://a?x={{$guid}}",
            HttpRequest("GET", f"https://a?x={stand_in('variable $guid')}", (), NoBody()),
        ),
        ("### one\n# @name one\n// note\nhttps://a", HttpRequest("GET", "https://a", (), NoBody())),
        (
            "###\nPOST /t HTTP/1.1\nHost: a\n\n{}",
            HttpRequest("POST", "http://a/t", (Header("Host", "a"),), TextBody("{}")),
        ),
        (
            "###\nGET /t\nHost: a:443",
            HttpRequest("GET", "https://a:443/t", (Header("Host", "a:443"),), NoBody()),
        ),
        ("###\n< {%\n x\n%}\nGET https://a", HttpRequest("GET", "https://a", (), NoBody())),
        (
            "###\nGET https://a\n  /b\n# x\n  ?c=d HTTP/1.1\nE: f\n# g\nH: i",
            HttpRequest("GET", "https://a/b?c=d", (Header("E", "f"), Header("H", "i")), NoBody()),
        ),
        (
            "###\nGET https://a\nAuthorization: Basic id s\n",
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic aWQ6cw=="),), NoBody()),
        ),
        (
            "###\nGET https://a\nAuthorization: Basic id:s",
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic aWQ6cw=="),), NoBody()),
        ),
        (
            "###\nGET https://a\nAuthorization: Basic aWQ6cw==",
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic aWQ6cw=="),), NoBody()),
        ),
        (
            "###\nGET https://a\nAuthorization: Basic {{both}}",
            HttpRequest(
                "GET",
                "https://a",
                (Header("Authorization", f"Basic {stand_in('variable both')}"),),
                NoBody(),
            ),
        ),
        (
            '###\nPOST https://a\nB: c\n\n{\n\n"d": 1\n}\n\nprose',
            HttpRequest("POST", "https://a", (Header("B", "c"),), TextBody('{\n\n"d": 1\n}')),
        ),
        (
            "###\nPOST https://a\nB: c\n\nx\n\ny\n<> old.json",
            HttpRequest("POST", "https://a", (Header("B", "c"),), TextBody("x\n\ny")),
        ),
    ],
)
def test_requests(text: str, request_: HttpRequest) -> None:
    assert sent(text) == request_


def test_a_ticket_around_it() -> None:
    ticket = (
        "### Steps\nI send this:\n```http\nPOST https://a/t\n" + AS_FORM + "a=b\n```\n"
        "and then\n\nGET https://b?c=d\n\n### Expected\n200"
    )
    token, other = find(ticket)
    assert ticket[token.start : token.end] == f"POST https://a/t\n{AS_FORM}a=b"
    assert ticket[other.start : other.end] == "GET https://b?c=d"


def test_prose_without_a_separator() -> None:
    text = f"I send\n\n  POST https://a/t\n{AS_FORM}a=b\n\nand get 400. POST https://b/t too"
    assert sent(text) == HttpRequest(
        "POST", "https://a/t", (Header("Content-Type", FORM),), TextBody("a=b")
    )


def test_two_in_prose() -> None:
    text = "POST https://a\n\na=b\n\nPOST https://b\nC: d\n\nPOST https://e\nF: g\n\n{}"
    assert [piece.request.url for piece in find(text) if piece.request] == [
        "https://a",
        "https://b",
        "https://e",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "### A heading",
        "POST /token HTTP/1.1\nHost: a\n\nb=c",
        "POST https://a/token 400 (Bad Request)",
        "POST https://a/token",
        "POST https://a/token\n\nThis fails.",
        "We POST https://a/token",
        "###\n/token",
        "###\nPOST /token",
        "https://example.com",
        "@x = y",
    ],
)
def test_no_requests(text: str) -> None:
    assert list(find(text)) == []


def test_variables_in_variables_do_not_explode() -> None:
    lines = [f"@v{place} = {{{{v{place + 1}}}}}" * 2 for place in range(50)]
    chain = "\n".join(f"@v{place} = {f'{{{{v{place + 1}}}}}' * 9}" for place in range(50))
    text = f"{chain}\n@v8 = {'x' * 9000}\nGET https://a/{{{{v0}}}}"
    assert lines
    assert len(sent(text).url) < 10_000_000


FRAGMENTS = (
    *"#\n @={}&?<>%:/ ",
    *("###\n", "POST https://a", "GET {{h}}/t", "A: b\n", "\n\n", "{{x}}", "@x = {{x}}\n", "```\n"),
    *(f"Content-Type: {FORM}\n\n", "< a.txt", "> {%", "< {%", "<> a", "a=b", "\r", "\ud800"),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3)).map("".join))
@example("###\nPOST https://a\n\n{\n\n}")
def test_any_text_survives(text: str) -> None:
    places = [place for piece in find(text) for place in (piece.start, piece.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


words = st.text("abcXYZ019-._~%20+", min_size=1, max_size=8).filter(lambda word: "%" not in word)
forms = st.lists(st.tuples(words, words), min_size=1, max_size=5)


@settings(deadline=None)
@given(forms, st.sampled_from(["&", "\n&", " &\n", " & \n  "]))
def test_forms_come_out_as_they_went_in(fields: list[tuple[str, str]], joint: str) -> None:
    written = [f"{name}={value}" for name, value in fields]
    assert posted(joint.join(written)) == TextBody("&".join(written))
