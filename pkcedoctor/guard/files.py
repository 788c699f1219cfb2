"""Which files are looked at, and what is in them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.patterns import regex
from pkcedoctor.records import dataclass

LARGEST: Final = 1_000_000
"""Bytes of a file that is looked at when a folder is given."""
LARGEST_NAMED: Final = 20_000_000
"""Bytes of a file that is given by name."""

SETTINGS_FILES: Final = ("pkcedoctor.toml", "pyproject.toml")
"""Where a team's own settings are looked for."""

_SKIPPED: Final = frozenset(
    {
        *(".git", ".hg", ".svn", "node_modules", ".venv", "venv", "dist", "build", "target"),
        *("__pycache__", ".next", ".nuxt", ".angular", ".terraform", ".idea", ".tox", "vendor"),
        *(".mypy_cache", ".pytest_cache", ".ruff_cache", "coverage", "bower_components"),
    }
)
_ENDINGS: Final = regex(
    r"(?:^\.env(?:\..*)?|.*\.(?:env|json|jsonc|json5|ya?ml|toml|properties|tf|hcl|tfvars"
    r"|[mc]?[jt]sx?|vue|svelte|html|astro))",
    2,
)
_SAMPLE: Final = regex(
    r".*(?:\.(?:example|sample|template|tmpl|dist|defaults?)(?:\.[^.]*)?"
    r"|[._-](?:example|sample)[._-].*"
    r"|\.(?:min|spec|test|stories|d)\.[mc]?[jt]sx?)",
    2,
)
"""Files that are copied before they are filled in, libraries and tests: no team's settings."""
_LOCKED: Final = frozenset(
    {"package-lock.json", "pnpm-lock.yaml", "composer.lock", "npm-shrinkwrap.json"}
)
_WORTH: Final = regex(
    r"client|appId|callbacks|token_endpoint|auth-server-url|authorizedGrantType|redirect"
    r"|setEnvironment|AUTH_|pkceMethod|pkcedoctor|oauth",
    2,
)
_SCRIPT: Final = regex(r"\.(?:[mc]?[jt]sx?|vue|svelte|html|astro)$", 2)
_WORTH_OF_SCRIPTS: Final = regex(
    r"client_?id|client_?secret|redirect_?ur[il]|loginPKCEGrant|loginImplicitGrant"
    r"|setEnvironment|pkceMethod",
    2,
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text.

    Attributes:
        file: its name as it is reported.
        content: its text.
        named: whether it was given by name and not found in a folder.
    """

    file: str
    content: str
    named: bool


def read_texts(paths: tuple[Path, ...]) -> Iterator[Text]:
    """Yield the text of every file that is given or lies in a folder that is given.

    Raises:
        UnreadableInput: if a path does not exist or cannot be read.
    """
    seen: set[str] = set()
    for path in paths:
        found = _walk(path) if path.is_dir() else iter((path,))
        named = not path.is_dir()
        for file in found:
            key = os.path.realpath(file)
            if key in seen:
                continue
            seen.add(key)
            text = _read(file, named=named)
            if text is not None:
                yield text


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            wanted = _ENDINGS.fullmatch(name) and not _SAMPLE.fullmatch(name)
            if wanted and name not in _LOCKED:
                yield Path(place) / name


def _read(path: Path, *, named: bool) -> Text | None:
    try:
        limit = LARGEST_NAMED if named else LARGEST
        if path.stat().st_size > limit:
            if named:
                raise UnreadableInput(f"{path}: this is too large for a configuration file")
            return None
        octets = path.read_bytes()
    except (OSError, ValueError) as error:
        if not named:
            return None
        reason = getattr(error, "strerror", None) or "no file has such a name"
        raise UnreadableInput(f"{path}: cannot be read: {reason}") from None
    if b"\0" in octets[:8192] and not octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        if named:
            raise UnreadableInput(f"{path}: this is a binary file, no configuration")
        return None
    encoding = "utf-16" if octets.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    content = octets.decode(encoding, "replace")
    worth = _WORTH_OF_SCRIPTS if _SCRIPT.search(path.name) else _WORTH
    if not named and path.name not in SETTINGS_FILES and not worth.search(content):
        return None
    return Text(path.as_posix(), content, named)
