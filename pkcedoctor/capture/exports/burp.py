"""Burp Suite's "Save items": an XML file with each message whole, as text or as base64."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pkcedoctor.capture.http import HttpExchange, HttpRequest, HttpResponse, UnrecordedBody
from pkcedoctor.capture.messages.rawhttp_octets import Allowance, request, response
from pkcedoctor.capture.reading import Reading
from pkcedoctor.capture.remarks import Remarks
from pkcedoctor.errors import UnreadableInput

_ROOT = re.compile(r"<items[\s>]")
_VERSION = re.compile(r"burpVersion=\"([\w.-]{1,20})\"")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) ([\w:+-]{1,40}) (\d{4})",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNIVERSAL = frozenset({"UTC", "GMT", "Z"})
_BLANKS = re.compile(r"\s+")
_NAMES = ("time", "url", "host", "port", "protocol", "method", "request", "status", "response")
_OPENING = {name: re.compile(rf"<{name}(?:\s[^<>]*+)?>") for name in _NAMES}
_MESSAGES = frozenset({"request", "response"})
_CDATA = ("<![CDATA[", "]]>")
_SPLIT_CDATA = "]]]]><![CDATA[>"
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ENTITY_USE = re.compile("|".join(_ENTITIES))
_HEAD = 64 << 10
_USUAL_PORTS = {"http": "80", "https": "443"}
_UNSENT = "the item holds no request, only its URL; save the items again"
_UNSAVED = "the item holds no response; save the items again"


@dataclass(slots=True)
class _Item:
    """The texts of one item by the names of their elements."""

    texts: dict[str, str] = field(default_factory=dict)
    packed: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    def octets(self, name: str) -> bytes:
        """Return a message's bytes; none where they cannot be told."""
        text = self.texts.get(name, "")
        if name not in self.packed:
            return _as_sent(text.lstrip())
        try:
            return b64decode(_BLANKS.sub("", text))
        except ValueError:
            return b""


def read(text: str, remarks: Remarks) -> Reading | None:
    """Read the items of an export.

    Args:
        text: the file's text.
        remarks: takes what is noticed.

    Returns:
        The items' exchanges, or None where this is no such export.

    Raises:
        UnreadableInput: the file declares entities.
    """
    root = _ROOT.search(text, 0, _HEAD)
    if root is None:
        return None
    version = _VERSION.search(text, root.start(), root.start() + _HEAD)
    if version is None and "<request" not in text:
        return None
    items = _parsed(text)
    if items is None:
        remarks.add("The XML is not well-formed; the items in it were read one by one")
        if _ENTITY.search(text, 0, root.start()):
            raise _refused()
        items = list(_searched(text, root.start()))
    allowance = Allowance()
    exchanges = tuple(
        exchange
        for place, item in enumerate(items, start=1)
        if (exchange := _exchange(item, f"item {place}", allowance, remarks)) is not None
    )
    return Reading(f"Burp items ({version[1]})" if version else "Burp items", exchanges)


def _refused() -> UnreadableInput:
    return UnreadableInput(
        "this XML declares entities, which Burp never does, and so is not read;"
        " save the items from Burp again"
    )


def _parsed(text: str) -> list[_Item] | None:
    """Parse the XML; None where it is not well-formed."""
    from xml.parsers import expat  # noqa: PLC0415 - few captures are XML

    gathered = _Gathered()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.EntityDeclHandler = gathered.refuse
    parser.ExternalEntityRefHandler = gathered.refuse
    parser.StartElementHandler = gathered.start
    parser.EndElementHandler = gathered.end
    parser.CharacterDataHandler = gathered.characters
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError:
        return None
    return gathered.items


class _Gathered:
    """Takes what the XML parser reports."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self._name = ""
        self._parts: list[str] = []

    def refuse(self, *_declaration: object) -> int:
        raise _refused()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "item":
            self.items.append(_Item())
        self._name = name if name in _NAMES and self.items else ""
        self._parts = []
        if name in _MESSAGES and self.items and attributes.get("base64") == "true":
            self.items[-1].packed.add(name)

    def characters(self, text: str) -> None:
        if self._name:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == self._name:
            self.items[-1].texts[name] = "".join(self._parts)
        self._name = ""


def _searched(text: str, start: int) -> Iterator[_Item]:
    """Find the items in a text that is no XML."""
    position = text.find("<item>", start)
    while position >= 0:
        following = text.find("<item>", position + 1)
        end = len(text) if following < 0 else following
        item = _Item()
        for name in _NAMES:
            position = _element(text, name, position, end, item)
        yield item
        position = following


def _element(text: str, name: str, position: int, end: int, item: _Item) -> int:
    """Find one element of an item; they have a fixed order. Return where it ends."""
    found = _OPENING[name].search(text, position, end)
    if found is None:
        return position
    start, opened = found.start(), found.end() - 1
    closed = text.find(f"</{name}>", opened, end)
    if closed < 0:
        return position
    content = text[opened + 1 : closed].strip()
    if content.startswith(_CDATA[0]):
        content = content.removeprefix(_CDATA[0]).removesuffix(_CDATA[1])
        content = content.replace(_SPLIT_CDATA, _CDATA[1])
    else:
        content = _ENTITY_USE.sub(lambda found: _ENTITIES[found[0]], content)
    item.texts[name] = content
    if 'base64="true"' in text[start:opened]:
        item.packed.add(name)
    return closed


def _exchange(
    item: _Item, where: str, allowance: Allowance, remarks: Remarks
) -> HttpExchange | None:
    asked = _request(item, allowance)
    if asked is None:
        remarks.add("Items without a request were left out", where)
        return None
    return HttpExchange(
        where=where,
        index=0,
        started=_moment(item.text("time")),
        duration=None,
        request=asked,
        response=_response(item, allowance),
    )


def _request(item: _Item, allowance: Allowance) -> HttpRequest | None:
    scheme = item.text("protocol").casefold()
    port = item.text("port")
    named = item.text("host")
    usual = not port or _USUAL_PORTS.get(scheme) == port
    host = named if usual or not named else f"{named}:{port}"
    found = request(item.octets("request"), scheme, host, allowance)
    if found is not None:
        return found
    url, method = item.text("url"), item.text("method")
    return HttpRequest(method.upper(), url, (), UnrecordedBody(_UNSENT)) if url and method else None


def _response(item: _Item, allowance: Allowance) -> HttpResponse | None:
    found = response(item.octets("response"), allowance)
    if found is not None:
        return found
    status = item.text("status")
    if len(status) == len("400") and status.isascii() and status.isdigit() and int(status):
        return HttpResponse(int(status), (), UnrecordedBody(_UNSAVED))
    return None


def _as_sent(text: str) -> bytes:
    """Return the bytes of a message that the file shows as text, one character a byte or not."""
    try:
        octets = text.encode("latin-1")
        octets.decode()
    except UnicodeError:
        return text.encode("utf-8", "surrogatepass")
    return octets


def _moment(text: str) -> datetime | None:
    """Read a moment as Java writes it: ``Fri Nov 20 08:30:00 UTC 2026``."""
    found = _TIME.fullmatch(text)
    if found is None or found[1] not in _MONTHS:
        return None
    month = _MONTHS.index(found[1]) + 1
    day, hour, minute, second = (int(found[place]) for place in range(2, 6))
    zone = UTC if found[6] in _UNIVERSAL else None
    try:
        return datetime(int(found[7]), month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
