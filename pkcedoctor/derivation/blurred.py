"""Damage that loses something: symbols deleted, case folded.

What was lost cannot be read back, but the first bytes have few readings, and these few are looked
up. The formula found that way is then evaluated whole, so that nothing here is guessed.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final, TypeAlias

from pkcedoctor.derivation.damage import first
from pkcedoctor.derivation.encodings import (
    BASE64,
    BASE64_UNPADDED,
    BASE64URL,
    BASE64URL_PADDED,
    WRAPPED,
    decode_either,
    sketch,
)
from pkcedoctor.derivation.formula import Kind, Step
from pkcedoctor.derivation.texts import LATIN_1, Part, Undone, decode_start, whole
from pkcedoctor.patterns import regex


def _damage(name: str, notation: str, apply: Callable[[bytes], bytes | None], says: str) -> Step:
    return Step(name, Kind.DAMAGE, notation, apply, says)


def _on_text(
    fold: Callable[[str], str], fold_bytes: Callable[[bytes], bytes]
) -> Callable[[bytes], bytes]:
    def folded(value: bytes) -> bytes:
        try:
            return fold(value.decode()).encode()
        except UnicodeDecodeError:
            return fold_bytes(value)

    return folded


LOWER: Final = _damage(
    "lower-case",
    "lower-case({})",
    _on_text(str.lower, bytes.lower),
    "all letters were made lower-case",
)
UPPER: Final = _damage(
    "upper-case",
    "upper-case({})",
    _on_text(str.upper, bytes.upper),
    "all letters were made upper-case",
)


def _delete(symbols: bytes) -> Step:
    named = " and ".join(f"`{chr(symbol)}`" for symbol in symbols)
    return _damage(
        "delete",
        f'delete({{}}, "{symbols.decode()}")',
        lambda value: value.translate(None, symbols),
        f"each {named} was deleted instead of replaced",
    )


_STANDARD_DELETIONS: Final = tuple(map(_delete, (b"+/", b"+", b"/")))
_URL_DELETIONS: Final = tuple(map(_delete, (b"-_", b"-", b"_")))
DELETIONS: Final = (*_STANDARD_DELETIONS, *_URL_DELETIONS)

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SEXTETS: Final = {letter: at for at, letter in enumerate(_ALPHABET)} | {ord("-"): 62, ord("_"): 63}
_FOLDED: Final = regex(rb"(?:[a-z0-9+/\-_]{12,}|[A-Z0-9+/\-_]{12,})={0,2}")
_UNSYMBOLED: Final = regex(rb"(?:[A-Za-z0-9/_]{12,}|[A-Za-z0-9+\-]{12,})={0,2}")
_TEXT: Final = regex(rb"[0-9A-Za-z+/=_:, \-\[\]{}\".]*")
_DIGITS: Final = regex(rb"\[?[0-9A-Fa-f:\-, ]*")
_MOJIBAKE: Final = regex(
    rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xef\xbf\xbd)*(?:[\xc2-\xdf]|\xef\xbf?)?"
)
_WORD: Final = regex(rb"[A-Za-z0-9+/\-_]*")
_CUT_SIZES: Final = (8, 10, 14, 16, 24, 32)
"""Halves of digests."""
_MOST_DELETED: Final = 8
_MOST_DELETED_OF_LINE: Final = 24
_ASCII_START: Final = 6
_FEWEST_READ: Final = 2
"""Of four characters of base64, so many at least were not deleted."""
_MOST: Final = 500
"""Readings that are followed at most: far more than ever fit."""

_Choices: TypeAlias = Callable[[int], list[tuple[int, int]]]
"""From a place in the text: the sextets that may come next, and the place after each."""


def undo_fold(part: Part) -> Iterator[Undone]:
    """Read base64, or any text, whose letters are all of one case."""
    value = part.value
    for step, fold in ((LOWER, str.lower), (UPPER, str.upper)):
        if step.apply(value) != value:
            continue
        if _FOLDED.fullmatch(value):
            text = value.rstrip(b"=")
            ways = tuple((encoding, step) for encoding in _encodings(value))
            sizes = (len(text) * 3 // 4,)
            yield from _undo_base64(value, _cases(text), ways, sizes, nested=True)
        else:
            yield from _undo_folded_text(value, step, fold)
    if value.islower():
        yield Undone(((LOWER,),), whole(value.upper()))


def undo_deletion(part: Part) -> Iterator[Undone]:
    """Read base64, or any text, from which symbols were deleted."""
    value = part.value.replace(b"\r", b"").replace(b"\n", b"")
    if _UNSYMBOLED.fullmatch(value):
        text = value.rstrip(b"=")
        ways = tuple(
            (encoding, *wrap, damage)
            for damage in DELETIONS
            if damage.apply(value) == value
            for encoding in _encodings(value)
            if not _is_idle(damage, encoding)
            for wrap in _wraps(part.value)
        )
        sizes = (
            size for size in _CUT_SIZES if 0 < (size * 4 + 2) // 3 - len(text) <= _MOST_DELETED
        )
        yield from _undo_base64(value, _insertions(text), ways, (None, *sizes), nested=False)
    elif not _TEXT.fullmatch(value):
        for symbols, steps in (("+/", _STANDARD_DELETIONS), ("-_", _URL_DELETIONS)):
            for head in _undeleted(part.value, symbols):
                yield Undone(tuple((step,) for step in steps), Part(head, None))


# --- base64 ---------------------------------------------------------------------------------


def _undo_base64(
    value: bytes,
    choices: _Choices,
    ways: tuple[tuple[Step, ...], ...],
    sizes: tuple[int | None, ...],
    *,
    nested: bool,
) -> Iterator[Undone]:
    """Give the readings of the first bytes, which may be base64 themselves if that is nested."""
    drawn = sketch(value)
    cuts = tuple((first(size), *way) for size in sizes if size for way in ways)
    for number in _shifted(choices):
        head = number.to_bytes(5)[:4]
        yield Undone(ways, Part(head, None, drawn))
        if cuts:
            yield Undone(cuts, Part(head, None))
    heads = dict.fromkeys(
        head for head in _readings(choices, 9, bytes.isascii) if not _TEXT.fullmatch(head)
    )
    heads |= dict.fromkeys(_readings(choices, 9, _is_text_start))
    heads |= dict.fromkeys(_readings(choices, 30, _is_plain_start))
    if nested:
        heads |= dict.fromkeys(_readings(choices, 12, _WORD.fullmatch))
    for head in heads:
        for size in sizes:
            yield Undone(ways, Part(head, size, drawn))


def _encodings(value: bytes) -> tuple[Step, Step]:
    return (BASE64, BASE64URL_PADDED) if value.endswith(b"=") else (BASE64URL, BASE64_UNPADDED)


def _wraps(value: bytes) -> tuple[tuple[Step, ...], ...]:
    """Return the line breaks that a text may have had before symbols were deleted from it."""
    if b"\n" not in value:
        return ((),)
    longest = max(map(len, value.split()))
    return tuple(
        (step,)
        for step, width, newline, is_last in WRAPPED
        if longest <= width <= longest + _MOST_DELETED_OF_LINE
        and newline in value
        and (newline == b"\r\n") is (b"\r" in value)
        and value.endswith(newline) is is_last
    )


def _is_idle(damage: Step, encoding: Step) -> bool:
    """Whether the damage never meets what the encoding makes."""
    is_standard = encoding in {BASE64, BASE64_UNPADDED}
    return damage in (_URL_DELETIONS if is_standard else _STANDARD_DELETIONS)


def _cases(text: bytes) -> _Choices:
    """Each letter may have been of either case."""

    def choices(at: int) -> list[tuple[int, int]]:
        letters = {text[at : at + 1].lower(), text[at : at + 1].upper()} - {b""}
        return [(_SEXTETS[letter[0]], at + 1) for letter in sorted(letters)]

    return choices


def _insertions(text: bytes) -> _Choices:
    """Before each character either symbol may have stood."""

    def choices(at: int) -> list[tuple[int, int]]:
        if at == len(text):
            return []
        return [(_SEXTETS[text[at]], at + 1), (62, at), (63, at)]

    return choices


def _shifted(choices: _Choices) -> Iterator[int]:
    """Read six sextets, which hold four bytes, as a number of five."""
    return (number << 4 for number, _ in _sextets(choices, 0, 6))


def _sextets(choices: _Choices, at: int, count: int) -> list[tuple[int, int]]:
    numbers = [(0, at)]
    for _ in range(count):
        numbers = [
            (number << 6 | sextet, after)
            for number, place in numbers
            for sextet, after in choices(place)
        ]
    return numbers


def _readings(choices: _Choices, size: int, fits: Callable[[bytes], object]) -> list[bytes]:
    """Read the first bytes, and go on only with those that can be the start of a text."""
    heads = [(b"", 0)]
    for _ in range(size // 3):
        longer = (
            (head + number.to_bytes(3), after)
            for head, at in heads
            for number, after in _sextets(choices, at, 4)
            if after - at >= _FEWEST_READ
        )
        heads = [(head, after) for head, after in longer if fits(head)][:_MOST]
    return [head for head, _ in heads]


def _is_text_start(head: bytes) -> bool:
    """Whether it may be the start of a digest written as UTF-8, which is not ASCII for long."""
    if len(head) > _ASCII_START and head.isascii():
        return False
    return _MOJIBAKE.fullmatch(head) is not None


def _is_plain_start(head: bytes) -> bool:
    """Whether it may be the start of hex or numbers, or of the base64 of these."""
    return bool(
        _DIGITS.fullmatch(head)
        or (_WORD.fullmatch(head) and _DIGITS.fullmatch(decode_either(head[: len(head) & ~3])))
    )


# --- any other text -------------------------------------------------------------------------

_CHARACTERS: Final = (*map(chr, range(256)), *bytes(range(128, 160)).decode("cp1252", "ignore"))
_HEAD: Final = 5
"""Characters that are read of a text that is no base64."""


def _undo_folded_text(value: bytes, step: Step, fold: Callable[[str], str]) -> Iterator[Undone]:
    text = decode_start(value) or ""
    readings = (
        [earlier for earlier in _CHARACTERS if fold(earlier) == character] or [character]
        for character in text[: _HEAD + 3]
    )
    for chosen in product(*readings):
        head = "".join(chosen)
        yield Undone(((step,),), Part(head.encode(), None))
        if not head.isascii() and max(head) < "\u0100":
            ways = ((LATIN_1, step), (first(len(text)), LATIN_1, step))
            yield Undone(ways, Part(head.encode("latin-1"), None))


def _undeleted(value: bytes, symbols: str) -> Iterator[bytes]:
    text = decode_start(value) or ""
    heads = [("", 0)]
    for _ in range(_HEAD):
        heads = [
            (head + character, after)
            for head, at in heads
            for character, after in (
                (text[at : at + 1], at + 1),
                *((symbol, at) for symbol in symbols),
            )
        ]
    return (head.encode() for head, _ in heads)
