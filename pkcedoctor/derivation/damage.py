"""What happened to a finished challenge, or to a text on the way to it.

Damage that loses nothing is undone here; what loses symbols or case is in :mod:`blurred`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Final

from pkcedoctor.derivation.encodings import TO_STANDARD, WRAPS
from pkcedoctor.derivation.formula import Kind, Step, run
from pkcedoctor.derivation.texts import Part, Undone, whole
from pkcedoctor.patterns import regex


def _damage(name: str, notation: str, apply: Callable[[bytes], bytes | None], says: str) -> Step:
    return Step(name, Kind.DAMAGE, notation, apply, says)


def shown(text: bytes) -> str:
    """Write a literal of the notation."""
    return '"' + text.decode().replace("\r", "CR").replace("\n", "LF").replace("\0", "NUL") + '"'


# --- cut ------------------------------------------------------------------------------------


FEWEST: Final = 8
"""Bytes that a text which was cut must at least have kept."""


@cache
def first(count: int) -> Step:
    """Return the step that keeps only the beginning."""
    return _damage(
        "first",
        f"first({{}}, {count})",
        lambda value: value[:count],
        f"only the first {count} {{}} were kept",
    )


# --- replaced -------------------------------------------------------------------------------


def _replace(old: bytes, new: bytes, says: str) -> Step:
    return _damage(
        "replace",
        f"replace({{}}, {shown(old)}, {shown(new)})",
        lambda value: value.replace(old, new),
        says,
    )


def _replace_first(pairs: tuple[tuple[bytes, bytes], ...], says: str) -> Step:
    def replaced(value: bytes) -> bytes:
        for old, new in pairs:
            value = value.replace(old, new, 1)
        return value

    old = shown(b"".join(old for old, _ in pairs))
    new = shown(b"".join(new for _, new in pairs))
    return _damage("replace-first", f"replace-first({{}}, {old}, {new})", replaced, says)


PLUS_TO_SPACE: Final = _replace(
    b"+", b" ", "each `+` became a space, because it was not percent-encoded in the URL"
)
PLUS_ONLY: Final = _replace(b"+", b"-", "`+` was replaced by `-`, but `/` was left")
SLASH_ONLY: Final = _replace(b"/", b"_", "`/` was replaced by `_`, but `+` was left")
FIRST_OF_EACH: Final = _replace_first(
    ((b"+", b"-"), (b"/", b"_")), "only the first `+` and the first `/` were replaced"
)
FIRST_PLUS: Final = _replace_first(((b"+", b"-"),), "only the first `+` was replaced")
FIRST_SLASH: Final = _replace_first(((b"/", b"_"),), "only the first `/` was replaced")
ONE_PAD_DROPPED: Final = _replace_first(((b"=", b""),), "only the first `=` was removed")

_PARTIAL: Final = (
    (FIRST_OF_EACH,),
    (FIRST_PLUS,),
    (SLASH_ONLY,),
    (FIRST_SLASH,),
    (PLUS_ONLY,),
    (SLASH_ONLY, FIRST_PLUS),
    (PLUS_ONLY, FIRST_SLASH),
)
_BASE64_LIKE: Final = regex(rb"[A-Za-z0-9+/\-_ =]*")
_MOST: Final = 4
"""Of a character that may stand for itself or for another, so many at most are tried."""


def undo_cut(part: Part) -> Iterator[Undone]:
    """Take a whole text for the beginning of a longer one."""
    if part.size is not None and part.size >= FEWEST:
        yield Undone(((first(part.size),),), Part(part.value, None))


def undo_replacement(part: Part) -> Iterator[Undone]:
    """Turn base64 whose symbols were replaced in part back to the standard alphabet."""
    value = part.value
    if not _BASE64_LIKE.fullmatch(value):
        return
    if b" " in value and b"+" not in value:
        yield Undone(((PLUS_TO_SPACE,),), Part(value.replace(b" ", b"+"), part.size))
    if (b"-" in value or b"_" in value) and (b"+" in value or b"/" in value):
        yield Undone(_PARTIAL, Part(value.translate(TO_STANDARD), part.size))


def undo_replacement_in_text(part: Part) -> Iterator[Undone]:
    """Do the same to a text that is no base64: there each symbol may have stood before."""
    if not _BASE64_LIKE.fullmatch(part.value):
        for earlier in _restored(part.value, ((b" ", b"+"),)):
            yield Undone(((PLUS_TO_SPACE,),), Part(earlier, part.size))
        for earlier in _restored(part.value, ((b"-", b"+"), (b"_", b"/"))):
            yield Undone(_PARTIAL, Part(earlier, part.size))


def _restored(value: bytes, pairs: tuple[tuple[bytes, bytes], ...]) -> Iterator[bytes]:
    """Turn any choice of the characters back."""
    places = [
        (place, old[0])
        for new, old in pairs
        for place in [found.start() for found in re.finditer(re.escape(new), value)][:_MOST]
    ]
    for count in range(1, len(places) + 1):
        for chosen in combinations(places, count):
            earlier = bytearray(value)
            for place, old_byte in chosen:
                earlier[place] = old_byte
            yield bytes(earlier)


def undo_dropped_pad(part: Part) -> Iterator[Undone]:
    """Give back the second of two ``=``."""
    if part.is_whole and part.value.endswith(b"=") and len(part.value) % 4 == 3:  # noqa: PLR2004 - one short of a group
        yield Undone(((ONE_PAD_DROPPED,),), whole(part.value + b"="))


# --- escaped --------------------------------------------------------------------------------


def _escape(name: str, escapes: Mapping[bytes, bytes], says: str) -> Step:
    pattern = _any_of(escapes)
    return _damage(
        name,
        name + "({})",
        lambda value: pattern.sub(lambda found: escapes[found[0]], value),
        says,
    )


_PERCENT: Final = regex(rb"%[0-9A-Fa-f]{2}")
_PERCENT_TWICE: Final = regex(rb"%25[0-9A-Fa-f]{2}")
ENTITY: Final = regex(rb"&(?:#[0-9]{1,3}|#[xX][0-9A-Fa-f]{1,4}|[a-z]{2,6});")
_JSON: Final = regex(rb'\\u00[0-9A-Fa-f]{2}|\\[/"\\nrt]')
_ENTITIES: Final = {
    b"amp": b"&",
    b"lt": b"<",
    b"gt": b">",
    b"quot": b'"',
    b"apos": b"'",
    b"plus": b"+",
    b"sol": b"/",
    b"equals": b"=",
    b"lowbar": b"_",
    b"dash": b"-",
}
_JSON_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _percent(escape: bytes) -> bytes:
    return bytes.fromhex(escape[-2:].decode())


def character_of(entity: bytes) -> bytes:
    """Return what an HTML entity stands for, or the entity if that is not known."""
    inner = entity[1:-1].lower()
    if not inner.startswith(b"#"):
        return _ENTITIES.get(inner, entity)
    code = int(inner.replace(b"#", b"0"), 16 if b"x" in inner else 10)
    return chr(code).encode("utf-8", "surrogatepass")


def _json_escape(escape: bytes) -> bytes:
    if escape.startswith(b"\\u"):
        return chr(bytes.fromhex(escape[4:].decode())[0]).encode()
    return _JSON_LETTERS.get(escape[1:], escape[1:])


_ESCAPES: Final = (
    (
        "percent-encode-twice",
        b"%25",
        _PERCENT_TWICE,
        _percent,
        "it was percent-encoded twice",
    ),
    ("percent-encode", b"%", _PERCENT, _percent, "it was percent-encoded"),
    ("html-escape", b"&", ENTITY, character_of, "it was HTML-escaped"),
    ("json-escape", b"\\", _JSON, _json_escape, "it was escaped as in a JSON string"),
)


def undo_escapes(part: Part) -> Iterator[Undone]:
    """Undo percent-encoding, HTML entities and JSON escapes, in whatever style they are."""
    for name, mark, pattern, decode, says in _ESCAPES:
        if mark not in part.value:
            continue
        meanings = {escape: decode(escape) for escape in pattern.findall(part.value)}
        found = [_unescaped(part, meanings, name, says)] if meanings else []
        if found and run(found[0].ways[0], found[0].part.value) != part.value:
            # What looks like an escape may be the text itself.
            found = [
                _unescaped(part, {escape: meaning}, name, says)
                for escape, meaning in list(meanings.items())[:_MOST]
            ]
        yield from found


def _unescaped(part: Part, meanings: Mapping[bytes, bytes], name: str, says: str) -> Undone:
    escapes = {meaning: escape for escape, meaning in meanings.items()}
    earlier = _any_of(meanings).sub(lambda found: meanings[found[0]], part.value)
    size = len(earlier) if part.is_whole else None
    return Undone(((_escape(name, escapes, says),),), Part(earlier, size))


def _any_of(texts: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, sorted(texts))))


# --- wrapped --------------------------------------------------------------------------------


def _around(name: str, before: bytes, after: bytes, notation: str, says: str) -> Step:
    return _damage(name, notation, lambda value: before + value + after, says)


_AROUND: Final = (
    ("line-feed", b"", b"\n", "{} + LF", "a line feed was left at its end"),
    ("CR-LF", b"", b"\r\n", "{} + CR LF", "CR LF was left at its end"),
    ("append-pad", b"", b"=", '{} + "="', "a `=` was appended"),
    ("append-pads", b"", b"==", '{} + "=="', "`==` was appended"),
    ("quote", b'"', b'"', "quote({})", "it was put in quotes"),
    ("single-quote", b"'", b"'", "single-quote({})", "it was put in single quotes"),
    ("str", b"b'", b"'", "str({})", "it was written as Python prints bytes, with `b'` and `'`"),
    (
        "sha256sum",
        b"",
        b"  -\n",
        '{} + "  -" + LF',
        "the ` -` that sha256sum prints after it was left",
    ),
    ("sha256sum", b"", b"  -", '{} + "  -"', "the ` -` that sha256sum prints after it was left"),
    (
        "openssl",
        b"(stdin)= ",
        b"",
        '"(stdin)= " + {}',
        "the `(stdin)= ` that openssl prints before it was left",
    ),
    (
        "openssl",
        b"SHA2-256(stdin)= ",
        b"",
        '"SHA2-256(stdin)= " + {}',
        "the `SHA2-256(stdin)= ` that openssl prints before it was left",
    ),
    (
        "Swift",
        b"SHA256 digest: ",
        b"",
        '"SHA256 digest: " + {}',
        "it was taken from Swift's description of the digest",
    ),
    ("sha256-", b"sha256-", b"", '"sha256-" + {}', "a `sha256-` was put before it"),
    ("sha256:", b"sha256:", b"", '"sha256:" + {}', "a `sha256:` was put before it"),
    ("0x", b"0x", b"", '"0x" + {}', "a `0x` was put before it"),
    ("space", b"", b" ", "{} + SPACE", "a space was left at its end"),
    ("NUL", b"", b"\0", "{} + NUL", "a NUL was left at its end"),
)
AROUND: Final = tuple(
    (before, after, _around(name, before, after, notation, says))
    for name, before, after, notation, says in _AROUND
)


_BEFORE: Final = tuple(before for before, _, _ in AROUND if before)
_AFTER: Final = tuple(after for before, after, _ in AROUND if not before)


def undo_around(part: Part) -> Iterator[Undone]:
    """Take away what stands before and after."""
    value = part.value
    if not (value.startswith(_BEFORE) or (part.is_whole and value.endswith(_AFTER))):
        return
    for before, after, step in AROUND:
        if part.is_whole:
            if len(value) > len(before) + len(after) and (
                value.startswith(before) and value.endswith(after)
            ):
                yield Undone(((step,),), whole(value[len(before) : len(value) - len(after)]))
        elif before and value.startswith(before):
            yield Undone(((step,),), Part(value[len(before) :], None))


DAMAGES: Final = (
    PLUS_TO_SPACE,
    FIRST_OF_EACH,
    SLASH_ONLY,
    _escape("percent-encode", {b"%": b"%25"}, ""),
    *(step for _, _, step in AROUND),
    *WRAPS,
    first(0),
    PLUS_ONLY,
    ONE_PAD_DROPPED,
    _escape("percent-encode-twice", {b"%": b"%2525"}, ""),
    _escape("html-escape", {b"&": b"&amp;"}, ""),
    _escape("json-escape", {b"/": b"\\/"}, ""),
)
"""One of each name, commonest first."""
