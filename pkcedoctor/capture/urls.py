"""The URL of a captured request, also where the tool spread it over several members."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from pkcedoctor.capture.bodies import Setting, are_encoded, fields_of
from pkcedoctor.capture.http import Header
from pkcedoctor.capture.untyped import member, string

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def request_url(request: object, headers: Sequence[Header], setting: Setting) -> str:
    """Return a request's URL as captured, completed only where it is broken."""
    url = _completed(string(member(request, "url")), headers)
    fields = fields_of(member(request, "queryString"))
    if "?" in url or not fields:
        return url
    setting.remarks.add("A URL without a query was completed from queryString", setting.where)
    encoded = are_encoded(fields, "", setting)
    query = "&".join(
        "=".join(
            part if encoded else quote(part, safe="", errors="surrogatepass")
            for part in (field.name, field.value)
            if part is not None
        )
        for field in fields
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
