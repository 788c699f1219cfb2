"""Configuration files on the fly."""

from collections.abc import Mapping
from pathlib import Path

from pkcedoctor.guard.inspection import Inspection, inspect


def inspected(folder: Path, files: Mapping[str, str]) -> Inspection:
    """Write files and check them, each by its name."""
    paths = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        paths.append(path)
    return inspect(tuple(paths))


def rules(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Return the rules that are found, each once."""
    return sorted({found.rule for found in inspected(folder, files).findings})
