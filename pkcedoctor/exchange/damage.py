"""How one text became another on its way: the difference named, or None."""

from typing import Final
from urllib.parse import quote, unquote, unquote_plus

_TAILS: Final = {
    "#_=_": "with “#_=_” appended, the fragment that some servers add to the redirection",
    "#": "with a “#” appended",
    "/": "with a “/” appended",
}
_LEAST_KEPT: Final = 6
_QUOTES: Final = "\"'`"


def name_damage(issued: str, sent: str) -> str | None:
    """Say how ``issued`` turned into ``sent``, as the end of a sentence; None if they are equal.

    None also where nothing recognisable joins the two: then they are two different values.
    """
    if issued == sent or not issued or not sent:
        return None
    for tail, name in _TAILS.items():
        if sent == issued + tail:
            return name
    for name, changed in (
        ("with its “+” turned into a space", issued.replace("+", " ")),
        ("with a space turned into “+”", issued.replace(" ", "+")),
        ("percent-decoded once more", unquote(issued)),
        ("form-decoded once more", unquote_plus(issued)),
        ("percent-encoded once more", _encoded(issued)),
        ("percent-encoded once more", _encoded(issued, "/")),
        ("percent-encoded once more", _encoded(issued).replace("%20", "+")),
        ("percent-encoded twice more", _encoded(_encoded(issued))),
        ("in upper case", issued.upper()),
        ("in lower case", issued.lower()),
        ("without its “=” padding", issued.rstrip("=")),
        ("with “+” and “/” replaced", issued.replace("+", "-").replace("/", "_")),
        ("with “&” escaped as in HTML", issued.replace("&", "&amp;")),
    ):
        if sent == changed:
            return name
    return _name_edges(issued, sent)


def _encoded(text: str, safe: str = "") -> str:
    return quote(text, safe=safe, errors="surrogatepass")


def first_difference(first: str, second: str) -> int:
    """Return the position, from 0, of the first character in which two texts differ."""
    for position, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return position
    return min(len(first), len(second))


def _name_edges(issued: str, sent: str) -> str | None:
    """Name what was added around, or cut from, the text."""
    if sent.strip() == issued:
        return f"with {name_blanks(sent)} around it"
    if sent.strip(_QUOTES) == issued:
        return "with quotation marks around it"
    if issued.strip() == sent:
        return "with its surrounding blanks trimmed"
    if len(sent) >= _LEAST_KEPT and issued.startswith(sent):
        return f"cut after {len(sent)} of {len(issued)} characters"
    if len(sent) >= _LEAST_KEPT and issued.endswith(sent):
        return f"without its first {len(issued) - len(sent)} characters"
    if len(issued) >= _LEAST_KEPT and sent.startswith(issued):
        extra = sent[len(issued) :]
        if extra.startswith(("&", "?", "#")):
            return f"with the next parameters of the URL appended ({len(extra)} characters)"
        return f"with {len(extra)} characters appended"
    if len(issued) >= _LEAST_KEPT and issued in sent:
        return "with other characters around it"
    return None


def name_blanks(text: str) -> str:
    """Name the blanks at the ends of a text: “a line feed”, “a space”."""
    stripped = text.strip()
    edges = text if not stripped else text.replace(stripped, "", 1)
    named = {"\n": "a line feed", "\r": "a carriage return", " ": "a space", "\t": "a tab"}
    found = dict.fromkeys(named.get(character, "a blank") for character in edges)
    return " and ".join(found)
