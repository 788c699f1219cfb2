"""The URL of a captured request, also where the tool spread it over several members."""

from collections.abc import Sequence
from urllib.parse import quote, unquote_plus

from pkcedoctor.capture.bodies import Setting, are_encoded, fields_of
from pkcedoctor.capture.http import Header
from pkcedoctor.capture.redaction import stand_in
from pkcedoctor.capture.untyped import member, string
from pkcedoctor.patterns import regex

_ABSOLUTE = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")


def request_url(request: object, headers: Sequence[Header], setting: Setting) -> str:
    """Return a request's URL as captured, completed only where it is broken."""
    url = _completed(string(member(request, "url")), headers)
    fields = fields_of(member(request, "queryString"))
    if "?" in url or not fields:
        return url
    setting.remarks.add("A URL without a query was completed from queryString", setting.where)
    encoded = are_encoded(fields, "", setting)
    query = "&".join(
        "=".join(_on_the_wire(part, encoded) for part in parts if part is not None)
        for parts in ((field.name, field.value) for field in fields)
    )
    address, mark, fragment = url.partition("#")
    return f"{address}?{query}{mark}{fragment}"


def _completed(url: str, headers: Sequence[Header]) -> str:
    if _ABSOLUTE.match(url):
        return url
    pseudo = {header.name: header.value for header in headers if header.name.startswith(":")}
    authority = pseudo.get(":authority")
    if not authority:
        return url
    return f"{pseudo.get(':scheme') or 'https'}://{authority}{pseudo.get(':path') or url}"


def _on_the_wire(part: str, encoded: bool | None) -> str:  # noqa: FBT001 - a state, not a switch
    if encoded or (encoded is None and unquote_plus(part) == part):
        return part
    sent = part if encoded is False else stand_in("value of unknown encoding")
    return quote(sent, safe="", errors="surrogatepass")
