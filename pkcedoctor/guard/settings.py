"""What a team says of its own clients: ``pkcedoctor.toml`` or ``[tool.pkcedoctor]``.

The format is described by ``settings_v1.json`` beside this module.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from pkcedoctor.errors import UnknownName, UnreadableInput
from pkcedoctor.guard.documents.tree import Node, Place, Record, Scalar, Sequence
from pkcedoctor.guard.files import SETTINGS_FILES
from pkcedoctor.guard.findings import RULES
from pkcedoctor.guard.model import ClientSettings, Fact, Located, RedirectUri, Registration
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

KIND: Final = "pkcedoctor"
_TEXTS: Final = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "client_id",
    "client_type",
    "code_challenge_method",
    "content_type",
)
_CHOICES: Final = {
    "client_type": ("public", "confidential"),
    "code_challenge_method": ("S256", "plain"),
}
_KEYS: Final = (*_TEXTS, "redirect_uris", "allow")
_URLS: Final = frozenset({"issuer", "authorization_endpoint", "token_endpoint"})
_ALLOWANCE: Final = ("rule", "path", "reason", "until")
_DAY: Final = regex(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding that is let pass for a while.

    Attributes:
        rule: its id.
        path: a pattern that the file's name matches, ``*`` included; empty for any file.
        reason: why.
        until: the last day.
        place: where this is said.
    """

    rule: str
    path: str
    reason: str
    until: date
    place: Place


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team expects.

    Attributes:
        place: where it begins.
        values: the texts by their keys.
        redirect_uris: every redirection URI.
        allowances: what is let pass.
    """

    place: Place
    values: dict[str, Located]
    redirect_uris: tuple[Located, ...] = ()
    allowances: tuple[Allowance, ...] = ()

    @property
    def says_anything(self) -> bool:
        """Whether there is something to compare with."""
        return bool(self.values or self.redirect_uris)

    def as_registration(self) -> Registration:
        """Return the expectation as what the server should know."""
        kind, method = self.values.get("client_type"), self.values.get("code_challenge_method")
        return Registration(
            kind=KIND,
            name="the expected client",
            place=self.place,
            client_id=self.values.get("client_id"),
            redirect_uris=tuple(RedirectUri(uri) for uri in self.redirect_uris),
            public=Fact(kind.text == "public", kind.place, "client_type") if kind else None,
            pkce_required=Fact(holds=True, place=method.place, name=method.name)
            if method
            else None,
            challenge_methods=(method,) if method else (),
        )

    def as_client(self) -> ClientSettings:
        """Return the expectation as what the client should send."""
        method = self.values.get("code_challenge_method")
        return ClientSettings(
            kind=KIND,
            name="the expected client",
            place=self.place,
            client_id=self.values.get("client_id"),
            issuer=self.values.get("issuer"),
            authorization_endpoint=self.values.get("authorization_endpoint"),
            token_endpoint=self.values.get("token_endpoint"),
            redirect_uris=self.redirect_uris,
            pkce=Fact(holds=True, place=method.place, name=method.name) if method else None,
            challenge_method=method,
        )


def read_settings(text: str, file: str) -> Settings | None:
    """Read a settings file; None for a ``pyproject.toml`` that says nothing of pkcedoctor.

    Raises:
        UnreadableInput: in one line, with the file and the line of the mistake.
    """
    from pkcedoctor.guard.documents.toml_text import read_toml  # noqa: PLC0415 - seldom needed

    (root,) = read_toml(text, file).roots
    if not isinstance(root, Record):  # pragma: no cover - a TOML file is a table
        return None
    tool = root.members.get("tool")
    inner = tool.members.get("pkcedoctor") if isinstance(tool, Record) else None
    if inner is None:
        return _settings(root) if file.replace("\\", "/").endswith(SETTINGS_FILES[0]) else None
    if not isinstance(inner, Record):
        raise _wrong(inner.place, "tool.pkcedoctor", "a table is expected")
    return _settings(inner)


def _settings(table: Record) -> Settings:
    _refuse_unknown(table, _KEYS)
    values: dict[str, Located] = {
        name: _text(table, name) for name in _TEXTS if name in table.members
    }
    for name, value in values.items():
        among = _CHOICES.get(name)
        if among is not None and value.text not in among:
            raise _wrong(value.place, name, f"one of {', '.join(among)} is expected")
        if name in _URLS and "://" not in value.text:
            raise _wrong(value.place, name, "a URL is expected")
    return Settings(
        table.place, values, tuple(_uris(table)), tuple(_allowances(table.members.get("allow")))
    )


def _uris(table: Record) -> Iterator[Located]:
    node = table.members.get("redirect_uris")
    if node is None:
        return
    if not isinstance(node, Sequence):
        raise _wrong(node.place, "redirect_uris", "a list of texts is expected")
    for item in node.items:
        if not isinstance(item, Scalar) or item.native:
            raise _wrong(item.place, "redirect_uris", "a list of texts is expected")
        yield Located(item.parts, item.place, "redirect_uri")


def _allowances(node: Node | None) -> Iterator[Allowance]:
    if node is None:
        return
    if not isinstance(node, Sequence):
        raise _wrong(node.place, "allow", "tables are expected: [[tool.pkcedoctor.allow]]")
    for item in node.items:
        if not isinstance(item, Record):
            raise _wrong(item.place, "allow", "a table is expected")
        _refuse_unknown(item, _ALLOWANCE)
        for name in ("rule", "reason", "until"):
            if name not in item.members:
                raise _wrong(item.place, f"allow.{name}", "is missing")
        rule = _text(item, "rule")
        _require_rule(rule)
        path = _text(item, "path").text if "path" in item.members else ""
        reason = _text(item, "reason").text
        yield Allowance(rule.text, path, reason, _day(item.members["until"]), rule.place)


def _require_rule(rule: Located) -> None:
    if rule.text in RULES:
        return
    from pkcedoctor.catalogue import rule_by_id  # noqa: PLC0415 - loads all rules

    try:
        rule_by_id(rule.text)
    except UnknownName as unknown:
        raise _wrong(rule.place, "allow.rule", str(unknown)) from None


def _day(node: Node) -> date:
    text = str(node.parts[0]) if isinstance(node, Scalar) else ""
    found = _DAY.fullmatch(text)
    if found is None:
        raise _wrong(node.place, "allow.until", "a day such as 2027-06-30 is expected")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _wrong(node.place, "allow.until", "there is no such day") from None


def _text(table: Record, name: str) -> Located:
    node = table.members[name]
    if not isinstance(node, Scalar) or node.native or not str(node.parts[0]).strip():
        raise _wrong(node.place, name, "a text is expected")
    return Located(node.parts, node.place, name)


def _refuse_unknown(table: Record, known: tuple[str, ...]) -> None:
    for name in table.members:
        if name not in known:
            from difflib import get_close_matches  # noqa: PLC0415 - most keys are known

            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
            raise _wrong(table.names.get(name, table.place), name, f"no such key; {hint}")


def _wrong(place: Place, name: str, what: str) -> UnreadableInput:
    return UnreadableInput(f"{place.file}:{place.line}:{place.column}: {name}: {what}")


def load_settings(path: Path) -> Settings:
    """Read a settings file that was named.

    Raises:
        UnreadableInput: if it cannot be read, or says nothing of pkcedoctor.
    """
    found = _load(path)
    if found is None:
        raise UnreadableInput(f"{path}: it has no [tool.pkcedoctor]")
    return found


def find_settings(folder: Path) -> Settings | None:
    """Return the settings nearest to a folder, upwards to the repository's top."""
    for place in (folder, *folder.parents):
        for name in SETTINGS_FILES:
            found = _load(place / name) if (place / name).is_file() else None
            if found is not None:
                return found
        if (place / ".git").exists():
            return None
    return None


def _load(path: Path) -> Settings | None:
    try:
        content = path.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8"
        raise UnreadableInput(f"{path}: cannot be read: {reason}") from None
    file = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return read_settings(content, file.as_posix())
