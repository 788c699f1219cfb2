"""Rewrites URLs, forms, JSON, headers and prose so that nobody's secrets and names are in them.

Whatever is not known to be harmless is replaced. Nothing else changes: neither the order nor the
encoding nor what joins the values.
"""

import base64
import binascii
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Final
from urllib.parse import unquote_plus

from pkcedoctor.capture.redaction import is_redacted
from pkcedoctor.exchange.urls import split_url
from pkcedoctor.patterns import regex
from pkcedoctor.redact.edits import (
    Edits,
    Rewrite,
    applied,
    shifted,
    through_json,
    through_percent,
    whole,
)
from pkcedoctor.redact.hosts import Hosts, is_ours
from pkcedoctor.redact.known import Known
from pkcedoctor.redact.lookalikes import Lookalikes
from pkcedoctor.redact.spellings import plain
from pkcedoctor.redact.vocabulary import (
    ADDRESSES,
    ENUMERATIONS,
    PROSE,
    TIMES,
    are_words,
    is_evidence,
    is_name,
    is_path_word,
    is_personal_name,
    is_secret_name,
    normal,
    words_of,
)

_DEEPEST: Final = 4
_SCHEME: Final = regex(r"(?:bearer|basic|token|dpop|key)\s++(?=\S{8})", re.IGNORECASE)
_LEAST_PART: Final = 6
_ESCAPED: Final = regex(r"%[0-9A-Fa-f]{2}")
_URL: Final = regex(r"[A-Za-z][A-Za-z0-9+.\-]{0,60}:/", re.IGNORECASE)
_JWT: Final = regex(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}={0,2}\.[A-Za-z0-9_-]*={0,2}")
_TEMPLATES: Final = regex(
    r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\#\{[^{}]*\}|<%=?[^%]*%>|\$\([A-Za-z_.]+\)|__[A-Z][A-Z0-9_]*__"
)
_HIDING: Final = regex(
    r"[\[<{(][^\[\]<>{}()\"]{0,60}(?:redact|scrub|overwritt|obfuscat|saniti[sz]|removed|filtered"
    r"|masked|hidden|censored|omitted|stripped)[^\[\]<>{}()\"]{0,60}[\]>})]"
    r"|redacted|scrubbed|overwritten|obfuscated|saniti[sz]ed|removed|filtered|masked|hidden"
    r"|censored|omitted|stripped|[xX]{3,}|\{(?:hash|obf):|\A[0#]{8,}\Z|(?:COOKIE|AUTH)_(?=[0-9a-f]{8})",
    re.IGNORECASE,
)
_HIDDEN: Final = "[redacted]"
_JSON_TOKEN: Final = regex(
    r'"(?:[^"\\]++|\\.)*+"(\s*+:)?|-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?(?![^\s{}\[\],:"])'
    r'|[^\s{}\[\],:"]++|[\s{}\[\],:"]',
    re.DOTALL,
)
_NUMBER: Final = regex(r"-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?")
_LITERALS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity", "undefined"})
_LONG_NUMBER: Final = 7
_CHUNK: Final = regex(
    r"[^\s\"'`<>(),;\[\]{}|\u2013\u2014\u2018-\u201f\u2039\u203a\xa1\xab\xbb\xbf]+"
)
_KEPT_CHUNK: Final = regex(
    r"[A-Z]{2,12}[-_]?[A-Z]{0,8}\d{1,8}|[-+]?\d{1,6}(?:[.,:/%-]\d{0,6}){0,4}%?"
    r"|\d{4}-\d\d-\d\d(?:T[\d:.]{4,15}(?:Z|[+-][\d:]{4,5})?)?|[\d:.]{4,15}Z"
    r"|(?:sha|rfc|oauth|base|utf|http|tls|v)[-_/]?\d{1,4}(?:[.\-]\d{1,3})?[a-z]{0,3}",
    re.IGNORECASE,
)
_ADDRESS: Final = regex(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?")
_DOMAIN: Final = regex(r"(?:[A-Za-z0-9-]{1,63}\.){1,8}(?:[A-Za-z]{2,24})(?::\d{1,5})?")
_DOMAIN_ENDS: Final = words_of(
    """
    app au biz ca ch cloud cn co com de dev edu eu example fr gov info internal invalid io it
    jp local me net nl org pl ru se site test tv uk us xyz zone
    """
)
_TRAILING: Final = ".:!?…="
_SCHEMES: Final = words_of(
    """
    about chrome-extension data file ftp http https javascript moz-extension null
    safari-web-extension urn view-source ws wss
    """
)
_WEB: Final = frozenset({"ftp", "http", "https", "ws", "wss"})
_OPAQUE_SCHEMES: Final = frozenset({"data", "javascript", "blob"})
_COMMON_TENANTS: Final = frozenset(
    {"common", "organizations", "consumers", "master", "root", "default"}
)
_TENANT_AFTER: Final = frozenset({"realms", "realm", "t", "tenant", "tenants", "orgs"})
_ENTRA: Final = "microsoftonline."
_PIECES: Final = regex(r"[^&]+")
_SEPARATORS: Final = regex(r"[^&\r\n]+")
_NEUTRAL_HEADER: Final = '{"alg":"none"}'

Heard = defaultdict[str, dict[str, None]]


class Texts:
    """One run over one capture.

    Attributes:
        assigned: whole values whose replacement was computed.
        heard: every value by its parameter's normal name, in order.
        replaced: how often each value was replaced, by kind.
        lookalikes: the replacements.
        hosts: the hosts.
        refusing: whether the text is the answer of a server that refused.
    """

    def __init__(
        self, lookalikes: Lookalikes, hosts: Hosts, known: Known, *, lenient: bool
    ) -> None:
        self.assigned: dict[str, str] = {}
        self.heard: Heard = defaultdict(dict)
        self.replaced: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.refusing = False
        self.lookalikes = lookalikes
        self.hosts = hosts
        self._known = known
        self._lenient = lenient

    # --- values ---------------------------------------------------------------------------------

    def value(self, name: str, text: str, depth: int = 0) -> Edits:
        """Return the changes of a parameter's value, which is decoded once."""
        key = normal(name)
        if not text.strip():
            return []
        if key == "code" and self.refusing and (are_words(text) or text.isdigit()):
            return self.prose(text)
        if depth == 0:
            self.heard[key][text] = None
        if text in self.assigned:
            return self._counted(key, text, whole(text, self.assigned[text]))
        if is_evidence(text):
            return self._filled_templates(text, depth)
        if _ESCAPED.search(text) and depth < _DEEPEST:
            return through_percent(
                text, lambda inner: self.value(name, inner, depth + 1), plus=False
            )
        if "://" not in text and is_redacted(text):
            return self._still_hidden(text)
        return self._visible(key, text, depth)

    def _visible(self, key: str, text: str, depth: int) -> Edits:
        opaque = is_secret_name(key) or key in {"state", "nonce", "codechallenge"}
        if _URL.match(text) or (key in ADDRESSES and not opaque):
            return self.url(text)
        if (key not in {"code", "codeverifier", "codechallenge", "state", "nonce"}) and (
            new := self._jwt(text)
        ):
            return self._counted(key, text, new)
        if opaque:
            return self._opaque(key, text)
        if key in ENUMERATIONS or (key in PROSE and self.refusing) or key == "errordescription":
            return self.prose(text)
        if key in TIMES:
            return self.prose(text) if not text.isdigit() else []
        if key in {"scope", "scp", "scopes"}:
            return self.prose(text)
        if text[0] in "{[" and text[-1] in "}]" and depth < _DEEPEST and _is_json(text):
            return self.json(text)
        if len(text) < _LONG_NUMBER and (text.isdigit() or text in {"true", "false", "null"}):
            return []
        return self._opaque(key, text)

    def _opaque(self, key: str, text: str) -> Edits:
        return self._counted(key, text, whole(text, self.lookalikes.of(text)))

    def _counted(self, key: str, text: str, edits: Edits) -> Edits:
        if edits:
            self.replaced[key][text] += 1
        return edits

    def renewed(self, name: str, text: str) -> str:
        """Return what stands for a parameter's value."""
        return applied(text, self.value(name, text))

    def _filled_templates(self, text: str, depth: int) -> Edits:
        """Keep what nobody filled in, and rewrite what stands around it."""
        if depth >= _DEEPEST:
            return []
        edits: Edits = []
        done = 0
        spans = [found.span() for found in _TEMPLATES.finditer(text)]
        if not spans:
            return []
        for start, end in [*spans, (len(text), len(text))]:
            part = text[done:start]
            if done == 0 and _URL.match(part):
                edits += self.url(part)
            elif any(map(str.isalnum, part)):
                edits += shifted(self.prose(part), done)
            done = end
        return edits

    def _still_hidden(self, text: str) -> Edits:
        """Keep the mark that hides a value, and rewrite what it left to be seen."""
        edits: Edits = []
        done = 0
        for found in (*_HIDING.finditer(text), None):
            start, end = (len(text), len(text)) if found is None else found.span()
            if found is not None and self._known.held_by(found[0]):
                continue
            part = text[done:start]
            edits += shifted(whole(part, self.lookalikes.of(part)), done)
            done = end
        return edits if is_redacted(applied(text, edits)) else whole(text, _HIDDEN)

    # --- URLs and forms ---------------------------------------------------------------------------

    def url(self, text: str, base: str = "") -> Edits:
        """Return the changes of a URI or of a reference to one.

        Args:
            text: the URI.
            base: the URI that a reference is relative to.
        """
        parts = split_url(text)
        scheme = parts.scheme.lower()
        if scheme in _OPAQUE_SCHEMES:
            start = len(scheme) + 1
            return shifted(self._opaque("uri", text[start:]), start)
        if scheme == "urn":
            return self.prose(text)
        edits: Edits = []
        place = 0
        if scheme:
            if scheme not in _SCHEMES and not self._is_kept(parts.scheme):
                edits += whole(parts.scheme, self._scheme(parts.scheme))
            place = len(scheme) + 1
        if text.startswith("//", place):
            place += 2
            end = next((at for at in range(place, len(text)) if text[at] in "/?#"), len(text))
            web = scheme in _WEB or not scheme
            edits += shifted(self.authority(text[place:end], web=web), place)
            place = end
        host = parts.host if parts.scheme or parts.host else split_url(base).host
        edits += shifted(self._path(parts.path, host), place)
        place += len(parts.path)
        if parts.query is not None:
            edits += shifted(self.query(parts.query), place + 1)
            place += 1 + len(parts.query)
        if parts.fragment is not None:
            edits += shifted(self._fragment(parts.fragment, host), place + 1)
        return edits

    def _scheme(self, scheme: str) -> str:
        labels = scheme.split(".")
        kept = {"com", "org", "net", "io", "msauth", "auth0"}
        return ".".join(each if each in kept else self._letters(each) for each in labels)

    def _letters(self, label: str) -> str:
        new = self.lookalikes.of(label)
        return new if new[:1].isalpha() or not label[:1].isalpha() else "a" + new[1:]

    def authority(self, text: str, *, web: bool = True) -> Edits:
        """Return the changes of user information, host and port."""
        user, at, host_port = text.rpartition("@")
        edits = self._opaque("userinfo", user) if user else []
        start = len(user) + len(at)
        host = split_url(f"//{host_port}").host
        if self._known.held_by(host_port):
            return edits + shifted(self._opaque("host", host_port), start)
        if is_evidence(host):
            return edits
        if _ESCAPED.search(host):
            inner = through_percent(host, lambda one: whole(one, self.hosts.of(one)), plus=False)
            return edits + shifted(inner, start)
        if not web:
            return edits + shifted(self._segment(host, is_ours=False), start)
        new = self.hosts.of(host)
        if new != host:
            self.replaced["host"][host] += 1
        edits += shifted(whole(host, new), start)
        port = host_port[len(host) + 1 :]
        if port and not (port.isdigit() and len(port) <= 5):  # noqa: PLR2004 - 65535
            edits += shifted(self._opaque("port", port), start + len(host) + 1)
        return edits

    def _path(self, path: str, host: str) -> Edits:
        edits: Edits = []
        place = 0
        ours = self.hosts.serves(host)
        before = ""
        for segment in path.split("/"):
            if segment:
                tenant = before in _TENANT_AFTER or (
                    before == "" and place <= 1 and _ENTRA in host.lower() and path.count("/") > 1
                )
                edits += shifted(self._segment(segment, is_ours=ours, tenant=tenant), place)
            place += len(segment) + 1
            before = segment.lower()
        return edits

    def _segment(self, segment: str, *, is_ours: bool, tenant: bool = False) -> Edits:
        first, *matrix = segment.split(";")
        edits = through_percent(
            first, lambda text: self._word(text, is_ours=is_ours, tenant=tenant), plus=False
        )
        place = len(first)
        for each in matrix:
            name, sign, _ = each.partition("=")
            start = place + 1 + len(name) + len(sign)
            place += 1 + len(each)
            edits += shifted(self._opaque("uri", segment[start:place]), start)
            edits += shifted(self._naming(name), start - len(name) - len(sign))
        return sorted(edits)

    def _word(self, text: str, *, is_ours: bool, tenant: bool) -> Edits:
        bare = text.strip()
        if not bare or is_evidence(bare):
            return self._filled_templates(text, 0)
        if tenant:
            return [] if bare.lower() in _COMMON_TENANTS else self._opaque("tenant", text)
        if not self._known.held_by(text) and (
            is_path_word(bare) or ((is_ours or self._lenient) and are_words(bare))
        ):
            return []
        return self._opaque("path", text)

    def _fragment(self, text: str, host: str) -> Edits:
        if "=" not in text:
            return self._path(text, host)
        if text == "_=_":
            return []
        before, mark, query = text.partition("?")
        if not mark:
            return self.query(text)
        return self._path(before, host) + shifted(self.query(query), len(before) + 1)

    def query(self, text: str) -> Edits:
        """Return the changes of a query."""
        return self._pairs(text, _PIECES)

    def form(self, text: str) -> Edits:
        """Return the changes of a form body, also one over several lines."""
        return self._pairs(text, _SEPARATORS)

    def _pairs(self, text: str, pieces: re.Pattern[str]) -> Edits:
        edits: Edits = []
        for piece in pieces.finditer(text):
            name, sign, raw = piece[0].partition("=")
            meant = unquote_plus(name).strip()
            if not sign:
                edits += shifted(self._bare_piece(piece[0]), piece.start())
                continue
            edits += shifted(self._naming(name), piece.start())
            start = piece.start() + len(name) + 1
            edits += shifted(self.field(meant, raw), start)
        return edits

    def field(self, name: str, raw: str) -> Edits:
        """Return the changes of a form-encoded value."""
        return through_percent(raw, lambda text: self.value(name, text), plus=True)

    def _bare_piece(self, raw: str) -> Edits:
        if is_name(raw.strip()) and not self._known.held_by(raw):
            return []
        return through_percent(raw, partial(self.value, ""), plus=True)

    def _naming(self, raw: str) -> Edits:
        """Return the changes of a parameter's name."""
        if not raw.strip() or is_evidence(raw):
            return through_percent(raw, self._secret_name, plus=True)
        return through_percent(raw, self._name, plus=True)

    def _name(self, text: str) -> Edits:
        return self._secret_name(text) if is_name(text.strip()) else self._opaque("name", text)

    def _secret_name(self, text: str) -> Edits:
        return self._opaque("name", text) if self._known.held_by(text) else []

    def named(self, name: str) -> str:
        """Return a name as it may be kept."""
        return applied(name, self._naming(name))

    # --- JSON -------------------------------------------------------------------------------------

    def json(self, text: str) -> Edits:
        """Return the changes of JSON, sound or not; order, blanks and repeated names stay."""
        edits: Edits = []
        name = ""
        for token in _JSON_TOKEN.finditer(text):
            string, start = token[0], token.start()
            if string.startswith('"') and len(string) > 1:
                colon = token[1] or ""
                string = string[: len(string) - len(colon)]
                if colon:
                    name = _unquoted(string)
                    edits += self._token(start, string, self._naming)
                else:
                    edits += self._token(start, string, partial(self._member, name))
            elif _NUMBER.fullmatch(string):
                edits += shifted(self._number(name, string), start)
            elif len(string) > 1 and string not in _LITERALS:
                edits += shifted(self._member(name if "=" not in string else "", string), start)
        return edits

    def _number(self, name: str, number: str) -> Edits:
        if len(number) < _LONG_NUMBER or normal(name) in TIMES:
            return []
        new = self.lookalikes.of(number)
        return self._counted("number", number, whole(number, re.sub(r"\A(-?)0", r"\g<1>1", new)))

    def _member(self, name: str, text: str) -> Edits:
        if not name and "=" in text:
            return self.form(text)
        return self.value(name, text)

    def _token(self, start: int, string: str, rewrite: Rewrite) -> Edits:
        try:
            new = through_json(string, rewrite)
        except ValueError:
            inner = string[1:-1]
            new = f'"{self.lookalikes.of(inner)}"'
        return shifted(whole(string, new), start)

    def _jwt(self, text: str) -> Edits:
        """Turn a signed token into an unsigned one with neutral claims."""
        if text in self.assigned:
            return whole(text, self.assigned[text])
        if len(text) < 20 or not _JWT.fullmatch(text):  # noqa: PLR2004 - shorter ones hold nothing
            return []
        payload = text.split(".")[1].rstrip("=")
        try:
            claims = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
        except (ValueError, binascii.Error):
            return []
        if not claims.lstrip().startswith("{") or not _is_json(claims):
            return []
        refusing, self.refusing = self.refusing, False
        neutral = applied(claims, self.json(claims))
        self.refusing = refusing
        new = f"{_to_base64url(_NEUTRAL_HEADER)}.{_to_base64url(neutral)}."
        if new == text:
            return []
        self.assigned[text] = new
        return whole(text, new)

    # --- headers ----------------------------------------------------------------------------------

    def credentials(self, text: str) -> Edits:
        """Return the changes of an Authorization header's value."""
        scheme, blank, rest = text.partition(" ")
        if not blank or not is_name(scheme):
            return self.value("authorization", text)
        start = len(scheme) + 1
        edits = self._naming(scheme)
        if scheme.lower() == "basic":
            return edits + shifted(self._basic(rest), start)
        return edits + shifted(self.value("token", rest), start)

    def _basic(self, rest: str) -> Edits:
        encoded = rest.strip()
        offset = rest.find(encoded)
        if is_redacted(rest):
            return self._still_hidden(rest)
        try:
            decoded = base64.b64decode(encoded, validate=True).decode()
        except (ValueError, binascii.Error):
            return self.value("authorization", rest)
        client_id, colon, secret = decoded.partition(":")
        if not colon:
            edits = self.value("authorization", decoded)
        else:
            start = len(client_id) + 1
            edits = self.field("client_id", client_id)
            edits += shifted(self.field("client_secret", secret), start)
        new = base64.b64encode(applied(decoded, edits).encode("utf-8", "surrogatepass")).decode()
        self.heard["authorization"][encoded] = None
        return shifted(whole(encoded, new), offset)

    def cookies(self, text: str) -> Edits:
        """Return the changes of a Cookie header's value."""
        edits: Edits = []
        for pair in re.finditer(r"[^;]+", text):
            name, sign, value = pair[0].partition("=")
            if not sign:
                edits += shifted(self.value("cookie", pair[0]), pair.start())
                continue
            edits += shifted(self._naming(name), pair.start())
            edits += shifted(self.value("cookie", value), pair.start() + len(name) + 1)
        return edits

    # --- prose ------------------------------------------------------------------------------------

    def prose(self, text: str, depth: int = 0) -> Edits:
        """Return the changes of words that a server or program wrote: only the words stay."""
        edits: Edits = []
        done = 0
        for start, end in [*self._known.spans(text), (len(text), len(text))]:
            edits += shifted(self._chunks(text[done:start], depth), done)
            if start < end:
                edits += shifted(self._secret(text[start:end]), start)
            done = end
        return edits

    def _secret(self, text: str) -> Edits:
        folded = plain(text)
        for old, new in self.assigned.items():
            if plain(old) == folded:
                return self._counted("secret", text, whole(text, new))
        return self._opaque("secret", text)

    def _chunks(self, text: str, depth: int) -> Edits:
        edits: Edits = []
        for chunk in _CHUNK.finditer(text):
            word = chunk[0].rstrip(_TRAILING)
            if word:
                edits += shifted(self._chunk(word, depth), chunk.start())
        return edits

    def _chunk(self, word: str, depth: int) -> Edits:  # noqa: C901, PLR0911 - a chain of kinds
        if word in self.assigned:
            return self._counted("secret", word, whole(word, self.assigned[word]))
        if _URL.match(word):
            return self.url(word)
        if is_evidence(word) or is_redacted(word):
            return [] if is_evidence(word) else self._still_hidden(word)
        if _ESCAPED.search(word) and depth < _DEEPEST:
            return through_percent(word, lambda inner: self.prose(inner, depth + 1), plus=False)
        if _ADDRESS.fullmatch(word):
            return self.authority(word)
        if self._is_domain(word):
            return self.authority(word)
        if _KEPT_CHUNK.fullmatch(word) or are_words(word) or word.isalpha():
            return []
        if not any(map(str.isalnum, word)):
            return []
        if "=" in word[:-1] and "@" not in word and depth < _DEEPEST:
            return self.query(word)
        for mark in (":", "=", "/", "#"):
            before, sign, after = word.partition(mark)
            if sign and after and before and are_words(before):
                return (
                    shifted(self._chunk(after, depth + 1), len(before) + 1)
                    if (depth < _DEEPEST)
                    else self._opaque("text", word)
                )
        return self._jwt(word) or self._opaque("text", word)

    def _is_domain(self, word: str) -> bool:
        if not _DOMAIN.fullmatch(word):
            return False
        host = word.partition(":")[0].lower()
        return host in self.hosts.known or (
            host.rpartition(".")[2] in _DOMAIN_ENDS and "_" not in host
        )

    def _is_kept(self, text: str) -> bool:
        return is_path_word(text) and not self._known.held_by(text)

    # --- what a run learns ------------------------------------------------------------------------

    def secrets(self) -> set[str]:
        """Return the secrets and personal data that were heard, by the names they went under."""
        return {
            part
            for key, texts in self.heard.items()
            if is_secret_name(key) or is_personal_name(key)
            for text in texts
            for part in _parts(text)
            if not (is_evidence(part) or is_redacted(part) or is_ours(part) or _is_bare_url(part))
        }


def _parts(text: str) -> Iterator[str]:
    """Yield a secret, and what stands in it behind a scheme or as one field of several."""
    yield text
    scheme = _SCHEME.search(text)
    if scheme is not None:
        yield text[scheme.end() :]
    for piece in text.split("&"):
        value = unquote_plus(piece.partition("=")[2])
        if len(value) >= _LEAST_PART:
            yield value


def _is_bare_url(text: str) -> bool:
    """Whether a text is a URL with nothing in it that could be a secret."""
    return _URL.match(text) is not None and not any(mark in text for mark in "?@#")


def _is_json(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _unquoted(string: str) -> str:
    try:
        return str(json.loads(string, strict=False))
    except ValueError:
        return ""


def _to_base64url(text: str) -> str:
    octets = text.encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")
