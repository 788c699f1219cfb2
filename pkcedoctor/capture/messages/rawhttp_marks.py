"""What stands before the lines of a quoted message: indentation, ``> `` of mails and of curl."""

import re
from collections.abc import Iterator

from pkcedoctor.capture.messages.rawhttp_region import Line, Region, lines_of, region_of
from pkcedoctor.records import dataclass

_ASIDE = re.compile(r"[*{}] |[*{}]?[ \t]*+\Z|[ \t]*+(?:% Total|Dload|(?:--|\d++) ++\d)")
_BLANKS = " \t"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before the first line of a message, and so before the others.

    Attributes:
        core: without the blanks behind it; empty where the lines are only indented.
        blanks: how many of them stand behind it.
    """

    core: str
    blanks: int

    @classmethod
    def of(cls, text: str) -> "Mark":
        """Read the mark from what stands before a message."""
        core = text.rstrip(_BLANKS)
        return cls(core, len(text) - len(core))

    @property
    def outer(self) -> "Mark":
        """The mark without the direction that curl puts behind it."""
        shorter = self.core.rstrip("<>") if self.core.endswith((">>", "<<")) else self.core[:-1]
        return Mark.of(shorter)

    def points(self, way: str) -> bool:
        """Whether it ends with the sign of a direction."""
        return self.core.endswith(way)

    def stripped(self, line: str) -> str | None:
        """Return a line without the mark, or None where it does not have it."""
        if not line.startswith(self.core):
            return None
        rest = line[len(self.core) :]
        indented = len(rest) - len(rest.lstrip(_BLANKS))
        return rest[min(indented, self.blanks) :]


def quoted(text: str, start: int, limit: int, mark: Mark) -> Region:
    """Return the lines of a message up to the first that does not have its mark.

    Args:
        text: the whole text.
        start: where the message begins.
        limit: where it ends at the latest.
        mark: what stands before its lines.
    """
    if not mark.core and not mark.blanks:
        return Region(text[start:limit], ([0], [start]))
    return region_of(_marked(text, start, limit, mark), start)


def received(text: str, start: int, limit: int, mark: Mark) -> Region:
    """Return the lines of a response whose head curl marked and whose body it did not.

    Args:
        text: the whole text.
        start: where the response begins.
        limit: where it ends at the latest.
        mark: what stands before the lines of its head.
    """
    return region_of(_received(text, start, limit, mark), start)


def _marked(text: str, start: int, limit: int, mark: Mark) -> Iterator[tuple[Line, str]]:
    for line in lines_of(text, start, limit):
        content = mark.stripped(line.text)
        if content is not None:
            yield line, content
        elif not _is_aside(line.text, mark):
            return


def _received(text: str, start: int, limit: int, mark: Mark) -> Iterator[tuple[Line, str]]:
    in_head = True
    for line in lines_of(text, start, limit):
        content = mark.stripped(line.text) if in_head else None
        if content is None and _is_aside(line.text, mark):
            continue
        if content is None:
            in_head = False
            content = mark.outer.stripped(line.text)
        elif not content.strip():
            in_head = False
        if content is None:
            return
        yield line, content


def _is_aside(line: str, mark: Mark) -> bool:
    """Whether a line is a remark of curl's between the messages."""
    content = mark.outer.stripped(line) if mark.core else None
    return content is not None and _ASIDE.match(content) is not None
