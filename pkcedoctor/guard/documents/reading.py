"""Which reader a file gets: its name suggests one, its content decides."""

from collections.abc import Callable, Iterator
from typing import Final

from pkcedoctor.errors import UnreadableInput
from pkcedoctor.guard.documents.tree import Document
from pkcedoctor.patterns import regex

_BY_ENDING: Final = {
    "json": "json",
    "jsonc": "json",
    "json5": "json",
    "yaml": "yaml",
    "yml": "yaml",
    "toml": "toml",
    "properties": "properties",
    "env": "dotenv",
    "tf": "hcl",
    "hcl": "hcl",
    "tfvars": "hcl",
    **dict.fromkeys(
        ("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "html", "astro"),
        "javascript",
    ),
}
_SCRIPT: Final = regex(r"^\s*(?:import|export|const|let|var|module\.exports|function)\b", 8)
_BLOCK: Final = regex(r"^(?:resource|provider|variable|locals|module|data)\b[^\n=]*\{", 8)
_TABLE: Final = regex(r"^\[{1,2}[\w.\"-]+\]{1,2}\s*$", 8)
_ASSIGNMENT: Final = regex(r"^(?:export\s+)?[A-Z][A-Z0-9_]*=", 8)
_PROPERTY: Final = regex(r"^[a-z][\w-]*(?:\.[\w\[\]-]+)+\s*[=:]\s*\S", 8)
_MAPPING: Final = regex(r"^(?:- )?[\w.\"'-]+:(?:\s|$)", 8)
_SNIFFED: Final = (
    (_BLOCK, "hcl"),
    (_SCRIPT, "javascript"),
    (_TABLE, "toml"),
    (_ASSIGNMENT, "dotenv"),
    (_PROPERTY, "properties"),
    (_MAPPING, "yaml"),
)


def read_document(text: str, file: str) -> Document | None:
    """Read a file; None where its content is of no known format.

    Raises:
        UnreadableInput: if the format that its name promises is broken.
    """
    name = file.replace("\\", "/").rpartition("/")[2].lower()
    promised = "dotenv" if name.startswith(".env") else _BY_ENDING.get(name.rpartition(".")[2], "")
    broken: UnreadableInput | None = None
    for form in dict.fromkeys((promised, *_formats_of(text))):
        if not form:
            continue
        try:
            return _reader(form)(text, file)
        except UnreadableInput as error:
            broken = broken or error
    if broken is not None:
        raise broken
    return None


def _formats_of(text: str) -> Iterator[str]:
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        yield "json"
    head = text[:20_000]
    yield from (form for pattern, form in _SNIFFED if pattern.search(head))


def _reader(form: str) -> Callable[[str, str], Document]:
    """Import the reader of a format."""
    match form:
        case "json":
            from pkcedoctor.guard.documents.json_text import read_json  # noqa: PLC0415 - lazy

            return read_json
        case "yaml":
            from pkcedoctor.guard.documents.yaml_text import read_yaml  # noqa: PLC0415 - lazy

            return read_yaml
        case "toml":
            from pkcedoctor.guard.documents.toml_text import read_toml  # noqa: PLC0415 - lazy

            return read_toml
        case "hcl":
            from pkcedoctor.guard.documents.hcl_text import read_hcl  # noqa: PLC0415 - lazy

            return read_hcl
        case "javascript":
            from pkcedoctor.guard.documents.javascript_text import (  # noqa: PLC0415 - lazy
                read_javascript,
            )

            return read_javascript
        case "properties":
            from pkcedoctor.guard.documents.lines import read_properties  # noqa: PLC0415 - lazy

            return read_properties
        case _:
            from pkcedoctor.guard.documents.lines import read_dotenv  # noqa: PLC0415 - lazy

            return read_dotenv
