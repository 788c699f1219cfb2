from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pkcedoctor.capture.http import (
    Body,
    Field,
    FieldsBody,
    Header,
    HttpRequest,
    NoBody,
    TextBody,
    UnrecordedBody,
)
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted, stand_in
from pkcedoctor.capture.snippets.javascript_forms import ELSEWHERE, FORM
from pkcedoctor.capture.snippets.python_code import find

SAMPLES = Path(__file__).parents[1] / "samples" / "snippets"
TOKEN = "http://127.0.0.1:9000/oauth/token"
AS_FORM = (Header("Content-Type", FORM),)
AS_JSON = (Header("Content-Type", "application/json"),)


def only(text: str) -> Piece:
    (piece,) = find(text)
    return piece


def sent(text: str) -> HttpRequest:
    request = only(text).request
    assert request is not None
    return request


def posted(value: str, before: str = "") -> Body:
    return sent(f"{before}\nrequests.post('https://a/t', data={value})").body


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("httpsnippet-python.requests.txt", "4%2F0AbC%2Bd_E~f.g+h%26i%3Dj%25k%2F%3D"),
        ("httpsnippet-python.python3.txt", "4%2F0AbC%2Bd_E~f.g%20h%26i%3Dj%25k%2F%3D"),
    ],
)
def test_what_tools_write(name: str, text: str) -> None:
    request = sent((SAMPLES / name).read_text())
    assert (request.method, request.url) == ("POST", TOKEN)
    assert request.header("Content-Type") == f"{FORM};charset=UTF-8"
    assert isinstance(request.body, TextBody)
    assert request.body.text.startswith(f"grant_type=authorization_code&code={text}&redirect_uri")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            "{'a': 'b c~/', 'd': 1, 'e': None, 'f': [1, 'x'], 'g': True}",
            "a=b+c~%2F&d=1&f=1&f=x&g=True",
        ),
        ("[('a', 'b'), ('a', 'c')]", "a=b&a=c"),
        ("dict(a='b', **{'c': 'd'})", "a=b&c=d"),
        ("{'a': 'b'} | {'c': 'd'}", "a=b&c=d"),
        ("'a=b'", "a=b"),
        ("b'a=\\xc3\\xa9'", "a=é"),
        ("b'a=\\xe9'", "a=é"),
        ("f'a={1}&c={\"d\"}'", "a=1&c=d"),
        ("'a=' + 'b' + '&c=d'", "a=b&c=d"),
        ("b'a=' + b'b'", "a=b"),
        ("urlencode({'a': 'b c'})", "a=b+c"),
        ("urllib.parse.urlencode({'a': ['b', 'c']}, doseq=True).encode()", "a=b&a=c"),
        ("'a=' + quote('b c/') + quote_plus('d e/') + quote('f/', safe='')", "a=b%20c/d+e%2Ff%2F"),
        ("json.dumps({'a': [1, None, {'b': 'c'}]})", '{"a": [1, null, {"b": "c"}]}'),
        ("'&'.join(['a=b', 'c=d'])", "a=b&c=d"),
        ("'a=' + base64.b64encode(b'b').decode()", "a=Yg=="),
        ("'a=' + base64.urlsafe_b64encode('?>'.encode()).decode().rstrip('=')", "a=Pz4"),
        ("str(' a=b ').strip()", "a=b"),
        ("{'x': 'a=b'}['x']", "a=b"),
        ("['a=b'][0]", "a=b"),
        ("(x := 'a=b')", "a=b"),
        ("b'a=b'.decode()", "a=b"),
        ("json.dumps({'a': b'b', 1: 'c'}, separators=(',', ':'))", '{"a":"b","1":"c"}'),
        ("FormData([('a', 'b')])", "a=b"),
    ],
)
def test_bodies(value: str, text: str) -> None:
    assert posted(value) == TextBody(text)


@pytest.mark.parametrize(
    "value",
    [
        "body",
        "{**more, 'a': 'b'}",
        "[x]",
        "'a=%s' % x",
        "urlencode(more)",
        "urlencode({'a': 'b'}, quote_via=quote)",
        "urlencode({'a': ['b']})",
        "f'{prefix}&a=b'",
        "{'a': 'b'}.items()",
        "open('a.txt')",
        "lambda: 1",
        "-x",
        "x[1:2]",
        "f()()",
        "'a=b'.upper()",
        "json.dumps(payload)",
        "FormData(more)",
    ],
)
def test_bodies_made_elsewhere(value: str) -> None:
    request = sent(f"requests.post('https://a/t', data={value})")
    assert request.body == UnrecordedBody(ELSEWHERE)


def test_a_field_that_is_no_text() -> None:
    found = posted("{'a': requests.Session(), 'b': f'{1:03}', 'c': f'{x!r}'}")
    assert found == TextBody("&".join(f"{name}=%5Bhidden%3A+expression%5D" for name in "abc"))


@pytest.mark.parametrize(
    ("before", "value", "text"),
    [
        ("b = {'a': 'b'}\nother[0]['c'] = 'd'\nx.y.z = 'e'\nx.f[0], y = 1, 2", "b", "a=b"),
        ("b = {'a': 'b'}\nother.update({'c': 'd'})\nb.update(rest)", "{'a': b['a']}", "a=b"),
        ("with open('x'), requests.Session() as s:\n    b = 'a=b'", "b", "a=b"),
        ("b = 'a=b')", "b", "a=b"),
        ("b = FormData()\nb.add_field('a', 'b')\nb.add_field('c', 'd')", "b", "a=b&c=d"),
        (
            "b = {'a': 'b'}\nb['c'] = 'd'\nb.update(e='f')\nb.update({'g': 'h'})",
            "b",
            "a=b&c=d&e=f&g=h",
        ),
        ("b: dict[str, str] = {\n  'a': 'b',  # (\n}", "b", "a=b"),
        ("b = 'a=b'\nb += '&c=d'", "b", "a=b&c=d"),
        ("b = []\nb.append(('a', 'b'))", "b", "a=b"),
        ("b = {'a': 'b'}.copy()", "b", "a=b"),
        (">>> b = {'a':\n...   'b'}", "b", "a=b"),
        ("try:\n    b = 'a=b'\nexcept E:\n    pass", "b", "a=b"),
    ],
)
def test_names_are_followed(before: str, value: str, text: str) -> None:
    assert posted(value, before) == TextBody(text)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "code = input()",
        "code, x = f()",
        "[x, *code] = f()",
        "code = {'a': 'b'}.get('a')",
        "code = 'a'\nif x:\n    code = 'b'",
        "code = 1\ncode -= 1",
        "def f():\n    code = 'a'",
        "code = os.environ['CODE']",
        "code = os.getenv('CODE')",
        "code = 'a' if x else 'b'",
    ],
)
def test_what_is_not_sure_is_hidden(before: str) -> None:
    found = posted("f'code={code}'", before)
    assert isinstance(found, TextBody)
    assert is_redacted(found.text.removeprefix("code="))


def test_names_of_a_function_end_with_it() -> None:
    text = (
        "code = 'a'\n"
        "def redeem(code, *, url='x'):\n"
        "    requests.get(f'https://a/{code}')\n"
        "requests.get(f'https://b/{code}')\n"
    )
    urls = [piece.request.url for piece in find(text) if piece.request]
    assert urls == [f"https://a/{stand_in('variable code')}", "https://b/a"]


def test_a_field_under_a_condition_is_hidden() -> None:
    found = posted("b", "b = {'a': 'b'}\nif s:\n    b['c'] = 'd'")
    assert isinstance(found, TextBody)
    assert found.text.startswith("a=b&c=%5Bhidden")


URLLIB = "urllib.request.Request('https://a', data=b'c=d', headers={'B': 'c'}, method='put')"


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        (
            "requests.get('https://a', {'b': 'c d'})",
            HttpRequest("GET", "https://a?b=c+d", (), NoBody()),
        ),
        (
            "requests.get('https://a?x#f', params='b=c')",
            HttpRequest("GET", "https://a?x&b=c#f", (), NoBody()),
        ),
        (
            "requests.get('https://a', params=p)",
            HttpRequest("GET", "https://a?[hidden: parameters]", (), NoBody()),
        ),
        (
            "requests.post('https://a', {'b': 'c'})",
            HttpRequest("POST", "https://a", AS_FORM, TextBody("b=c")),
        ),
        (
            "requests.post('https://a', 'b=c')",
            HttpRequest("POST", "https://a", (), TextBody("b=c")),
        ),
        (
            "requests.post('https://a', json={'b': 'é'})",
            HttpRequest("POST", "https://a", AS_JSON, TextBody('{"b": "\\u00e9"}')),
        ),
        ("requests.post('https://a', json=None)", HttpRequest("POST", "https://a", (), NoBody())),
        (
            "requests.post('https://a', json=b)",
            HttpRequest("POST", "https://a", AS_JSON, UnrecordedBody(ELSEWHERE)),
        ),
        (
            "httpx.post('https://a', json={'b': 'é'})",
            HttpRequest("POST", "https://a", AS_JSON, TextBody('{"b":"é"}')),
        ),
        (
            "httpx.post('https://a', data={'b': None})",
            HttpRequest("POST", "https://a", AS_FORM, TextBody("b=None")),
        ),
        (
            "httpx.post('https://a', content='b=c')",
            HttpRequest("POST", "https://a", (), TextBody("b=c")),
        ),
        ("requests.request('patch', 'https://a')", HttpRequest("PATCH", "https://a", (), NoBody())),
        ("requests.request(m, 'https://a')", HttpRequest("", "https://a", (), NoBody())),
        (
            "requests.post('https://a', files={'f': open('x')}, data={'b': 'c'})",
            HttpRequest(
                "POST",
                "https://a",
                (Header("Content-Type", "multipart/form-data"),),
                FieldsBody((Field("b", "c"), Field("f", None)), encoded=False),
            ),
        ),
        (
            "requests.post('https://a', files=f, data=b)",
            HttpRequest(
                "POST",
                "https://a",
                (Header("Content-Type", "multipart/form-data"),),
                UnrecordedBody(ELSEWHERE),
            ),
        ),
        (
            "requests.get('https://a', auth=('id', 'é'))",
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic aWQ66Q=="),), NoBody()),
        ),
        (
            "httpx.get('https://a', auth=('id', 'é'))",
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic aWQ6w6k="),), NoBody()),
        ),
        (
            "requests.get('https://a', auth=HTTPBasicAuth('a', 'b'))",
            HttpRequest("GET", "https://a", (Header("Authorization", "Basic YTpi"),), NoBody()),
        ),
        (
            "requests.get('https://a', auth=x, headers={'authorization': 'y'})",
            HttpRequest("GET", "https://a", (Header("Authorization", "[hidden: auth]"),), NoBody()),
        ),
        (
            (
                "s = requests.Session()\ns.headers['A'] = 'b'\ns.headers.update({'C': "
                "'d'})\ns.auth = ('a', 'b')\ns.get('https://a', headers={'a': 'e'})"
            ),
            HttpRequest(
                "GET",
                "https://a",
                (Header("a", "e"), Header("C", "d"), Header("Authorization", "Basic YTpi")),
                NoBody(),
            ),
        ),
        (
            (
                "with httpx.Client(base_url='https://a/', headers={'B': 'c'}) as x:\n  "
                "  x.post('/t', data={'d': 'e'})"
            ),
            HttpRequest("POST", "https://a/t", (Header("B", "c"), *AS_FORM), TextBody("d=e")),
        ),
        (
            "r = await client.post('https://a', data={'b': 'c'})",
            HttpRequest("POST", "https://a", AS_FORM, TextBody("b=c")),
        ),
        (URLLIB, HttpRequest("PUT", "https://a", (Header("B", "c"), *AS_FORM), TextBody("c=d"))),
        (
            (
                "q = urllib.request.Request('https://a')\nq.add_header('B', "
                "'c')\nurllib.request.urlopen(q)"
            ),
            HttpRequest("GET", "https://a", (Header("B", "c"),), NoBody()),
        ),
        (
            "urlopen('https://a', b'c=d')",
            HttpRequest("POST", "https://a", AS_FORM, TextBody("c=d")),
        ),
        (
            (
                "c = http.client.HTTPSConnection('a', 8443)\nc.request('post', '/t', "
                "'b=c', {'D': 'e'})"
            ),
            HttpRequest("POST", "https://a:8443/t", (Header("D", "e"),), TextBody("b=c")),
        ),
    ],
)
def test_calls(call: str, request_: HttpRequest) -> None:
    assert sent(call) == request_


AIOHTTP = "import aiohttp\nasync with aiohttp.ClientSession({}) as s:\n    async with s.{} as r:\n"


@pytest.mark.parametrize(
    ("settings_", "call", "request_"),
    [
        (
            "headers={'A': 'b'}",
            "post('https://a', data={'b': 'c d'})",
            HttpRequest("POST", "https://a", (Header("A", "b"), *AS_FORM), TextBody("b=c+d")),
        ),
        (
            "'https://a'",
            "post('/t', json={'b': 'é'}, auth=aiohttp.BasicAuth('id', 'é'))",
            HttpRequest(
                "POST",
                "https://a/t",
                (*AS_JSON, Header("Authorization", "Basic aWQ66Q==")),
                TextBody('{"b": "\\u00e9"}'),
            ),
        ),
        (
            "",
            "post('https://a', data='b=c')",
            HttpRequest(
                "POST",
                "https://a",
                (Header("Content-Type", "text/plain; charset=utf-8"),),
                TextBody("b=c"),
            ),
        ),
        (
            "",
            "put('https://a', data=b'b=c')",
            HttpRequest(
                "PUT",
                "https://a",
                (Header("Content-Type", "application/octet-stream"),),
                TextBody("b=c"),
            ),
        ),
        (
            "",
            "post('https://a', data=aiohttp.FormData({'b': 'c'}))",
            HttpRequest("POST", "https://a", AS_FORM, TextBody("b=c")),
        ),
        (
            "",
            "get('https://a', params={'b': 'c'})",
            HttpRequest("GET", "https://a?b=c", (), NoBody()),
        ),
    ],
)
def test_aiohttp(settings_: str, call: str, request_: HttpRequest) -> None:
    assert sent(f"{AIOHTTP.format(settings_, call)}        pass") == request_


@pytest.mark.parametrize("field", ["'a', b'b'", "'a', 'b', filename='c'"])
def test_an_aiohttp_form_that_has_a_file(field: str) -> None:
    request = sent(
        "f = aiohttp.FormData()\n"
        f"f.add_field({field})\n"
        "aiohttp.ClientSession().post('https://a', data=f)"
    )
    assert request.headers == (Header("Content-Type", stand_in("body")),)
    assert request.body == UnrecordedBody(ELSEWHERE)


def test_constants_below_a_function_that_uses_them() -> None:
    text = (
        "def redeem(code):\n"
        "    data = {'a': CLIENT, 'b': code, 'c': TWICE, 'd': MADE}\n"
        "    requests.post(TOKEN_URL, data=data)\n"
        "TOKEN_URL = 'https://a/t'\n"
        "CLIENT = 'spa'\n"
        "TWICE = 'x'\n"
        "TWICE = 'y'\n"
        "MADE = make()\n"
        "code = 'z'\n"
    )
    request = sent(text)
    assert request.url == "https://a/t"
    hidden = [f"{name}=%5Bhidden%3A+variable+{path}%5D" for name, path in HIDDEN_FIELDS]
    assert request.body == TextBody("&".join(["a=spa", *hidden]))


HIDDEN_FIELDS = (("b", "code"), ("c", "TWICE"), ("d", "MADE"))


def test_more_constants_than_are_looked_at() -> None:
    many = "".join(f"C{each} = 'x'\n" for each in range(60))
    text = f"def f():\n    requests.get(f'https://a/{{C1}}/{{C59}}')\n{many}"
    assert sent(text).url == f"https://a/x/{stand_in('variable C59')}"


def test_more_calls_than_are_looked_for() -> None:
    pieces = list(find("requests.get('https://a')\n" * 1000))
    assert len(pieces) == 501


def test_more_expressions_than_a_statement_has() -> None:
    compared = "a<b," * 4_000
    assert list(find(f"x = [{compared} [[[[requests.get('https://a')]]]]]\n")) == []


def test_values_that_nest_too_deep() -> None:
    nested = "v = 1\n" + "v = {'a': v}\n" * 50
    found = posted("json.dumps(v)", nested)
    assert isinstance(found, TextBody)
    assert found.text.endswith('"[hidden: nested value]"' + "}" * 41)
    assert posted("x" + ".y" * 50 + "()") == UnrecordedBody(ELSEWHERE)
    assert posted("x" + ".y" * 50) == UnrecordedBody(ELSEWHERE)
    assert posted("(" + "a if b else " * 3 + "c)") == UnrecordedBody(ELSEWHERE)
    assert posted("{'a': " * 45 + "1" + "}" * 45) == TextBody("a=%5Bhidden%3A+expression%5D")


@pytest.mark.parametrize(
    ("first", "step", "content"),
    [
        ("'aaaa'", "b = b + b", "b"),
        ("'aaaa'", "b += b", "b"),
        ("'aaaa'", "b = f'{b}{b}'", "b"),
        ("1", "b = [b, b]", "json.dumps(b)"),
    ],
)
def test_names_that_double_one_another(first: str, step: str, content: str) -> None:
    found = posted(content, f"b = {first}\n" + f"{step}\n" * 38)
    text = found.text if isinstance(found, TextBody) else stand_in("body")
    assert is_redacted(text)
    assert len(text) < 3_000_000


def test_headers_that_are_set_elsewhere() -> None:
    for call in ("headers=h", "headers={**h}", "**options"):
        piece = only(f"requests.post('https://a', data='b=c', {call})")
        assert piece.notes == ("Some of the headers are set elsewhere and are not known",)
        assert piece.request is not None
        assert piece.request.headers == (Header("Content-Type", stand_in("headers")),)


def test_a_ticket_around_it() -> None:
    call = "requests.post('https://é/t', data={'a': 'b'})"
    ticket = f"I don't see (why it\n```python\nif x:\n    é = {call}; y = 1\n```\nfails: it's 400"
    piece = only(ticket)
    assert ticket[piece.start : piece.end] == call
    assert piece.kind == "Python call"


@pytest.mark.parametrize(
    "text",
    [
        "requests.post(",
        "requests.post('https://a'",
        "requests.post('')",
        "requests.post(url)",
        "we made requests. post('https://a')",
        "app.post('https://a', data={})",
        "requests.close()",
        "c = http.client.HTTPConnection('a')\nc.request(m, '/')",
        "urlopen(q)",
        "Request()",
        "def requests.post('x'):",
        "x = requests.post('\0')",
    ],
)
def test_no_calls(text: str) -> None:
    assert list(find(text)) == []


FRAGMENTS = (
    *"'\"{}()[]=+,:.\\#\n ",
    *("requests.post(", "httpx.get('https://a', ", "data={", "f'{", '"""', "a = ", "a['b'] = "),
    *("if x:\n    ", "def f(a):\n  ", "await ", "urlencode(", ">>> ", "\0", "\r", "\ud800", "é"),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3)).map("".join))
@example("requests.post('a', data=" + "-" * 5000 + "1)")
@example("requests.post('a', data=" + "[" * 150 + "]" * 150 + ")")
@example("requests.post('a', data='" + "'+'" * 3000 + "')")
@example("requests.post('a')\nrequests.post('\\d')")
def test_any_text_survives(text: str) -> None:
    places = [place for piece in find(text) for place in (piece.start, piece.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@settings(deadline=None)
@given(texts)
def test_literals_come_out_as_they_went_in(text: str) -> None:
    assert posted(ascii(f"a={text}")) == TextBody(f"a={text}")


@settings(deadline=None)
@given(st.dictionaries(texts, texts, min_size=1, max_size=3))
def test_fields_come_out_as_urlencode_writes_them(fields: dict[str, str]) -> None:
    from urllib.parse import parse_qsl  # noqa: PLC0415 - the oracle of this law alone

    found = posted(ascii(fields))
    assert isinstance(found, TextBody)
    assert dict(parse_qsl(found.text, keep_blank_values=True)) == fields
