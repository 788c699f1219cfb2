"""The files of ``curl --trace`` and ``--trace-ascii``, which show every byte that was sent.

``--trace`` gives hexadecimal and so is exact. ``--trace-ascii`` shows a full stop for what is not
printable, and ends a line at each CR LF.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pkcedoctor.capture.http import HttpRequest, HttpResponse
from pkcedoctor.capture.messages.rawhttp_octets import request, response
from pkcedoctor.capture.messages.rawhttp_region import Line, lines_of
from pkcedoctor.capture.pieces import Piece

KIND = "curl trace"

_BLOCK = re.compile(
    r".{0,40}?(?P<way>=>|<=) (?:Send|Recv) (?P<what>header|data), (?P<size>\d{1,9}) bytes"
)
_ROW = re.compile(r"(?P<offset>[0-9a-f]{4,8}): (?P<shown>.*)")
_HEX = re.compile(r"((?:[0-9a-f]{2} ){1,16}) *.{0,16}")
_CRLF = b"\r\n"
_HIDDEN_BYTES = "A curl trace shows a full stop for each byte that is not printable"
_SENT = "=>"


@dataclass(slots=True)
class _Block:
    """Bytes that went one way at once."""

    start: int
    end: int
    way: str
    is_head: bool
    size: int
    octets: bytearray
    exact: bool = True


def find(text: str) -> Iterator[Piece]:
    """Yield the exchanges of a trace."""
    asked: HttpRequest | None = None
    answered: HttpResponse | None = None
    start, end, exact = 0, 0, True
    for message in _messages(_blocks(text)):
        if message.way == _SENT:
            if asked is not None:
                yield _piece(start, end, asked, answered, exact=exact)
            asked, answered = request(bytes(message.octets), "", ""), None
            start, exact = message.start, message.exact
        elif asked is not None:
            found = response(bytes(message.octets))
            answered = answered if found is None else found
        end = message.end
    if asked is not None:
        yield _piece(start, end, asked, answered, exact=exact)


def _piece(
    start: int, end: int, asked: HttpRequest, answered: HttpResponse | None, *, exact: bool
) -> Piece:
    return Piece(start, end, KIND, asked, answered, () if exact else (_HIDDEN_BYTES,))


def _messages(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Join what belongs to one message: its head, which may come line by line, and its data."""
    message: _Block | None = None
    in_data = False
    for block in blocks:
        goes_on = (
            message is not None and message.way == block.way and not (in_data and block.is_head)
        )
        if message is None or not goes_on:
            if message is not None:
                yield message
            message = block
        else:
            message.octets += block.octets
            message.end = block.end
            message.exact = message.exact and block.exact
        in_data = not block.is_head
    if message is not None:
        yield message


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    for line in lines_of(text, 0, len(text)):
        opened = _BLOCK.match(line.text)
        if opened is not None:
            if block is not None:
                yield _closed(block)
            block = _Block(
                line.start,
                line.end,
                opened["way"],
                opened["what"] == "header",
                int(opened["size"]),
                bytearray(),
            )
        elif block is not None and not _added(block, line):
            yield _closed(block)
            block = None
    if block is not None:
        yield _closed(block)


def _added(block: _Block, line: Line) -> bool:
    """Add one row to a block; False where the line is none."""
    row = _ROW.fullmatch(line.text)
    if row is None or len(block.octets) >= max(block.size, 1):
        return False
    offset = int(row["offset"], 16)
    hexadecimal = _HEX.fullmatch(row["shown"])
    if hexadecimal is not None and offset == len(block.octets):
        block.octets += bytes.fromhex(hexadecimal[1])
    else:
        gap = offset - len(block.octets)
        if gap == len(_CRLF):
            block.octets += _CRLF
        elif gap:
            return False
        block.octets += row["shown"].encode("utf-8", "surrogateescape")
        block.exact = block.exact and (block.is_head or "." not in row["shown"])
    block.end = line.end
    return True


def _closed(block: _Block) -> _Block:
    """Add the line end that the last row of a block left out."""
    if block.size - len(block.octets) == len(_CRLF):
        block.octets += _CRLF
    return block
