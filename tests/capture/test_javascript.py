import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl

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
from pkcedoctor.capture.javascript import find
from pkcedoctor.capture.javascript_forms import ELSEWHERE, FORM, form
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted, stand_in

SAMPLES = Path(__file__).with_name("samples") / "snippets"
UTF8_FORM = f"{FORM};charset=UTF-8"
PLAIN = "text/plain;charset=UTF-8"
CODE = "grant_type=authorization_code&code=4%2F0AbC%2Bd_E%7Ef.g+h%26i%3Dj%25k%2F%3D"
REST = (
    "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fcallback&client_id=spa+client%2B1"
    "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
TOKEN = "http://127.0.0.1:9000/oauth/token"


def only(text: str) -> Piece:
    (piece,) = find(text)
    return piece


def sent(text: str) -> HttpRequest:
    request = only(text).request
    assert request is not None
    return request


def body(script: str) -> Body:
    return sent(script).body


def posted(expression: str, before: str = "") -> Body:
    return body(f'{before}\nfetch("https://a/t", {{method: "POST", body: {expression}}});')


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("chrome-156.js", "fetch call", CODE + REST),
        ("chrome-156-node.js", "fetch call", CODE + REST),
        ("httpsnippet-javascript.axios.txt", "axios call", CODE + REST),
        ("httpsnippet-javascript.fetch.txt", "fetch call", CODE + REST),
        (
            "httpsnippet-javascript.xhr.txt",
            "XMLHttpRequest call",
            (CODE + REST).replace("+", "%20").replace("%7E", "~"),
        ),
    ],
)
def test_what_tools_write(name: str, kind: str, content: str) -> None:
    text = (SAMPLES / name).read_text()
    piece = only(text)
    assert piece.kind == kind
    assert piece.notes == ()
    assert piece.request is not None
    assert (piece.request.method, piece.request.url) == ("POST", TOKEN)
    assert piece.request.body == TextBody(content)
    assert piece.request.header("content-type") == UTF8_FORM
    assert text[piece.start : piece.end].endswith(")")


def test_a_copy_of_a_browser_keeps_what_it_had_sent() -> None:
    torture = json.loads((SAMPLES / "quoting-torture.json").read_text())
    request = sent(torture["fetch"])
    assert request.url == torture["url"]
    assert request.body == TextBody('code=it\'s!&p=a\\b\nc\t"q" 100%25 %PATH% $HOME `id` é✓')
    assert request.headers[-2:] == (
        Header("x-empty", ""),
        Header("Referer", "http://127.0.0.1:9000/nope"),
    )


def test_a_copy_without_a_content_type_gets_none() -> None:
    copy = '{"headers": {"accept": "*/*"}, "body": "a=b", "method": "POST", "mode": "cors"}'
    assert sent(f'fetch("https://a", {copy});').header("Content-Type") is None


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (
            "new URLSearchParams({a: 'b c~*', \"d\": 1, e: undefined, f: null,})",
            "a=b+c%7E*&d=1&e=undefined&f=null",
        ),
        ("new URLSearchParams('?a=b%20c&d')", "a=b+c&d="),
        ("new URLSearchParams([['a', 'b'], ['a', `c`]])", "a=b&a=c"),
        ("new URLSearchParams(new URLSearchParams('a=b'))", "a=b"),
        ("new URLSearchParams({a: 'b'}).toString()", "a=b"),
        (
            "qs.stringify({a: 'b c', d: undefined, e: null, f: ['x'], g: {h: 'i'}})",
            "a=b%20c&e=&f%5B0%5D=x&g%5Bh%5D=i",
        ),
        ("querystring.stringify({a: 'b c', d: ['e', 'f'], g: undefined})", "a=b%20c&d=e&d=f&g="),
        (
            "JSON.stringify({a: 'b', c: undefined, d: [1, true, null], e: {}})",
            '{"a":"b","d":[1,true,null],"e":{}}',
        ),
        ("JSON.stringify({a: 1}, null, 2)", '{\n  "a": 1\n}'),
        ("'a=' + encodeURIComponent('b c+') + '&d=' + 5", "a=b%20c%2B&d=5"),
        ("`a=${'b'}&c=${`d${1}`}`", "a=b&c=d1"),
        ("'a=\\x41\\u0042\\u{43}\\n\\\n\\'\\ud83d\\ude00'", "a=ABC\n'😀"),
        ("['a=b', 'c=d'].join('&')", "a=b&c=d"),
        ("'a=b' // a comment\n /* another */", "a=b"),
        ("{a: 'b'}", "[object Object]"),
        ("(false || 'a=b')", "a=b"),
        ("(null ?? 'a=b')", "a=b"),
        ("(true && 'a=b')", "a=b"),
        ("(1 ? 'a=b' : 'c=d')", "a=b"),
        ("(0 ? 'a=b' : 'c=d')", "c=d"),
        ("'a=b'.trim().concat('&c=', 1)", "a=b&c=1"),
        ("String('a=b')", "a=b"),
        ("encodeURI('a=b c')", "a=b%20c"),
        ("{body: 'a=b'}.body", "a=b"),
        ("{body: 'a=b'}['body']", "a=b"),
        ("['a=b'][0]", "a=b"),
        ("('a=b' as string)!", "a=b"),
        ("Buffer.from('a=b')", "a=b"),
    ],
)
def test_bodies(expression: str, text: str) -> None:
    assert posted(expression) == TextBody(text)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("[1, 'x', null]", "1,x,"),
        ("true", "true"),
        ("new URL('https://a?b=c')", "https://a?b=c"),
        ("Buffer.from('a=' + b)", "a=[hidden: variable b]"),
        ("`a=${b}`", "a=[hidden: variable b]"),
        ("`a=${b c}`", "a=[hidden: expression]"),
        ("`a=${f()}`", "a=[hidden: expression]"),
        ("`a=${{}}`", "a=[object Object]"),
        ("`a=${Buffer.from('>>?').toString('base64url')}`", "a=Pj4_"),
        ("`a=${Buffer.from('b').toString()}`", "a=b"),
        ("`a=${Buffer.from('b').toString('hex')}`", "a=[hidden: variable Buffer]"),
        (
            "JSON.stringify({a: x, b() {}, c: new URLSearchParams(), d: 0x1})",
            '{"a":"[hidden: variable x]","c":{},"d":"[hidden: number]"}',
        ),
        ("{get a() { return 1 }, async b() {}, ['c']: 1, 5: 2, d, ...null}.c", "1"),
        ("(x as Map<string, A[]>) ? 'a=b' : 'a=b'", "a=b"),
        ("[...['a=b'], ...y][0]", "a=b"),
    ],
)
def test_odd_bodies(expression: str, text: str) -> None:
    assert posted(expression) == TextBody(text)


@pytest.mark.parametrize("expression", ["null", "undefined", "''", "new URLSearchParams()"])
def test_no_body(expression: str) -> None:
    assert posted(expression) == NoBody()


@pytest.mark.parametrize(
    "expression",
    [
        "params",
        "params.toString()",
        "new URLSearchParams({...more, a: 'b'})",
        "new URLSearchParams(more)",
        "new FormData(form)",
        "`${more}&a=b`",
        "Object.keys(d).map(k => encodeURIComponent(k) + '=' + encodeURIComponent(d[k])).join('&')",
        "qs.stringify(more)",
        "qs.stringify({a: 1}, {encode: false})",
        "querystring.stringify(more)",
        "JSON.stringify(more)",
        "cond ? 'a=b' : 'c=d'",
        "() => 'a=b'",
        "function () { return 'a=b' }",
        "async (a) => { return 'a=b' }",
        "!x",
        "/a=b/",
        "new Blob(['a=b'])",
    ],
)
def test_bodies_made_elsewhere(expression: str) -> None:
    assert posted(expression) == UnrecordedBody(ELSEWHERE)


def test_unknown_values_are_hidden() -> None:
    script = "const s = {method: 'POST', body: new URLSearchParams({code, v: process.env.V})}"
    found = body(f"{script}\nfetch('https://a', s)")
    assert isinstance(found, TextBody)
    pairs = dict(parse_qsl(found.text))
    assert pairs == {"code": stand_in("variable code"), "v": stand_in("variable process.env.V")}
    assert all(map(is_redacted, pairs.values()))


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (
            (
                "const p = new URLSearchParams(); p.append('a', 'b'); p.append('a', "
                "'c'); p.set('a', 'd');"
            ),
            "a=d",
        ),
        ("const p = new URLSearchParams('a=b&c=d'); p.delete('a');", "c=d"),
        ("let p = 'a=b'; p += '&c=d';", "a=b&c=d"),
        ("let q; q = 'a=b'; var x = 1, p = q;", "a=b"),
        ("const {p} = {p: 'a=b'};", "a=b"),
        ("const o = {}; o.p = 'a=b'; const p = o.p;", "a=b"),
        (
            (
                "const d = {a: 'b c'}; const p = Object.keys(d).map(k => "
                "`${encodeURIComponent(k)}=${encodeURIComponent(d[k])}`).join('&');"
            ),
            None,
        ),
        (
            (
                "const d = {a: 'b c'}; const p = Object.keys(d).map(k => "
                "encodeURIComponent(k) + '=' + encodeURIComponent(d[k])).join('&');"
            ),
            "a=b%20c",
        ),
        ("const u = new URL('https://x?a=b'); const p = u.searchParams;", "a=b"),
        (
            (
                "import qs from 'qs'; import * as nq from 'querystring'; const p = "
                "nq.stringify({a: 'b'});"
            ),
            "a=b",
        ),
        ("const q = require('qs'); const p = q.stringify({a: 'b'});", "a=b"),
        (
            "const { URLSearchParams } = require('url'); const p = new URLSearchParams('a=b');",
            "a=b",
        ),
    ],
)
def test_names_are_followed(before: str, text: str | None) -> None:
    expected = UnrecordedBody(ELSEWHERE) if text is None else TextBody(text)
    assert posted("p", before) == expected


@pytest.mark.parametrize(
    "before",
    [
        "let code = 'a'; if (x) { code = 'b'; }",
        "let code = 'a'; if (x) code = 'b';",
        "let code = 'a'; x && (code = 'b');",
        "function f() { const code = 'a'; }",
        "const f = (code) => { use(code) }; { const code = 'a'; }",
        "let code = 'a'; code = other();",
        "let code = 1; code -= 1; code = code + 1;",
    ],
)
def test_what_is_not_sure_is_hidden(before: str) -> None:
    found = posted("`code=${code}`", before)
    assert isinstance(found, TextBody)
    assert is_redacted(found.text.removeprefix("code="))


def test_parameters_of_a_function_are_not_the_names_outside() -> None:
    script = """
    const code = 'outside';
    async function redeem(code, url = 'x'): Promise<Token> {
      return fetch('https://a?c=' + code);
    }
    const other = code => fetch('https://b?c=' + code);
    fetch('https://c?c=' + code);
    """
    urls = [piece.request.url for piece in find(script) if piece.request]
    hidden = stand_in("variable code")
    assert urls == [f"https://a?c={hidden}", f"https://b?c={hidden}", "https://c?c=outside"]


def test_a_field_under_a_condition_is_hidden() -> None:
    script = "const p = new URLSearchParams('a=b'); if (s) { p.append('c', 'd'); }"
    found = posted("p", script)
    assert isinstance(found, TextBody)
    assert found.text.startswith("a=b&c=")
    assert is_redacted(dict(parse_qsl(found.text))["c"])


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("new URLSearchParams('a=b')", UTF8_FORM),
        ("'a=b'", PLAIN),
        ("{a: 'b'}", PLAIN),
        ("new FormData()", "multipart/form-data"),
        ("unknown", stand_in("body")),
    ],
)
def test_types_that_fetch_declares_by_itself(expression: str, kind: str) -> None:
    script = f"const f = {expression}; fetch('https://a', {{method: 'POST', body: f}})"
    if "FormData" in expression:
        script = script.replace("; fetch", "; f.append('a', 'b'); fetch")
    assert sent(script).headers == (Header("Content-Type", kind),)


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        (
            "{A: 'b', 'c-d': `e`, ...{F: 'g'}}",
            (Header("A", "b"), Header("c-d", "e"), Header("F", "g")),
        ),
        ("new Headers({A: 'b'})", (Header("A", "b"),)),
        ("[['A', 'b'], ['A', 'c']]", (Header("A", "b"), Header("A", "c"))),
        ("{Authorization: 'Basic ' + btoa('id:s')}", (Header("Authorization", "Basic aWQ6cw=="),)),
        (
            "{Authorization: `Basic ${Buffer.from('id:é').toString('base64')}`}",
            (Header("Authorization", "Basic aWQ6w6k="),),
        ),
        (
            "{Authorization: 'Basic ' + btoa('id:' + s)}",
            (Header("Authorization", "Basic [hidden: base64 of a variable]"),),
        ),
        ("undefined", ()),
    ],
)
def test_headers(headers: str, lines: tuple[Header, ...]) -> None:
    assert sent(f"fetch('https://a', {{headers: {headers}}})").headers == lines


def test_headers_that_are_set_elsewhere() -> None:
    piece = only("fetch('https://a', {method: 'POST', body: 'a=b', headers: h})")
    assert piece.notes == ("Some of the headers are set elsewhere and are not known",)
    assert piece.request is not None
    assert is_redacted(piece.request.header("Content-Type") or "")


AXIOS = [
    ("axios.post('https://a', {a: 'b'})", "application/json", '{"a":"b"}'),
    ("axios.post('https://a', new URLSearchParams({a: 'b c'}))", f"{FORM};charset=utf-8", "a=b+c"),
    ("axios.post('https://a', qs.stringify({a: 'b c'}))", FORM, "a=b%20c"),
    ("axios.post('https://a', JSON.stringify({a: 1}))", FORM, '{"a":1}'),
    (
        (
            f"axios.post('https://a', {{a: 'b c', d: null}}, {{headers: "
            f"{{'content-type': '{FORM}'}}}})"
        ),
        FORM,
        "a=b+c&d=",
    ),
    (
        "axios.put('https://a', 'a', {headers: {'Content-Type': 'application/json'}})",
        "application/json",
        '"a"',
    ),
    (
        "axios.put('https://a', ' [1] ', {headers: {'Content-Type': 'application/json'}})",
        "application/json",
        "[1]",
    ),
    ("axios({method: 'post', url: 'https://a', data: {a: 1}})", "application/json", '{"a":1}'),
    (
        "axios.request({method: 'post', url: '', baseURL: 'https://a', data: [1]})",
        "application/json",
        "[1]",
    ),
]


@pytest.mark.parametrize(("script", "kind", "text"), AXIOS)
def test_axios(script: str, kind: str, text: str) -> None:
    request = sent(script)
    assert request.url == "https://a" or "baseURL" in script
    assert (request.header("Content-Type"), request.body) == (kind, TextBody(text))


def test_axios_adds_parameters_and_credentials() -> None:
    request = sent(
        "axios.post('/t', null, {baseURL: 'https://a/', params: {b: 'c d:$,', e: null},"
        " auth: {username: 'id', password: 's'}, headers: {authorization: 'x'}})"
    )
    assert request.url == "https://a/t?b=c+d:$,"
    assert request.headers == (Header("Authorization", "Basic aWQ6cw=="),)
    assert request.body == NoBody()


def test_axios_says_what_depends_on_its_version() -> None:
    script, *_ = AXIOS[4]
    assert only(script).notes == (
        "axios before 0.27 sends an object as JSON even where a form Content-Type is set",
    )


def test_axios_multipart() -> None:
    request = sent("axios.postForm('https://a', {a: 'b'})")
    assert request.body == FieldsBody((Field("a", "b"),), encoded=False)
    assert request.header("Content-Type") == "multipart/form-data"


@pytest.mark.parametrize(
    ("script", "method", "url", "content"),
    [
        (
            "$.ajax({url: 'https://a', type: 'POST', data: {a: 'b c~', d: [1]}})",
            "POST",
            "https://a",
            TextBody("a=b+c~&d%5B0%5D=1"),
        ),
        (
            "jQuery.ajax('https://a', {method: 'POST', data: 'a=b%20c'})",
            "POST",
            "https://a",
            TextBody("a=b+c"),
        ),
        ("$.post('https://a', {a: 'b'}, function (d) {})", "POST", "https://a", TextBody("a=b")),
        ("$.get('https://a', {a: 'b'})", "GET", "https://a?a=b", NoBody()),
        ("$.getJSON('https://a?x#f', 'a=b')", "GET", "https://a?x&a=b#f", NoBody()),
        (
            "$.ajax({url: 'https://a', type: 'POST', data: d})",
            "POST",
            "https://a",
            UnrecordedBody(ELSEWHERE),
        ),
        ("$.post('https://a')", "POST", "https://a", NoBody()),
        (
            (
                "$.ajax({url: 'https://a', type: 'POST', contentType: false, "
                "processData: false, data: new URLSearchParams('a=b')})"
            ),
            "POST",
            "https://a",
            TextBody("a=b"),
        ),
    ],
)
def test_jquery(script: str, method: str, url: str, content: Body) -> None:
    request = sent(script)
    assert (request.method, request.url, request.body) == (method, url, content)


def test_jquery_headers() -> None:
    request = sent(
        "$.ajax({url: 'https://a', method: 'POST', data: {a: 1}, headers: {B: 'c'},"
        " beforeSend: function (x) {"
        " x.setRequestHeader('Authorization', 'Basic ' + btoa('a:b')) }})"
    )
    assert request.headers == (
        Header("B", "c"),
        Header("Content-Type", f"{FORM}; charset=UTF-8"),
        Header("Authorization", "Basic YTpi"),
    )


def test_calls_in_callbacks_are_pieces_of_their_own() -> None:
    script = "$.post('https://a', {a: 1}, function () { fetch('https://b'); }); axios('https://c')"
    pieces = list(find(script))
    assert [piece.request.url for piece in pieces if piece.request] == [
        "https://a",
        "https://b",
        "https://c",
    ]
    assert all(one.end <= next_.start for one, next_ in pairwise(pieces))


@pytest.mark.parametrize(
    "text",
    [
        "then fetch (the token) and fetch() it",
        "fetch(url)",
        "fetch(url, options)",
        "function fetch(url) { }",
        "cache.fetch('https://a')",
        "axios.create({baseURL: 'https://a'})",
        "fetch('https://a', {body: ",
        "new XMLHttpRequest().send()",
        "$.ajax",
        "fetch('')",
    ],
)
def test_no_calls(text: str) -> None:
    assert list(find(text)) == []


def test_a_ticket_around_it() -> None:
    ticket = (
        "I don't know why, can't see it: `fetch('https://a/1')` and https://example.com then\n"
        "```js\nconst body = `a=${'b'}`;\n"
        "await window.fetch('https://a/2', {method: 'post', body});\n```\n"
        "It's 400 :-)\n"
    )
    pieces = list(find(ticket))
    assert [ticket[piece.start : piece.end] for piece in pieces] == [
        "fetch('https://a/1')",
        "window.fetch('https://a/2', {method: 'post', body})",
    ]
    assert pieces[1].request == HttpRequest(
        "POST", "https://a/2", (Header("Content-Type", PLAIN),), TextBody("a=b")
    )


FRAGMENTS = (
    *"`'\"{}()[]=+,;:?.\\/$ \n",
    *("${", "=>", "fetch(", "axios.post(", "$.ajax({", "new URLSearchParams(", "const a = "),
    *("'https://a'", "{method: 'POST', body: ", "function f(a) {", "if (", "p.append(", "/*", "//"),
    *("x.open('POST', 'u')", "const x = new XMLHttpRequest();", "x.send(", "\\u{110000}", "\ud800"),
)


def are_sound(pieces: Sequence[Piece], text: str) -> bool:
    places = [place for piece in pieces for place in (piece.start, piece.end)]
    return places == sorted(places) and all(0 <= place <= len(text) for place in places)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3)).map("".join))
@example("fetch('a',{body:`${`${`")
@example("fetch(" * 100)
@example("fetch('u', {body: " + "{a:" * 100)
def test_any_text_survives(text: str) -> None:
    assert are_sound(list(find(text)), text)


texts = st.text(st.characters(codec="utf-8"), max_size=12)
pairs = st.lists(st.tuples(texts, texts), min_size=1, max_size=4)


@settings(deadline=None)
@given(pairs)
def test_pairs_come_out_as_they_went_in(fields: list[tuple[str, str]]) -> None:
    written = json.dumps(fields)
    found = posted(f"new URLSearchParams({written})")
    assert found == TextBody(form(fields))


@settings(deadline=None)
@given(texts.filter(bool), st.sampled_from("'\"`"))
def test_literals_come_out_as_they_went_in(text: str, quote: str) -> None:
    escaped = "".join(f"\\u{{{ord(each):x}}}" if each in "\\'\"`$\n\r" else each for each in text)
    found = posted(f"'a=' + {quote}{escaped}{quote}")
    assert found == TextBody(f"a={text}")
