"""Pairs of a code_verifier and its code_challenge, in whatever a program prints or a file holds.

Read are, in this order: JSON (one document, one on each line, or in the middle of other text),
a table whose first line names its columns, named values (``CODE_VERIFIER=...``, ``verifier: ...``,
``{ codeVerifier: '...' }``, the query of a URL), and bare words, two for each pair. A name counts
by how it ends: ``verifier``, ``challenge`` or ``method``, in any spelling.

Of two bare words the verifier is the one whose S256 the other is; else the one from which the
other was computed by a known mistake; else the one that is not 43 characters long beside one that
is; else the first. All pairs of one text are taken to be in the same order.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Final

from pkcedoctor.derivation import derive
from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex
from pkcedoctor.pkce import MAX_LENGTH, MIN_LENGTH, PLAIN, S256, s256
from pkcedoctor.records import dataclass

LARGEST: Final = 64_000_000
"""Most bytes of a file of pairs."""

VERIFIER: Final = "verifier"
CHALLENGE: Final = "challenge"
METHOD: Final = "method"

_ROLES: Final = (VERIFIER, CHALLENGE, METHOD)
_METHODS: Final = frozenset({S256.lower(), PLAIN})
_LEAST_VALUE: Final = 6
"""A named value shorter than this is prose: ``verifier: 43 characters``."""

_LEAST_WORD: Final = 20
_DEEPEST: Final = 40
_MOST_ATTEMPTS: Final = 64
_TRIED: Final = 3
_PER_PAIR: Final = 2

_NOT_LETTERS: Final = regex(r"[^a-z]+")
_NAME: Final = regex(
    r"(?i:(verifier|challenge|method))(?!\w)"
    r"['\"`\])]{0,2}[ \t]{0,20}(?:\([^()\n]{0,40}\)[ \t]{0,20})?"
    r"(?:=>|:=|-{1,2}>|\u2192|[:=>]|(?i:is):?(?=[ \t])|(?=[ \t]['\"`A-Za-z0-9_~.-]{20}))[ \t]{0,20}"
)
_IN_NAMES: Final = "_-.:$"
_LONGEST_NAME: Final = 24
_COLOURS: Final = regex(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_QUOTED: Final = regex(r"\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'|`([^`\n]*+)`")
_SPACED: Final = regex(r"[A-Za-z0-9+/_-]+(?: [A-Za-z0-9+/_-]+)+={0,2}")
_WRAPPED: Final = regex(r"[A-Za-z0-9+/_-]+={0,2}")
_MOST_WRAPPED: Final = 16
_WIDTHS: Final = frozenset({60, 64, 76})
_SEPARATORS: Final = regex(r"[\s,;|]+")
_LIKELY_WORD: Final = regex(r"[A-Za-z0-9\-._~+/%]{20,}={0,2}")
_AROUND: Final = "\"'`()[]{}<>"
_CLOSERS: Final = "\"'`)]}>,;&| \t"


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """What one login would be made with.

    Attributes:
        code_verifier: as it was printed.
        code_challenge: as it was printed.
        method: the code_challenge_method that was printed beside them, or None.
    """

    code_verifier: str
    code_challenge: str
    method: str | None = None

    def __repr__(self) -> str:
        return "Pair(hidden)"


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Read recorded pairs from a file: JSON, NDJSON, CSV, named lines or two columns.

    Raises:
        UnreadableInput: it cannot be read, or there is no pair in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableInput(f"cannot read {path}: {error.strerror}") from None
    if len(content) > LARGEST:
        raise UnreadableInput(
            f"{path} is larger than {LARGEST // 1_000_000} MB; give some thousand pairs of it"
        )
    found = pairs_in(as_printed(content))
    if not found:
        raise UnreadableInput(
            f"{path} holds no pair; write one JSON object with code_verifier and code_challenge "
            "on each line, or a CSV file with these columns"
        )
    return found


def as_printed(content: bytes) -> str:
    """Return bytes as text: UTF-8 or the UTF-16 of Windows PowerShell, without colours."""
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = content.decode("utf-16" if is_utf_16 else "utf-8-sig", "replace")
    return _COLOURS.sub("", text)


def pairs_in(text: str) -> tuple[Pair, ...]:
    """Return the pairs in a text, in its order; none where it holds none."""
    for read in (_in_json, _in_table, _in_names, _in_words):
        found = tuple(read(text))
        if found:
            return found
    return ()


# --- JSON -----------------------------------------------------------------------------------


def _in_json(text: str) -> Iterator[Pair]:
    loose: list[tuple[str, str]] = []
    for document in _documents(text):
        yield from _in_value(document, loose)
    yield from _in_order(loose)


def _documents(text: str) -> Iterator[object]:
    """Give every JSON object and array that begins a line, however many lines it takes."""
    decoder = json.JSONDecoder()
    position, failed = 0, 0
    while position < len(text) and failed < _MOST_ATTEMPTS:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        start = position + len(text[position:end]) - len(text[position:end].lstrip())
        position = end + 1
        if text[start : start + 1] not in ("{", "["):
            continue
        try:
            document, after = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            failed += 1
            continue
        yield document
        position = max(after, start + 1)


def _in_value(value: object, loose: list[tuple[str, str]], depth: int = 0) -> Iterator[Pair]:
    """Give the pairs of a value; two texts in an array are kept until their order is known."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        pair = _of_names({str(name): text for name, text in value.items()})
        if pair is not None:
            yield pair
            return
        for inner in value.values():
            yield from _in_value(inner, loose, depth + 1)
    elif isinstance(value, list):
        words = [item for item in value if isinstance(item, str) and not _is_method(item)]
        if len(words) == _PER_PAIR and len(value) - len(words) <= 1:
            loose.append((words[0], words[1]))
            return
        for inner in value:
            yield from _in_value(inner, loose, depth + 1)


def _of_names(values: Mapping[str, object]) -> Pair | None:
    found: dict[str, str] = {}
    for name, value in values.items():
        role = _role(name)
        if role is not None and isinstance(value, str) and value:
            found.setdefault(role, value)
    return _pair(found)


def _pair(found: Mapping[str, str]) -> Pair | None:
    if VERIFIER not in found or CHALLENGE not in found:
        return None
    return Pair(found[VERIFIER], found[CHALLENGE], found.get(METHOD))


def _role(name: str) -> str | None:
    letters = _NOT_LETTERS.sub("", name.lower())
    return next((role for role in _ROLES if letters.endswith(role)), None)


def _is_method(word: str) -> bool:
    return word.lower() in _METHODS


# --- tables ---------------------------------------------------------------------------------


def _in_table(text: str) -> Iterator[Pair]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < _PER_PAIR:
        return
    for delimiter in ",;\t|":
        try:
            rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
            roles = [_role(cell) for cell in next(rows)]
            if VERIFIER in roles and CHALLENGE in roles:
                yield from _rows(roles, rows)
                return
        except csv.Error:
            continue


def _rows(roles: list[str | None], rows: Iterable[list[str]]) -> Iterator[Pair]:
    for row in rows:
        cells = zip(roles, row, strict=False)
        pair = _pair({role: cell.strip() for role, cell in cells if role and cell.strip()})
        if pair is not None:
            yield pair


# --- named values ---------------------------------------------------------------------------


def _in_names(text: str) -> Iterator[Pair]:
    found: dict[str, str] = {}
    for role, value in _named_values(text):
        if role in found and VERIFIER in found and CHALLENGE in found:
            yield Pair(found[VERIFIER], found[CHALLENGE], found.get(METHOD))
            found = {}
        found[role] = value
    last = _pair(found)
    if last is not None:
        yield last


def _named_values(text: str) -> Iterator[tuple[str, str]]:
    lines = text.splitlines()
    for at, line in enumerate(lines):
        names = list(_NAME.finditer(line))
        for name, following in zip_longest(names, names[1:]):
            role = name[1].lower()
            end = len(line) if following is None else _beginning(line, following.start())
            value = _value(line[name.end() : end], alone=len(names) == 1)
            begun = _beginning(line, name.start())
            if begun and line[begun - 1] in "?&":
                value = _in_query(value)
            if not value and len(names) == 1:
                value = _on_next_line(lines, at + 1)
            elif len(names) == 1:
                value = _continued(value, lines, at + 1)
            if role == CHALLENGE:
                value = value.rstrip(".")
            if len(value) >= (1 if role == METHOD else _LEAST_VALUE):
                yield role, value


def _beginning(line: str, end: int) -> int:
    """Return where a name begins that ends with a role."""
    start = end
    while start > max(0, end - _LONGEST_NAME) and (
        line[start - 1].isalnum() or line[start - 1] in _IN_NAMES
    ):
        start -= 1
    return start


def _value(written: str, *, alone: bool) -> str:
    """Return the value of what follows a name on its line."""
    quoted = _QUOTED.match(written)
    if quoted is not None:
        return _unquoted(quoted[0], next(text for text in quoted.groups() if text is not None))
    written = written.strip()
    if alone and _SPACED.fullmatch(written) and len(written.rstrip("=")) == MIN_LENGTH:
        return written
    words = written.split(maxsplit=1)
    if not words:
        return ""
    word, _, _ = words[0].partition("<")
    if alone:
        return word
    word = word.rstrip(_CLOSERS)
    return word[2:] if word.startswith(("b'", 'b"')) else word


def _in_query(value: str) -> str:
    """Return the value of a parameter in the query of a URL."""
    from urllib.parse import unquote  # noqa: PLC0415 - seldom used

    return unquote(value.partition("&")[0].partition("#")[0])


def _unquoted(quoted: str, inner: str) -> str:
    if quoted.startswith('"') and "\\" in inner:
        try:
            value = json.loads(quoted)
        except ValueError:
            return inner
        return str(value)
    return inner


def _on_next_line(lines: list[str], at: int) -> str:
    following = next((line for line in lines[at : at + 2] if line.strip()), "")
    if _NAME.search(following):
        return ""
    return _value(following.strip(), alone=True)


def _continued(value: str, lines: list[str], at: int) -> str:
    """Return a value with the lines into which an encoder had broken it."""
    parts = [value]
    for line in lines[at : at + _MOST_WRAPPED]:
        if len(parts[-1]) not in _WIDTHS or not _WRAPPED.fullmatch(line):
            break
        parts.append(line)
    return "\n".join(parts)


# --- bare words -----------------------------------------------------------------------------


def _in_words(text: str) -> Iterator[Pair]:
    lines = [words for words in map(_words, text.splitlines()) if words]
    loose: list[tuple[str, str]] = []
    if lines and all(len(words) == _PER_PAIR for words in lines):
        loose = [(words[0], words[1]) for words in lines]
    elif lines and len(lines) % 2 == 0 and all(len(words) == 1 for words in lines):
        loose = [(one[0], two[0]) for one, two in zip(lines[::2], lines[1::2], strict=True)]
    else:
        words = _LIKELY_WORD.findall(text)
        if len(words) == _PER_PAIR:
            loose = [(words[0], words[1])]
        else:
            yield from _that_fit(words)
    yield from _in_order(
        [(one, other) for one, other in loose if _may_be_values(one) and _may_be_values(other)]
    )


def _may_be_values(word: str) -> bool:
    return len(word) >= _LEAST_VALUE and (len(word) >= _LEAST_WORD or _role(word) is None)


def _words(line: str) -> list[str]:
    """Return the words of a line that may be a verifier or a challenge."""
    words = [word.strip(_AROUND) for word in _SEPARATORS.split(line)]
    words = [word for word in words if word and not _is_method(word)]
    long = [word for word in words if len(word) >= _LEAST_VALUE]
    return long if len(long) == _PER_PAIR else words


def _that_fit(words: list[str]) -> Iterator[Pair]:
    """Give the neighbours of which one is S256 of the other."""
    at = 0
    while at + 1 < len(words):
        one, other = words[at], words[at + 1]
        if other == s256(one):
            yield Pair(one, other)
        elif one == s256(other):
            yield Pair(other, one)
        else:
            at += 1
            continue
        at += 2


def _in_order(loose: list[tuple[str, str]]) -> Iterator[Pair]:
    turned = _are_turned(loose)
    for one, other in loose:
        yield Pair(other, one) if turned else Pair(one, other)


def _are_turned(loose: Iterable[tuple[str, str]]) -> bool:
    """Whether the challenge stands before the verifier."""
    tried: list[tuple[str, str]] = []
    for one, other in loose:
        if other == s256(one):
            return False
        if one == s256(other):
            return True
        if len(tried) < _TRIED:
            tried.append((one, other))
    for one, other in tried:
        if derive(one, other) is not None:
            return False
        if derive(other, one) is not None:
            return True
    return bool(tried) and all(
        len(one) == MIN_LENGTH and MIN_LENGTH < len(other) <= MAX_LENGTH for one, other in tried
    )
