"""TOML → :class:`~pkcedoctor.servers.model.Server`, with every mistake named in one line.

The format is described by ``schema_v1.json`` beside this module and in the README.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from pkgutil import get_data
from typing import Final

from pkcedoctor.errors import UnknownName, UnreadableInput
from pkcedoctor.patterns import regex
from pkcedoctor.servers.model import (
    Advice,
    Endpoints,
    OwnRule,
    Recognition,
    Server,
    Source,
    Trait,
    TraitKind,
    Wording,
    WrongEndpoint,
    host_template,
    template,
)

FOLDER: Final = "known"
LINES: Final = "known.jsonl"
"""What is in the folder, one line for each server: JSON is read ten times faster than TOML."""

STAGES: Final = ("transport", "body", "client", "grant", "redirect", "pkce")
BODIES: Final = ("form", "json", "multipart", "query")
_FORMULA: Final = regex(
    r"(?:(?:base64url(?:-padded)?|base64(?:-unpadded)?|hex|HEX|SHA-(?:1|224|256|384|512))\()*"
    r"code_verifier\)*"
)
_S256: Final = ("S256(code_verifier)", "base64url(SHA-256(code_verifier))")
_DATE: Final = regex(r"\d{4}-\d{2}-\d{2}")
_ID: Final = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def server_ids() -> tuple[str, ...]:
    """Return the ids of all known servers, sorted."""
    return tuple(line[2 : line.index(b'"', 2)].decode() for line in shipped(LINES).splitlines())


def load_server(server_id: str) -> Server:
    """Load what is known of one server.

    Raises:
        UnknownName: if no server has this id.
    """
    start = f'["{server_id}", '.encode("utf-8", "replace")
    for line in shipped(LINES).splitlines():
        if line.startswith(start):
            _, table = json.loads(line)
            return _server(_Table(table, f"{server_id}.toml", "", is_checked=True))
    raise UnknownName(
        f"no server is called {server_id!r} (pkcedoctor servers lists the known ones)"
    )


def shipped(name: str) -> bytes:
    """Return a file of this package."""
    return get_data(__package__, name) or b""


def build_lines() -> str:
    """Return the text of ``known.jsonl`` for the files as they are.

    Raises:
        UnreadableInput: naming the first mistake in one of them.
    """
    from importlib import resources  # noqa: PLC0415 - slow to import

    lines = []
    for file in (resources.files(__package__) / FOLDER).iterdir():
        if file.name.endswith(".toml"):
            table = _parsed(file.read_bytes(), file.name)
            _checked(table, file.name)
            lines.append(json.dumps([file.name.removesuffix(".toml"), table], ensure_ascii=False))
    return "".join(f"{line}\n" for line in sorted(lines))


def read_server_file(path: Path) -> Server:
    """Read a user's own server file.

    Raises:
        UnreadableInput: if it cannot be read or says something that is not understood.
    """
    try:
        return parse_server(path.read_bytes(), path.name)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror}; give the path of a TOML file") from None


def parse_server(content: bytes, label: str) -> Server:
    """Parse and check one server file.

    Raises:
        UnreadableInput: naming the place and what is expected there.
    """
    return _checked(_parsed(content, label), label)


def _parsed(content: bytes, label: str) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - only a user's own file is read as TOML

    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"{label}: byte {error.start} is no UTF-8; save it as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise UnreadableInput(f"{label}: this is no TOML: {error}") from None


def _checked(table: Mapping[str, object], label: str) -> Server:
    reader = _Table(table, label, "")
    server = _server(reader)
    reader.finish()
    return server


class _Table:
    """A TOML table that knows where it stands and which of its keys were read.

    Its patterns are compiled to be checked, unless they have been.
    """

    def __init__(
        self, table: Mapping[str, object], label: str, place: str, *, is_checked: bool = False
    ) -> None:
        self._is_checked = is_checked
        self._table = table
        self._label = label
        self._place = place
        self._read: set[str] = set()
        self._inner: list[_Table] = []

    def wrong(self, name: str, expected: str) -> UnreadableInput:
        place = f"{self._place}.{name}".strip(".")
        return UnreadableInput(f"{self._label}: {place}: {expected}")

    def value(self, name: str) -> object:
        self._read.add(name)
        return self._table.get(name)

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.value(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "a text is expected")
        return value

    def texts(self, name: str, among: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.value(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "a list of texts is expected")
        for item in value:
            if among and item not in among:
                raise self.wrong(name, f"{item!r} is none of {', '.join(among)}")
        return tuple(value)

    def choice(self, name: str, among: tuple[str, ...]) -> str:
        value = self.text(name)
        if value and value not in among:
            raise self.wrong(name, f"{value!r} is none of {', '.join(among)}")
        return value

    def number(self, name: str) -> int | None:
        value = self.value(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.wrong(name, "a whole number is expected")
        return value

    def flag(self, name: str) -> bool | None:
        value = self.value(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "true or false is expected")
        return value

    def pattern(self, name: str) -> str:
        value = self.text(name)
        if self._is_checked:
            return value
        try:
            re.compile(value)
        except re.error as error:
            raise self.wrong(name, f"this is no regular expression: {error}") from None
        return value

    def formula(self, name: str) -> str:
        value = self.text(name)
        if value in _S256:
            raise self.wrong(name, "this is S256; leave it out")
        if value and not (_FORMULA.fullmatch(value) and value.count("(") == value.count(")")):
            raise self.wrong(name, "a formula such as hex(SHA-256(code_verifier)) is expected")
        return value

    def template(self, name: str, compiled: Callable[[str], object]) -> str:
        value = self.text(name)
        self._compile(name, value, compiled)
        return value

    def templates(self, name: str, compiled: Callable[[str], object]) -> tuple[str, ...]:
        values = self.texts(name)
        for value in values:
            self._compile(name, value, compiled)
        return values

    def _compile(self, name: str, value: str, compiled: Callable[[str], object]) -> None:
        if self._is_checked:
            return
        try:
            compiled(value)
        except re.error:
            raise self.wrong(name, f"{value!r} has the same {{name}} twice") from None

    def table(self, name: str) -> "_Table":
        value = self.value(name)
        if value is not None and not isinstance(value, dict):
            raise self.wrong(name, "a table is expected")
        return self._inside(value or {}, f"{self._place}.{name}")

    def tables(self, name: str) -> "Iterator[_Table]":
        value = self.value(name)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(name, "a list of tables is expected")
        for number, item in enumerate(value, start=1):
            yield self._inside(item, f"{self._place}.{name}[{number}]")

    def items(self) -> Iterator[tuple[str, str]]:
        for name in self._table:
            yield name, self.pattern(name)

    def source(self) -> Source:
        seen = self.text("seen", required=True)
        if _DATE.fullmatch(seen) is None:
            raise self.wrong("seen", 'a day such as "2026-11-20" is expected')
        verified = self.flag("verified")
        return Source(self.text("source", required=True), seen, verified is not False)

    def finish(self) -> None:
        """Refuse keys that nobody asked for: they are spelling mistakes."""
        for name in self._table:
            if name not in self._read:
                raise self.wrong(name, f"no such key; known here: {', '.join(sorted(self._read))}")
        for inner in self._inner:
            inner.finish()

    def _inside(self, table: Mapping[str, object], place: str) -> "_Table":
        inner = _Table(table, self._label, place.strip("."), is_checked=self._is_checked)
        self._inner.append(inner)
        return inner


def _server(table: _Table) -> Server:
    server_id = table.text("id", required=True)
    if _ID.fullmatch(server_id) is None:
        raise table.wrong("id", "small letters, digits and hyphens are expected")
    demands = table.table("demands")
    return Server(
        id=server_id,
        name=table.text("name", required=True),
        about=table.text("about"),
        source=table.source(),
        recognition=_recognition(table.table("recognise")),
        endpoints=_endpoints(table.table("endpoints")),
        takes=demands.texts("takes", BODIES) or ("form",),
        challenge=demands.formula("challenge"),
        methods=demands.texts("methods"),
        pkce=demands.choice("pkce", ("required", "optional", "unsupported")),
        secret=demands.choice("secret", ("required", "optional", "refused")),
        code_lifetime=demands.number("code_lifetime"),
        burns_code=demands.flag("burns_code"),
        order=demands.texts("order", STAGES),
        allows=tuple(_own_rule(item) for item in table.tables("allows")),
        ignores=tuple(_own_rule(item) for item in table.tables("ignores")),
        wordings=tuple(_wording(item) for item in table.tables("wordings")),
        advice=tuple(
            Advice(
                item.text("heard", required=True),
                item.text("cause", required=True),
                item.text("instead", required=True),
            )
            for item in table.tables("advice")
        ),
    )


def _recognition(table: _Table) -> Recognition:
    return Recognition(
        hosts=table.texts("hosts"),
        paths=table.templates("paths", template),
        traits=tuple(
            Trait(
                TraitKind(
                    item.choice("in", tuple(kind.value for kind in TraitKind)) or TraitKind.WORDS
                ),
                item.text("name", required=True),
                item.pattern("pattern"),
                strong=item.flag("strong") is True,
            )
            for item in table.tables("traits")
        ),
    )


def _endpoints(table: _Table) -> Endpoints:
    return Endpoints(
        authorization=table.texts("authorization"),
        token=table.texts("token"),
        wrong=tuple(
            WrongEndpoint(
                item.template("host", host_template),
                item.template("path", template),
                item.text("why", required=True),
                item.text("instead", required=True),
            )
            for item in table.tables("wrong")
        ),
    )


def _own_rule(table: _Table) -> OwnRule:
    return OwnRule(
        cause=table.text("cause", required=True),
        why=table.text("why", required=True),
        source=table.source(),
        detail=tuple(table.table("detail").items()),
    )


def _wording(table: _Table) -> Wording:
    return Wording(
        causes=table.texts("causes"),
        source=table.source(),
        words=table.text("words"),
        pattern=table.pattern("pattern"),
        error=table.text("error"),
        status=table.number("status") or 0,
        meaning=table.text("meaning"),
    )
