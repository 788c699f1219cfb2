"""Legal values of RFC 6749 and RFC 7636, whole exchanges of them, and noise around them."""

import string
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

from hypothesis import strategies as st

from pkcedoctor.capture.http import HttpExchange
from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.exchange.placeholders import is_placeholder
from pkcedoctor.pkce import s256
from tests.builders import CODE, Draft, accepted, answer, get, post, refused

UNRESERVED: Final = string.ascii_letters + string.digits + "-._~"
VSCHAR: Final = "".join(map(chr, range(0x20, 0x7F)))


def _is_a_value(text: str) -> bool:
    """Whether nobody would take the text for a placeholder or a redaction."""
    return not is_redacted(text) and not is_placeholder(text)


def code_verifiers() -> st.SearchStrategy[str]:
    """RFC 7636 4.1."""
    return st.text(UNRESERVED, min_size=43, max_size=128).filter(_is_a_value)


def codes() -> st.SearchStrategy[str]:
    """RFC 6749 appendix A.11; long enough to be damaged recognisably."""
    return st.text(VSCHAR, min_size=12, max_size=80).filter(
        lambda code: _is_a_value(code) and code == code.strip()
    )


def client_ids() -> st.SearchStrategy[str]:
    """RFC 6749 appendix A.1."""
    return st.text(VSCHAR, min_size=1, max_size=40).filter(_is_a_value)


def states() -> st.SearchStrategy[str]:
    """RFC 6749 appendix A.5."""
    return st.text(VSCHAR, min_size=8, max_size=40).filter(_is_a_value)


def redirect_uris() -> st.SearchStrategy[str]:
    """Web, loopback and private-use URIs; with ports, queries and percent-encoding."""
    name = st.text(string.ascii_lowercase, min_size=1, max_size=8)
    hosts = st.one_of(
        st.builds("{}.example".format, name),
        st.sampled_from(
            ["localhost", "127.0.0.1", "[::1]", "APP.Example", "xn--bcher-kva.example"]
        ),
    )
    ports = st.one_of(st.just(""), st.integers(1, 65535).map(":{}".format))
    segment = st.text(string.ascii_letters + string.digits + "-._~!$'()*+,;=:@", max_size=8)
    escapes = st.sampled_from(["", "%20", "%2F", "%C3%A4", "%25", "%7e"])
    paths = st.lists(st.builds("/{}{}".format, segment, escapes), max_size=3).map("".join)
    queries = st.one_of(
        st.just(""), st.builds("?{}={}{}".format, name, segment, escapes), st.just("?a=%2Fb&c=d")
    )
    web = st.builds(
        "{}://{}{}{}{}".format, st.sampled_from(["http", "https"]), hosts, ports, paths, queries
    )
    private = st.builds("com.example.{}:{}".format, name, paths.map(lambda path: path or "/cb"))
    return st.one_of(web, private).filter(_is_a_value)


@dataclass(frozen=True, slots=True)
class Login:
    """The values of one legal exchange."""

    code: str
    state: str
    client_id: str
    redirect_uri: str
    verifier: str

    def in_(self, draft: Draft) -> Draft:
        """Put the values wherever they belong."""
        return draft.throughout(
            code=self.code,
            state=self.state,
            client_id=self.client_id,
            redirect_uri=self.redirect_uri,
        ).proving(self.verifier, s256(self.verifier))


def logins() -> st.SearchStrategy[Login]:
    """Any legal values."""
    return st.builds(Login, codes(), states(), client_ids(), redirect_uris(), code_verifiers())


def _as_captured(draft: Draft) -> Draft:
    return draft


@st.composite
def sound_exchanges(draw: st.DrawFn) -> Draft:
    """Any exchange that a server has no reason to refuse: accepted, or refused without a word."""
    login = draw(logins())
    draft = login.in_(draw(st.sampled_from([accepted(), refused("invalid_grant")])))
    method = draw(st.sampled_from(["S256", "plain", None]))
    if method != "S256":
        draft = draft.proving(login.verifier, login.verifier, method)
    secret = draw(st.text(VSCHAR, max_size=30).filter(lambda text: not text or _is_a_value(text)))
    credentials = draw(st.sampled_from(["none", "body", "header"]))
    if credentials == "body":
        draft = draft.with_(client_secret=secret)
    elif credentials == "header":
        client_id = login.client_id.replace(":", "") or "a"
        draft = draft.throughout(client_id=client_id).with_(client_id=None)
        draft = draft.with_basic(client_id, secret)
    captured = draw(st.sampled_from([_as_captured, Draft.without_callback, Draft.without_request]))
    draft = captured(draft)
    draft = replace(
        draft,
        asked=None if draft.asked is None else tuple(draw(st.permutations(draft.asked))),
        redeemed=tuple(draw(st.permutations(draft.redeemed))),
    )
    encode = draw(st.sampled_from([quote, quote_plus]))
    safe = draw(st.sampled_from(["", "/:", "!'()*~-._"]))
    return draft.with_body(urlencode(draft.redeemed, quote_via=encode, safe=safe))


def unrelated_entries() -> st.SearchStrategy[HttpExchange]:
    """What else a browser does while somebody logs in."""
    name = st.text(string.ascii_lowercase, min_size=1, max_size=8)
    word = st.text(VSCHAR, max_size=12)
    form = st.lists(st.tuples(name, word), min_size=1, max_size=3).map(tuple)
    hosts = st.builds("https://{}.unrelated.example/{}".format, name, name)
    return st.one_of(
        st.builds(get, hosts),
        st.builds(lambda url, text: get(f"{url}?code={len(text)}&state=x"), hosts, word),
        st.builds(lambda url: get(url, status=302, location="/elsewhere"), hosts),
        st.builds(lambda url: get(url, status=404, page="<html>not found</html>"), hosts),
        st.builds(post, hosts, form),
        st.builds(
            lambda url: post(url, '{"query": "{ me }"}', Content_Type="application/json"), hosts
        ),
        st.builds(
            lambda url: post(
                f"{url}/token",
                (("grant_type", "refresh_token"), ("refresh_token", CODE)),
                response=answer(400, '{"error": "invalid_grant"}'),
            ),
            hosts,
        ),
        st.builds(lambda url: post(f"{url}/collect", "\0\ufffd{[", Content_Type="x"), hosts),
    )
