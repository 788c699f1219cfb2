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
from pkcedoctor.capture.pieces import Piece
from pkcedoctor.capture.redaction import is_redacted, stand_in
from pkcedoctor.capture.snippets.javascript import find
from pkcedoctor.capture.snippets.javascript_forms import ELSEWHERE, FORM, form

SAMPLES = Path(__file__).parents[1] / "samples" / "snippets"
UTF8_FORM = f"{FORM};charset=UTF-8"
PLAIN = "text/plain;charset=UTF-8"
AS_FORM = (Header("Content-Type", FORM),)
AS_JSON = (Header("Content-Type", "application/json"),)
OPEN_TYPE = (Header("Content-Type", stand_in("body")),)
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
        ("(`x${y}` ? 'a=b' : 'a=b')", "a=b"),
        ("['a=b', async function* f(g): AsyncGenerator<H> {}, async i => 1][0]", "a=b"),
        ("{b(): string { return 'c' }, a: 'a=b'}.a", "a=b"),
    ],
)
def test_odd_bodies(expression: str, text: str) -> None:
    assert posted(expression) == TextBody(text)


@pytest.mark.parametrize(
    "expression",
    [
        "null",
        "undefined",
        "''",
        "new URLSearchParams()",
        "JSON.stringify(undefined)",
        "JSON.stringify(() => 1)",
    ],
)
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
        "new URLSearchParams([['a', 'b'], ['c']])",
        "Object.entries(d).map(([k, v]) => k + '=' + v).join('&')",
        "Object.entries({a: 1}).map(([k, v]) => k + '=' + v).join('&')",
        "Object.entries({a: 1}).filter(([k, v]) => v).map(([k, v]) => k + v).join('&')",
        "x ? 'a=b' : `${y}`",
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
        ("import 'a'; import other from 'other'; let x, p = 'a=b', [q] = r;", "a=b"),
        ("const {q} of r; const 5; const p = 'a=b';", "a=b"),
        ("const p = new URLSearchParams('a=b'); p.append(); p.a.b.c.d.e.f.g('x');", "a=b"),
        ("const it = 'a\\'b\nconst p = 'a=b'", "a=b"),
        ("const p = 'a=b'; /* not closed", "a=b"),
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
        ("{...new Headers({A: 'b'}), C: 'd'}", (Header("A", "b"), Header("C", "d"))),
        (
            "{Authorization: 'Basic ' + btoa('id:✓')}",
            (Header("Authorization", "Basic [hidden: base64]"),),
        ),
    ],
)
def test_headers(headers: str, lines: tuple[Header, ...]) -> None:
    assert sent(f"fetch('https://a', {{headers: {headers}}})").headers == lines


def test_names_of_headers_have_no_case() -> None:
    script = "const h = new Headers({A: 'b'}); h.append('C', 'd'); h.set('a', 'e'); h.delete('c');"
    assert sent(f"{script} fetch('https://a', {{headers: h}})").headers == (Header("a", "e"),)


def test_a_get_with_a_body() -> None:
    piece = only("fetch('https://a', {body: 'a=b'})")
    assert piece.notes == ("A GET is given a body, which fetch refuses to send",)
    assert piece.request is not None
    assert (piece.request.method, piece.request.body) == ("GET", TextBody("a=b"))


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


@pytest.mark.parametrize(
    ("params", "url"),
    [
        ("new URLSearchParams({b: 'c d'})", "https://a?b=c+d"),
        ("{b: ['c', 'd'], e: {f: 1}}", "https://a?b[]=c&b[]=d&e[f]=1"),
        ("query", "https://a?[hidden: parameters]"),
    ],
)
def test_axios_parameters(params: str, url: str) -> None:
    assert sent(f"axios.get('https://a', {{params: {params}}})").url == url


def test_axios_is_told_the_type() -> None:
    told = only("axios.post('https://a', {a: 1}, {headers: {'Content-Type': 'application/json'}})")
    array = sent(f"axios.post('https://a', [1], {{headers: {{'Content-Type': '{FORM}'}}}})")
    assert told.notes == ()
    assert told.request is not None
    assert told.request.body == TextBody('{"a":1}')
    assert array.body == UnrecordedBody(ELSEWHERE)


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
        (
            "$.ajax({url: 'https://a', type: 'POST', data: '{}', contentType: 'application/json'})",
            "POST",
            "https://a",
            TextBody("{}"),
        ),
        (
            (
                "const f = new FormData(); f.append('a', 'b');"
                " $.ajax({url: 'https://a', type: 'POST', data: f,"
                " processData: false, contentType: false})"
            ),
            "POST",
            "https://a",
            FieldsBody((Field("a", "b"),), encoded=False),
        ),
        ("$.ajax({url: 'https://a'})", "GET", "https://a", NoBody()),
        ("$.get('https://a', query)", "GET", "https://a?[hidden: parameters]", NoBody()),
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


def test_jquery_credentials() -> None:
    request = sent("$.ajax({url: 'https://a', username: 'id', password: 's'})")
    assert request.headers == (Header("Authorization", "Basic aWQ6cw=="),)


def test_jquery_multipart_has_the_type_of_the_browser() -> None:
    request = sent(
        "const f = new FormData(); f.append('a', 'b'); $.ajax({url: 'https://a', type: 'POST',"
        " data: f, processData: false, contentType: false})"
    )
    assert request.headers == (Header("Content-Type", "multipart/form-data"),)


@pytest.mark.parametrize("hook", ["x.setRequestHeader('B')", "x.setRequestHeader('B' +)"])
def test_a_hook_of_jquery_that_is_not_understood(hook: str) -> None:
    script = f"$.ajax({{url: 'https://a', beforeSend: function (x) {{ {hook} }}}})"
    assert sent(script) == HttpRequest("GET", "https://a", (), NoBody())


XHR = "const x = new XMLHttpRequest(); x.setRequestHeader('A', 'b'); x.send('lost'); x.open('GET');"


def test_an_xhr_has_what_was_set_after_it_was_opened() -> None:
    script = f"{XHR} x.open('post', 'https://a'); x.setRequestHeader('C', 'd'); x.send('e=f');"
    assert sent(script) == HttpRequest(
        "POST", "https://a", (Header("C", "d"), Header("Content-Type", PLAIN)), TextBody("e=f")
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
        "fetch('https://a', {body: async function (",
        "fetch('https://a', {body: () => {)",
        "fetch('https://a', {'body'})",
        "fetch('https://a', {'body' 1})",
        "fetch('https://a', {=: 1})",
        "fetch('https://a' + x.1)",
        "axios.post(1, 'a=b')",
        "$.post(url)",
        "axios.post(url)",
        "const x = new XMLHttpRequest(); x.open('POST', ''); x.send('a=b')",
        "this.http.post('https://a')",
        "this.http.get()",
        "http.get('https://a')",
        "request.get('Authorization')",
        "request(app).post('/oauth/token').type('form').send({a: 'b'})",
        "superagent.post(url)",
        "I got ('invalid_grant') from the server",
        "a < b; c.d < fetch; fetch.x < 1",
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


CLIENTS = [
    (
        "const r = await got.post('https://a/t', {form: {a: 'b c', d: 1}}).json();",
        "got call",
        HttpRequest("POST", "https://a/t", AS_FORM, TextBody("a=b+c&d=1")),
    ),
    (
        "import request from 'got'; await request('https://a/t', {method: 'post', json: {a: 1}});",
        "got call",
        HttpRequest("POST", "https://a/t", AS_JSON, TextBody('{"a":1}')),
    ),
    (
        "got.put('t', {prefixUrl: 'https://a', username: 'id', password: 's', body: 'a=b'})",
        "got call",
        HttpRequest(
            "PUT", "https://a/t", (Header("Authorization", "Basic aWQ6cw=="),), TextBody("a=b")
        ),
    ),
    (
        "got('https://a/t', {method: 'POST', form: true, body: {a: 'b'}})",
        "got call",
        HttpRequest("POST", "https://a/t", AS_FORM, TextBody("a=b")),
    ),
    (
        "ky.post('https://a/t', {body: new URLSearchParams({a: 'b'}), searchParams: '?c=d'})",
        "ky call",
        HttpRequest(
            "POST", "https://a/t?c=d", (Header("Content-Type", UTF8_FORM),), TextBody("a=b")
        ),
    ),
    (
        "ky('https://a/t', {searchParams: new URLSearchParams({c: 'd e'})})",
        "ky call",
        HttpRequest("GET", "https://a/t?c=d+e", (), NoBody()),
    ),
    (
        "ky('https://a/t', {searchParams: query, form: undefined, json: false})",
        "ky call",
        HttpRequest("GET", "https://a/t?[hidden: parameters]", (), NoBody()),
    ),
    (
        "request.post({url: 'https://a/t', form: {a: 'b c', d: null}}, function (e, r, b) {});",
        "request call",
        HttpRequest("POST", "https://a/t", AS_FORM, TextBody("a=b%20c&d=")),
    ),
    (
        (
            "var o = {method: 'POST', uri: '/t', baseUrl: 'https://a', form: 'a=b', qs: {c: ['d']},"
            " auth: {user: 'id', pass: 's'}};\nrequire('request')(o, cb); request(o, cb);"
        ),
        "request call",
        HttpRequest(
            "POST",
            "https://a/t?c%5B0%5D=d",
            (Header("Authorization", "Basic aWQ6cw=="), *AS_FORM),
            TextBody("a=b"),
        ),
    ),
    (
        (
            "const rp = require('request-promise');"
            " rp({method: 'POST', uri: 'https://a/t', json: true, body: {a: 1},"
            " auth: {bearer: 'x'}})"
        ),
        "request call",
        HttpRequest(
            "POST",
            "https://a/t",
            (Header("Authorization", "Bearer x"), *AS_JSON),
            TextBody('{"a":1}'),
        ),
    ),
    (
        "request.del('https://a/t', {auth: credentials})",
        "request call",
        HttpRequest(
            "DELETE", "https://a/t", (Header("Authorization", "[hidden: auth]"),), NoBody()
        ),
    ),
    (
        "request.post(url, {form: {...defaults, a: 'b'}})",
        "request call",
        HttpRequest("POST", stand_in("variable url"), AS_FORM, UnrecordedBody(ELSEWHERE)),
    ),
    (
        "request.post('https://a/t', {json: payload})",
        "request call",
        HttpRequest("POST", "https://a/t", AS_JSON, UnrecordedBody(ELSEWHERE)),
    ),
    (
        "request.post('https://a/t', {data: {a: 'b'}})",
        "request call",
        HttpRequest("POST", "https://a/t", OPEN_TYPE, UnrecordedBody(ELSEWHERE)),
    ),
    (
        (
            "superagent.post('https://a/t').type('form').send({a: 'b c'}).send({d: 1})"
            ".set('B', 'c').end((e, r) => {});"
        ),
        "superagent call",
        HttpRequest("POST", "https://a/t", (*AS_FORM, Header("B", "c")), TextBody("a=b%20c&d=1")),
    ),
    (
        "request.post('https://a/t').send('a=b').send('c=d').auth('id', 's').timeout(5)",
        "superagent call",
        HttpRequest(
            "POST",
            "https://a/t",
            (Header("Authorization", "Basic aWQ6cw=="), *AS_FORM),
            TextBody("a=b&c=d"),
        ),
    ),
    (
        (
            "superagent.put('https://a/t').send({a: 1}).query({b: 'c'}).query('d=e')"
            ".auth('x', {type: 'bearer'}).set({F: 'g'})"
        ),
        "superagent call",
        HttpRequest(
            "PUT",
            "https://a/t?b=c&d=e",
            (Header("Authorization", "Bearer x"), Header("F", "g"), *AS_JSON),
            TextBody('{"a":1}'),
        ),
    ),
    (
        "superagent.del('https://a/t')",
        "superagent call",
        HttpRequest("DELETE", "https://a/t", (), NoBody()),
    ),
    (
        "superagent.post('https://a/t').field('a', 'b')",
        "superagent call",
        HttpRequest("POST", "https://a/t", OPEN_TYPE, UnrecordedBody(ELSEWHERE)),
    ),
    (
        (
            "const api = axios.create({baseURL: 'https://a',"
            " headers: {A: 'b', 'Content-Type': 'x'}});"
            f"\napi.post('/t', 'c=d', {{headers: {{'content-type': '{FORM}'}}}});"
        ),
        "axios call",
        HttpRequest(
            "POST", "https://a/t", (Header("A", "b"), Header("content-type", FORM)), TextBody("c=d")
        ),
    ),
    (
        "this.httpService.axiosRef.get('https://a/t')",
        "axios call",
        HttpRequest("GET", "https://a/t", (), NoBody()),
    ),
]


@pytest.mark.parametrize(("script", "kind", "request_"), CLIENTS)
def test_client_libraries(script: str, kind: str, request_: HttpRequest) -> None:
    piece = only(script)
    assert (piece.kind, piece.request, piece.notes) == (kind, request_, ())


ANGULAR = [
    (
        (
            "const body = new HttpParams().set('a', 'b c').append('d', 'e@:$,;=?/')"
            ".set('a', 'f');\n"
            "this.http.post<Token<string>>('https://a/t', body, {headers: new HttpHeaders()})"
        ),
        HttpRequest(
            "POST",
            "https://a/t",
            (Header("Content-Type", UTF8_FORM),),
            TextBody("a=f&d=e@:$,;=?/"),
        ),
    ),
    (
        (
            "const b = new HttpParams().append('a', 1).append('c', 'd').append('a', 2);"
            " b.set('lost', 'x'); http.post('x', y); this.httpClient.put('https://a/t', `${b}`, {"
            " headers: new HttpHeaders({'Content-Type': 'x/y'}).set('content-type', 'a/b')})"
        ),
        HttpRequest(
            "PUT", "https://a/t", (Header("content-type", "a/b"),), TextBody("a=1&a=2&c=d")
        ),
    ),
    (
        "this._http.post('https://a/t', new HttpParams({fromObject: {a: ['b', 'c'], d: 1}}))",
        HttpRequest(
            "POST", "https://a/t", (Header("Content-Type", UTF8_FORM),), TextBody("a=b&a=c&d=1")
        ),
    ),
    (
        "this.http.post('https://a/t', new HttpParams({fromString: '?a=b%20c'}).toString(), {})",
        HttpRequest(
            "POST", "https://a/t", (Header("Content-Type", "text/plain"),), TextBody("a=b%20c")
        ),
    ),
    (
        "this.http.post('https://a/t', new HttpParams({fromObject: form.value, encoder: e}))",
        HttpRequest(
            "POST",
            "https://a/t",
            (Header("Content-Type", UTF8_FORM),),
            UnrecordedBody(ELSEWHERE),
        ),
    ),
    (
        "const http = inject(HttpClient); http.post('https://a/t', {a: 'b'}, {params: {c: 'd e'}})",
        HttpRequest("POST", "https://a/t?c=d%20e", AS_JSON, TextBody('{"a":"b"}')),
    ),
    (
        "this.http.post('https://a/t', payload, {params: query})",
        HttpRequest(
            "POST", "https://a/t?[hidden: parameters]", OPEN_TYPE, UnrecordedBody(ELSEWHERE)
        ),
    ),
    (
        "this.http.post('https://a/t', null)",
        HttpRequest("POST", "https://a/t", (), NoBody()),
    ),
    (
        "this.http.get('https://a/t', {params: new HttpParams().set('a', 'b')})",
        HttpRequest("GET", "https://a/t?a=b", (), NoBody()),
    ),
    (
        "this.http.request('patch', 'https://a/t', {body: 'a=b'})",
        HttpRequest(
            "PATCH", "https://a/t", (Header("Content-Type", "text/plain"),), TextBody("a=b")
        ),
    ),
]


@pytest.mark.parametrize(("script", "request_"), ANGULAR)
def test_angular(script: str, request_: HttpRequest) -> None:
    piece = only(script)
    assert (piece.kind, piece.request, piece.notes) == ("HttpClient call", request_, ())


def test_angular_says_what_it_does_to_forms() -> None:
    declared = only("this.http.post('https://a/t', new URLSearchParams({a: 'b'}))")
    plus = only("this.http.post('https://a/t', new HttpParams().set('a', 'b+c'))")
    assert declared.request is not None
    assert declared.request.headers == AS_JSON
    assert declared.notes == (
        (
            "Angular declares URLSearchParams as application/json unless a form"
            " Content-Type is set; HttpParams would be declared as a form"
        ),
    )
    assert plus.request is not None
    assert plus.request.body == TextBody("a=b%2Bc")
    assert plus.notes == (
        "Angular before 14 sends a + of HttpParams as it is, which servers read as a blank",
    )


@pytest.mark.parametrize(
    ("expression", "url"),
    [
        ("new URL('https://a/t?b=c#d')", "https://a/t?b=c"),
        ("new URL('/t', 'https://a/x')", "https://a/t"),
        ("new URL('https://a').href", "https://a"),
        ("new URL('https://a').host", stand_in("variable host")),
        ("`https://a/${[1, [2]]}`", "https://a/1,[hidden: nested array]"),
        ("`https://a/${() => 1}`", "https://a/[hidden: expression]"),
        (
            "'https://a/' + (new Map<string, string[]>().size)",
            "https://a/[hidden: variable Map.size]",
        ),
        ("`https://a/${new util.Thing().x}`", "https://a/[hidden: variable Thing.x]"),
        ("`https://a/${x?.['y']}`", "https://a/[hidden: variable x.y]"),
        ("`https://a/${async}`", "https://a/[hidden: variable async]"),
        ("`https://a/${function}`", "https://a/[hidden: variable function]"),
        ("`https://a/${async(1)}`", "https://a/[hidden: expression]"),
        ("`https://a/${x.}`", "https://a/[hidden: expression]"),
        ("`https://a/${new 1}`", "https://a/[hidden: expression]"),
        ("`https://a/${new String('b')}`", "https://a/b"),
        ("`https://a/${'a'.replace('a', 'b')}`", "https://a/[hidden: variable replace]"),
        ("`https://a/${x < y}`", "https://a/[hidden: expression]"),
        ("`https://a/${(x as A[])}`", "https://a/[hidden: variable x]"),
        ("`https://a/${(x as A<B; C>)}`", "https://a/[hidden: expression]"),
        ("`https://a/${'`'}/${\"b\"}`", "https://a/`/b"),
    ],
)
def test_addresses(expression: str, url: str) -> None:
    assert sent(f"fetch({expression}, {{method: 'POST'}})").url == url


@pytest.mark.parametrize(
    ("before", "url"),
    [
        ("u.search = '?b=c d'; u.searchParams.append('e', 'f');", "https://a/t?b=c+d&e=f"),
        ("u.search = new URLSearchParams({b: 'c'});", "https://a/t?b=c"),
        ("u.search = query;", "https://a/t?%5Bhidden%3A+variable+query%5D="),
        ("u.hash = 'x';", "https://a/t?x=y"),
        ("u.search += '&z';", "https://a/t?%5Bhidden%3A+variable+search%5D="),
    ],
)
def test_a_url_that_is_changed(before: str, url: str) -> None:
    assert sent(f"const u = new URL('https://a/t?x=y'); {before} fetch(u)").url == url


def test_constants_below_a_function_that_uses_them() -> None:
    script = """
    async function redeem(code) {
      return fetch(TOKEN_URL, {method: 'POST', body: `a=${CLIENT}&b=${mode}&c=${code}&d=${TWICE}`});
    }
    const arrow = () => fetch(TOKEN_URL + VERSION);
    const TOKEN_URL: string = 'https://a/t', CLIENT = 'spa', VERSION = 2;
    const TWICE = 'x';
    const TWICE = 'y';
    let mode = 'z';
    const broken = 'a' + ;
    const made = 'a' + 'b' / 2, cut = ', code = 'w';
    """
    first, second = (piece.request for piece in find(script))
    assert first is not None
    assert second is not None
    hidden = [stand_in(f"variable {name}") for name in ("mode", "code", "TWICE")]
    assert first.url == "https://a/t"
    assert first.body == TextBody(f"a=spa&b={hidden[0]}&c={hidden[1]}&d={hidden[2]}")
    assert second.url == "https://a/t2"


def test_options_that_are_set_elsewhere() -> None:
    for call in ("fetch('https://a', o)", "axios('https://a', {...o})"):
        request = sent(call)
        assert (request.method, request.body) == ("", UnrecordedBody(ELSEWHERE))


def test_many_expressions_that_are_not_understood() -> None:
    assert posted("'a=b'", "const x = (1 + );\n" * 100) == TextBody("a=b")


@pytest.mark.parametrize(
    ("first", "step", "content"),
    [
        ("'aaaa'", "b = b + b;", "b"),
        ("'aaaa'", "b += b;", "b"),
        ("'aaaa'", "b = `${b}${b}`;", "b"),
        ("['aaaa']", "b = [...b, ...b];", "b.join('')"),
        ("{c: 'd'}", "b = {c: b, d: b};", "JSON.stringify(b)"),
        ("{c: 'd'}", "b = {c: b, d: b};", "qs.stringify(b)"),
    ],
)
def test_names_that_double_one_another(first: str, step: str, content: str) -> None:
    found = posted(content, f"let b = {first};{step * 38}")
    text = found.text if isinstance(found, TextBody) else stand_in("body")
    assert is_redacted(text)
    assert len(text) < 3_000_000


def test_calls_far_from_one_another() -> None:
    text = f"fetch('https://a/1'){' word' * 40_000}\nfetch('https://a/2')"
    assert [piece.request.url for piece in find(text) if piece.request] == [
        "https://a/1",
        "https://a/2",
    ]


def test_more_pairs_than_a_form_has() -> None:
    appended = "p.append('a', 'b');" * 501
    assert posted("p", f"const p = new URLSearchParams(); {appended}") == UnrecordedBody(ELSEWHERE)


def test_values_that_nest_too_deep() -> None:
    script = "let v = 1;" + "v = {a: v};" * 50
    found = posted("JSON.stringify(v)", script)
    assert isinstance(found, TextBody)
    assert found.text.endswith('"[hidden: nested value]"' + "}" * 41)


@pytest.mark.parametrize("levels", [12, 2000])
def test_templates_that_nest_too_deep(levels: int) -> None:
    nested = "`a${" * levels + "1" + "}`" * levels
    assert list(find(f"fetch('https://a', {{method: 'POST', body: {nested}}})")) == []


def test_a_template_that_is_not_closed() -> None:
    for script in ("fetch(`https://a/${`b}", "fetch(`https://a/${'b}`)"):
        assert list(find(script)) == []


def test_lists_longer_than_code_has() -> None:
    parameters = ", ".join(f"p{each}" for each in range(200))
    types = ", ".join(["T"] * 60)
    for function in (f"function f({parameters})", f"f = ({parameters}) =>"):
        script = f"const code = 'a'; {function} {{ fetch('https://a?c=' + code) }}"
        assert sent(script).url == "https://a?c=a"
    assert list(find(f"axios.post<{types}>('https://a', 'b=c')")) == []


FRAGMENTS = (
    *"`'\"{}()[]=+,;:?.\\/$ \n",
    *("${", "=>", "fetch(", "axios.post(", "$.ajax({", "new URLSearchParams(", "const a = "),
    *("'https://a'", "{method: 'POST', body: ", "function f(a) {", "if (", "p.append(", "/*", "//"),
    *("got.post(", "this.http.post<", "new HttpParams()", ".set('a', ", ".send(", "axios.create("),
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
