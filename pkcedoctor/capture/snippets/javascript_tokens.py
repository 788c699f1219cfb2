"""JavaScript's tokens, found in a text that may hold prose as well."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from pkcedoctor.patterns import regex

_PLAIN = regex(
    r"(?P<blank>\s++)"
    r"|(?P<comment>//[^\n]*+|`{3,}+[^\n`]*+)"
    r"|(?P<name>[^\W\d][\w$]*+|\$[\w$]*+)"
    r"|(?P<number>0[xX][\da-fA-F]++|\d[\d_]*+(?:\.\d++)?+(?:[eE][+-]?\d++)?+)"
    r"|(?P<sign>=>|\?\?|\?\.|\.\.\.|\|\||&&|[=!]==?|\+=|[<>]=|\+\+|--|.)",
    re.DOTALL,
)
_INSIDE = {
    '"': regex(r'(?:[^"\\\n]|\\.)*+', re.DOTALL),
    "'": regex(r"(?:[^'\\\n]|\\.)*+", re.DOTALL),
}
_REGEX = regex(r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*+")
_IN_TEMPLATE = regex(r"(?:[^`\\$]|\\.|\$(?!\{))*+", re.DOTALL)
_IN_SUBSTITUTION = regex(r"""(?:[^`'"{}]|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')*+""", re.DOTALL)
_OPERAND_FOLLOWS = frozenset("=([{,:;?+!&|>") | {"=>", "+=", "??", "||", "&&", "return", "..."}
_CALL = regex(r"\b(?:fetch|axios|ajax|got|ky|superagent|request|http|httpClient)(?:\.\w+)?\(")
_DEEPEST_TEMPLATE = 8
_LONGEST_REGEX = 200
_FAILED = -1


class Kind(Enum):
    """What a token is."""

    NAME = auto()
    NUMBER = auto()
    STRING = auto()
    TEMPLATE = auto()
    REGEX = auto()
    SIGN = auto()


class Token(NamedTuple):
    """One token; ``text`` as in the source, quotes included."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens_of(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the tokens of a part of a text; what is no token is a sign of one character."""
    return _Scanner(text[:end]).tokens(start)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed = {'"': 0, "'": 0, "/*": 0, "`": 0}

    def tokens(self, position: int) -> Iterator[Token]:
        before = ";"
        while position < len(self._text):
            token = self._special(position, before) or self._plain(position)
            position = token.end
            if not token.text:
                continue
            yield token
            before = token.text

    def _plain(self, position: int) -> Token:
        found = _PLAIN.match(self._text, position)
        if found is None or found.lastgroup in {"blank", "comment"}:
            return Token(Kind.SIGN, "", position, position + 1 if found is None else found.end())
        kind = {"name": Kind.NAME, "number": Kind.NUMBER}.get(found.lastgroup or "", Kind.SIGN)
        return Token(kind, found[0], position, found.end())

    def _special(self, position: int, before: str) -> Token | None:
        first = self._text[position]
        if first == "'" and self._text[position - 1 : position].isalnum():
            return None
        if first in "\"'":
            return self._token(Kind.STRING, position, self._string_end(position, first))
        if first == "/":
            return self._slash(position, before)
        if first == "`" and before in _OPERAND_FOLLOWS:
            return self._token(Kind.TEMPLATE, position, self._template_end(position))
        return None

    def _token(self, kind: Kind, start: int, end: int) -> Token | None:
        return None if end == _FAILED else Token(kind, self._text[start:end], start, end)

    def _string_end(self, position: int, quote: str) -> int:
        if position < self._unclosed[quote]:
            return _FAILED
        inside = _INSIDE[quote].match(self._text, position + 1)
        end = position + 1 if inside is None else inside.end()
        if self._text.startswith(quote, end):
            return end + 1
        self._unclosed[quote] = end
        return _FAILED

    def _slash(self, position: int, before: str) -> Token | None:
        if self._text.startswith("/*", position) and not self._unclosed["/*"]:
            end = self._text.find("*/", position + 2)
            if end >= 0:
                return Token(Kind.SIGN, "", position, end + 2)
            self._unclosed["/*"] = 1
        if before not in _OPERAND_FOLLOWS:
            return None
        found = _REGEX.match(self._text, position, position + _LONGEST_REGEX)
        return None if found is None else Token(Kind.REGEX, found[0], position, found.end())

    def _template_end(self, position: int) -> int:
        if self._unclosed["`"]:
            return _FAILED
        end = _end_of_template(self._text, position, 0)
        if end == _FAILED:
            self._unclosed["`"] = 1
        elif _CALL.search(self._text, position, end):
            return _FAILED
        return end


def template_parts(literal: str) -> Iterator[tuple[bool, int, int]]:
    """Yield the parts of a template literal in order, quotes left out.

    Yields:
        Whether it is an expression, and where it begins and ends in the literal.
    """
    position = 1
    while True:
        found = _IN_TEMPLATE.match(literal, position)
        end = position if found is None else found.end()
        yield False, position, end
        if not literal.startswith("${", end):
            return
        close = _end_of_substitution(literal, end, 0)
        yield True, end + 2, close - 1
        position = close


def _end_of_template(text: str, position: int, depth: int) -> int:
    if depth > _DEEPEST_TEMPLATE:
        return _FAILED
    position += 1
    while True:
        found = _IN_TEMPLATE.match(text, position)
        position = position if found is None else found.end()
        if text.startswith("`", position):
            return position + 1
        if not text.startswith("${", position):
            return _FAILED
        position = _end_of_substitution(text, position, depth)
        if position == _FAILED:
            return _FAILED


def _end_of_substitution(text: str, position: int, depth: int) -> int:
    position += 2
    braces = 1
    while braces:
        found = _IN_SUBSTITUTION.match(text, position)
        position = position if found is None else found.end()
        if position >= len(text) or text[position] in "\"'":
            return _FAILED
        if text[position] == "`":
            position = _end_of_template(text, position, depth + 1)
            if position == _FAILED:
                return _FAILED
            continue
        braces += 1 if text[position] == "{" else -1
        position += 1
    return position
