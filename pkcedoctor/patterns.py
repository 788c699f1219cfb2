"""Regular expressions that are compiled when they are first used.

To compile one takes a tenth of a millisecond to half of one, and a run uses few of all there are.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


def regex(source: AnyStr, flags: int = 0, *, holding: AnyStr | None = None) -> re.Pattern[AnyStr]:
    """Return what ``re.compile`` does, except that a mistake in it shows at its first use.

    Args:
        source: the regular expression.
        flags: as in :mod:`re`.
        holding: a text that every match holds, if there is one: a text without it is not searched.
    """
    if holding is None:
        return cast("re.Pattern[AnyStr]", _Lazy(source, flags))
    return cast("re.Pattern[AnyStr]", _Choosy(source, flags, holding))


class _Lazy:
    """A pattern that finds each of its methods when it is asked for, and then has it."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        _refuse_private(name)
        found: object = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


class _Choosy(Generic[AnyStr]):
    """A pattern that is compiled only for a text that holds what every match holds.

    Attributes:
        pattern: the regular expression.
        flags: as in :mod:`re`.
        holding: what every match holds.
    """

    def __init__(self, source: AnyStr, flags: int, holding: AnyStr) -> None:
        self.pattern: AnyStr = source
        self.flags = flags
        self.holding: AnyStr = holding

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self.pattern, self.flags)

    def __getattr__(self, name: str) -> object:
        _refuse_private(name)
        return getattr(self._compiled, name)

    def findall(self, text: AnyStr, *within: int) -> list[Any]:
        return self._compiled.findall(text, *within) if self.holding in text else []

    def finditer(self, text: AnyStr, *within: int) -> Iterator[re.Match[AnyStr]]:
        return self._compiled.finditer(text, *within) if self.holding in text else iter(())

    def search(self, text: AnyStr, *within: int) -> re.Match[AnyStr] | None:
        return self._compiled.search(text, *within) if self.holding in text else None

    def match(self, text: AnyStr, *within: int) -> re.Match[AnyStr] | None:
        return self._compiled.match(text, *within) if self.holding in text else None

    def fullmatch(self, text: AnyStr, *within: int) -> re.Match[AnyStr] | None:
        return self._compiled.fullmatch(text, *within) if self.holding in text else None


def _refuse_private(name: str) -> None:
    """Let nobody look for ``__setstate__`` in a copy that has no attributes yet, for ever."""
    if name.startswith("_"):
        raise AttributeError(name)
